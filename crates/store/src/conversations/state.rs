//! Conversation rows: what the list shows, kept beside the conversation so that nothing has to be counted.

use super::event::Contact;
use super::identities;
use super::messages::{direction_from_name, direction_name, level_from};
use super::together;
use super::work::{self, Work};
use crate::error::StoreError;
use crate::sqlite::row::{named, named_if_any};
use crate::{Conn, Tx};
use recado_domain::alert::AlertLevel;
use recado_domain::channel::ChannelKind;
use recado_domain::conversation::{ConversationState, preview};
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::{ChannelId, ConversationId, IdentityId};
use recado_domain::marketing::MarketingWord;
use recado_domain::message::{Direction, MessageKind};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};

use super::messages::MessageId;

/// A conversation as kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Which.
    pub id: ConversationId,
    /// With whom.
    pub identity: IdentityId,
    /// On which channel.
    pub channel: ChannelId,
    /// What that is at Meta.
    pub channel_kind: ChannelKind,
    /// Where it stands in the clinic's work.
    pub state: ConversationState,
    /// The newest message; absent while there is none.
    pub last: Option<LastMessage>,
    /// Unread messages.
    pub unread: u64,
    /// The latest event that opens the service window.
    pub window_opened_at: Option<UnixMs>,
    /// The most severe open alert.
    pub alert: Option<AlertLevel>,
    /// Who looks after it, and until when it is put away.
    pub work: Work,
    /// Another app answers, since then; absent when this desk does.
    pub handled_elsewhere_at: Option<UnixMs>,
    /// What the contact said last about marketing; absent while they said nothing.
    pub marketing: Option<MarketingWord>,
}

/// What the list shows of the newest message.
#[derive(Clone, PartialEq, Eq)]
pub struct LastMessage {
    /// Which.
    pub id: MessageId,
    /// When it was written.
    pub at: UnixMs,
    /// Its beginning; empty for kinds that are named instead.
    pub preview: String,
    /// What it is.
    pub kind: MessageKind,
    /// Who wrote it.
    pub direction: Direction,
    /// Its delivery; outbound only.
    pub status: Option<DeliveryStatus>,
}

impl std::fmt::Debug for Conversation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Conversation({}, unread {})", self.id, self.unread)
    }
}

impl std::fmt::Debug for LastMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LastMessage({}, {:?})", self.id.0, self.kind)
    }
}

/// Returns a conversation.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(conn: &Conn, id: ConversationId) -> Result<Conversation, StoreError> {
    Ok(conn
        .prepare_cached(&format!(
            "select {COLUMNS} from conversations where id = ?1"
        ))?
        .query_row([id.0], from_row)?)
}

/// Marks every message up to `last` as read and returns how many were not; the other computers are told.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn mark_read(tx: &Tx<'_>, id: ConversationId, last: MessageId) -> Result<usize, StoreError> {
    let marked = mark_read_here(tx, id, last)?;
    if marked > 0 {
        together::queue_read(tx, id, last)?;
    }
    Ok(marked)
}

/// As [`mark_read`], for what the others know already.
pub(super) fn mark_read_here(
    tx: &Tx<'_>,
    id: ConversationId,
    last: MessageId,
) -> Result<usize, StoreError> {
    let marked = tx
        .prepare_cached(
            "update messages set is_unread = 0 where conversation = ?1 and is_unread = 1 and id <= ?2",
        )?
        .execute(params![id.0, last.0])?;
    if marked > 0 {
        work::recount_unread(tx, id)?;
    }
    Ok(marked)
}

/// Sets the most severe open alert, as `clinic.db` knows it; a conversation that is not here yet is left alone.
///
/// One that was put away comes back with it: nothing flagged is out of sight.
///
/// # Errors
/// [`StoreError`].
pub fn set_alert(
    tx: &Tx<'_>,
    id: ConversationId,
    level: Option<AlertLevel>,
) -> Result<(), StoreError> {
    tx.prepare_cached("update conversations set alert_level = ?2 where id = ?1")?
        .execute(params![id.0, level.map_or(0, AlertLevel::as_number)])?;
    match level {
        Some(_) => work::reopen(tx, id),
        None => Ok(()),
    }
}

/// Adds person and conversation where they are not here yet.
pub(super) fn note(tx: &Tx<'_>, contact: &Contact, at: UnixMs) -> Result<(), StoreError> {
    identities::note(tx, contact, at)?;
    tx.prepare_cached(
        "insert into conversations (id, identity, channel, channel_kind, state, last_at, preview, unread,
           alert_level, draft)
         values (?1, ?2, ?3, ?4, ?5, 0, '', 0, 0, '')
         on conflict (id) do nothing",
    )?
    .execute(params![
        contact.conversation.0,
        contact.identity.0,
        contact.channel.0,
        contact.channel_kind.as_str(),
        ConversationState::Open.as_str()
    ])?;
    Ok(())
}

/// Begins a conversation in which nothing was written yet, with somebody who is here; one that is here stays as it is.
///
/// # Errors
/// [`StoreError`].
pub fn begin(tx: &Tx<'_>, contact: &Contact, at: UnixMs) -> Result<(), StoreError> {
    note(tx, contact, at)
}

/// Notes that something opened the service window; the latest stays.
pub(super) fn open_window(tx: &Tx<'_>, id: ConversationId, at: UnixMs) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update conversations set window_opened_at = max(coalesce(window_opened_at, ?2), ?2) where id = ?1",
    )?
    .execute(params![id.0, at.0])?;
    Ok(())
}

/// Notes who answers; the latest word stays, and of two at once the one that keeps this desk from answering.
pub(super) fn note_handled(
    tx: &Tx<'_>,
    id: ConversationId,
    is_elsewhere: bool,
    at: UnixMs,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update conversations set handled_changed_at = ?3, handled_elsewhere_at = iif(?2, ?3, null)
         where id = ?1 and (handled_changed_at is null
           or (handled_changed_at, handled_elsewhere_at is not null) < (?3, ?2))",
    )?
    .execute(params![id.0, is_elsewhere, at.0])?;
    Ok(())
}

/// Notes what a contact said about marketing; [`MarketingWord::and`] says which word stays.
pub(super) fn note_marketing(
    tx: &Tx<'_>,
    id: ConversationId,
    word: MarketingWord,
) -> Result<(), StoreError> {
    let holds = match get(tx, id)?.marketing {
        Some(said) => said.and(word),
        None => word,
    };
    let stopped_at = (!holds.wants).then_some(holds.at.0);
    tx.prepare_cached(
        "update conversations set marketing_said_at = ?2, marketing_stopped_at = ?3 where id = ?1",
    )?
    .execute(params![id.0, holds.at.0, stopped_at])?;
    Ok(())
}

/// Counts one more unread message and reopens the conversation.
pub(super) fn add_unread(tx: &Tx<'_>, id: ConversationId) -> Result<(), StoreError> {
    let state = tx
        .prepare_cached("select state from conversations where id = ?1")?
        .query_row([id.0], |row| named(row, 0, ConversationState::from_name))?;
    tx.prepare_cached("update conversations set unread = unread + 1 where id = ?1")?
        .execute([id.0])?;
    if state.after_inbound() == state {
        return Ok(());
    }
    work::reopen(tx, id)
}

/// Writes the newest message's summary into the row.
///
/// A line about the conversation itself, such as a changed number, neither lifts it in the list nor hides what was
/// last written; it stands there only where nothing was ever written. What left by itself answers nobody: it does neither.
pub(super) fn refresh(tx: &Tx<'_>, id: ConversationId) -> Result<(), StoreError> {
    let last = tx
        .prepare_cached(&format!(
            "{} where conversation = ?1 and (kind <> 'system' and origin <> 'automatic'
               or not exists (select 1 from messages as written where written.conversation = ?1
                 and written.kind <> 'system' and written.origin <> 'automatic'))
             order by id desc limit 1",
            super::messages::SELECT
        ))?
        .query_row([id.0], super::messages::from_row)
        .optional()?;
    let Some(last) = last else {
        tx.prepare_cached("update conversations set last_message = null where id = ?1")?
            .execute([id.0])?;
        return Ok(());
    };
    tx.prepare_cached(
        "update conversations set last_message = ?2, last_at = ?3, preview = ?4, last_kind = ?5,
           last_direction = ?6, last_status = ?7 where id = ?1",
    )?
    .execute(params![
        id.0,
        last.id.0,
        last.at.0,
        preview(&last.text.0),
        last.kind.as_str(),
        direction_name(last.direction),
        last.status.map(DeliveryStatus::as_str)
    ])?;
    super::records::follow_lead(tx, id)
}

pub(super) fn changed(rows: usize) -> Result<(), StoreError> {
    if rows == 0 {
        return Err(StoreError::NotFound);
    }
    Ok(())
}

pub(super) const COLUMNS: &str =
    "conversations.id, conversations.identity, channel, channel_kind, state,
   last_message, last_at, preview, last_kind, last_direction, last_status, unread, window_opened_at,
   alert_level, handled_elsewhere_at, marketing_said_at, marketing_stopped_at, assignee, assigned_by, assigned_at,
   state_at, state_by, snoozed_until_at, back_at, assignee_name, assigned_name, state_name";
/// How many columns [`COLUMNS`] are.
pub(super) const COLUMN_COUNT: usize = 27;

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Conversation> {
    let last = match row.get(5)? {
        None => None,
        Some(id) => Some(LastMessage {
            id: MessageId(id),
            at: UnixMs(row.get(6)?),
            preview: row.get(7)?,
            kind: named(row, 8, MessageKind::from_name)?,
            direction: named(row, 9, direction_from_name)?,
            status: named_if_any(row, 10, DeliveryStatus::from_name)?,
        }),
    };
    Ok(Conversation {
        id: ConversationId(row.get(0)?),
        identity: IdentityId(row.get(1)?),
        channel: ChannelId(row.get(2)?),
        channel_kind: named(row, 3, ChannelKind::from_name)?,
        state: named(row, 4, ConversationState::from_name)?,
        last,
        unread: row.get(11)?,
        window_opened_at: row.get::<_, Option<i64>>(12)?.map(UnixMs),
        alert: level_from(row.get(13)?)?,
        handled_elsewhere_at: row.get::<_, Option<i64>>(14)?.map(UnixMs),
        marketing: match row.get(15)? {
            None => None,
            Some(at) => Some(MarketingWord {
                wants: row.get::<_, Option<i64>>(16)?.is_none(),
                at: UnixMs(at),
            }),
        },
        work: work::from_row(row, 17)?,
    })
}
