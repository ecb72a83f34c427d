//! The link to the relay: where it is, who we are there, and how far we have read.

use super::tokens::{open_text, seal_text};
use crate::error::StoreError;
use crate::key::Key32;
use crate::{Conn, Tx};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, params};
use secrecy::SecretString;

const CONTEXT: &str = "recado/token/relay";

/// The link to the relay.
#[derive(Debug, Clone)]
pub struct RelayLink {
    /// Its address, for example `https://relay.alameda.example`.
    pub url: String,
    /// The clinic's id there.
    pub clinic: String,
    /// This desktop's id there.
    pub device: String,
    /// The bearer token.
    pub token: SecretString,
    /// Everything up to here is durable here.
    pub cursor: i64,
    /// When it last answered.
    pub last_contact_at: Option<UnixMs>,
}

/// Keeps the link, replacing an earlier one.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, token_key: &Key32, link: &RelayLink) -> Result<(), StoreError> {
    tx.execute(
        "insert or replace into relay_link (id, url, clinic, device, token, cursor, last_contact_at)
         values (1, ?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            link.url,
            link.clinic,
            link.device,
            seal_text(token_key, CONTEXT, &link.token)?,
            link.cursor,
            link.last_contact_at.map(|at| at.0)
        ],
    )?;
    Ok(())
}

/// Forgets the link.
///
/// # Errors
/// [`StoreError`].
pub fn remove(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute("delete from relay_link", [])?;
    Ok(())
}

/// Returns the link; nothing before pairing.
///
/// # Errors
/// [`StoreError::WrongKey`] when the token key does not open the token.
pub fn get(conn: &Conn, token_key: &Key32) -> Result<Option<RelayLink>, StoreError> {
    let found = conn
        .prepare_cached(
            "select url, clinic, device, token, cursor, last_contact_at from relay_link",
        )?
        .query_row([], |row| {
            let link = RelayLink {
                url: row.get(0)?,
                clinic: row.get(1)?,
                device: row.get(2)?,
                token: SecretString::default(),
                cursor: row.get(4)?,
                last_contact_at: row.get::<_, Option<i64>>(5)?.map(UnixMs),
            };
            Ok((link, row.get::<_, Vec<u8>>(3)?))
        })
        .optional()?;
    let Some((link, sealed)) = found else {
        return Ok(None);
    };
    let token = open_text(token_key, CONTEXT, &sealed)?;
    Ok(Some(RelayLink { token, ..link }))
}

/// Returns the relay's address without needing the token key; nothing before pairing.
///
/// # Errors
/// [`StoreError`].
pub fn url(conn: &Conn) -> Result<Option<String>, StoreError> {
    Ok(conn
        .query_row("select url from relay_link", [], |row| row.get(0))
        .optional()?)
}

/// Returns this desktop's id at the relay without needing the token key; nothing before pairing.
///
/// # Errors
/// [`StoreError`].
pub fn device(conn: &Conn) -> Result<Option<String>, StoreError> {
    Ok(conn
        .query_row("select device from relay_link", [], |row| row.get(0))
        .optional()?)
}

/// Returns the cursor; 0 before pairing.
///
/// # Errors
/// [`StoreError`].
pub fn cursor(conn: &Conn) -> Result<i64, StoreError> {
    Ok(conn
        .prepare_cached("select coalesce(max(cursor), 0) from relay_link")?
        .query_row([], |row| row.get(0))?)
}

/// Moves the cursor on; it never goes back.
///
/// # Errors
/// [`StoreError::NotFound`] before pairing.
pub fn advance(tx: &Tx<'_>, cursor: i64) -> Result<(), StoreError> {
    let changed = tx
        .prepare_cached("update relay_link set cursor = max(cursor, ?1)")?
        .execute([cursor])?;
    if changed == 0 {
        return Err(StoreError::NotFound);
    }
    Ok(())
}

/// Notes that the relay answered.
///
/// # Errors
/// [`StoreError`].
pub fn note_contact(tx: &Tx<'_>, at: UnixMs) -> Result<(), StoreError> {
    tx.prepare_cached("update relay_link set last_contact_at = ?1")?
        .execute([at.0])?;
    Ok(())
}
