//! Settings: small values by name, as JSON. Knows no setting in particular.

use crate::error::StoreError;
use crate::{Conn, Tx};
use rusqlite::OptionalExtension;
use serde::{Serialize, de::DeserializeOwned};

/// Returns a setting; nothing when it was never set.
///
/// # Errors
/// [`StoreError::Damaged`] when what is kept is not a `T`.
pub fn get<T: DeserializeOwned>(conn: &Conn, name: &str) -> Result<Option<T>, StoreError> {
    let json: Option<String> = conn
        .prepare_cached("select value from settings where name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    json.map(|json| serde_json::from_str(&json).map_err(|_| StoreError::Damaged))
        .transpose()
}

/// Sets a setting.
///
/// # Errors
/// [`StoreError`].
pub fn set<T: Serialize>(tx: &Tx<'_>, name: &str, value: &T) -> Result<(), StoreError> {
    let json = serde_json::to_string(value).map_err(|_| StoreError::Damaged)?;
    tx.prepare_cached(
        "insert into settings (name, value) values (?1, ?2)
         on conflict (name) do update set value = excluded.value",
    )?
    .execute([name, &json])?;
    Ok(())
}

/// Removes a setting.
///
/// # Errors
/// [`StoreError`].
pub fn remove(tx: &Tx<'_>, name: &str) -> Result<(), StoreError> {
    tx.execute("delete from settings where name = ?1", [name])?;
    Ok(())
}
