//! The poll loop: ask, take, acknowledge, drain; wait longer while the relay does not answer.

use crate::{
    connect,
    desk::{Desk, Inner},
    devices::{self, removed},
    error::InboxError,
    receive::{drain, take},
    relay::RelayError,
    view::change::Change,
};
use recado_domain::pacing;
use recado_protocol::{envelope::Cursor, error::ErrorCode};
use recado_store::error::StoreError;
use std::{sync::Weak, time::Duration};

/// How long one poll waits at the relay.
const WAIT_SECONDS: u32 = 25;
/// The pause of a computer that the relay does not know any more.
const REMOVED_PAUSE: Duration = Duration::from_secs(5 * 60);
/// The longest pause between two attempts: staff should see new messages soon after the line is back.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// Polls until the desk is gone.
pub(crate) async fn run(weak: Weak<Inner>) {
    let mut failures = 0;
    let mut acknowledged = None;
    loop {
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        match round(&desk, &mut acknowledged).await {
            Ok(Round::Polled) => failures = 0,
            Ok(Round::NotPaired) => desk.inner.pulse.wake.notified().await,
            Err(InboxError::Relay(RelayError::Refused(ErrorCode::TokenRejected))) => {
                tracing::error!("the relay does not know this computer any more");
                desk.inner.pulse.note(|beat| {
                    beat.is_reachable = false;
                    beat.has_asked = true;
                    beat.is_removed = true;
                });
                if let Err(error) = keep_removed(&desk, true).await {
                    tracing::error!("that it was removed is not kept: {error}");
                }
                desk.tell(Change::Connection);
                desk.tell(Change::App);
                // It may have been put back from a copy of yesterday; a removed computer asks in vain.
                let pause = desk.inner.pulse.wake.notified();
                let _ = tokio::time::timeout(REMOVED_PAUSE, pause).await;
            }
            Err(error) => {
                // Asked first, so that it shows at once when the line is back.
                acknowledged = None;
                failures += 1;
                tracing::warn!(failures, "poll failed: {error}");
                let has_changed = desk.inner.pulse.note(|beat| {
                    beat.is_reachable = false;
                    beat.has_asked = true;
                });
                if has_changed || failures == 1 {
                    desk.tell(Change::Connection);
                }
                let pause = match error {
                    InboxError::Relay(RelayError::Wait { seconds }) => Duration::from_secs(seconds),
                    _ => pacing::backoff(failures, rand::random()).min(LONGEST_PAUSE),
                };
                // Pairing again ends the pause.
                let _ = tokio::time::timeout(pause, desk.inner.pulse.wake.notified()).await;
            }
        }
    }
}

enum Round {
    Polled,
    NotPaired,
}

async fn round(desk: &Desk, acknowledged: &mut Option<Cursor>) -> Result<Round, InboxError> {
    let asks = desk
        .with_house(|house| Ok(house.clinic.read(devices::joining::pending)?.is_some()))
        .await?;
    if asks {
        return Ok(Round::NotPaired);
    }
    let Some((client, cursor)) = connect::relay_client(desk).await? else {
        return Ok(Round::NotPaired);
    };
    // What a cut-off left in the spool does not wait for the next message.
    drain::drain(desk).await?;
    // Cut off between keeping a page and acknowledging it, the relay would count it as waiting until the next one comes.
    if *acknowledged != Some(cursor) {
        client.acknowledge(cursor).await?;
        *acknowledged = Some(cursor);
        // The poll after it may wait for half a minute, and a person should not be told meanwhile that nobody answers.
        answered(desk, &client).await?;
    }
    let page = client.envelopes(cursor, WAIT_SECONDS).await?;
    answered(desk, &client).await?;
    let Some(last) = page.envelopes.last().map(|envelope| envelope.cursor) else {
        note_status(desk, &client).await;
        return Ok(Round::Polled);
    };
    take::take(desk, &client, page.envelopes).await?;
    // Durable here: only now may the relay forget it. A lost acknowledgement costs a repeat, which changes nothing.
    let drained = drain::drain(desk).await;
    client.acknowledge(last).await?;
    *acknowledged = Some(last);
    drained?;
    Ok(Round::Polled)
}

/// Notes that the relay answered; after a silence, asks how it stands and who else listens.
async fn answered(desk: &Desk, client: &crate::relay::RelayClient) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    if desk.inner.pulse.beat().is_removed {
        keep_removed(desk, false).await?;
        desk.inner.outbox_wake.notify_one();
    }
    let has_changed = desk.inner.pulse.note(|beat| {
        beat.is_reachable = true;
        beat.has_asked = true;
        beat.is_removed = false;
        beat.last_contact_at = Some(now);
        beat.waiting = 0;
    });
    if has_changed {
        note_status(desk, client).await;
        if let Err(error) = devices::roster::follow(desk, client).await {
            tracing::warn!("the list of computers was not read: {error}");
        }
        desk.tell(Change::Connection);
    }
    Ok(())
}

/// Returns whether the relay did not know this computer any more when it was last asked.
pub(super) fn was_removed(desk: &Desk) -> bool {
    let Ok(house) = desk.house() else {
        return false;
    };
    let kept: Result<bool, StoreError> = house.clinic.read(removed::is_removed);
    kept.unwrap_or(false)
}

async fn keep_removed(desk: &Desk, is_removed: bool) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let kept = house.clinic.write(|tx| match is_removed {
            true => removed::note(tx, now),
            false => removed::forget(tx),
        });
        kept.map_err(|error: StoreError| error.into())
    })
    .await
}

async fn note_status(desk: &Desk, client: &crate::relay::RelayClient) {
    if let Ok(status) = client.status().await {
        desk.inner.pulse.note(|beat| {
            beat.waiting = status.waiting;
            beat.unclaimed.clone_from(&status.unclaimed);
        });
    }
}
