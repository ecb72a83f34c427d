//! The lead board: one bounded column a status, the latest heard of first, and those who need a person apart.

use super::records::status_of;
use super::state::{COLUMN_COUNT, COLUMNS, Conversation, from_row};
use crate::Conn;
use crate::error::StoreError;
use recado_domain::address::Address;
use recado_domain::lead_status::LeadStatus;
use recado_domain::time::UnixMs;
use rusqlite::{Row, params};
use std::collections::BTreeMap;

/// A lead on the board: one card a person, with their newest conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct Card {
    /// Their newest conversation.
    pub conversation: Conversation,
    /// Their name; empty when none is known.
    pub name: String,
    /// An address to show when there is no name.
    pub address: Option<Address>,
    /// Where they stand.
    pub status: LeadStatus,
    /// The first contact.
    pub since: UnixMs,
    /// Whether they wrote again after they were lost.
    pub is_reopened: bool,
}

impl std::fmt::Debug for Card {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Card({:?}, {:?})", self.conversation, self.status)
    }
}

/// Returns how many leads stand where.
///
/// # Errors
/// [`StoreError`].
pub fn counts(conn: &Conn) -> Result<BTreeMap<LeadStatus, u64>, StoreError> {
    let mut query = conn.prepare_cached(
        "select lead_status, count(*) from identities where lead_status is not null and exists (
           select 1 from conversations where identity = identities.id and last_message is not null)
         group by lead_status",
    )?;
    let rows = query.query_map([], |row| Ok((status_of(row, 0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns how many leads came first at `since` or later.
///
/// # Errors
/// [`StoreError`].
pub fn count_since(conn: &Conn, since: UnixMs) -> Result<u64, StoreError> {
    Ok(conn
        .prepare_cached(
            "select count(*) from identities where lead_status is not null and since_at >= ?1",
        )?
        .query_row([since.0], |row| row.get(0))?)
}

/// Returns the leads of a status without an open alert, the latest heard of first.
///
/// # Errors
/// [`StoreError`].
pub fn column(conn: &Conn, status: LeadStatus, limit: u32) -> Result<Vec<Card>, StoreError> {
    // A person's newest conversation is the one without a newer one: conversations are few a person.
    select(
        conn,
        "lead_status = ?1 and not exists (select 1 from conversations as any
           where any.identity = identities.id and any.alert_level > 0)",
        "newer.last_message is not null",
        Some(status),
        limit,
    )
}

/// Returns the leads with an open alert, whatever their status, each with the conversation that has it: they need a
/// person and are no one's to rank.
///
/// # Errors
/// [`StoreError`].
pub fn needing_a_person(conn: &Conn, limit: u32) -> Result<Vec<Card>, StoreError> {
    select(
        conn,
        "lead_status is not null and ?1 is null and alert_level > 0",
        "newer.last_message is not null and newer.alert_level > 0",
        None,
        limit,
    )
}

/// Returns how many leads of each status have an open alert.
///
/// # Errors
/// [`StoreError`].
pub fn flagged(conn: &Conn) -> Result<BTreeMap<LeadStatus, u64>, StoreError> {
    let mut query = conn.prepare_cached(
        "select lead_status, count(distinct identities.id) from conversations
         join identities on identities.id = conversations.identity
         where alert_level > 0 and lead_status is not null group by lead_status",
    )?;
    let rows = query.query_map([], |row| Ok((status_of(row, 0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns one card a person: of the conversations that `which` takes, the one without a newer `rival`.
fn select(
    conn: &Conn,
    which: &str,
    rival: &str,
    status: Option<LeadStatus>,
    limit: u32,
) -> Result<Vec<Card>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "select {COLUMNS}, name, lead_status, since_at,
           case when name = '' then (select value from addresses
             where addresses.identity = identities.id order by kind limit 1) end,
           coalesce(chosen_status = 'lost' and lead_status <> 'lost', 0)
         from conversations join identities on identities.id = conversations.identity
         left join records on records.identity = identities.id
         where last_message is not null and {which}
           and not exists (select 1 from conversations as newer where newer.identity = identities.id
             and {rival}
             and (newer.last_at, newer.id) > (conversations.last_at, conversations.id))
         order by last_at desc limit ?2"
    ))?;
    let rows = query.query_map(params![status.map(LeadStatus::as_str), limit], card)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn card(row: &Row<'_>) -> rusqlite::Result<Card> {
    let address: Option<String> = row.get(COLUMN_COUNT + 3)?;
    Ok(Card {
        conversation: from_row(row)?,
        name: row.get(COLUMN_COUNT)?,
        status: status_of(row, COLUMN_COUNT + 1)?,
        since: UnixMs(row.get(COLUMN_COUNT + 2)?),
        address: address.and_then(|json| serde_json::from_str(&json).ok()),
        is_reopened: row.get(COLUMN_COUNT + 4)?,
    })
}
