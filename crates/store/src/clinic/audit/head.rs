//! How far the chains had got, kept in a signed file beside the database.
//!
//! Rows cut off at the end leave a chain that is whole in itself; this file misses them. It is written after the
//! transaction that appended, never before: a kill between the two leaves it behind, which is no fault. It is never
//! ahead, because the power may go only after the commit reached the disk. Once it contradicts the database it is not
//! written any more, so that nothing covers the traces.
//!
//! Where a new chain begins ([`super::breaks`]), its file is laid aside before the commit and takes its place after it: a
//! kill before leaves the old one, and one after is made good at the next start, because the row it names is there.
//!
//! Before the first signed row: file first, then the key in the database. A key without a file is therefore a fault, and
//! a file without a key that names no signed row is a start that was cut off.

use super::{calls, chain};
use crate::clinic::key_pairs::{self, KeyPair, PairName};
use crate::error::StoreError;
use crate::key::{Key32, hex};
use crate::sqlite::{Database, beside};
use crate::{Conn, Tx};
use chain::{Signer, Tip};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

/// The file's name in the folder of the databases.
pub const HEAD_FILE: &str = "audit.head";
/// What becomes that file once a new chain has begun.
const NEXT_FILE: &str = "audit.head.next";

/// How far the chains had got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// The public half of the key that signs the rows.
    pub key: Vec<u8>,
    /// The last row from before rows were signed.
    pub unsigned: i64,
    /// The last row of the audit.
    pub audit: Tip,
    /// The last call to Meta.
    pub calls: Tip,
}

/// Why the file does not serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// It is not there.
    Missing,
    /// It is not what we write, or signed by another key.
    Forged,
}

impl Head {
    /// Reads the file in a folder.
    pub fn load(folder: &Path) -> Result<Self, Unusable> {
        Self::load_from(&folder.join(HEAD_FILE))
    }

    fn load_from(path: &Path) -> Result<Self, Unusable> {
        let text = fs::read_to_string(path).map_err(|_| Unusable::Missing)?;
        let fields: Vec<&str> = text.trim_end().split(' ').collect();
        let [
            version,
            key,
            unsigned,
            audit,
            audit_hash,
            calls,
            calls_hash,
            signature,
        ] = fields[..]
        else {
            return Err(Unusable::Forged);
        };
        let number = |text: &str| text.parse::<i64>().map_err(|_| Unusable::Forged);
        let bytes = |text: &str| unhex(text).ok_or(Unusable::Forged);
        let hash = |text| <[u8; 32]>::try_from(bytes(text)?).map_err(|_| Unusable::Forged);
        let head = Self {
            key: bytes(key)?,
            unsigned: number(unsigned)?,
            audit: Tip {
                id: number(audit)?,
                hash: hash(audit_hash)?,
            },
            calls: Tip {
                id: number(calls)?,
                hash: hash(calls_hash)?,
            },
        };
        let is_ours = version == "1"
            && chain::is_signed(&head.key, chain::HEAD, &head.digest(), &bytes(signature)?);
        is_ours.then_some(head).ok_or(Unusable::Forged)
    }

    fn digest(&self) -> [u8; 32] {
        chain::digest(&[self.fields().as_bytes()])
    }

    fn fields(&self) -> String {
        format!(
            "1 {} {} {} {} {} {}",
            hex(&self.key),
            self.unsigned,
            self.audit.id,
            hex(&self.audit.hash),
            self.calls.id,
            hex(&self.calls.hash)
        )
    }

    fn save(&self, folder: &Path, signer: &Signer) -> std::io::Result<()> {
        self.save_to(&folder.join(HEAD_FILE), signer)
    }

    fn save_to(&self, path: &Path, signer: &Signer) -> std::io::Result<()> {
        let new = beside(path, ".new");
        let mut file = fs::File::create(&new)?;
        let signature = hex(&signer.sign(chain::HEAD, &self.digest()));
        file.write_all(format!("{} {signature}\n", self.fields()).as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, path)
    }

    /// Returns whether the rows it names are in the database as it names them.
    pub fn agrees(&self, conn: &Conn) -> Result<bool, StoreError> {
        let has = |query: &str, tip: Tip| {
            let mut query = conn.prepare_cached(query)?;
            let found = query.exists(rusqlite::params![tip.id, tip.hash])?;
            Ok::<_, StoreError>(tip.id == 0 || found)
        };
        Ok(has(
            "select 1 from audit where id = ?1 and hash = ?2",
            self.audit,
        )? && (has(
            "select 1 from api_calls where id = ?1 and hash = ?2",
            self.calls,
        )? || calls::forgotten(conn)?.id >= self.calls.id))
    }
}

/// Keeps the file up with the database.
pub(crate) struct Keeper {
    folder: PathBuf,
    /// Absent once it contradicts the database.
    head: Mutex<Option<Head>>,
    /// The sum of both chains' last numbers that the file names; spares the look when nothing was appended.
    written: AtomicI64,
}

impl Keeper {
    /// Begins with what the folder and the database say; makes key and file for a database that has neither.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open(folder: &Path, database: &Database) -> Result<Self, StoreError> {
        let pair = database.read(|conn| key_pairs::get(conn, PairName::DeviceSigning))?;
        let kept = pair.as_ref().and_then(|pair| pair.public.as_ref());
        finish(folder, database, kept)?;
        let on_disk = Head::load(folder);
        let head = match (pair, on_disk) {
            (Some(pair), Ok(head)) => {
                let agrees = database.read(|conn| head.agrees(conn))?;
                (agrees && pair.public.as_ref() == Some(&head.key)).then_some(head)
            }
            (Some(_), Err(_)) => None,
            (None, on_disk) => {
                let seed = Key32::generate().map_err(|_| StoreError::Damaged)?;
                let signer = Signer::from_seed(seed.expose())?;
                let last = database.read(super::last)?;
                let start = Head {
                    key: signer.public(),
                    unsigned: last.id,
                    audit: last,
                    calls: Tip::default(),
                };
                // A file that knows of signed rows, and no key: somebody took it. The traces stay.
                let may_begin = match on_disk {
                    Ok(head) => head.audit.id <= head.unsigned && head.calls.id == 0,
                    Err(Unusable::Missing) => true,
                    Err(Unusable::Forged) => false,
                };
                if may_begin {
                    start.save(folder, &signer).map_err(|_| StoreError::Disk)?;
                }
                database.write(|tx| put_key(tx, &signer, &seed))?;
                may_begin.then_some(start)
            }
        };
        let written = head
            .as_ref()
            .map_or(0, |head| head.audit.id + head.calls.id);
        let keeper = Self {
            folder: folder.to_owned(),
            head: Mutex::new(head),
            written: AtomicI64::new(written),
        };
        // Left behind by a kill after a commit.
        keeper.follow(database)?;
        Ok(keeper)
    }

    /// Returns whether a transaction appended what the file does not name yet.
    pub fn is_behind(&self, tx: &Tx<'_>) -> bool {
        let ends = super::last(tx).and_then(|acts| Ok(acts.id + calls::last(tx)?.id));
        ends.is_ok_and(|ends| ends > self.written.load(Ordering::Acquire))
    }

    /// Brings the file up to the last committed rows. A disk that refuses is tried again with the next row.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn follow(&self, database: &Database) -> Result<(), StoreError> {
        let mut held = self.head.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(head) = held.as_mut() else {
            return Ok(());
        };
        let (signer, audit, calls, agrees) = database.read(|conn| {
            let tips = (super::last(conn)?, calls::last(conn)?);
            Ok::<_, StoreError>((Signer::of(conn)?, tips.0, tips.1, head.agrees(conn)?))
        })?;
        if !agrees || signer.public() != head.key {
            *held = None;
            return Ok(());
        }
        if audit.id > head.audit.id || calls.id > head.calls.id {
            let next = Head {
                audit,
                calls,
                ..head.clone()
            };
            if next.save(&self.folder, &signer).is_ok() {
                self.written.store(audit.id + calls.id, Ordering::Release);
                *head = next;
            }
        }
        Ok(())
    }

    /// Lays aside, in the transaction that begins a new chain, the file that is to say how far it has got.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn prepare(&self, tx: &Tx<'_>) -> Result<Head, StoreError> {
        let signer = Signer::of(tx)?;
        let kept = key_pairs::get(tx, PairName::DeviceSigning)?;
        if let Some(seed) = kept.and_then(|pair| pair.private) {
            // A public half that somebody put in its place goes with the old chain.
            put_key(tx, &signer, &seed)?;
        }
        let audit = super::last(tx)?;
        let head = Head {
            key: signer.public(),
            // Which rows of the old chain were not signed stands with the break.
            unsigned: 0,
            audit,
            calls: calls::last(tx)?,
        };
        head.save_to(&self.folder.join(NEXT_FILE), &signer)
            .map_err(|_| StoreError::Disk)?;
        Ok(head)
    }

    /// Puts that file in the place of the one of the old chain, once the new one is committed.
    ///
    /// # Errors
    /// [`StoreError::Disk`]; it is made good at the next start.
    pub fn adopt(&self, head: Head) -> Result<(), StoreError> {
        let mut held = self.head.lock().unwrap_or_else(PoisonError::into_inner);
        fs::rename(self.folder.join(NEXT_FILE), self.folder.join(HEAD_FILE))
            .map_err(|_| StoreError::Disk)?;
        self.written
            .store(head.audit.id + head.calls.id, Ordering::Release);
        *held = Some(head);
        Ok(())
    }

    /// Reads the file as it lies there now.
    pub fn on_disk(&self) -> Result<Head, Unusable> {
        Head::load(&self.folder)
    }
}

/// Finishes what was cut off while a new chain was begun: the file that was laid aside counts if its row was committed.
fn finish(folder: &Path, database: &Database, kept: Option<&Vec<u8>>) -> Result<(), StoreError> {
    let next = folder.join(NEXT_FILE);
    let Ok(head) = Head::load_from(&next) else {
        return Ok(());
    };
    if kept == Some(&head.key) && database.read(|conn| head.agrees(conn))? {
        return fs::rename(next, folder.join(HEAD_FILE)).map_err(|_| StoreError::Disk);
    }
    fs::remove_file(next).map_err(|_| StoreError::Disk)
}

fn put_key(tx: &Tx<'_>, signer: &Signer, seed: &Key32) -> Result<(), StoreError> {
    let pair = KeyPair {
        public: Some(signer.public()),
        private: Some(seed.clone()),
    };
    key_pairs::put(tx, PairName::DeviceSigning, &pair)
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let pairs = digits.chunks_exact(2);
    let is_even = pairs.remainder().is_empty();
    let bytes = pairs.map(|pair| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    });
    bytes.collect::<Option<_>>().filter(|_| is_even)
}
