//! Verifying: every row of both chains, and the file that says how far they had got.
//!
//! Goes page by page, each in a view of its own, so that nobody waits for it: rows that are appended meanwhile are
//! followed, too. Does not end at the first entry that does not fit: all of them are named, so that nothing hides behind
//! another. What an owner accepted when they began anew ([`super::breaks`]) is no fault for as long as it lies there
//! exactly as it did then.

mod walk;

use super::breaks::{self, Break};
use super::calls;
use super::chain::Tip;
use super::head::{Head, Unusable};
use super::{chain, last};
use crate::clinic::Clinic;
use crate::clinic::key_pairs::{self, PairName};
use crate::error::StoreError;
use crate::{Conn, key::hex};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use walk::{Part, Walk};

/// Which chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Log {
    /// What people did.
    Acts,
    /// Calls to Meta.
    Calls,
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// It was changed after it was written.
    Changed,
    /// Those before it are missing or stand in another order.
    Detached,
    /// It has no signature.
    Unsigned,
    /// This device's key did not sign it.
    ForeignSignature,
    /// It and those after it were cut off.
    CutOff,
    /// The file that says how far the chain had got is missing, or not ours.
    HeadLost,
    /// The device's key was replaced.
    KeyReplaced,
}

/// An entry that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Misfit {
    /// In which chain.
    pub log: Log,
    /// Its number.
    pub at: i64,
    /// What is wrong with it.
    pub fault: Fault,
    /// What stands for the row as it lies there and for what stands before it; empty where only the file beside the
    /// database tells of it.
    pub(super) row: String,
}

impl Misfit {
    /// Returns what it is once the row does not lie there any more as it did.
    fn gone(self) -> Self {
        Self {
            fault: Fault::Changed,
            row: format!("{GONE}{}", self.row),
            ..self
        }
    }

    fn is_gone(&self) -> bool {
        self.row.starts_with(GONE)
    }
}

/// The beginning of what stands for a row that lies there otherwise by now.
const GONE: &str = "not ";

/// What a look at everything found, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// Every row follows from the one before, or from where somebody began anew.
    Whole {
        /// How many acts there are since.
        rows: u64,
        /// How many calls.
        calls: u64,
    },
    /// Something was changed.
    Broken {
        /// In which chain.
        log: Log,
        /// The number of the first entry that does not fit.
        at: i64,
        /// What is wrong with it.
        fault: Fault,
    },
}

/// What a look at everything found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// What does not fit, and nobody accepted; acts before the file beside the database before calls.
    pub misfits: Vec<Misfit>,
    /// Where somebody began anew, the earliest first, with what they accepted.
    pub breaks: Vec<Break>,
    /// How many acts there are since the newest of these.
    pub rows: u64,
    /// How many calls.
    pub calls: u64,
}

impl Survey {
    /// Returns it in short.
    pub fn chain(&self) -> Chain {
        match self.misfits.first() {
            None => Chain::Whole {
                rows: self.rows,
                calls: self.calls,
            },
            Some(first) => Chain::Broken {
                log: first.log,
                at: first.at,
                fault: first.fault,
            },
        }
    }

    /// Returns what stands for everything that does not fit: another when anything of it is otherwise.
    pub fn mark(&self) -> String {
        let parts: Vec<String> = self
            .misfits
            .iter()
            .map(|it| {
                // What stands in no row is where the log ends, and that grows while the clinic works.
                let at = if it.row.is_empty() { 0 } else { it.at };
                format!("{:?} {at} {:?} {}", it.log, it.fault, it.row)
            })
            .collect();
        let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
        hex(&chain::digest(&parts))
    }
}

/// Checks both chains against each other's numbers, the device's key, and the file beside the database.
///
/// # Errors
/// [`StoreError`] when it cannot be read; a broken chain is an answer, not an error.
pub fn verify(clinic: &Clinic) -> Result<Chain, StoreError> {
    Ok(survey(clinic)?.chain())
}

/// As [`verify`], with everything that was found.
///
/// # Errors
/// As [`verify`].
pub fn survey(clinic: &Clinic) -> Result<Survey, StoreError> {
    let mut look = Look::begin(clinic)?;
    while clinic.read(|conn| look.go_on(conn))? {}
    look.end()
}

/// A look at everything, which goes on from where it got to.
pub(super) struct Look {
    /// The file: read first, because rows that are appended while this goes on are ahead of it, which is no fault.
    pub head: Result<Head, Unusable>,
    /// The key that the rows are held to.
    pub key: Vec<u8>,
    /// The last row from before rows were signed, if that is known.
    pub unsigned: Option<i64>,
    /// What of it is wrong that stands in no row.
    beside: Vec<Misfit>,
    breaks: Vec<Break>,
    /// Accepted, and to be found as it was.
    accepted: BTreeSet<Misfit>,
    parts: Vec<Part>,
    acts: Walk,
    calls: Option<Walk>,
    forgotten: i64,
}

impl Look {
    /// Begins to look.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn begin(clinic: &Clinic) -> Result<Self, StoreError> {
        let head = clinic.audit_head();
        let (newest, kept_key, known) = clinic.read(|conn| {
            let pair = key_pairs::get(conn, PairName::DeviceSigning)?;
            let kept = pair.and_then(|pair| pair.public);
            Ok::<_, StoreError>((last(conn)?.id, kept, breaks::all(conn)?))
        })?;
        let mut beside = Vec::new();
        let mut at_the_end = |fault| {
            beside.push(Misfit {
                log: Log::Acts,
                at: newest,
                fault,
                row: String::new(),
            });
        };
        let key = match (&head, &kept_key) {
            (Ok(head), kept) => {
                if kept.as_ref() != Some(&head.key) {
                    at_the_end(Fault::KeyReplaced);
                }
                head.key.clone()
            }
            (Err(_), kept) => {
                at_the_end(Fault::HeadLost);
                kept.clone().unwrap_or_default()
            }
        };
        let unsigned = match (&head, known.sound.is_empty()) {
            (_, false) => Some(0),
            (Ok(head), true) => Some(head.unsigned),
            (Err(_), true) => None,
        };
        let mut parts: Vec<Part> = known.sound.iter().map(Part::before).collect();
        parts.push(Part::newest(key.clone(), unsigned));
        let accepted = known.sound.iter().flat_map(|it| it.misfits.clone());
        let accepted = accepted.filter(|it| !it.row.is_empty()).collect();
        let mut acts = Walk::new(Log::Acts, head.as_ref().ok(), Tip::default());
        acts.misfits.extend(known.unsound);
        Ok(Self {
            head,
            key,
            unsigned,
            beside,
            breaks: known.sound,
            accepted,
            parts,
            acts,
            calls: None,
            forgotten: 0,
        })
    }

    /// Looks at a further page; returns whether there may be more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn go_on(&mut self, conn: &Conn) -> Result<bool, StoreError> {
        if self.acts.page(conn, &self.parts)? {
            return Ok(true);
        }
        let calls = match &mut self.calls {
            Some(calls) => calls,
            None => {
                // Behind the acts: where the calls begin is itself an act.
                let start = calls::forgotten(conn)?;
                self.forgotten = start.id;
                let walk = Walk::new(Log::Calls, self.head.as_ref().ok(), start);
                self.calls.insert(walk)
            }
        };
        calls.page(conn, &self.parts)
    }

    /// Ends it.
    ///
    /// # Errors
    /// [`StoreError`] when it was not begun.
    pub fn end(self) -> Result<Survey, StoreError> {
        let calls = self.calls.ok_or(StoreError::NotFound)?;
        let (rows, count) = (self.acts.rows, calls.rows);
        let mut found = self.acts.end();
        found.extend(self.beside);
        found.extend(calls.end());
        let forgotten = self.forgotten;
        let mut missing = self.accepted.clone();
        missing.retain(|it| it.log == Log::Acts || it.at > forgotten);
        let mut misfits = Vec::new();
        for misfit in found {
            missing.remove(&misfit);
            if !self.accepted.contains(&misfit) {
                misfits.push(misfit);
            }
        }
        // What was accepted does not lie there as it did: somebody was at it since.
        let gone = missing.into_iter().filter(|it| !it.is_gone());
        let gone = gone
            .map(Misfit::gone)
            .filter(|it| !self.accepted.contains(it));
        misfits.extend(gone);
        Ok(Survey {
            misfits,
            breaks: self.breaks,
            rows,
            calls: count,
        })
    }
}

#[cfg(test)]
mod tests;
