//! One patient's day in short. The extract is made on this computer, of the person's own words; a draft by an assistant is
//! the owner's, and the person's, choice beside it. Flags are never a summary's: they are read where they lie.

pub(crate) mod draft;
pub(crate) mod facts;
pub(crate) mod make;
pub(crate) mod run;
pub(crate) mod show;

use crate::desk::Desk;
use recado_risk::{Extractor, ToneReader};
use std::sync::OnceLock;
use tokio::sync::Notify;

/// What summaries are made with.
#[derive(Default)]
pub(crate) struct Work {
    extractor: OnceLock<Extractor>,
    tone: OnceLock<ToneReader>,
    /// Wakes the round.
    wake: Notify,
    /// Wakes the drafts.
    wake_drafts: Notify,
    /// Held while an assistant is asked: one question at a time.
    drafting: tokio::sync::Mutex<()>,
    /// What came to nothing, so that it is not asked again and again.
    tries: std::sync::Mutex<draft::run::Tries>,
}

impl Work {
    /// Returns what makes extracts; compiled when it is first needed.
    fn extractor(&self) -> &Extractor {
        self.extractor.get_or_init(Extractor::starter)
    }

    /// Has it looked at once whether anything is due.
    pub fn look(&self) {
        self.wake.notify_one();
        self.wake_drafts.notify_one();
    }

    /// Returns what reads the tone of a text.
    fn tone(&self) -> &ToneReader {
        self.tone.get_or_init(ToneReader::starter)
    }
}

/// Starts making summaries.
pub(crate) fn start(desk: &Desk) {
    let weak = std::sync::Arc::downgrade(&desk.inner);
    let work = std::sync::Arc::clone(&desk.inner.summaries);
    let extracts = run::run(weak.clone(), work.clone(), desk.changes());
    desk.keep(&tokio::spawn(extracts));
    desk.keep(&tokio::spawn(draft::run::run(weak, work)));
}
