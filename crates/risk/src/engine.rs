//! The engine: the packs, compiled once, and the way a text takes through them.

use sha2::{Digest, Sha256};

use crate::finding::Assessment;
use crate::normalise::tokens;
use crate::pack::embedded::STARTER;
use crate::pack::{Pack, PackFault};
use crate::scan::scan;
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
}

impl Engine {
    /// Compiles the starter packs: English, Spanish, Portuguese and Greek.
    ///
    /// A pack that does not compile is left out, so that the others still read; [`Engine::self_test`] says so.
    pub fn starter() -> Engine {
        let mut engine = Engine {
            packs: Vec::new(),
            faults: Vec::new(),
            version: String::new(),
        };
        let mut hash = Sha256::new();
        for sources in &STARTER {
            for text in sources.texts() {
                hash.update(text.len().to_le_bytes());
                hash.update(text);
            }
            match Pack::compile(sources) {
                Ok(pack) => engine.packs.push(pack),
                Err(fault) => engine.faults.push(fault),
            }
        }
        let hash: String = hash
            .finalize()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        engine.version = format!("{}+{hash}", env!("CARGO_PKG_VERSION"));
        engine
    }

    /// Returns what in a text needs a person, and why.
    pub fn assess(&self, text: &str) -> Assessment {
        let tokens = tokens(text);
        let judged = judge(&self.packs, &tokens, scan(&self.packs, &tokens));
        Assessment {
            findings: findings(&tokens, judged),
        }
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
        match self.faults.first() {
            Some(fault) => Err(SelfTestFailure::Pack(fault.clone())),
            None => self.failed_examples().next().map_or(Ok(()), Err),
        }
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
        judge(&self.packs, &tokens, scan(&self.packs, &tokens))
            .iter()
            .any(is_raised)
    }
}
