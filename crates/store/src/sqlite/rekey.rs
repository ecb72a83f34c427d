//! A database under another key: a copy is re-encrypted and checked, then takes the file's place in one rename.
//!
//! SQLCipher's own `rekey` works in place. Here it works on a copy that nothing else has open, so a cut-off at any line
//! leaves the old file whole, or the new one.

use super::{Kind, Protection, beside, connect, copies, remove_if_there};
use crate::error::OpenError;
use crate::key::{Key32, file::sync_folder, hex, renewal::RekeyStep};
use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::path::Path;
use zeroize::Zeroize;

/// Re-encrypts the file at `path`, which nobody may have open.
///
/// `goes_on` hears of each step and says whether to go on; stopping there leaves what a kill would leave.
///
/// # Errors
/// [`OpenError::WrongKey`] when `old` does not open it, [`OpenError::DiskFull`], [`OpenError::CutOff`] when it was
/// stopped; the file is then under the old key unless the last step was reached.
pub(crate) fn rekey(
    path: &Path,
    old: &Key32,
    new: &Key32,
    kind: &Kind,
    goes_on: &mut dyn FnMut(RekeyStep) -> bool,
) -> Result<(), OpenError> {
    let mut step = |step| {
        if goes_on(step) {
            Ok(())
        } else {
            Err(OpenError::CutOff)
        }
    };
    let copy = beside(path, ".rekeyed");
    for ending in ["", "-wal", "-shm", "-journal"] {
        remove_if_there(&beside(&copy, ending))?;
    }
    close_whole(path, old, kind)?;
    step(RekeyStep::Closed)?;
    fs::copy(path, &copy)?;
    step(RekeyStep::Copied)?;
    encrypt(&copy, old, new, kind)?;
    step(RekeyStep::Encrypted)?;
    check(&copy, new, kind)?;
    fs::File::open(&copy)?.sync_all()?;
    step(RekeyStep::Checked)?;
    fs::rename(&copy, path)?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))?;
    step(RekeyStep::Replaced)?;
    copies::forget(path)
}

/// Writes the log back and closes the file. A log left beside it would be read into the new file.
fn close_whole(path: &Path, key: &Key32, kind: &Kind) -> Result<(), OpenError> {
    let connection = existing(path, key, kind)?;
    let is_busy: bool =
        connection.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))?;
    connection.close().map_err(|(_, error)| error)?;
    // The last one to close takes both away.
    let is_open_elsewhere = beside(path, "-wal").exists() || beside(path, "-shm").exists();
    if is_busy || is_open_elsewhere {
        return Err(OpenError::InUse);
    }
    Ok(())
}

fn encrypt(copy: &Path, old: &Key32, new: &Key32, kind: &Kind) -> Result<(), OpenError> {
    let connection = existing(copy, old, kind)?;
    // The copy is thrown away when this is cut off: it needs no journal that outlives it.
    connection.execute_batch("pragma journal_mode = delete")?;
    let mut pragma = format!("pragma rekey = \"x'{}'\"", hex(new.expose()));
    let done = connection.execute_batch(&pragma);
    pragma.zeroize();
    done?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Reads every page with the new key, and the structure of every table.
pub(crate) fn check(copy: &Path, new: &Key32, kind: &Kind) -> Result<(), OpenError> {
    let connection = existing(copy, new, kind)?;
    let faults = {
        let mut pages = connection.prepare("pragma cipher_integrity_check")?;
        pages.exists([])?
    };
    let verdict: String = connection.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
    connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)?;
    if faults || verdict != "ok" {
        return Err(OpenError::Damaged);
    }
    remove_if_there(&beside(copy, "-wal"))?;
    remove_if_there(&beside(copy, "-shm"))
}

fn existing(path: &Path, key: &Key32, kind: &Kind) -> Result<Connection, OpenError> {
    connect(
        path,
        Protection::Key(key),
        kind,
        OpenFlags::SQLITE_OPEN_READ_WRITE,
    )
}
