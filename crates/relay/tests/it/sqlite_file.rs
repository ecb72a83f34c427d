//! What holds for the SQLite file alone: its lock, its limit, its schema, who may read it, what lies in it.

use recado_protocol::error::ErrorCode;
use recado_relay::relay::Relay;

use crate::support::{Desk, InMemory, SECRET, text};

/// CASES 3.
#[tokio::test]
async fn a_full_disk_is_503_and_the_retry_is_kept_once() {
    let relay = InMemory::start_with(|config| config.buffer_max_mib = 1).await;
    let desk = relay.first_desk("Sol").await;
    let mut large = text("wamid.large");
    large.resize(700 * 1024, b' ');
    assert_eq!(relay.post_webhook(&large, SECRET).await.status, 200);
    let mut second = text("wamid.second");
    second.resize(700 * 1024, b' ');
    for _ in 0..3 {
        let answer = relay.post_webhook(&second, SECRET).await;
        assert_eq!(answer.refusal(), (503, ErrorCode::StoreUnavailable));
    }
    // Small ones still fit, in order, and nothing of the refused ones is there.
    assert_eq!(
        relay
            .post_webhook(&text("wamid.small"), SECRET)
            .await
            .status,
        200
    );
    let fetched = desk.fetch(&relay).await;
    assert_eq!(fetched.len(), 2);

    // The desk takes what waits, which makes room; Meta sends again, twice.
    desk.acknowledge(&relay, fetched[1].0).await;
    for _ in 0..2 {
        assert_eq!(relay.post_webhook(&second, SECRET).await.status, 200);
    }
    let fetched = desk.fetch(&relay).await;
    assert_eq!(fetched.len(), 1);
    assert_eq!(fetched[0].1.bytes, second);
}

#[tokio::test]
async fn a_file_restored_from_an_old_copy_gives_no_cursor_twice() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Sol").await;
    let relay = relay.restart().await;
    let copy = std::fs::read(relay.place.file()).expect("a copy");
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    let before = desk.fetch(&relay).await[0].0;
    relay.relay.close().await;
    let InMemory {
        place,
        relay: open,
        router,
        now,
        config,
    } = relay;
    drop((open, router));
    std::fs::write(place.file(), copy).expect("restored");
    now.fetch_add(crate::support::MINUTE, std::sync::atomic::Ordering::SeqCst);
    let relay = Relay::open(config.clone()).await.expect("opens");
    let router = relay.router();
    let relay = InMemory {
        place,
        relay,
        router,
        now,
        config,
    };
    relay.post_webhook(&text("wamid.2"), SECRET).await;
    assert_eq!(desk.page(&relay, before).await.envelopes.len(), 1);
}

#[tokio::test]
async fn a_second_relay_on_the_same_file_is_refused() {
    let relay = InMemory::start().await;
    let refused = Relay::open(relay.config.clone())
        .await
        .err()
        .expect("refused");
    assert!(
        refused.to_string().contains("in use by another relay"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_file_of_a_newer_relay_is_refused_and_left_alone() {
    let relay = InMemory::start().await;
    relay.relay.close().await;
    let InMemory {
        place,
        relay: open,
        router,
        config,
        ..
    } = relay;
    drop((open, router));
    let raw = rusqlite::Connection::open(place.file()).expect("opens");
    raw.pragma_update(None, "user_version", 99).expect("set");
    let refused = Relay::open(config).await.err().expect("refused");
    assert!(refused.to_string().contains("newer relay"), "{refused}");
    let found: i64 = raw
        .query_row("pragma user_version", [], |row| row.get(0))
        .expect("read");
    assert_eq!(found, 99);
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_may_be_read_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let relay = InMemory::start().await;
    relay.first_desk("Sol").await;
    for entry in std::fs::read_dir(relay.place.folder()).expect("the folder") {
        let entry = entry.expect("an entry");
        let mode = entry.metadata().expect("its mode").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?}", entry.file_name());
    }
}

#[tokio::test]
async fn what_lies_on_the_disk_shows_neither_content_nor_token_nor_code() {
    let relay = InMemory::start().await;
    let mut desk = Desk::new();
    let code = relay.code("Sol").await;
    desk.pair(&relay, &code).await;
    desk.put_epoch(&relay, 1).await;
    desk.put_apps(&relay, &[SECRET]).await;
    desk.put_channels(&relay, vec![crate::support::whatsapp("100", None)])
        .await;
    assert_eq!(
        relay.post_webhook(&text("wamid.1"), SECRET).await.status,
        200
    );
    for entry in std::fs::read_dir(relay.place.folder()).expect("the folder") {
        let bytes = std::fs::read(entry.expect("an entry").path()).expect("its bytes");
        for secret in [
            "Maria",
            "15550111",
            "Hola",
            "wamid",
            &desk.token,
            &code,
            &code.replace('-', ""),
        ] {
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} is on the disk");
        }
    }
}

#[tokio::test]
async fn the_schema_is_what_is_written_beside_the_migrations() {
    let relay = InMemory::start().await;
    relay.relay.close().await;
    let raw = rusqlite::Connection::open(relay.place.file()).expect("opens");
    let mut select = raw
        .prepare("select sql from sqlite_master where sql is not null order by rowid")
        .expect("prepared");
    let rows = select
        .query_map([], |row| row.get::<_, String>(0))
        .expect("queried");
    let schema: String = rows.map(|sql| sql.expect("text") + ";\n\n").collect();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/schema.sql");
    let written = std::fs::read_to_string(file).expect("the file");
    assert_eq!(
        schema.trim(),
        written.trim(),
        "write the left side to {file}"
    );
}

#[tokio::test]
async fn a_file_from_before_alarms_keeps_its_rows() {
    let place = crate::store::Place::new().await;
    let raw = rusqlite::Connection::open(place.file()).expect("opens");
    raw.execute_batch(include_str!("../../migrations/0001_start.sql"))
        .expect("made");
    raw.pragma_update(None, "user_version", 1).expect("set");
    raw.execute_batch(
        "insert into clinics (row, id, name, made_at) values (7, x'00112233445566778899aabbccddeeff', 'Sol', 1);
         insert into envelopes (cursor, clinic, received_at, sealed) values (5, 7, 1, x'01')",
    )
    .expect("rows");
    drop(raw);
    let relay = InMemory::start_at(place, |_| {}).await;
    relay.code("Sol").await;
    let raw = rusqlite::Connection::open(relay.place.file()).expect("opens");
    let found: (i64, i64, i64) = raw
        .query_row(
            "select (select count(*) from clinics), (select count(*) from envelopes), (select count(*) from alarms)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .expect("read");
    assert_eq!(found, (1, 1, 0));
}

#[tokio::test]
async fn a_file_from_before_letting_in_keeps_its_desktops_in() {
    let place = crate::store::Place::new().await;
    let raw = rusqlite::Connection::open(place.file()).expect("opens");
    raw.execute_batch(include_str!("../../migrations/0001_start.sql"))
        .expect("made");
    raw.execute_batch(include_str!("../../migrations/0002_alarms.sql"))
        .expect("made");
    raw.pragma_update(None, "user_version", 2).expect("set");
    raw.execute_batch(
        "insert into clinics (row, id, name, made_at) values (7, x'00112233445566778899aabbccddeeff', 'Sol', 1);
         insert into devices (row, id, clinic, name, sealing_key, token_hash, paired_at, acknowledged)
         values (3, x'00112233445566778899aabbccddee00', 7, 'Front desk', zeroblob(32), zeroblob(32), 1, 4);
         insert into alarms (clinic, claimed_at) values (7, 1);
         insert into envelopes (cursor, clinic, received_at, sealed) values (5, 7, 1, x'01')",
    )
    .expect("rows");
    drop(raw);
    let relay = InMemory::start_at(place, |_| {}).await;
    let raw = rusqlite::Connection::open(relay.place.file()).expect("opens");
    let found: (bool, i64, i64, i64) = raw
        .query_row(
            "select is_admitted, acknowledged, (select count(*) from alarms), (select count(*) from envelopes)
             from devices",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .expect("read");
    assert_eq!(found, (true, 4, 1, 1));
}
