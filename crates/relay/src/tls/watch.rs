//! Keeps the certificate: lets the ACME client work, waits longer after each failure, counts, and tells.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use futures_util::StreamExt as _;
use rustls_acme::acme::{AcmeError, Problem};
use rustls_acme::{EventError, EventOk, OrderError};
use serde::Serialize;
use tokio::time::{Instant, sleep_until};

use super::Tls;
use super::folder::Folder;
use crate::alarm::{self, Words};
use crate::shared::Shared;

/// How often the rule of the alarm is looked at when nothing happens.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// An authority that has not answered by now may never; without a certificate that counts as a failure.
const UNHEARD_OF: Duration = Duration::from_secs(15 * 60);
/// From this failure on it is told, even while the certificate is good.
const TOLD_FROM_FAILURE: u32 = 5;
/// An authority's own words may be long.
const LONGEST_REASON: usize = 300;

/// What is known of the certificate; zeros while there is none.
#[derive(Default)]
pub(crate) struct Certificate {
    from_ms: AtomicI64,
    until_ms: AtomicI64,
    failures: AtomicU64,
}

/// From when to when a certificate is good, milliseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    pub(crate) from_ms: i64,
    pub(crate) until_ms: i64,
}

impl Certificate {
    /// Takes note of a certificate that is in use now, its chain in PEM after its key.
    pub(super) fn deployed(&self, pem: &[u8]) {
        let Some(validity) = validity(pem) else {
            return;
        };
        self.from_ms.store(validity.from_ms, Ordering::Relaxed);
        self.until_ms.store(validity.until_ms, Ordering::Relaxed);
    }

    /// Returns how long the certificate in use is good.
    pub(crate) fn validity(&self) -> Option<Validity> {
        let validity = Validity {
            from_ms: self.from_ms.load(Ordering::Relaxed),
            until_ms: self.until_ms.load(Ordering::Relaxed),
        };
        (validity.until_ms > 0).then_some(validity)
    }

    /// Returns how often none could be got, since the start.
    pub(crate) fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }
}

/// Returns the validity of the first certificate in PEM.
fn validity(pem: &[u8]) -> Option<Validity> {
    let mut blocks = x509_parser::pem::Pem::iter_from_buffer(pem).filter_map(Result::ok);
    let block = blocks.find(|block| block.label == "CERTIFICATE")?;
    let validity = block.parse_x509().ok()?.validity().clone();
    Some(Validity {
        from_ms: validity.not_before.timestamp() * 1000,
        until_ms: validity.not_after.timestamp() * 1000,
    })
}

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    /// There is no good certificate, or soon there will be none.
    Failing,
    /// A new one is in use.
    AllClear,
}

#[derive(Serialize)]
struct Told {
    event: &'static str,
    days: i64,
}

/// Gets and renews certificates until the relay stops.
pub(crate) async fn keep(shared: Shared, tls: Tls) {
    shared.metrics.certificate(&tls.certificate);
    let work = keep_renewing(&shared, tls);
    tokio::select! {
        () = work => {}
        () = shared.stopped() => {}
    }
}

async fn keep_renewing(shared: &Shared, mut tls: Tls) {
    let mut failures = 0;
    let begun = Instant::now();
    let mut go_on_at = begun;
    loop {
        let next = async {
            sleep_until(go_on_at).await;
            tls.state.next().await
        };
        let event = tokio::select! {
            event = next => event,
            () = tokio::time::sleep(LOOK_EVERY) => None,
        };
        match event {
            Some(Ok(EventOk::DeployedNewCert)) => {
                failures = 0;
                tracing::info!("a new certificate is in use");
            }
            Some(Ok(EventOk::DeployedCachedCert)) => {
                tracing::info!("the kept certificate is in use");
            }
            Some(Ok(EventOk::CertCacheStore | EventOk::AccountCacheStore)) | None => {}
            Some(Err(error)) => {
                failures += 1;
                tls.certificate.failures.fetch_add(1, Ordering::Relaxed);
                go_on_at = Instant::now() + pause_after(failures);
                tracing::error!(
                    reason = reason(&error),
                    "no certificate could be got or kept"
                );
            }
        }
        let is_unheard_of = begun.elapsed() > UNHEARD_OF && tls.certificate.validity().is_none();
        let failures = failures.max(u32::from(is_unheard_of));
        look(shared, &tls.certificate, &tls.folder, failures).await;
    }
}

/// Tells what has to be told.
async fn look(shared: &Shared, certificate: &Certificate, folder: &Folder, failures: u32) {
    let Some(settings) = &shared.config.alarm else {
        return;
    };
    let now = shared.clock.now_ms();
    let validity = certificate.validity();
    let Some(event) = due(validity, failures, now, folder.is_told()) else {
        return;
    };
    let days = validity.map_or(0, |validity| (validity.until_ms - now).max(0) / 86_400_000);
    let event_words = match event {
        Event::Failing => "certificate failing",
        Event::AllClear => "certificate all clear",
    };
    let told = Told {
        event: event_words,
        days,
    };
    tracing::warn!(days, "{event_words}");
    if !alarm::tell(settings, &told, words(event, days)).await {
        tracing::error!("an alarm could not be told");
        return;
    }
    // When it cannot be remembered, it is told once more: better twice than never.
    let _ = folder.set_told(event == Event::Failing);
}

fn words(event: Event, days: i64) -> Words {
    match event {
        Event::Failing => Words {
            subject: "Recado: the relay gets no certificate".to_owned(),
            text: format!(
                "The relay could not get or renew its TLS certificate; the one it has is good for {days} more days. \
                 Without one, neither Meta nor the clinics' computers reach it.\nOn its server, `recado-relay doctor` \
                 and the log say why; restarting it tries again at once.\n"
            ),
        },
        Event::AllClear => Words {
            subject: "Recado: the relay has a new certificate".to_owned(),
            text: format!("The relay's TLS certificate is good for {days} days.\n"),
        },
    }
}

/// Returns what has to be told now. Pure.
fn due(validity: Option<Validity>, failures: u32, now: i64, is_told: bool) -> Option<Event> {
    // It is renewed when a third of its time is left: at a quarter something is wrong, heard of or not.
    let is_late = |v: Validity| now > v.until_ms - (v.until_ms - v.from_ms) / 4;
    let is_good = |v: Validity| now < v.until_ms;
    let is_failing = match validity {
        Some(validity) if is_good(validity) => is_late(validity) || failures >= TOLD_FROM_FAILURE,
        Some(_) | None => failures > 0,
    };
    match (is_failing, is_told) {
        (true, false) => Some(Event::Failing),
        (false, true) if validity.is_some_and(is_good) => Some(Event::AllClear),
        (true, true) | (false, _) => None,
    }
}

/// Returns how long to wait after so many failures in a row: an authority refuses those who try too often.
fn pause_after(failures: u32) -> Duration {
    Duration::from_secs(match failures {
        0 | 1 => 10,
        2 => 60,
        3 => 10 * 60,
        4 => 30 * 60,
        5.. => 2 * 60 * 60,
    })
}

/// Returns why, in one line: the authority's words about this relay's own name, nothing of any clinic.
fn reason(error: &EventError<std::io::Error, std::io::Error>) -> String {
    let reason = match error {
        EventError::Order(OrderError::BadAuth(authorization)) => {
            let challenges = authorization.challenges.iter();
            problems(challenges.filter_map(|challenge| challenge.error.as_ref()))
        }
        EventError::Order(OrderError::BadOrder(order)) => problems(order.error.iter()),
        EventError::Order(OrderError::Acme(AcmeError::HttpRequest(error))) => error.to_string(),
        other => other.to_string(),
    };
    let printable = reason.chars().map(|c| if c.is_control() { ' ' } else { c });
    printable.take(LONGEST_REASON).collect()
}

fn problems<'a>(problems: impl Iterator<Item = &'a Problem>) -> String {
    let details: Vec<&str> = problems
        .filter_map(|problem| problem.detail.as_deref())
        .collect();
    format!("the authority refused: {}", details.join("; "))
}

#[cfg(test)]
mod tests {
    use super::{Event, Validity, due};

    #[test]
    fn a_certificate_that_fails_or_is_late_is_told_once_and_the_all_clear_once() {
        let good = Some(Validity {
            from_ms: 0,
            until_ms: 400,
        });
        for (validity, failures, now, is_told, expected) in [
            (None, 0, 0, false, None),
            (None, 1, 0, false, Some(Event::Failing)),
            (None, 1, 0, true, None),
            (None, 0, 0, true, None),
            (good, 0, 299, false, None),
            (good, 4, 299, false, None),
            (good, 5, 299, false, Some(Event::Failing)),
            (good, 0, 301, false, Some(Event::Failing)),
            (good, 1, 401, false, Some(Event::Failing)),
            (good, 0, 299, true, Some(Event::AllClear)),
            (good, 4, 299, true, Some(Event::AllClear)),
            (good, 5, 299, true, None),
        ] {
            assert_eq!(due(validity, failures, now, is_told), expected);
        }
    }
}
