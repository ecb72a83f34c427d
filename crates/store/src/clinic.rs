//! `clinic.db`: staff, connections, people index, alerts without words, spool and audit, under the machine key.
//!
//! Holds no words of a conversation and no name or number of a contact, except sealed in the spool, and no key of a
//! patient's file, except sealed likewise.

pub mod acknowledgements;
pub mod alert_asked;
pub mod alert_parts;
pub mod alert_steps;
pub mod alerts;
pub mod assist;
pub mod audit;
pub mod channel_events;
pub mod channels;
pub mod divisions;
pub mod emergency;
pub mod erasures;
pub mod holds;
pub mod key_pairs;
pub mod languages;
pub mod locked_files;
pub mod moves;
pub mod people;
pub mod persons;
pub mod phones;
pub mod phrases;
pub mod protocols;
pub mod quick_replies;
pub mod relay_link;
pub mod reminders;
pub mod seen;
pub mod settings;
pub mod shields;
pub mod sign_in_attempts;
pub mod signs;
pub mod spool;
pub mod staff;
pub mod stays;
pub mod templates;
pub mod together;
pub mod tokens;
pub mod unreadable;

use crate::error::{OpenError, StoreError};
use crate::key::Key32;
use crate::sqlite::{Database, Kind, Protection, copies, migrate::Migration};
use crate::{Conn, Tx};
use audit::breaks::Begun;
use people::IndexKey;
use std::path::Path;

/// The file's name in the data folder.
pub const CLINIC_FILE: &str = "clinic.db";

pub(crate) const KIND: Kind = Kind {
    migrations: &[
        Migration {
            sql: include_str!("../migrations/clinic/0001_start.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0002_channels_and_templates.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0003_staff.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0004_audit.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0005_people.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0006_quick_replies.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0007_locked_files.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0008_retention.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0010_alerts.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0011_hours.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0012_phrases.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0013_assist.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0015_together.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0016_phrases_between_computers.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0018_custody.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0019_on_call.sql"),
        },
        Migration {
            sql: include_str!("../migrations/clinic/0020_assist_months.sql"),
        },
    ],
    cache_kib: 8 * 1024,
};

/// The open `clinic.db`.
pub struct Clinic {
    database: Database,
    index_key: IndexKey,
    audit: audit::head::Keeper,
}

impl Clinic {
    /// Returns whether there is one in `folder`, readable or not.
    pub fn exists(folder: &Path) -> bool {
        folder.join(CLINIC_FILE).exists()
    }

    /// Creates an empty one in `folder`.
    ///
    /// # Errors
    /// [`OpenError::AlreadyThere`] when there is one: nothing is created over it.
    pub fn create(folder: &Path, machine: &Key32) -> Result<Self, OpenError> {
        let path = folder.join(CLINIC_FILE);
        let database = Database::create(&path, Protection::Key(machine), &KIND)?;
        Self::with_keys(folder, database)
    }

    /// Opens the one in `folder` and brings it to the newest schema.
    ///
    /// # Errors
    /// [`OpenError::WrongKey`], [`OpenError::Missing`], [`OpenError::NewerThanApp`] and the rest of [`OpenError`].
    pub fn open(folder: &Path, machine: &Key32) -> Result<Self, OpenError> {
        let path = folder.join(CLINIC_FILE);
        let database = Database::open(&path, Protection::Key(machine), &KIND)?;
        Self::with_keys(folder, database)
    }

    /// Runs `act` in one transaction, durable when this returns; an error undoes all of it.
    ///
    /// # Errors
    /// What `act` returns, or [`StoreError`] when the transaction cannot begin or end.
    pub fn write<T, E: From<StoreError>>(
        &self,
        act: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (value, has_acted) = self.database.write(|tx| {
            let value = act(tx)?;
            Ok::<_, E>((value, self.audit.is_behind(tx)))
        })?;
        if has_acted {
            // It is committed: a file left behind is no fault, and the next act brings it up.
            let _ = self.audit.follow(&self.database);
        }
        Ok(value)
    }

    /// As [`Clinic::write`], for an act that begins a new chain of the audit; what else comes of it changes nothing.
    ///
    /// # Errors
    /// As [`Clinic::write`], and [`StoreError::Disk`] when the file beside the database cannot be written.
    pub(crate) fn write_anew(
        &self,
        act: impl FnOnce(&Tx<'_>) -> Result<Begun, StoreError>,
    ) -> Result<Begun, StoreError> {
        let (begun, head) = self.database.write(|tx| {
            let begun = act(tx)?;
            let head = match begun {
                Begun::Anew { .. } => Some(self.audit.prepare(tx)?),
                Begun::NothingWrong | Begun::Otherwise => None,
            };
            Ok::<_, StoreError>((begun, head))
        })?;
        if let Some(head) = head {
            self.audit.adopt(head)?;
        }
        Ok(begun)
    }

    /// Runs `act` on one unchanging view of the database; never waits for a writer.
    ///
    /// # Errors
    /// What `act` returns, or [`StoreError`] when the view cannot be had.
    pub fn read<T, E: From<StoreError>>(
        &self,
        act: impl FnOnce(&Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        self.database.read(act)
    }

    /// Empties the write-ahead log: a key that was removed is then nowhere in the files.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn empty_log(&self) -> Result<(), StoreError> {
        self.database.empty_log()
    }

    /// As `empty_log`; returns whether nobody who was reading kept it from being emptied.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn try_empty_log(&self) -> Result<bool, StoreError> {
        self.database.try_empty_log()
    }

    /// Removes what migrations left beside the one in `folder`: copies that know of whom was erased since.
    ///
    /// # Errors
    /// [`OpenError::Io`].
    pub fn forget_copies(folder: &Path) -> Result<(), OpenError> {
        copies::forget(&folder.join(CLINIC_FILE))
    }

    /// Returns how far the audit had got, as the file beside the database says.
    pub(crate) fn audit_head(&self) -> Result<audit::head::Head, audit::head::Unusable> {
        self.audit.on_disk()
    }

    /// Returns the key of the people index and of the hashes of provider ids.
    pub fn index_key(&self) -> &IndexKey {
        &self.index_key
    }

    fn with_keys(folder: &Path, database: Database) -> Result<Self, OpenError> {
        let opened = |error: StoreError| match error {
            StoreError::Disk => OpenError::DiskFull,
            StoreError::Sqlite(code) => OpenError::Sqlite(code),
            StoreError::NotFound | StoreError::Damaged | StoreError::WrongKey => OpenError::Damaged,
        };
        let index_key = database.write(people::index_key).map_err(opened)?;
        let audit = audit::head::Keeper::open(folder, &database).map_err(opened)?;
        Ok(Self {
            database,
            index_key,
            audit,
        })
    }
}
