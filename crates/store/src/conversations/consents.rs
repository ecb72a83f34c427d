//! What people agreed to or took back: a history that only grows; the database refuses to change it.

use crate::error::StoreError;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::id::{ConsentId, IdentityId};
use recado_domain::record::consent::{Consent, ConsentAct, ConsentHow, ConsentPurpose};
use recado_domain::time::UnixMs;
use rusqlite::params;

/// Appends what a person said.
///
/// # Errors
/// [`StoreError`].
pub fn append(tx: &Tx<'_>, identity: IdentityId, consent: &Consent) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into consents (id, identity, purpose, act, how, at, recorded_at, recorded_by)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        consent.id.0,
        identity.0,
        consent.purpose.as_str(),
        consent.act.as_str(),
        consent.how.as_str(),
        consent.at.0,
        consent.recorded_at.0,
        consent.recorded_by
    ])?;
    Ok(())
}

/// Returns everything a person said, the latest first.
///
/// # Errors
/// [`StoreError`].
pub fn of(conn: &Conn, identity: IdentityId) -> Result<Vec<Consent>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, purpose, act, how, at, recorded_at, recorded_by from consents
         where identity = ?1 order by at desc, recorded_at desc, id desc",
    )?;
    let rows = query.query_map([identity.0], |row| {
        Ok(Consent {
            id: ConsentId(row.get(0)?),
            purpose: named(row, 1, ConsentPurpose::from_name)?,
            act: named(row, 2, ConsentAct::from_name)?,
            how: named(row, 3, ConsentHow::from_name)?,
            at: UnixMs(row.get(4)?),
            recorded_at: UnixMs(row.get(5)?),
            recorded_by: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
