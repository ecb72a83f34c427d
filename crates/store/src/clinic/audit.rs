//! The audit chain: who did what, each row holding the hash of the row before. Ids only, never words.

use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::{id::StaffId, time::UnixMs};
use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

/// Something somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: UnixMs,
    /// Who; absent for the app itself.
    pub staff: Option<StaffId>,
    /// Their name then.
    pub staff_name: String,
    /// What, for example `alert.acknowledged`.
    pub act: String,
    /// JSON with ids, never words.
    pub detail: String,
}

/// What a look at the whole chain found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// Every row follows from the one before.
    Whole {
        /// How many rows there are.
        rows: u64,
    },
    /// A row was changed, or one before it removed.
    Broken {
        /// The first row that does not fit.
        at: i64,
    },
}

/// Appends an act.
///
/// # Errors
/// [`StoreError`].
pub fn append(tx: &Tx<'_>, act: &Act) -> Result<(), StoreError> {
    let last: Option<(i64, [u8; 32])> = tx
        .query_row(
            "select id, hash from audit order by id desc limit 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let (last_id, previous) = last.unwrap_or((0, [0; 32]));
    let id = last_id + 1;
    tx.execute(
        "insert into audit (id, at, staff, staff_name, act, detail, previous, hash)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            id,
            act.at.0,
            act.staff.map(|staff| staff.0),
            act.staff_name,
            act.act,
            act.detail,
            previous,
            hash(id, act, &previous)
        ],
    )?;
    Ok(())
}

/// Checks the whole chain.
///
/// # Errors
/// [`StoreError`] when it cannot be read; a broken chain is an answer, not an error.
pub fn verify(conn: &Conn) -> Result<Chain, StoreError> {
    let mut query = conn.prepare(
        "select id, at, staff, staff_name, act, detail, previous, hash from audit order by id",
    )?;
    let mut rows = query.query([])?;
    let (mut count, mut before) = (0_u64, [0_u8; 32]);
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let act = Act {
            at: UnixMs(row.get(1)?),
            staff: row.get::<_, Option<_>>(2)?.map(StaffId),
            staff_name: row.get(3)?,
            act: row.get(4)?,
            detail: row.get(5)?,
        };
        let (previous, kept): ([u8; 32], [u8; 32]) = (row.get(6)?, row.get(7)?);
        let follows = i64::try_from(count + 1) == Ok(id)
            && previous == before
            && kept == hash(id, &act, &previous);
        if !follows {
            return Ok(Chain::Broken { at: id });
        }
        (count, before) = (count + 1, kept);
    }
    Ok(Chain::Whole { rows: count })
}

/// Returns the newest acts.
///
/// # Errors
/// [`StoreError`].
pub fn newest(conn: &Conn, limit: u32) -> Result<Vec<Act>, StoreError> {
    let mut query = conn.prepare_cached(
        "select at, staff, staff_name, act, detail from audit order by id desc limit ?1",
    )?;
    let rows = query.query_map([limit], |row| {
        Ok(Act {
            at: UnixMs(row.get(0)?),
            staff: row.get::<_, Option<_>>(1)?.map(StaffId),
            staff_name: row.get(2)?,
            act: row.get(3)?,
            detail: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn hash(id: i64, act: &Act, previous: &[u8; 32]) -> [u8; 32] {
    let staff = act.staff.map_or([0; 16], |staff| *staff.0.as_bytes());
    let (id, at) = (id.to_be_bytes(), act.at.0.to_be_bytes());
    let parts: [&[u8]; 7] = [
        previous,
        &id,
        &at,
        &staff,
        act.staff_name.as_bytes(),
        act.act.as_bytes(),
        act.detail.as_bytes(),
    ];
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}
