//! A buffer that has filled for a week: the relay's memory and speed over it, and how soon a desktop has caught up.

use super::{
    figure::{Figure, Figures, Spread},
    limits, load,
    place::{Kind, Measured, Stores},
};
use crate::{clinic, paired::Webhooks, relay_process::RelayProcess};
use anyhow::{Context as _, ensure};
use recado_domain::channel::ChannelKind;
use recado_inbox::{
    clock::Clock,
    desk::{Desk, proof::Asset},
    keychain::MemoryKeychain,
    view::app::AppView,
};
use recado_protocol::{envelope::Cursor, sealed::open};
use recado_store::key::derive::KdfCost;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const MIB: f64 = 1024.0 * 1024.0;
const SECTION: &str = "Catching up after a week";

/// How much is buffered, and how much of it a desktop fetches.
#[derive(Clone, Copy)]
pub(super) struct Amounts {
    pub(super) buffered: u64,
    pub(super) fetched: u64,
    pub(super) opened: u64,
    pub(super) desk: u64,
}

/// Fills a store, and measures the relay over it.
pub(super) async fn run(
    figures: &mut Figures,
    stores: &Stores,
    kind: Kind,
    amounts: Amounts,
    number: &mut u64,
) -> anyhow::Result<()> {
    let measured = Measured::start(stores, kind, None).await?;
    let few = Duration::from_millis(300);
    load::run(
        measured.address(),
        &measured.webhooks(1536),
        16,
        few,
        number,
    )
    .await?;
    let stopped = measured.stop()?;
    let buffered = limits::multiply(stores, &stopped, amounts.buffered).await?;
    let measured = stopped.start()?;
    let length = Duration::from_secs(2);
    let round = load::run(
        measured.address(),
        &measured.webhooks(1536),
        64,
        length,
        number,
    )
    .await?;
    let memory = measured.process.memory_bytes()?;
    let per_second = round.per_second();
    let spread = Spread::of(round.latencies_us);
    figures.add(Figure {
        section: "Memory",
        case: "buffered envelopes, under load".into(),
        store: Some(kind.name()),
        connections: Some(64),
        count: Some(buffered),
        mib: Some(memory as f64 / MIB),
        per_second: Some(per_second),
        p99_ms: spread.at(0.99),
        ..Figure::default()
    })?;
    fetch(
        figures,
        &measured,
        "pages fetched and acknowledged",
        amounts.fetched,
        false,
    )
    .await?;
    fetch(
        figures,
        &measured,
        "the same, each envelope opened",
        amounts.opened,
        true,
    )
    .await
}

/// Fetches page by page as a desktop does, acknowledging each.
async fn fetch(
    figures: &mut Figures,
    measured: &Measured,
    case: &str,
    most: u64,
    is_opened: bool,
) -> anyhow::Result<()> {
    let mut connection = measured.connect().await?;
    let (mut after, mut fetched, mut bytes) = (Cursor(0), 0_u64, 0);
    let began = Instant::now();
    while fetched < most {
        let page = measured.clinic.poll(&mut connection, after, 0).await?;
        let Some(last) = page.envelopes.last() else {
            break;
        };
        after = last.cursor;
        fetched += page.envelopes.len() as u64;
        for envelope in &page.envelopes {
            bytes += envelope.sealed.0.len();
            if is_opened {
                let opened = open(&measured.clinic.epochs, &envelope.sealed.0)?;
                Webhooks::number_of(&opened.bytes).context("an envelope holds something else")?;
            }
        }
        measured.clinic.acknowledge(&mut connection, after).await?;
    }
    let took = began.elapsed().as_secs_f64();
    ensure!(fetched > 0, "nothing waited");
    figures.add(Figure {
        section: SECTION,
        case: case.to_owned(),
        store: Some(measured.kind.name()),
        count: Some(fetched),
        per_second: Some(fetched as f64 / took),
        mib: Some(bytes as f64 / MIB),
        target: (!is_opened).then_some("≥ 5,000/s"),
        ..Figure::default()
    })
}

/// Lets a real desktop be away while webhooks come, and measures until all of them are in its encrypted stores.
pub(super) async fn desk(
    figures: &mut Figures,
    amounts: Amounts,
    number: &mut u64,
) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let relay = RelayProcess::start(folder.path(), &[])?;
    let keychain = Arc::new(MemoryKeychain::default());
    let options = || {
        let home = folder.path().join("desk");
        let keychain = Arc::clone(&keychain);
        let options = clinic::options(&home, keychain, Clock::system(), "http://127.0.0.1:9");
        options.map(|mut options| {
            options.kdf = KdfCost::quick_for_tests();
            options
        })
    };
    let desk = Desk::open(options()?).await?;
    let passphrase = "a passphrase nobody needs";
    clinic::set_up(&desk, &relay, "Benchmark", "Benchmark", passphrase).await?;
    let sender = crate::paired::Clinic::of_a_desk("102290129340398", "106540352242922");
    let asset = Asset {
        kind: ChannelKind::WhatsApp,
        asset_id: sender.waba_id.clone(),
        number_id: Some(sender.number_id.clone()),
    };
    desk.claim_without_proof(vec![asset], sender.secret.clone().into())
        .await?;
    desk.close();
    drop(desk);
    let webhooks = sender.webhooks(1536);
    let mut connection = crate::http::Connection::open(relay.address()).await?;
    for _ in 0..amounts.desk {
        *number += 1;
        let answer = connection.ask(&webhooks.request(*number)).await?;
        ensure!(answer.status == 200, "a webhook was refused");
    }
    let began = Instant::now();
    let desk = Desk::open(options()?).await?;
    // What patients wrote is filed once somebody signs in.
    let AppView::Locked { staff, .. } = desk.app_view().await? else {
        anyhow::bail!("the desktop is not locked")
    };
    let owner = staff.first().context("nobody can sign in")?.id;
    desk.unlock(owner, passphrase.to_owned()).await?;
    while !desk.is_caught_up().await? {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let took = began.elapsed().as_secs_f64();
    desk.close();
    figures.add(Figure {
        section: SECTION,
        case: "a desktop: opened, read, in its stores".into(),
        store: Some(Kind::Sqlite.name()),
        count: Some(amounts.desk),
        per_second: Some(amounts.desk as f64 / took),
        ..Figure::default()
    })
}
