//! Reactions of the clinic on their way out. They leave by the outbox, in order with the messages, but have no bubble of
//! their own and never touch the status of the message they are about.
//!
//! Until Meta's word is final, a reaction is shown from its outbox row, over what `reactions` holds: refused, the row
//! no longer counts and what was there before is shown again. A lost answer is no question to a person: reacting
//! twice ends as reacting once.

use super::event::StatusEvent;
use super::messages::{self, MessageId};
use super::outbox::{self, OutboxAct, OutboxRow, OutboxState};
use super::{reactions, state, waiting};
use crate::conversations::event::Event;
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::{ConversationId, OutboxId};
use recado_domain::message::Direction;
use recado_domain::time::UnixMs;
use rusqlite::params;

/// A reaction to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct NewReaction {
    /// The id it leaves under.
    pub outbox: OutboxId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// The message it is about.
    pub target: MessageId,
    /// The emoji; absent to take a reaction back.
    pub emoji: Option<String>,
    /// JSON of what is to be sent.
    pub payload: String,
    /// When.
    pub at: UnixMs,
}

/// Writes a reaction into the outbox; it is shown at once, and replaces one to the same message that has not left.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such message there, or Meta does not know it.
pub fn enqueue_reaction(tx: &Tx<'_>, reaction: &NewReaction) -> Result<(), StoreError> {
    let channel = state::get(tx, reaction.conversation)?.channel;
    let target = messages::get(tx, reaction.target)?;
    if target.conversation != reaction.conversation || target.provider_id.is_none() {
        return Err(StoreError::NotFound);
    }
    tx.prepare_cached(
        "delete from outbox
         where message = ?1 and act = 'reaction' and state in ('queued', 'held', 'failed')",
    )?
    .execute([reaction.target.0])?;
    tx.prepare_cached(
        "insert into outbox (id, conversation, channel, message, payload, state, attempts, next_at, created_at,
           act, emoji)
         values (?1, ?2, ?3, ?4, ?5, 'queued', 0, ?6, ?6, 'reaction', ?7)",
    )?
    .execute(params![
        reaction.outbox.0,
        reaction.conversation.0,
        channel.0,
        reaction.target.0,
        reaction.payload,
        reaction.at.0,
        reaction.emoji
    ])?;
    Ok(())
}

/// Returns the reactions of a conversation that Meta refused, oldest first, until they are sent again, withdrawn or
/// replaced by another.
///
/// # Errors
/// [`StoreError`].
pub fn refused(conn: &Conn, conversation: ConversationId) -> Result<Vec<OutboxRow>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{} where conversation = ?1 and act = 'reaction' and state = 'failed' order by number",
        outbox::SELECT
    ))?;
    let rows = query.query_map([conversation.0], outbox::from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that Meta took a reaction without giving it an id, as on Messenger and Instagram: that is its last word.
///
/// Repeating it changes nothing.
///
/// # Errors
/// [`StoreError`].
pub fn mark_done(tx: &Tx<'_>, id: OutboxId) -> Result<(), StoreError> {
    match outbox::get(tx, id)? {
        Some(row) if matches!(row.act, OutboxAct::Reaction { .. }) => settle(tx, &row),
        Some(_) | None => Ok(()),
    }
}

/// Notes that Meta accepted a reaction, and applies what waited for its provider id.
pub(super) fn accept(tx: &Tx<'_>, row: &OutboxRow, provider_id: &str) -> Result<(), StoreError> {
    // What is known of it under this id already, for example that it failed, is not undone by a late proof of sending.
    tx.prepare_cached(
        "update outbox set state = 'sent', provider_id = ?2, last_code = null
         where id = ?1 and provider_id is not ?2",
    )?
    .execute(params![row.id.0, provider_id])?;
    // What Meta took earlier for the same message is replaced there, too.
    tx.prepare_cached(
        "delete from outbox where message = ?1 and act = 'reaction' and state = 'sent'
           and number < (select number from outbox where id = ?2)",
    )?
    .execute(params![row.message.0, row.id.0])?;
    for event in waiting::take(tx, row.channel, provider_id)? {
        if let Event::Status(status) = event {
            note_status(tx, &status)?;
        }
    }
    Ok(())
}

/// Follows what became of an accepted reaction; returns its conversation, or nothing when the status is not about one.
pub(super) fn note_status(
    tx: &Tx<'_>,
    event: &StatusEvent,
) -> Result<Option<ConversationId>, StoreError> {
    let Some(row) = outbox::of_provider_id(tx, event.channel, &event.provider_id)? else {
        return Ok(None);
    };
    match event.status {
        DeliveryStatus::Delivered | DeliveryStatus::Read | DeliveryStatus::Played => {
            settle(tx, &row)?;
        }
        DeliveryStatus::Failed => {
            let code = event.failure.as_ref().map(|failure| failure.code);
            tx.prepare_cached(
                "update outbox set state = 'failed', last_code = ?2 where id = ?1 and state = 'sent'",
            )?
            .execute(params![row.id.0, code])?;
        }
        DeliveryStatus::Queued | DeliveryStatus::Unknown | DeliveryStatus::Sent => {}
    }
    Ok(Some(row.conversation))
}

/// Settles the reactions made before `before` that Meta accepted and of which no news came.
pub(super) fn settle_older(tx: &Tx<'_>, before: UnixMs) -> Result<(), StoreError> {
    for row in outbox::in_state(tx, OutboxState::Sent)? {
        if row.created_at < before && matches!(row.act, OutboxAct::Reaction { .. }) {
            settle(tx, &row)?;
        }
    }
    Ok(())
}

/// Meta's word is final: the reaction stands by itself.
fn settle(tx: &Tx<'_>, row: &OutboxRow) -> Result<(), StoreError> {
    let target = messages::get(tx, row.message)?;
    if let (OutboxAct::Reaction { emoji }, Some(provider_id)) = (&row.act, &target.provider_id) {
        reactions::put(
            tx,
            (row.channel, provider_id),
            Direction::Outbound,
            emoji.as_deref(),
            row.created_at,
        )?;
    }
    tx.prepare_cached("delete from outbox where id = ?1")?
        .execute([row.id.0])?;
    Ok(())
}
