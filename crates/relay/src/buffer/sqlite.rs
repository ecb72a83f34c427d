//! The store in one SQLite file: the way to its writer, its readers, and those who wait for what arrives.

mod account;
mod alarms;
mod envelopes;
mod leases;
mod letting_in;
mod open;
mod pairing;
mod settings;
mod tables;
mod writer;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use recado_protocol::app::App;
use recado_protocol::bytes::IdentityKey;
use recado_protocol::channel::Channel;
use recado_protocol::device::Device;
use recado_protocol::envelope::Envelope;
use recado_protocol::epoch::{Epochs, PutEpoch};
use recado_protocol::id::DeviceId;
use recado_protocol::status::UnclaimedAsset;
use rusqlite::Connection;
use tokio::sync::Semaphore;

use self::writer::Writer;
use super::arrivals::Arrivals;
use super::look::Look;
use super::{
    BufferError, ChannelSetting, ChannelsRefused, ClinicRow, ClinicSettings, DeviceRow,
    EpochRefused, NewEnvelope, OpenBufferError, PairedDevice, Pairing, PairingRefused, SeenAt,
    Silence, UnclaimedEntry, Waiting,
};

const READERS: usize = 4;
const PAGE_BYTES: u64 = 4096;

/// The open store.
pub(crate) struct SqliteBuffer {
    path: PathBuf,
    writer: Writer,
    readers: Arc<Mutex<Vec<Connection>>>,
    reading: Semaphore,
    arrivals: Arrivals,
    _lock: File,
}

impl SqliteBuffer {
    /// The newest schema that this program knows.
    pub(super) const NEWEST_SCHEMA: i64 = open::NEWEST_SCHEMA;

    /// Opens the file for serving, making or migrating it; only one relay can.
    ///
    /// # Errors
    /// See [`OpenBufferError`].
    pub(crate) fn open(
        path: &Path,
        largest_bytes: u64,
        now_ms: i64,
    ) -> Result<Self, OpenBufferError> {
        let (lock, connection) = Self::open_alone(path)?;
        let database = |source| open::database(path, source);
        let most_pages = (largest_bytes / PAGE_BYTES).clamp(64, u64::from(u32::MAX - 1)) as i64;
        connection
            .pragma_update(None, "max_page_count", most_pages)
            .map_err(database)?;
        // Cursors follow the time, so that they grow even after the file was restored from a copy.
        let first_cursor = envelopes::last_cursor(&connection)
            .map_err(database)?
            .max(now_ms.saturating_mul(1000));

        let arrivals = Arrivals::default();
        let notified = arrivals.clone();
        let writer = Writer::start(
            connection,
            first_cursor,
            Box::new(move |appended| notified.tell(appended)),
        )
        .map_err(|source| open::file_error(path, source))?;
        Ok(Self {
            path: path.to_owned(),
            writer,
            readers: Arc::default(),
            reading: Semaphore::new(READERS),
            arrivals,
            _lock: lock,
        })
    }

    /// Opens the file with its lock and without a writer, making or migrating it.
    pub(super) fn open_alone(path: &Path) -> Result<(File, Connection), OpenBufferError> {
        let lock = open::lock(path)?;
        let mut connection = open::connect(path)?;
        open::migrate(&mut connection, path)?;
        Ok((lock, connection))
    }

    /// Looks into the file without changing it.
    pub(super) fn look(path: &Path) -> Result<Look, OpenBufferError> {
        open::look(path)
    }

    /// Returns the last cursor ever given out.
    pub(super) fn last_cursor(connection: &Connection) -> rusqlite::Result<i64> {
        envelopes::last_cursor(connection)
    }

    /// Keeps a pairing code, with the file open for serving elsewhere or not.
    ///
    /// # Errors
    /// See [`OpenBufferError`].
    pub(crate) fn keep_code_beside(
        path: &Path,
        clinic: &str,
        code_hash: [u8; 32],
        now_ms: i64,
    ) -> Result<(), OpenBufferError> {
        let mut connection = open::connect(path)?;
        open::migrate(&mut connection, path)?;
        let kept = connection.transaction().and_then(|transaction| {
            pairing::keep_code(&transaction, clinic, code_hash, now_ms)?;
            transaction.commit()
        });
        kept.map_err(|source| open::database(path, source))
    }

    /// Appends durably, all or nothing.
    pub(crate) async fn append(
        &self,
        envelopes: Vec<NewEnvelope>,
        unclaimed: Vec<UnclaimedEntry>,
    ) -> Result<Option<i64>, BufferError> {
        self.writer.append(envelopes, unclaimed).await
    }

    /// Returns who tells of new envelopes.
    pub(crate) fn arrivals(&self) -> &Arrivals {
        &self.arrivals
    }

    pub(crate) async fn page(
        &self,
        clinic: ClinicRow,
        after: i64,
    ) -> Result<Vec<Envelope>, BufferError> {
        self.read(move |connection| envelopes::page(connection, clinic, after))
            .await
    }

    pub(crate) async fn acknowledge(
        &self,
        clinic: ClinicRow,
        device: DeviceRow,
        cursor: i64,
    ) -> Result<(), BufferError> {
        self.writer
            .run(move |tx| envelopes::acknowledge(tx, clinic, device, cursor))
            .await
    }

    /// Returns when the oldest waiting envelope of each clinic arrived.
    pub(crate) async fn oldest(&self) -> Result<Vec<(ClinicRow, i64)>, BufferError> {
        self.read(envelopes::oldest).await
    }

    pub(crate) async fn depths(&self) -> Result<Vec<(ClinicRow, i64)>, BufferError> {
        self.read(envelopes::depths).await
    }

    /// Deletes a chunk of what arrived before; returns whether there may be more, and how many went.
    pub(crate) async fn forget_expired(
        &self,
        before_ms: i64,
    ) -> Result<(bool, usize), BufferError> {
        self.writer
            .run(move |tx| envelopes::forget_expired(tx, before_ms))
            .await
    }

    pub(crate) async fn waiting(
        &self,
        clinic: ClinicRow,
        device: DeviceRow,
    ) -> Result<(Waiting, Vec<UnclaimedAsset>), BufferError> {
        self.read(move |connection| {
            let waiting = envelopes::waiting(connection, clinic, device)?;
            Ok((waiting, settings::unclaimed(connection, clinic)?))
        })
        .await
    }

    pub(crate) async fn keep_code(
        &self,
        clinic: String,
        code_hash: [u8; 32],
        now_ms: i64,
    ) -> Result<(), BufferError> {
        self.writer
            .run(move |tx| pairing::keep_code(tx, &clinic, code_hash, now_ms))
            .await
    }

    pub(crate) async fn pair(
        &self,
        pairing: Pairing,
    ) -> Result<Result<PairedDevice, PairingRefused>, BufferError> {
        self.writer.run(move |tx| pairing::pair(tx, &pairing)).await
    }

    pub(crate) async fn devices(&self, clinic: ClinicRow) -> Result<Vec<Device>, BufferError> {
        self.read(move |connection| account::devices(connection, clinic))
            .await
    }

    pub(crate) async fn remove_device(
        &self,
        clinic: ClinicRow,
        device: DeviceId,
    ) -> Result<bool, BufferError> {
        self.writer
            .run(move |tx| account::remove_device(tx, clinic, device))
            .await
    }

    pub(crate) async fn epochs(
        &self,
        clinic: ClinicRow,
        identity_key: IdentityKey,
    ) -> Result<Epochs, BufferError> {
        self.read(move |connection| account::epochs(connection, clinic, identity_key))
            .await
    }

    pub(crate) async fn put_epoch(
        &self,
        clinic: ClinicRow,
        put: PutEpoch,
    ) -> Result<Result<(), EpochRefused>, BufferError> {
        self.writer
            .run(move |tx| account::put_epoch(tx, clinic, &put))
            .await
    }

    pub(crate) async fn channels(
        &self,
        clinic: ClinicRow,
    ) -> Result<Vec<ChannelSetting>, BufferError> {
        self.read(move |connection| tables::channels(connection, clinic))
            .await
    }

    pub(crate) async fn put_channels(
        &self,
        clinic: ClinicRow,
        channels: Vec<Channel>,
    ) -> Result<Result<(), ChannelsRefused>, BufferError> {
        self.writer
            .run(move |tx| settings::put_channels(tx, clinic, &channels))
            .await
    }

    pub(crate) async fn put_apps(
        &self,
        clinic: ClinicRow,
        apps: Vec<App>,
    ) -> Result<(), BufferError> {
        self.writer
            .run(move |tx| settings::put_apps(tx, clinic, &apps))
            .await
    }

    /// Returns all clinics' settings.
    pub(crate) async fn clinics(&self) -> Result<Vec<ClinicSettings>, BufferError> {
        self.read(tables::clinics).await
    }

    /// Writes down when clinics last received and devices last polled.
    pub(crate) async fn keep_seen(
        &self,
        webhooks: SeenAt<ClinicRow>,
        polls: SeenAt<DeviceRow>,
    ) -> Result<(), BufferError> {
        self.writer
            .run(move |tx| {
                for (clinic, at) in &webhooks {
                    tx.execute(
                        "update clinics set last_webhook_at = ?2 where row = ?1",
                        (clinic, at),
                    )?;
                }
                for (device, at) in &polls {
                    tx.execute(
                        "update devices set last_poll_at = ?2 where row = ?1",
                        (device, at),
                    )?;
                }
                Ok(())
            })
            .await
    }

    /// Returns whether a durable write works now.
    pub(crate) async fn is_writable(&self) -> bool {
        self.writer
            .run(|tx| {
                tx.execute(
                    "update places set last_cursor = last_cursor where id = 1",
                    [],
                )
            })
            .await
            .is_ok()
    }

    /// Moves what is in the log into the file, without holding anybody up.
    pub(crate) async fn checkpoint(&self) {
        // Errors are left to the backstop and to the next time.
        let _ = self
            .read(|connection| {
                connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()))
            })
            .await;
    }

    pub(crate) async fn silences(&self) -> Result<Vec<Silence>, BufferError> {
        self.read(alarms::silences).await
    }

    pub(crate) async fn claim_alarm(
        &self,
        clinic: ClinicRow,
        now_ms: i64,
    ) -> Result<bool, BufferError> {
        self.writer
            .run(move |tx| alarms::claim_alarm(tx, clinic, now_ms))
            .await
    }

    pub(crate) async fn alarm_told(
        &self,
        clinic: ClinicRow,
        now_ms: i64,
    ) -> Result<(), BufferError> {
        self.writer
            .run(move |tx| alarms::alarm_told(tx, clinic, now_ms))
            .await
    }

    pub(crate) async fn end_alarm(&self, clinic: ClinicRow) -> Result<(), BufferError> {
        self.writer
            .run(move |tx| alarms::end_alarm(tx, clinic))
            .await
    }

    /// Writes what is queued and closes.
    pub(crate) async fn close(&self) {
        self.writer.stop().await;
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, BufferError> {
        let _permit = self
            .reading
            .acquire()
            .await
            .map_err(|_| BufferError::Closed)?;
        let readers = Arc::clone(&self.readers);
        let path = self.path.clone();
        let outcome = tokio::task::spawn_blocking(move || {
            let lent = lock_readers(&readers).pop();
            let connection = match lent {
                Some(connection) => connection,
                None => open::configure(Connection::open(&path)?)?,
            };
            let outcome = work(&connection);
            lock_readers(&readers).push(connection);
            outcome
        });
        outcome
            .await
            .map_err(|_| BufferError::Closed)?
            .map_err(|error| {
                let code = writer::sqlite_code(&error);
                tracing::error!(sqliteCode = code, "the buffer could not be read");
                BufferError::NotRead
            })
    }
}

fn lock_readers(readers: &Mutex<Vec<Connection>>) -> std::sync::MutexGuard<'_, Vec<Connection>> {
    readers.lock().unwrap_or_else(PoisonError::into_inner)
}
