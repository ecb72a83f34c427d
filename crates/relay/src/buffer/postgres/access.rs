//! Connections to PostgreSQL, lent one at a time; what went wrong, told without the server's words.

use std::time::Duration;

use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts};
use tokio::time::error::Elapsed;
use tokio_postgres::NoTls;

use super::place::PostgresPlace;
use crate::buffer::{BufferError, OpenBufferError};

/// Longer than the server's own limits, so that an answer is mostly the server's.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(20);
const LEND_WITHIN: Duration = Duration::from_secs(5);

/// Why nothing was read or written.
pub(in crate::buffer) enum Failed {
    /// The server said so, or the way to it broke.
    Server(tokio_postgres::Error),
    /// A row holds what no relay writes.
    Unreadable,
}

impl From<tokio_postgres::Error> for Failed {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Server(error)
    }
}

impl Failed {
    /// Returns an SQLSTATE, or what failed. Never the server's text: it may quote values.
    pub(in crate::buffer) fn code(&self) -> String {
        match self {
            Self::Server(error) => match error.code() {
                Some(code) => code.code().to_owned(),
                None if error.is_closed() => "connection closed".to_owned(),
                None => "no connection".to_owned(),
            },
            Self::Unreadable => "unreadable row".to_owned(),
        }
    }
}

/// Returns connections for one purpose, at most `most` at a time.
pub(super) fn pool(place: &PostgresPlace, most: usize) -> Result<Pool, OpenBufferError> {
    let recycling_method = RecyclingMethod::Fast;
    let settings = ManagerConfig { recycling_method };
    let tls = place
        .tls()
        .map_err(|_| unusable(place, "the certificates cannot be read"))?;
    let manager = match tls {
        Some(tls) => Manager::from_config(place.config(), tls, settings),
        None => Manager::from_config(place.config(), NoTls, settings),
    };
    let timeouts = Timeouts {
        wait: Some(LEND_WITHIN),
        create: Some(LEND_WITHIN),
        recycle: Some(LEND_WITHIN),
    };
    Pool::builder(manager)
        .max_size(most)
        .timeouts(timeouts)
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(|_| unusable(place, "no pool"))
}

/// Lends a connection.
pub(super) async fn lend(pool: &Pool, otherwise: BufferError) -> Result<Client, BufferError> {
    match pool.get().await {
        Ok(client) => Ok(client),
        Err(_) if pool.is_closed() => Err(BufferError::Closed),
        Err(_) => {
            tracing::error!(sqlState = "no connection", "the buffer cannot be reached");
            Err(otherwise)
        }
    }
}

/// Tells what became of a reading.
pub(super) fn read<T>(
    client: Client,
    outcome: Result<Result<T, Failed>, Elapsed>,
) -> Result<T, BufferError> {
    settled(client, outcome).map_err(|code| {
        tracing::error!(sqlState = code, "the buffer could not be read");
        BufferError::NotRead
    })
}

/// Tells what became of a writing.
pub(super) fn written<T>(
    client: Client,
    outcome: Result<Result<T, Failed>, Elapsed>,
) -> Result<T, BufferError> {
    settled(client, outcome).map_err(|code| {
        tracing::error!(sqlState = code, "the buffer could not be written");
        BufferError::NotWritten
    })
}

fn settled<T>(client: Client, outcome: Result<Result<T, Failed>, Elapsed>) -> Result<T, String> {
    match outcome {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(failed)) => Err(failed.code()),
        Err(_) => {
            // Whoever came next would wait for the answer that does not come.
            drop(Client::take(client));
            Err("no answer".to_owned())
        }
    }
}

pub(super) fn unusable(place: &PostgresPlace, reason: &str) -> OpenBufferError {
    OpenBufferError::Postgres {
        place: place.to_string(),
        reason: reason.to_owned(),
    }
}
