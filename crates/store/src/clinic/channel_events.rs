//! What Meta told about channels and accounts: reviews, limits, restrictions. Nothing a patient wrote.

use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::id::ChannelId;
use recado_domain::time::UnixMs;
use rusqlite::{Row, params};

/// How many are kept for each channel, and for each account without one.
pub const KEPT: u32 = 200;

/// Something Meta told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelEvent {
    /// The channel; absent for an account without a number here.
    pub channel: Option<ChannelId>,
    /// Meta's id of the account.
    pub asset: String,
    /// The caller's name of what it is about.
    pub about: String,
    /// Whether somebody should do something.
    pub is_warning: bool,
    /// Meta's words for it; never a patient's.
    pub detail: String,
    /// When.
    pub at: UnixMs,
}

/// Keeps an event, and the newest [`KEPT`] beside it; returns whether it is new among
/// them. `hash` is of what Meta sent.
///
/// # Errors
/// [`StoreError`].
pub fn keep(tx: &Tx<'_>, event: &ChannelEvent, hash: &[u8]) -> Result<bool, StoreError> {
    let channel = event.channel.map(|channel| channel.0);
    let kept = tx
        .prepare_cached(
            "insert into channel_events (channel, asset, about, is_warning, detail, at, hash)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict (hash) do nothing",
        )?
        .execute(params![
            channel,
            event.asset,
            event.about,
            event.is_warning,
            event.detail,
            event.at.0,
            hash
        ])?;
    let (of_same, owner) = match event.channel {
        Some(channel) => (
            "channel = ?1",
            rusqlite::types::Value::Blob(channel.0.as_bytes().to_vec()),
        ),
        None => ("channel is null and asset = ?1", event.asset.clone().into()),
    };
    tx.prepare_cached(&format!(
        "delete from channel_events where {of_same} and id not in (
           select id from channel_events where {of_same} order by at desc, id desc limit ?2)"
    ))?
    .execute(params![owner, KEPT])?;
    // News older than all that is kept made room at once.
    let stays: bool = tx
        .prepare_cached("select exists (select 1 from channel_events where hash = ?1)")?
        .query_row([hash], |row| row.get(0))?;
    Ok(kept == 1 && stays)
}

/// Returns what Meta told about a channel, newest first.
///
/// # Errors
/// [`StoreError`].
pub fn of_channel(
    conn: &Conn,
    channel: ChannelId,
    limit: u32,
) -> Result<Vec<ChannelEvent>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where channel = ?1 order by at desc, id desc limit ?2"
    ))?;
    let rows = query.query_map(params![channel.0, limit], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns what Meta told about an account apart from its numbers, newest first.
///
/// # Errors
/// [`StoreError`].
pub fn of_asset(conn: &Conn, asset: &str, limit: u32) -> Result<Vec<ChannelEvent>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where asset = ?1 and channel is null order by at desc, id desc limit ?2"
    ))?;
    let rows = query.query_map(params![asset, limit], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

const SELECT: &str = "select channel, asset, about, is_warning, detail, at from channel_events";

fn from_row(row: &Row<'_>) -> rusqlite::Result<ChannelEvent> {
    Ok(ChannelEvent {
        channel: row.get::<_, Option<_>>(0)?.map(ChannelId),
        asset: row.get(1)?,
        about: row.get(2)?,
        is_warning: row.get(3)?,
        detail: row.get(4)?,
        at: UnixMs(row.get(5)?),
    })
}
