//! Conversations on their way from one side's database to the other's, and the switch of what the index says.
//!
//! A row lies here from the moment a person confirmed until nothing is left on the old side, so that a move that was cut
//! off anywhere is gone on with. The copying is [`crate::conversations::moving`]'s.

use super::people::{IndexKey, Person};
use super::seen::{self, Seen};
use crate::error::StoreError;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::channel::Side;
use recado_domain::id::{ChannelId, ConversationId, IdentityId, MoveId, OutboxId, StaffId};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};

/// Tables of this database with a column `side` that [`switch`] changes.
pub const SWITCHED: [&str; 5] = [
    "people",
    "people_conversations",
    "seen",
    "alerts",
    "acknowledgements",
];

/// Tables of this database with a column `side` that a move leaves alone, and why.
pub const LEFT_ALONE: [(&str, &str); 6] = [
    ("channels", "where unknown senders go"),
    ("spool", "rows are sealed anew, one by one"),
    ("people_behind", "what has to be copied to a side"),
    ("quick_replies", "the clinic's own words, about nobody"),
    ("erasures", "where somebody was who is no more"),
    ("erasing", "where something of them is left"),
];

/// A person's conversations on their way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Which.
    pub id: MoveId,
    /// An identity of the person.
    pub identity: IdentityId,
    /// From where.
    pub from: Side,
    /// To where.
    pub to: Side,
    /// The patient they are made one with.
    pub joins: Option<IdentityId>,
    /// Who confirmed it.
    pub staff: StaffId,
    /// Their name then.
    pub staff_name: String,
    /// When.
    pub begun_at: UnixMs,
    /// Who and what moved, once the index says so: what is on the old side from then on is a leftover.
    pub moved: Option<Moved>,
}

/// Who and what moved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moved {
    /// Identities.
    pub identities: Vec<IdentityId>,
    /// Conversations.
    pub conversations: Vec<ConversationId>,
}

/// Keeps a move that was confirmed.
///
/// # Errors
/// [`StoreError`].
pub fn begin(tx: &Tx<'_>, new: &Move) -> Result<(), StoreError> {
    tx.execute(
        "insert into moves (id, identity, from_side, to_side, joins, staff, staff_name, begun_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            new.id.0,
            new.identity.0,
            new.from.as_str(),
            new.to.as_str(),
            new.joins.map(|joins| joins.0),
            new.staff.0,
            new.staff_name,
            new.begun_at.0
        ],
    )?;
    Ok(())
}

/// Returns the moves that are not done, the oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn all(conn: &Conn) -> Result<Vec<Move>, StoreError> {
    let mut query = conn.prepare_cached(&format!("{SELECT} order by begun_at, id"))?;
    let rows = query.query_map([], |row| Ok(from_row(row)))?;
    rows.map(|row| row?).collect()
}

/// Returns a move that is not done.
///
/// # Errors
/// [`StoreError`].
pub fn get(conn: &Conn, id: MoveId) -> Result<Option<Move>, StoreError> {
    conn.prepare_cached(&format!("{SELECT} where id = ?1"))?
        .query_row([id.0], |row| Ok(from_row(row)))
        .optional()?
        .transpose()
}

/// Forgets a move: nothing of it is left to do, or nothing of it was done.
///
/// # Errors
/// [`StoreError`].
pub fn end(tx: &Tx<'_>, id: MoveId) -> Result<(), StoreError> {
    tx.execute("delete from moves where id = ?1", [id.0])?;
    Ok(())
}

/// Returns a person's conversations on a side.
///
/// # Errors
/// [`StoreError`].
pub fn conversations(
    conn: &Conn,
    identities: &[IdentityId],
    side: Side,
) -> Result<Vec<ConversationId>, StoreError> {
    let mut query = conn.prepare_cached(
        "select conversation from people_conversations where identity = ?1 and side = ?2 order by conversation",
    )?;
    let mut found = Vec::new();
    for identity in identities {
        let rows = query.query_map(params![identity.0, side.as_str()], |row| {
            row.get(0).map(ConversationId)
        })?;
        for row in rows {
            found.push(row?);
        }
    }
    Ok(found)
}

/// Says from now on that a person and their conversations are on the other side.
///
/// # Errors
/// [`StoreError`].
pub fn switch(
    tx: &Tx<'_>,
    the_move: &Move,
    moved: &Moved,
    is_patient: bool,
) -> Result<(), StoreError> {
    let to = the_move.to.as_str();
    for identity in &moved.identities {
        super::people::put(
            tx,
            &Person {
                identity: *identity,
                side: the_move.to,
                is_patient,
            },
            the_move.begun_at,
        )?;
    }
    for conversation in &moved.conversations {
        for table in ["people_conversations", "seen", "alerts", "acknowledgements"] {
            tx.prepare_cached(&format!(
                "update {table} set side = ?2 where conversation = ?1"
            ))?
            .execute(params![conversation.0, to])?;
        }
    }
    tx.execute(
        "update moves set identities = ?2, conversations = ?3 where id = ?1",
        params![
            the_move.id.0,
            serde_json::to_string(&moved.identities).map_err(|_| StoreError::Damaged)?,
            serde_json::to_string(&moved.conversations).map_err(|_| StoreError::Damaged)?
        ],
    )?;
    Ok(())
}

/// Remembers where a reply is that left or may leave, so that a status finds it whose answer was lost.
///
/// # Errors
/// [`StoreError`].
pub fn note_outbox(
    tx: &Tx<'_>,
    key: &IndexKey,
    channel: ChannelId,
    outbox: OutboxId,
    at: &Seen,
) -> Result<(), StoreError> {
    seen::put(tx, key.outbox_hash(channel, outbox), at)
}

const SELECT: &str =
    "select id, identity, from_side, to_side, joins, staff, staff_name, begun_at, identities,
   conversations from moves";

fn from_row(row: &Row<'_>) -> Result<Move, StoreError> {
    let identities: Option<String> = row.get(8)?;
    let conversations: Option<String> = row.get(9)?;
    let moved = match (identities, conversations) {
        (Some(identities), Some(conversations)) => Some(Moved {
            identities: serde_json::from_str(&identities).map_err(|_| StoreError::Damaged)?,
            conversations: serde_json::from_str(&conversations).map_err(|_| StoreError::Damaged)?,
        }),
        (Some(_) | None, Some(_) | None) => None,
    };
    Ok(Move {
        id: MoveId(row.get(0)?),
        identity: IdentityId(row.get(1)?),
        from: named(row, 2, Side::from_name)?,
        to: named(row, 3, Side::from_name)?,
        joins: row.get::<_, Option<_>>(4)?.map(IdentityId),
        staff: StaffId(row.get(5)?),
        staff_name: row.get(6)?,
        begun_at: UnixMs(row.get(7)?),
        moved,
    })
}
