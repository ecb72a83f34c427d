//! Senders, as Meta is one: a webhook is sent again until it is answered 200.

use super::{Until, ledger::Ledger, world::World};
use crate::{dice::Dice, http::Connection};
use std::time::Duration;

/// For how long an answer is waited for.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// The longest pause between two webhooks. Opening what comes is slow where nothing is optimised.
const LONGEST_PAUSE_MS: usize = if cfg!(debug_assertions) { 60 } else { 8 };

pub(super) async fn run(world: &World, sender: u64, ledger: &Ledger, until: &Until, seed: u64) {
    let mut dice = Dice::of(seed, 1_000 + sender);
    let mut kept: Vec<Option<Connection>> = world.relays.iter().map(|_| None).collect();
    while until.is_loading() {
        let place = dice.below(world.clinics.len());
        let tenant = &world.clinics[place];
        let number = ledger.begin(place);
        let request = tenant.webhooks.request(number);
        loop {
            let relay = tenant.relays.start + dice.below(tenant.relays.len());
            ledger.attempt(number);
            let address = world.relays[relay].address();
            let sent = send(&mut kept[relay], &address, &request);
            let answered = tokio::time::timeout(ANSWER_WITHIN, sent).await;
            match answered {
                Ok(Ok(200)) => {
                    ledger.accepted(number);
                    break;
                }
                Ok(Ok(503)) => ledger.count("answered503"),
                Ok(Ok(status)) => ledger.problem(format!("a signed webhook was answered {status}")),
                Ok(Err(_)) | Err(_) => {
                    ledger.count("notAnswered");
                    kept[relay] = None;
                }
            }
            tokio::time::sleep(Duration::from_millis(20 + dice.below(300) as u64)).await;
        }
        let pause = dice.below(LONGEST_PAUSE_MS);
        tokio::time::sleep(Duration::from_millis(pause as u64)).await;
    }
}

/// Sends over the kept connection, or a new one.
async fn send(
    kept: &mut Option<Connection>,
    address: &str,
    request: &[u8],
) -> std::io::Result<u16> {
    let mut connection = match kept.take() {
        Some(connection) => connection,
        None => Connection::open(address).await?,
    };
    let answer = connection.ask(request).await?;
    *kept = Some(connection);
    Ok(answer.status)
}
