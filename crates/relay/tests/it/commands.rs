//! `pair`, `inspect`, and a relay in its own process through the library.

use recado_protocol::pairing::Paired;
use recado_protocol::pairing_text::PairingText;
use recado_protocol::path;
use recado_relay::config::Config;
use recado_relay::relay::{Relay, pair_code};

use crate::store::Place;
use crate::support::Desk;
use crate::support::http::Connection;
use crate::support::program::{Program, command};

async fn try_pair(address: &str, code: &str) -> (u16, Vec<u8>) {
    let body = serde_json::to_vec(&Desk::new().pair_request(code)).expect("JSON");
    let mut connection = Connection::open(address).await.expect("connects");
    connection
        .ask("POST", path::PAIR, &[], &body)
        .await
        .expect("answered")
}

#[tokio::test]
async fn a_code_printed_beside_a_serving_relay_lets_a_desk_in() {
    let place = Place::new().await;
    let program = Program::serve(&place).await;
    let mut pair = command();
    pair.args(["pair", "--clinic", "Consulta Sol"])
        .env("RECADO_RELAY_DATABASE", place.setting())
        .env("RECADO_RELAY_PUBLIC_URL", "https://relay.example");
    let printed = pair.output().await.expect("it ran");
    assert!(printed.status.success());
    let printed = String::from_utf8(printed.stdout).expect("text");
    let line = printed
        .lines()
        .find(|line| line.starts_with("https://"))
        .expect("the pairing text");
    let text = PairingText::parse(line).expect("a pairing text");
    assert_eq!(text.relay_url, "https://relay.example");
    assert!(printed.contains('█'), "no QR code");

    let (status, body) = try_pair(&program.address, text.code.as_str()).await;
    assert_eq!(status, 200);
    let paired: Paired = serde_json::from_slice(&body).expect("paired");
    assert!(paired.first_device);
    program.kill().await;
}

#[tokio::test]
async fn a_relay_in_this_process_starts_pairs_and_stops() {
    let place = Place::new().await;
    let config = Config::with(place.database());
    let running = Relay::start(config.clone()).await.expect("starts");
    assert_eq!(running.base_url(), format!("http://{}", running.addr));
    let text = running.pair_code("Sol").await.expect("a code");
    assert_eq!(text.relay_url, running.base_url());
    let address = running.addr.to_string();
    assert_eq!(try_pair(&address, text.code.as_str()).await.0, 200);
    let beside = pair_code(&config, "Luna").expect("a code");
    assert_eq!(try_pair(&address, beside.code.as_str()).await.0, 200);
    running.shutdown().await;
    assert!(Connection::open(&address).await.is_err());
    let again = crate::support::started_again(config).await;
    again.shutdown().await;
}

#[tokio::test]
async fn inspect_prints_a_line_a_file_with_the_index_counts() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/meta");
    let index = std::fs::read_to_string(format!("{fixtures}/INDEX.tsv")).expect("the index");
    let rows: Vec<Vec<&str>> = index
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect())
        .collect();
    let rows: Vec<Vec<&str>> = rows
        .into_iter()
        .filter(|row| !row[0].starts_with("graph/"))
        .collect();
    let mut inspect = command();
    inspect
        .arg("inspect")
        .current_dir(fixtures)
        .args(rows.iter().map(|row| row[0]));
    let output = inspect.output().await.expect("it ran");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let printed = String::from_utf8(output.stdout).expect("text");
    assert_eq!(printed.lines().count(), rows.len());
    for (line, row) in printed.lines().zip(&rows) {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(line["file"], row[0]);
        assert_eq!(line["messages"].to_string(), row[2], "{}", row[0]);
        assert_eq!(line["statuses"].to_string(), row[3], "{}", row[0]);
        let names = [
            "file",
            "object",
            "messages",
            "statuses",
            "echoes",
            "reactions",
            "receipts",
            "edits",
            "comments",
            "other",
            "unreadable",
        ];
        let others = [
            "echoes",
            "reactions",
            "receipts",
            "edits",
            "comments",
            "other",
            "unreadable",
        ];
        let others: u64 = others.iter().filter_map(|name| line[*name].as_u64()).sum();
        assert_eq!(others.to_string(), row[4], "{}", row[0]);
        let found: std::collections::BTreeSet<_> = line
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(found, names.into_iter().collect());
    }
    let missing = command()
        .args(["inspect", "no-such-file.json"])
        .output()
        .await
        .expect("it ran");
    assert!(!missing.status.success());
}

#[tokio::test]
async fn version_and_schemas_are_printed_as_the_operators_page_says() {
    let output = command().arg("--version").output().await.expect("it ran");
    let printed = String::from_utf8(output.stdout).expect("text");
    assert!(printed.starts_with("recado-relay "), "{printed}");
    let (_, after) = printed.split_once("schema 1 to ").expect("schemas");
    let newest = after.split(' ').next().expect("a number");
    let page = include_str!("../../../../docs/relay.md");
    let row = format!("| 1 to {newest} | {newest} |");
    assert!(page.contains(&row), "docs/relay.md has no row {row}");
}
