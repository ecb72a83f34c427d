//! Which identities are one person, as people said: each act can be taken back. Ids only.
//!
//! This is the truth; a side's database has a copy of it ([`crate::conversations::persons`]). They are two databases, so
//! what has to be copied is noted here first ([`behind`]) and forgotten when it is durable there.

use super::divisions::Pair;
use crate::error::StoreError;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::channel::Side;
use recado_domain::id::{IdentityId, PersonActId, StaffId};
use recado_domain::identity::merging::{Change, Member};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeSet;

/// What was said about who is who.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonActKind {
    /// Two are the same person.
    Join,
    /// One is not the person they were taken for.
    TakeOut,
    /// Two are not the same person: not to be suggested again.
    KeepApart,
    /// An address is not this person's: taken out of the first that it concerns, for the second.
    Divide,
}

/// Something that was said about who is who.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonAct {
    /// Which.
    pub id: PersonActId,
    /// What.
    pub kind: PersonActKind,
    /// What each identity named before and after.
    pub changes: Vec<Change>,
    /// The identities whose conversations show it; the two that are kept apart.
    pub concerns: Vec<IdentityId>,
    /// Who said it.
    pub staff: StaffId,
    /// Their name then.
    pub staff_name: String,
    /// When.
    pub at: UnixMs,
    /// When it was taken back.
    pub undone_at: Option<UnixMs>,
}

impl PersonActKind {
    /// Returns the name this kind has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::TakeOut => "take_out",
            Self::KeepApart => "keep_apart",
            Self::Divide => "divide",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Join, Self::TakeOut, Self::KeepApart, Self::Divide]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

impl PersonAct {
    /// Returns whose an address was and whose it is now, where one was taken out.
    pub fn pair(&self) -> Option<Pair> {
        match (self.kind, self.concerns.as_slice()) {
            (PersonActKind::Divide, [from, to]) => Some(Pair {
                from: *from,
                to: *to,
            }),
            (
                PersonActKind::Divide
                | PersonActKind::Join
                | PersonActKind::TakeOut
                | PersonActKind::KeepApart,
                _,
            ) => None,
        }
    }
}

/// Returns everybody who is one person with `identity`, themselves included; nobody when the index does not know them.
///
/// # Errors
/// [`StoreError`].
pub fn person(conn: &Conn, identity: IdentityId) -> Result<Vec<Member>, StoreError> {
    let mut query = conn.prepare_cached(
        "select identity, person, side, is_patient from people, (
           select coalesce(person, identity) as head from people where identity = ?1) as known
         where people.identity = known.head or people.person = known.head order by people.identity",
    )?;
    let rows = query.query_map([identity.0], |row| {
        Ok(Member {
            identity: IdentityId(row.get(0)?),
            person: row.get::<_, Option<_>>(1)?.map(IdentityId),
            side: named(row, 2, Side::from_name)?,
            is_patient: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Makes changes, and notes whose rows are behind on the sides that have conversations of theirs.
///
/// # Errors
/// [`StoreError`].
pub fn change(tx: &Tx<'_>, changes: &[Change], concerns: &[IdentityId]) -> Result<(), StoreError> {
    for change in changes {
        tx.prepare_cached("update people set person = ?2 where identity = ?1")?
            .execute(params![
                change.identity.0,
                change.after.map(|person| person.0)
            ])?;
    }
    let changed = changes.iter().map(|change| change.identity);
    for identity in changed.chain(concerns.iter().copied()) {
        fall_behind(tx, identity)?;
    }
    Ok(())
}

/// Notes that an identity's rows are behind wherever they may be.
///
/// # Errors
/// [`StoreError`].
pub fn fall_behind(tx: &Tx<'_>, identity: IdentityId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into people_behind (identity, side)
         select identity, side from people where identity = ?1
         union select identity, side from people_conversations where identity = ?1
         on conflict (identity, side) do nothing",
    )?
    .execute([identity.0])?;
    Ok(())
}

/// Returns the identities whose rows on a side are behind.
///
/// # Errors
/// [`StoreError`].
pub fn behind(conn: &Conn, side: Side) -> Result<Vec<IdentityId>, StoreError> {
    let mut query = conn
        .prepare_cached("select identity from people_behind where side = ?1 order by identity")?;
    let rows = query.query_map([side.as_str()], |row| row.get(0).map(IdentityId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that an identity's rows on a side say what is said here.
///
/// # Errors
/// [`StoreError`].
pub fn catch_up(tx: &Tx<'_>, identity: IdentityId, side: Side) -> Result<(), StoreError> {
    tx.prepare_cached("delete from people_behind where identity = ?1 and side = ?2")?
        .execute(params![identity.0, side.as_str()])?;
    Ok(())
}

/// Keeps what was said.
///
/// # Errors
/// [`StoreError`].
pub fn keep(tx: &Tx<'_>, act: &PersonAct) -> Result<(), StoreError> {
    tx.execute(
        "insert into people_acts (id, act, changes, concerns, staff, staff_name, at, undone_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            act.id.0,
            act.kind.as_str(),
            serde_json::to_string(&act.changes).map_err(|_| StoreError::Damaged)?,
            serde_json::to_string(&act.concerns).map_err(|_| StoreError::Damaged)?,
            act.staff.0,
            act.staff_name,
            act.at.0,
            act.undone_at.map(|at| at.0)
        ],
    )?;
    Ok(())
}

/// Notes that what was said was taken back.
///
/// # Errors
/// [`StoreError`].
pub fn take_back(tx: &Tx<'_>, id: PersonActId, at: UnixMs) -> Result<(), StoreError> {
    tx.execute(
        "update people_acts set undone_at = ?2 where id = ?1",
        params![id.0, at.0],
    )?;
    Ok(())
}

/// Returns what was said.
///
/// # Errors
/// [`StoreError`].
pub fn act(conn: &Conn, id: PersonActId) -> Result<Option<PersonAct>, StoreError> {
    conn.prepare_cached(&format!("{SELECT} where id = ?1"))?
        .query_row([id.0], |row| Ok(from_row(row)))
        .optional()?
        .transpose()
}

/// Returns everything that was said and concerns an identity, the newest first.
///
/// # Errors
/// [`StoreError`].
pub fn acts_of(conn: &Conn, identity: IdentityId) -> Result<Vec<PersonAct>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where exists (select 1 from json_each(concerns) where value = ?1) order by at desc, id desc"
    ))?;
    let rows = query.query_map([identity.to_string()], |row| Ok(from_row(row)))?;
    rows.map(|row| row?).collect()
}

/// Returns every address that was taken out of somebody, given back or not.
///
/// # Errors
/// [`StoreError`].
pub fn divisions(conn: &Conn) -> Result<Vec<PersonAct>, StoreError> {
    let mut query =
        conn.prepare_cached(&format!("{SELECT} where act = 'divide' order by at, id"))?;
    let rows = query.query_map([], |row| Ok(from_row(row)))?;
    rows.map(|row| row?).collect()
}

/// Notes that two are not the same person.
///
/// # Errors
/// [`StoreError`].
pub fn keep_apart(tx: &Tx<'_>, one: IdentityId, other: IdentityId) -> Result<(), StoreError> {
    tx.execute(
        "insert into people_apart (one, other) values (?1, ?2) on conflict (one, other) do nothing",
        params![one.min(other).0, one.max(other).0],
    )?;
    Ok(())
}

/// Forgets that two are not the same person.
///
/// # Errors
/// [`StoreError`].
pub fn allow(tx: &Tx<'_>, one: IdentityId, other: IdentityId) -> Result<(), StoreError> {
    tx.execute(
        "delete from people_apart where one = ?1 and other = ?2",
        params![one.min(other).0, one.max(other).0],
    )?;
    Ok(())
}

/// Returns whom a person said somebody is not.
///
/// # Errors
/// [`StoreError`].
pub fn apart_from(conn: &Conn, identity: IdentityId) -> Result<BTreeSet<IdentityId>, StoreError> {
    let mut query = conn.prepare_cached(
        "select other from people_apart where one = ?1 union select one from people_apart where other = ?1",
    )?;
    let rows = query.query_map([identity.0], |row| row.get(0).map(IdentityId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

const SELECT: &str =
    "select id, act, changes, concerns, staff, staff_name, at, undone_at from people_acts";

fn from_row(row: &Row<'_>) -> Result<PersonAct, StoreError> {
    let changes: String = row.get(2)?;
    let concerns: String = row.get(3)?;
    Ok(PersonAct {
        id: PersonActId(row.get(0)?),
        kind: named(row, 1, PersonActKind::from_name)?,
        changes: serde_json::from_str(&changes).map_err(|_| StoreError::Damaged)?,
        concerns: serde_json::from_str(&concerns).map_err(|_| StoreError::Damaged)?,
        staff: StaffId(row.get(4)?),
        staff_name: row.get(5)?,
        at: UnixMs(row.get(6)?),
        undone_at: row.get::<_, Option<i64>>(7)?.map(UnixMs),
    })
}
