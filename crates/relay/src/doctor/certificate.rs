//! The certificate that the world sees at the public address: who vouches for it, for which name, for how long.

use std::io::Error;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::{ANSWER_WITHIN, Finding};
use crate::config::Config;

const CHECK: &str = "certificate";
const DAY_MS: i64 = 86_400_000;
const SOON_DAYS: i64 = 14;
const VERY_SOON_DAYS: i64 = 3;

/// Shakes hands as Meta would.
pub(super) async fn look(config: &Config) -> Option<Finding> {
    let url: reqwest::Url = config.public_url.as_deref()?.parse().ok()?;
    if url.scheme() != "https" {
        return None;
    }
    let (host, port) = (url.host_str()?.to_owned(), url.port_or_known_default()?);
    let met = tokio::time::timeout(ANSWER_WITHIN, meet(&host, port)).await;
    Some(match met {
        Ok(Ok(until_ms)) => left((until_ms - config.clock.now_ms()) / DAY_MS),
        Ok(Err(error)) => refused(&error),
        Err(_) => Finding::fail(
            CHECK,
            "the public address does not answer",
            "check that its name leads here and that the firewall lets port 443 in",
        ),
    })
}

/// Returns until when the certificate is good, milliseconds since 1970 UTC.
async fn meet(host: &str, port: u16) -> std::io::Result<i64> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).map_err(Error::other)?;
    let stream = TcpStream::connect((host, port)).await?;
    let stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await?;
    let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
    let first = chain
        .first()
        .ok_or_else(|| Error::other("no certificate"))?;
    let (_, certificate) = x509_parser::parse_x509_certificate(first).map_err(Error::other)?;
    Ok(certificate.validity().not_after.timestamp() * 1000)
}

/// Says what the days that are left mean. Pure.
fn left(days: i64) -> Finding {
    let detail = format!("good for {days} more days");
    let advice =
        "see why it is not renewed: in the log of the proxy, or the relay's with tls = \"acme\"";
    if days < VERY_SOON_DAYS {
        Finding::fail(CHECK, detail, advice)
    } else if days < SOON_DAYS {
        Finding::warn(CHECK, detail, advice)
    } else {
        Finding::ok(CHECK, detail)
    }
}

fn refused(error: &Error) -> Finding {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let (detail, advice) = match inner {
        Some(rustls::Error::InvalidCertificate(why)) => match why {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                ("it has expired", "renew it")
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                ("it is not good yet", "check the clock")
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                (
                    "it is for another name",
                    "get one for the name in `public_url`",
                )
            }
            CertificateError::UnknownIssuer | CertificateError::BadSignature => (
                "nobody known vouches for it, or the chain is incomplete",
                "use one of a public authority and serve the whole chain; Meta takes no self-made one",
            ),
            _ => ("it cannot be trusted", "get a new one"),
        },
        Some(_) => (
            "TLS does not come about at the public address",
            "without a certificate yet, see the log; otherwise check that a web server answers there",
        ),
        None => (
            "the public address cannot be reached",
            "check that its name leads here and that the firewall lets port 443 in",
        ),
    };
    Finding::fail(CHECK, detail, advice)
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::left;

    #[test]
    fn few_days_warn_and_very_few_fail() {
        for (days, expected) in [
            (-1, State::Fail),
            (2, State::Fail),
            (3, State::Warn),
            (13, State::Warn),
            (14, State::Ok),
        ] {
            assert_eq!(left(days).state, expected, "{days}");
        }
    }
}
