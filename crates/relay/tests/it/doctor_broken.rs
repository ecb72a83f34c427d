//! `doctor` with each thing broken in turn; the store is a file here.

use std::ffi::OsString;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Query};
use axum::http::StatusCode;
use axum::routing::get;
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use recado_protocol::path;
use recado_relay::clock::Clock;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::doctor::{Found, Served, clock, doctor};
use crate::store::Place;
use crate::support::program::command;
use crate::support::{DAY, InMemory};

type Settings = Vec<(&'static str, OsString)>;

fn changed(settings: &Settings, name: &'static str, value: impl Into<OsString>) -> Settings {
    let others = settings.iter().filter(|(other, _)| *other != name);
    others.cloned().chain([(name, value.into())]).collect()
}

#[track_caller]
fn assert_found(found: &Found, check: &str, state: &str, words: &str) {
    // A finding that is not well says what to do.
    let is_it = |finding: &serde_json::Value| {
        finding["check"] == check
            && finding["state"] == state
            && finding["detail"]
                .as_str()
                .is_some_and(|detail| detail.contains(words))
            && (state == "ok") == finding["advice"].is_null()
    };
    let printed = &found.printed;
    assert!(
        found.findings.iter().any(is_it),
        "{check} {state} {words}\n{printed}"
    );
    assert_eq!(found.is_content, !found.printed.contains("\"fail\""));
}

#[tokio::test]
async fn wrong_settings_and_a_wrong_clock_are_found() {
    let served = Served::start().await;
    let right = served.settings();
    let slow = clock(300).await;
    let found = doctor(&changed(&right, "LOG", "loud"), &slow).await;
    assert_found(
        &found,
        "settings",
        "fail",
        "RECADO_RELAY_LOG: `log` has to be",
    );
    let found = doctor(&right, &slow).await;
    assert_found(&found, "clock", "fail", "s slow");
    let found = doctor(&right, &clock(-60).await).await;
    assert_found(&found, "clock", "warn", "s fast");
    let found = doctor(&right, "http://127.0.0.1:1/").await;
    assert_found(&found, "clock", "warn", "nobody could be asked");

    let https = changed(&right, "PUBLIC_URL", "https://localhost:1");
    let found = doctor(&https, &slow).await;
    assert_found(&found, "settings", "warn", "a proxy has to speak TLS");
    let open = changed(
        &changed(&https, "LISTEN", "0.0.0.0:1"),
        "BEHIND_PROXY",
        "true",
    );
    let found = doctor(&open, &slow).await;
    assert_found(&found, "settings", "warn", "gone around");
    let told = changed(&right, "ALARM_WEBHOOK", "https://ops.example/hook");
    let found = doctor(&told, &slow).await;
    assert_found(&found, "alarms", "ok", "15 minutes");

    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("relay.toml");
    std::fs::write(&file, "").expect("written");
    let mode = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o644);
    std::fs::set_permissions(&file, mode).expect("set");
    let mut open = command();
    open.args(["doctor", "--clock", &slow, "--config"])
        .arg(&file);
    for (name, value) in &right {
        open.env(format!("RECADO_RELAY_{name}"), value);
    }
    let printed = open.output().await.expect("it ran").stdout;
    let printed = String::from_utf8(printed).expect("text");
    assert!(
        printed.contains("warn  settings     every user"),
        "{printed}"
    );
    assert!(printed.contains("→ chmod o-rwx"), "{printed}");
    assert!(printed.contains("FAIL  clock        "), "{printed}");
    served.running.shutdown().await;
}

#[tokio::test]
async fn a_store_that_is_missing_damaged_newer_or_older_is_found_and_left_as_it_is() {
    let now = clock(0).await;
    let folder = TempDir::new().expect("a folder");
    let missing = folder.path().join("no/such/relay.db");
    let settings = vec![
        ("DATABASE", OsString::from(&missing)),
        ("LISTEN", "127.0.0.1:1".into()),
    ];
    let found = doctor(&settings, &now).await;
    assert_found(&found, "disk", "fail", "cannot be written");
    assert_found(&found, "store", "fail", "cannot be opened");
    assert!(!missing.exists());

    let damaged = folder.path().join("damaged.db");
    std::fs::write(&damaged, [7; 9000]).expect("written");
    let found = doctor(&changed(&settings, "DATABASE", &damaged), &now).await;
    assert_found(&found, "store", "fail", "cannot be used as a database");

    let relay = InMemory::start().await;
    relay.relay.close().await;
    let found = doctor(&changed(&settings, "DATABASE", relay.place.setting()), &now).await;
    assert_found(&found, "clinics", "warn", "no clinic has paired");
    let raw = rusqlite::Connection::open(relay.place.file()).expect("opens");
    for (version, state) in [(99, "fail"), (1, "warn")] {
        raw.pragma_update(None, "user_version", version)
            .expect("set");
        let found = doctor(&changed(&settings, "DATABASE", relay.place.setting()), &now).await;
        assert_found(
            &found,
            "store",
            state,
            &format!("schema {version}, this program knows"),
        );
        let after: i64 = raw
            .query_row("pragma user_version", [], |row| row.get(0))
            .expect("read");
        assert_eq!(after, version);
    }
}

#[tokio::test]
async fn what_a_clinic_lacks_and_what_waits_too_long_is_found() {
    let served = Served::start().await;
    let (settings, now) = (served.settings(), clock(0).await);
    let raw = rusqlite::Connection::open(served.place.file()).expect("opens");
    let change = |sql: &str| raw.execute_batch(sql).expect("changed");
    let at = Clock::System.now_ms();
    for (days, state) in [(6, "warn"), (13, "fail")] {
        let received = at - days * DAY;
        change(&format!(
            "delete from envelopes;
             insert into envelopes (cursor, clinic, received_at, sealed)
             values (7, (select row from clinics), {received}, x'00')"
        ));
        let found = doctor(&settings, &now).await;
        assert_found(&found, "waiting", state, &format!("wait since {days} days"));
    }
    for (broken, state, words) in [
        ("delete from channels", "warn", "has no channel"),
        ("update apps set secret = ''", "fail", "without its secret"),
        (
            "delete from apps",
            "warn",
            "has not told its Meta app's secret",
        ),
        ("delete from devices", "warn", "has no computer"),
    ] {
        change(broken);
        let found = doctor(&settings, &now).await;
        assert_found(&found, "clinics", state, words);
    }
    served.running.shutdown().await;
}

/// A stranger at the relay's address, who says yes to Meta and answers posts with this status; large ones with another.
async fn stranger(small: u16, large: u16) -> String {
    let say = move |body: Bytes| async move {
        let status = if body.len() > 1024 { large } else { small };
        StatusCode::from_u16(status).expect("a status")
    };
    let verify = async move |Query(query): Query<std::collections::BTreeMap<String, String>>| {
        let is_ours = query["hub.verify_token"].starts_with("verify-");
        match small {
            // Whoever takes any post believes any token.
            200 => Ok(query["hub.challenge"].clone()),
            _ if is_ours => Ok(query["hub.challenge"].clone()),
            _ => Err(StatusCode::FORBIDDEN),
        }
    };
    let router = Router::new()
        .route(path::READYZ, get(async || "ready"))
        .route(path::WEBHOOKS_META, get(verify).post(say))
        .layer(DefaultBodyLimit::disable());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let address = listener.local_addr().expect("an address").to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn a_way_that_leads_nowhere_or_to_somebody_else_is_found() {
    let served = Served::start().await;
    let (right, now) = (served.settings(), clock(0).await);
    let at = |address: &str| changed(&right, "LISTEN", address);
    let clock_address = now.trim_start_matches("http://").trim_end_matches('/');
    let found = doctor(&at(clock_address), &now).await;
    assert_found(&found, "reachable", "fail", "something else answers");
    let found = doctor(&at(&stranger(200, 200).await), &now).await;
    assert_found(
        &found,
        "verification",
        "fail",
        "a wrong token is not refused",
    );
    assert_found(&found, "signature", "fail", "answered 200 and not 401");
    let found = doctor(&at(&stranger(401, 413).await), &now).await;
    assert_found(&found, "verification", "ok", "1 verify token");
    assert_found(
        &found,
        "signature",
        "fail",
        "large webhooks do not get through",
    );
    let found = doctor(&at(&stranger(401, 401).await), &now).await;
    assert_found(&found, "signature", "ok", "refused");

    // The relay at the address is another one, with another store.
    let other = Place::new().await;
    let other = recado_relay::config::Config::with(other.database());
    let other = recado_relay::relay::Relay::start(other)
        .await
        .expect("starts");
    let found = doctor(&at(&other.addr.to_string()), &now).await;
    assert_found(
        &found,
        "verification",
        "fail",
        "a clinic's token is refused",
    );
    let address = other.addr.to_string();
    other.shutdown().await;
    let found = doctor(&at(&address), &now).await;
    assert_found(&found, "reachable", "fail", "does not answer");
    served.running.shutdown().await;
}

/// Shakes hands with a certificate for this name, good for so many days from 30 days ago; returns the port.
async fn door(name: &str, days: i64, root: &rcgen::Certificate, root_key: &KeyPair) -> u16 {
    let key = KeyPair::generate().expect("a key");
    let mut own = CertificateParams::new([name.to_owned()]).expect("a name");
    let now = Duration::from_millis(Clock::System.now_ms().unsigned_abs());
    let month = Duration::from_secs(30 * 86_400);
    own.not_before = (UNIX_EPOCH + now - month).into();
    let half_a_day = Duration::from_secs(43_200);
    let apart = Duration::from_secs(days.unsigned_abs() * 86_400);
    let until = if days < 0 { now - apart } else { now + apart };
    own.not_after = (UNIX_EPOCH + until + half_a_day).into();
    let own = own.signed_by(&key, root, root_key).expect("a certificate");
    let chain = vec![CertificateDer::from(own.der().to_vec())];
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a certificate");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Whoever does not like the certificate breaks off.
            let _ = acceptor.accept(stream).await;
        }
    });
    port
}

#[tokio::test]
async fn a_certificate_that_ends_ended_or_is_somebody_elses_is_found() {
    let served = Served::start().await;
    let now = clock(0).await;
    let root_key = KeyPair::generate().expect("a key");
    let mut root = CertificateParams::default();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = root.self_signed(&root_key).expect("a root");
    let folder = TempDir::new().expect("a folder");
    let trusted = folder.path().join("root.pem");
    std::fs::write(&trusted, root.pem()).expect("written");
    let settings = changed(&served.settings(), "SSL_CERT_FILE", &trusted);
    for (name, days, state, words) in [
        ("localhost", 60, "ok", "good for 60 more days"),
        ("localhost", 13, "warn", "good for 13 more days"),
        ("localhost", 2, "fail", "good for 2 more days"),
        ("localhost", -1, "fail", "expired"),
        ("other.example", 60, "fail", "another name"),
    ] {
        let port = door(name, days, &root, &root_key).await;
        let url = format!("https://localhost:{port}");
        let found = doctor(&changed(&settings, "PUBLIC_URL", url), &now).await;
        assert_found(&found, "certificate", state, words);
    }
    let stranger_key = KeyPair::generate().expect("a key");
    let mut stranger = CertificateParams::default();
    stranger.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let stranger = stranger.self_signed(&stranger_key).expect("a root");
    let port = door("localhost", 60, &stranger, &stranger_key).await;
    let url = format!("https://localhost:{port}");
    let found = doctor(&changed(&settings, "PUBLIC_URL", url), &now).await;
    assert_found(&found, "certificate", "fail", "nobody known vouches");
    let found = doctor(
        &changed(&settings, "PUBLIC_URL", "https://localhost:1"),
        &now,
    )
    .await;
    assert_found(&found, "certificate", "fail", "cannot be reached");
    served.running.shutdown().await;
}
