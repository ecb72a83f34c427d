//! What this computer knows of having been taken out: that the relay does not know it any more, since when, and by whom
//! where the one that took it out could still say so. What is on it stays readable.

use recado_domain::time::UnixMs;
use recado_store::{Conn, Tx, clinic::settings, error::StoreError};
use serde::{Deserialize, Serialize};

/// Whether the relay does not know this computer any more.
const REMOVED: &str = "devices.removed";
/// Since when, as JSON.
const SINCE: &str = "devices.removed_since";
/// Who said that they take it out, as JSON.
const TOLD: &str = "devices.removed_by";

/// Who takes a computer out, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    /// Their name.
    pub by: String,
    /// When, by the clock of their computer.
    pub at: UnixMs,
}

/// What is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Removed {
    /// By whom, where that was told.
    pub by: Option<String>,
    /// When it was told, or when the relay first did not know this computer.
    pub at: UnixMs,
}

/// Returns whether the relay did not know this computer any more when it was last asked.
///
/// # Errors
/// Storage.
pub(crate) fn is_removed(conn: &Conn) -> Result<bool, StoreError> {
    Ok(settings::get(conn, REMOVED)?.unwrap_or(false))
}

/// Notes that the relay does not know this computer any more.
///
/// # Errors
/// Storage.
pub(crate) fn note(tx: &Tx<'_>, now: UnixMs) -> Result<(), StoreError> {
    if settings::get::<UnixMs>(tx, SINCE)?.is_none() {
        settings::set(tx, SINCE, &now)?;
    }
    settings::set(tx, REMOVED, &true)
}

/// Notes that the relay knows this computer.
///
/// # Errors
/// Storage.
pub(crate) fn forget(tx: &Tx<'_>) -> Result<(), StoreError> {
    [REMOVED, SINCE, TOLD]
        .into_iter()
        .try_for_each(|name| settings::remove(tx, name))
}

/// Keeps who says that they take this computer out: nothing comes of it until the relay does not know it any more.
///
/// # Errors
/// Storage.
pub(crate) fn hear(tx: &Tx<'_>, told: &Told) -> Result<(), StoreError> {
    settings::set(tx, TOLD, told)
}

/// Returns what is known of it; nothing while this computer is in.
///
/// # Errors
/// Storage.
pub(crate) fn known(conn: &Conn) -> Result<Option<Removed>, StoreError> {
    if !is_removed(conn)? {
        return Ok(None);
    }
    let since: Option<UnixMs> = settings::get(conn, SINCE)?;
    let told: Option<Told> = settings::get(conn, TOLD)?;
    Ok(match (told, since) {
        (Some(told), _) => Some(Removed {
            by: Some(told.by),
            at: told.at,
        }),
        (None, Some(at)) => Some(Removed { by: None, at }),
        // An earlier version did not note when.
        (None, None) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use recado_store::{clinic::Clinic, key::Key32};

    fn clinic() -> (tempfile::TempDir, Clinic) {
        let folder = tempfile::tempdir().unwrap();
        let clinic = Clinic::create(folder.path(), &Key32::generate().unwrap()).unwrap();
        (folder, clinic)
    }

    #[test]
    fn what_was_told_counts_once_the_relay_does_not_know_it_any_more() {
        let (_folder, clinic) = clinic();
        let told = Told {
            by: "Ana".into(),
            at: UnixMs(5),
        };
        clinic.write(|tx| hear(tx, &told)).unwrap();
        assert_eq!(clinic.read(known).unwrap(), None);
        clinic.write(|tx| note(tx, UnixMs(9))).unwrap();
        let by = Some("Ana".to_owned());
        let known_now = clinic.read(known).unwrap();
        assert_eq!(known_now, Some(Removed { by, at: UnixMs(5) }));
        clinic.write(forget).unwrap();
        assert_eq!(clinic.read(known).unwrap(), None);
        // Of a removal nobody told, it is known since when; asking again in vain changes nothing.
        for at in [20, 30] {
            clinic.write(|tx| note(tx, UnixMs(at))).unwrap();
        }
        let since = Removed {
            by: None,
            at: UnixMs(20),
        };
        assert_eq!(clinic.read(known).unwrap(), Some(since));
    }
}
