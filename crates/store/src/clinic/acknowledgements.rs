//! Acknowledgements on their way out, and what became of them: without words, and with addresses only until they have left.
//!
//! They lie here and not in an outbox of a side, because they leave while nobody is signed in. What decides whether one
//! leaves is read in the transaction that lets it ([`facts`]).

use super::people::IndexKey;
use super::seen::ProviderHash;
use super::tokens::{open_text, seal_text};
use crate::error::StoreError;
use crate::key::Key32;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::acknowledgement::{Hours, TALKING, Withheld};
use recado_domain::address::Address;
use recado_domain::alert::AlertLevel;
use recado_domain::channel::Side;
use recado_domain::id::{ChannelId, ConversationId, IdentityId, OutboxId};
use recado_domain::language::Language;
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};
use secrecy::{ExposeSecret, SecretString};

/// Where an acknowledgement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcknowledgementState {
    /// Leaves when its time comes.
    Queued,
    /// Was handed to the network; written before the request leaves.
    Sending,
    /// Meta took it.
    Sent,
    /// The answer was lost: never sent again.
    Unknown,
    /// Meta refused it.
    Failed,
    /// It did not leave, and will not.
    Withheld,
}

/// An acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The id it leaves under: the same for the same message of the same conversation.
    pub id: OutboxId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Where that is kept.
    pub side: Side,
    /// To whom.
    pub identity: IdentityId,
    /// The channel it leaves by.
    pub channel: ChannelId,
    /// Which of the clinic's texts.
    pub hours: Hours,
    /// In which language.
    pub language: Language,
    /// The message it answers.
    pub message: ProviderHash,
    /// When that was written, by Meta's clock.
    pub written_at: UnixMs,
    /// Where it stands.
    pub state: AcknowledgementState,
    /// How often it was handed to the network.
    pub attempts: u32,
    /// When it may leave next.
    pub next_at: UnixMs,
    /// When it was decided on.
    pub created_at: UnixMs,
}

/// What this database knows of whether one may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The most severe flag of the person that is open or was raised since the message was written.
    pub flag: Option<AlertLevel>,
    /// When the conversation had one last, this one aside.
    pub last_at: Option<UnixMs>,
    /// When somebody of the clinic wrote there last, if lately.
    pub answered_at: Option<UnixMs>,
}

impl AcknowledgementState {
    /// Returns the name this state has in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
            Self::Withheld => "withheld",
        }
    }

    /// Returns the state named in the database.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Queued,
            Self::Sending,
            Self::Sent,
            Self::Unknown,
            Self::Failed,
            Self::Withheld,
        ]
        .into_iter()
        .find(|state| state.as_str() == name)
    }
}

/// Returns the id of the acknowledgement of a message: the same message never gets two.
#[must_use]
pub fn id_of(key: &IndexKey, conversation: ConversationId, message: ProviderHash) -> OutboxId {
    let bytes = key.acknowledgement_hash(conversation, message);
    OutboxId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Returns what is known of a message of a conversation.
///
/// # Errors
/// [`StoreError`].
pub fn facts(
    conn: &Conn,
    (conversation, identity): (ConversationId, IdentityId),
    own: OutboxId,
    written_at: UnixMs,
    now: UnixMs,
) -> Result<Known, StoreError> {
    let flag: Option<u8> = conn
        .prepare_cached(
            "select max(level) from alerts where (acknowledged_at is null or raised_at >= ?3)
               and (conversation = ?1 or identity in (
                 select people.identity from people,
                   (select coalesce(person, identity) as head from people where identity = ?2) as known
                 where people.identity = known.head or people.person = known.head))",
        )?
        .query_row(params![conversation.0, identity.0, written_at.0], |row| row.get(0))?;
    // What was refused told nobody anything.
    let last_at: Option<i64> = conn
        .prepare_cached(
            "select max(created_at) from acknowledgements where conversation = ?1 and id <> ?2
               and (state in ('queued', 'sending', 'sent', 'unknown') or reason = ?3)",
        )?
        .query_row(
            params![conversation.0, own.0, Withheld::Elsewhere.as_str()],
            |row| row.get(0),
        )?;
    let by_desk: Option<i64> = conn
        .prepare_cached(
            "select max(at) from audit where subject = ?1 and at > ?2 and kind = 'sending'
               and staff is not null",
        )?
        .query_row(params![conversation.0, now.minus(TALKING).0], |row| {
            row.get(0)
        })?;
    let elsewhere: Option<i64> = conn
        .prepare_cached(
            "select max(answered_at) from people_conversations where conversation = ?1",
        )?
        .query_row([conversation.0], |row| row.get(0))?;
    Ok(Known {
        flag: flag.and_then(AlertLevel::from_number),
        last_at: last_at.map(UnixMs),
        answered_at: by_desk.max(elsewhere).map(UnixMs),
    })
}

/// Notes that the clinic wrote in a conversation from elsewhere, for example from its phone.
///
/// # Errors
/// [`StoreError`].
pub fn note_answered(
    tx: &Tx<'_>,
    conversation: ConversationId,
    at: UnixMs,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update people_conversations set answered_at = max(coalesce(answered_at, 0), ?2)
         where conversation = ?1",
    )?
    .execute(params![conversation.0, at.0])?;
    Ok(())
}

/// Queues one, and returns whether it is new: the same one again changes nothing.
///
/// # Errors
/// [`StoreError`].
pub fn queue(
    tx: &Tx<'_>,
    token_key: &Key32,
    new: &Acknowledgement,
    to: &[Address],
) -> Result<bool, StoreError> {
    let to = serde_json::to_string(to).map_err(|_| StoreError::Damaged)?;
    let sealed = seal_text(token_key, &context(new.id), &SecretString::from(to))?;
    let added = tx
        .prepare_cached(
            "insert into acknowledgements (id, conversation, side, identity, channel, hours, language,
               message_hash, written_at, recipient, state, attempts, next_at, created_at)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'queued', 0, ?11, ?11)
             on conflict (id) do nothing",
        )?
        .execute(params![
            new.id.0,
            new.conversation.0,
            new.side.as_str(),
            new.identity.0,
            new.channel.0,
            new.hours.as_str(),
            new.language.code(),
            new.message.0,
            new.written_at.0,
            sealed,
            new.created_at.0
        ])?;
    Ok(added == 1)
}

/// Returns one.
///
/// # Errors
/// [`StoreError`].
pub fn get(conn: &Conn, id: OutboxId) -> Result<Option<Acknowledgement>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} where id = ?1"))?
        .query_row([id.0], from_row)
        .optional()?)
}

/// Returns where one goes; nothing when that is forgotten, or the token key does not open it.
///
/// # Errors
/// [`StoreError`].
pub fn recipient(
    conn: &Conn,
    token_key: &Key32,
    id: OutboxId,
) -> Result<Option<Vec<Address>>, StoreError> {
    let sealed: Option<Vec<u8>> = conn
        .prepare_cached("select recipient from acknowledgements where id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?
        .flatten();
    let Some(sealed) = sealed else {
        return Ok(None);
    };
    let Ok(text) = open_text(token_key, &context(id), &sealed) else {
        return Ok(None);
    };
    Ok(serde_json::from_str(text.expose_secret()).ok())
}

/// Returns those in one state, in the order of leaving.
///
/// # Errors
/// [`StoreError`].
pub fn in_state(
    conn: &Conn,
    state: AcknowledgementState,
) -> Result<Vec<Acknowledgement>, StoreError> {
    let mut query =
        conn.prepare_cached(&format!("{SELECT} where state = ?1 order by next_at, id"))?;
    let rows = query.query_map([state.as_str()], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes, before the request leaves, that it does; returns whether it was still queued.
///
/// # Errors
/// [`StoreError`].
pub fn mark_sending(tx: &Tx<'_>, id: OutboxId) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached(
            "update acknowledgements set state = 'sending', attempts = attempts + 1
             where id = ?1 and state = 'queued'",
        )?
        .execute([id.0])?;
    Ok(changed == 1)
}

/// Queues again what surely did not leave.
///
/// # Errors
/// [`StoreError`].
pub fn retry_later(tx: &Tx<'_>, id: OutboxId, next_at: UnixMs) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update acknowledgements set state = 'queued', next_at = ?2
         where id = ?1 and state in ('queued', 'sending')",
    )?
    .execute(params![id.0, next_at.0])?;
    Ok(())
}

/// Notes what became of one, and forgets where it went; returns whether that was open.
///
/// # Errors
/// [`StoreError`].
pub fn settle(
    tx: &Tx<'_>,
    id: OutboxId,
    state: AcknowledgementState,
    reason: Option<Withheld>,
) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached(
            "update acknowledgements set state = ?2, reason = ?3, recipient = null
             where id = ?1 and state in ('queued', 'sending')",
        )?
        .execute(params![id.0, state.as_str(), reason.map(Withheld::as_str)])?;
    Ok(changed == 1)
}

/// Withholds everything that waits: this is a copy put back, and each may have left since it was made.
///
/// # Errors
/// [`StoreError`].
pub fn doubt_all(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update acknowledgements set state = 'withheld', reason = ?1, recipient = null
         where state in ('queued', 'sending')",
    )?
    .execute([Withheld::Restored.as_str()])?;
    Ok(())
}

/// Forgets those decided on before `before` that are done with.
///
/// # Errors
/// [`StoreError`].
pub fn prune(tx: &Tx<'_>, before: UnixMs) -> Result<usize, StoreError> {
    Ok(tx.execute(
        "delete from acknowledgements where created_at < ?1 and state not in ('queued', 'sending')",
        [before.0],
    )?)
}

fn context(id: OutboxId) -> String {
    format!("recado/acknowledgement/{id}")
}

const SELECT: &str =
    "select id, conversation, side, identity, channel, hours, language, message_hash,
   written_at, state, attempts, next_at, created_at from acknowledgements";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Acknowledgement> {
    Ok(Acknowledgement {
        id: OutboxId(row.get(0)?),
        conversation: ConversationId(row.get(1)?),
        side: named(row, 2, Side::from_name)?,
        identity: IdentityId(row.get(3)?),
        channel: ChannelId(row.get(4)?),
        hours: named(row, 5, Hours::from_name)?,
        language: named(row, 6, Language::of_code)?,
        message: ProviderHash(row.get(7)?),
        written_at: UnixMs(row.get(8)?),
        state: named(row, 9, AcknowledgementState::from_name)?,
        attempts: row.get(10)?,
        next_at: UnixMs(row.get(11)?),
        created_at: UnixMs(row.get(12)?),
    })
}
