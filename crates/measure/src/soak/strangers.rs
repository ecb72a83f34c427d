//! Strangers: forged, repeated, oversized, broken off, slow. None of it may be kept, and none may hold others up.

use super::{Until, ledger::Ledger, world::World};
use crate::{
    dice::Dice,
    http::{Connection, request},
};
use anyhow::Context as _;
use recado_protocol::path;
use recado_webhook::signature;
use std::time::Duration;

const ANSWER_WITHIN: Duration = Duration::from_secs(25);
/// One byte more than the relay takes.
const TOO_LARGE: usize = 3 * 1024 * 1024 + 1;

pub(super) async fn run(world: &World, stranger: u64, ledger: &Ledger, until: &Until, seed: u64) {
    let mut dice = Dice::of(seed, 3_000 + stranger);
    while until.is_loading() {
        let act = dice.below(9);
        let done = act_once(world, ledger, &mut dice, act);
        // A relay that is away is no problem of strangers.
        let _ = tokio::time::timeout(ANSWER_WITHIN, done).await;
        tokio::time::sleep(Duration::from_millis(dice.below(150) as u64)).await;
    }
}

async fn act_once(
    world: &World,
    ledger: &Ledger,
    dice: &mut Dice,
    act: usize,
) -> anyhow::Result<()> {
    let place = dice.below(world.clinics.len());
    let tenant = &world.clinics[place];
    let relay = tenant.relays.start + dice.below(tenant.relays.len());
    let address = world.relays[relay].address();
    let mut connection = Connection::open(&address).await?;
    match act {
        0 => {
            let number = ledger.number_of_nothing();
            let body = tenant.webhooks.body(number);
            let forged = signature::sign(&body, b"a secret that is none");
            let sent = webhook(&body, &forged);
            let answer = connection.ask(&sent).await?;
            refused(ledger, "forged", answer.status, &[401]);
        }
        1 => {
            // The right signature, of another body.
            let body = tenant.webhooks.body(ledger.number_of_nothing());
            let other = tenant.webhooks.signature(ledger.number_of_nothing());
            let answer = connection.ask(&webhook(&body, &other)).await?;
            refused(ledger, "forged", answer.status, &[401]);
        }
        2 => {
            // The seed's number alone would always find the oldest.
            let near = ledger.number_of_nothing();
            let number = dice.below(usize::try_from(near)?) as u64;
            let (number, clinic) = ledger.accepted_near(number).context("nothing yet")?;
            let tenant = &world.clinics[clinic];
            let relay = tenant.relays.start + dice.below(tenant.relays.len());
            let mut connection = Connection::open(&world.relays[relay].address()).await?;
            ledger.attempt(number);
            let answer = connection.ask(&tenant.webhooks.request(number)).await?;
            refused(ledger, "replayed", answer.status, &[200]);
        }
        3 => {
            let head = format!(
                "POST {} HTTP/1.1\r\nhost: relay\r\ncontent-length: {TOO_LARGE}\r\n\r\n",
                path::WEBHOOKS_META
            );
            connection.send(head.as_bytes()).await?;
            let answer = connection.answer().await?;
            refused(ledger, "oversized", answer.status, &[413]);
        }
        4 => oversized_in_chunks(&mut connection, ledger).await?,
        5 => {
            let whole = tenant.webhooks.request(ledger.number_of_nothing());
            let cut = whole.len() - 1 - dice.below(whole.len() - 2);
            connection.send(&whole[..cut]).await?;
            ledger.count("brokenOff");
        }
        6 => {
            ledger.count("slow");
            let mut others = Vec::new();
            for _ in 0..10 {
                others.push(Connection::open(&address).await?);
            }
            for byte in b"POST /webhooks/meta HTTP/1.1\r\nhost: relay\r\nx-slow: 1" {
                for slow in &mut others {
                    slow.send(&[*byte]).await?;
                }
                tokio::time::sleep(Duration::from_millis(40)).await;
            }
        }
        7 => {
            // A body that dribbles in, and is whole in the end: it counts like any other.
            let number = ledger.begin(place);
            let whole = tenant.webhooks.request(number);
            ledger.attempt(number);
            ledger.count("dribbled");
            for part in whole.chunks(200) {
                connection.send(part).await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            match connection.answer().await?.status {
                200 => ledger.accepted(number),
                status => refused(ledger, "dribbled away", status, &[503]),
            }
        }
        _ => {
            let token = format!("Bearer {}", "A".repeat(dice.below(200)));
            let headers = [("authorization", token.as_str())];
            let poll = path::envelopes(recado_protocol::envelope::Cursor(0), 20);
            let answer = connection
                .ask(&request("GET", &poll, &headers, b""))
                .await?;
            refused(ledger, "wrong token", answer.status, &[401, 429]);
        }
    }
    Ok(())
}

/// Sends more than the relay takes without saying so first.
async fn oversized_in_chunks(connection: &mut Connection, ledger: &Ledger) -> anyhow::Result<()> {
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: relay\r\ntransfer-encoding: chunked\r\n\r\n",
        path::WEBHOOKS_META
    );
    connection.send(head.as_bytes()).await?;
    let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
    for _ in 0..TOO_LARGE / 0x10000 + 1 {
        if connection.send(&chunk).await.is_err() {
            break;
        }
    }
    let answer = connection.answer().await?;
    refused(ledger, "oversized", answer.status, &[413]);
    Ok(())
}

fn webhook(body: &[u8], signature: &str) -> Vec<u8> {
    let headers = [(signature::HEADER, signature)];
    request("POST", path::WEBHOOKS_META, &headers, body)
}

/// Counts an act; a relay whose store is away may always say so.
fn refused(ledger: &Ledger, act: &'static str, status: u16, expected: &[u16]) {
    ledger.count(act);
    if !expected.contains(&status) && status != 503 {
        ledger.problem(format!("{act}: answered {status}"));
    }
}
