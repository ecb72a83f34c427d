//! The folder with the account key and the certificate: readable by this user alone, each file whole or not there.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Result, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use aws_lc_rs::digest::{SHA256, digest};
use rustls_acme::{AccountCache, CertCache};

use super::watch::Certificate;

/// Made when an alarm was told that has not ended.
const TOLD: &str = "alarm-told";

/// The open folder.
#[derive(Clone)]
pub(super) struct Folder {
    path: PathBuf,
    certificate: Arc<Certificate>,
}

impl Folder {
    /// Makes the folder if it is not there.
    pub(super) fn open(path: &Path, certificate: Arc<Certificate>) -> Result<Self> {
        let mut folder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.recursive(true).create(path)?;
        Ok(Self {
            path: path.to_owned(),
            certificate,
        })
    }

    /// Whether an alarm was told that has not ended; a restart does not forget it.
    pub(super) fn is_told(&self) -> bool {
        self.path.join(TOLD).exists()
    }

    /// Remembers that an alarm was told, or that it has ended.
    pub(super) fn set_told(&self, told: bool) -> Result<()> {
        if told {
            return self.write(TOLD, b"");
        }
        match std::fs::remove_file(self.path.join(TOLD)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>> {
        match std::fs::read(self.path.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes a file beside and renames it, so that a power cut leaves the old one or the new one.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let (beside, whole) = (self.path.join(format!("{name}.new")), self.path.join(name));
        let mut options = OpenOptions::new();
        options.create(true).truncate(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, &whole)?;
        #[cfg(unix)]
        File::open(&self.path)?.sync_all()?;
        Ok(())
    }
}

/// A name for what belongs to these words, so that another name or authority gets files of its own.
fn name_of(kind: &str, words: &[String], directory: &str) -> String {
    let words = format!("{}\n{directory}", words.join("\n"));
    let hash = digest(&SHA256, words.as_bytes());
    let hash: String = hash
        .as_ref()
        .iter()
        .take(8)
        .map(|b| format!("{b:02x}"))
        .collect();
    format!("{kind}-{hash}.pem")
}

#[async_trait]
impl CertCache for Folder {
    type EC = std::io::Error;

    async fn load_cert(&self, names: &[String], directory: &str) -> Result<Option<Vec<u8>>> {
        let pem = self.read(&name_of("certificate", names, directory))?;
        if let Some(pem) = &pem {
            self.certificate.deployed(pem);
        }
        Ok(pem)
    }

    async fn store_cert(&self, names: &[String], directory: &str, pem: &[u8]) -> Result<()> {
        self.certificate.deployed(pem);
        self.write(&name_of("certificate", names, directory), pem)
    }
}

#[async_trait]
impl AccountCache for Folder {
    type EA = std::io::Error;

    async fn load_account(&self, contact: &[String], directory: &str) -> Result<Option<Vec<u8>>> {
        self.read(&name_of("account", contact, directory))
    }

    async fn store_account(&self, contact: &[String], directory: &str, key: &[u8]) -> Result<()> {
        self.write(&name_of("account", contact, directory), key)
    }
}
