//! The relays under measurement, each on a store of its own, with one paired clinic.

use crate::{
    http::Connection,
    paired::{Clinic, Webhooks},
    postgres_server::PostgresServer,
    relay_process::{RelayProcess, Watch},
};
use recado_protocol::envelope::Cursor;
use std::{collections::BTreeMap, ffi::OsString, sync::Arc};
use tempfile::TempDir;

/// Settings that keep limits out of the way of measuring.
const ROOM: [(&str, &str); 4] = [
    ("RECADO_RELAY_CONNECTIONS", "20000"),
    ("RECADO_RELAY_REQUESTS_PER_MINUTE", "10000000"),
    ("RECADO_RELAY_BUFFER_MAX_MIB", "16384"),
    ("RECADO_RELAY_METRICS", "127.0.0.1:0"),
];

/// Which store.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub(super) const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// Where stores are made.
pub(super) struct Stores {
    pub(super) postgres: PostgresServer,
    pub(super) folder: TempDir,
    made: std::cell::Cell<u32>,
}

impl Stores {
    pub(super) fn start() -> anyhow::Result<Self> {
        Ok(Self {
            postgres: PostgresServer::start(None, "")?,
            folder: TempDir::new()?,
            made: std::cell::Cell::new(0),
        })
    }

    /// Makes an empty store and returns it as it is written in the settings, with its name.
    pub(super) async fn make(&self, kind: Kind) -> anyhow::Result<(OsString, String)> {
        self.made.set(self.made.get() + 1);
        let name = format!("bench{}", self.made.get());
        let setting = match kind {
            Kind::Sqlite => self.folder.path().join(&name).into_os_string(),
            Kind::Postgres => {
                self.postgres.make(&name).await?;
                self.postgres.url(&name).into()
            }
        };
        Ok((setting, name))
    }
}

/// A relay with one clinic.
pub(super) struct Measured {
    pub(super) process: RelayProcess,
    pub(super) clinic: Clinic,
    pub(super) kind: Kind,
    pub(super) store: OsString,
    /// The store's own name: of the file, or of the database.
    pub(super) name: String,
}

impl Measured {
    /// Starts a relay on a new store; `leaves_out` is its `measure` setting.
    pub(super) async fn start(
        stores: &Stores,
        kind: Kind,
        leaves_out: Option<&str>,
    ) -> anyhow::Result<Self> {
        let (store, name) = stores.make(kind).await?;
        let process = start(store.clone(), kind, leaves_out)?;
        let clinic = Clinic::set_up(&process, 1).await?;
        Ok(Self {
            process,
            clinic,
            kind,
            store,
            name,
        })
    }

    /// Stops the relay in order; its store and clinic stay.
    pub(super) fn stop(self) -> anyhow::Result<Stopped> {
        self.process.stop()?;
        Ok(Stopped {
            clinic: self.clinic,
            kind: self.kind,
            store: self.store,
            name: self.name,
        })
    }

    pub(super) fn address(&self) -> &str {
        self.process.address()
    }

    pub(super) fn webhooks(&self, bytes: usize) -> Webhooks {
        self.clinic.webhooks(bytes)
    }

    pub(super) async fn connect(&self) -> anyhow::Result<Connection> {
        Ok(Connection::open(self.address()).await?)
    }

    /// How many envelopes wait.
    pub(super) async fn waiting(&self) -> anyhow::Result<u64> {
        self.clinic.waiting(&mut self.connect().await?).await
    }

    /// Acknowledges everything, so that the next round begins with an empty buffer.
    pub(super) async fn acknowledge_all(&self) -> anyhow::Result<()> {
        let everything = Cursor(i64::MAX);
        self.clinic
            .acknowledge(&mut self.connect().await?, everything)
            .await
    }

    /// Returns the relay's sums and counts by name, as Prometheus reads them.
    pub(super) async fn metrics(&self) -> anyhow::Result<BTreeMap<String, f64>> {
        let mut connection = Connection::open(self.process.metrics_address()?).await?;
        let request = crate::http::request("GET", "/metrics", &[], b"");
        let answer = connection.ask(&request).await?;
        anyhow::ensure!(answer.status == 200, "the relay shows no metrics");
        let text = String::from_utf8(answer.body)?;
        let lines = text.lines().filter_map(|line| line.rsplit_once(' '));
        Ok(lines
            .filter_map(|(name, value)| Some((name.to_owned(), value.parse().ok()?)))
            .collect())
    }
}

/// A store whose relay has stopped.
pub(super) struct Stopped {
    clinic: Clinic,
    pub(super) kind: Kind,
    pub(super) store: OsString,
    pub(super) name: String,
}

impl Stopped {
    /// Starts a relay on it again.
    pub(super) fn start(self) -> anyhow::Result<Measured> {
        Ok(Measured {
            process: start(self.store.clone(), self.kind, None)?,
            clinic: self.clinic,
            kind: self.kind,
            store: self.store,
            name: self.name,
        })
    }
}

/// Starts a relay on a store.
pub(super) fn start(
    store: OsString,
    kind: Kind,
    leaves_out: Option<&str>,
) -> anyhow::Result<RelayProcess> {
    let mut environment = ROOM.to_vec();
    environment.retain(|(name, _)| kind == Kind::Sqlite || !name.ends_with("MAX_MIB"));
    environment.extend(leaves_out.map(|leaves_out| ("RECADO_RELAY_MEASURE", leaves_out)));
    RelayProcess::start_on(store, &environment, &Arc::<Watch>::default())
}
