//! The words of patients' messages are read: right after they are filed, and in the background for what was here before.
//!
//! What is to be read stands in the database, so that a kill anywhere only leaves it for later.

use super::{settings, since};
use crate::{
    desk::Desk,
    error::InboxError,
    house::{Held, House},
    view::change::Change,
};
use recado_domain::{message::MessageKind, time::UnixMs};
use recado_risk::{Extractor, ToneReader};
use recado_store::{
    Conn,
    conversations::{
        Clinical, Store,
        tones::{self, ToneRead},
    },
    error::StoreError,
};
use std::sync::{
    LazyLock,
    atomic::{AtomicBool, Ordering},
};

/// Reads the tone of a text; the same everywhere and for good.
pub(super) static READER: LazyLock<ToneReader> = LazyLock::new(ToneReader::starter);
/// Finds the questions in what somebody wrote.
pub(super) static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(Extractor::starter);
/// Another number whenever a text may get another tone.
static VERSION: LazyLock<u32> = LazyLock::new(ToneReader::version);

/// How many messages are read in one transaction: what is filed meanwhile waits for no more.
const BATCH: u32 = 100;
/// How many of these follow one filing; what is left is read in the background.
const AFTER_FILING: u32 = 5;

/// Whether the background is at it.
#[derive(Debug, Default)]
pub(crate) struct Round {
    is_going: AtomicBool,
}

/// Returns the words of a message that are its author's own: not those of a button that was pressed.
pub(super) fn own_words(kind: MessageKind, text: &str) -> &str {
    match kind {
        MessageKind::Text
        | MessageKind::Image
        | MessageKind::Video
        | MessageKind::Audio
        | MessageKind::Voice
        | MessageKind::Document
        | MessageKind::Shared
        | MessageKind::Comment => text,
        MessageKind::Sticker
        | MessageKind::Location
        | MessageKind::Contacts
        | MessageKind::Choice
        | MessageKind::Form
        | MessageKind::Order
        | MessageKind::Template
        | MessageKind::Options
        | MessageKind::System
        | MessageKind::Unsupported
        | MessageKind::Unreadable => "",
    }
}

/// Returns what the words of a message come to.
fn read(kind: MessageKind, text: &str) -> ToneRead {
    let words = own_words(kind, text);
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    match READER.read(words) {
        Some(tone) => ToneRead {
            value: Some(tone.value),
            words: count(tone.scored_words),
        },
        None => ToneRead {
            value: None,
            words: count(words.split_whitespace().count()),
        },
    }
}

/// Reads what was just filed among the patients. Failing costs nothing but time: it stays to be read.
pub(crate) fn after_filing(store: &Held) {
    let Held::Clinical(store) = store else { return };
    for _ in 0..AFTER_FILING {
        match read_batch(store) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::warn!("the tone of what was filed is to be read later: {error}");
                return;
            }
        }
    }
}

/// Returns whether this version reads here and has read everything.
pub(super) fn is_done(conn: &Conn) -> Result<bool, StoreError> {
    Ok(tones::reader(conn)? == Some(*VERSION) && !tones::has_due(conn)?)
}

/// Reads what is to be read, in the background; nobody waits for it.
pub(crate) fn go_on(desk: &Desk) {
    if desk.inner.tone.is_going.swap(true, Ordering::SeqCst) {
        return;
    }
    let again = desk.clone();
    desk.keep(&tokio::spawn(async move {
        let now = again.inner.options.clock.now();
        let (mut is_first, mut has_changed) = (true, false);
        loop {
            let first = std::mem::take(&mut is_first);
            let step = again.with_house(move |house| step(house, first, now)).await;
            match step {
                Ok(step) => {
                    has_changed |= step.has_changed;
                    if !step.has_more {
                        break;
                    }
                }
                Err(error) => {
                    tracing::warn!("the tone of older messages is to be read later: {error}");
                    break;
                }
            }
        }
        again.inner.tone.is_going.store(false, Ordering::SeqCst);
        // A desk without the key read nothing, and says nothing.
        if has_changed {
            again.tell(Change::Tone);
        }
    }));
}

/// What a step of the background came to.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    /// Whether anything is otherwise than before it.
    has_changed: bool,
    /// Whether there is more to do.
    has_more: bool,
}

/// Goes one step. A locked desk has nothing to read.
fn step(house: &House, is_first: bool, now: UnixMs) -> Result<Step, InboxError> {
    let Some(store) = house.clinical_if_held() else {
        return Ok(Step::default());
    };
    let before = store.read(tones::reader)?;
    if is_first {
        align(house, &store, now)?;
    }
    let (after, has_due) =
        store.read(|conn| Ok::<_, StoreError>((tones::reader(conn)?, tones::has_due(conn)?)))?;
    Ok(Step {
        has_changed: has_due || before != after,
        has_more: read_batch(&store)?,
    })
}

/// Makes the database agree with what the clinic chose, and with what this version reads.
pub(super) fn align(house: &House, store: &Store<Clinical>, now: UnixMs) -> Result<(), InboxError> {
    let is_on = house.clinic.read(settings::is_on)?;
    let found = store.read(tones::reader)?;
    match (is_on, found) {
        (false, None) => {}
        (false, Some(_)) => store.write(tones::stop)?,
        (true, _) => store.write(|tx| {
            tones::begin(tx, *VERSION, since(now))?;
            tones::prune(tx, since(now))
        })?,
    }
    Ok(())
}

/// Reads the newest that are to be read; returns whether there are more.
fn read_batch(store: &Store<Clinical>) -> Result<bool, StoreError> {
    if !store.read(tones::has_due)? {
        return Ok(false);
    }
    store.write(|tx| {
        let Some(version) = tones::reader(tx)? else {
            return Ok(false);
        };
        // In the transaction that writes: a message cannot change between its reading and its value.
        for due in tones::due(tx, BATCH)? {
            tones::write(tx, due.message, version, read(due.kind, &due.text.0))?;
        }
        tones::has_due(tx)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_captions_too_and_the_words_of_buttons_never() {
        let read = |kind| read(kind, "I feel awful today");
        assert!(read(MessageKind::Text).value.unwrap() < 0.0);
        assert!(read(MessageKind::Image).value.unwrap() < 0.0);
        assert_eq!(read(MessageKind::Choice), ToneRead::default());
    }

    #[test]
    fn words_without_a_tone_are_counted_and_have_no_value() {
        let read = read(MessageKind::Text, "the meeting is at ten");
        assert_eq!((read.value, read.words), (None, 5));
    }
}
