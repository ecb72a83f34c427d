//! `migrate-store`: everything arrives, in either direction, or nothing does.

use std::path::PathBuf;
use std::process::Output;
use std::time::Duration;

use recado_protocol::envelope::Cursor;
use recado_relay::config::Database;
use tempfile::TempDir;

use crate::store::Place;
use crate::support::program::{Program, command};
use crate::support::{Desk, InMemory, SECRET, body_of, entry, off, text, whatsapp};

async fn migrate(from: impl Into<std::ffi::OsString>, to: impl Into<std::ffi::OsString>) -> Output {
    let mut migrate = command();
    migrate
        .arg("migrate-store")
        .arg("--from")
        .arg(from.into())
        .arg("--to")
        .arg(to.into());
    migrate.output().await.expect("it ran")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), output.stderr.as_slice()].concat())
        .into_owned()
}

/// A relay on a SQLite file.
async fn on_file(file: PathBuf) -> InMemory {
    InMemory::start_with(|config| config.database = Database::Sqlite(file)).await
}

/// Two clinics, three desks, one of which lags behind, a spare code, and something of every kind.
async fn filled(relay: &InMemory) -> (Desk, Desk, String) {
    let desk = relay.first_desk("Sol").await;
    let mut lagging = Desk::new();
    lagging.pair(relay, &relay.code("Sol").await).await;
    let mut luna = Desk::new();
    luna.pair(relay, &relay.code("Luna").await).await;
    luna.put_epoch(relay, 1).await;
    luna.put_apps(relay, &[SECRET]).await;
    luna.put_channels(relay, vec![off(whatsapp("300", None))])
        .await;
    for number in 0..150 {
        relay
            .post_webhook(&text(&format!("wamid.{number}")), SECRET)
            .await;
    }
    let nobodys = body_of(&[entry("4242", "1", "wamid.nobody")]);
    assert_eq!(relay.post_webhook(&nobodys, SECRET).await.status, 200);
    let third = desk.fetch(relay).await[2].0;
    desk.acknowledge(relay, third).await;
    (desk, lagging, relay.code("Sol").await)
}

#[tokio::test]
async fn everything_arrives_there_and_back_again() {
    let folder = TempDir::new().expect("a folder");
    let (first, last) = (
        folder.path().join("first.db"),
        folder.path().join("last.db"),
    );
    let relay = on_file(first.clone()).await;
    let (desk, lagging, code) = filled(&relay).await;
    let before = desk.fetch(&relay).await;
    relay.relay.close().await;
    drop(relay);

    let place = Place::new().await;
    let there = migrate(&first, place.setting()).await;
    assert!(there.status.success(), "{}", said(&there));
    let relay = InMemory::start_at(place.clone(), |_| {}).await;
    assert_eq!(desk.fetch(&relay).await, before);
    assert_eq!(
        relay.post_webhook(&text("wamid.0"), SECRET).await.status,
        200
    );
    assert_eq!(desk.fetch(&relay).await.len(), before.len(), "a repeat");
    // New rows are numbered after the old ones: a desk, a clinic, an envelope.
    let mut late = Desk::new();
    late.pair(&relay, &code).await;
    Desk::new()
        .pair(&relay, &relay.code("Estrella").await)
        .await;
    relay.post_webhook(&text("wamid.new"), SECRET).await;
    let after = desk.fetch(&relay).await;
    assert_eq!(after.len(), before.len() + 1);
    assert!(after.last().expect("the new one").0 > before.last().expect("the last").0);
    relay.relay.close().await;
    drop(relay);
    place.no_relay_is_left().await;

    let back = migrate(place.setting(), &last).await;
    assert!(back.status.success(), "{}", said(&back));
    let hash = |output: &Output| {
        let said = said(output);
        let line = said
            .lines()
            .find(|line| line.starts_with("sha256"))
            .map(str::to_owned);
        line.expect("the hash")
    };
    assert_ne!(hash(&there), hash(&back));
    let relay = on_file(last).await;
    assert_eq!(desk.fetch(&relay).await, after);
    assert_eq!(
        lagging.page(&relay, Cursor(0)).await.envelopes[0].cursor,
        after[0].0
    );
    relay.post_webhook(&text("wamid.newer"), SECRET).await;
    assert!(desk.fetch(&relay).await[after.len()].0 > after[after.len() - 1].0);
}

#[tokio::test]
async fn a_store_that_is_served_from_or_holds_something_or_is_not_there_is_refused() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("relay.db");
    let served = InMemory::start().await;
    served.first_desk("Sol").await;
    let refused = migrate(served.place.setting(), &file).await;
    assert!(
        !refused.status.success() && said(&refused).contains("relays are connected"),
        "{}",
        said(&refused)
    );

    let other = on_file(file.clone()).await;
    other.first_desk("Luna").await;
    let refused = migrate(&file, Place::new().await.setting()).await;
    assert!(
        !refused.status.success() && said(&refused).contains("in use by another relay"),
        "{}",
        said(&refused)
    );
    other.relay.close().await;
    drop(other);
    served.relay.close().await;
    let place = served.place.clone();
    drop(served);
    place.no_relay_is_left().await;
    let refused = migrate(&file, place.setting()).await;
    assert!(
        !refused.status.success() && said(&refused).contains("not empty"),
        "{}",
        said(&refused)
    );
    let refused = migrate(place.setting(), &file).await;
    assert!(
        !refused.status.success() && said(&refused).contains("not empty"),
        "{}",
        said(&refused)
    );

    let missing = folder.path().join("missing.db");
    let refused = migrate(&missing, place.setting()).await;
    assert!(
        !refused.status.success() && said(&refused).contains("does not exist"),
        "{}",
        said(&refused)
    );
    assert!(!missing.exists());
}

#[tokio::test]
async fn killed_anywhere_the_target_is_empty_or_whole() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("relay.db");
    let relay = on_file(file.clone()).await;
    let (desk, _, _) = filled(&relay).await;
    let before = desk.fetch(&relay).await;
    relay.relay.close().await;
    drop(relay);
    let mut kills_in_the_middle = 0;
    for step in 0..12_u64 {
        let place = Place::new().await;
        let mut migrate = command();
        migrate
            .arg("migrate-store")
            .arg("--from")
            .arg(&file)
            .arg("--to")
            .arg(place.setting());
        migrate
            .stdout(std::process::Stdio::null())
            .kill_on_drop(true);
        let mut running = migrate.spawn().expect("it runs");
        // The point of the kill: later each time.
        let ended = tokio::time::timeout(Duration::from_millis(step * 15), running.wait()).await;
        if ended.is_err() {
            running.kill().await.expect("killed");
            kills_in_the_middle += 1;
        }
        place.no_relay_is_left().await;
        let raw = place.raw().await;
        let tables = "select 1 from information_schema.tables where table_name = 'envelopes'";
        if raw.query(tables, &[]).await.expect("rows").is_empty() {
            continue;
        }
        let clinics = raw
            .query("select 1 from clinics", &[])
            .await
            .expect("rows")
            .len();
        let envelopes = raw
            .query("select 1 from envelopes", &[])
            .await
            .expect("rows")
            .len();
        assert!(
            [(0, 0), (2, before.len())].contains(&(clinics, envelopes)),
            "{clinics} {envelopes}"
        );
    }
    assert!(kills_in_the_middle > 0);
    let place = Place::new().await;
    assert!(migrate(&file, place.setting()).await.status.success());
    let program = Program::serve(&place).await;
    program.stop().await;
}
