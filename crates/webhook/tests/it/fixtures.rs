//! Every payload of `tests/fixtures/meta`, counted as `INDEX.tsv` says.

use std::fs;
use std::path::PathBuf;

use recado_webhook::counts::{Arrivals, Counts, arrivals, count};
use recado_webhook::event::Event;
use recado_webhook::payload;
use recado_webhook::routing::Routes;

/// Returns the path of a fixture.
pub fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fixtures/meta")
        .join(name)
}

/// Returns the bytes of a fixture.
pub fn body(name: &str) -> Vec<u8> {
    fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Returns the events of a fixture.
pub fn events(name: &str) -> Vec<Event> {
    payload::read(&body(name)).events
}

/// One row of the index: file, messages, statuses, other events.
pub struct Row {
    pub file: String,
    pub messages: u64,
    pub statuses: u64,
    pub other_events: u64,
}

/// Returns the rows that are webhook bodies.
pub fn rows() -> Vec<Row> {
    let index = fs::read_to_string(path("INDEX.tsv")).unwrap();
    let rows: Vec<Row> = index
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|columns| !columns[0].starts_with("graph/"))
        .map(|columns| Row {
            file: columns[0].to_owned(),
            messages: columns[2].parse().unwrap(),
            statuses: columns[3].parse().unwrap(),
            other_events: columns[4].parse().unwrap(),
        })
        .collect();
    assert!(rows.len() > 250, "only {} rows", rows.len());
    rows
}

#[test]
fn every_payload_gives_the_counts_of_the_index() {
    let mut wrong = Vec::new();
    for row in rows() {
        let counts = count(&payload::read(&body(&row.file)));
        let got = (counts.messages, counts.statuses, counts.other_events());
        let expected = (row.messages, row.statuses, row.other_events);
        let arrived = Arrivals {
            messages: row.messages,
            statuses: row.statuses,
        };
        if got != expected || arrivals(&body(&row.file)) != arrived {
            wrong.push(format!("{}: {got:?} instead of {expected:?}", row.file));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_payload_in_the_folders_is_in_the_index() {
    let rows = rows();
    for folder in ["whatsapp", "messenger", "instagram"] {
        for entry in fs::read_dir(path(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let file = format!("{folder}/{name}");
            assert!(rows.iter().any(|row| row.file == file), "{file}");
        }
    }
}

#[test]
fn counts_are_written_with_the_agreed_names() {
    let counts = count(&payload::read(&body(
        "whatsapp/batch_messages_and_statuses.json",
    )));
    let json = serde_json::to_string(&counts).unwrap();
    assert_eq!(
        json,
        r#"{"object":"whatsapp_business_account","messages":1,"statuses":2,"echoes":0,"reactions":0,"receipts":0,"edits":0,"comments":0,"other":0,"unreadable":0}"#
    );
    assert_eq!(serde_json::from_str::<Counts>(&json).unwrap(), counts);
}

#[test]
fn what_is_not_counted_is_still_shown() {
    let events = events("whatsapp/batch_one_bad_of_three.json");
    assert_eq!(events.len(), 3);
    assert!(events.iter().any(|event| event.raw == "\"not an object\""));
}

#[test]
fn no_payload_shows_itself_in_debug_output() {
    for row in rows() {
        let reading = payload::read(&body(&row.file));
        for event in &reading.events {
            let shown = format!("{event:?}");
            for secret in [
                "Marta",
                "Tomás",
                "otter",
                "4477",
                "wamid",
                "hello",
                "Hello",
                "GB.",
                "7482910036",
                "1284456700",
                "ines",
                "tomas",
                "447700900123",
            ] {
                assert!(!shown.contains(secret), "{}: {shown}", row.file);
            }
        }
    }
}

/// Found by fuzzing: names of objects, ids of accounts and numbers in the place of codes were shown.
#[test]
fn no_field_shows_what_was_put_into_it() {
    const SECRET: &str = "447700900123";
    let change = format!(
        r#"{{"field":"messages","value":{{"metadata":{{"phone_number_id":"{SECRET}"}},"errors":[{{"code":{SECRET}}}],"statuses":[{{"id":"a","status":"failed","errors":[{{"code":"{SECRET}"}}]}}]}}}}"#
    );
    for body in [
        format!(r#"{{"object":"{SECRET}"}}"#),
        format!(r#"{{"object":"page","entry":[{{"id":"{SECRET}"}}]}}"#),
        format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{change}]}}]}}"#
        ),
    ] {
        let reading = payload::read(body.as_bytes());
        let routes = payload::routes(body.as_bytes());
        let mut shown = format!("{reading:?} {routes:?}");
        if let Routes::Assets(assets) = &routes {
            shown += &format!("{:?}", assets.list());
        }
        assert!(!shown.contains(SECRET), "{shown}");
    }
}
