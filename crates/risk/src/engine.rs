//! The engine: the packs, compiled once, and the way a text takes through them.

use sha2::{Digest, Sha256};

use std::panic::resume_unwind;
use std::thread;

use crate::clinic::{ClinicPhrase, PhraseLanguage};
use crate::concept::concept_hits;
use crate::deep::{self, DeepScores};
use crate::finding::{Assessment, Level};
use crate::legible;
use crate::normalise::{Token, tokens};
use crate::pack::embedded::{CONCEPTS, FIELDS, STARTER, Sources};
use crate::pack::{Pack, PackFault, Weight};
use crate::reader::{Deeply, Model, ReaderFault, Reading, length, raise, signs};
use crate::scan::{Scanned, scan};
use crate::self_test::SelfTestFailure;
use crate::weigh::{Judged, findings, judge};

/// Assesses texts; build it once and share it.
///
/// It is deterministic: the same [`Engine::version`] and text give the same [`Assessment`], byte for byte.
#[derive(Debug)]
pub struct Engine {
    packs: Vec<Pack>,
    faults: Vec<PackFault>,
    version: String,
    reader: Option<Model>,
    reader_fault: Option<ReaderFault>,
}

/// The second reader's weights, as `cargo xtask risk-train` wrote them.
static READER: &[u8] = include_bytes!("../data/reader.weights");

impl Engine {
    /// Compiles the starter packs: English, Spanish, Portuguese and Greek.
    ///
    /// A pack that does not compile is left out, so that the others still read; [`Engine::self_test`] says so.
    pub fn starter() -> Engine {
        let mut engine = Engine {
            packs: Vec::new(),
            faults: Vec::new(),
            version: String::new(),
            reader: None,
            reader_fault: None,
        };
        match Model::from_bytes(READER) {
            Ok(model) => engine.reader = Some(model),
            Err(fault) => engine.reader_fault = Some(fault),
        }
        // Each by itself: a start waits for the longest only.
        let compiled = thread::scope(|scope| {
            STARTER
                .each_ref()
                .map(|sources| scope.spawn(|| Pack::compile(sources)))
                .map(|pack| pack.join().unwrap_or_else(|panic| resume_unwind(panic)))
        });
        for pack in compiled {
            match pack {
                Ok(pack) => engine.packs.push(pack),
                Err(fault) => engine.faults.push(fault),
            }
        }
        let mut hash = Sha256::new();
        for text in STARTER.iter().flat_map(Sources::texts) {
            hash.update(text.len().to_le_bytes());
            hash.update(text);
        }
        let (deep, deep_settings) = deep::identity();
        for part in [
            CONCEPTS.as_bytes(),
            FIELDS.as_bytes(),
            legible::FRENCH_WORDS.as_bytes(),
            READER,
            &deep,
            deep_settings.as_bytes(),
        ] {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        engine.version = format!("{}+{}", env!("CARGO_PKG_VERSION"), shortened(hash));
        engine
    }

    /// Returns this engine with a clinic's own phrases, which only add to what the packs find.
    ///
    /// # Errors
    ///
    /// The first phrase that does not compile.
    pub fn with_clinic(mut self, phrases: &[ClinicPhrase]) -> Result<Engine, PackFault> {
        let mut hash = Sha256::new();
        hash.update(&self.version);
        for language in PhraseLanguage::ALL {
            let here = || phrases.iter().filter(|phrase| phrase.language == language);
            if here().next().is_some() {
                self.packs
                    .push(Pack::of_clinic(language.language(), here())?);
            }
            for phrase in here() {
                for part in [&phrase.id, &phrase.phrase] {
                    hash.update(part.len().to_le_bytes());
                    hash.update(part);
                }
                hash.update([phrase.level as u8, phrase.category as u8]);
            }
        }
        self.version = format!("{}+{}", self.version, shortened(hash));
        Ok(self)
    }

    /// Returns an engine of a clinic's phrases alone, to try them on texts.
    ///
    /// # Errors
    ///
    /// The first phrase that does not compile.
    pub fn of_phrases(phrases: &[ClinicPhrase]) -> Result<Engine, PackFault> {
        let empty = Engine {
            packs: Vec::new(),
            faults: Vec::new(),
            version: String::new(),
            reader: None,
            reader_fault: None,
        };
        empty.with_clinic(phrases)
    }

    /// Returns the level that a phrase's rule has before anything lowers or raises it; nothing for weak signs, for the
    /// second reader and for rules it does not know.
    pub fn level_of(&self, rule: &str) -> Option<Level> {
        let mut rules = self.packs.iter().flat_map(|pack| &pack.rules);
        let known = rules.find(|known| known.id == rule)?;
        match known.weight {
            Weight::Level(level) => Some(level),
            Weight::Points(_) => None,
        }
    }

    /// Returns the first of a rule's own examples, to show what it is about.
    pub fn example_of(&self, rule: &str) -> Option<&str> {
        let mut rules = self.packs.iter().flat_map(|pack| &pack.rules);
        let known = rules.find(|known| known.id == rule)?;
        known.ok.first().map(String::as_str)
    }

    /// Returns this engine with another second reader, or with none; for training and measuring.
    #[must_use]
    pub fn with_reader(mut self, reader: Option<Model>) -> Engine {
        self.reader = reader;
        self.reader_fault = None;
        self
    }

    /// Returns whether a text is in a language that is read here, as far as its words tell; of fewer than four words it is
    /// assumed. In what cannot be read nothing is found, which says nothing of it.
    pub fn can_read(&self, text: &str) -> bool {
        legible::can_read(&self.packs, deep::shipped().is_ok(), text)
    }

    /// Returns what in a text needs a person, and why, by the rules and the second reader's quick half.
    pub fn assess(&self, text: &str) -> Assessment {
        let (tokens, mut found, reading) = self.rules(text);
        if let Some((model, reading)) = &reading {
            raise(model, &self.packs, &tokens, reading, &mut found);
        }
        found
    }

    /// Returns what in a text needs a person, and why, by the rules and both halves of the second reader.
    ///
    /// It takes some ten milliseconds where [`Engine::assess`] takes some tens of microseconds, and finds more with fewer
    /// false alarms. What rules raise it leaves as it is.
    pub fn assess_deeply(&self, text: &str) -> Assessment {
        let (tokens, mut found, reading) = self.rules(text);
        let Some((model, reading)) = &reading else {
            return found;
        };
        match deep::shipped() {
            Ok(network) => Deeply {
                model,
                packs: &self.packs,
                network,
                text,
                tokens: &tokens,
                reading,
            }
            .raise(&mut found),
            Err(_) => raise(model, &self.packs, &tokens, reading, &mut found),
        }
        found
    }

    /// Returns what both halves of the second reader make of each window of a text whose score of the quick half `asks`
    /// for the network, for choosing their thresholds; nothing where one of them is not there.
    pub fn deep_scores(&self, text: &str, asks: impl Fn(f32) -> bool) -> Option<Vec<DeepScores>> {
        let (tokens, found, reading) = self.rules(text);
        let (model, reading) = reading.as_ref()?;
        let deeply = Deeply {
            model,
            packs: &self.packs,
            network: deep::shipped().ok()?,
            text,
            tokens: &tokens,
            reading,
        };
        Some(deeply.scores(&found, asks))
    }

    /// Returns what the rules find, and the text as the second reader sees it.
    fn rules(&self, text: &str) -> (Vec<Token>, Assessment, Option<(&Model, Reading)>) {
        let tokens = tokens(text);
        let scanned = self.scan(&tokens);
        let judged = judge(&self.packs, &tokens, &scanned.hits);
        let seen = |model| (model, self.seen(text, &tokens, &scanned, &judged));
        let reading = self.reader.as_ref().map(seen);
        let found = Assessment {
            findings: findings(&tokens, judged),
        };
        (tokens, found, reading)
    }

    /// Returns, for each window of a text that the second reader reads, its features as places in a table of 2 to the
    /// power of `bits` rows with their values; the values' squares add up to one.
    pub fn windows(&self, text: &str, bits: u32) -> Vec<Vec<(u32, f32)>> {
        let reading = self.reading(text);
        let read = |(first, end): (usize, usize)| {
            let mut features = Vec::new();
            let mut squares = 0;
            reading.each(first, end, |hash, worth, _| {
                squares += worth * worth;
                features.push((Model::place(bits, hash) as u32, worth as f32));
            });
            let norm = length(squares);
            features.iter_mut().for_each(|(_, value)| *value /= norm);
            features
        };
        reading.windows().into_iter().map(read).collect()
    }

    /// Returns a text as the second reader sees it.
    fn reading(&self, text: &str) -> Reading {
        let tokens = tokens(text);
        let scanned = self.scan(&tokens);
        let judged = judge(&self.packs, &tokens, &scanned.hits);
        self.seen(text, &tokens, &scanned, &judged)
    }

    fn seen(&self, text: &str, tokens: &[Token], scanned: &Scanned, judged: &[Judged]) -> Reading {
        let signs = signs(text, tokens, scanned, judged, &self.packs);
        Reading::new(tokens, scanned, signs)
    }

    fn scan(&self, tokens: &[Token]) -> Scanned {
        let mut scanned = scan(&self.packs, tokens);
        let concepts = concept_hits(&self.packs, tokens, &scanned.classes);
        scanned.hits.extend(concepts);
        scanned
    }

    /// Returns the crate's version and the packs' hash, such as `0.1.0+9f86d081884c7d65`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Runs every rule's own examples; run it at start-up.
    ///
    /// # Errors
    ///
    /// The first pack that did not compile, or the first example that came out wrong: flags are not to be trusted.
    pub fn self_test(&self) -> Result<(), SelfTestFailure> {
        if let Some(fault) = self.faults.first() {
            return Err(SelfTestFailure::Pack(fault.clone()));
        }
        if let Some(fault) = self.reader_fault.or_else(|| deep::shipped().err()) {
            return Err(SelfTestFailure::Reader(fault));
        }
        self.failed_examples().next().map_or(Ok(()), Err)
    }

    /// Runs the examples one after the other and returns those that came out wrong.
    pub(crate) fn failed_examples(&self) -> impl Iterator<Item = SelfTestFailure> {
        self.packs
            .iter()
            .flat_map(|pack| &pack.rules)
            .flat_map(move |rule| {
                let missed = rule
                    .ok
                    .iter()
                    .filter(|text| !self.raises(text, &rule.id))
                    .map(|example| SelfTestFailure::Missed {
                        rule: rule.id.clone(),
                        example: example.clone(),
                    });
                let false_hits = rule
                    .not
                    .iter()
                    .filter(|text| self.raises(text, &rule.id))
                    .map(|example| SelfTestFailure::FalseHit {
                        rule: rule.id.clone(),
                        example: example.clone(),
                    });
                missed.chain(false_hits)
            })
    }

    /// Returns whether a rule has a hit in a text that no idiom shields and nothing lowers.
    fn raises(&self, text: &str, rule: &str) -> bool {
        let tokens = tokens(text);
        let is_raised = |hit: &Judged| hit.rule.id == rule && !hit.is_lowered;
        judge(&self.packs, &tokens, &self.scan(&tokens).hits)
            .iter()
            .any(is_raised)
    }
}

/// Returns the first eight bytes of a hash, as hexadecimal.
fn shortened(hash: Sha256) -> String {
    let hash = hash.finalize();
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::Sums;

    #[test]
    fn what_is_added_up_once_is_what_each_window_weighs() {
        let engine = Engine::starter();
        let model = engine.reader.as_ref().unwrap();
        for text in [
            "",
            "?",
            "I can't any more",
            "Hola. ¿Tienen hora mañana? Ya no quiero estar en este mundo... Gracias!",
            "Δεν αντέχω άλλο, θέλω να πεθάνω. Να σας πω κάτι; Όχι τώρα.\n\nsorry for the trouble. ok. bye",
            "she put the pills away. the rope is in the shed. who feeds the dog? nobody. goodbye then",
        ] {
            let reading = engine.reading(text);
            let mut sums = Sums::new(model, &reading);
            let windows = engine.windows(text, model.bits());
            for ((first, end), features) in reading.windows().into_iter().zip(windows) {
                let (score, urgency) = sums.scores(first, end);
                let (one_by_one, urgency_one_by_one) = model.score(&features);
                assert!(
                    (score - one_by_one).abs() < 0.001,
                    "{text}: {score} {one_by_one}"
                );
                assert!((urgency - urgency_one_by_one).abs() < 0.001, "{text}");
            }
        }
    }
}
