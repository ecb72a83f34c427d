//! Where a PostgreSQL is, and whether the way to it is encrypted. Shown without user and password.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// What every connection of ours is held to: no query waits for ever, and a relay that vanished holds no lock for long.
const SESSION: &str = "-c statement_timeout=15000 -c lock_timeout=10000 \
    -c idle_in_transaction_session_timeout=10000 -c default_transaction_isolation=read\\ committed \
    -c application_name=recado-relay";

/// A PostgreSQL database: `postgres://relay:secret@db.example/relay?sslmode=require`.
#[derive(Clone)]
pub struct PostgresPlace {
    config: tokio_postgres::Config,
    /// Where to find the authority that signed the server's certificate, when it is not one the machine trusts.
    authority: Option<PathBuf>,
    session: String,
}

/// Why an address of a PostgreSQL was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPostgresPlace {
    /// It cannot be read as one.
    #[error("has to be the path of a file, or postgres://user:password@host/database")]
    Malformed,
    /// On another machine, and nothing is said about encryption.
    #[error(
        "names another machine: add `?sslmode=require`, or `?sslmode=disable` where the network is your own"
    )]
    Unencrypted,
}

impl FromStr for PostgresPlace {
    type Err = InvalidPostgresPlace;

    fn from_str(text: &str) -> Result<Self, InvalidPostgresPlace> {
        let (url, query) = text.split_once('?').unwrap_or((text, ""));
        let mut authority = None;
        let mut mode = None;
        let mut others = Vec::new();
        for option in query.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("sslrootcert", path)) => authority = Some(PathBuf::from(path)),
                Some(("sslmode", asked)) => mode = Some(asked),
                _ => others.push(option),
            }
        }
        let query = others.join("&");
        let mut config: tokio_postgres::Config = format!("{url}?{query}")
            .parse()
            .map_err(|_| InvalidPostgresPlace::Malformed)?;
        let is_here = config.get_hosts().iter().all(is_this_machine);
        let ssl_mode = match mode {
            // Ours always checks certificate and name.
            Some("require" | "verify-ca" | "verify-full") => SslMode::Require,
            Some("disable") => SslMode::Disable,
            None if is_here => SslMode::Disable,
            None | Some("prefer" | "allow") => return Err(InvalidPostgresPlace::Unencrypted),
            Some(_) => return Err(InvalidPostgresPlace::Malformed),
        };
        if config.get_hosts().is_empty() || config.get_dbname().is_none() {
            return Err(InvalidPostgresPlace::Malformed);
        }
        config
            .ssl_mode(ssl_mode)
            .connect_timeout(Duration::from_secs(5))
            .tcp_user_timeout(Duration::from_secs(10))
            .keepalives_idle(Duration::from_secs(15));
        Ok(Self {
            config,
            authority,
            session: SESSION.to_owned(),
        })
    }
}

impl PostgresPlace {
    /// Has every commit wait for the server's disk, where the server's own default does not.
    pub(super) fn insist_on_the_disk(&mut self) {
        self.session.push_str(" -c synchronous_commit=on");
    }

    /// Has our sessions shown under another name.
    pub(in crate::buffer) fn name_sessions(&mut self, name: &str) {
        self.session
            .push_str(&format!(" -c application_name={name}"));
    }

    /// Returns what connects: user, password, host, and what our sessions are held to.
    pub(super) fn config(&self) -> tokio_postgres::Config {
        let mut config = self.config.clone();
        let options = match config.get_options() {
            Some(own) => format!("{} {own}", self.session),
            None => self.session.clone(),
        };
        config.options(options);
        config
    }

    /// Returns how the way to the server is encrypted; `None` where it is not.
    pub(super) fn tls(&self) -> Result<Option<MakeRustlsConnect>, TlsFailed> {
        if self.config.get_ssl_mode() == SslMode::Disable {
            return Ok(None);
        }
        let mut roots = RootCertStore::empty();
        match &self.authority {
            Some(file) => {
                let found = CertificateDer::pem_file_iter(file).map_err(|_| TlsFailed)?;
                for certificate in found {
                    let certificate = certificate.map_err(|_| TlsFailed)?;
                    roots.add(certificate).map_err(|_| TlsFailed)?;
                }
            }
            None => {
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            }
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| TlsFailed)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Some(MakeRustlsConnect::new(config)))
    }
}

/// The certificates to check the server's with cannot be read.
pub(super) struct TlsFailed;

fn is_this_machine(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost"
                || name
                    .parse()
                    .is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

impl fmt::Display for PostgresPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = match self.config.get_hosts().first() {
            Some(Host::Tcp(name)) => name.clone(),
            #[cfg(unix)]
            Some(Host::Unix(folder)) => folder.display().to_string(),
            None => String::new(),
        };
        let port = self.config.get_ports().first().copied().unwrap_or(5432);
        let database = self.config.get_dbname().unwrap_or_default();
        write!(f, "{host}:{port}/{database}")
    }
}

impl fmt::Debug for PostgresPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresPlace({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::{InvalidPostgresPlace, PostgresPlace};

    fn place(text: &str) -> Result<String, InvalidPostgresPlace> {
        text.parse::<PostgresPlace>()
            .map(|place| format!("{place} {place:?}"))
    }

    #[test]
    fn shown_without_user_and_password() {
        assert_eq!(
            place("postgres://relay:hunter2@db.example:6432/relay?sslmode=require"),
            Ok("db.example:6432/relay PostgresPlace(db.example:6432/relay)".to_owned())
        );
    }

    #[test]
    fn another_machine_needs_a_word_about_encryption() {
        let refused = Err(InvalidPostgresPlace::Unencrypted);
        assert_eq!(place("postgres://relay@db.example/relay"), refused);
        assert_eq!(
            place("postgres://relay@db.example/relay?sslmode=prefer"),
            refused
        );
        for fine in [
            "postgres://relay@db.example/relay?sslmode=disable",
            "postgres://relay@db.example/relay?sslmode=verify-full&sslrootcert=/etc/ca.pem",
            "postgres://relay@localhost/relay",
            "postgres://relay@127.0.0.1/relay",
            "postgresql:///relay?host=/run/postgresql&user=relay",
        ] {
            assert!(place(fine).is_ok(), "{fine}");
        }
    }

    #[test]
    fn what_names_no_database_is_refused() {
        for wrong in [
            "postgres://relay@localhost",
            "postgres://relay@localhost/relay?sslmode=sometimes",
            "postgres://relay@localhost:port/relay",
        ] {
            assert_eq!(
                place(wrong),
                Err(InvalidPostgresPlace::Malformed),
                "{wrong}"
            );
        }
    }
}
