//! What the operator's Prometheus reads: counts and times, clinics only as hashes, nothing of anybody.
//!
//! Served at an address of its own (`metrics`), never at the public one. What webhooks are counted by is the log's own
//! tally, so that a request costs no lock more.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use recado_protocol::path;

use crate::error::Refusal;
use crate::logging::tenant_hash;
use crate::router;
use crate::shared::Shared;
use crate::tls::Certificate;

const METRICS: &str = "/metrics";
/// Upper ends of the classes of a time, in seconds; the last class has none.
const CLASSES: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0, 10.0];

/// How often something took how long.
#[derive(Default)]
pub(crate) struct Times {
    classes: [AtomicU64; CLASSES.len() + 1],
    micros: AtomicU64,
}

impl Times {
    /// Counts one.
    pub(crate) fn took(&self, time: Duration) {
        let seconds = time.as_secs_f64();
        let class = CLASSES.iter().take_while(|end| seconds > **end).count();
        self.classes[class].fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    fn write(&self, out: &mut String, name: &str, help: &str) {
        head(out, name, help, "histogram");
        let mut count = 0;
        for (class, end) in self.classes.iter().zip(CLASSES) {
            count += class.load(Ordering::Relaxed);
            line(out, &format!("{name}_bucket{{le=\"{end}\"}}"), count);
        }
        count += self.classes[CLASSES.len()].load(Ordering::Relaxed);
        line(out, &format!("{name}_bucket{{le=\"+Inf\"}}"), count);
        let seconds = self.micros.load(Ordering::Relaxed) as f64 / 1_000_000.0;
        line(out, &format!("{name}_sum"), seconds);
        line(out, &format!("{name}_count"), count);
    }
}

/// A number that goes up and down with what is under way.
#[derive(Default)]
pub(crate) struct UnderWay(AtomicU64);

/// One thing that is under way until this is dropped.
pub(crate) struct One<'a>(&'a UnderWay);

impl UnderWay {
    pub(crate) fn one(&self) -> One<'_> {
        self.0.fetch_add(1, Ordering::Relaxed);
        One(self)
    }
}

impl Drop for One<'_> {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Where a webhook is on its way, and since when.
pub(crate) struct Stage(Instant);

impl Stage {
    /// Begins the first.
    pub(crate) fn begin() -> Self {
        Self(Instant::now())
    }

    /// Ends this one and begins the next.
    pub(crate) fn ends(&mut self, times: &Times) {
        let now = Instant::now();
        times.took(now - self.0);
        self.0 = now;
    }

    /// Begins the next without counting what was before.
    pub(crate) fn again(&mut self) {
        self.0 = Instant::now();
    }
}

/// What is measured beside the tally.
#[derive(Default)]
pub(crate) struct Metrics {
    /// Of a webhook: its signature.
    pub(crate) checked: Times,
    /// Of a webhook: whose it is.
    pub(crate) routed: Times,
    /// Of a webhook: sealing it.
    pub(crate) sealed: Times,
    /// Of a webhook: counting what was in it, after it was kept.
    pub(crate) counted: Times,
    /// From the queue to the disk.
    pub(crate) append: Times,
    /// From a webhook's arrival to the answer of a poll that waited for it.
    pub(crate) wake: Times,
    /// Polls that wait.
    pub(crate) polls: UnderWay,
    /// Connections closed unheard because their address held its share already.
    pub(crate) crowded: AtomicU64,
    /// The relay's own certificate, if it gets one by itself.
    certificate: OnceLock<Arc<Certificate>>,
}

impl Metrics {
    /// Has a certificate measured from now on.
    pub(crate) fn certificate(&self, certificate: &Arc<Certificate>) {
        // There is one in a relay's life.
        let _ = self.certificate.set(Arc::clone(certificate));
    }
}

/// Returns what is served at the address of its own.
pub(crate) fn router(shared: Shared) -> Router {
    Router::new()
        .route(METRICS, get(metrics))
        .route(path::HEALTHZ, get(async || "ok"))
        .route(path::READYZ, get(router::ready))
        .with_state(shared)
}

/// `GET /metrics`.
async fn metrics(State(shared): State<Shared>) -> Result<Response, Refusal> {
    let mut out = String::new();
    let tenants = shared.tenants();
    shared.tally.write_metrics(&mut out, &tenants);

    let (depths, oldest) = (shared.buffer.depths().await?, shared.buffer.oldest().await?);
    let now = shared.clock.now_ms();
    let name = "recado_waiting_envelopes";
    head(
        &mut out,
        name,
        "Envelopes that not all desktops have acknowledged.",
        "gauge",
    );
    for (clinic, depth) in depths {
        let tenant = tenants.id(clinic).map(tenant_hash).unwrap_or_default();
        line(&mut out, &format!("{name}{{tenant=\"{tenant}\"}}"), depth);
    }
    let name = "recado_oldest_envelope_seconds";
    head(&mut out, name, "Age of the oldest of them.", "gauge");
    for (clinic, at) in oldest {
        let tenant = tenants.id(clinic).map(tenant_hash).unwrap_or_default();
        let seconds = (now - at).max(0) as f64 / 1000.0;
        line(&mut out, &format!("{name}{{tenant=\"{tenant}\"}}"), seconds);
    }

    let metrics = &shared.metrics;
    let help = "From the queue to the durable write.";
    metrics
        .append
        .write(&mut out, "recado_append_seconds", help);
    let help = "A durable transaction, with all that had gathered for it.";
    let commits = shared.buffer.commits();
    commits.write(&mut out, "recado_commit_seconds", help);
    let stages = [
        (
            "signature",
            "Checking a webhook's signature.",
            &metrics.checked,
        ),
        ("routing", "Finding whose a webhook is.", &metrics.routed),
        ("sealing", "Sealing a webhook.", &metrics.sealed),
        (
            "counting",
            "Counting what is in a webhook.",
            &metrics.counted,
        ),
    ];
    for (stage, help, times) in stages {
        times.write(&mut out, &format!("recado_{stage}_seconds"), help);
    }
    let help = "From a webhook's arrival to the answer of a poll that waited for it.";
    metrics
        .wake
        .write(&mut out, "recado_poll_wake_seconds", help);
    let name = "recado_waiting_polls";
    head(&mut out, name, "Desktops that wait for news.", "gauge");
    line(&mut out, name, metrics.polls.0.load(Ordering::Relaxed));
    let name = "recado_connections_closed_total";
    let help = "Connections of addresses that held their share already.";
    head(&mut out, name, help, "counter");
    line(&mut out, name, metrics.crowded.load(Ordering::Relaxed));
    if let Some(certificate) = metrics.certificate.get() {
        write_certificate(&mut out, certificate, now);
    }
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    Ok((kind, out).into_response())
}

fn write_certificate(out: &mut String, certificate: &Certificate, now: i64) {
    let name = "recado_certificate_remaining_seconds";
    let help = "For how long the relay's own certificate is good; 0 without one.";
    head(out, name, help, "gauge");
    let until_ms = certificate.validity().map_or(0, |good| good.until_ms);
    line(out, name, (until_ms - now).max(0) as f64 / 1000.0);
    let name = "recado_certificate_failures_total";
    let help = "How often no certificate could be got or kept.";
    head(out, name, help, "counter");
    line(out, name, certificate.failures());
}

/// Begins a metric.
pub(crate) fn head(out: &mut String, name: &str, help: &str, kind: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

/// Writes one value.
pub(crate) fn line(out: &mut String, name: &str, value: impl std::fmt::Display) {
    let _ = writeln!(out, "{name} {value}");
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Times;

    #[test]
    fn times_are_counted_in_every_class_they_fit() {
        let times = Times::default();
        for millis in [1, 2, 30, 20_000] {
            times.took(Duration::from_millis(millis));
        }
        let mut out = String::new();
        times.write(&mut out, "x", "Help.");
        for line in [
            "# TYPE x histogram",
            "x_bucket{le=\"0.001\"} 1",
            "x_bucket{le=\"0.0025\"} 2",
            "x_bucket{le=\"0.05\"} 3",
            "x_bucket{le=\"10\"} 3",
            "x_bucket{le=\"+Inf\"} 4",
            "x_sum 20.033",
            "x_count 4",
        ] {
            assert!(out.lines().any(|l| l == line), "{line} in {out}");
        }
    }
}
