//! The disk under the SQLite file: how much is free, and whether it keeps what it is told to keep.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use super::Finding;
use crate::config::Config;

const CHECK: &str = "disk";
const MIB: u64 = 1024 * 1024;
const LEAST_FREE_MIB: u64 = 256;
/// Every webhook waits for one: from here on Meta's patience is in sight under load.
const SLOW: Duration = Duration::from_millis(100);
const TRIES: usize = 5;

/// Looks at the folder of the database.
pub(super) fn look(config: &Config, database: &Path) -> Vec<Finding> {
    let folder = database
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let kept_mib = std::fs::metadata(database).map_or(0, |file| file.len() / MIB);
    let wanted_mib = u64::from(config.buffer_max_mib).saturating_sub(kept_mib);
    let mut findings = Vec::new();
    if let Some(free_mib) = free_mib(folder) {
        findings.push(space(free_mib, wanted_mib));
    }
    findings.push(match slowest_sync(folder) {
        Ok(slowest) if slowest <= SLOW => Finding::ok(CHECK, "it keeps what it is told to keep"),
        Ok(slowest) => Finding::warn(
            CHECK,
            format!("it took {} ms to keep 4 KiB", slowest.as_millis()),
            "use a disk of this machine's own, not one over the network",
        ),
        Err(_) => Finding::fail(
            CHECK,
            "the folder of the store cannot be written, or does not keep what is written",
            format!(
                "check {} as the account that the relay runs as",
                folder.display()
            ),
        ),
    });
    findings
}

/// Returns what free space means. Pure.
fn space(free_mib: u64, wanted_mib: u64) -> Finding {
    let advice =
        "make room, or lower `buffer_max_mib`; when it is full, Meta is told to come again";
    let detail = format!("{free_mib} MiB free");
    if free_mib < LEAST_FREE_MIB {
        Finding::fail(CHECK, detail, advice)
    } else if free_mib < wanted_mib {
        let detail = format!("{detail}, and the store may grow by {wanted_mib} MiB");
        Finding::warn(CHECK, detail, advice)
    } else {
        Finding::ok(CHECK, detail)
    }
}

#[cfg(unix)]
fn free_mib(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize) / MIB)
}

#[cfg(not(unix))]
fn free_mib(_: &Path) -> Option<u64> {
    None
}

/// Writes and syncs a page a few times, beside the store, and takes it away again.
fn slowest_sync(folder: &Path) -> std::io::Result<Duration> {
    let path = folder.join(format!(".doctor-{}", std::process::id()));
    let tried = || {
        let mut file = OpenOptions::new()
            .create_new(true)
            .write(true)
            .open(&path)?;
        let mut slowest = Duration::ZERO;
        for _ in 0..TRIES {
            let begun = Instant::now();
            file.write_all(&[0; 4096])?;
            file.sync_data()?;
            slowest = slowest.max(begun.elapsed());
        }
        Ok(slowest)
    };
    let slowest = tried();
    // It may never have been made.
    let _ = std::fs::remove_file(&path);
    slowest
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::space;

    #[test]
    fn a_full_disk_fails_and_one_that_will_be_full_warns() {
        for (free, wanted, expected) in [
            (255, 0, State::Fail),
            (256, 0, State::Ok),
            (256, 257, State::Warn),
            (2048, 2048, State::Ok),
        ] {
            assert_eq!(space(free, wanted).state, expected, "{free} {wanted}");
        }
    }
}
