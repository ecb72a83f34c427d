//! `bench path`: from a webhook's first byte at the relay to the desk's `Change` for its conversation.

use crate::{clinic, relay_process::RelayProcess};
use anyhow::Context as _;
use recado_domain::channel::ChannelKind;
use recado_inbox::{
    clock::Clock,
    desk::{Desk, proof::Asset},
    keychain::MemoryKeychain,
    view::change::Change,
};
use recado_store::key::derive::KdfCost;
use recado_webhook::signature;
use serde_json::json;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const SECRET: &str = "secret-of-the-benchmark";
const WABA_ID: &str = "102290129340398";
const NUMBER_ID: &str = "106540352242922";

/// Posts messages one after the other and prints how long each took to be in the store.
pub(crate) fn run(quick: bool) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let folder = tempfile::tempdir()?;
        let relay = RelayProcess::start(folder.path(), &[])?;
        let keychain = Arc::new(MemoryKeychain::default());
        let mut options = clinic::options(
            &folder.path().join("desk"),
            keychain,
            Clock::system(),
            "http://127.0.0.1:9",
        )?;
        options.kdf = KdfCost::quick_for_tests();
        let desk = Desk::open(options).await?;
        clinic::set_up(
            &desk,
            &relay,
            "Benchmark",
            "Benchmark",
            "a passphrase nobody needs",
        )
        .await?;
        let asset = Asset {
            kind: ChannelKind::WhatsApp,
            asset_id: WABA_ID.into(),
            number_id: Some(NUMBER_ID.into()),
        };
        desk.claim_without_proof(vec![asset], SECRET.to_owned().into())
            .await?;
        // The first message makes the conversation; it is not counted.
        one(&desk, &relay, 0).await?;
        let rounds = if quick { 300 } else { 3000 };
        let mut taken = Vec::with_capacity(rounds);
        for number in 1..=rounds {
            taken.push(one(&desk, &relay, number).await?);
        }
        taken.sort();
        let at = |share: f64| {
            let last = taken.len().saturating_sub(1);
            let place = (taken.len() as f64 * share) as usize;
            (taken[place.min(last)].as_secs_f64() * 1_000_000.0).round() / 1000.0
        };
        let line = json!({
            "bench": "path", "case": "webhook_to_change", "connections": 1, "rows": rounds,
            "p50_ms": at(0.50), "p95_ms": at(0.95), "p99_ms": at(0.99),
        });
        println!("{line}");
        desk.close();
        Ok(())
    })
}

async fn one(desk: &Desk, relay: &RelayProcess, number: usize) -> anyhow::Result<Duration> {
    let body = body(number);
    let signed = signature::sign(&body, SECRET.as_bytes());
    let mut changes = desk.changes();
    let started = Instant::now();
    let status = relay.post_webhook(&body, &signed).await?;
    anyhow::ensure!(status == 200, "the relay answered {status}");
    let arrived = async {
        loop {
            match changes.recv().await {
                Ok(Change::Conversation { .. }) => return Ok(()),
                Ok(_) => {}
                Err(error) => return Err(error),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), arrived)
        .await
        .context("a message did not arrive")??;
    Ok(started.elapsed())
}

fn body(number: usize) -> Vec<u8> {
    let value = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "34600000640", "phone_number_id": NUMBER_ID},
        "contacts": [{"profile": {"name": "Rosa M."}, "wa_id": "34600000641"}],
        "messages": [{
            "from": "34600000641", "id": format!("wamid.bench{number}"), "timestamp": (1_795_165_200 + number).to_string(),
            "type": "text", "text": {"body": format!("Buenos días, ¿puedo cambiar la cita número {number} al jueves por la tarde?")}
        }]
    });
    let body = json!({"object": "whatsapp_business_account", "entry": [{"id": WABA_ID, "changes": [{"field": "messages", "value": value}]}]});
    body.to_string().into_bytes()
}
