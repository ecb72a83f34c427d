//! Where each test's relay keeps its buffer: a SQLite file in a folder of its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use recado_relay::config::Database;
use tempfile::TempDir;

pub struct Place {
    folder: TempDir,
    file: PathBuf,
}

impl Place {
    pub async fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("relay.db");
        Self { folder, file }
    }

    pub fn database(&self) -> Database {
        Database::Sqlite(self.file.clone())
    }

    /// As it is written in the settings.
    pub fn setting(&self) -> OsString {
        self.file.clone().into()
    }

    pub fn file(&self) -> &Path {
        &self.file
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}
