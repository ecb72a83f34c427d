//! The rules that read messages now: the shipped ones and the clinic's own phrases, exchanged while the desk is at work.

use crate::{desk::Desk, error::InboxError, house::House};
use recado_domain::{
    alert::{AlertCategory, AlertLevel},
    phrase::{self, PhraseFault, PhraseFit, PhraseTongue},
};
use recado_risk::{Category, ClinicPhrase, Engine, Level, PhraseLanguage, exact_form};
use recado_store::{
    Conn,
    clinic::phrases::{self, Phrase},
    error::StoreError,
};
use std::sync::{Arc, Mutex, RwLock};

/// What reads messages, and what is wrong with it.
pub(crate) struct Rules {
    shipped: Arc<Engine>,
    engine: RwLock<Arc<Engine>>,
    /// Held while the phrases are read and exchanged: the latest stay.
    faults: Mutex<RuleFaults>,
}

/// What is wrong with the rules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RuleFaults {
    /// A shipped rule fails its own examples, or does not compile.
    pub shipped: bool,
    /// How many of the clinic's phrases cannot be looked for.
    pub phrases: u32,
}

impl Rules {
    /// Returns the shipped rules, tested.
    pub fn shipped() -> Self {
        let engine = Engine::starter();
        let is_failing = engine.self_test().is_err();
        if is_failing {
            // The rules that fail are known by the test's name; the others still read every message.
            tracing::error!(
                engine = engine.version(),
                "a rule of the risk engine fails its own examples"
            );
        }
        let shipped = Arc::new(engine);
        Self {
            engine: RwLock::new(Arc::clone(&shipped)),
            shipped,
            faults: Mutex::new(RuleFaults {
                shipped: is_failing,
                phrases: 0,
            }),
        }
    }

    /// Returns what reads messages now; whoever has begun with it ends with it.
    pub fn engine(&self) -> Arc<Engine> {
        match self.engine.read() {
            Ok(engine) => Arc::clone(&engine),
            // Whoever broke off had nothing half exchanged: it is one pointer.
            Err(broken) => Arc::clone(&broken.into_inner()),
        }
    }

    /// Returns what is wrong.
    pub fn faults(&self) -> RuleFaults {
        self.faults
            .lock()
            .map(|faults| *faults)
            .unwrap_or(RuleFaults {
                shipped: true,
                phrases: 0,
            })
    }

    /// Reads with the clinic's phrases as they are now. One that cannot be looked for is left out and counted.
    ///
    /// # Errors
    /// Storage.
    pub fn exchange(&self, house: &House) -> Result<(), InboxError> {
        let mut faults = self.faults.lock().map_err(|_| InboxError::CutOff)?;
        let kept = house.clinic.read(phrases::all)?;
        let readable = readable(&kept);
        let broken = kept.len() - readable.len();
        faults.phrases = u32::try_from(broken).unwrap_or(u32::MAX);
        let engine = self
            .with(&readable)
            .map_err(|Unfit| InboxError::InvalidInput)?;
        *self.engine.write().map_err(|_| InboxError::CutOff)? = engine;
        Ok(())
    }

    /// Returns what reads with the phrases as this transaction sees them, and nothing where they cannot be looked for
    /// together; what is at work stays until they are exchanged.
    ///
    /// # Errors
    /// Storage.
    pub fn reading(&self, conn: &Conn) -> Result<Option<Arc<Engine>>, StoreError> {
        let kept = phrases::all(conn)?;
        Ok(self.with(&readable(&kept)).ok())
    }

    fn with(&self, readable: &[ClinicPhrase]) -> Result<Arc<Engine>, Unfit> {
        if readable.is_empty() {
            return Ok(Arc::clone(&self.shipped));
        }
        let with_phrases = Engine::starter().with_clinic(readable);
        with_phrases.map(Arc::new).map_err(|_| Unfit)
    }
}

/// The clinic's phrases cannot be looked for together.
struct Unfit;

fn readable(kept: &[Phrase]) -> Vec<ClinicPhrase> {
    kept.iter().filter_map(|one| compiled(one).ok()).collect()
}

/// Reads with the clinic's phrases from the first message on.
pub(crate) fn begin(desk: &Desk) {
    let begun = desk
        .house()
        .and_then(|house| desk.inner.rules.exchange(&house));
    if let Err(error) = begun {
        tracing::error!("the clinic's own phrases are not read with: {error}");
    }
}

/// Returns a phrase in the language of the rules.
///
/// # Errors
/// What is wrong with its words.
pub(crate) fn compiled(phrase: &Phrase) -> Result<ClinicPhrase, PhraseFault> {
    let id = format!("clinic.{}", phrase.id);
    let compiled = of_words(&phrase.words, phrase.fit, phrase.language, id)?;
    Ok(ClinicPhrase {
        category: category(phrase.category).ok_or(PhraseFault::Unreadable)?,
        level: level(phrase.level),
        ..compiled
    })
}

/// Returns words in the language of the rules, tried out; its category and level are nobody's yet.
///
/// # Errors
/// What is wrong with them.
pub(crate) fn of_words(
    words: &str,
    fit: PhraseFit,
    language: PhraseTongue,
    id: String,
) -> Result<ClinicPhrase, PhraseFault> {
    if words.chars().count() > phrase::LONGEST {
        return Err(PhraseFault::TooLong);
    }
    let compiled = ClinicPhrase {
        id,
        phrase: phrase::pattern(&exact_form(words), fit)?,
        category: Category::Suicide,
        level: Level::Review,
        language: match language {
            PhraseTongue::English => PhraseLanguage::English,
            PhraseTongue::Spanish => PhraseLanguage::Spanish,
            PhraseTongue::Portuguese => PhraseLanguage::Portuguese,
            PhraseTongue::Greek => PhraseLanguage::Greek,
        },
    };
    match Engine::of_phrases(std::slice::from_ref(&compiled)) {
        Ok(_) => Ok(compiled),
        Err(_) => Err(PhraseFault::Unreadable),
    }
}

fn category(category: AlertCategory) -> Option<Category> {
    match category {
        AlertCategory::Suicide => Some(Category::Suicide),
        AlertCategory::SelfHarm => Some(Category::SelfHarm),
        AlertCategory::HarmOthers => Some(Category::HarmOthers),
        AlertCategory::Abuse => Some(Category::Abuse),
        AlertCategory::Medical => Some(Category::Medical),
        // No words raise it.
        AlertCategory::Unheard => None,
    }
}

fn level(level: AlertLevel) -> Level {
    match level {
        AlertLevel::Review => Level::Review,
        AlertLevel::Today => Level::Today,
        AlertLevel::High => Level::High,
        AlertLevel::Urgent => Level::Urgent,
    }
}

/// Returns the rules' word for a category and a level; nothing for what no words raise.
pub(crate) fn of_domain(of: AlertCategory, how_soon: AlertLevel) -> Option<(Category, Level)> {
    Some((category(of)?, level(how_soon)))
}
