//! The relay's one look at the clock; tests turn it by hand.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

/// Tells the time in milliseconds since 1970 UTC.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's.
    #[default]
    System,
    /// One that stands until it is turned.
    Turned(Arc<AtomicI64>),
    /// The machine's and as many milliseconds more as the file says, for tests that turn the clock of a program.
    Shifted(PathBuf),
}

impl Clock {
    /// Returns the time, in milliseconds since 1970 UTC.
    pub fn now_ms(&self) -> i64 {
        match self {
            Self::System => system_ms(),
            Self::Turned(at) => at.load(Ordering::SeqCst),
            Self::Shifted(file) => system_ms().saturating_add(shift_ms(file)),
        }
    }
}

/// What cannot be read shifts nothing.
fn shift_ms(file: &Path) -> i64 {
    let said = std::fs::read_to_string(file).ok();
    said.and_then(|said| said.trim().parse().ok()).unwrap_or(0)
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the edge that reads the clock"
)]
fn system_ms() -> i64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Clock, system_ms};

    #[test]
    fn a_shifted_clock_is_ahead_by_what_the_file_says() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shift");
        let clock = Clock::Shifted(file.clone());
        let ahead = || clock.now_ms() - system_ms();
        assert!(ahead() <= 0, "no file, no shift");
        std::fs::write(&file, "3600000\n").unwrap();
        assert!(ahead() > 3_500_000);
        std::fs::write(&file, "-3600000").unwrap();
        assert!(ahead() < -3_500_000);
    }
}
