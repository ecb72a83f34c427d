//! The clinic's work on a conversation: who looks after it, when it is put away and when it is back.
//!
//! One with an open flag is never away: `state::set_alert` brings it back, and whoever puts one away asks first.

use super::messages::MessageId;
use super::state::changed;
use super::together::work as told;
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::conversation::ConversationState;
use recado_domain::id::{ConversationId, StaffId};
use recado_domain::snooze;
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};

/// What people at the desk said about a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Work {
    /// Who looks after it; nobody when absent.
    pub assignee: Option<StaffId>,
    /// Who said so last.
    pub assigned_by: Option<StaffId>,
    /// When.
    pub assigned_at: Option<UnixMs>,
    /// Since when it is snoozed or resolved.
    pub state_at: Option<UnixMs>,
    /// Who put it away.
    pub state_by: Option<StaffId>,
    /// Until when it is snoozed.
    pub snoozed_until: Option<UnixMs>,
    /// When its latest snooze ended by itself.
    pub back_at: Option<UnixMs>,
    /// The name of an assignee who signs in on another computer only.
    pub assignee_name: Option<String>,
    /// The name of whoever assigned it on another computer.
    pub assigned_name: Option<String>,
    /// The name of whoever put it away on another computer.
    pub state_name: Option<String>,
}

/// Gives a conversation to a member of staff, or to nobody; the other computers are told.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn assign(
    tx: &Tx<'_>,
    id: ConversationId,
    to: Option<StaffId>,
    by: StaffId,
    at: UnixMs,
) -> Result<(), StoreError> {
    let at = told::assigned_now(tx, id, at)?;
    changed(
        tx.prepare_cached(
            "update conversations set assignee = ?2, assigned_by = ?3, assigned_at = ?4, assignee_name = null,
               assigned_name = null, assigned_on = null where id = ?1",
        )?
        .execute(params![id.0, to.map(|to| to.0), by.0, at.0])?,
    )
}

/// Takes conversations from everybody who is not named here, as after somebody has left; returns which. Who signs in on
/// another computer only is no matter of this one. When it was said last stays: what is older is not heard after it.
///
/// # Errors
/// [`StoreError`].
pub fn keep_assigned_to(tx: &Tx<'_>, staff: &[StaffId]) -> Result<Vec<ConversationId>, StoreError> {
    let mut query = tx.prepare_cached(
        "select distinct assignee from conversations where assignee is not null and assignee_name is null",
    )?;
    let holding = query.query_map([], |row| row.get(0).map(StaffId))?;
    let holding: Vec<StaffId> = holding.collect::<Result<_, _>>()?;
    let mut let_go = Vec::new();
    for gone in holding.into_iter().filter(|who| !staff.contains(who)) {
        let mut update = tx.prepare_cached(
            "update conversations set assignee = null, assigned_by = null, assigned_name = null
             where assignee = ?1 and assignee_name is null returning id",
        )?;
        let rows = update.query_map([gone.0], |row| row.get(0).map(ConversationId))?;
        for id in rows {
            let_go.push(id?);
        }
    }
    Ok(let_go)
}

/// Puts a conversation away until a time; the other computers are told.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn put_off(
    tx: &Tx<'_>,
    id: ConversationId,
    until: UnixMs,
    by: StaffId,
    at: UnixMs,
) -> Result<(), StoreError> {
    let at = told::said_now(tx, id, at)?;
    put_away_at(tx, id, ConversationState::Snoozed, Some(until), by, at)
}

/// Puts a conversation away until the contact writes again; the other computers are told.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn resolve(tx: &Tx<'_>, id: ConversationId, by: StaffId, at: UnixMs) -> Result<(), StoreError> {
    let at = told::said_now(tx, id, at)?;
    put_away_at(tx, id, ConversationState::Resolved, None, by, at)
}

/// Brings a conversation back because somebody wants it; the other computers are told.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn bring_back(tx: &Tx<'_>, id: ConversationId, at: UnixMs) -> Result<(), StoreError> {
    told::said_now(tx, id, at)?;
    reopen(tx, id)
}

/// Brings a conversation back into the list; one that is there stays as it is.
///
/// # Errors
/// [`StoreError`].
pub fn reopen(tx: &Tx<'_>, id: ConversationId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update conversations set state = 'open', state_at = null, state_by = null, state_name = null,
           snoozed_until_at = null where id = ?1 and state <> 'open'",
    )?
    .execute([id.0])?;
    Ok(())
}

/// Brings back whose time has come, to the top of the list; returns which.
///
/// # Errors
/// [`StoreError`].
pub fn bring_back_due(tx: &Tx<'_>, now: UnixMs) -> Result<Vec<ConversationId>, StoreError> {
    let due = due(tx, now)?;
    for id in &due {
        reopen(tx, *id)?;
        tx.prepare_cached("update conversations set back_at = ?2 where id = ?1")?
            .execute(params![id.0, now.0])?;
    }
    Ok(due)
}

/// Returns the snoozed conversations whose time has come.
///
/// # Errors
/// [`StoreError`].
pub fn due(conn: &Conn, now: UnixMs) -> Result<Vec<ConversationId>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, state_at, snoozed_until_at from conversations where state = 'snoozed'
         order by snoozed_until_at",
    )?;
    let rows = query.query_map([], |row| {
        let (since, until): (Option<i64>, Option<i64>) = (row.get(1)?, row.get(2)?);
        let is_over = match (since, until) {
            (Some(since), Some(until)) => snooze::is_over(UnixMs(since), UnixMs(until), now),
            // Nobody knows until when: now.
            (None, _) | (_, None) => true,
        };
        Ok((ConversationId(row.get(0)?), is_over))
    })?;
    let all: Vec<_> = rows.collect::<Result<_, _>>()?;
    Ok(all
        .into_iter()
        .filter(|(_, is_over)| *is_over)
        .map(|(id, _)| id)
        .collect())
}

/// Marks what the contact wrote as unread, from a message on or the last alone, and brings the conversation back.
///
/// Returns how many messages are unread now; the other computers are told.
///
/// # Errors
/// [`StoreError::NotFound`] when the contact has written nothing from there on.
pub fn mark_unread(
    tx: &Tx<'_>,
    id: ConversationId,
    from: Option<MessageId>,
) -> Result<u64, StoreError> {
    let (first, unread) = unread_again(tx, id, from)?;
    told::marked_unread(tx, id, first)?;
    Ok(unread)
}

/// As [`mark_unread`], for what the others know already; returns also the first of them.
pub(super) fn unread_again(
    tx: &Tx<'_>,
    id: ConversationId,
    from: Option<MessageId>,
) -> Result<(MessageId, u64), StoreError> {
    let last = tx
        .prepare_cached(
            "select id from messages where conversation = ?1 and direction = 'inbound' and kind <> 'system'
               and id >= coalesce(?2, id) order by id desc limit 1",
        )?
        .query_row(params![id.0, from.map(|from| from.0)], |row| row.get(0))
        .optional()?
        .map(MessageId)
        .ok_or(StoreError::NotFound)?;
    tx.prepare_cached(
        "update messages set is_unread = 1 where conversation = ?1 and id >= ?2
           and direction = 'inbound' and kind <> 'system' and is_unread = 0",
    )?
    .execute(params![id.0, from.unwrap_or(last).0])?;
    recount_unread(tx, id)?;
    reopen(tx, id)?;
    let unread = tx
        .prepare_cached("select unread from conversations where id = ?1")?
        .query_row([id.0], |row| row.get(0))?;
    Ok((from.unwrap_or(last), unread))
}

/// Counts the unread messages again.
///
/// # Errors
/// [`StoreError`].
pub(super) fn recount_unread(tx: &Tx<'_>, id: ConversationId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update conversations set unread =
           (select count(*) from messages where conversation = ?1 and is_unread = 1) where id = ?1",
    )?
    .execute([id.0])?;
    Ok(())
}

/// Returns how many messages of a conversation have not left yet, or may not have.
///
/// # Errors
/// [`StoreError`].
pub fn replies_waiting(conn: &Conn, id: ConversationId) -> Result<u64, StoreError> {
    Ok(conn
        .prepare_cached(
            "select count(*) from outbox where conversation = ?1 and act = 'message'
               and state in ('queued', 'sending', 'unknown', 'held')",
        )?
        .query_row([id.0], |row| row.get(0))?)
}

/// Puts a conversation away since `at`, without telling anybody.
pub(super) fn put_away_at(
    tx: &Tx<'_>,
    id: ConversationId,
    state: ConversationState,
    until: Option<UnixMs>,
    by: StaffId,
    at: UnixMs,
) -> Result<(), StoreError> {
    changed(
        tx.prepare_cached(
            "update conversations set state = ?2, snoozed_until_at = ?3, state_by = ?4, state_at = ?5,
               state_name = null, back_at = null where id = ?1",
        )?
        .execute(params![
            id.0,
            state.as_str(),
            until.map(|until| until.0),
            by.0,
            at.0
        ])?,
    )
}

/// Reads the columns that stand last in `state::COLUMNS`, from the column `first` on.
pub(super) fn from_row(row: &Row<'_>, first: usize) -> rusqlite::Result<Work> {
    let who =
        |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<_>>(first + at)?.map(StaffId));
    let when =
        |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<_>>(first + at)?.map(UnixMs));
    Ok(Work {
        assignee: who(0)?,
        assigned_by: who(1)?,
        assigned_at: when(2)?,
        state_at: when(3)?,
        state_by: who(4)?,
        snoozed_until: when(5)?,
        back_at: when(6)?,
        assignee_name: row.get(first + 7)?,
        assigned_name: row.get(first + 8)?,
        state_name: row.get(first + 9)?,
    })
}
