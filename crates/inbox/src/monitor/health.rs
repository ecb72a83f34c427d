//! Whether flags are on: the rules hold their own examples, and what comes in is read.

use crate::{desk::Desk, error::InboxError, view::flags::FlagsHealthView};
use recado_domain::time::UnixMs;
use std::{sync::Mutex, time::Duration};

/// What comes in may wait so long before people are told that it is not read.
const PATIENCE: Duration = Duration::from_secs(2 * 60);

/// Since when what comes in cannot be made durable, and so is not read.
#[derive(Default)]
pub(crate) struct Stall(Mutex<Option<UnixMs>>);

impl Stall {
    /// Notes whether something was read; returns whether that changes what people are shown.
    pub fn note(&self, is_read: bool, now: UnixMs) -> bool {
        let Ok(mut since) = self.0.lock() else {
            return false;
        };
        let before = shown(*since, now);
        *since = match (is_read, *since) {
            (true, _) => None,
            (false, known) => known.or(Some(now)),
        };
        before.is_some() != shown(*since, now).is_some()
    }

    fn since(&self, now: UnixMs) -> Option<UnixMs> {
        self.0.lock().ok().and_then(|since| shown(*since, now))
    }
}

fn shown(since: Option<UnixMs>, now: UnixMs) -> Option<UnixMs> {
    since.filter(|since| now.since(*since) >= PATIENCE)
}

/// Returns whether flags are on.
///
/// # Errors
/// [`InboxError::Locked`].
pub(crate) fn health(desk: &Desk) -> Result<FlagsHealthView, InboxError> {
    desk.house()?.signed_in()?;
    let faults = desk.inner.rules.faults();
    let now = desk.inner.options.clock.now();
    Ok(FlagsHealthView {
        rules_fail: faults.shipped,
        broken_phrases: faults.phrases,
        stalled_since: desk.inner.stall.since(now).map(|at| at.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stall_is_shown_when_it_lasts_and_gone_with_the_next_message() {
        let stall = Stall::default();
        let at = |seconds| UnixMs(1_795_176_000_000).plus(Duration::from_secs(seconds));
        assert!(!stall.note(false, at(0)));
        assert!(!stall.note(false, at(60)));
        assert_eq!(stall.since(at(119)), None);
        assert_eq!(stall.since(at(120)), Some(at(0)));
        assert!(stall.note(true, at(130)));
        assert_eq!(stall.since(at(130)), None);
    }
}
