//! What is compared before anything is removed: how many rows of each table, and a hash over what they hold.

use super::{MOVES, Moving, Table};
use crate::Conn;
use crate::error::StoreError;
use crate::sqlite::digest::add;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What there is of a person's conversations; the same on both sides, whatever numbers their messages have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Digest {
    /// Rows by table, without those about the person alone: some of these may be on the new side before.
    pub rows: BTreeMap<&'static str, u64>,
    /// Messages in the search index.
    pub indexed: u64,
    /// SHA-256 over the rows.
    pub hash: [u8; 32],
}

/// Returns what there is of a person's conversations.
///
/// # Errors
/// [`StoreError`].
pub fn digest(conn: &Conn, moving: &Moving<'_>) -> Result<Digest, StoreError> {
    let mut digest = Digest::default();
    let mut whole = Sha256::new();
    for conversation in moving.conversations {
        whole.update(conversation.0.as_bytes());
        let ranks = ranks(conn, conversation.0)?;
        for table in MOVES.iter().filter(|table| !table.is_of_identity()) {
            let rows = rows_of(conn, table, conversation.0, &ranks)?;
            whole.update(table.name);
            whole.update((rows.len() as u64).to_be_bytes());
            *digest.rows.entry(table.name).or_default() += rows.len() as u64;
            for row in rows {
                whole.update(row);
            }
        }
        digest.indexed += indexed(conn, conversation.0)?;
    }
    digest.hash = whole.finalize().into();
    Ok(digest)
}

/// Returns the place of each message of a conversation.
fn ranks(conn: &Conn, conversation: Uuid) -> Result<BTreeMap<i64, u64>, StoreError> {
    let mut query =
        conn.prepare_cached("select id from messages where conversation = ?1 order by id")?;
    let ids = query.query_map([conversation], |row| row.get::<_, i64>(0))?;
    ids.zip(0..).map(|(id, rank)| Ok((id?, rank))).collect()
}

fn indexed(conn: &Conn, conversation: Uuid) -> Result<u64, StoreError> {
    Ok(conn
        .prepare_cached(
            "select count(*) from message_words
             where rowid in (select id from messages where conversation = ?1)",
        )?
        .query_row([conversation], |row| row.get(0))?)
}

/// Returns a hash of each row, sorted: the order in which a database hands rows out says nothing.
fn rows_of(
    conn: &Conn,
    table: &Table,
    conversation: Uuid,
    ranks: &BTreeMap<i64, u64>,
) -> Result<BTreeSet<[u8; 32]>, StoreError> {
    let columns = table.columns(conn)?;
    let order = table.own_number.unwrap_or("1");
    let mut select = conn.prepare(&format!(
        "select {} from {} where {} order by {order}",
        columns.join(", "),
        table.name,
        table.condition()
    ))?;
    let mut rows = select.query([conversation])?;
    let mut found = BTreeSet::new();
    let mut place = 0_u64;
    while let Some(row) = rows.next()? {
        let mut one = Sha256::new();
        for (number, column) in columns.iter().enumerate() {
            let value = row.get_ref(number)?;
            one.update(column);
            if Some(column.as_str()) == table.own_number {
                // The number is the database's own; what counts is the order.
                one.update(place.to_be_bytes());
            } else if table.message_numbers.contains(&column.as_str()) {
                let rank = value.as_i64_or_null().map_err(|_| StoreError::Damaged)?;
                let rank = rank.map(|id| ranks.get(&id).copied().ok_or(StoreError::Damaged));
                one.update(format!("{:?}", rank.transpose()?));
            } else {
                add(&mut one, value);
            }
        }
        place += 1;
        if !found.insert(one.finalize().into()) {
            // Rows have keys: two that are alike are one that was read twice.
            return Err(StoreError::Damaged);
        }
    }
    Ok(found)
}
