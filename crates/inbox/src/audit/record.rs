//! What is written down beside the work: who read which clinical conversation, and the calls to Meta.
//!
//! Both are gathered in memory and written by one task, so that neither reading nor sending waits for the disk. What is
//! gathered is written before the desk closes; a kill loses the last moment of it.

use crate::{
    clock::Clock,
    desk::{Desk, Inner, blocking},
    error::InboxError,
    house::{House, SignedIn},
};
use recado_domain::{
    audit::ActName,
    id::{ConversationId, StaffId},
    time::UnixMs,
};
use recado_graph::observe::Seen;
use recado_store::{
    clinic::audit::{
        self, Act,
        calls::{self, ApiCall},
    },
    error::StoreError,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};
use tokio::sync::Notify;

/// How long one person's reading of one conversation counts as once.
const READING: Duration = Duration::from_secs(15 * 60);
/// How long is waited for more before it is written: a burst of calls is one transaction.
const GATHERED: Duration = Duration::from_millis(250);
/// The most that is kept while there is no place to write it, as in the first run.
const MOST: usize = 10_000;

/// What waits to be written.
pub(crate) struct Recorder {
    clock: Clock,
    waiting: Mutex<Waiting>,
    /// Held while it is written: whoever closes the desk waits for what is on its way.
    writing: Mutex<()>,
    wake: Notify,
}

#[derive(Default)]
struct Waiting {
    reads: Vec<Act>,
    calls: Vec<ApiCall>,
    /// When somebody's reading of a conversation was last noted.
    noted: BTreeMap<(StaffId, ConversationId, ActName, String), UnixMs>,
}

impl Recorder {
    /// Returns one under the desk's clock.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            waiting: Mutex::default(),
            writing: Mutex::default(),
            wake: Notify::new(),
        }
    }

    /// Notes a call to Meta.
    pub fn hear(&self, seen: Seen) {
        let call = ApiCall {
            at: self.clock.now(),
            method: seen.method,
            endpoint: seen.endpoint,
            result: seen.result,
            latency_ms: i64::try_from(seen.took.as_millis()).unwrap_or(i64::MAX),
        };
        let mut waiting = self.waiting();
        if waiting.calls.len() < MOST {
            waiting.calls.push(call);
        }
        drop(waiting);
        self.wake.notify_one();
    }

    /// Notes that somebody reads a clinical conversation: once in a quarter of an hour.
    pub fn read(&self, who: &SignedIn, conversation: ConversationId) {
        self.once(who, conversation, ActName::ThreadRead);
    }

    /// Notes what somebody was shown of a conversation: once in a quarter of an hour.
    pub fn once(&self, who: &SignedIn, conversation: ConversationId, name: ActName) {
        self.shown(who, conversation, name, &serde_json::json!({}));
    }

    /// As [`Recorder::once`], with what of it the detail names.
    pub fn shown(
        &self,
        who: &SignedIn,
        conversation: ConversationId,
        name: ActName,
        detail: &serde_json::Value,
    ) {
        let detail = detail.to_string();
        let now = self.clock.now();
        let mut waiting = self.waiting();
        waiting.noted.retain(|_, at| now.since(*at) < READING);
        let reading = (who.staff, conversation, name, detail.clone());
        if waiting.noted.contains_key(&reading) {
            return;
        }
        waiting.noted.insert(reading, now);
        let act = super::by(Some(who), now, name, &detail).about(conversation);
        waiting.reads.push(act);
        drop(waiting);
        self.wake.notify_one();
    }

    /// Writes what waits; what cannot be written waits on.
    ///
    /// # Errors
    /// Storage.
    pub fn flush(&self, house: &House) -> Result<(), InboxError> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let (reads, calls) = {
            let mut waiting = self.waiting();
            (
                std::mem::take(&mut waiting.reads),
                std::mem::take(&mut waiting.calls),
            )
        };
        if reads.is_empty() && calls.is_empty() {
            return Ok(());
        }
        let done = house.clinic.write(|tx| {
            reads.iter().try_for_each(|act| audit::append(tx, act))?;
            calls::append_calls(tx, &calls)
        });
        done.map_err(|error: StoreError| {
            let mut waiting = self.waiting();
            waiting.reads.splice(..0, reads);
            waiting.calls.splice(..0, calls);
            waiting.calls.truncate(MOST);
            error.into()
        })
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts writing.
pub(crate) fn start(desk: &Desk) {
    let recorder = Arc::clone(&desk.inner.audit);
    // What was gathered before there was a place for it.
    recorder.wake.notify_one();
    let weak = Arc::downgrade(&desk.inner);
    desk.keep(&tokio::spawn(run(weak, recorder)));
}

async fn run(weak: Weak<Inner>, recorder: Arc<Recorder>) {
    loop {
        recorder.wake.notified().await;
        tokio::time::sleep(GATHERED).await;
        let Some(inner) = weak.upgrade() else { return };
        if let Err(error) = flush(&Desk { inner }).await {
            tracing::error!("the audit was not written, and waits: {error}");
        }
    }
}

/// Writes what waits.
///
/// # Errors
/// Storage.
pub(crate) async fn flush(desk: &Desk) -> Result<(), InboxError> {
    let Ok(house) = desk.house() else {
        return Ok(());
    };
    let recorder = Arc::clone(&desk.inner.audit);
    blocking(move || recorder.flush(&house)).await
}

/// Writes what waits, now: the desk closes.
pub(crate) fn close(desk: &Desk) {
    if let Ok(house) = desk.house()
        && let Err(error) = desk.inner.audit.flush(&house)
    {
        tracing::error!("the audit was not written: {error}");
    }
}
