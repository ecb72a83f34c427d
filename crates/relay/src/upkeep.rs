//! What happens beside the requests: checkpoints, the log's sums, what was seen, and forgetting what is too old.

use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::alarm;
use crate::buffer::BufferError;
use crate::shared::Shared;

const CHECKPOINT_EVERY: Duration = Duration::from_millis(75);
const LOG_EVERY: Duration = Duration::from_secs(1);
const WRITE_SEEN_EVERY: Duration = Duration::from_secs(60);
const LOOK_FOR_SILENCE_EVERY: Duration = Duration::from_secs(30);
const FORGET_EVERY: Duration = Duration::from_secs(600);
/// For how long after the start nothing is forgotten.
const TRUST_AFTER: Duration = Duration::from_secs(3600);
const DAY_MS: i64 = 86_400_000;
/// Media ids die on day 7: from this day on the operator is warned.
const WARN_FROM_DAY: i64 = 5;

/// Keeps the relay in order until it is time to stop.
pub(crate) async fn run(shared: Shared) {
    let work = async {
        tokio::join!(
            checkpoints(&shared),
            sums(&shared),
            seen(&shared),
            forgetting(&shared),
            settings(&shared),
            alarms(&shared)
        );
    };
    tokio::select! {
        () = work => {}
        () = shared.stopped() => {}
    }
    write_seen(&shared).await;
}

async fn checkpoints(shared: &Shared) {
    let mut tick = calm(CHECKPOINT_EVERY);
    loop {
        tick.tick().await;
        if shared.take_has_written() {
            shared.buffer.checkpoint().await;
        }
    }
}

/// Follows what other relays change.
async fn settings(shared: &Shared) {
    let Some(mut changes) = shared.buffer.settings_changes() else {
        return;
    };
    while changes.changed().await.is_ok() {
        if matches!(shared.catch_up().await, Ok(true)) {
            // A removed desktop's poll must not outlive it here either.
            shared.buffer.wake_all();
        }
    }
}

async fn sums(shared: &Shared) {
    let mut tick = calm(LOG_EVERY);
    loop {
        tick.tick().await;
        shared.tally.log(&shared.tenants());
    }
}

async fn seen(shared: &Shared) {
    let mut tick = calm(WRITE_SEEN_EVERY);
    loop {
        tick.tick().await;
        write_seen(shared).await;
    }
}

async fn write_seen(shared: &Shared) {
    let (webhooks, polls) = shared.seen.take_unwritten();
    if webhooks.is_empty() && polls.is_empty() {
        return;
    }
    let rows = |seen: &[(i64, i64)]| seen.iter().map(|(row, _)| *row).collect::<Vec<_>>();
    let (clinics, devices) = (rows(&webhooks), rows(&polls));
    if shared.buffer.keep_seen(webhooks, polls).await.is_err() {
        shared.seen.still_unwritten(&clinics, &devices);
    }
}

async fn alarms(shared: &Shared) {
    let mut tick = calm(LOOK_FOR_SILENCE_EVERY);
    loop {
        tick.tick().await;
        // The store has logged why; the next look is soon.
        let _ = alarm::look(shared).await;
    }
}

async fn forgetting(shared: &Shared) {
    let mut tick = calm(FORGET_EVERY);
    let (begun, begun_ms) = (Instant::now(), shared.clock.now_ms());
    loop {
        tick.tick().await;
        let trusted_ms = trusted_ms(begun_ms, begun.elapsed(), shared.clock.now_ms());
        if let Some(now_ms) = trusted_ms {
            match forget_before(shared, now_ms).await {
                Ok(0) | Err(_) => {}
                Ok(envelopes) => {
                    tracing::warn!(
                        envelopes,
                        "envelopes were older than the retention and are gone"
                    );
                }
            }
        }
        warn_of_waiting(shared).await;
    }
}

/// Returns a time by which something may be deleted: none in the first hour, and never one that the clock has jumped to.
///
/// A machine may start with a wrong clock, and a clock that is set forward would make everything that waits too old at
/// once. Within the hour the time service has corrected it; what it is corrected to, or what has passed since the
/// start, whichever is earlier, is believed.
fn trusted_ms(begun_ms: i64, running: Duration, now_ms: i64) -> Option<i64> {
    let passed_ms = i64::try_from(running.as_millis()).ok()?;
    (running >= TRUST_AFTER).then(|| now_ms.min(begun_ms.saturating_add(passed_ms)))
}

/// Deletes what is older than the retention; returns how much that was.
pub(crate) async fn forget_expired(shared: &Shared) -> Result<usize, BufferError> {
    forget_before(shared, shared.clock.now_ms()).await
}

async fn forget_before(shared: &Shared, now_ms: i64) -> Result<usize, BufferError> {
    let retention_ms = i64::from(shared.config.retention_days) * DAY_MS;
    let before_ms = now_ms - retention_ms;
    let mut all = 0;
    loop {
        let (may_be_more, forgotten) = shared.buffer.forget_expired(before_ms).await?;
        all += forgotten;
        if !may_be_more {
            return Ok(all);
        }
    }
}

async fn warn_of_waiting(shared: &Shared) {
    let Ok(oldest) = shared.buffer.oldest().await else {
        return;
    };
    let now = shared.clock.now_ms();
    let tenants = shared.tenants();
    for (clinic, at) in oldest {
        let days = (now - at) / DAY_MS;
        if days >= WARN_FROM_DAY {
            let tenant = tenants.id(clinic).map(crate::logging::tenant_hash);
            tracing::warn!(
                tenantId = tenant,
                days,
                "envelopes wait for a desktop that does not come"
            );
        }
    }
}

fn calm(every: Duration) -> tokio::time::Interval {
    let mut tick = interval(every);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tick
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{DAY_MS, trusted_ms};

    const HOUR_MS: i64 = 3_600_000;
    const BEGUN: i64 = 1_795_089_600_000;

    #[test]
    fn nothing_is_forgotten_by_a_clock_that_was_wrong_or_has_jumped() {
        let cases = [
            ("the first hour", 0, 3_599, None),
            ("an honest clock", 2 * HOUR_MS, 7_200, Some(2 * HOUR_MS)),
            ("set forward", 20 * DAY_MS, 7_200, Some(2 * HOUR_MS)),
            ("set back", -20 * DAY_MS, 7_200, Some(-20 * DAY_MS)),
            (
                "started ahead, then corrected",
                HOUR_MS - DAY_MS,
                3_600,
                Some(HOUR_MS - DAY_MS),
            ),
        ];
        for (case, clock_ms, seconds, expected) in cases {
            let running = Duration::from_secs(seconds);
            let trusted = trusted_ms(BEGUN, running, BEGUN + clock_ms);
            assert_eq!(trusted, expected.map(|ms| BEGUN + ms), "{case}");
        }
    }
}
