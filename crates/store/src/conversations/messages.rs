//! Messages: one row each, numbered so that they sort by time. Reading pages of them is [`super::thread`]'s.

use super::event::{Failure, NewMessage, Origin};
use super::parts;
use crate::error::StoreError;
use crate::sqlite::row::{named, named_if_any, wrong};
use crate::{Conn, Tx};
use recado_domain::acknowledgement::Hours;
use recado_domain::alert::AlertLevel;
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::{AlertId, ChannelId, ConversationId, OutboxId};
use recado_domain::message::{Direction, MessageKind, MessageText};
use recado_domain::part::Part;
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A message's number in its store: `(Unix seconds << 20) | slot`. Larger is later; stays under 2^53.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub i64);

/// A message as kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number in this store.
    pub id: MessageId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Meta's id; absent until Meta accepted it.
    pub provider_id: Option<String>,
    /// The id it left under, when it left from here.
    pub outbox: Option<OutboxId>,
    /// Who wrote it.
    pub direction: Direction,
    /// Where it came from.
    pub origin: Origin,
    /// What it is.
    pub kind: MessageKind,
    /// Its words; empty when it has none, or when it was taken back and raised no flag.
    pub text: MessageText,
    /// More about a kind without words.
    pub detail: Option<String>,
    /// When it was written.
    pub at: UnixMs,
    /// Its delivery; outbound only.
    pub status: Option<DeliveryStatus>,
    /// Why it failed, while its status says so.
    pub failure: Option<Failure>,
    /// Who at the desk sent it.
    pub sent_by: Option<String>,
    /// Provider id of the message it answers.
    pub reply_to: Option<String>,
    /// Whether it was forwarded.
    pub is_forwarded: bool,
    /// Whether somebody has yet to read it.
    pub is_unread: bool,
    /// Whether its author changed it.
    pub is_edited: bool,
    /// Whether its author took it back.
    pub is_deleted: bool,
    /// JSON of what the risk rules marked.
    pub findings: Option<String>,
    /// The most severe of it.
    pub level: Option<AlertLevel>,
    /// What it holds beyond words and files; hidden as the words are.
    pub parts: Vec<Part>,
    /// Why it left by itself; absent for what a person sent.
    pub automatic: Option<Automatic>,
}

/// Why a message left by itself, and what was known then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Automatic {
    /// The clinic's hours.
    pub hours: Hours,
    /// The most severe flag that was open; none where there was none.
    pub known_level: Option<AlertLevel>,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({}, {:?})", self.id.0, self.kind)
    }
}

/// Returns a message.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(conn: &Conn, id: MessageId) -> Result<Message, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} where id = ?1"))?
        .query_row([id.0], from_row)?)
}

/// Returns the number of the message with this provider id on this channel.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    conn: &Conn,
    channel: ChannelId,
    provider_id: &str,
) -> Result<Option<MessageId>, StoreError> {
    Ok(conn
        .prepare_cached("select id from messages where provider_hash = ?1 and provider_id = ?2")?
        .query_row(
            params![provider_hash(channel, provider_id), provider_id],
            |row| row.get(0),
        )
        .optional()?
        .map(MessageId))
}

/// Returns the message that raised an alert.
///
/// # Errors
/// [`StoreError`].
pub fn of_alert(conn: &Conn, alert: AlertId) -> Result<Option<MessageId>, StoreError> {
    Ok(conn
        .prepare_cached("select message from message_alerts where alert = ?1")?
        .query_row([alert.0], |row| row.get(0))
        .optional()?
        .map(MessageId))
}

/// Returns what Meta sent for a message.
///
/// # Errors
/// [`StoreError`].
pub fn raw(conn: &Conn, id: MessageId) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached("select raw from raw_messages where message = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?)
}

/// Returns the newest unread inbound message of a conversation, to tell Meta that it was read.
///
/// # Errors
/// [`StoreError`].
pub fn newest_unread(
    conn: &Conn,
    conversation: ConversationId,
) -> Result<Option<Message>, StoreError> {
    Ok(conn
        .prepare_cached(&format!(
            "{SELECT} where conversation = ?1 and is_unread = 1 order by id desc limit 1"
        ))?
        .query_row([conversation.0], from_row)
        .optional()?)
}

/// Returns how many messages there are.
///
/// # Errors
/// [`StoreError`].
pub fn count(conn: &Conn) -> Result<u64, StoreError> {
    Ok(conn.query_row("select count(*) from messages", [], |row| row.get(0))?)
}

/// Returns the hash a provider id is looked up by: 8 bytes of SHA-256 of channel and id.
pub(super) fn provider_hash(channel: ChannelId, provider_id: &str) -> i64 {
    let mut digest = Sha256::new();
    digest.update(channel.0.as_bytes());
    digest.update(provider_id.as_bytes());
    let full = digest.finalize();
    let mut short = [0; 8];
    short.copy_from_slice(&full[..8]);
    i64::from_be_bytes(short)
}

/// What a new row holds beyond what every message has.
pub(super) struct NewRow<'a> {
    pub(super) conversation: ConversationId,
    pub(super) channel: ChannelId,
    pub(super) provider_id: Option<&'a str>,
    pub(super) outbox: Option<OutboxId>,
    pub(super) direction: Direction,
    pub(super) origin: Origin,
    pub(super) kind: MessageKind,
    pub(super) text: &'a str,
    pub(super) detail: Option<&'a str>,
    pub(super) at: UnixMs,
    pub(super) status: Option<DeliveryStatus>,
    pub(super) sent_by: Option<&'a str>,
    pub(super) reply_to: Option<&'a str>,
    pub(super) is_forwarded: bool,
    pub(super) is_unread: bool,
    pub(super) findings: Option<&'a str>,
    pub(super) level: Option<AlertLevel>,
    pub(super) parts: &'a [Part],
    pub(super) automatic: Option<Automatic>,
}

impl<'a> NewRow<'a> {
    pub(super) fn of(message: &'a NewMessage) -> Self {
        let status = match message.direction {
            Direction::Inbound => None,
            Direction::Outbound => Some(message.status.unwrap_or(DeliveryStatus::Sent)),
        };
        Self {
            conversation: message.contact.conversation,
            channel: message.contact.channel,
            provider_id: Some(&message.provider_id),
            outbox: None,
            direction: message.direction,
            origin: message.origin,
            kind: message.kind,
            text: &message.text.0,
            detail: message.detail.as_deref(),
            at: message.at,
            status,
            sent_by: None,
            reply_to: message.reply_to.as_deref(),
            is_forwarded: message.is_forwarded,
            is_unread: message.is_unread,
            findings: message.findings.as_deref(),
            level: message.level,
            parts: &message.parts,
            automatic: None,
        }
    }
}

/// Writes a row and returns its number.
pub(super) fn insert(tx: &Tx<'_>, row: &NewRow<'_>) -> Result<MessageId, StoreError> {
    let id = free_id(tx, row.at)?;
    let hash = row
        .provider_id
        .map(|provider_id| provider_hash(row.channel, provider_id));
    tx.prepare_cached(
        "insert into messages (id, conversation, provider_id, provider_hash, outbox, direction, origin, kind,
           text, detail, at, status, sent_by, reply_to, is_forwarded, is_unread, findings, level, parts, automatic, known_level)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
    )?
    .execute(params![
        id.0,
        row.conversation.0,
        row.provider_id,
        hash,
        row.outbox.map(|outbox| outbox.0),
        direction_name(row.direction),
        row.origin.as_str(),
        row.kind.as_str(),
        row.text,
        row.detail,
        row.at.0,
        row.status.map(DeliveryStatus::as_str),
        row.sent_by,
        row.reply_to,
        row.is_forwarded,
        row.is_unread,
        row.findings,
        row.level.map_or(0, AlertLevel::as_number),
        parts::to_json(row.parts)?,
        row.automatic.map(|automatic| automatic.hours.as_str()),
        row.automatic
            .map(|automatic| automatic.known_level.map_or(0, AlertLevel::as_number))
    ])?;
    Ok(id)
}

/// Returns the smallest number a message written at `at` can have.
pub(super) fn first_id_at(at: UnixMs) -> MessageId {
    const LAST_SECOND: i64 = (1 << 33) - 1;
    let (seconds, ms) = (at.0.div_euclid(1000), at.0.rem_euclid(1000));
    MessageId((seconds.clamp(0, LAST_SECOND) << 20) | (ms << 10))
}

/// Returns the first free number for a message written at `at`.
///
/// The slot begins with the milliseconds (10 bits); the other 10 bits are given out in the order of arrival, which
/// is all that is known among messages of one instant (WhatsApp tells whole seconds).
fn free_id(tx: &Tx<'_>, at: UnixMs) -> Result<MessageId, StoreError> {
    let mut base = first_id_at(at).0;
    let mut newest =
        tx.prepare_cached("select max(id) from messages where id between ?1 and ?2")?;
    loop {
        let last = base | 1023;
        let taken: Option<i64> = newest.query_row([base, last], |row| row.get(0))?;
        match taken {
            None => return Ok(MessageId(base)),
            Some(id) if id < last => return Ok(MessageId(id + 1)),
            Some(_) => base = last + 1,
        }
    }
}

pub(super) fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
    }
}

pub(super) fn direction_from_name(name: &str) -> Option<Direction> {
    [Direction::Inbound, Direction::Outbound]
        .into_iter()
        .find(|direction| direction_name(*direction) == name)
}

pub(super) const SELECT: &str = "select id, conversation, provider_id, outbox, direction, origin, kind, text,
   detail, at, status, failure_code, failure_reason, sent_by, reply_to, is_forwarded, is_unread, edited_at,
   deleted_at, findings, level, parts, automatic, known_level from messages";

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Message> {
    let status = named_if_any(row, 10, DeliveryStatus::from_name)?;
    let is_deleted = row.get::<_, Option<i64>>(18)?.is_some();
    let level = level_from(row.get(20)?)?;
    let is_evidence = level.is_some_and(AlertLevel::notifies);
    let is_hidden = is_deleted && !is_evidence;
    let text: String = if is_hidden {
        String::new()
    } else {
        row.get(7)?
    };
    Ok(Message {
        id: MessageId(row.get(0)?),
        conversation: ConversationId(row.get(1)?),
        provider_id: row.get(2)?,
        outbox: row.get::<_, Option<_>>(3)?.map(OutboxId),
        direction: named(row, 4, direction_from_name)?,
        origin: named(row, 5, Origin::from_name)?,
        kind: named(row, 6, MessageKind::from_name)?,
        text: MessageText(text),
        detail: if is_hidden { None } else { row.get(8)? },
        at: UnixMs(row.get(9)?),
        status,
        failure: match status {
            Some(DeliveryStatus::Failed) => failure_from(row)?,
            _ => None,
        },
        sent_by: row.get(13)?,
        reply_to: row.get(14)?,
        is_forwarded: row.get(15)?,
        is_unread: row.get(16)?,
        is_edited: row.get::<_, Option<i64>>(17)?.is_some(),
        is_deleted,
        findings: if is_hidden { None } else { row.get(19)? },
        level,
        parts: if is_hidden {
            Vec::new()
        } else {
            parts::from_json(row.get_ref(21)?.as_str_or_null()?)
        },
        automatic: match named_if_any(row, 22, Hours::from_name)? {
            Some(hours) => Some(Automatic {
                hours,
                known_level: level_from(row.get::<_, Option<u8>>(23)?.unwrap_or(0))?,
            }),
            None => None,
        },
    })
}

pub(super) fn level_from(number: u8) -> rusqlite::Result<Option<AlertLevel>> {
    match number {
        0 => Ok(None),
        _ => AlertLevel::from_number(number).map(Some).ok_or_else(wrong),
    }
}

fn failure_from(row: &Row<'_>) -> rusqlite::Result<Option<Failure>> {
    let Some(code) = row.get(11)? else {
        return Ok(None);
    };
    Ok(Some(Failure {
        code,
        reason: row.get::<_, Option<String>>(12)?.unwrap_or_default(),
    }))
}
