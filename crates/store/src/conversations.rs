//! `leads.db` and `clinical.db`: people, conversations, messages and outbox of one side. One schema, one
//! implementation; the marker type says which key opened it.

pub mod apply;
pub mod automatic;
pub mod board;
pub mod comments;
pub mod consents;
pub mod contacts;
pub mod dividing;
pub mod drafts;
pub mod emergency_contacts;
pub mod erasing;
pub mod event;
pub mod findings;
pub mod identities;
pub mod interest;
pub mod labels;
pub mod likely;
pub mod list;
pub mod media;
pub mod messages;
pub mod moving;
pub mod notes;
pub mod outbox;
mod parts;
pub mod patients;
pub mod persons;
pub mod private_keys;
pub mod reacting;
pub mod reactions;
pub mod records;
pub mod sending;
pub mod state;
pub mod summaries;
pub mod thread;
pub mod together;
pub mod tones;
pub mod transcripts;
mod waiting;
pub mod watched;
pub mod words;
pub mod work;

use crate::error::{OpenError, StoreError};
use crate::key::{Key32, renewal::RekeyStep};
use crate::sqlite::{Database, Kind, Protection, copies, migrate::Migration, rekey};
use crate::{Conn, Tx};
use recado_domain::channel::Side;
use recado_domain::time::UnixMs;
use std::marker::PhantomData;
use std::path::Path;

pub(crate) const KIND: Kind = Kind {
    migrations: &[
        Migration {
            sql: include_str!("../migrations/conversations/0001_start.sql"),
        },
        Migration {
            sql: include_str!("../migrations/conversations/0002_parts_and_files.sql"),
        },
        Migration {
            sql: include_str!("../migrations/conversations/0003_card_files.sql"),
        },
        Migration {
            sql: include_str!("../migrations/conversations/0004_records.sql"),
        },
        Migration {
            sql: include_str!("../migrations/conversations/0005_work.sql"),
        },
        Migration {
            sql: include_str!("../migrations/conversations/0006_people.sql"),
        },
        Migration {
            sql: include_str!("../migrations/conversations/0007_weak_signs.sql"),
        },
        Migration {
            sql: include_str!("../migrations/conversations/0008_tone.sql"),
        },
        Migration {
            sql: include_str!("../migrations/conversations/0009_summaries.sql"),
        },
        Migration {
            sql: include_str!("../migrations/conversations/0010_transcripts.sql"),
        },
        Migration {
            sql: include_str!("../migrations/conversations/0011_interest.sql"),
        },
        Migration {
            sql: include_str!("../migrations/conversations/0012_together.sql"),
        },
        Migration {
            sql: include_str!("../migrations/conversations/0013_automatic.sql"),
        },
        Migration {
            sql: include_str!("../migrations/conversations/0014_words_between_computers.sql"),
        },
        Migration {
            sql: include_str!("../migrations/conversations/0017_emergency_contact.sql"),
        },
        Migration {
            sql: include_str!("../migrations/conversations/0018_pieces.sql"),
        },
    ],
    cache_kib: 64 * 1024,
};

/// The clinical side: patients. Opened by the clinical key.
#[derive(Debug, Clone, Copy)]
pub enum Clinical {}

/// The leads side. Opened by the leads key.
#[derive(Debug, Clone, Copy)]
pub enum Leads {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Clinical {}
    impl Sealed for super::Leads {}
}

/// A side as a type: [`Clinical`] or [`Leads`].
pub trait StoreSide: sealed::Sealed {
    /// The side.
    const SIDE: Side;
    /// The file's name in the data folder.
    const FILE: &'static str;
}

impl StoreSide for Clinical {
    const SIDE: Side = Side::Clinical;
    const FILE: &'static str = "clinical.db";
}

impl StoreSide for Leads {
    const SIDE: Side = Side::Leads;
    const FILE: &'static str = "leads.db";
}

/// An open `leads.db` or `clinical.db`.
pub struct Store<S: StoreSide> {
    database: Database,
    side: PhantomData<fn() -> S>,
}

impl<S: StoreSide> Store<S> {
    /// Returns whether there is one in `folder`, readable or not.
    pub fn exists(folder: &Path) -> bool {
        folder.join(S::FILE).exists()
    }

    /// Creates an empty one in `folder`.
    ///
    /// # Errors
    /// [`OpenError::AlreadyThere`] when there is one: nothing is created over it.
    pub fn create(folder: &Path, key: &Key32) -> Result<Self, OpenError> {
        Database::create(&folder.join(S::FILE), Protection::Key(key), &KIND).map(Self::new)
    }

    /// Opens the one in `folder` and brings it to the newest schema.
    ///
    /// # Errors
    /// [`OpenError::WrongKey`], [`OpenError::Missing`], [`OpenError::NewerThanApp`] and the rest of [`OpenError`].
    pub fn open(folder: &Path, key: &Key32) -> Result<Self, OpenError> {
        Database::open(&folder.join(S::FILE), Protection::Key(key), &KIND).map(Self::new)
    }

    /// Re-encrypts the one in `folder`, which nobody may have open. A cut-off leaves it under the old key or the new.
    ///
    /// `goes_on` hears of each step and says whether to go on.
    ///
    /// # Errors
    /// [`OpenError::WrongKey`], [`OpenError::InUse`], [`OpenError::CutOff`], [`OpenError::DiskFull`] and the rest.
    pub fn rekey(
        folder: &Path,
        old: &Key32,
        new: &Key32,
        goes_on: &mut dyn FnMut(RekeyStep) -> bool,
    ) -> Result<(), OpenError> {
        rekey::rekey(&folder.join(S::FILE), old, new, &KIND, goes_on)
    }

    /// Removes the copies that migrations left beside the one in `folder`: they are under a key that is no longer its own,
    /// or hold what has left it.
    ///
    /// # Errors
    /// [`OpenError::Io`].
    pub fn forget_copies(folder: &Path) -> Result<(), OpenError> {
        copies::forget(&folder.join(S::FILE))
    }

    /// Removes the copies that migrations left, but the newest one if it was made at `oldest` or after: for when the
    /// migrated database has opened well.
    ///
    /// # Errors
    /// [`OpenError::Io`].
    pub fn keep_newest_copy(folder: &Path, oldest: UnixMs) -> Result<(), OpenError> {
        copies::keep_newest(&folder.join(S::FILE), oldest)
    }

    /// Creates one without a key, to measure what encryption costs. Never for anybody's words.
    ///
    /// # Errors
    /// As [`Store::create`].
    #[doc(hidden)]
    pub fn create_plain_for_benchmarks(folder: &Path) -> Result<Self, OpenError> {
        let path = folder.join(S::FILE);
        Database::create(&path, Protection::PlainForBenchmarks, &KIND).map(Self::new)
    }

    /// Opens what [`Store::create_plain_for_benchmarks`] made.
    ///
    /// # Errors
    /// As [`Store::open`].
    #[doc(hidden)]
    pub fn open_plain_for_benchmarks(folder: &Path) -> Result<Self, OpenError> {
        let path = folder.join(S::FILE);
        Database::open(&path, Protection::PlainForBenchmarks, &KIND).map(Self::new)
    }

    /// Runs `act` in one transaction, durable when this returns; an error undoes all of it.
    ///
    /// # Errors
    /// What `act` returns, or [`StoreError`] when the transaction cannot begin or end.
    pub fn write<T, E: From<StoreError>>(
        &self,
        act: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.database.write(act)
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

    /// Empties the write-ahead log: what was removed is then nowhere in the files.
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

    fn new(database: Database) -> Self {
        Self {
            database,
            side: PhantomData,
        }
    }
}
