//! Desktops without a desktop: they poll, open, keep, acknowledge, and now and then forget what they were doing.

use super::{Until, ledger::Ledger, world::World};
use crate::{dice::Dice, http::Connection, paired::Webhooks};
use anyhow::Context as _;
use recado_protocol::{
    envelope::{Cursor, EnvelopePage},
    path,
    sealed::open,
};
use std::time::Duration;

const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// What a desktop knows.
struct Desk {
    /// Up to here everything is durable.
    held: Cursor,
    /// Up to here everything was acknowledged, and answered.
    acknowledged: Cursor,
}

pub(super) async fn run(world: &World, place: usize, ledger: &Ledger, until: &Until, seed: u64) {
    let mut dice = Dice::of(seed, 2_000 + place as u64);
    let relays = world.clinics[place].relays.clone();
    let mut desk = Desk {
        held: Cursor(0),
        acknowledged: Cursor(0),
    };
    let mut kept = None;
    while until.is_running() {
        if dice.once_in(400) {
            ledger.count("desktopsAway");
            tokio::time::sleep(Duration::from_millis(dice.below(4_000) as u64)).await;
        }
        if kept.is_none() || dice.once_in(20) {
            let relay = relays.start + dice.below(relays.len());
            kept = Connection::open(&world.relays[relay].address()).await.ok();
        }
        let Some(connection) = &mut kept else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let turn = turn(world, place, connection, &mut desk, ledger, &mut dice);
        match tokio::time::timeout(ANSWER_WITHIN, turn).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) | Err(_) => {
                kept = None;
                tokio::time::sleep(Duration::from_millis(50 + dice.below(200) as u64)).await;
            }
        }
    }
    finish(world, place, relays.start, &desk, ledger).await;
}

/// Acknowledges what was left unacknowledged.
async fn finish(world: &World, place: usize, relay: usize, desk: &Desk, ledger: &Ledger) {
    let acknowledged = async {
        let mut connection = Connection::open(&world.relays[relay].address()).await?;
        let clinic = &world.clinics[place].clinic;
        clinic.acknowledge(&mut connection, desk.held).await
    };
    if let Err(error) = acknowledged.await {
        ledger.problem(format!("the last acknowledgement failed: {error:#}"));
    }
}

/// Polls once and takes in what comes.
async fn turn(
    world: &World,
    place: usize,
    connection: &mut Connection,
    desk: &mut Desk,
    ledger: &Ledger,
    dice: &mut Dice,
) -> anyhow::Result<()> {
    let clinic = &world.clinics[place].clinic;
    // One that was killed before it wrote down its place asks from where it had acknowledged.
    let after = if dice.once_in(30) {
        desk.acknowledged
    } else {
        desk.held
    };
    let asked = clinic
        .ask(connection, "GET", &path::envelopes(after, 1), &())
        .await?;
    match asked.status {
        200 => {}
        503 => anyhow::bail!("the store is away"),
        status => {
            ledger.problem(format!("a poll was answered {status}"));
            anyhow::bail!("refused");
        }
    }
    let page: EnvelopePage = serde_json::from_slice(&asked.body)?;
    let mut last = after;
    for envelope in &page.envelopes {
        if envelope.cursor <= last {
            ledger.problem("a page is not in order".into());
        }
        last = envelope.cursor;
    }
    if dice.once_in(30) {
        // Killed before anything was durable.
        ledger.count("pagesForgotten");
        return Ok(());
    }
    for envelope in &page.envelopes {
        let number = match open(&clinic.epochs, &envelope.sealed.0) {
            Ok(opened) => Webhooks::number_of(&opened.bytes),
            Err(error) => {
                ledger.problem(format!("an envelope does not open: {error}"));
                None
            }
        };
        ledger.delivered(place, number, envelope.cursor.0);
    }
    desk.held = desk.held.max(last);
    if page.envelopes.is_empty() || dice.once_in(15) {
        return Ok(());
    }
    let acknowledged = clinic.acknowledge(connection, desk.held).await;
    acknowledged.context("not acknowledged")?;
    desk.acknowledged = desk.held;
    Ok(())
}
