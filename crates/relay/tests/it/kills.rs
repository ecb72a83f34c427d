//! The real program, killed as power cuts do, at random points under load.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use recado_protocol::envelope::{Cursor, EnvelopePage};
use recado_protocol::path;
use recado_protocol::sealed::open;
use recado_webhook::signature::{self, sign};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::store::Place;
use crate::support::http::Connection;
use crate::support::program::Program;
use crate::support::{Desk, InMemory, SECRET, text};

const KILLS: u64 = 55;
const SENDERS: u64 = 6;

/// A clinic set up in memory, then left to the program.
async fn paired() -> (Place, Desk) {
    let relay = InMemory::start_with(|config| config.clock = Default::default()).await;
    let desk = relay.first_desk("Sol").await;
    relay.relay.close().await;
    let InMemory {
        place,
        relay: open,
        router,
        ..
    } = relay;
    drop((open, router));
    (place, desk)
}

async fn post(connection: &mut Connection, wamid: &str) -> std::io::Result<u16> {
    let body = text(wamid);
    let signature = sign(&body, SECRET.as_bytes());
    let headers = [(signature::HEADER, signature.as_str())];
    let (status, _) = connection
        .ask("POST", path::WEBHOOKS_META, &headers, &body)
        .await?;
    Ok(status)
}

/// Everything that waits, by its body, with how often it is there.
async fn fetch(address: &str, desk: &Desk) -> BTreeMap<String, u32> {
    let mut connection = Connection::open(address).await.expect("connects");
    let bearer = format!("Bearer {}", desk.token);
    let mut found = BTreeMap::new();
    let mut after = Cursor(0);
    loop {
        let headers = [("authorization", bearer.as_str())];
        let poll = path::envelopes(after, 0);
        let (status, body) = connection
            .ask("GET", &poll, &headers, b"")
            .await
            .expect("a page");
        assert_eq!(status, 200);
        let page: EnvelopePage = serde_json::from_slice(&body).expect("a page");
        let Some(last) = page.envelopes.last() else {
            return found;
        };
        after = last.cursor;
        for envelope in &page.envelopes {
            let opened = open(&desk.epochs, &envelope.sealed.0).expect("opens");
            let body = String::from_utf8(opened.bytes).expect("text");
            *found.entry(body).or_default() += 1;
        }
    }
}

/// A step of a small generator: where to kill has to be anywhere, not unguessable.
fn next(state: &mut u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_five_kills_under_load_lose_nothing_that_was_answered_200() {
    let (place, desk) = paired().await;
    let mut accepted: BTreeSet<String> = BTreeSet::new();
    let mut random = std::process::id().into();
    for round in 0..KILLS {
        let program = Program::serve(&place).await;
        let (answered, mut answers) = mpsc::unbounded_channel();
        let mut senders = JoinSet::new();
        for sender in 0..SENDERS {
            let prefix = format!("wamid.{round}.{sender}");
            senders.spawn(send_until_killed(
                program.address.clone(),
                prefix,
                answered.clone(),
            ));
        }
        drop(answered);
        // The point of the kill: after so many answers, and so far into the next ones.
        for _ in 0..next(&mut random) % 60 {
            accepted.insert(answers.recv().await.expect("an answer before the kill"));
        }
        let further = Duration::from_micros(next(&mut random) % 4_000);
        let _ = tokio::time::timeout(further, std::future::pending::<()>()).await;
        program.kill().await;
        while let Some(sender) = senders.join_next().await {
            sender.expect("a sender");
        }
        while let Some(wamid) = answers.recv().await {
            accepted.insert(wamid);
        }
    }
    let program = Program::serve(&place).await;
    let found = fetch(&program.address, &desk).await;
    assert!(
        accepted.len() > 500,
        "only {} webhooks were accepted",
        accepted.len()
    );
    for wamid in accepted {
        let body = String::from_utf8(text(&wamid)).expect("text");
        assert_eq!(found.get(&body), Some(&1), "{wamid}");
    }
    program.stop().await;
}

async fn send_until_killed(
    address: String,
    prefix: String,
    answered: mpsc::UnboundedSender<String>,
) {
    let Ok(mut connection) = Connection::open(&address).await else {
        return;
    };
    for number in 0_u64.. {
        let wamid = format!("{prefix}.{number}");
        match post(&mut connection, &wamid).await {
            Ok(200) => answered.send(wamid).expect("somebody counts"),
            Ok(status) => panic!("answered {status}"),
            Err(_) => return,
        }
    }
}

/// CASES 2: what was not answered is sent again, as Meta does.
#[tokio::test(flavor = "multi_thread")]
async fn twenty_rapid_shuffled_messages_survive_a_kill_in_their_middle() {
    let (place, desk) = paired().await;
    let mut random = std::process::id().into();
    let mut order: Vec<u64> = (0..20).collect();
    for place in (1..order.len()).rev() {
        order.swap(place, (next(&mut random) % (place as u64 + 1)) as usize);
    }
    let first = Program::serve(&place).await;
    let mut unanswered = Vec::new();
    let mut connection = Connection::open(&first.address).await.expect("connects");
    for number in &order[..10] {
        assert_eq!(
            post(&mut connection, &format!("wamid.{number}"))
                .await
                .expect("answered"),
            200
        );
    }
    let mut rest = JoinSet::new();
    for number in order[10..].iter().copied() {
        let address = first.address.clone();
        rest.spawn(async move {
            let mut connection = Connection::open(&address).await.map_err(|_| number)?;
            match post(&mut connection, &format!("wamid.{number}")).await {
                Ok(200) => Ok(()),
                Ok(_) | Err(_) => Err(number),
            }
        });
    }
    first.kill().await;
    while let Some(sent) = rest.join_next().await {
        unanswered.extend(sent.expect("a sender").err());
    }
    let second = Program::serve(&place).await;
    let mut connection = Connection::open(&second.address).await.expect("connects");
    for number in unanswered {
        assert_eq!(
            post(&mut connection, &format!("wamid.{number}"))
                .await
                .expect("answered"),
            200
        );
    }
    let found = fetch(&second.address, &desk).await;
    let expected = (0..20).map(|n| {
        (
            String::from_utf8(text(&format!("wamid.{n}"))).expect("text"),
            1,
        )
    });
    assert_eq!(found, expected.collect());
    second.stop().await;
}
