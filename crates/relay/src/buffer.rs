//! The durable store: what clinics have set up, and the sealed envelopes that wait for them.
//!
//! Knows no HTTP and cannot open an envelope. Everything a caller is told was written is on the disk. SQLite is the
//! only store so far; a second one makes [`Buffer`] an enum over both, which is why callers see nothing of SQL.

mod account;
mod envelopes;
mod open;
mod pairing;
mod settings;
mod sqlite;
mod tables;
mod writer;

use std::path::PathBuf;

use recado_protocol::bytes::{IdentityKey, SealingKey};
use recado_protocol::channel::{ChannelState, MetaObject};
use recado_protocol::id::{ClinicId, DeviceId};

pub(crate) use account::EpochRefused;
pub(crate) use pairing::{Pairing, PairingRefused};
pub(crate) use settings::ChannelsRefused;
pub(crate) use sqlite::{Buffer, BufferOptions};

/// A clinic's row number, the short key of every table.
pub(crate) type ClinicRow = i64;
/// A device's row number.
pub(crate) type DeviceRow = i64;

/// Why the store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenBufferError {
    /// Another relay is serving from it.
    #[error("{path} is in use by another relay; stop that one first, or choose another `database`")]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a newer relay.
    #[error(
        "{path} was written by a newer relay (schema {found}, this one knows {known}); install that version again"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// The folder or file cannot be made or opened.
    #[error(
        "{path} cannot be opened; check that its folder exists and may be written by this user"
    )]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// SQLite refused.
    #[error("{path} cannot be used as a database")]
    Database {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
}

/// Why something was not read or written. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum BufferError {
    /// Too much waits already; nothing was tried.
    #[error("the write queue is full")]
    QueueFull,
    /// The relay is stopping.
    #[error("the store is closed")]
    Closed,
    /// The disk is full or failing; the write was undone.
    #[error("the store could not be written")]
    NotWritten,
    /// A read failed.
    #[error("the store could not be read")]
    NotRead(#[source] rusqlite::Error),
}

/// One sealed envelope on its way in.
pub(crate) struct NewEnvelope {
    pub(crate) clinic: ClinicRow,
    pub(crate) received_at: i64,
    /// Of the body: a repeat while the first still waits is kept once.
    pub(crate) hash: Option<i64>,
    pub(crate) sealed: Vec<u8>,
}

/// An entry for an asset that no clinic has connected.
#[derive(Clone)]
pub(crate) struct UnclaimedEntry {
    pub(crate) clinic: ClinicRow,
    pub(crate) object: String,
    pub(crate) asset_id: String,
    pub(crate) at: i64,
}

/// Everything routing needs of one clinic, held in memory.
#[derive(Clone)]
pub(crate) struct ClinicSettings {
    pub(crate) row: ClinicRow,
    pub(crate) id: ClinicId,
    pub(crate) identity_key: Option<IdentityKey>,
    pub(crate) epoch: Option<(u32, SealingKey)>,
    pub(crate) channels: Vec<ChannelSetting>,
    pub(crate) apps: Vec<AppSetting>,
    pub(crate) devices: Vec<DeviceSetting>,
}

/// One switch.
#[derive(Clone)]
pub(crate) struct ChannelSetting {
    pub(crate) object: MetaObject,
    pub(crate) asset_id: String,
    pub(crate) number_id: Option<String>,
    pub(crate) state: ChannelState,
}

/// One Meta app.
#[derive(Clone)]
pub(crate) struct AppSetting {
    pub(crate) secret: String,
    pub(crate) verify_token: String,
}

/// One device, as authentication needs it.
#[derive(Clone)]
pub(crate) struct DeviceSetting {
    pub(crate) row: DeviceRow,
    pub(crate) id: DeviceId,
    pub(crate) token_hash: [u8; 32],
}
