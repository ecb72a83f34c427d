//! The durable store: what clinics have set up, and the sealed envelopes that wait for them.
//!
//! Knows no HTTP and cannot open an envelope. Everything a caller is told was written is on the disk. Two stores keep
//! the same promises, one SQLite file for one relay and one PostgreSQL for several; callers see nothing of SQL.

mod arrivals;
mod either;
mod leases;
mod letting_in;
mod look;
pub mod moving;
mod postgres;
mod sqlite;

use std::path::PathBuf;

use recado_protocol::bytes::{IdentityKey, SealingKey};
use recado_protocol::channel::{ChannelState, MetaObject};
use recado_protocol::id::{ClinicId, DeviceId};
use recado_protocol::pairing::{CODE_LIFETIME_MINUTES, NewDevice};

pub(crate) use either::Buffer;
pub(crate) use leases::{LeaseRefused, TakenLease};
pub(crate) use letting_in::{Admitting, Asking, LettingRefused, Removing, SignedRoster};
pub(crate) use look::{Look, look, newest_schema};
pub use postgres::place::{InvalidPostgresPlace, PostgresPlace};

/// How many jobs one durable transaction takes at most.
const LARGEST_BATCH: usize = 512;
/// How many jobs may wait to be written; beyond them the answer is 503 and memory stays bounded.
const QUEUE_JOBS: usize = 4096;
/// How many expired envelopes one sweep deletes at once, so that webhooks never wait long for it.
const SWEEP_CHUNK: usize = 1000;
/// How many unclaimed assets are remembered for a clinic; the one longest unheard goes first.
const MOST_UNCLAIMED: i64 = 100;
/// How long whoever took on the telling of an alarm has for it.
const CLAIM_MS: i64 = 60_000;
const CODE_LIFETIME_MS: i64 = CODE_LIFETIME_MINUTES as i64 * 60_000;

/// A clinic's row number, the short key of every table.
pub(crate) type ClinicRow = i64;
/// A device's row number.
pub(crate) type DeviceRow = i64;

/// Rows and when each was last seen, milliseconds since 1970 UTC.
pub(crate) type SeenAt<R> = Vec<(R, i64)>;

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
    /// PostgreSQL cannot be reached, or refused.
    #[error(
        "PostgreSQL at {place} cannot be used ({reason}); check `database`, that the server runs, and what its log says"
    )]
    Postgres {
        /// Where, without user and password: `db.example:5432/relay`.
        place: String,
        /// An SQLSTATE, or what failed on the way to it.
        reason: String,
    },
    /// The tables were made by a newer relay.
    #[error(
        "PostgreSQL at {place} was written by a newer relay (schema {found}, this one knows {known}); install that version again"
    )]
    PostgresNewer {
        /// Where.
        place: String,
        /// Its schema.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// The server forgets at a power cut what it has promised to keep.
    #[error(
        "PostgreSQL at {place} runs with `fsync = off`: it would lose messages at a power cut; turn it on"
    )]
    PostgresForgets {
        /// Where.
        place: String,
    },
    /// It was opened, but its clinics cannot be read.
    #[error("the clinics in {place} cannot be read; the log says why")]
    NotRead {
        /// Where.
        place: String,
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
    /// A read failed; the store has logged why.
    #[error("the store could not be read")]
    NotRead,
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
    /// Whether the clinic's desktops have let it in.
    pub(crate) is_admitted: bool,
}

/// What a desktop brings along, its secrets already hashed.
pub(crate) struct Pairing {
    pub(crate) code_hash: [u8; 32],
    pub(crate) device: NewDevice,
    pub(crate) identity_key: Option<IdentityKey>,
    pub(crate) token_hash: [u8; 32],
    pub(crate) now_ms: i64,
}

/// A desktop that has been let in.
pub(crate) struct PairedDevice {
    pub(crate) clinic_id: ClinicId,
    pub(crate) identity_key: IdentityKey,
    pub(crate) is_first: bool,
}

/// Why a desktop was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PairingRefused {
    /// No such code, too old, or used by another device.
    CodeWrong,
    /// The clinic's first desktop has to bring its identity key.
    IdentityKeyMissing,
    /// The device's id belongs to another clinic.
    DeviceTaken,
}

/// Why an epoch was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EpochRefused {
    /// Neither the next number nor a repeat of a known one.
    OutOfOrder,
    /// A wrap is for a device that the clinic has not paired.
    DeviceUnknown,
}

/// Why channels were not taken.
pub(crate) enum ChannelsRefused {
    /// Another clinic has one of the assets.
    AssetTaken,
}

/// When a clinic was last polled for, and what waits for it.
pub(crate) struct Silence {
    pub(crate) clinic: ClinicRow,
    pub(crate) oldest_at: Option<i64>,
    /// When the oldest envelope arrived that no desktop has acknowledged.
    pub(crate) unacknowledged_at: Option<i64>,
    pub(crate) last_poll_at: Option<i64>,
    /// When an alarm was told that has not ended.
    pub(crate) told_at: Option<i64>,
}

/// How much waits for a device.
pub(crate) struct Waiting {
    pub(crate) count: u64,
    pub(crate) oldest_at: Option<i64>,
    pub(crate) last_webhook_at: Option<i64>,
    pub(crate) last_poll_at: Option<i64>,
}
