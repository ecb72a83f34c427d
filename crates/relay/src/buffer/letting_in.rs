//! Further desktops: who asks to be let in, who is, and who is taken out. What the desktops say to each other is kept as
//! they said it.

use recado_protocol::epoch::PutEpoch;
use recado_protocol::id::DeviceId;
use recado_protocol::joining::EpochWrap;
use recado_protocol::pairing::NewDevice;

use super::{Buffer, BufferError, ClinicRow, DeviceRow};

/// A desktop that asks to be let in, and what was said between the two so far.
pub(crate) struct Asking {
    pub(crate) device: NewDevice,
    pub(crate) asked_at: i64,
    pub(crate) request: Vec<u8>,
    pub(crate) offer: Option<Vec<u8>>,
    pub(crate) reveal: Option<Vec<u8>>,
    pub(crate) welcome: Option<Vec<u8>>,
}

/// A roster whose signature was checked.
pub(crate) struct SignedRoster {
    pub(crate) number: u32,
    /// As its desktop wrote it.
    pub(crate) body: Vec<u8>,
    pub(crate) names: Vec<(DeviceId, String)>,
}

/// What lets a newcomer in, all of it or nothing.
pub(crate) struct Admitting {
    pub(crate) device: DeviceId,
    /// The request that was looked at.
    pub(crate) request: Vec<u8>,
    pub(crate) welcome: Vec<u8>,
    pub(crate) wraps: Vec<EpochWrap>,
    pub(crate) roster: SignedRoster,
}

/// What takes a desktop out, all of it or nothing.
pub(crate) struct Removing {
    pub(crate) device: DeviceId,
    pub(crate) roster: SignedRoster,
    pub(crate) epoch: PutEpoch,
}

/// Why a desktop was neither let in nor taken out, or a roster not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LettingRefused {
    /// No such device, or it does not ask.
    Unknown,
    /// It has asked anew, or was answered already.
    JoiningOutOfDate,
    /// The roster's number is not the next.
    RosterOutOfDate,
    /// The epoch is not the next, or its wraps are for others.
    EpochOutOfOrder,
}

impl Buffer {
    /// Keeps that a desktop asks; another request than before begins anew.
    pub(crate) async fn ask_in(
        &self,
        clinic: ClinicRow,
        device: DeviceRow,
        request: Vec<u8>,
        now_ms: i64,
    ) -> Result<(), BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.ask_in(clinic, device, request, now_ms).await,
            Self::Postgres(buffer) => buffer.ask_in(clinic, device, request, now_ms).await,
        }
    }

    /// Returns who asks or was answered, the oldest first.
    pub(crate) async fn asking(&self, clinic: ClinicRow) -> Result<Vec<Asking>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.asking(clinic).await,
            Self::Postgres(buffer) => buffer.asking(clinic).await,
        }
    }

    /// Keeps the one offer to a request; returns whether it stands.
    pub(crate) async fn offer(
        &self,
        clinic: ClinicRow,
        device: DeviceId,
        request: Vec<u8>,
        offer: Vec<u8>,
    ) -> Result<bool, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.offer(clinic, device, request, offer).await,
            Self::Postgres(buffer) => buffer.offer(clinic, device, request, offer).await,
        }
    }

    /// Keeps the one reveal after an offer; returns whether it stands.
    pub(crate) async fn reveal(
        &self,
        device: DeviceRow,
        reveal: Vec<u8>,
    ) -> Result<bool, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.reveal(device, reveal).await,
            Self::Postgres(buffer) => buffer.reveal(device, reveal).await,
        }
    }

    /// Lets a newcomer in; a repeat changes nothing.
    pub(crate) async fn admit(
        &self,
        clinic: ClinicRow,
        admitting: Admitting,
    ) -> Result<Result<(), LettingRefused>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.admit(clinic, admitting).await,
            Self::Postgres(buffer) => buffer.admit(clinic, admitting).await,
        }
    }

    /// Takes a desktop out and begins the next epoch.
    pub(crate) async fn take_out(
        &self,
        clinic: ClinicRow,
        removing: Removing,
    ) -> Result<Result<(), LettingRefused>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.take_out(clinic, removing).await,
            Self::Postgres(buffer) => buffer.take_out(clinic, removing).await,
        }
    }

    /// Returns the clinic's roster as it was put.
    pub(crate) async fn roster(&self, clinic: ClinicRow) -> Result<Option<Vec<u8>>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.roster(clinic).await,
            Self::Postgres(buffer) => buffer.roster(clinic).await,
        }
    }

    /// Keeps the next roster, of the same desktops.
    pub(crate) async fn put_roster(
        &self,
        clinic: ClinicRow,
        roster: SignedRoster,
    ) -> Result<Result<(), LettingRefused>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.put_roster(clinic, roster).await,
            Self::Postgres(buffer) => buffer.put_roster(clinic, roster).await,
        }
    }
}
