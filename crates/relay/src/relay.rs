//! A relay from start to stop, and pairing codes for it.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use recado_protocol::pairing_text::{InvalidPairingText, PairingText};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::buffer::{Buffer, BufferError, OpenBufferError};
use crate::config::Config;
use crate::pairing::{self, NoRandomness};
use crate::shared::Shared;
use crate::tls::{self, Tls, TlsError};
use crate::{alarm, metrics, router, server, upkeep};

/// How long requests that are under way may take after the word to stop.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// Why a relay did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store.
    #[error(transparent)]
    Buffer(#[from] OpenBufferError),
    /// The relay's own TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The address is in use, or not this machine's.
    #[error(
        "{address} cannot be listened on; is another program using it? Choose another `listen`"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}

/// Why no pairing code was made.
#[derive(Debug, thiserror::Error)]
pub enum PairCodeError {
    /// The clinic's name is empty or too long.
    #[error("the clinic's name has to be 1 to 100 characters")]
    ClinicName,
    /// The store could not be opened.
    #[error(transparent)]
    Open(#[from] OpenBufferError),
    /// The store could not be written.
    #[error(transparent)]
    Write(#[from] BufferError),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The relay's own address is not one a desktop could use.
    #[error("`public_url` has to be https://…, or http:// on this machine")]
    PublicUrl(#[from] InvalidPairingText),
}

/// An open relay that nobody can reach yet; its router can be driven in memory.
pub struct Relay {
    shared: Shared,
}

/// A relay that listens.
pub struct Running {
    /// Where it listens, the port being the real one.
    pub addr: SocketAddr,
    /// Where Prometheus reads, if it may.
    pub metrics_addr: Option<SocketAddr>,
    shared: Shared,
    serving: JoinHandle<()>,
    upkeep: JoinHandle<()>,
    certificates: Option<JoinHandle<()>>,
}

impl Relay {
    /// Opens the store and reads the clinics.
    ///
    /// # Errors
    /// See [`OpenBufferError`].
    pub async fn open(config: Config) -> Result<Self, OpenBufferError> {
        let shared = Shared::open(config).await?;
        Ok(Self { shared })
    }

    /// Opens the store, listens, and serves until [`Running::shutdown`].
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(config: Config) -> Result<Running, StartError> {
        let address = config.listen;
        let listen = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let addr = listener.local_addr().map_err(listen)?;
        let measured = match config.metrics {
            Some(address) => {
                let listen = |source| StartError::Listen { address, source };
                Some(TcpListener::bind(address).await.map_err(listen)?)
            }
            None => None,
        };
        let metrics_addr = measured.as_ref().and_then(|of| of.local_addr().ok());
        let tls = config.tls.as_ref().map(Tls::prepare).transpose()?;
        let Self { shared } = Self::open(config).await?;
        let door = tls.as_ref().map(|tls| tls.door.clone());
        let certificates = tls.map(|tls| tokio::spawn(tls::keep(shared.clone(), tls)));
        let version = env!("CARGO_PKG_VERSION");
        tracing::info!(
            address = addr.to_string(),
            metrics = metrics_addr.map(|of| of.to_string()),
            version,
            "listening"
        );
        Ok(Running {
            addr,
            metrics_addr,
            serving: tokio::spawn(serve(shared.clone(), listener, door, measured)),
            certificates,
            upkeep: tokio::spawn(upkeep::run(shared.clone())),
            shared,
        })
    }

    /// Returns what is served at the address for metrics, for tests that need no socket.
    pub fn metrics_router(&self) -> Router {
        metrics::router(self.shared.clone())
    }

    /// Returns the router, for tests that need no socket.
    pub fn router(&self) -> Router {
        router::router(self.shared.clone())
    }

    /// Makes a pairing code for a clinic.
    ///
    /// # Errors
    /// See [`PairCodeError`].
    pub async fn pair_code(&self, clinic: &str) -> Result<PairingText, PairCodeError> {
        let url = self.shared.config.base_url(self.shared.config.listen);
        code_within(&self.shared, clinic, &url).await
    }

    /// Does what happens beside the requests until the relay stops; [`Relay::start`] does so by itself.
    pub fn keep_up(&self) -> JoinHandle<()> {
        tokio::spawn(upkeep::run(self.shared.clone()))
    }

    /// Tells what has to be told of clinics that nobody polls for; otherwise done every half minute.
    ///
    /// # Errors
    /// See [`BufferError`].
    pub async fn look_for_silence(&self) -> Result<(), BufferError> {
        alarm::look(&self.shared).await
    }

    /// Deletes what is older than the retention; otherwise done every few minutes.
    ///
    /// # Errors
    /// See [`BufferError`].
    pub async fn forget_expired(&self) -> Result<usize, BufferError> {
        upkeep::forget_expired(&self.shared).await
    }

    /// Writes what is queued and closes the store.
    pub async fn close(&self) {
        self.shared.stop();
        self.shared.buffer.close().await;
    }
}

impl Running {
    /// Returns the address desktops and Meta use, without a slash at the end.
    pub fn base_url(&self) -> String {
        self.shared.config.base_url(self.addr)
    }

    /// Makes a pairing code for a clinic.
    ///
    /// # Errors
    /// See [`PairCodeError`].
    pub async fn pair_code(&self, clinic: &str) -> Result<PairingText, PairCodeError> {
        code_within(&self.shared, clinic, &self.base_url()).await
    }

    /// Answers what is under way, ends the polls, writes what is queued, closes the store.
    pub async fn shutdown(self) {
        self.shared.stop();
        // A task that panicked has nothing left to wait for.
        let _ = self.serving.await;
        let _ = self.upkeep.await;
        if let Some(certificates) = self.certificates {
            let _ = certificates.await;
        }
        self.shared.buffer.close().await;
        self.shared.tally.log(&self.shared.tenants());
        tracing::info!("stopped");
    }
}

/// Makes a pairing code for a clinic in the store that `config` names, whether a relay serves from it or not.
///
/// # Errors
/// See [`PairCodeError`].
pub fn pair_code(config: &Config, clinic: &str) -> Result<PairingText, PairCodeError> {
    let clinic = clinic_name(clinic)?;
    let (code, code_hash) = pairing::new_code()?;
    let text = PairingText::from_parts(&config.base_url(config.listen), code.as_str())?;
    Buffer::keep_code_beside(config, clinic, code_hash)?;
    Ok(text)
}

async fn serve(
    shared: Shared,
    listener: TcpListener,
    door: Option<tls::Door>,
    measured: Option<TcpListener>,
) {
    let public = router::router(shared.clone());
    let serving = server::serve(shared.clone(), public, listener, door, STOP_WITHIN);
    match measured {
        Some(measured) => {
            let own = metrics::router(shared.clone());
            tokio::join!(
                serving,
                server::serve(shared, own, measured, None, STOP_WITHIN)
            );
        }
        None => serving.await,
    }
}

async fn code_within(
    shared: &Shared,
    clinic: &str,
    url: &str,
) -> Result<PairingText, PairCodeError> {
    let clinic = clinic_name(clinic)?.to_owned();
    let (code, code_hash) = pairing::new_code()?;
    let text = PairingText::from_parts(url, code.as_str())?;
    let now_ms = shared.clock.now_ms();
    shared.buffer.keep_code(clinic, code_hash, now_ms).await?;
    Ok(text)
}

fn clinic_name(name: &str) -> Result<&str, PairCodeError> {
    let name = name.trim();
    let is_fit = (1..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if is_fit {
        Ok(name)
    } else {
        Err(PairCodeError::ClinicName)
    }
}
