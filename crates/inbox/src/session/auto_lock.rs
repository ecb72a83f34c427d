//! Locks the desk by itself when nobody has moved for the minutes the clinic chose.

use crate::desk::{Desk, Inner};
use recado_domain::time::UnixMs;
use std::{sync::Weak, time::Duration};

/// How often it is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// Notes that somebody moved.
pub(crate) fn note_activity(desk: &Desk) {
    let now = desk.inner.options.clock.now();
    if let Ok(house) = desk.house()
        && let Ok(mut signed_in) = house.signed_in.write()
        && let Some(who) = signed_in.as_mut()
    {
        who.active_at = now;
    }
}

/// Starts looking.
pub(crate) fn start(desk: &Desk) {
    let weak = std::sync::Arc::downgrade(&desk.inner);
    desk.keep(&tokio::spawn(run(weak)));
}

async fn run(weak: Weak<Inner>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        if let Err(error) = lock_if_idle(&desk).await {
            tracing::warn!("auto-lock: {error}");
        }
    }
}

async fn lock_if_idle(desk: &Desk) -> Result<(), crate::error::InboxError> {
    let settings = super::settings::current(desk).await?;
    let Ok(house) = desk.house() else {
        return Ok(());
    };
    let Ok(who) = house.signed_in() else {
        // An emergency that is over: nobody is asked for, and its key goes.
        return super::unlock::lock(desk).await;
    };
    if is_idle(
        who.active_at,
        desk.inner.options.clock.now(),
        settings.auto_lock_minutes,
    ) {
        super::unlock::lock(desk).await?;
    }
    Ok(())
}

/// Returns whether nobody has moved for `minutes`; 0 never locks.
fn is_idle(active_at: UnixMs, now: UnixMs, minutes: u32) -> bool {
    minutes > 0 && now.since(active_at) >= Duration::from_secs(u64::from(minutes) * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_locks_exactly_when_the_minutes_are_over_and_never_with_zero() {
        let active_at = UnixMs(0);
        assert!(!is_idle(active_at, UnixMs(10 * 60_000 - 1), 10));
        assert!(is_idle(active_at, UnixMs(10 * 60_000), 10));
        assert!(!is_idle(active_at, UnixMs(i64::MAX), 0));
    }
}
