//! How a relay is set up: a TOML file, `RECADO_RELAY_*` in the environment above it, defaults below.
//!
//! A wrong setting is refused before anything starts, with its place and what to write instead.

mod file;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use file::ConfigError;

use crate::alarm::AlarmSettings;
use crate::buffer::{InvalidPostgresPlace, PostgresPlace};
use crate::clock::Clock;
use crate::tls::TlsSettings;

/// A relay's settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen: `127.0.0.1:8080`. Port 0 takes any.
    pub listen: SocketAddr,
    /// The address by which Meta and desktops reach it: `https://relay.example`. Absent on this machine alone.
    pub public_url: Option<String>,
    /// Where the store is.
    pub database: Database,
    /// After how many days an envelope is deleted even when no desktop came for it.
    pub retention_days: u32,
    /// The largest the SQLite file may grow, in MiB; beyond it Meta is answered 503 and sends again. PostgreSQL has the
    /// limits of its own disk.
    pub buffer_max_mib: u32,
    /// How often one desktop may ask in a minute; a busy one asks twice for every message.
    pub requests_per_minute: u32,
    /// How many connections are held at once.
    pub connections: usize,
    /// How long a client may take for a request's head, and how long a connection may lie idle between two.
    pub head_within: Duration,
    /// Where Prometheus may read metrics: an address of this machine or of a private network, never the public one.
    pub metrics: Option<SocketAddr>,
    /// Whom to tell when envelopes wait and nobody polls; nobody by default.
    pub alarm: Option<AlarmSettings>,
    /// How it gets certificates by itself; without, a proxy before it speaks TLS.
    pub tls: Option<TlsSettings>,
    /// Whether a reverse proxy of ours stands before it, so that the last `X-Forwarded-For` is the client, when the
    /// proxy asks from this machine or a private network.
    pub behind_proxy: bool,
    /// How much to log.
    pub log: tracing::Level,
    /// For benchmarks on this machine only: leaves out what is to be measured.
    pub measure: Option<Measure>,
    /// Tells the time.
    pub clock: Clock,
}

/// Where the store is.
#[derive(Clone, Debug)]
pub enum Database {
    /// A SQLite file, for one relay.
    Sqlite(PathBuf),
    /// A PostgreSQL database, for any number of relays.
    Postgres(Box<PostgresPlace>),
}

impl std::str::FromStr for Database {
    type Err = InvalidPostgresPlace;

    /// Reads the path of a file, or a `postgres://…` address.
    fn from_str(text: &str) -> Result<Self, InvalidPostgresPlace> {
        if text.is_empty() {
            return Err(InvalidPostgresPlace::Malformed);
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(Box::new(text.parse()?)));
        }
        Ok(Self::Sqlite(text.into()))
    }
}

impl std::fmt::Display for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Postgres(place) => place.fmt(f),
        }
    }
}

/// What a benchmark leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Webhooks are kept as they came.
    Unsealed,
    /// Webhooks are sealed and thrown away.
    NullStore,
    /// Webhooks are read from the socket and answered, nothing else.
    NullHandler,
}

impl Config {
    /// Returns the settings of a relay on a free port of this machine, for tests and the demo.
    pub fn on_loopback(database: impl Into<PathBuf>) -> Self {
        Self::with(Database::Sqlite(database.into()))
    }

    /// Returns the usual settings with a store.
    pub fn with(database: Database) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
            database,
            retention_days: 14,
            buffer_max_mib: 2048,
            requests_per_minute: 30_000,
            connections: 1024,
            head_within: Duration::from_secs(30),
            metrics: None,
            alarm: None,
            tls: None,
            behind_proxy: false,
            log: tracing::Level::INFO,
            measure: None,
            clock: Clock::System,
        }
    }

    /// Reads the file, when one is named, and the environment.
    ///
    /// # Errors
    /// [`ConfigError`], whose text says where and what to write.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        file::load(file, &environment())
    }

    /// Returns the address by which the relay is reached, when it listens on `listen`; no slash at the end.
    pub fn base_url(&self, listen: SocketAddr) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{listen}"),
        }
    }
}

/// Returns what the environment says about us, by the setting's name.
fn environment() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with(file::ENVIRONMENT_PREFIX))
        .collect()
}
