//! The copies that migrations leave beside a database. They hold what it held then, also what has left it since.

use crate::error::OpenError;
use recado_domain::time::UnixMs;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Removes every copy.
pub(crate) fn forget(path: &Path) -> Result<(), OpenError> {
    for (_, copy) in all(path)? {
        fs::remove_file(copy)?;
    }
    Ok(())
}

/// Removes every copy but the one of the newest migration, and that one, too, if it was made before `oldest`.
pub(crate) fn keep_newest(path: &Path, oldest: UnixMs) -> Result<(), OpenError> {
    let mut copies = all(path)?;
    copies.sort();
    if let Some((_, newest)) = copies.last() {
        let made = fs::metadata(newest)?.modified()?;
        let made = made.duration_since(UNIX_EPOCH).unwrap_or_default();
        if UnixMs(0).plus(made) >= oldest {
            copies.pop();
        }
    }
    for (_, copy) in copies {
        fs::remove_file(copy)?;
    }
    Ok(())
}

/// Returns the copies with the migration each was made before; 0 for one that was cut off while it was made.
fn all(path: &Path) -> Result<Vec<(u32, PathBuf)>, OpenError> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Ok(Vec::new());
    };
    let beginning = format!("{}.before-", name.to_string_lossy());
    let mut copies = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if let Some(number) = name.to_string_lossy().strip_prefix(&beginning) {
            copies.push((number.parse().unwrap_or(0), entry.path()));
        }
    }
    Ok(copies)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::time::{Duration, SystemTime};

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    /// Long after every file here was made.
    const NOW: UnixMs = UnixMs(2_000_000_000_000);

    fn make(folder: &Path, name: &str, made: UnixMs) {
        let file = fs::File::create(folder.join(name)).unwrap();
        let made = SystemTime::UNIX_EPOCH + made.since(UnixMs(0));
        file.set_modified(made).unwrap();
    }

    fn left(folder: &Path) -> BTreeSet<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in ["leads.db", "leads.db-wal", "clinical.db.before-9"] {
            make(folder.path(), name, UnixMs(0));
        }
        for name in ["before-9", "before-10", "before-11.new"] {
            make(folder.path(), &format!("leads.db.{name}"), NOW.minus(DAY));
        }
        folder
    }

    const OTHERS: [&str; 3] = ["clinical.db.before-9", "leads.db", "leads.db-wal"];

    #[test]
    fn the_newest_stays_for_its_time_and_no_other() {
        let folder = folder();
        let path = folder.path().join("leads.db");
        keep_newest(&path, NOW.minus(DAY)).unwrap();
        let newest = ["leads.db.before-10"];
        let wanted: BTreeSet<String> = OTHERS.into_iter().chain(newest).map(Into::into).collect();
        assert_eq!(left(folder.path()), wanted);
        keep_newest(&path, NOW).unwrap();
        assert_eq!(left(folder.path()), OTHERS.map(Into::into).into());
        keep_newest(&path, NOW).unwrap();
    }

    #[test]
    fn all_of_one_database_go_at_once() {
        let folder = folder();
        forget(&folder.path().join("leads.db")).unwrap();
        assert_eq!(left(folder.path()), OTHERS.map(Into::into).into());
    }
}
