//! The copy: row by row, with numbers of messages that are free on the new side, and the search index written anew.

use super::{MOVES, Moving, Table, Whose};
use crate::conversations::messages::MessageId;
use crate::conversations::{identities, words};
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::id::IdentityId;
use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Old numbers of messages and the new ones.
type Numbers = BTreeMap<i64, i64>;

/// Copies everything of [`MOVES`], and writes the words into the search index.
///
/// Nothing of the conversations may be in `to`: what an earlier attempt left is to be removed first. People who are
/// there already stay, with the latest name and the first contact of both.
///
/// # Errors
/// [`StoreError`].
pub fn copy(from: &Conn, to: &Tx<'_>, moving: &Moving<'_>) -> Result<(), StoreError> {
    let mut numbers = Numbers::new();
    for conversation in moving.conversations {
        number(from, to, conversation.0, &mut numbers)?;
    }
    for table in MOVES {
        copy_table(from, to, table, moving, &numbers)?;
    }
    for identity in moving.identities {
        join_names(from, to, *identity)?;
        carry_labels(from, to, identity.0)?;
    }
    for conversation in moving.conversations {
        index(to, conversation.0)?;
    }
    Ok(())
}

/// Gives out numbers in the order of the old ones: the same number where it is free, the next free one otherwise.
fn number(
    from: &Conn,
    to: &Tx<'_>,
    conversation: Uuid,
    numbers: &mut Numbers,
) -> Result<(), StoreError> {
    let mut select =
        from.prepare_cached("select id from messages where conversation = ?1 order by id")?;
    let mut is_taken = to.prepare_cached("select exists (select 1 from messages where id = ?1)")?;
    let given: std::collections::BTreeSet<i64> = numbers.values().copied().collect();
    let mut last = i64::MIN;
    for old in select.query_map([conversation], |row| row.get::<_, i64>(0))? {
        let old = old?;
        let mut new = old.max(last.saturating_add(1));
        while given.contains(&new) || is_taken.query_row([new], |row| row.get::<_, bool>(0))? {
            new += 1;
        }
        numbers.insert(old, new);
        last = new;
    }
    Ok(())
}

fn copy_table(
    from: &Conn,
    to: &Tx<'_>,
    table: &Table,
    moving: &Moving<'_>,
    numbers: &Numbers,
) -> Result<(), StoreError> {
    let columns: Vec<String> = table
        .columns(from)?
        .into_iter()
        .filter(|column| Some(column.as_str()) != table.own_number)
        .collect();
    let names = columns.join(", ");
    let order = table.own_number.unwrap_or("1");
    let mut select = from.prepare(&format!(
        "select {names} from {} where {} order by {order}",
        table.name,
        table.condition()
    ))?;
    let places = vec!["?"; columns.len()].join(", ");
    let there_already = match table.whose {
        Whose::Identity(_) => "or ignore",
        Whose::Conversation(_) | Whose::Message(_) | Whose::Target => "",
    };
    let mut insert = to.prepare(&format!(
        "insert {there_already} into {} ({names}) values ({places})",
        table.name
    ))?;
    for owner in table.owners(moving) {
        let mut rows = select.query([owner])?;
        while let Some(row) = rows.next()? {
            let values = columns.iter().enumerate().map(|(place, column)| {
                let value: Value = row.get(place)?;
                if table.message_numbers.contains(&column.as_str()) {
                    return renumbered(value, numbers);
                }
                Ok(value)
            });
            let values: Vec<Value> = values.collect::<Result<_, StoreError>>()?;
            insert.execute(params_from_iter(values))?;
        }
    }
    Ok(())
}

fn renumbered(value: Value, numbers: &Numbers) -> Result<Value, StoreError> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::Integer(old) => {
            let new = numbers.get(&old).copied();
            new.map(Value::Integer).ok_or(StoreError::Damaged)
        }
        Value::Real(_) | Value::Text(_) | Value::Blob(_) => Err(StoreError::Damaged),
    }
}

/// Of somebody who was on the new side already, the latest told name and the first contact stay, whichever side told
/// them; a name by hand of the new side wins over one of the old.
fn join_names(from: &Conn, to: &Tx<'_>, identity: IdentityId) -> Result<(), StoreError> {
    let mut select = from.prepare_cached(
        "select told_name, name_at, given_name, since_at from identities where id = ?1",
    )?;
    let mut rows = select.query([identity.0])?;
    let Some(row) = rows.next()? else {
        // Their first message has not been filed yet.
        return Ok(());
    };
    let (told, told_at): (String, i64) = (row.get(0)?, row.get(1)?);
    let (given, since): (Option<String>, i64) = (row.get(2)?, row.get(3)?);
    to.prepare_cached(
        "update identities set since_at = min(since_at, ?2), given_name = coalesce(given_name, ?3)
         where id = ?1",
    )?
    .execute(params![identity.0, since, given])?;
    to.prepare_cached(
        "update identities set told_name = ?2, name_at = ?3
         where id = ?1 and (name_at, told_name) < (?3, ?2)",
    )?
    .execute(params![identity.0, told, told_at])?;
    identities::show_name(to, identity)
}

/// Gives a person their labels on the new side: the ones of that name there, made where there are none.
fn carry_labels(from: &Conn, to: &Tx<'_>, identity: Uuid) -> Result<(), StoreError> {
    let mut select = from.prepare_cached(
        "select labels.id, name, folded_name, colour, created_at, added_at, added_by
         from identity_labels join labels on labels.id = label where identity = ?1",
    )?;
    let mut rows = select.query([identity])?;
    while let Some(row) = rows.next()? {
        let folded: String = row.get(2)?;
        to.prepare_cached(
            "insert or ignore into labels (id, name, folded_name, colour, created_at)
             values (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            row.get::<_, Uuid>(0)?,
            row.get::<_, String>(1)?,
            folded,
            row.get::<_, String>(3)?,
            row.get::<_, i64>(4)?
        ])?;
        to.prepare_cached(
            "insert or ignore into identity_labels (identity, label, added_at, added_by)
             select ?1, id, ?3, ?4 from labels where folded_name = ?2",
        )?
        .execute(params![
            identity,
            folded,
            row.get::<_, i64>(5)?,
            row.get::<_, String>(6)?
        ])?;
    }
    Ok(())
}

/// Writes the words of a conversation's messages into the search index, of those that were not taken back.
fn index(to: &Tx<'_>, conversation: Uuid) -> Result<(), StoreError> {
    let mut select = to.prepare_cached(
        "select id, text from messages where conversation = ?1 and deleted_at is null order by id",
    )?;
    let mut rows = select.query([conversation])?;
    while let Some(row) = rows.next()? {
        let text: String = row.get(1)?;
        words::put(to, MessageId(row.get(0)?), &text)?;
    }
    Ok(())
}
