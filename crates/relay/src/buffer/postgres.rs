//! The store in PostgreSQL, for any number of relays at once: the way to it, and what other relays did there.

pub(super) mod access;
mod account;
mod alarms;
mod batcher;
mod envelopes;
mod leases;
mod letting_in;
mod listen;
pub(super) mod open;
mod pairing;
pub(super) mod place;
mod settings;
mod tables;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use deadpool_postgres::{Client, Pool};
use recado_protocol::app::App;
use recado_protocol::bytes::IdentityKey;
use recado_protocol::channel::Channel;
use recado_protocol::device::Device;
use recado_protocol::envelope::Envelope;
use recado_protocol::epoch::{Epochs, PutEpoch};
use recado_protocol::id::DeviceId;
use recado_protocol::status::UnclaimedAsset;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use self::access::{ANSWER_WITHIN, read, unusable, written};
use self::batcher::Batcher;
use self::listen::Heard;
use self::place::PostgresPlace;
use super::arrivals::Arrivals;
use super::{
    BufferError, ChannelSetting, ChannelsRefused, ClinicRow, ClinicSettings, DeviceRow,
    EpochRefused, NewEnvelope, OpenBufferError, PairedDevice, Pairing, PairingRefused, SeenAt,
    Silence, UnclaimedEntry, Waiting,
};

/// Connections beside those that append.
const CONNECTIONS: usize = 8;

/// The open store.
pub(crate) struct PostgresBuffer {
    /// For everything but appending, so that neither waits for the other.
    pool: Pool,
    appending: Pool,
    batcher: Batcher,
    heard: Heard,
    /// The revision of the settings that were last read.
    revision: Arc<AtomicI64>,
    listening: [JoinHandle<()>; 2],
}

impl PostgresBuffer {
    /// Opens the database, making or migrating its tables.
    ///
    /// # Errors
    /// See [`OpenBufferError`].
    pub(crate) async fn open(place: &PostgresPlace) -> Result<Self, OpenBufferError> {
        let mut place = place.clone();
        open::prepare(&mut place).await?;
        let pool = access::pool(&place, CONNECTIONS)?;
        let appending = access::pool(&place, batcher::WRITERS)?;
        let arrivals = Arrivals::default();
        let revision = Arc::<AtomicI64>::default();
        let heard = Heard::new(arrivals.clone(), Arc::clone(&revision));
        let listening = [
            listen::listen(place, heard.clone()),
            listen::look(pool.clone(), heard.clone()),
        ];
        Ok(Self {
            batcher: Batcher::start(&appending, &arrivals),
            pool,
            appending,
            heard,
            revision,
            listening,
        })
    }

    /// Keeps a pairing code, whether relays serve from the database or not.
    ///
    /// # Errors
    /// See [`OpenBufferError`].
    pub(crate) fn keep_code_beside(
        place: &PostgresPlace,
        clinic: &str,
        code_hash: [u8; 32],
        now_ms: i64,
    ) -> Result<(), OpenBufferError> {
        let mut place = place.clone();
        let work = async move {
            open::prepare(&mut place).await?;
            let pool = access::pool(&place, 1)?;
            let mut client = pool
                .get()
                .await
                .map_err(|_| unusable(&place, "no connection"))?;
            pairing::keep_code(&mut client, clinic, &code_hash, now_ms)
                .await
                .map_err(|failed| unusable(&place, &failed.code()))
        };
        // On a thread of its own: the caller may be within a runtime, where nothing may wait for another.
        std::thread::scope(|scope| {
            let kept = scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build();
                runtime.map(|runtime| runtime.block_on(work))
            });
            match kept.join() {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(_)) | Err(_) => Err(OpenBufferError::Postgres {
                    place: String::new(),
                    reason: "no thread".to_owned(),
                }),
            }
        })
    }

    async fn lend(&self, otherwise: BufferError) -> Result<Client, BufferError> {
        access::lend(&self.pool, otherwise).await
    }

    pub(crate) async fn append(
        &self,
        envelopes: Vec<NewEnvelope>,
        unclaimed: Vec<UnclaimedEntry>,
    ) -> Result<Option<i64>, BufferError> {
        self.batcher.append(envelopes, unclaimed).await
    }

    /// Returns who tells of new envelopes.
    pub(crate) fn arrivals(&self) -> &Arrivals {
        &self.heard.arrivals
    }

    /// Returns what tells that settings were changed.
    pub(crate) fn settings_changes(&self) -> watch::Receiver<()> {
        self.heard.settings.subscribe()
    }

    pub(crate) async fn has_newer_settings(&self) -> Result<bool, BufferError> {
        let client = self.lend(BufferError::NotRead).await?;
        let outcome = timeout(ANSWER_WITHIN, settings::revision(&client)).await;
        let revision = read(client, outcome)?;
        Ok(revision > self.revision.load(Ordering::SeqCst))
    }

    pub(crate) async fn clinics(&self) -> Result<Vec<ClinicSettings>, BufferError> {
        let mut client = self.lend(BufferError::NotRead).await?;
        let outcome = timeout(ANSWER_WITHIN, tables::clinics(&mut client)).await;
        let (revision, clinics) = read(client, outcome)?;
        self.revision.fetch_max(revision, Ordering::SeqCst);
        Ok(clinics)
    }

    pub(crate) async fn waiting(
        &self,
        clinic: ClinicRow,
        device: DeviceRow,
    ) -> Result<(Waiting, Vec<UnclaimedAsset>), BufferError> {
        let client = self.lend(BufferError::NotRead).await?;
        let work = async {
            let waiting = envelopes::waiting(&client, clinic, device).await?;
            Ok((waiting, settings::unclaimed(&client, clinic).await?))
        };
        let outcome = timeout(ANSWER_WITHIN, work).await;
        read(client, outcome)
    }

    pub(crate) async fn is_writable(&self) -> bool {
        let Ok(client) = access::lend(&self.appending, BufferError::NotWritten).await else {
            return false;
        };
        let work = async {
            let same = "update places set last_cursor = last_cursor where id = 1";
            Ok(client.execute(same, &[]).await?)
        };
        let outcome = timeout(ANSWER_WITHIN, work).await;
        written(client, outcome).is_ok()
    }

    pub(crate) async fn silences(&self) -> Result<Vec<Silence>, BufferError> {
        let client = self.lend(BufferError::NotRead).await?;
        let outcome = timeout(ANSWER_WITHIN, alarms::silences(&client)).await;
        read(client, outcome)
    }

    pub(crate) async fn claim_alarm(
        &self,
        clinic: ClinicRow,
        now_ms: i64,
    ) -> Result<bool, BufferError> {
        let client = self.lend(BufferError::NotWritten).await?;
        let outcome = timeout(ANSWER_WITHIN, alarms::claim_alarm(&client, clinic, now_ms)).await;
        written(client, outcome)
    }

    pub(crate) async fn alarm_told(
        &self,
        clinic: ClinicRow,
        now_ms: i64,
    ) -> Result<(), BufferError> {
        let client = self.lend(BufferError::NotWritten).await?;
        let outcome = timeout(ANSWER_WITHIN, alarms::alarm_told(&client, clinic, now_ms)).await;
        written(client, outcome)
    }

    pub(crate) async fn end_alarm(&self, clinic: ClinicRow) -> Result<(), BufferError> {
        let client = self.lend(BufferError::NotWritten).await?;
        let outcome = timeout(ANSWER_WITHIN, alarms::end_alarm(&client, clinic)).await;
        written(client, outcome)
    }

    /// Writes what is queued and closes.
    pub(crate) async fn close(&self) {
        self.batcher.stop().await;
        for task in &self.listening {
            task.abort();
        }
        self.pool.close();
        self.appending.close();
    }
}

/// Each borrows a connection for one act.
impl PostgresBuffer {
    pub(crate) async fn page(
        &self,
        clinic: ClinicRow,
        after: i64,
    ) -> Result<Vec<Envelope>, BufferError> {
        let client = self.lend(BufferError::NotRead).await?;
        let outcome = timeout(ANSWER_WITHIN, envelopes::page(&client, clinic, after)).await;
        read(client, outcome)
    }

    pub(crate) async fn oldest(&self) -> Result<Vec<(ClinicRow, i64)>, BufferError> {
        let client = self.lend(BufferError::NotRead).await?;
        let outcome = timeout(ANSWER_WITHIN, envelopes::oldest(&client)).await;
        read(client, outcome)
    }

    pub(crate) async fn depths(&self) -> Result<Vec<(ClinicRow, i64)>, BufferError> {
        let client = self.lend(BufferError::NotRead).await?;
        let outcome = timeout(ANSWER_WITHIN, envelopes::depths(&client)).await;
        read(client, outcome)
    }

    pub(crate) async fn devices(&self, clinic: ClinicRow) -> Result<Vec<Device>, BufferError> {
        let client = self.lend(BufferError::NotRead).await?;
        let outcome = timeout(ANSWER_WITHIN, account::devices(&client, clinic)).await;
        read(client, outcome)
    }

    pub(crate) async fn epochs(
        &self,
        clinic: ClinicRow,
        identity_key: IdentityKey,
    ) -> Result<Epochs, BufferError> {
        let client = self.lend(BufferError::NotRead).await?;
        let outcome = timeout(
            ANSWER_WITHIN,
            account::epochs(&client, clinic, identity_key),
        )
        .await;
        read(client, outcome)
    }

    pub(crate) async fn channels(
        &self,
        clinic: ClinicRow,
    ) -> Result<Vec<ChannelSetting>, BufferError> {
        let client = self.lend(BufferError::NotRead).await?;
        let outcome = timeout(ANSWER_WITHIN, tables::channels(&client, clinic)).await;
        read(client, outcome)
    }

    pub(crate) async fn acknowledge(
        &self,
        clinic: ClinicRow,
        device: DeviceRow,
        cursor: i64,
    ) -> Result<(), BufferError> {
        let mut client = self.lend(BufferError::NotWritten).await?;
        let outcome = timeout(
            ANSWER_WITHIN,
            envelopes::acknowledge(&mut client, clinic, device, cursor),
        )
        .await;
        written(client, outcome)
    }

    pub(crate) async fn forget_expired(
        &self,
        before_ms: i64,
    ) -> Result<(bool, usize), BufferError> {
        let client = self.lend(BufferError::NotWritten).await?;
        let outcome = timeout(ANSWER_WITHIN, envelopes::forget_expired(&client, before_ms)).await;
        written(client, outcome)
    }

    pub(crate) async fn keep_code(
        &self,
        clinic: String,
        code_hash: [u8; 32],
        now_ms: i64,
    ) -> Result<(), BufferError> {
        let mut client = self.lend(BufferError::NotWritten).await?;
        let outcome = timeout(
            ANSWER_WITHIN,
            pairing::keep_code(&mut client, &clinic, &code_hash, now_ms),
        )
        .await;
        written(client, outcome)
    }

    pub(crate) async fn pair(
        &self,
        pairing: Pairing,
    ) -> Result<Result<PairedDevice, PairingRefused>, BufferError> {
        let mut client = self.lend(BufferError::NotWritten).await?;
        let outcome = timeout(ANSWER_WITHIN, pairing::pair(&mut client, &pairing)).await;
        written(client, outcome)
    }

    pub(crate) async fn remove_device(
        &self,
        clinic: ClinicRow,
        device: DeviceId,
    ) -> Result<bool, BufferError> {
        let mut client = self.lend(BufferError::NotWritten).await?;
        let outcome = timeout(
            ANSWER_WITHIN,
            account::remove_device(&mut client, clinic, device),
        )
        .await;
        written(client, outcome)
    }

    pub(crate) async fn put_epoch(
        &self,
        clinic: ClinicRow,
        put: PutEpoch,
    ) -> Result<Result<(), EpochRefused>, BufferError> {
        let mut client = self.lend(BufferError::NotWritten).await?;
        let outcome = timeout(ANSWER_WITHIN, account::put_epoch(&mut client, clinic, &put)).await;
        written(client, outcome)
    }

    pub(crate) async fn put_channels(
        &self,
        clinic: ClinicRow,
        channels: Vec<Channel>,
    ) -> Result<Result<(), ChannelsRefused>, BufferError> {
        let mut client = self.lend(BufferError::NotWritten).await?;
        let outcome = timeout(
            ANSWER_WITHIN,
            settings::put_channels(&mut client, clinic, &channels),
        )
        .await;
        written(client, outcome)
    }

    pub(crate) async fn put_apps(
        &self,
        clinic: ClinicRow,
        apps: Vec<App>,
    ) -> Result<(), BufferError> {
        let mut client = self.lend(BufferError::NotWritten).await?;
        let outcome = timeout(
            ANSWER_WITHIN,
            settings::put_apps(&mut client, clinic, &apps),
        )
        .await;
        written(client, outcome)
    }

    pub(crate) async fn keep_seen(
        &self,
        webhooks: SeenAt<ClinicRow>,
        polls: SeenAt<DeviceRow>,
    ) -> Result<(), BufferError> {
        let mut client = self.lend(BufferError::NotWritten).await?;
        let outcome = timeout(
            ANSWER_WITHIN,
            envelopes::keep_seen(&mut client, &webhooks, &polls),
        )
        .await;
        written(client, outcome)
    }
}
