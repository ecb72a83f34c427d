//! How often in a row somebody's passphrase was wrong. Durable: closing the app does not make a guess cheaper.

use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::{id::StaffId, staff::attempts::Attempts, time::UnixMs};
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

/// Whom tries of the emergency code are counted for.
pub const EMERGENCY: StaffId = StaffId(Uuid::nil());

/// Returns the wrong attempts since the last right one.
///
/// # Errors
/// [`StoreError`].
pub fn of(conn: &Conn, who: StaffId) -> Result<Attempts, StoreError> {
    let found = conn
        .prepare_cached("select failures, last_at from sign_in_attempts where who = ?1")?
        .query_row([who.0], |row| {
            Ok(Attempts {
                failures: row.get(0)?,
                last_at: UnixMs(row.get(1)?),
            })
        })
        .optional()?;
    Ok(found.unwrap_or(Attempts::NONE))
}

/// Counts one more attempt. Called before the secret is tried, so that a kill meanwhile does not hide it.
///
/// # Errors
/// [`StoreError`].
pub fn count(tx: &Tx<'_>, who: StaffId, now: UnixMs) -> Result<(), StoreError> {
    tx.execute(
        "insert into sign_in_attempts (who, failures, last_at) values (?1, 1, ?2)
         on conflict (who) do update set failures = failures + 1, last_at = excluded.last_at",
        params![who.0, now.0],
    )?;
    Ok(())
}

/// Forgets them: the secret was right, or it is a new one.
///
/// # Errors
/// [`StoreError`].
pub fn forget(tx: &Tx<'_>, who: StaffId) -> Result<(), StoreError> {
    tx.execute("delete from sign_in_attempts where who = ?1", [who.0])?;
    Ok(())
}
