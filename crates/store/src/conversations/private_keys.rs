//! Private keys that only this store's key may open, for example the private half of the clinical spool key.

use crate::error::StoreError;
use crate::key::Key32;
use crate::{Conn, Tx};
use rusqlite::{OptionalExtension, params};

/// The name of the private half of the clinical spool key.
pub const CLINICAL_SPOOL: &str = "clinical_spool";

/// Keeps a private key, replacing the one of that name.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, name: &str, key: &Key32) -> Result<(), StoreError> {
    tx.execute(
        "insert or replace into private_keys (name, value) values (?1, ?2)",
        params![name, key.expose()],
    )?;
    Ok(())
}

/// Returns a private key.
///
/// # Errors
/// [`StoreError`].
pub fn get(conn: &Conn, name: &str) -> Result<Option<Key32>, StoreError> {
    let bytes: Option<[u8; 32]> = conn
        .query_row(
            "select value from private_keys where name = ?1",
            [name],
            |row| row.get(0),
        )
        .optional()?;
    Ok(bytes.map(Key32::from_bytes))
}
