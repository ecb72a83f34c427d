//! Leases: what one desktop of a clinic does at a time, until when.

use super::{Buffer, BufferError, ClinicRow, DeviceRow};

/// A lease that was taken or renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TakenLease {
    pub(crate) fencing: i64,
    pub(crate) until: i64,
}

/// Why a lease was not had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeaseRefused {
    /// Another desktop has it.
    Held,
    /// The clinic has more leases than it can need.
    TooMany,
}

/// How long after its end a name is forgotten, with its number.
pub(super) const FORGOTTEN_AFTER_MS: i64 = 24 * 60 * 60 * 1000;
/// How many names a clinic's desktops may hold at once.
pub(super) const MOST_LEASES: i64 = 1000;

impl Buffer {
    /// Takes a lease that is free or over, or renews one's own.
    pub(crate) async fn take_lease(
        &self,
        clinic: ClinicRow,
        device: DeviceRow,
        name: [u8; 32],
        (now_ms, until_ms): (i64, i64),
    ) -> Result<Result<TakenLease, LeaseRefused>, BufferError> {
        let times = (now_ms, until_ms);
        match self {
            Self::Sqlite(buffer) => buffer.take_lease(clinic, device, name, times).await,
            Self::Postgres(buffer) => buffer.take_lease(clinic, device, name, times).await,
        }
    }

    /// Gives one's own lease up; one that went to another meanwhile stays there.
    pub(crate) async fn give_up_lease(
        &self,
        clinic: ClinicRow,
        device: DeviceRow,
        name: [u8; 32],
        fencing: i64,
    ) -> Result<(), BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.give_up_lease(clinic, device, name, fencing).await,
            Self::Postgres(buffer) => buffer.give_up_lease(clinic, device, name, fencing).await,
        }
    }
}
