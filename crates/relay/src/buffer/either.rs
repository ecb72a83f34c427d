//! One of the two stores, asked alike.

use recado_protocol::app::App;
use recado_protocol::bytes::IdentityKey;
use recado_protocol::channel::Channel;
use recado_protocol::device::Device;
use recado_protocol::envelope::Envelope;
use recado_protocol::epoch::{Epochs, PutEpoch};
use recado_protocol::id::DeviceId;
use recado_protocol::status::UnclaimedAsset;
use tokio::sync::watch;

use super::arrivals::Arrivals;
use super::postgres::PostgresBuffer;
use super::sqlite::SqliteBuffer;
use super::{
    BufferError, ChannelSetting, ChannelsRefused, ClinicRow, ClinicSettings, DeviceRow,
    EpochRefused, NewEnvelope, OpenBufferError, PairedDevice, Pairing, PairingRefused, SeenAt,
    Silence, UnclaimedEntry, Waiting,
};
use crate::config::{Config, Database};
use crate::metrics::Times;

/// The open store.
pub(crate) enum Buffer {
    /// One file, one relay.
    Sqlite(Box<SqliteBuffer>),
    /// A server, any number of relays.
    Postgres(Box<PostgresBuffer>),
}

impl Buffer {
    /// Opens the store that the settings name, making or migrating it.
    ///
    /// # Errors
    /// See [`OpenBufferError`].
    pub(crate) async fn open(config: &Config) -> Result<Self, OpenBufferError> {
        match &config.database {
            Database::Sqlite(path) => {
                let largest_bytes = u64::from(config.buffer_max_mib) * 1024 * 1024;
                let now_ms = config.clock.now_ms();
                let buffer = SqliteBuffer::open(path, largest_bytes, now_ms)?;
                Ok(Self::Sqlite(Box::new(buffer)))
            }
            Database::Postgres(place) => {
                let buffer = PostgresBuffer::open(place).await?;
                Ok(Self::Postgres(Box::new(buffer)))
            }
        }
    }

    /// Keeps a pairing code, whether a relay serves from the store or not.
    ///
    /// # Errors
    /// See [`OpenBufferError`].
    pub(crate) fn keep_code_beside(
        config: &Config,
        clinic: &str,
        code_hash: [u8; 32],
    ) -> Result<(), OpenBufferError> {
        let now_ms = config.clock.now_ms();
        match &config.database {
            Database::Sqlite(path) => {
                SqliteBuffer::keep_code_beside(path, clinic, code_hash, now_ms)
            }
            Database::Postgres(place) => {
                PostgresBuffer::keep_code_beside(place, clinic, code_hash, now_ms)
            }
        }
    }

    fn arrivals_of(&self) -> &Arrivals {
        match self {
            Self::Sqlite(buffer) => buffer.arrivals(),
            Self::Postgres(buffer) => buffer.arrivals(),
        }
    }

    /// Returns what tells of new envelopes of a clinic: their last cursor.
    pub(crate) fn arrivals(&self, clinic: ClinicRow) -> watch::Receiver<i64> {
        self.arrivals_of().subscribe(clinic)
    }

    /// Wakes a clinic's polls though nothing arrived.
    pub(crate) fn wake(&self, clinic: ClinicRow) {
        self.arrivals_of().wake(clinic);
    }

    /// Wakes all polls though nothing arrived.
    pub(crate) fn wake_all(&self) {
        self.arrivals_of().wake_all();
    }

    /// Returns how long durable transactions took.
    pub(crate) fn commits(&self) -> &Times {
        match self {
            Self::Sqlite(buffer) => buffer.commits(),
            Self::Postgres(buffer) => buffer.commits(),
        }
    }

    /// Returns what tells that another relay changed a clinic's settings; nobody else can when the store is a file.
    pub(crate) fn settings_changes(&self) -> Option<watch::Receiver<()>> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(buffer) => Some(buffer.settings_changes()),
        }
    }

    /// Returns whether settings were written since [`Self::clinics`] was last asked, here or by another relay.
    pub(crate) async fn has_newer_settings(&self) -> Result<bool, BufferError> {
        match self {
            Self::Sqlite(_) => Ok(false),
            Self::Postgres(buffer) => buffer.has_newer_settings().await,
        }
    }

    /// Moves what is in SQLite's log into its file; PostgreSQL does so by itself.
    pub(crate) async fn checkpoint(&self) {
        match self {
            Self::Sqlite(buffer) => buffer.checkpoint().await,
            Self::Postgres(_) => {}
        }
    }

    /// Appends durably, all or nothing; returns the cursor of the last envelope that is new.
    pub(crate) async fn append(
        &self,
        envelopes: Vec<NewEnvelope>,
        unclaimed: Vec<UnclaimedEntry>,
    ) -> Result<Option<i64>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.append(envelopes, unclaimed).await,
            Self::Postgres(buffer) => buffer.append(envelopes, unclaimed).await,
        }
    }

    /// Returns what follows the cursor, oldest first, up to the limits of a page.
    pub(crate) async fn page(
        &self,
        clinic: ClinicRow,
        after: i64,
    ) -> Result<Vec<Envelope>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.page(clinic, after).await,
            Self::Postgres(buffer) => buffer.page(clinic, after).await,
        }
    }

    /// Moves a device's acknowledgement forward and deletes what all of the clinic's devices have acknowledged.
    pub(crate) async fn acknowledge(
        &self,
        clinic: ClinicRow,
        device: DeviceRow,
        cursor: i64,
    ) -> Result<(), BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.acknowledge(clinic, device, cursor).await,
            Self::Postgres(buffer) => buffer.acknowledge(clinic, device, cursor).await,
        }
    }

    /// Returns when the oldest waiting envelope of each clinic arrived.
    pub(crate) async fn oldest(&self) -> Result<Vec<(ClinicRow, i64)>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.oldest().await,
            Self::Postgres(buffer) => buffer.oldest().await,
        }
    }

    /// Returns how many envelopes wait for each clinic.
    pub(crate) async fn depths(&self) -> Result<Vec<(ClinicRow, i64)>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.depths().await,
            Self::Postgres(buffer) => buffer.depths().await,
        }
    }

    /// Deletes a chunk of what arrived before; returns whether there may be more, and how many went.
    pub(crate) async fn forget_expired(
        &self,
        before_ms: i64,
    ) -> Result<(bool, usize), BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.forget_expired(before_ms).await,
            Self::Postgres(buffer) => buffer.forget_expired(before_ms).await,
        }
    }

    /// Returns how much a device has not acknowledged, and the clinic's unclaimed assets.
    pub(crate) async fn waiting(
        &self,
        clinic: ClinicRow,
        device: DeviceRow,
    ) -> Result<(Waiting, Vec<UnclaimedAsset>), BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.waiting(clinic, device).await,
            Self::Postgres(buffer) => buffer.waiting(clinic, device).await,
        }
    }

    /// Keeps a pairing code, making the clinic when it is new.
    pub(crate) async fn keep_code(
        &self,
        clinic: String,
        code_hash: [u8; 32],
        now_ms: i64,
    ) -> Result<(), BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.keep_code(clinic, code_hash, now_ms).await,
            Self::Postgres(buffer) => buffer.keep_code(clinic, code_hash, now_ms).await,
        }
    }

    /// Lets a desktop in, or the same one again with a fresh token.
    pub(crate) async fn pair(
        &self,
        pairing: Pairing,
    ) -> Result<Result<PairedDevice, PairingRefused>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.pair(pairing).await,
            Self::Postgres(buffer) => buffer.pair(pairing).await,
        }
    }

    /// Returns the clinic's devices, oldest first.
    pub(crate) async fn devices(&self, clinic: ClinicRow) -> Result<Vec<Device>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.devices(clinic).await,
            Self::Postgres(buffer) => buffer.devices(clinic).await,
        }
    }

    /// Removes a device and the wraps made for it; returns whether there was one.
    pub(crate) async fn remove_device(
        &self,
        clinic: ClinicRow,
        device: DeviceId,
    ) -> Result<bool, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.remove_device(clinic, device).await,
            Self::Postgres(buffer) => buffer.remove_device(clinic, device).await,
        }
    }

    /// Returns all epochs, oldest first.
    pub(crate) async fn epochs(
        &self,
        clinic: ClinicRow,
        identity_key: IdentityKey,
    ) -> Result<Epochs, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.epochs(clinic, identity_key).await,
            Self::Postgres(buffer) => buffer.epochs(clinic, identity_key).await,
        }
    }

    /// Takes the next epoch, or more wraps for a known one.
    pub(crate) async fn put_epoch(
        &self,
        clinic: ClinicRow,
        put: PutEpoch,
    ) -> Result<Result<(), EpochRefused>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.put_epoch(clinic, put).await,
            Self::Postgres(buffer) => buffer.put_epoch(clinic, put).await,
        }
    }

    /// Returns a clinic's channels.
    pub(crate) async fn channels(
        &self,
        clinic: ClinicRow,
    ) -> Result<Vec<ChannelSetting>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.channels(clinic).await,
            Self::Postgres(buffer) => buffer.channels(clinic).await,
        }
    }

    /// Replaces a clinic's channels.
    pub(crate) async fn put_channels(
        &self,
        clinic: ClinicRow,
        channels: Vec<Channel>,
    ) -> Result<Result<(), ChannelsRefused>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.put_channels(clinic, channels).await,
            Self::Postgres(buffer) => buffer.put_channels(clinic, channels).await,
        }
    }

    /// Replaces a clinic's apps.
    pub(crate) async fn put_apps(
        &self,
        clinic: ClinicRow,
        apps: Vec<App>,
    ) -> Result<(), BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.put_apps(clinic, apps).await,
            Self::Postgres(buffer) => buffer.put_apps(clinic, apps).await,
        }
    }

    /// Returns all clinics' settings.
    pub(crate) async fn clinics(&self) -> Result<Vec<ClinicSettings>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.clinics().await,
            Self::Postgres(buffer) => buffer.clinics().await,
        }
    }

    /// Writes down when clinics last received and devices last polled.
    pub(crate) async fn keep_seen(
        &self,
        webhooks: SeenAt<ClinicRow>,
        polls: SeenAt<DeviceRow>,
    ) -> Result<(), BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.keep_seen(webhooks, polls).await,
            Self::Postgres(buffer) => buffer.keep_seen(webhooks, polls).await,
        }
    }

    /// Returns whether a durable write works now.
    pub(crate) async fn is_writable(&self) -> bool {
        match self {
            Self::Sqlite(buffer) => buffer.is_writable().await,
            Self::Postgres(buffer) => buffer.is_writable().await,
        }
    }

    /// Writes what is queued and closes.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(buffer) => buffer.close().await,
            Self::Postgres(buffer) => buffer.close().await,
        }
    }

    /// Returns the clinics for which something waits or an alarm stands.
    pub(crate) async fn silences(&self) -> Result<Vec<Silence>, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.silences().await,
            Self::Postgres(buffer) => buffer.silences().await,
        }
    }

    /// Takes on the telling of an alarm or its end, unless another relay has; returns whether it is ours.
    pub(crate) async fn claim_alarm(
        &self,
        clinic: ClinicRow,
        now_ms: i64,
    ) -> Result<bool, BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.claim_alarm(clinic, now_ms).await,
            Self::Postgres(buffer) => buffer.claim_alarm(clinic, now_ms).await,
        }
    }

    /// Writes down that an alarm was told.
    pub(crate) async fn alarm_told(
        &self,
        clinic: ClinicRow,
        now_ms: i64,
    ) -> Result<(), BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.alarm_told(clinic, now_ms).await,
            Self::Postgres(buffer) => buffer.alarm_told(clinic, now_ms).await,
        }
    }

    /// Ends an alarm.
    pub(crate) async fn end_alarm(&self, clinic: ClinicRow) -> Result<(), BufferError> {
        match self {
            Self::Sqlite(buffer) => buffer.end_alarm(clinic).await,
            Self::Postgres(buffer) => buffer.end_alarm(clinic).await,
        }
    }
}
