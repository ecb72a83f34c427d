//! A clinic: relay and simulated Meta in this process, and a data folder that goes when the test ends.

use recado_meta_sim::{
    control::Control,
    simulator::{Delivery, Options, Simulator},
};
use recado_relay::{
    config::Config,
    relay::{Relay, Running},
};
use serde_json::Value;
use std::path::PathBuf;
use tempfile::TempDir;

/// Relay, Meta and folder of one test.
pub(crate) struct Clinic {
    relay: Running,
    meta: Simulator,
    /// What the clinic's people know: ids, token, secrets.
    pub(crate) options: Options,
    folder: TempDir,
}

impl Clinic {
    /// Starts relay and Meta; nothing is connected yet.
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let relay = Relay::start(Config::on_loopback(folder.path().join("relay.db")))
            .await
            .expect("a relay");
        let options = Options {
            delivery: Delivery::Delivered,
            ..Options::default()
        };
        let meta = Simulator::start(options.clone()).await.expect("Meta");
        Self {
            relay,
            meta,
            options,
            folder,
        }
    }

    /// Returns the patients' side of Meta.
    pub(crate) fn patients(&self) -> Control {
        self.meta.control()
    }

    /// Lets a patient write now.
    pub(crate) async fn patient_writes(&self, number: &str, name: &str, text: &str) {
        let written = self
            .patients()
            .patient_writes(number, name, text, None)
            .await;
        written.expect("a patient writes");
    }

    /// Lets a patient send a message of any kind now; returns its id at Meta.
    pub(crate) async fn patient_sends(&self, number: &str, name: &str, message: Value) -> String {
        let sent = self
            .patients()
            .patient_sends(number, name, message, None)
            .await;
        sent.expect("a patient sends")
    }

    /// Returns where the desktop keeps its data.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    /// Returns what stands in for Meta's Graph API.
    pub(crate) fn graph(&self) -> &str {
        self.meta.base_url()
    }

    /// Returns a pairing text as the relay's owner copies it.
    pub(crate) async fn pairing(&self) -> String {
        let text = self.relay.pair_code("Clínica Alameda").await;
        text.expect("a pairing code").to_text()
    }

    /// Enters the relay's address in the app's dashboard at Meta, which asks it for the challenge.
    pub(crate) async fn point_webhook_at_relay(&self) {
        let address = format!("{}/webhooks/meta", self.relay.base_url());
        let address = address.parse().expect("the relay's address");
        let verified = self.patients().verify_webhook(address).await;
        verified.expect("the relay answers the challenge");
    }
}
