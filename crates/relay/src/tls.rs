//! Certificates that the relay gets by itself (ACME, TLS-ALPN-01) and the door they open.
//!
//! Only for a relay that Meta and desktops reach without a proxy. The account key and the certificate with its key lie
//! in a folder that this user alone may read. What goes wrong is logged, counted, and told as an alarm: a relay without
//! a certificate is a relay that nobody can reach.

mod folder;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rustls::{ClientConfig, RootCertStore, ServerConfig};
use rustls_acme::{AcmeConfig, AcmeState, is_tls_alpn_challenge};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

use self::folder::Folder;
pub(crate) use self::watch::{Certificate, keep};

/// Where certificates come from unless another directory is set.
/// Source: <https://letsencrypt.org/docs/acme-protocol-updates/>, read November 2026.
pub const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";

/// For which name certificates are got, from whom, and where they are kept.
#[derive(Clone, Debug)]
pub struct TlsSettings {
    /// The name in the public address: `relay.example`.
    pub name: String,
    /// Whom the authority may write to.
    pub contact: Option<String>,
    /// The authority's ACME directory.
    pub directory: String,
    /// More root certificates to know the authority by, in PEM: for one of one's own.
    pub roots: Option<PathBuf>,
    /// Where account key, certificate and its key lie.
    pub folder: PathBuf,
}

/// Why the relay's own TLS cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The folder cannot be made or read.
    #[error("{path} cannot be used for certificates; check that this user may write there")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file with more root certificates.
    #[error("{path} holds no root certificates in PEM; check `acme_roots`")]
    Roots {
        /// The file.
        path: PathBuf,
    },
    /// The machine knows no authority at all.
    #[error("this machine trusts no certificate authority; install `ca-certificates`")]
    NoRoots,
    /// The TLS library.
    #[error("TLS cannot be set up")]
    Library(#[from] rustls::Error),
}

/// Everything about the relay's own TLS, before it runs.
pub(crate) struct Tls {
    pub(crate) door: Door,
    pub(crate) certificate: Arc<Certificate>,
    state: AcmeState<std::io::Error>,
    folder: Folder,
}

/// Turns connections into TLS connections, and answers the authority's challenges.
#[derive(Clone)]
pub(crate) struct Door {
    usual: Arc<ServerConfig>,
    challenge: Arc<ServerConfig>,
}

impl Tls {
    /// Makes the folder and reads what lies there.
    pub(crate) fn prepare(settings: &TlsSettings) -> Result<Self, TlsError> {
        let certificate = Arc::<Certificate>::default();
        let folder =
            Folder::open(&settings.folder, Arc::clone(&certificate)).map_err(|source| {
                TlsError::Folder {
                    path: settings.folder.clone(),
                    source,
                }
            })?;
        let client = Arc::new(client(settings)?);
        let contact = settings.contact.iter().map(|mail| format!("mailto:{mail}"));
        let state = AcmeConfig::new_with_client_config([&settings.name], client)
            .contact(contact)
            .directory(&settings.directory)
            .cache(folder.clone())
            .state();
        let mut usual = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(state.resolver());
        usual.alpn_protocols.push(b"http/1.1".to_vec());
        let door = Door {
            usual: Arc::new(usual),
            challenge: state.challenge_rustls_config(),
        };
        Ok(Self {
            door,
            certificate,
            state,
            folder,
        })
    }
}

impl Door {
    /// Returns the connection once its handshake is done; none when it took too long, failed, or was a challenge.
    pub(crate) async fn open(
        &self,
        stream: TcpStream,
        within: Duration,
    ) -> Option<TlsStream<TcpStream>> {
        let handshake = async {
            let hello = LazyConfigAcceptor::new(Default::default(), stream).await;
            let hello = hello.ok()?;
            if is_tls_alpn_challenge(&hello.client_hello()) {
                let challenged = hello.into_stream(Arc::clone(&self.challenge)).await;
                // The authority has seen what it wanted to see.
                let _ = challenged.ok()?.shutdown().await;
                return None;
            }
            hello.into_stream(Arc::clone(&self.usual)).await.ok()
        };
        tokio::time::timeout(within, handshake).await.ok()?
    }
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

/// How the authority is asked: it has to be one that this machine trusts, or that the settings name.
fn client(settings: &TlsSettings) -> Result<ClientConfig, TlsError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = &settings.roots {
        let unreadable = || TlsError::Roots { path: path.clone() };
        let pem = std::fs::read(path).map_err(|_| unreadable())?;
        let more = x509_parser::pem::Pem::iter_from_buffer(&pem)
            .filter_map(Result::ok)
            .map(|block| block.contents.into());
        if roots.add_parsable_certificates(more).0 == 0 {
            return Err(unreadable());
        }
    }
    if roots.is_empty() {
        return Err(TlsError::NoRoots);
    }
    let client = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(client)
}
