//! What a machine heard in a voice note comes in as words do: read for flags, filed through the spool, alerts raised in the
//! same transaction, also while nobody is signed in. And what it did not hear is shown to a person.

use crate::{
    desk::Desk,
    error::InboxError,
    house::{Held, House},
    receive::{
        drain,
        filing::{Filing, hearing::Spot},
        spool::Filed,
        take::{self, Brought},
    },
};
use recado_domain::{
    alert::{AlertCategory, AlertLevel, calling::Called},
    channel::Side,
    id::{AlertId, MediaId},
    message::MessageText,
    time::UnixMs,
    transcript::{TranscriptState, confidence},
};
use recado_store::{
    clinic::{alerts::Alert, seen},
    conversations::{
        event::{Contact, Event, HeardEvent},
        messages as rows, state,
        transcripts::{self, Transcript, jobs},
    },
    error::StoreError,
};
use recado_transcribe::answer::Answer;
use uuid::Uuid;

pub(crate) mod piece;

/// Whose note it is.
#[derive(Clone)]
pub(crate) struct Whose {
    /// Their conversation.
    pub contact: Contact,
    /// Meta's id of the message.
    pub target: String,
    /// When it was sent.
    pub at: UnixMs,
}

/// A note that was heard.
pub(crate) struct HeardNote {
    /// Where it is kept.
    pub side: Side,
    /// Whose.
    pub whose: Whose,
    /// Which.
    pub media: MediaId,
    /// SHA-256 of its sound.
    pub sha256: Vec<u8>,
    /// What was heard.
    pub answer: Answer,
    /// By which model, and where.
    pub made_by: String,
    /// Whether all of the note could be read.
    pub is_whole: bool,
    /// Whether the clinic's other computers are told of it.
    pub is_told: bool,
}

/// Files what was heard, and calls people where the words do. A note that was stopped, taken back, erased or moved
/// meanwhile is not filed.
///
/// # Errors
/// Storage; the note is then heard again.
pub(crate) async fn file(desk: &Desk, note: HeardNote) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let engine = desk.inner.rules.engine();
    let brought = desk
        .with_house(move |house| {
            let mut brought = Brought::default();
            // Nobody is erased or moved while it is filed.
            let _filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
            if !is_wanted(house, note.side, note.media)? {
                return Ok(brought);
            }
            house.clinic.write(|tx| {
                let filing = Filing {
                    tx,
                    house,
                    engine: &engine,
                    received_at: now,
                    now,
                };
                filing.file_heard(note, &mut brought)
            })?;
            Ok(brought)
        })
        .await?;
    drain::drain(desk).await?;
    desk.inner.together.wake();
    take::tell(desk, brought);
    Ok(())
}

fn is_wanted(house: &House, side: Side, media: MediaId) -> Result<bool, InboxError> {
    // While the desk is locked nobody stops, erases or moves anything.
    let Some(store) = house.held(side) else {
        return Ok(true);
    };
    match store.read(|conn| transcripts::get(conn, media)) {
        Ok(row) => Ok(row.state.is_waiting()),
        Err(StoreError::NotFound) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

impl Filing<'_> {
    fn file_heard(&self, note: HeardNote, brought: &mut Brought) -> Result<(), StoreError> {
        let heard = confidence::heard(&note.answer.segments);
        let state = if heard.is_uncertain() || !note.is_whole {
            TranscriptState::Uncertain
        } else {
            TranscriptState::Done
        };
        // Erased or moved while it was heard: a locked desk sees it here alone.
        if self.is_gone(note.side, &note.whose)? {
            return Ok(());
        }
        let Whose {
            contact,
            target,
            at,
        } = &note.whose;
        let spot = Spot {
            side: note.side,
            conversation: contact.conversation,
            identity: contact.identity,
            channel: contact.channel,
            own_id: None,
            calls: true,
        };
        let read = self.hear_words(&heard.text, target, *at, spot, brought)?;
        let event = HeardEvent {
            media: note.media,
            sha256: note.sha256,
            state,
            text: MessageText(heard.text),
            language: note.answer.language,
            made_by: note.made_by,
            segments: note.answer.segments,
            confidence: heard.confidence,
            at: self.now,
            findings: read.as_json(),
            level: read.level,
            alerts: read.own,
            is_told: note.is_told,
        };
        let filed = Filed {
            event: Some(Event::Heard(Box::new(event))),
            conversation: Some(contact.conversation),
            ..Filed::default()
        };
        self.spool(note.side, &filed)
    }
}

impl Filing<'_> {
    /// Returns whether whose note it is was erased, or moved to the other side.
    fn is_gone(&self, side: Side, whose: &Whose) -> Result<bool, StoreError> {
        let key = self.house.clinic.index_key();
        let hash = key.provider_hash(whose.contact.channel, &whose.target);
        let seen = seen::get(self.tx, hash)?;
        Ok(seen.is_some_and(|it| it.conversation.is_none() || it.side != side))
    }
}

/// Shows a person a note that no machine has heard: for review, without a call.
///
/// # Errors
/// Storage; it is shown with the next look then.
pub(crate) async fn show_unheard(
    desk: &Desk,
    store: Held,
    note: Transcript,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let engine = desk.inner.rules.engine();
    let brought = desk
        .with_house(move |house| {
            let mut brought = Brought::default();
            let _filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
            let side = store.side();
            let found = store.read(|conn| {
                let message = rows::get(conn, note.message)?;
                Ok::<_, StoreError>((state::get(conn, note.conversation)?, message))
            });
            let (found, message) = match found {
                Ok(found) => found,
                Err(StoreError::NotFound) => return Ok(brought),
                Err(error) => return Err(error.into()),
            };
            let target = message.provider_id.unwrap_or_default();
            let key = house.clinic.index_key();
            let alert = Alert {
                id: unheard_id(note.media),
                conversation: found.id,
                side,
                identity: found.identity,
                message: key.provider_hash(found.channel, &target),
                level: AlertLevel::Review,
                category: AlertCategory::Unheard,
                about_other: false,
                raised_at: message.at,
                acknowledged: None,
                passed_to: None,
                called: Called::default(),
            };
            house.clinic.write(|tx| {
                let filing = Filing {
                    tx,
                    house,
                    engine: &engine,
                    received_at: now,
                    now,
                };
                filing.raise(alert, (found.channel, &target), &mut brought)
            })?;
            // A kill before this shows it once more, as the same alert.
            let level = house
                .clinic
                .read(|conn| recado_store::clinic::alerts::open_level(conn, note.conversation))?;
            store.write(|tx| {
                jobs::mark_shown(tx, note.media, unheard_id(note.media))?;
                state::set_alert(tx, note.conversation, level)
            })?;
            Ok(brought)
        })
        .await?;
    take::tell(desk, brought);
    Ok(())
}

/// The same note is the same alert, however often it is looked at.
fn unheard_id(note: MediaId) -> AlertId {
    /// Random, once: what these ids are made in.
    const UNHEARD: u128 = 0x8f1c_52a7_0d3e_4b60_9c1f_7a2e_55d0_13b4;
    AlertId(Uuid::from_u128(note.0.as_u128() ^ UNHEARD))
}
