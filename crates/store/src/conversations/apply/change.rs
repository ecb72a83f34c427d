//! Edits and revokes: what an author did to a message that is here.

use crate::Tx;
use crate::conversations::event::{EditEvent, LearnedEvent};
use crate::conversations::messages::{self, MessageId};
use crate::conversations::{media, parts, summaries, words};
use crate::error::StoreError;
use recado_domain::alert::AlertLevel;
use recado_domain::id::{AlertId, MediaId};
use recado_domain::time::UnixMs;
use rusqlite::params;

/// Changes words and parts, each to the latest, whatever the order.
pub(super) fn set_text(tx: &Tx<'_>, id: MessageId, event: &EditEvent) -> Result<(), StoreError> {
    link_alerts(tx, id, &event.alerts)?;
    let level = event.level.map_or(0, AlertLevel::as_number);
    tx.prepare_cached("update messages set level = max(level, ?2) where id = ?1")?
        .execute(params![id.0, level])?;
    let replaced = tx
        .prepare_cached(
            "update messages set text = ?2, findings = ?3, edited_at = ?4
             where id = ?1 and (edited_at is null or (edited_at, text) < (?4, ?2))",
        )?
        .execute(params![id.0, event.text.0, event.findings, event.at.0])?;
    if let Some(changed) = &event.parts {
        tx.prepare_cached(
            "update messages set parts = ?2, parts_at = ?3
             where id = ?1 and (parts_at is null or (parts_at, coalesce(parts, '')) < (?3, coalesce(?2, '')))",
        )?
        .execute(params![id.0, parts::to_json(changed)?, event.at.0])?;
    }
    let is_deleted: bool = tx
        .prepare_cached("select deleted_at is not null from messages where id = ?1")?
        .query_row([id.0], |row| row.get(0))?;
    if replaced == 1 && !is_deleted {
        words::remove(tx, id)?;
        words::put(tx, id, &event.text.0)?;
    }
    Ok(())
}

/// Gives words to a message that came without; what its author said or changed meanwhile stays.
pub(super) fn set_words(
    tx: &Tx<'_>,
    id: MessageId,
    event: &LearnedEvent,
) -> Result<(), StoreError> {
    link_alerts(tx, id, &event.alerts)?;
    let level = event.level.map_or(0, AlertLevel::as_number);
    tx.prepare_cached("update messages set level = max(level, ?2) where id = ?1")?
        .execute(params![id.0, level])?;
    tx.prepare_cached("update messages set parts = ?2 where id = ?1 and parts_at is null")?
        .execute(params![id.0, parts::to_json(&event.parts)?])?;
    let given = tx
        .prepare_cached(
            "update messages set text = ?2, findings = ?3
             where id = ?1 and text = '' and edited_at is null",
        )?
        .execute(params![id.0, event.text.0, event.findings])?;
    if given == 1 && !messages::get(tx, id)?.is_deleted {
        words::remove(tx, id)?;
        words::put(tx, id, &event.text.0)?;
    }
    Ok(())
}

/// Takes a message back; returns whose encrypted files are to be removed.
pub(super) fn set_deleted(
    tx: &Tx<'_>,
    id: MessageId,
    at: UnixMs,
) -> Result<Vec<MediaId>, StoreError> {
    tx.prepare_cached(
        "update messages set deleted_at = min(coalesce(deleted_at, ?2), ?2) where id = ?1",
    )?
    .execute(params![id.0, at.0])?;
    words::remove(tx, id)?;
    summaries::forget_drafts_of(tx, id)?;
    hide_media(tx, id)
}

/// Removes the files of a message that was taken back, unless it raised a flag: then they are kept, as its words are.
pub(super) fn hide_media(tx: &Tx<'_>, id: MessageId) -> Result<Vec<MediaId>, StoreError> {
    let level = messages::get(tx, id)?.level;
    if level.is_some_and(AlertLevel::notifies) {
        return Ok(Vec::new());
    }
    media::remove_of(tx, id)
}

pub(super) fn link_alerts(
    tx: &Tx<'_>,
    id: MessageId,
    alerts: &[AlertId],
) -> Result<(), StoreError> {
    for alert in alerts {
        tx.prepare_cached(
            "insert into message_alerts (alert, message) values (?1, ?2) on conflict (alert) do nothing",
        )?
        .execute(params![alert.0, id.0])?;
    }
    Ok(())
}
