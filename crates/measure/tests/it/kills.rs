//! `kill -9` of a desk at random points: nothing acknowledged is lost, nothing is stored or sent twice.

use crate::desk::{Clinic, sign_in};
use rand::RngExt as _;
use recado_domain::{channel::Side, message::Direction};
use recado_inbox::view::list::{ListFilter, ListQuery};
use recado_meta_sim::simulator::Options;
use std::{collections::BTreeSet, time::Duration};

const KILLS: usize = 50;
const WA_ID: &str = "34600000641";

/// R5, T5: fifty kills while messages come in and answers go out.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_kills_lose_nothing_and_repeat_nothing() {
    let clinic = Clinic::new(Options::default()).await;
    let (data, control) = (clinic.data(), clinic.meta.control());

    let mut random = rand::rng();
    let mut expected = Vec::new();
    for round in 0..KILLS {
        let mut desk = clinic.starts(&data, &[]);
        desk.says("ready").expect("it opens");
        for part in 0..3 {
            let text = format!("mensaje {round}.{part}");
            control
                .patient_writes(WA_ID, "Rosa M.", &text, None)
                .await
                .unwrap();
            expected.push(text);
        }
        let point = Duration::from_micros(random.random_range(0..120_000));
        tokio::time::sleep(point).await;
        assert!(!desk.has_ended(), "it works until it is killed");
        desk.kill();
    }
    control.flush().await;

    let desk = clinic.opens(&data).await;
    sign_in(&desk).await;
    let caught_up = async {
        while !desk.is_caught_up().await.unwrap() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), caught_up)
        .await
        .expect("everything arrives");
    let query = ListQuery {
        side: Side::Clinical,
        filter: ListFilter::All,
        channel: None,
    };
    let rows = desk.list_conversations(query, 10).await.unwrap().rows;
    assert_eq!(rows.len(), 1);
    let mut thread = desk
        .open_thread(Side::Clinical, rows[0].conversation)
        .await
        .unwrap();
    while thread.has_older {
        let before = thread.messages[0].id;
        let older = desk
            .older_messages(Side::Clinical, rows[0].conversation, before)
            .await
            .unwrap();
        thread.has_older = older.has_older;
        thread.messages.splice(0..0, older.messages);
    }
    let mut inbound: Vec<&str> = thread
        .messages
        .iter()
        .filter(|message| message.direction == Direction::Inbound)
        .map(|message| message.text.as_str())
        .collect();
    inbound.sort_unstable();
    let mut wanted: Vec<&str> = expected.iter().map(String::as_str).collect();
    wanted.sort_unstable();
    assert_eq!(inbound, wanted, "each message once");
    let sent = control.sent().await;
    let ids: BTreeSet<_> = sent.iter().map(|sent| sent.callback_data.clone()).collect();
    assert_eq!(ids.len(), sent.len(), "no outbox row went out twice");
    assert!(!sent.is_empty(), "the killed desks answered");
}
