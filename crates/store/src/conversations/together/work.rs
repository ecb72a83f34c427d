//! Who looks after a conversation and where it stands, as the clinic's computers tell each other: of two words the last
//! holds, the same on each of them. What the contact wrote and nobody had seen is never put away by a word from elsewhere.

use super::{Applied, Known, holds, known, queue_anew};
use crate::conversations::messages::{self, MessageId};
use crate::conversations::state::{self, Conversation};
use crate::conversations::work;
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::conversation::ConversationState;
use recado_domain::id::{ChannelId, ConversationId, DeviceId, StaffId};
use recado_domain::time::UnixMs;
use recado_domain::together::{Heard, LATELY, Said, after};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Somebody of the clinic: their id, and their name where it was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Somebody {
    /// Which.
    pub id: StaffId,
    /// Their name; empty where nobody knows it.
    #[serde(default)]
    pub name: String,
    /// Whether they sign in where this is read, and may read the conversation.
    #[serde(default)]
    pub is_here: bool,
}

/// A word on who looks after a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedWord {
    /// Who; nobody when absent.
    #[serde(default)]
    pub to: Option<Somebody>,
    /// Who said so.
    pub by: Somebody,
    /// When.
    pub at: UnixMs,
}

/// A word on where a conversation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateWord {
    /// Where.
    pub state: ConversationState,
    /// Until when, where it is snoozed.
    #[serde(default)]
    pub until: Option<UnixMs>,
    /// Who said so, where it is put away.
    #[serde(default)]
    pub by: Option<Somebody>,
    /// When.
    pub at: UnixMs,
    /// Up to where they knew what the contact wrote.
    #[serde(default)]
    pub heard: Heard,
}

/// What another computer said of a conversation. Read back from the spool by later versions: fields are added with a
/// default, never renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkElsewhere {
    /// Which conversation, here.
    pub conversation: ConversationId,
    /// On which computer.
    pub on: DeviceId,
    /// Which computer this is.
    pub here: DeviceId,
    /// Who looks after it.
    #[serde(default)]
    pub assigned: Option<AssignedWord>,
    /// Where it stands.
    #[serde(default)]
    pub state: Option<StateWord>,
}

/// Which messages were marked unread, and how often the conversation had been until then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadFrom {
    /// Meta's id of the first of them.
    pub provider_id: String,
    /// How often it was marked unread, this time included: a reading that knew of fewer marks gives way.
    pub turn: u64,
}

/// When people last said something of a conversation.
struct Last {
    assigned: Known,
    state: Known,
    turn: u64,
}

fn last(conn: &Conn, id: ConversationId) -> Result<Last, StoreError> {
    Ok(conn
        .prepare_cached(
            "select assigned_at, assigned_on, said_at, said_on, unread_turn from conversations where id = ?1",
        )?
        .query_row([id.0], |row| {
            Ok(Last {
                assigned: known(row, 0)?,
                state: known(row, 2)?,
                turn: row.get(4)?,
            })
        })?)
}

/// Returns when a word on who looks after a conversation is said that is said here now, and queues telling it.
pub(in crate::conversations) fn assigned_now(
    tx: &Tx<'_>,
    id: ConversationId,
    now: UnixMs,
) -> Result<UnixMs, StoreError> {
    let at = after(last(tx, id)?.assigned.0, now);
    queue_anew(tx, id, "work", at)?;
    Ok(at)
}

/// Notes that somebody here puts a conversation away or brings it back, queues telling it, and returns when.
pub(in crate::conversations) fn said_now(
    tx: &Tx<'_>,
    id: ConversationId,
    now: UnixMs,
) -> Result<UnixMs, StoreError> {
    let at = after(last(tx, id)?.state.0, now);
    tx.prepare_cached("update conversations set said_at = ?2, said_on = null where id = ?1")?
        .execute(params![id.0, at.0])?;
    queue_anew(tx, id, "work", at)?;
    Ok(at)
}

/// Notes that somebody here marked messages unread, and queues telling it in the place of a reading.
pub(in crate::conversations) fn marked_unread(
    tx: &Tx<'_>,
    id: ConversationId,
    first: MessageId,
) -> Result<(), StoreError> {
    tx.prepare_cached("update conversations set unread_turn = unread_turn + 1 where id = ?1")?
        .execute([id.0])?;
    tx.prepare_cached(
        "delete from together_queue where conversation = ?1 and about in ('read', 'unread')",
    )?
    .execute([id.0])?;
    tx.prepare_cached(
        "insert into together_queue (note, conversation, about, done_at)
         select ?1, conversation, 'unread', at from messages where id = ?2",
    )?
    .execute(params![Uuid::now_v7(), first.0])?;
    Ok(())
}

/// Returns the last words on a conversation that were said here, with the ids of whoever said them and no names.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn said_here(
    conn: &Conn,
    id: ConversationId,
) -> Result<(Option<AssignedWord>, Option<StateWord>), StoreError> {
    let last = last(conn, id)?;
    let Conversation { state, work, .. } = state::get(conn, id)?;
    let somebody = |id: StaffId, name: &Option<String>| Somebody {
        id,
        name: name.clone().unwrap_or_default(),
        is_here: false,
    };
    let assigned = match (last.assigned, work.assigned_by) {
        ((Some(at), None), Some(by)) => Some(AssignedWord {
            to: work.assignee.map(|to| somebody(to, &work.assignee_name)),
            by: somebody(by, &None),
            at,
        }),
        ((Some(_), Some(_)) | (None, _) | (_, None), _) => None,
    };
    let stands = match last.state {
        (Some(at), None) => Some(StateWord {
            state,
            until: work.snoozed_until,
            by: work.state_by.map(|by| somebody(by, &work.state_name)),
            at,
            heard: heard(conn, id, None)?,
        }),
        (Some(_) | None, _) => None,
    };
    Ok((assigned, stands))
}

/// Returns the first message of a contact that is unread, and how often the conversation was marked so.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn unread_from(conn: &Conn, id: ConversationId) -> Result<Option<UnreadFrom>, StoreError> {
    let turn = last(conn, id)?.turn;
    let mut query = conn.prepare_cached(
        "select provider_id from messages where conversation = ?1 and is_unread = 1 and provider_id is not null
         order by id limit 1",
    )?;
    let mut rows = query.query([id.0])?;
    let first = rows.next()?.map(|row| row.get(0)).transpose()?;
    Ok(first.map(|provider_id| UnreadFrom { provider_id, turn }))
}

/// Returns how often a conversation was marked unread.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn turn(conn: &Conn, id: ConversationId) -> Result<u64, StoreError> {
    Ok(last(conn, id)?.turn)
}

/// Returns up to where what a contact wrote is here; counted back from `until`, from the newest where that is absent.
fn heard(conn: &Conn, id: ConversationId, until: Option<UnixMs>) -> Result<Heard, StoreError> {
    let newest: Option<i64> = conn
        .prepare_cached(
            "select max(at) from messages where conversation = ?1 and direction = 'inbound' and kind <> 'system'",
        )?
        .query_row([id.0], |row| row.get(0))?;
    let newest = newest.map(UnixMs);
    let Some(end) = until.or(newest) else {
        return Ok(Heard::default());
    };
    let lately = conn
        .prepare_cached(
            "select count(*) from messages where conversation = ?1 and direction = 'inbound' and kind <> 'system'
               and at > ?2 and at <= ?3",
        )?
        .query_row(params![id.0, end.minus(LATELY).0, end.0], |row| row.get(0))?;
    Ok(Heard {
        until: newest,
        lately,
    })
}

/// Does here what was said on another computer; nothing of it where something later is known.
///
/// # Errors
/// [`StoreError`].
pub fn hear(tx: &Tx<'_>, word: &WorkElsewhere, now: UnixMs) -> Result<Applied, StoreError> {
    let id = word.conversation;
    let last = match last(tx, id) {
        Ok(last) => last,
        // Nothing of it is here yet, or any more.
        Err(StoreError::NotFound) => return Ok(Applied::default()),
        Err(error) => return Err(error),
    };
    let holds = |known, at| holds(known, Said { at, on: word.on }, word.here);
    if let Some(assigned) = word
        .assigned
        .as_ref()
        .filter(|it| holds(last.assigned, it.at))
    {
        hear_assigned(tx, id, assigned, word.on)?;
    }
    if let Some(stands) = word.state.as_ref().filter(|it| holds(last.state, it.at)) {
        hear_state(tx, id, stands, word.on, now)?;
    }
    Ok(Applied {
        conversation: Some(id),
        ..Applied::default()
    })
}

fn hear_assigned(
    tx: &Tx<'_>,
    id: ConversationId,
    word: &AssignedWord,
    on: DeviceId,
) -> Result<(), StoreError> {
    let elsewhere = word.to.as_ref().filter(|to| !to.is_here);
    tx.prepare_cached(
        "update conversations set assignee = ?2, assignee_name = ?3, assigned_by = ?4, assigned_name = ?5,
           assigned_at = ?6, assigned_on = ?7 where id = ?1",
    )?
    .execute(params![
        id.0,
        word.to.as_ref().map(|to| to.id.0),
        elsewhere.map(|to| &to.name),
        word.by.id.0,
        word.by.name,
        word.at.0,
        on.0
    ])?;
    Ok(())
}

fn hear_state(
    tx: &Tx<'_>,
    id: ConversationId,
    word: &StateWord,
    on: DeviceId,
    now: UnixMs,
) -> Result<(), StoreError> {
    // Nor was it known there that something has yet to leave from here, or did not reach the contact.
    let is_seen = word.heard.knows(heard(tx, id, word.heard.until)?)
        && work::replies_waiting(tx, id)? == 0
        && !has_failed(tx, id)?;
    match (word.state, &word.by) {
        (ConversationState::Snoozed | ConversationState::Resolved, Some(by)) if is_seen => {
            // By the clock of this computer: a snooze that began later than now would be over.
            let since = word.at.min(now);
            work::put_away_at(tx, id, word.state, word.until, by.id, since)?;
            tx.prepare_cached("update conversations set state_name = ?2 where id = ?1")?
                .execute(params![id.0, by.name])?;
        }
        (
            ConversationState::Open | ConversationState::Snoozed | ConversationState::Resolved,
            Some(_) | None,
        ) => work::reopen(tx, id)?,
    }
    tx.prepare_cached("update conversations set said_at = ?2, said_on = ?3 where id = ?1")?
        .execute(params![id.0, word.at.0, on.0])?;
    Ok(())
}

/// Returns whether a reply failed and nothing has left since.
fn has_failed(conn: &Conn, id: ConversationId) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "select exists (
               select 1 from messages
               where conversation = ?1 and direction = 'outbound' and status = 'failed'
                 and id > coalesce((
                   select max(id) from messages
                   where conversation = ?1 and direction = 'outbound' and coalesce(status, '') <> 'failed'
                 ), 0)
             )",
        )?
        .query_row([id.0], |row| row.get(0))?)
}

/// Marks as unread what was marked so on another computer, unless it was marked here as often.
///
/// # Errors
/// [`StoreError`].
pub fn hear_unread(
    tx: &Tx<'_>,
    channel: ChannelId,
    word: &UnreadFrom,
) -> Result<Applied, StoreError> {
    let Some(first) = messages::find(tx, channel, &word.provider_id)? else {
        return Ok(Applied::default());
    };
    let conversation = messages::get(tx, first)?.conversation;
    if last(tx, conversation)?.turn >= word.turn {
        return Ok(Applied::default());
    }
    match work::unread_again(tx, conversation, Some(first)) {
        // Nothing of the contact stands there.
        Ok(_) | Err(StoreError::NotFound) => {}
        Err(error) => return Err(error),
    }
    tx.prepare_cached("update conversations set unread_turn = ?2 where id = ?1")?
        .execute(params![conversation.0, word.turn])?;
    Ok(Applied {
        conversation: Some(conversation),
        ..Applied::default()
    })
}
