//! The encrypted list of everything in a backup.

use super::contents::Contents;
use recado_domain::channel::Side;
use recado_domain::id::MediaId;
use recado_domain::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The instant that it is of.
    pub made_at: UnixMs,
    /// Databases, `keys` and `audit.head`, by their names in the data folder.
    pub files: BTreeMap<String, Entry>,
    /// Files of messages with their sizes, by side.
    pub media: BTreeMap<Side, BTreeMap<MediaId, u64>>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The name of its encrypted copy.
    pub id: MediaId,
    /// Its size as it was.
    pub bytes: u64,
    /// SHA-256 of its bytes as they were, hexadecimal.
    pub sha256: String,
    /// What the database held; absent for what is none, and for one whose key was not there.
    pub contents: Option<Contents>,
}
