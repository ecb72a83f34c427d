//! Bodies that Meta never documented: nothing panics, neighbours survive, size is no trouble.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use recado_webhook::counts::{arrivals, count};
use recado_webhook::payload::{read, routes};
use recado_webhook::routing::Routes;
use serde_json::{Value, json};

use crate::fixtures::{body, rows};

/// What is done to one place of a body.
#[derive(Clone, Debug)]
enum Change {
    Drop,
    Replace(usize),
    Repeat,
    Nest(usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Drop),
        (0..replacements().len()).prop_map(Change::Replace),
        Just(Change::Repeat),
        (1..60_usize).prop_map(Change::Nest),
    ]
}

fn replacements() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1.5e300),
        json!(u64::MAX),
        json!(""),
        json!("\u{0}\u{202e}𝒳"),
        json!([]),
        json!({}),
        json!([[[]]]),
        json!({"id": {"id": []}, "type": "text", "text": 7}),
    ]
}

/// Counts the places of a value, itself included.
fn places(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(places).sum(),
        Value::Object(members) => members.values().map(places).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// Changes the place with this number; returns whether the parent is to drop it.
fn apply(value: &mut Value, place: &mut usize, change: &Change) -> bool {
    if *place == 0 {
        *place = usize::MAX;
        match change {
            Change::Drop => return true,
            Change::Replace(index) => *value = replacements()[*index].clone(),
            Change::Repeat => *value = json!([value.clone(), value.clone()]),
            Change::Nest(depth) => {
                for _ in 0..*depth {
                    *value = json!({ "a": value.take() });
                }
            }
        }
        return false;
    }
    *place -= 1;
    match value {
        Value::Array(items) => {
            for index in 0..items.len() {
                if *place == usize::MAX {
                    break;
                }
                if apply(&mut items[index], place, change) {
                    items.remove(index);
                    break;
                }
            }
        }
        Value::Object(members) => {
            let names: Vec<String> = members.keys().cloned().collect();
            for name in names {
                if *place == usize::MAX {
                    break;
                }
                if apply(&mut members[&name], place, change) {
                    members.remove(&name);
                    break;
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    false
}

/// Reads, counts and routes a body; every part of a routed body must read too.
fn survives(body: &[u8]) {
    let reading = read(body);
    let _ = format!("{reading:?}");
    let counts = count(&reading);
    let arrived = arrivals(body);
    assert_eq!(
        (arrived.messages, arrived.statuses),
        (counts.messages, counts.statuses),
        "the quick count differs"
    );
    let counted = counts.messages + counts.statuses + counts.other_events();
    assert!(counted <= reading.events.len() as u64);
    if let Routes::Assets(assets) = routes(body) {
        let parts: usize = assets
            .list()
            .iter()
            .filter_map(|asset| assets.body_for(|one| one == asset))
            .map(|part| read(&part).events.len())
            .sum();
        assert_eq!(parts, reading.events.len(), "a split loses or adds events");
    }
}

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]))
}

#[test]
fn changed_payloads_never_panic() {
    let values: Vec<Value> = rows()
        .iter()
        .filter(|row| row.file != "whatsapp/odd_deep_nesting.json")
        .map(|row| serde_json::from_slice(&body(&row.file)).unwrap())
        .collect();
    let changes = prop::collection::vec((any::<prop::sample::Index>(), change()), 1..5);
    let strategy = (0..values.len(), changes);
    runner(4_000)
        .run(&strategy, |(index, changes)| {
            let mut value = values[index].clone();
            for (place, change) in changes {
                let mut place = place.index(places(&value));
                apply(&mut value, &mut place, &change);
            }
            survives(&serde_json::to_vec(&value).unwrap());
            Ok(())
        })
        .unwrap();
}

#[test]
fn cut_and_scrambled_bytes_never_panic() {
    let bodies: Vec<Vec<u8>> = rows().iter().map(|row| body(&row.file)).collect();
    let noise = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6);
    let strategy = (0..bodies.len(), any::<prop::sample::Index>(), noise);
    runner(2_000)
        .run(&strategy, |(index, end, noise)| {
            let mut bytes = bodies[index].clone();
            for (place, byte) in noise {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            bytes.truncate(end.index(bytes.len() + 1));
            survives(&bytes);
            Ok(())
        })
        .unwrap();
}

#[test]
fn one_bad_item_never_loses_its_neighbours() {
    let value: Value = serde_json::from_slice(&body("whatsapp/batch_120_messages.json")).unwrap();
    let pointer = "/entry/0/changes/0/value/messages";
    for bad in replacements() {
        let mut value = value.clone();
        let messages = value.pointer_mut(pointer).unwrap().as_array_mut().unwrap();
        let good = messages.len() as u64;
        messages.insert(60, bad.clone());
        let reading = read(&serde_json::to_vec(&value).unwrap());
        let counted = count(&reading).messages;
        let expected = good + u64::from(bad.is_object());
        assert_eq!(counted, expected, "{bad}");
        assert_eq!(reading.events.len() as u64, good + 1, "{bad}");
    }
}

#[test]
fn a_thousand_updates_in_three_megabytes_are_all_read() {
    let mut value: Value = serde_json::from_slice(&body("whatsapp/msg_text.json")).unwrap();
    let pointer = "/entry/0/changes/0/value";
    let inner = value.pointer_mut(pointer).unwrap();
    let message = inner["messages"][0].clone();
    let messages: Vec<Value> = (0..1_000)
        .map(|index| {
            let mut message = message.clone();
            message["id"] = json!(format!("wamid.{index}"));
            message["text"]["body"] = json!("é\u{1f600}".repeat(480));
            message
        })
        .collect();
    inner["messages"] = json!(messages);
    let body = serde_json::to_vec(&value).unwrap();
    assert!(body.len() > 2_900_000, "{} bytes", body.len());

    let reading = read(&body);
    assert_eq!(count(&reading).messages, 1_000);
    let raw: Value = serde_json::from_str(&reading.events[999].raw).unwrap();
    assert_eq!(raw["id"], "wamid.999");
    assert_eq!(raw["contact"]["wa_id"], "447700900123");
    let Routes::Assets(assets) = routes(&body) else {
        panic!("not routed");
    };
    assert_eq!(assets.list().len(), 1);
}

#[test]
fn depth_far_beyond_any_parser_limit_is_read() {
    let deep = "[".repeat(500_000) + &"]".repeat(500_000);
    let body = format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{"messages":[{{"id":"a","type":"text","text":{deep}}},{{"id":"b"}}]}}}}]}}]}}"#
    );
    assert_eq!(count(&read(body.as_bytes())).messages, 2);
}
