//! Keys of this device and of the clinic that open no database: signing, sealing, epochs.

use crate::error::StoreError;
use crate::key::Key32;
use crate::{Conn, Tx};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, params};

/// Which key pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairName {
    /// What the other desktops wrap epoch keys to.
    DeviceHpke,
    /// What this device signs with.
    DeviceSigning,
    /// What this device signs for the clinic's other desktops with.
    DeviceNotes,
    /// What the clinic signs its epochs with.
    ClinicIdentity,
    /// What is sealed while the desk is locked; its private half is in `clinical.db`.
    ClinicalSpool,
}

/// A key pair; a half that does not belong here is absent.
#[derive(Debug, Clone)]
pub struct KeyPair {
    /// The public half.
    pub public: Option<Vec<u8>>,
    /// The private half, 32 bytes.
    pub private: Option<Key32>,
}

/// The key pair that the relay seals to for a while.
#[derive(Debug, Clone)]
pub struct Epoch {
    /// Its number, growing.
    pub number: i64,
    /// The public half.
    pub public: Vec<u8>,
    /// The private half.
    pub private: Key32,
    /// When it was made.
    pub created_at: UnixMs,
}

impl PairName {
    fn as_str(self) -> &'static str {
        match self {
            Self::DeviceHpke => "device_hpke",
            Self::DeviceSigning => "device_signing",
            Self::DeviceNotes => "device_notes",
            Self::ClinicIdentity => "clinic_identity",
            Self::ClinicalSpool => "clinical_spool",
        }
    }
}

/// Keeps a key pair, replacing the one of that name.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, name: PairName, pair: &KeyPair) -> Result<(), StoreError> {
    let private = pair.private.as_ref().map(|key| key.expose().as_slice());
    tx.execute(
        "insert into key_pairs (name, public, private) values (?1, ?2, ?3)
         on conflict (name) do update set public = excluded.public, private = excluded.private",
        params![name.as_str(), pair.public, private],
    )?;
    Ok(())
}

/// Returns a key pair.
///
/// # Errors
/// [`StoreError`].
pub fn get(conn: &Conn, name: PairName) -> Result<Option<KeyPair>, StoreError> {
    let found = conn
        .prepare_cached("select public, private from key_pairs where name = ?1")?
        .query_row([name.as_str()], |row| {
            Ok((row.get(0)?, row.get::<_, Option<Vec<u8>>>(1)?))
        })
        .optional()?;
    let Some((public, private)) = found else {
        return Ok(None);
    };
    let private = private.map(|bytes| Key32::from_slice(&bytes).ok_or(StoreError::Damaged));
    Ok(Some(KeyPair {
        public,
        private: private.transpose()?,
    }))
}

/// Keeps an epoch.
///
/// # Errors
/// [`StoreError`].
pub fn put_epoch(tx: &Tx<'_>, epoch: &Epoch) -> Result<(), StoreError> {
    tx.execute(
        "insert into epochs (number, public, private, created_at) values (?1, ?2, ?3, ?4)
         on conflict (number) do update set public = excluded.public, private = excluded.private",
        params![
            epoch.number,
            epoch.public,
            epoch.private.expose(),
            epoch.created_at.0
        ],
    )?;
    Ok(())
}

/// Returns every epoch, the newest first; old ones open what waited long.
///
/// # Errors
/// [`StoreError`].
pub fn epochs(conn: &Conn) -> Result<Vec<Epoch>, StoreError> {
    let mut query = conn.prepare_cached(
        "select number, public, private, created_at from epochs order by number desc",
    )?;
    let rows = query.query_map([], |row| {
        Ok(Epoch {
            number: row.get(0)?,
            public: row.get(1)?,
            private: Key32::from_bytes(row.get(2)?),
            created_at: UnixMs(row.get(3)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
