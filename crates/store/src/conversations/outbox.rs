//! The outbox: messages and reactions on their way out, in the order of leaving. What moves a row on is [`super::sending`]'s.

use super::messages::MessageId;
use crate::error::StoreError;
use crate::sqlite::row::{named, wrong};
use crate::{Conn, Tx};
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::{ChannelId, ConversationId, OutboxId};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};

/// Where a row of the outbox stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutboxState {
    /// Leaves when its time comes.
    Queued,
    /// Was handed to the network; written before the request leaves.
    Sending,
    /// The answer was lost: not sent again by itself.
    Unknown,
    /// Stopped until a person chooses (the window closed).
    Held,
    /// Refused; kept so that it can be tried again.
    Failed,
    /// Unknown, and a person left it so.
    Left,
    /// Accepted; kept until it is delivered, because it may still fail.
    Sent,
}

/// What a row does when it leaves.
#[derive(Clone, PartialEq, Eq)]
pub enum OutboxAct {
    /// Sends the message that is its bubble.
    Message,
    /// Reacts to a message.
    Reaction {
        /// The emoji; absent to take a reaction back.
        emoji: Option<String>,
    },
}

/// A row of the outbox.
#[derive(Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its id, which travels as Meta's callback data.
    pub id: OutboxId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// The channel it leaves by.
    pub channel: ChannelId,
    /// Its bubble, or the message it reacts to.
    pub message: MessageId,
    /// What it does.
    pub act: OutboxAct,
    /// JSON of what is to be sent.
    pub payload: String,
    /// Where it stands.
    pub state: OutboxState,
    /// How often it was handed to the network.
    pub attempts: u32,
    /// When it may leave next.
    pub next_at: UnixMs,
    /// When it was written.
    pub created_at: UnixMs,
    /// Meta's code of the last attempt.
    pub last_code: Option<u32>,
}

impl std::fmt::Debug for OutboxRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OutboxRow({}, {:?})", self.id, self.state)
    }
}

impl OutboxState {
    /// Returns the name this state has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::Held => "held",
            Self::Failed => "failed",
            Self::Left => "left",
            Self::Sent => "sent",
        }
    }

    /// Returns the state named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Queued,
            Self::Sending,
            Self::Unknown,
            Self::Held,
            Self::Failed,
            Self::Left,
            Self::Sent,
        ]
        .into_iter()
        .find(|state| state.as_str() == name)
    }
}

/// Returns a row.
///
/// # Errors
/// [`StoreError`].
pub fn get(conn: &Conn, id: OutboxId) -> Result<Option<OutboxRow>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} where id = ?1"))?
        .query_row([id.0], from_row)
        .optional()?)
}

/// Returns the row that sends a bubble.
///
/// # Errors
/// [`StoreError`].
pub fn of_message(conn: &Conn, message: MessageId) -> Result<Option<OutboxRow>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} where message = ?1 and act = 'message'"))?
        .query_row([message.0], from_row)
        .optional()?)
}

/// Returns the row of an accepted reaction by Meta's id of it.
pub(super) fn of_provider_id(
    conn: &Conn,
    channel: ChannelId,
    provider_id: &str,
) -> Result<Option<OutboxRow>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} where channel = ?1 and provider_id = ?2"))?
        .query_row(params![channel.0, provider_id], from_row)
        .optional()?)
}

/// Returns the rows that may leave at `now`: the first of each conversation, in the order of leaving.
///
/// # Errors
/// [`StoreError`].
pub fn due_outbox(conn: &Conn, now: UnixMs, limit: u32) -> Result<Vec<OutboxRow>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} as mine where state = 'queued' and next_at <= ?1 and not exists (
           select 1 from outbox as earlier
           where earlier.conversation = mine.conversation and earlier.number < mine.number
             and earlier.state in ('queued', 'sending'))
         order by number limit ?2"
    ))?;
    let rows = query.query_map(params![now.0, limit], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns when the next queued row after `now` may leave; nothing when none waits for a time.
///
/// # Errors
/// [`StoreError`].
pub fn next_due_at(conn: &Conn, now: UnixMs) -> Result<Option<UnixMs>, StoreError> {
    let at: Option<i64> = conn
        .prepare_cached("select min(next_at) from outbox where state = 'queued' and next_at > ?1")?
        .query_row([now.0], |row| row.get(0))?;
    Ok(at.map(UnixMs))
}

/// Returns how many rows have yet to leave: queued, being sent or held.
///
/// # Errors
/// [`StoreError`].
pub fn count_waiting(conn: &Conn) -> Result<u64, StoreError> {
    Ok(conn
        .prepare_cached("select count(*) from outbox where state in ('queued', 'sending', 'held')")?
        .query_row([], |row| row.get(0))?)
}

/// Returns the rows in one state, in the order of leaving.
///
/// # Errors
/// [`StoreError`].
pub fn in_state(conn: &Conn, state: OutboxState) -> Result<Vec<OutboxRow>, StoreError> {
    let mut query = conn.prepare_cached(&format!("{SELECT} where state = ?1 order by number"))?;
    let rows = query.query_map([state.as_str()], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Follows what became of an accepted message: delivered ends its row, failed keeps it to be tried again.
pub(super) fn note_status(
    tx: &Tx<'_>,
    message: MessageId,
    status: DeliveryStatus,
    code: Option<u32>,
) -> Result<(), StoreError> {
    match status {
        DeliveryStatus::Delivered | DeliveryStatus::Read | DeliveryStatus::Played => {
            tx.prepare_cached("delete from outbox where message = ?1 and act = 'message'")?
                .execute([message.0])?;
        }
        DeliveryStatus::Failed => {
            tx.prepare_cached(
                "update outbox set state = 'failed', last_code = ?2
                 where message = ?1 and act = 'message' and state = 'sent'",
            )?
            .execute(params![message.0, code])?;
        }
        DeliveryStatus::Queued | DeliveryStatus::Unknown | DeliveryStatus::Sent => {}
    }
    Ok(())
}

/// Forgets accepted rows made before `before` of which no news came.
pub(super) fn prune_sent(tx: &Tx<'_>, before: UnixMs) -> Result<usize, StoreError> {
    Ok(tx.execute(
        "delete from outbox where state = 'sent' and created_at < ?1 and act = 'message'",
        [before.0],
    )?)
}

pub(super) const SELECT: &str =
    "select id, conversation, channel, message, payload, state, attempts, next_at, created_at,
   last_code, act, emoji from outbox";

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<OutboxRow> {
    Ok(OutboxRow {
        id: OutboxId(row.get(0)?),
        conversation: ConversationId(row.get(1)?),
        channel: ChannelId(row.get(2)?),
        message: MessageId(row.get(3)?),
        payload: row.get(4)?,
        state: named(row, 5, OutboxState::from_name)?,
        attempts: row.get(6)?,
        next_at: UnixMs(row.get(7)?),
        created_at: UnixMs(row.get(8)?),
        last_code: row.get(9)?,
        act: match row.get_ref(10)?.as_str()? {
            "message" => OutboxAct::Message,
            "reaction" => OutboxAct::Reaction {
                emoji: row.get(11)?,
            },
            _ => return Err(wrong()),
        },
    })
}
