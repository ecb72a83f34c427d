//! What left by itself, shown in its conversation: the bubble when it begins to leave, and what became of it.
//!
//! Its row of leaving is in `clinic.db`, because it leaves while nobody is signed in too. Both steps come through the
//! spool; repeating either changes nothing.

use super::event::{Failure, Origin};
use super::messages::{self, Automatic, NewRow};
use super::{apply, sending, state, words};
use crate::Tx;
use crate::error::StoreError;
use recado_domain::acknowledgement::Hours;
use recado_domain::alert::AlertLevel;
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::{ConversationId, OutboxId};
use recado_domain::message::{Direction, MessageKind, MessageText};
use recado_domain::time::UnixMs;
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

/// A step of an automatic message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutomaticStep {
    /// It is about to leave.
    Leaves(AutomaticMessage),
    /// It is known what became of it.
    Settled(OutboxId, AutomaticOutcome),
}

/// An automatic message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomaticMessage {
    /// The id it leaves under.
    pub outbox: OutboxId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// What the contact will read.
    pub text: MessageText,
    /// Why it leaves: the clinic's hours.
    pub hours: Hours,
    /// The most severe flag known then.
    pub known_level: Option<AlertLevel>,
    /// When.
    pub at: UnixMs,
}

/// What became of an automatic message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutomaticOutcome {
    /// Meta took it, under this id.
    Sent(String),
    /// The answer was lost; Meta's status may still tell.
    Unknown,
    /// Meta refused it.
    Failed(Failure),
    /// It surely did not leave, and will not any more.
    Withdrawn,
}

/// Applies a step.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such conversation.
pub fn step(tx: &Tx<'_>, step: &AutomaticStep) -> Result<(), StoreError> {
    match step {
        AutomaticStep::Leaves(message) => leaves(tx, message),
        AutomaticStep::Settled(outbox, outcome) => match outcome {
            AutomaticOutcome::Sent(provider_id) => {
                sending::mark_sent(tx, *outbox, provider_id).map(|_| ())
            }
            AutomaticOutcome::Unknown => set_status(tx, *outbox, DeliveryStatus::Unknown, None),
            AutomaticOutcome::Failed(failure) => {
                set_status(tx, *outbox, DeliveryStatus::Failed, Some(failure))
            }
            AutomaticOutcome::Withdrawn => withdraw(tx, *outbox),
        },
    }
}

fn leaves(tx: &Tx<'_>, message: &AutomaticMessage) -> Result<(), StoreError> {
    if bubble(tx, message.outbox)?.is_some() {
        return Ok(());
    }
    let conversation = state::get(tx, message.conversation)?;
    let row = NewRow {
        conversation: message.conversation,
        channel: conversation.channel,
        provider_id: None,
        outbox: Some(message.outbox),
        direction: Direction::Outbound,
        origin: Origin::Automatic,
        kind: MessageKind::Text,
        text: &message.text.0,
        detail: None,
        at: message.at,
        status: Some(DeliveryStatus::Queued),
        sent_by: None,
        reply_to: None,
        is_forwarded: false,
        is_unread: false,
        findings: None,
        level: None,
        parts: &[],
        automatic: Some(Automatic {
            hours: message.hours,
            known_level: message.known_level,
        }),
    };
    let id = messages::insert(tx, &row)?;
    words::put(tx, id, &message.text.0)?;
    state::refresh(tx, message.conversation)
}

/// Takes a bubble away of what never left.
fn withdraw(tx: &Tx<'_>, outbox: OutboxId) -> Result<(), StoreError> {
    let Some(bubble) = bubble(tx, outbox)?.filter(|bubble| bubble.provider_id.is_none()) else {
        return Ok(());
    };
    words::remove(tx, bubble.id)?;
    tx.prepare_cached("delete from messages where id = ?1")?
        .execute([bubble.id.0])?;
    state::refresh(tx, bubble.conversation)
}

/// Sets how a bubble stands; what Meta has said of it already stays.
fn set_status(
    tx: &Tx<'_>,
    outbox: OutboxId,
    status: DeliveryStatus,
    failure: Option<&Failure>,
) -> Result<(), StoreError> {
    let Some(bubble) = bubble(tx, outbox)? else {
        // Erased meanwhile.
        return Ok(());
    };
    if bubble.provider_id.is_some() {
        return Ok(());
    }
    apply::set_status(tx, bubble.id, status, failure)
}

fn bubble(tx: &Tx<'_>, outbox: OutboxId) -> Result<Option<messages::Message>, StoreError> {
    Ok(tx
        .prepare_cached(&format!("{} where outbox = ?1", messages::SELECT))?
        .query_row([outbox.0], messages::from_row)
        .optional()?)
}
