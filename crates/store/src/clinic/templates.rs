//! Approved templates as synced from Meta, by channel.

use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::{id::ChannelId, template::Template, time::UnixMs};
use rusqlite::{OptionalExtension, params};

/// Replaces a channel's templates by what a sync brought.
///
/// # Errors
/// [`StoreError`].
pub fn replace(
    tx: &Tx<'_>,
    channel: ChannelId,
    templates: &[Template],
    synced_at: UnixMs,
) -> Result<(), StoreError> {
    tx.execute("delete from templates where channel = ?1", [channel.0])?;
    let mut insert = tx.prepare_cached(
        "insert or replace into templates (channel, name, language, template, synced_at)
         values (?1, ?2, ?3, ?4, ?5)",
    )?;
    for template in templates {
        let json = serde_json::to_string(template).map_err(|_| StoreError::Damaged)?;
        insert.execute(params![
            channel.0,
            template.name,
            template.language,
            json,
            synced_at.0
        ])?;
    }
    Ok(())
}

/// Returns a channel's templates by name and language.
///
/// # Errors
/// [`StoreError`].
pub fn of_channel(conn: &Conn, channel: ChannelId) -> Result<Vec<Template>, StoreError> {
    let mut query = conn.prepare_cached(
        "select template from templates where channel = ?1 order by name, language",
    )?;
    let rows = query.query_map([channel.0], |row| row.get::<_, String>(0))?;
    rows.map(|json| serde_json::from_str(&json?).map_err(|_| StoreError::Damaged))
        .collect()
}

/// Returns one template.
///
/// # Errors
/// [`StoreError`].
pub fn get(
    conn: &Conn,
    channel: ChannelId,
    name: &str,
    language: &str,
) -> Result<Option<Template>, StoreError> {
    let json: Option<String> = conn
        .prepare_cached(
            "select template from templates where channel = ?1 and name = ?2 and language = ?3",
        )?
        .query_row(params![channel.0, name, language], |row| row.get(0))
        .optional()?;
    json.map(|json| serde_json::from_str(&json).map_err(|_| StoreError::Damaged))
        .transpose()
}

/// Returns when a channel's templates were last synced; nothing when it has none.
///
/// # Errors
/// [`StoreError`].
pub fn synced_at(conn: &Conn, channel: ChannelId) -> Result<Option<UnixMs>, StoreError> {
    let at: Option<i64> = conn.query_row(
        "select max(synced_at) from templates where channel = ?1",
        [channel.0],
        |row| row.get(0),
    )?;
    Ok(at.map(UnixMs))
}
