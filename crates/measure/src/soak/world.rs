//! The relays, their stores, and the clinics that are paired with them.

use super::ledger::Ledger;
use crate::{
    http::Connection,
    paired::{Clinic, PLANTED, Webhooks},
    postgres_server::PostgresServer,
    relay_process::{RelayProcess, Watch},
};
use anyhow::Context as _;
use std::{
    ffi::OsString,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How many clinics each store has.
const CLINICS: u32 = 3;
/// A disk that is full soon when somebody fills it.
const DISK: &str = "512m";
/// Small logs and much tidying, so that what was deleted makes room at once.
const SETTINGS: &str =
    "-c max_wal_size=96MB -c min_wal_size=32MB -c autovacuum_naptime=3s -c checkpoint_timeout=30s";
/// For how long a relay may refuse to start: PostgreSQL may be away, the disk full.
const START_WITHIN: Duration = Duration::from_secs(120);

/// Everything there is.
pub(super) struct World {
    pub(super) postgres: PostgresServer,
    /// The first serves from the SQLite file, the others from PostgreSQL.
    pub(super) relays: Vec<Slot>,
    pub(super) clinics: Vec<Tenant>,
    pub(super) watch: Arc<Watch>,
    /// Where the SQLite file is.
    pub(super) file: PathBuf,
}

/// A clinic and the places of the relays that serve it.
pub(super) struct Tenant {
    pub(super) clinic: Clinic,
    pub(super) webhooks: Webhooks,
    pub(super) relays: std::ops::Range<usize>,
}

/// One relay, whether it runs or not.
pub(super) struct Slot {
    store: OsString,
    /// By how much its clock is wrong.
    pub(super) shift: PathBuf,
    process: Mutex<Option<RelayProcess>>,
    address: Mutex<String>,
}

impl World {
    pub(super) async fn start() -> anyhow::Result<Self> {
        let postgres = PostgresServer::start(Some(DISK), SETTINGS)?;
        postgres.make("soak").await?;
        let own = postgres.folder().join("relay");
        std::fs::create_dir(&own)?;
        let file = own.join("relay.db");
        let url: OsString = postgres.url("soak").into();
        let stores = [file.clone().into_os_string(), url.clone(), url];
        let slots = stores.into_iter().enumerate().map(|(place, store)| Slot {
            store,
            shift: own.join(format!("clock{place}")),
            process: Mutex::default(),
            address: Mutex::default(),
        });
        let relays: Vec<Slot> = slots.collect();
        // The first start pairs the clinics; what is watched for is known only afterwards.
        let mut clinics = Vec::new();
        for (place, relays_of) in [(0, 0..1), (1, 1..3)] {
            let relay = RelayProcess::start_on(relays[place].store.clone(), &[], &Arc::default())?;
            for number in 0..CLINICS {
                let clinic = Clinic::set_up(&relay, number).await?;
                let webhooks = clinic.webhooks(700 + 900 * number as usize);
                clinics.push(Tenant {
                    clinic,
                    webhooks,
                    relays: relays_of.clone(),
                });
            }
            relay.stop()?;
        }
        let secrets = |tenant: &Tenant| [tenant.clinic.token.clone(), tenant.clinic.secret.clone()];
        let mut planted: Vec<String> = clinics.iter().flat_map(secrets).collect();
        planted.push(PLANTED.to_owned());
        let watch = Watch::for_words(planted);
        let world = Self {
            postgres,
            relays,
            clinics,
            watch,
            file,
        };
        for slot in &world.relays {
            slot.start(&world.watch).await?;
        }
        Ok(world)
    }

    /// Checks with every clinic that nothing waits any more.
    pub(super) async fn nothing_is_left(&self, ledger: &Ledger) {
        for tenant in &self.clinics {
            for relay in tenant.relays.clone() {
                let asked = async {
                    let mut connection = Connection::open(&self.relays[relay].address()).await?;
                    tenant.clinic.waiting(&mut connection).await
                };
                match asked.await {
                    Ok(0) => {}
                    Ok(left) => ledger.problem(format!("{left} envelopes are left over")),
                    Err(error) => ledger.problem(format!("a relay does not answer: {error:#}")),
                }
            }
        }
    }
}

impl Slot {
    /// Where it listens, or last listened.
    pub(super) fn address(&self) -> String {
        lock(&self.address).clone()
    }

    /// Returns the running program.
    pub(super) fn process(&self) -> MutexGuard<'_, Option<RelayProcess>> {
        lock(&self.process)
    }

    /// Ends it at once, as `kill -9` does.
    pub(super) fn kill(&self) {
        // Dropping kills.
        self.process().take();
    }

    /// Starts it, again and again until it starts.
    pub(super) async fn start(&self, watch: &Arc<Watch>) -> anyhow::Result<()> {
        let began = Instant::now();
        loop {
            let (store, watch) = (self.store.clone(), Arc::clone(watch));
            let shift = self.shift.to_string_lossy().into_owned();
            let started = tokio::task::spawn_blocking(move || {
                let environment = [
                    ("RECADO_RELAY_CLOCK_SHIFT", shift.as_str()),
                    ("RECADO_RELAY_REQUESTS_PER_MINUTE", "10000000"),
                    ("RECADO_RELAY_HEAD_SECONDS", "5"),
                ];
                RelayProcess::start_on(store, &environment, &watch)
            });
            match started.await? {
                Ok(process) => {
                    *lock(&self.address) = process.address().to_owned();
                    *self.process() = Some(process);
                    return Ok(());
                }
                Err(error) if began.elapsed() > START_WITHIN => {
                    return Err(error).context("a relay does not start");
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
