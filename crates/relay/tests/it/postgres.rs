//! What holds for PostgreSQL alone: its tables, its refusals, and a way to it that breaks.

use std::time::Duration;

use recado_protocol::envelope::{Cursor, EnvelopePage, PAGE_ENVELOPES};
use recado_protocol::error::ErrorCode;
use recado_protocol::path;
use recado_relay::config::Config;
use recado_relay::relay::Relay;

use crate::postgres_server::Server;
use crate::store::Place;
use crate::support::{InMemory, SECRET, text};

#[tokio::test]
async fn relays_that_start_at_once_make_the_tables_once() {
    let place = Place::new().await;
    let open = || Relay::open(Config::with(place.database()));
    let relays = tokio::join!(open(), open(), open(), open());
    for relay in [relays.0, relays.1, relays.2, relays.3] {
        relay.expect("opens").close().await;
    }
    let versions = place.raw().await;
    let versions = versions
        .query("select version from schema_version", &[])
        .await
        .expect("versions");
    assert_eq!(versions.len(), 3);
}

#[tokio::test]
async fn tables_of_a_newer_relay_are_refused_and_left_alone() {
    let relay = InMemory::start().await;
    relay.relay.close().await;
    let raw = relay.place.raw().await;
    raw.batch_execute("insert into schema_version (version) values (99)")
        .await
        .expect("set");
    let refused = Relay::open(relay.config.clone())
        .await
        .err()
        .expect("refused");
    assert!(refused.to_string().contains("newer relay"), "{refused}");
}

#[tokio::test]
async fn a_server_that_forgets_at_a_power_cut_is_refused() {
    let server = Box::leak(Box::new(Server::start("-c fsync=off")));
    let place = Place::on(server).await;
    let refused = Relay::open(Config::with(place.database()))
        .await
        .err()
        .expect("refused");
    assert!(refused.to_string().contains("fsync = off"), "{refused}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_its_password() {
    let nowhere = "postgres://relay:hunter2@127.0.0.1:1/relay";
    let config = Config::with(recado_relay::config::Database::Postgres(Box::new(
        nowhere.parse().expect("an address"),
    )));
    let refused = Relay::open(config).await.err().expect("refused");
    let said = format!("{refused} {refused:?}");
    assert!(said.contains("127.0.0.1:1/relay"), "{said}");
    assert!(
        !said.contains("hunter2") && !said.contains("relay:"),
        "{said}"
    );
}

/// CASES 3: the server's own error, as when its disk is full.
#[tokio::test]
async fn a_full_disk_is_503_and_the_retry_is_kept_once() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    let raw = relay.place.raw().await;
    raw.batch_execute(
        "create function full_disk() returns trigger language plpgsql as $$
         begin raise exception 'full' using errcode = 'disk_full'; end $$;
         create trigger full_disk before insert on envelopes execute function full_disk()",
    )
    .await
    .expect("a full disk");
    for _ in 0..3 {
        let answer = relay.post_webhook(&text("wamid.1"), SECRET).await;
        assert_eq!(answer.refusal(), (503, ErrorCode::StoreUnavailable));
    }
    raw.batch_execute("drop trigger full_disk on envelopes")
        .await
        .expect("room");
    for _ in 0..2 {
        let answer = relay.post_webhook(&text("wamid.1"), SECRET).await;
        assert_eq!(answer.status, 200);
    }
    assert_eq!(desk.fetch(&relay).await.len(), 1);
}

/// Posts until it is kept, as Meta does.
async fn post_until_kept(relay: &InMemory, wamid: &str) {
    while relay.post_webhook(&text(wamid), SECRET).await.status != 200 {}
}

#[tokio::test]
async fn broken_connections_are_made_anew_and_a_waiting_poll_still_wakes() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    let first = desk.fetch(&relay).await[0].0;
    let poll = async {
        let page: EnvelopePage = desk.get(&relay, &path::envelopes(first, 25)).await.read();
        page.envelopes.len()
    };
    let post = async {
        relay.place.break_connections().await;
        post_until_kept(&relay, "wamid.2").await;
    };
    let both = async { tokio::join!(poll, post) };
    let (polled, ()) = tokio::time::timeout(Duration::from_secs(20), both)
        .await
        .expect("long before its waiting time is over");
    assert_eq!(polled, 1);
}

#[tokio::test]
async fn a_lost_notification_only_delays() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    let first = desk.fetch(&relay).await[0].0;
    let poll = async { desk.get(&relay, &path::envelopes(first, 25)).await };
    let append = async {
        let raw = relay.place.raw().await;
        raw.batch_execute(
            "with given as (update places set last_cursor = last_cursor + 1 returning last_cursor)
             insert into envelopes (cursor, clinic, received_at, sealed)
             select last_cursor, clinic, received_at, sealed
             from given, envelopes",
        )
        .await
        .expect("appended, told to nobody");
    };
    let both = async { tokio::join!(poll, append) };
    let (page, ()) = tokio::time::timeout(Duration::from_secs(20), both)
        .await
        .expect("long before its waiting time is over");
    assert_eq!(page.read::<EnvelopePage>().envelopes.len(), 1);
}

#[tokio::test]
async fn cursors_grow_though_the_database_was_restored_from_a_copy() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    let before = desk.fetch(&relay).await[0].0;
    let raw = relay.place.raw().await;
    raw.batch_execute("delete from envelopes; update places set last_cursor = 0")
        .await
        .expect("as it was before");
    relay.turn(crate::support::MINUTE);
    relay.post_webhook(&text("wamid.2"), SECRET).await;
    assert!(desk.fetch(&relay).await[0].0 > before);
    assert_eq!(desk.page(&relay, Cursor(before.0)).await.envelopes.len(), 1);
}

#[tokio::test]
async fn what_the_database_holds_shows_neither_content_nor_token() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    let raw = relay.place.raw().await;
    for table in [
        "clinics",
        "devices",
        "pairing_codes",
        "epochs",
        "wraps",
        "envelopes",
    ] {
        let rows = raw
            .query(&format!("select t::text from {table} t"), &[])
            .await
            .expect("rows");
        assert!(!rows.is_empty(), "{table}");
        for row in rows {
            let row: String = row.get(0);
            for secret in ["Maria", "15550111", "Hola", "wamid", &desk.token] {
                let bytes: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
                assert!(
                    !row.contains(secret) && !row.contains(&bytes),
                    "{secret} in {table}"
                );
            }
        }
    }
}

/// A buffer of a week whose rows lie in any order: a planner that guesses would read all of it for each page.
#[tokio::test]
async fn acknowledging_a_page_reads_nothing_but_the_page() {
    const SCANS: &str = "select seq_scan from pg_stat_user_tables where relname = 'envelopes'";
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    let raw = relay.place.raw().await;
    raw.batch_execute(
        "insert into envelopes (cursor, clinic, received_at, sealed)
         select cursor - n, clinic, received_at, sealed
         from envelopes, generate_series(1, 10000) as n
         order by n % 97;
         analyze envelopes;
         select pg_stat_force_next_flush()",
    )
    .await
    .expect("a week's envelopes");
    let scans = async || -> i64 { raw.query_one(SCANS, &[]).await.expect("scans").get(0) };
    let before = scans().await;

    let mut after = Cursor(0);
    for _ in 0..20 {
        let page = desk.page(&relay, after).await;
        assert_eq!(page.envelopes.len(), PAGE_ENVELOPES);
        after = page.envelopes.last().expect("the last").cursor;
        desk.acknowledge(&relay, after).await;
    }
    // What a session has scanned is certain to be counted once it has ended.
    let place = relay.place.clone();
    relay.relay.close().await;
    drop((relay, raw));
    place.no_relay_is_left().await;
    let raw = place.raw().await;
    let scanned: i64 = raw.query_one(SCANS, &[]).await.expect("scans").get(0);
    assert_eq!(scanned, before);
    let left = raw
        .query_one("select count(*) from envelopes", &[])
        .await
        .expect("a count");
    assert_eq!(left.get::<_, i64>(0), 10_001 - 20 * PAGE_ENVELOPES as i64);
}
