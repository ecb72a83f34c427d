//! `replay DIR`: every webhook body of a folder through a relay and a fresh desk, and what became of it.

mod expected;

use crate::{clinic, relay_process::RelayProcess};
use anyhow::Context as _;
use recado_domain::channel::ChannelKind;
use recado_inbox::{
    clock::Clock,
    desk::{Desk, proof::Asset},
    keychain::MemoryKeychain,
};
use recado_store::key::derive::KdfCost;
use recado_webhook::{
    counts::Counts,
    event::{Item, Object},
    payload::{self, Reading},
    signature,
};
use serde::Serialize;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

const SECRET: &str = "secret-of-the-replay";
/// The longest one body may take before the run goes on without it.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    #[serde(flatten)]
    counts: Counts,
    stored: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

/// Replays every `*.json` of a folder and prints one line a file; fails when one does not give what `against` says.
pub(crate) fn run(folder: &Path, against: Option<&Path>) -> anyhow::Result<()> {
    let expected = against.map(expected::read).transpose()?;
    let kind = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let mut wrong = 0;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| format!("{} cannot be read", folder.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();
    for path in &files {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let answer = runtime.block_on(async { tokio::time::timeout(PATIENCE, replay(path)).await });
        let (counts, stored, problem) = match answer {
            Ok(Ok((counts, stored))) => (counts, stored, None),
            Ok(Err(error)) => (Counts::default(), 0, Some(format!("{error:#}"))),
            Err(_) => (Counts::default(), 0, Some("it took too long".to_owned())),
        };
        if let Some(expected) = &expected {
            wrong += usize::from(!expected.is_given_by(&format!("{kind}/{name}"), &counts, stored));
        }
        let line = Line {
            file: &name,
            counts,
            stored,
            problem,
        };
        println!("{}", serde_json::to_string(&line)?);
    }
    anyhow::ensure!(
        wrong == 0,
        "{wrong} of {} files did not give the expected counts",
        files.len()
    );
    Ok(())
}

async fn replay(path: &Path) -> anyhow::Result<(Counts, u64)> {
    let body = std::fs::read(path)?;
    let reading = payload::read(&body);
    let folder = tempfile::tempdir()?;
    let relay = RelayProcess::start(folder.path(), &[])?;
    let keychain = Arc::new(MemoryKeychain::default());
    // Nothing asks Graph here; the address only has to be one of this machine.
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
        "Replay",
        "Replay",
        "a passphrase nobody needs",
    )
    .await?;
    desk.claim_without_proof(assets(&reading), SECRET.to_owned().into())
        .await?;
    let counts = feed(&desk, &relay, body).await?;
    let mut stored = 0;
    for (asset, id) in provider_ids(&reading) {
        stored += u64::from(desk.holds(asset, id).await?);
    }
    desk.close();
    Ok((counts, stored))
}

/// Posts the body, signed, and waits until the desk has taken in what the relay kept.
async fn feed(desk: &Desk, relay: &RelayProcess, body: Vec<u8>) -> anyhow::Result<Counts> {
    let signed = signature::sign(&body, SECRET.as_bytes());
    let status = relay.post_webhook(&body, &signed).await?;
    anyhow::ensure!(status == 200, "the relay answered {status}");
    while !desk.is_caught_up().await? {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(desk.tally().counts)
}

fn kind(object: Object) -> Option<ChannelKind> {
    match object {
        Object::WhatsApp => Some(ChannelKind::WhatsApp),
        Object::Page => Some(ChannelKind::Messenger),
        Object::Instagram => Some(ChannelKind::Instagram),
        Object::Unknown => None,
    }
}

/// Returns the accounts a body speaks about, and one more, so that a body without any has a clinic to go to.
pub(crate) fn assets(reading: &Reading) -> Vec<Asset> {
    let spare = Asset {
        kind: ChannelKind::WhatsApp,
        asset_id: "1".into(),
        number_id: Some("1".into()),
    };
    let named = reading.events.iter().filter_map(|event| {
        let kind = kind(event.object)?;
        (!event.asset_id.is_empty()).then(|| Asset {
            kind,
            asset_id: event.asset_id.clone(),
            number_id: event.number_id.clone(),
        })
    });
    named
        .chain([spare])
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

fn provider_ids(reading: &Reading) -> BTreeSet<(Asset, String)> {
    let messages = reading.events.iter().filter_map(|event| {
        let Item::Message(message) = &*event.item else {
            return None;
        };
        let asset = Asset {
            kind: kind(event.object)?,
            asset_id: event.asset_id.clone(),
            number_id: event.number_id.clone(),
        };
        Some((asset, message.provider_id.clone()))
    });
    messages.collect()
}
