//! A reply leaves: what moves a row of the outbox on. Never lost, never silently twice.

mod echo;

use super::event::{Failure, Origin};
use super::media::staging;
use super::messages::{self, MessageId, NewRow, provider_hash};
use super::outbox::{self, OutboxAct, OutboxRow, OutboxState};
use super::{apply, comments, reacting, state, together, words};
use crate::Tx;
use crate::error::StoreError;
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::{ConversationId, MediaId, OutboxId};
use recado_domain::message::{Direction, MessageKind, MessageText};
use recado_domain::part::Part;
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, params};

/// A reply to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The id it leaves under.
    pub outbox: OutboxId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// What it is.
    pub kind: MessageKind,
    /// What the contact will read.
    pub text: MessageText,
    /// More about it, for example the template's name.
    pub detail: Option<String>,
    /// JSON of what is to be sent.
    pub payload: String,
    /// Who sends it.
    pub origin: Origin,
    /// Name of the staff member.
    pub sent_by: Option<String>,
    /// Provider id of the message it answers.
    pub reply_to: Option<String>,
    /// When it was written.
    pub at: UnixMs,
    /// What it holds beyond words and a file.
    pub parts: Vec<Part>,
    /// The file it sends, until now beside the composer; one a reply.
    pub media: Option<MediaId>,
    /// The files of its carousel, one a card in order, until now beside the composer.
    pub card_media: Vec<MediaId>,
    /// The comment whose private reply it is.
    pub answers_comment: Option<MessageId>,
}

/// Writes bubble and outbox row, and gives the bubble its files.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such conversation, a file does not wait beside its composer, or the
/// comment has had its reply.
pub fn enqueue_reply(tx: &Tx<'_>, reply: &Reply) -> Result<MessageId, StoreError> {
    let conversation = state::get(tx, reply.conversation)?;
    let row = NewRow {
        conversation: reply.conversation,
        channel: conversation.channel,
        provider_id: None,
        outbox: Some(reply.outbox),
        direction: Direction::Outbound,
        origin: reply.origin,
        kind: reply.kind,
        text: &reply.text.0,
        detail: reply.detail.as_deref(),
        at: reply.at,
        status: Some(DeliveryStatus::Queued),
        sent_by: reply.sent_by.as_deref(),
        reply_to: reply.reply_to.as_deref(),
        is_forwarded: false,
        is_unread: false,
        findings: None,
        level: None,
        parts: &reply.parts,
        automatic: None,
    };
    let id = messages::insert(tx, &row)?;
    words::put(tx, id, &reply.text.0)?;
    if let Some(media) = reply.media {
        staging::attach(tx, media, reply.conversation, id, None)?;
    }
    for (card, media) in (0..).zip(&reply.card_media) {
        staging::attach(tx, *media, reply.conversation, id, Some(card))?;
    }
    if let Some(comment) = reply.answers_comment {
        comments::answer(tx, comment, id)?;
    }
    tx.prepare_cached(
        "insert into outbox (id, conversation, channel, message, payload, state, attempts, next_at, created_at)
         values (?1, ?2, ?3, ?4, ?5, 'queued', 0, ?6, ?6)",
    )?
    .execute(params![
        reply.outbox.0,
        reply.conversation.0,
        conversation.channel.0,
        id.0,
        reply.payload,
        reply.at.0
    ])?;
    state::refresh(tx, reply.conversation)?;
    Ok(id)
}

/// Notes, before the request leaves, that it does; returns whether the row was still queued.
///
/// # Errors
/// [`StoreError`].
pub fn mark_sending(tx: &Tx<'_>, id: OutboxId) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached(
            "update outbox set state = 'sending', attempts = attempts + 1 where id = ?1 and state = 'queued'",
        )?
        .execute([id.0])?;
    Ok(changed == 1)
}

/// Notes that Meta accepted it, and applies what waited for its provider id.
///
/// Returns the bubble, or the message a reaction is about; nothing when this outbox id is not of this store.
/// Repeating it changes nothing.
///
/// # Errors
/// [`StoreError`].
pub fn mark_sent(
    tx: &Tx<'_>,
    id: OutboxId,
    provider_id: &str,
) -> Result<Option<MessageId>, StoreError> {
    let Some(bubble) = bubble(tx, id)? else {
        let Some(row) = outbox::get(tx, id)? else {
            return Ok(None);
        };
        reacting::accept(tx, &row, provider_id)?;
        return Ok(Some(row.message));
    };
    let conversation = state::get(tx, bubble.conversation)?;
    let (mut status, mut changes) = (DeliveryStatus::Sent, Vec::new());
    if bubble.provider_id.is_none() {
        (status, changes) = echo::take_over(tx, conversation.channel, provider_id)?;
        tx.prepare_cached(
            "update messages set provider_id = ?2, provider_hash = ?3 where id = ?1",
        )?
        .execute(params![
            bubble.id.0,
            provider_id,
            provider_hash(conversation.channel, provider_id)
        ])?;
        together::queue(tx, &bubble)?;
    }
    tx.prepare_cached("update outbox set state = 'sent', last_code = null where id = ?1")?
        .execute([id.0])?;
    apply::set_status(tx, bubble.id, status, None)?;
    for change in &changes {
        apply::apply(tx, change, bubble.at)?;
    }
    // Files that go with it, if it was taken back already, are swept later.
    apply::settle(
        tx,
        bubble.id,
        bubble.conversation,
        conversation.channel,
        provider_id,
    )?;
    Ok(Some(bubble.id))
}

/// Notes that Meta's callback data (or an echo's metadata) proves an outbox id sent; the same as [`mark_sent`].
///
/// # Errors
/// [`StoreError`].
pub fn resolve_unknown_by_callback(
    tx: &Tx<'_>,
    id: OutboxId,
    provider_id: &str,
) -> Result<Option<MessageId>, StoreError> {
    mark_sent(tx, id, provider_id)
}

/// Notes that it was refused for good; the row stays, so that it can be tried again.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn mark_failed(tx: &Tx<'_>, id: OutboxId, failure: &Failure) -> Result<(), StoreError> {
    let Some(row) = not_yet_settled(tx, id)? else {
        return Ok(());
    };
    tx.prepare_cached("update outbox set state = 'failed', last_code = ?2 where id = ?1")?
        .execute(params![id.0, failure.code])?;
    match row.act {
        OutboxAct::Reaction { .. } => Ok(()),
        OutboxAct::Message => {
            apply::set_status(tx, row.message, DeliveryStatus::Failed, Some(failure))?;
            state::refresh(tx, row.conversation)
        }
    }
}

/// Returns a row whose fate is open: what a status has already proved is not overwritten by a late answer.
fn not_yet_settled(tx: &Tx<'_>, id: OutboxId) -> Result<Option<OutboxRow>, StoreError> {
    let row = super::outbox::get(tx, id)?;
    Ok(row.filter(|row| matches!(row.state, OutboxState::Queued | OutboxState::Sending)))
}

/// Notes that the answer was lost. A reaction leaves once more: done twice, it ends as done once.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn mark_unknown(tx: &Tx<'_>, id: OutboxId) -> Result<(), StoreError> {
    let Some(row) = not_yet_settled(tx, id)? else {
        return Ok(());
    };
    match row.act {
        OutboxAct::Reaction { .. } => set_state(tx, id, OutboxState::Queued),
        OutboxAct::Message => {
            set_state(tx, id, OutboxState::Unknown)?;
            apply::set_status(tx, row.message, DeliveryStatus::Unknown, None)?;
            state::refresh(tx, row.conversation)
        }
    }
}

/// Puts a row back that surely did not reach Meta, to leave at `next_at`.
///
/// # Errors
/// [`StoreError`].
pub fn retry_later(
    tx: &Tx<'_>,
    id: OutboxId,
    next_at: UnixMs,
    code: Option<u32>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update outbox set state = 'queued', next_at = ?2, last_code = ?3
         where id = ?1 and state in ('sending', 'queued')",
    )?
    .execute(params![id.0, next_at.0, code])?;
    Ok(())
}

/// Stops a queued row until a person chooses; returns whether it was still queued.
///
/// # Errors
/// [`StoreError`].
pub fn hold(tx: &Tx<'_>, id: OutboxId) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached("update outbox set state = 'held' where id = ?1 and state = 'queued'")?
        .execute([id.0])?;
    Ok(changed == 1)
}

/// Sends again what was refused, is unknown or was held, as a person chose. Returns the id it leaves under.
///
/// What is unknown keeps its id: late evidence that it was sent still stops it. What was refused gets a new one.
///
/// # Errors
/// [`StoreError::NotFound`] when there is nothing to send again.
pub fn resend(tx: &Tx<'_>, id: OutboxId, now: UnixMs) -> Result<OutboxId, StoreError> {
    let row = row(tx, id)?;
    let next = match row.state {
        OutboxState::Unknown | OutboxState::Left | OutboxState::Held => id,
        OutboxState::Failed => OutboxId::generate(),
        OutboxState::Queued | OutboxState::Sending | OutboxState::Sent => {
            return Err(StoreError::NotFound);
        }
    };
    tx.execute(
        "update outbox set id = ?2, state = 'queued', next_at = ?3, last_code = null, provider_id = null where id = ?1",
        params![id.0, next.0, now.0],
    )?;
    if row.act != OutboxAct::Message {
        return Ok(next);
    }
    tx.execute(
        "update messages set outbox = ?2, provider_id = null, provider_hash = null, status = ?3,
           failure_code = null, failure_reason = null where id = ?1",
        params![row.message.0, next.0, DeliveryStatus::Queued.as_str()],
    )?;
    state::refresh(tx, row.conversation)?;
    Ok(next)
}

/// Leaves an unknown row as it is, as a person chose; late evidence still turns it into sent.
///
/// # Errors
/// [`StoreError::NotFound`] when it is not unknown.
pub fn leave(tx: &Tx<'_>, id: OutboxId) -> Result<(), StoreError> {
    match row(tx, id)?.state {
        OutboxState::Unknown | OutboxState::Left => set_state(tx, id, OutboxState::Left),
        OutboxState::Queued
        | OutboxState::Sending
        | OutboxState::Held
        | OutboxState::Failed
        | OutboxState::Sent => Err(StoreError::NotFound),
    }
}

/// What a row that was dropped leaves for the composer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Withdrawn {
    /// Its text.
    pub text: MessageText,
    /// Its files, beside the composer again.
    pub media: Vec<MediaId>,
}

/// Drops a row that surely was not sent, with its bubble; returns what goes back to the composer.
///
/// # Errors
/// [`StoreError::NotFound`] when it may have been sent.
pub fn withdraw(tx: &Tx<'_>, id: OutboxId, now: UnixMs) -> Result<Withdrawn, StoreError> {
    let row = row(tx, id)?;
    let bubble = messages::get(tx, row.message)?;
    let is_bubble = row.act == OutboxAct::Message;
    let was_never_sent = match row.state {
        OutboxState::Queued | OutboxState::Held | OutboxState::Failed => {
            !is_bubble || bubble.provider_id.is_none()
        }
        OutboxState::Sending | OutboxState::Unknown | OutboxState::Left | OutboxState::Sent => {
            false
        }
    };
    if !was_never_sent {
        return Err(StoreError::NotFound);
    }
    if !is_bubble {
        tx.execute("delete from outbox where id = ?1", [id.0])?;
        return Ok(Withdrawn::default());
    }
    let media = staging::put_back(tx, row.message, now)?;
    words::remove(tx, row.message)?;
    tx.execute("delete from messages where id = ?1", [row.message.0])?;
    state::refresh(tx, row.conversation)?;
    Ok(Withdrawn {
        text: bubble.text,
        media,
    })
}

/// Turns what was being sent when the app stopped into unknown, and queues reactions again; to be called once, before
/// sending begins.
///
/// Returns how many there were.
///
/// # Errors
/// [`StoreError`].
pub fn recover(tx: &Tx<'_>) -> Result<usize, StoreError> {
    let rows = outbox::in_state(tx, OutboxState::Sending)?;
    for row in &rows {
        mark_unknown(tx, row.id)?;
    }
    Ok(rows.len())
}

/// Turns every message that has not left into unknown: in a copy put back, each may have left since the copy was made, so
/// none leaves again by itself. Reactions leave once more: done twice, they end as done once. Returns how many.
///
/// # Errors
/// [`StoreError`].
pub fn doubt_all(tx: &Tx<'_>) -> Result<usize, StoreError> {
    let mut doubted = 0;
    for waiting in [OutboxState::Queued, OutboxState::Sending, OutboxState::Held] {
        for row in outbox::in_state(tx, waiting)? {
            if row.act == OutboxAct::Message {
                set_state(tx, row.id, OutboxState::Unknown)?;
                apply::set_status(tx, row.message, DeliveryStatus::Unknown, None)?;
                state::refresh(tx, row.conversation)?;
                doubted += 1;
            }
        }
    }
    Ok(doubted)
}

fn row(tx: &Tx<'_>, id: OutboxId) -> Result<OutboxRow, StoreError> {
    outbox::get(tx, id)?.ok_or(StoreError::NotFound)
}

fn bubble(tx: &Tx<'_>, id: OutboxId) -> Result<Option<messages::Message>, StoreError> {
    Ok(tx
        .prepare_cached(&format!("{} where outbox = ?1", messages::SELECT))?
        .query_row([id.0], messages::from_row)
        .optional()?)
}

fn set_state(tx: &Tx<'_>, id: OutboxId, state: OutboxState) -> Result<(), StoreError> {
    tx.prepare_cached("update outbox set state = ?2 where id = ?1")?
        .execute(params![id.0, state.as_str()])?;
    Ok(())
}
