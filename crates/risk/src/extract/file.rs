//! What extracts look for, as written and compiled: `data/<language>/extract.toml` and `data/medicines.toml`.

use serde::Deserialize;
use thiserror::Error;

use super::Theme;
use crate::pattern::PhraseFault;
use crate::phrase_book::PhraseBook;
use crate::skeleton::Language;

/// What is wrong with a list; messages of its language give no extract.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ExtractFault {
    /// The file is not of the shape this version reads.
    #[error("the {language} extract list cannot be read")]
    Unreadable {
        /// The language's code.
        language: &'static str,
        /// Where and why.
        source: toml::de::Error,
    },
    /// An entry does not compile.
    #[error("the {language} extract list has a bad phrase: {phrase}")]
    Phrase {
        /// The language's code.
        language: &'static str,
        /// The phrase as written.
        phrase: String,
        /// What is wrong with it.
        source: PhraseFault,
    },
}

/// What a phrase is a sign of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Begins a question, at the start of a sentence.
    Question,
    /// Makes a question of what it ends: `is that dangerous`.
    QuestionAtEnd,
    /// Looks like a question and asks nothing: `how are you`.
    Courtesy,
    Appointment,
    /// A day; with a clock time or a word of coming it is an appointment.
    Date,
    Coming,
    Medication,
    /// Something is different from before.
    Change,
    Theme(Theme),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExtractFile {
    question: Vec<String>,
    question_at_end: Vec<String>,
    courtesy: Vec<String>,
    appointment: Vec<String>,
    date: Vec<String>,
    coming: Vec<String>,
    medication: Vec<String>,
    change: Vec<String>,
    themes: ThemeFile,
}

/// Words and stems, separated by spaces; `_` joins words of one phrase.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeFile {
    sleep: String,
    appetite: String,
    anxiety: String,
    mood: String,
    family: String,
    partner: String,
    work: String,
    pain: String,
    substances: String,
    medication: String,
    money: String,
    grief: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MedicineFile {
    /// Separated by spaces.
    names: String,
}

/// One language's list.
#[derive(Debug)]
pub(super) struct Signs {
    pub(super) language: Language,
    pub(super) book: PhraseBook<Sign>,
}

impl Signs {
    pub(super) fn compile(language: Language) -> Result<Signs, ExtractFault> {
        let unreadable = |source| ExtractFault::Unreadable {
            language: language.code(),
            source,
        };
        let file: ExtractFile = toml::from_str(source(language)).map_err(unreadable)?;
        let medicines: MedicineFile =
            toml::from_str(include_str!("../../data/medicines.toml")).map_err(unreadable)?;
        let mut signs = Signs {
            language,
            book: PhraseBook::new(language),
        };
        for (phrases, sign) in [
            (&file.question, Sign::Question),
            (&file.question_at_end, Sign::QuestionAtEnd),
            (&file.courtesy, Sign::Courtesy),
            (&file.appointment, Sign::Appointment),
            (&file.date, Sign::Date),
            (&file.coming, Sign::Coming),
            (&file.medication, Sign::Medication),
            (&file.change, Sign::Change),
        ] {
            for phrase in phrases {
                signs.add(phrase, sign)?;
            }
        }
        for name in medicines.names.split_whitespace() {
            signs.add(name, Sign::Medication)?;
        }
        for (theme, words) in file.themes.by_theme() {
            for word in words.split_whitespace() {
                signs.add(word, Sign::Theme(theme))?;
            }
        }
        signs.book.close();
        Ok(signs)
    }

    fn add(&mut self, phrase: &str, sign: Sign) -> Result<(), ExtractFault> {
        self.book
            .add(phrase, sign)
            .map_err(|source| ExtractFault::Phrase {
                language: self.language.code(),
                phrase: phrase.to_owned(),
                source,
            })
    }
}

impl ThemeFile {
    fn by_theme(&self) -> [(Theme, &String); 12] {
        [
            (Theme::Sleep, &self.sleep),
            (Theme::Appetite, &self.appetite),
            (Theme::Anxiety, &self.anxiety),
            (Theme::Mood, &self.mood),
            (Theme::Family, &self.family),
            (Theme::Partner, &self.partner),
            (Theme::Work, &self.work),
            (Theme::Pain, &self.pain),
            (Theme::Substances, &self.substances),
            (Theme::Medication, &self.medication),
            (Theme::Money, &self.money),
            (Theme::Grief, &self.grief),
        ]
    }
}

fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../data/en/extract.toml"),
        Language::Spanish => include_str!("../../data/es/extract.toml"),
        Language::Portuguese => include_str!("../../data/pt/extract.toml"),
        Language::Greek => include_str!("../../data/el/extract.toml"),
    }
}
