//! The echo of what left from here: one bubble, whichever of answer and echo comes first.

use crate::Tx;
use crate::conversations::event::{EditEvent, Event, RevokeEvent};
use crate::conversations::{messages, words};
use crate::error::StoreError;
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::ChannelId;
use recado_domain::time::UnixMs;

/// An echo that came before we learned the provider id became a row of its own: ours takes its place, with the files
/// and parts it left with, and what was done to the echo since is done to it.
///
/// Returns how far the echo had got, and those changes.
pub(super) fn take_over(
    tx: &Tx<'_>,
    channel: ChannelId,
    provider_id: &str,
) -> Result<(DeliveryStatus, Vec<Event>), StoreError> {
    let Some(id) = messages::find(tx, channel, provider_id)? else {
        return Ok((DeliveryStatus::Sent, Vec::new()));
    };
    let echo = messages::get(tx, id)?;
    let (edited_at, deleted_at): (Option<i64>, Option<i64>) = tx
        .prepare_cached("select edited_at, deleted_at from messages where id = ?1")?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let edit = edited_at.map(|at| {
        Event::Edit(EditEvent {
            channel,
            target: provider_id.to_owned(),
            text: echo.text,
            at: UnixMs(at),
            findings: None,
            level: None,
            alerts: Vec::new(),
            parts: None,
        })
    });
    let revoke = deleted_at.map(|at| {
        Event::Revoke(RevokeEvent {
            channel,
            target: provider_id.to_owned(),
            at: UnixMs(at),
        })
    });
    words::remove(tx, id)?;
    tx.execute("delete from messages where id = ?1", [id.0])?;
    let changes = edit.into_iter().chain(revoke).collect();
    Ok((echo.status.unwrap_or(DeliveryStatus::Sent), changes))
}
