//! Several relays on one PostgreSQL: what one was told holds in all, and one of them dying loses nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request};
use recado_protocol::envelope::{Cursor, EnvelopePage};
use recado_protocol::path;
use recado_protocol::sealed::open;
use recado_webhook::signature::{self, sign};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::store::Place;
use crate::support::http::Connection;
use crate::support::program::Program;
use crate::support::{Desk, InMemory, SECRET, body_of, entry, text, whatsapp};

async fn two() -> (InMemory, InMemory) {
    let place = Place::new().await;
    let first = InMemory::start_at(place.clone(), |_| {}).await;
    (first, InMemory::start_at(place, |_| {}).await)
}

#[tokio::test]
async fn a_poll_at_one_relay_wakes_for_what_came_to_another() {
    let (first, second) = two().await;
    let desk = first.first_desk("Sol").await;
    let poll = async { desk.get(&second, &path::envelopes(Cursor(0), 25)).await };
    let post = async { first.post_webhook(&text("wamid.1"), SECRET).await };
    let both = async { tokio::join!(poll, post) };
    let (page, posted) = tokio::time::timeout(Duration::from_secs(20), both)
        .await
        .expect("long before its waiting time is over");
    assert_eq!(posted.status, 200);
    assert_eq!(page.read::<EnvelopePage>().envelopes.len(), 1);
}

#[tokio::test]
async fn what_a_desk_sets_at_one_relay_holds_at_the_next_request_to_another() {
    let (first, second) = two().await;
    let desk = first.first_desk("Sol").await;
    // Its token, its app secret, its channel: the other relay was told of none of them.
    assert_eq!(
        second.post_webhook(&text("wamid.1"), SECRET).await.status,
        200
    );
    assert_eq!(desk.fetch(&second).await.len(), 1);

    desk.put_apps(&first, &[SECRET, "another"]).await;
    let query = "?hub.mode=subscribe&hub.verify_token=verify-another&hub.challenge=7";
    let request = Request::get(format!("{}{query}", path::WEBHOOKS_META)).body(Body::empty());
    let answer = second.send(request.expect("a request")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_slice()),
        (200, &b"7"[..])
    );

    let added = vec![whatsapp("100", Some("110")), whatsapp("200", None)];
    desk.put_channels(&second, added).await;
    let body = body_of(&[entry("200", "210", "wamid.2")]);
    assert_eq!(first.post_webhook(&body, SECRET).await.status, 200);
    assert_eq!(desk.fetch(&first).await.len(), 2);
}

#[tokio::test]
async fn a_body_for_an_asset_connected_a_moment_ago_elsewhere_is_kept_and_not_counted_as_unclaimed()
{
    let (first, second) = two().await;
    let sol = first.first_desk("Sol").await;
    // Two clinics with one app, so that an asset of nobody is counted and not kept.
    let mut luna = Desk::new();
    luna.pair(&first, &first.code("Luna").await).await;
    luna.put_epoch(&first, 1).await;
    luna.put_apps(&first, &[SECRET]).await;
    assert_eq!(
        second.post_webhook(&text("wamid.1"), SECRET).await.status,
        200
    );

    luna.put_channels(&first, vec![whatsapp("300", None)]).await;
    let body = body_of(&[entry("300", "310", "wamid.2")]);
    assert_eq!(second.post_webhook(&body, SECRET).await.status, 200);
    assert_eq!(luna.fetch(&second).await.len(), 1);
    assert_eq!(sol.fetch(&second).await.len(), 1);
}

#[tokio::test]
async fn a_removed_desk_is_out_at_all_relays_and_its_poll_ends() {
    let (first, second) = two().await;
    let owner = first.first_desk("Sol").await;
    let mut other = Desk::new();
    other.pair(&second, &second.code("Sol").await).await;
    let upkeep = second.relay.keep_up();
    let poll = async { other.get(&second, &path::envelopes(Cursor(0), 25)).await };
    let remove = async {
        owner
            .ask(&first, Method::DELETE, &path::device(other.device), &())
            .await
    };
    let both = async { tokio::join!(poll, remove) };
    let (polled, removed) = tokio::time::timeout(Duration::from_secs(20), both)
        .await
        .expect("long before its waiting time is over");
    assert_eq!(
        (polled.status.as_u16(), removed.status.as_u16()),
        (401, 204)
    );
    upkeep.abort();
}

#[tokio::test]
async fn of_two_desks_that_acknowledge_at_once_at_two_relays_nothing_is_left_behind() {
    let (first, second) = two().await;
    let desk = first.first_desk("Sol").await;
    let mut other = Desk::new();
    other.pair(&second, &second.code("Sol").await).await;
    let raw = first.place.raw().await;
    for round in 0..20 {
        first
            .post_webhook(&text(&format!("wamid.{round}")), SECRET)
            .await;
        let last = desk.fetch(&first).await[0].0;
        tokio::join!(
            desk.acknowledge(&first, last),
            other.acknowledge(&second, last)
        );
        let left = raw
            .query("select 1 from envelopes", &[])
            .await
            .expect("rows");
        assert_eq!(left.len(), 0, "round {round}");
    }
}

/// CASES 24.
#[tokio::test]
async fn of_two_relays_that_notice_a_silence_at_once_one_tells_it() {
    let mut hook = crate::alarms::webhooks("204 No Content").await;
    let place = Place::new().await;
    let start = || InMemory::start_at(place.clone(), |c| crate::alarms::told_by(&hook, c));
    let (first, second) = (start().await, start().await);
    first.first_desk("Sol").await;
    first.post_webhook(&text("wamid.1"), SECRET).await;
    for relay in [&first, &second] {
        relay.turn(20 * crate::support::MINUTE);
    }
    let looked = tokio::join!(
        first.relay.look_for_silence(),
        second.relay.look_for_silence()
    );
    assert!(looked.0.is_ok() && looked.1.is_ok());
    assert_eq!(hook.take().len(), 1);
}

/// A slow relay has numbered its envelopes and not yet committed: nobody may overtake it, or a poll would skip them.
#[tokio::test]
async fn nothing_becomes_visible_before_what_has_a_lower_cursor() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    let first = desk.fetch(&relay).await[0].0;
    let mut raw = relay.place.raw().await;
    let slow = raw.transaction().await.expect("begun");
    slow.batch_execute(
        "with given as (update places set last_cursor = last_cursor + 1 returning last_cursor)
         insert into envelopes (cursor, clinic, received_at, sealed)
         select last_cursor, clinic, received_at, sealed
         from given, envelopes",
    )
    .await
    .expect("numbered");
    let post = async { relay.post_webhook(&text("wamid.2"), SECRET).await };
    let meanwhile = async {
        let watching = relay.place.raw().await;
        let waits = "select 1 from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock'";
        while watching.query(waits, &[]).await.expect("rows").is_empty() {}
        assert!(desk.page(&relay, first).await.envelopes.is_empty());
        slow.commit().await.expect("committed");
    };
    let (posted, ()) = tokio::join!(post, meanwhile);
    assert_eq!(posted.status, 200);
    let cursors: Vec<i64> = desk
        .page(&relay, first)
        .await
        .envelopes
        .iter()
        .map(|e| e.cursor.0)
        .collect();
    assert_eq!(cursors.len(), 2);
    assert!(
        cursors[0] == first.0 + 1 && cursors[1] > cursors[0],
        "{cursors:?}"
    );
}

const SENDERS: usize = 8;
const BEFORE_THE_KILL: usize = 400;
const AFTER_THE_KILL: usize = 400;

/// Posts to one relay or the other in turn until told to stop; what is not answered 200 is sent again, as Meta does.
async fn send(
    sender: usize,
    addresses: [String; 2],
    answered: mpsc::UnboundedSender<String>,
    stop: watch::Receiver<bool>,
) {
    let mut connections: [Option<Connection>; 2] = [None, None];
    for number in 0.. {
        let wamid = format!("wamid.{sender}.{number}");
        let body = text(&wamid);
        let signature = sign(&body, SECRET.as_bytes());
        let headers = [(signature::HEADER, signature.as_str())];
        for attempt in 0.. {
            if *stop.borrow() {
                return;
            }
            let relay = (number + attempt) % 2;
            if connections[relay].is_none() {
                connections[relay] = Connection::open(&addresses[relay]).await.ok();
            }
            let Some(connection) = &mut connections[relay] else {
                continue;
            };
            match connection
                .ask("POST", path::WEBHOOKS_META, &headers, &body)
                .await
            {
                Ok((200, _)) => {
                    answered.send(wamid).expect("somebody counts");
                    break;
                }
                Ok((status, _)) => assert_eq!(status, 503),
                Err(_) => connections[relay] = None,
            }
        }
    }
}

/// Follows the cursor at one relay and then the other, as a desktop behind a load balancer does, until all is
/// answered and nothing more comes. Returns what came, in its order.
async fn follow(
    addresses: [String; 2],
    desk: &Desk,
    ended: watch::Receiver<bool>,
) -> Vec<(Cursor, String)> {
    let bearer = format!("Bearer {}", desk.token);
    let mut all: Vec<(Cursor, String)> = Vec::new();
    for turn in 0_usize.. {
        let was_over = *ended.borrow();
        let after = all.last().map_or(Cursor(0), |(cursor, _)| *cursor);
        let Ok(mut connection) = Connection::open(&addresses[turn % 2]).await else {
            continue;
        };
        let headers = [("authorization", bearer.as_str())];
        let poll = path::envelopes(after, 0);
        let Ok((200, body)) = connection.ask("GET", &poll, &headers, b"").await else {
            continue;
        };
        let page: EnvelopePage = serde_json::from_slice(&body).expect("a page");
        if page.envelopes.is_empty() && was_over {
            return all;
        }
        for envelope in &page.envelopes {
            let opened = open(&desk.epochs, &envelope.sealed.0).expect("opens");
            all.push((
                envelope.cursor,
                String::from_utf8(opened.bytes).expect("text"),
            ));
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_relays_killed_under_load_loses_nothing_and_repeats_nothing() {
    let relay = InMemory::start_with(|config| config.clock = Default::default()).await;
    let desk = relay.first_desk("Sol").await;
    relay.relay.close().await;
    let first = Program::serve(&relay.place).await;
    let second = Program::serve(&relay.place).await;
    let addresses = [first.address.clone(), second.address.clone()];
    let (answered, mut answers) = mpsc::unbounded_channel();
    let (stop, stopped) = watch::channel(false);
    let (end, ended) = watch::channel(false);
    let mut senders = JoinSet::new();
    for sender in 0..SENDERS {
        senders.spawn(send(
            sender,
            addresses.clone(),
            answered.clone(),
            stopped.clone(),
        ));
    }
    drop(answered);
    let load = async {
        let mut accepted = BTreeSet::new();
        for _ in 0..BEFORE_THE_KILL {
            accepted.insert(answers.recv().await.expect("an answer"));
        }
        first.kill().await;
        for _ in 0..AFTER_THE_KILL {
            accepted.insert(answers.recv().await.expect("an answer"));
        }
        stop.send_replace(true);
        while let Some(sender) = senders.join_next().await {
            sender.expect("a sender");
        }
        while let Some(wamid) = answers.recv().await {
            accepted.insert(wamid);
        }
        end.send_replace(true);
        accepted
    };
    let (accepted, followed) = tokio::join!(load, follow(addresses, &desk, ended));
    let mut found: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, body) in &followed {
        *found.entry(body).or_default() += 1;
    }
    for wamid in &accepted {
        let body = String::from_utf8(text(wamid)).expect("text");
        assert_eq!(found.get(body.as_str()), Some(&1), "{wamid}");
    }
    assert!(followed.is_sorted_by(|a, b| a.0 < b.0));
    second.stop().await;
}
