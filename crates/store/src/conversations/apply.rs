//! What an event does to the store: idempotent by provider id, and the same end whatever the order of events.
//!
//! The one exception: messages of the same instant stand in the order in which they came.

mod arrival;
mod change;

use super::event::{EditEvent, Event, Failure, HeardEvent, ReceiptEvent, RevokeEvent, StatusEvent};
use super::messages::{self, MessageId};
use super::{outbox, reacting, reactions, state, transcripts, waiting, work};
use crate::Tx;
use crate::error::StoreError;
use crate::sqlite::row::{named, named_if_any};
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::{ChannelId, ConversationId, MediaId};
use recado_domain::message::Direction;
use recado_domain::time::UnixMs;
use rusqlite::params;

/// What an event came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// The conversation it belongs to; absent when its message is not here yet.
    pub conversation: Option<ConversationId>,
    /// The message it brought or changed.
    pub message: Option<MessageId>,
    /// Whether it brought a message that was not here.
    pub is_new: bool,
    /// Files whose rows are gone: their encrypted files are to be removed once this is durable.
    pub removed_media: Vec<MediaId>,
}

/// Applies an event.
///
/// # Errors
/// [`StoreError`].
pub fn apply(tx: &Tx<'_>, event: &Event, received_at: UnixMs) -> Result<Applied, StoreError> {
    match event {
        Event::Message(new) => arrival::message(tx, new),
        Event::Status(status) => {
            if let Some(conversation) = reacting::note_status(tx, status)? {
                return Ok(Applied {
                    conversation: Some(conversation),
                    ..Applied::default()
                });
            }
            let applied = apply_status(tx, status)?;
            or_wait(
                tx,
                applied,
                (status.channel, &status.provider_id),
                event,
                received_at,
            )
        }
        Event::Edit(edit) => {
            let applied = apply_edit(tx, edit)?;
            or_wait(
                tx,
                applied,
                (edit.channel, &edit.target),
                event,
                received_at,
            )
        }
        Event::Revoke(revoke) => {
            let applied = apply_revoke(tx, revoke)?;
            or_wait(
                tx,
                applied,
                (revoke.channel, &revoke.target),
                event,
                received_at,
            )
        }
        Event::Learned(learned) => {
            let applied = change(tx, learned.channel, &learned.target, |id| {
                change::set_words(tx, id, learned)?;
                Ok(Vec::new())
            })?;
            or_wait(
                tx,
                applied,
                (learned.channel, &learned.target),
                event,
                received_at,
            )
        }
        Event::Receipt(receipt) => apply_receipt(tx, receipt),
        Event::Heard(heard) => apply_heard(tx, heard),
        Event::Reaction(reaction) => {
            state::note(tx, &reaction.contact, reaction.at)?;
            reactions::note(tx, reaction)?;
            let conversation = reaction.contact.conversation;
            if reaction.opens_window {
                state::open_window(tx, conversation, reaction.at)?;
            }
            Ok(Applied {
                conversation: Some(conversation),
                message: messages::find(tx, reaction.contact.channel, &reaction.target)?,
                ..Applied::default()
            })
        }
        Event::Handled(handled) => {
            state::note(tx, &handled.contact, handled.at)?;
            let conversation = handled.contact.conversation;
            state::note_handled(tx, conversation, handled.is_elsewhere, handled.at)?;
            Ok(Applied {
                conversation: Some(conversation),
                ..Applied::default()
            })
        }
        Event::Marketing(marketing) => {
            state::note(tx, &marketing.contact, marketing.word.at)?;
            let conversation = marketing.contact.conversation;
            state::note_marketing(tx, conversation, marketing.word)?;
            Ok(Applied {
                conversation: Some(conversation),
                ..Applied::default()
            })
        }
        Event::Opening(opening) => {
            state::note(tx, &opening.contact, opening.at)?;
            state::open_window(tx, opening.contact.conversation, opening.at)?;
            Ok(Applied {
                conversation: Some(opening.contact.conversation),
                ..Applied::default()
            })
        }
    }
}

/// Forgets events that have waited for their message, and accepted sends without news, since before `before`.
///
/// # Errors
/// [`StoreError`].
pub fn prune(tx: &Tx<'_>, before: UnixMs) -> Result<usize, StoreError> {
    reacting::settle_older(tx, before)?;
    Ok(waiting::prune(tx, before)? + outbox::prune_sent(tx, before)?)
}

/// Applies what waited for a message that is here now, and writes its conversation's summary.
///
/// Returns whose encrypted files are to be removed.
pub(super) fn settle(
    tx: &Tx<'_>,
    id: MessageId,
    conversation: ConversationId,
    channel: ChannelId,
    provider_id: &str,
) -> Result<Vec<MediaId>, StoreError> {
    let mut removed = Vec::new();
    for event in waiting::take(tx, channel, provider_id)? {
        match event {
            Event::Status(status) => set_status(tx, id, status.status, status.failure.as_ref())?,
            Event::Edit(edit) => change::set_text(tx, id, &edit)?,
            Event::Learned(learned) => change::set_words(tx, id, &learned)?,
            Event::Revoke(revoke) => removed.extend(change::set_deleted(tx, id, revoke.at)?),
            Event::Message(_)
            | Event::Receipt(_)
            | Event::Reaction(_)
            | Event::Opening(_)
            | Event::Handled(_)
            | Event::Marketing(_)
            | Event::Heard(_) => {}
        }
    }
    let receipts: (Option<i64>, Option<i64>) = tx
        .prepare_cached(
            "select delivered_until_at, read_until_at from conversations where id = ?1",
        )?
        .query_row([conversation.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let until = [
        (receipts.0, DeliveryStatus::Delivered),
        (receipts.1, DeliveryStatus::Read),
    ];
    for (until, status) in until {
        let Some(until) = until else { continue };
        let is_meant: bool = tx
            .prepare_cached("select at <= ?2 from messages where id = ?1")?
            .query_row(params![id.0, until], |row| row.get(0))?;
        if is_meant {
            set_status(tx, id, status, None)?;
        }
    }
    state::refresh(tx, conversation)?;
    Ok(removed)
}

fn or_wait(
    tx: &Tx<'_>,
    applied: Option<Applied>,
    (channel, target): (ChannelId, &str),
    event: &Event,
    received_at: UnixMs,
) -> Result<Applied, StoreError> {
    if let Some(applied) = applied {
        return Ok(applied);
    }
    waiting::keep(tx, channel, target, event, received_at)?;
    Ok(Applied::default())
}

fn apply_status(tx: &Tx<'_>, event: &StatusEvent) -> Result<Option<Applied>, StoreError> {
    change(tx, event.channel, &event.provider_id, |id| {
        set_status(tx, id, event.status, event.failure.as_ref())?;
        Ok(Vec::new())
    })
}

fn apply_edit(tx: &Tx<'_>, event: &EditEvent) -> Result<Option<Applied>, StoreError> {
    change(tx, event.channel, &event.target, |id| {
        change::set_text(tx, id, event)?;
        Ok(Vec::new())
    })
}

fn apply_revoke(tx: &Tx<'_>, event: &RevokeEvent) -> Result<Option<Applied>, StoreError> {
    change(tx, event.channel, &event.target, |id| {
        change::set_deleted(tx, id, event.at)
    })
}

/// Changes the message with this provider id, if it is here, and its conversation's summary.
fn change(
    tx: &Tx<'_>,
    channel: ChannelId,
    provider_id: &str,
    act: impl FnOnce(MessageId) -> Result<Vec<MediaId>, StoreError>,
) -> Result<Option<Applied>, StoreError> {
    let Some(id) = messages::find(tx, channel, provider_id)? else {
        return Ok(None);
    };
    let removed_media = act(id)?;
    let conversation = conversation_of(tx, id)?;
    state::refresh(tx, conversation)?;
    Ok(Some(Applied {
        conversation: Some(conversation),
        message: Some(id),
        is_new: false,
        removed_media,
    }))
}

pub(super) fn apply_heard(tx: &Tx<'_>, event: &HeardEvent) -> Result<Applied, StoreError> {
    let Some((message, conversation)) = transcripts::write(tx, event)? else {
        // Its message was taken back meanwhile.
        return Ok(Applied::default());
    };
    change::link_alerts(tx, message, &event.alerts)?;
    Ok(Applied {
        conversation: Some(conversation),
        message: Some(message),
        ..Applied::default()
    })
}

fn apply_receipt(tx: &Tx<'_>, event: &ReceiptEvent) -> Result<Applied, StoreError> {
    let conversation = event.contact.conversation;
    let column = match event.status {
        DeliveryStatus::Delivered => "delivered_until_at",
        DeliveryStatus::Read => "read_until_at",
        DeliveryStatus::Queued
        | DeliveryStatus::Unknown
        | DeliveryStatus::Failed
        | DeliveryStatus::Sent
        | DeliveryStatus::Played => return Ok(Applied::default()),
    };
    state::note(tx, &event.contact, event.until)?;
    let known: Option<i64> = tx
        .prepare_cached(&format!("select {column} from conversations where id = ?1"))?
        .query_row([conversation.0], |row| row.get(0))?;
    // What was sent until the earlier receipt has had it, and what is filed later gets it on arrival.
    let known = known.unwrap_or(i64::MIN);
    tx.prepare_cached(&format!(
        "update conversations set {column} = max(coalesce({column}, ?2), ?2) where id = ?1"
    ))?
    .execute(params![conversation.0, event.until.0])?;
    let mut meant = tx.prepare_cached(
        "select id from messages where conversation = ?1 and id >= ?2 and at > ?3 and at <= ?4
           and direction = 'outbound' and provider_id is not null",
    )?;
    let first = messages::first_id_at(UnixMs(known));
    let ids = meant
        .query_map(
            params![conversation.0, first.0, known, event.until.0],
            |row| row.get(0),
        )?
        .collect::<Result<Vec<i64>, _>>()?;
    for id in ids {
        set_status(tx, MessageId(id), event.status, None)?;
    }
    state::refresh(tx, conversation)?;
    Ok(Applied {
        conversation: Some(conversation),
        ..Applied::default()
    })
}

/// Moves an outgoing message up the ladder of [`DeliveryStatus::after`].
pub(super) fn set_status(
    tx: &Tx<'_>,
    id: MessageId,
    event: DeliveryStatus,
    failure: Option<&Failure>,
) -> Result<(), StoreError> {
    let (direction, status, kept) = tx
        .prepare_cached(
            "select direction, status, failure_code, failure_reason from messages where id = ?1",
        )?
        .query_row([id.0], |row| {
            let code: Option<u32> = row.get(2)?;
            let reason: Option<String> = row.get(3)?;
            let kept = code.map(|code| Failure {
                code,
                reason: reason.unwrap_or_default(),
            });
            Ok((
                named(row, 0, messages::direction_from_name)?,
                named_if_any(row, 1, DeliveryStatus::from_name)?,
                kept,
            ))
        })?;
    if direction == Direction::Inbound {
        return Ok(());
    }
    let after = status.unwrap_or(DeliveryStatus::Queued).after(event);
    // The smallest of several failures, so that their order does not matter.
    let failure = [kept, failure.cloned()].into_iter().flatten().min();
    tx.prepare_cached(
        "update messages set status = ?2, failure_code = ?3, failure_reason = ?4 where id = ?1",
    )?
    .execute(params![
        id.0,
        after.as_str(),
        failure.as_ref().map(|failure| failure.code),
        failure.as_ref().map(|failure| &failure.reason)
    ])?;
    if needs_somebody(after) && status != Some(after) {
        // Put away is what is done: what did not reach the contact is not.
        work::reopen(tx, conversation_of(tx, id)?)?;
    }
    outbox::note_status(tx, id, after, failure.map(|failure| failure.code))
}

fn needs_somebody(status: DeliveryStatus) -> bool {
    match status {
        DeliveryStatus::Failed | DeliveryStatus::Unknown => true,
        DeliveryStatus::Queued
        | DeliveryStatus::Sent
        | DeliveryStatus::Delivered
        | DeliveryStatus::Read
        | DeliveryStatus::Played => false,
    }
}

fn conversation_of(tx: &Tx<'_>, id: MessageId) -> Result<ConversationId, StoreError> {
    Ok(tx
        .prepare_cached("select conversation from messages where id = ?1")?
        .query_row([id.0], |row| row.get(0).map(ConversationId))?)
}
