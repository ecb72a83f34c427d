//! Events about messages that are not here yet. They are applied when the message comes.

use super::event::Event;
use super::messages::provider_hash;
use crate::Tx;
use crate::error::StoreError;
use recado_domain::id::ChannelId;
use recado_domain::time::UnixMs;
use rusqlite::params;

/// Keeps an event until its message comes; the same event again changes nothing.
pub(super) fn keep(
    tx: &Tx<'_>,
    channel: ChannelId,
    target: &str,
    event: &Event,
    received_at: UnixMs,
) -> Result<(), StoreError> {
    let json = serde_json::to_string(event).map_err(|_| StoreError::Damaged)?;
    tx.prepare_cached(
        "insert into waiting (target_hash, target, event, received_at)
         select ?1, ?2, ?3, ?4
         where not exists (select 1 from waiting where target_hash = ?1 and target = ?2 and event = ?3)",
    )?
    .execute(params![
        provider_hash(channel, target),
        target,
        json,
        received_at.0
    ])?;
    Ok(())
}

/// Takes out what waits for a message.
pub(super) fn take(
    tx: &Tx<'_>,
    channel: ChannelId,
    target: &str,
) -> Result<Vec<Event>, StoreError> {
    let hash = provider_hash(channel, target);
    let mut query = tx.prepare_cached(
        "select event from waiting where target_hash = ?1 and target = ?2 order by id",
    )?;
    let rows = query.query_map(params![hash, target], |row| row.get::<_, String>(0))?;
    let events: Vec<Event> = rows
        .map(|json| serde_json::from_str(&json?).map_err(|_| StoreError::Damaged))
        .collect::<Result<_, StoreError>>()?;
    if !events.is_empty() {
        tx.prepare_cached("delete from waiting where target_hash = ?1 and target = ?2")?
            .execute(params![hash, target])?;
    }
    Ok(events)
}

/// Forgets what has waited since before `before`.
pub(super) fn prune(tx: &Tx<'_>, before: UnixMs) -> Result<usize, StoreError> {
    Ok(tx.execute("delete from waiting where received_at < ?1", [before.0])?)
}
