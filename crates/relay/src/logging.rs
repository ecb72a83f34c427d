//! The log: one JSON object a line, holding only fields that are named here. Nothing of a message can get in.
//!
//! Shape: `{"at":1795100000000,"level":"INFO","message":"webhooks kept","channel":"whatsapp","inboundCount":9,…}`.
//! Events of other crates are not written at all: their texts are not ours to vouch for.

use std::io::Write as _;

use aws_lc_rs::digest::{SHA256, digest};
use recado_protocol::id::ClinicId;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use crate::clock::Clock;

/// Every field that may be written, `message` apart.
const FIELDS: &[&str] = &[
    "address",
    "channel",
    "days",
    "dropped",
    "envelopes",
    "inboundCount",
    "metrics",
    "minutes",
    "reason",
    "sqlState",
    "sqliteCode",
    "status",
    "statusCount",
    "tenantId",
    "unclaimed",
    "version",
    "webhooks",
];
const TARGET: &str = "recado_relay";

/// Starts logging to standard output, from `level` up.
pub fn start(level: tracing::Level) {
    let lines = JsonLines {
        writer: std::io::stdout,
        clock: Clock::System,
    };
    let level = tracing_subscriber::filter::LevelFilter::from_level(level);
    let subscriber = tracing_subscriber::registry().with(lines.with_filter(level));
    // A second start in one process leaves the first as it is.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// Returns a clinic's name in logs: the same for one clinic, telling nothing about it.
pub(crate) fn tenant_hash(clinic: ClinicId) -> String {
    let hash = digest(&SHA256, clinic.0.as_bytes());
    let first = hash.as_ref().iter().take(6);
    first.map(|byte| format!("{byte:02x}")).collect()
}

struct JsonLines<W> {
    writer: W,
    clock: Clock,
}

impl<S, W> Layer<S> for JsonLines<W>
where
    S: Subscriber,
    W: for<'a> MakeWriter<'a> + 'static,
{
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        let target = metadata.target();
        if target.split("::").next() != Some(TARGET) {
            return;
        }
        let mut line = Line::default();
        line.0.insert("at".into(), self.clock.now_ms().into());
        line.0
            .insert("level".into(), metadata.level().as_str().into());
        event.record(&mut line);
        let mut bytes = Value::Object(line.0).to_string().into_bytes();
        bytes.push(b'\n');
        // A closed standard output is no reason to stop serving.
        let _ = self.writer.make_writer().write_all(&bytes);
    }
}

#[derive(Default)]
struct Line(Map<String, Value>);

impl Line {
    fn put(&mut self, field: &Field, value: Value) {
        if field.name() == "message" || FIELDS.contains(&field.name()) {
            self.0.insert(field.name().to_owned(), value);
        }
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.put(field, format!("{value:?}").into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::{Clock, JsonLines};
    use tracing_subscriber::layer::SubscriberExt as _;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn only_named_fields_of_our_own_events_are_written() {
        let written = Written::default();
        let sink = written.clone();
        let lines = JsonLines {
            writer: move || sink.clone(),
            clock: Clock::Turned(Arc::new(7.into())),
        };
        let subscriber = tracing_subscriber::registry().with(lines);
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(channel = "whatsapp", webhooks = 2_u64, text = "hola", name = ?"Maria", "kept");
            tracing::info!(target: "hyper::proto", "GET /Maria");
            tracing::info!(target: "recado_relay_other", "Maria");
        });
        let written = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        assert_eq!(
            written,
            "{\"at\":7,\"channel\":\"whatsapp\",\"level\":\"INFO\",\"message\":\"kept\",\"webhooks\":2}\n"
        );
    }
}
