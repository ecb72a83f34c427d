//! Timed conversations: what their messages call for together, in the order of writing and in every other.

use recado_risk::Engine;
use recado_risk::conversation::{Event, MessageKey, Sign, escalations};
use serde::Deserialize;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// Conversations of one language. All people and words are invented.
#[derive(Deserialize)]
struct File {
    sequence: Vec<Sequence>,
}

/// One conversation.
#[derive(Deserialize)]
struct Sequence {
    name: String,
    messages: Vec<Message>,
    /// What stands higher than its own words, as `message category level why`, messages counted from 1.
    expect: Vec<String>,
}

/// One message of a conversation.
#[derive(Deserialize)]
struct Message {
    /// When, in hours after noon of the first day.
    at: f64,
    text: String,
    /// When its sender took it back, likewise.
    taken_back: Option<f64>,
    /// Whether it was handed over as history.
    #[serde(default)]
    is_history: bool,
}

const HOUR: f64 = 3_600_000.0;

fn files() -> Vec<(&'static str, File)> {
    let read = |name, text| (name, toml::from_str(text).unwrap());
    vec![
        read("en", include_str!("../conversations/en.toml")),
        read("es", include_str!("../conversations/es.toml")),
        read("pt", include_str!("../conversations/pt.toml")),
        read("el", include_str!("../conversations/el.toml")),
    ]
}

/// The rules alone: what the second reader sees changes with the lines it learnt from.
fn by_rules() -> Engine {
    Engine::starter().with_reader(None)
}

fn key(number: usize) -> MessageKey {
    [u8::try_from(number).unwrap(); 16]
}

fn at(hours: f64) -> i64 {
    (hours * HOUR) as i64
}

fn number(words: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

/// Reads a conversation message by message, as the desk does.
fn events(engine: &Engine, sequence: &Sequence) -> Vec<Event> {
    let mut events = Vec::new();
    for (message, number_from_1) in sequence.messages.iter().zip(1..) {
        let event = |at, sign| Event {
            at,
            message: key(number_from_1),
            calls: !message.is_history,
            sign,
        };
        events.push(event(at(message.at), Sign::Written));
        for finding in engine.assess(&message.text).findings {
            let signs = Sign::of(&message.text, &finding, number);
            events.extend(signs.into_iter().map(|sign| event(at(message.at), sign)));
        }
        if let Some(hours) = message.taken_back {
            events.push(event(at(hours), Sign::TakenBack));
        }
    }
    events
}

/// The first day begins at noon.
fn is_night(at: i64) -> bool {
    let hours = at as f64 / HOUR + 12.0;
    hours.rem_euclid(24.0) < 6.0
}

fn said(events: &[Event]) -> Vec<String> {
    let word = |value: serde_json::Value| value.as_str().unwrap().to_owned();
    let found = escalations(events, is_night);
    let mut said: Vec<String> = found
        .iter()
        .map(|one| {
            format!(
                "{} {} {} {:?}",
                one.message[0],
                one.category.name(),
                word(serde_json::to_value(one.level).unwrap()),
                one.why
            )
        })
        .collect();
    said.sort();
    said
}

#[test]
fn each_conversation_calls_for_what_it_says_and_nothing_else() {
    let engine = by_rules();
    let mut wrong = Vec::new();
    let mut read = 0;
    for (language, file) in files() {
        for sequence in file.sequence {
            let events = events(&engine, &sequence);
            let said = said(&events);
            let mut expected = sequence.expect.clone();
            expected.sort();
            if said != expected {
                let signs: Vec<_> = events.iter().map(|it| (it.message[0], it.sign)).collect();
                wrong.push(format!(
                    "{language}, {}: {said:?} instead of {expected:?}; {signs:?}",
                    sequence.name
                ));
            }
            read += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(read >= 20, "{read} conversations");
}

#[test]
fn the_order_in_which_messages_arrive_changes_nothing() {
    let engine = by_rules();
    for (language, file) in files() {
        for sequence in file.sequence {
            let mut events = events(&engine, &sequence);
            let expected = escalations(&events, is_night);
            for turn in 0..events.len() {
                events.rotate_left(1);
                let again = events[turn];
                events.push(again);
                let found = escalations(&events, is_night);
                assert_eq!(found, expected, "{language}, {}", sequence.name);
                events.pop();
                events.reverse();
                let found = escalations(&events, is_night);
                assert_eq!(found, expected, "{language}, {}", sequence.name);
            }
        }
    }
}
