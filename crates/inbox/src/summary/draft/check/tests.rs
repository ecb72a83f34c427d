//! What stays of an answer, and what does not.

use super::*;
use crate::{assist::chat::Question, summary::draft::pseudonyms::Pseudonyms};
use recado_domain::{
    id::ConversationId,
    message::{MessageKind, MessageText},
    time::UnixMs,
};
use recado_store::conversations::{event::Origin, messages::MessageId};
use serde_json::{Value, json};

/// Changes an answer.
type Spoils = fn(&mut Value);

fn message(number: i64, direction: Direction, text: &str) -> Message {
    Message {
        id: MessageId(number),
        conversation: ConversationId::generate(),
        provider_id: None,
        outbox: None,
        direction,
        origin: Origin::Contact,
        kind: MessageKind::Text,
        text: MessageText(text.into()),
        detail: None,
        at: UnixMs(number),
        status: None,
        failure: None,
        sent_by: None,
        reply_to: None,
        is_forwarded: false,
        is_unread: false,
        is_edited: false,
        is_deleted: false,
        findings: None,
        level: None,
        automatic: None,
        parts: Vec::new(),
    }
}

fn asked() -> Asked {
    let messages = vec![
        message(
            11,
            Direction::Inbound,
            "A Maria não dormiu. Tomei 50 mg de sertralina.",
        ),
        message(12, Direction::Outbound, "Boa tarde"),
        message(
            13,
            Direction::Inbound,
            "Posso mudar quinta às 9? O meu número é 912000412",
        ),
    ];
    let mut pseudonyms = Pseudonyms::new(["Maria Lopes"], []);
    for message in &messages {
        pseudonyms.hide(&message.text.0);
    }
    Asked {
        question: Question {
            system: String::new(),
            user: String::new(),
            schema: None,
            most_tokens: 1,
        },
        messages,
        pseudonyms,
    }
}

fn answer(change: impl FnOnce(&mut Value)) -> Option<Checked> {
    let mut given = json!({
        "themes": [{ "label": "Sono", "evidence_ids": ["m1"] }],
        "key_points": [{ "text": "[PERSON_1] não dormiu.", "evidence_ids": ["m1", "m3"] }],
        "mood_change": "worse",
        "unanswered": [{ "message_id": "m3" }],
        "appointments": [{ "message_id": "m3", "quote": "mudar quinta às 9" }],
        "medication": [{ "message_id": "m1", "quote": "50 mg de sertralina" }],
    });
    change(&mut given);
    check(&asked(), &given.to_string())
}

fn of(checked: &Checked, part: LinePart) -> Vec<&Line> {
    checked.lines.iter().filter(|it| it.part == part).collect()
}

#[test]
fn what_the_messages_bear_out_stays() {
    let checked = answer(|_| {}).unwrap();
    assert_eq!(checked.mood, MoodChange::Worse);
    let points = of(&checked, LinePart::Point);
    assert_eq!(points[0].said.as_deref(), Some("Maria não dormiu."));
    let evidence: Vec<i64> = points.iter().map(|it| it.message.0).collect();
    assert_eq!(evidence, [11, 13]);
    assert_eq!(of(&checked, LinePart::Theme).len(), 1);
    assert_eq!(of(&checked, LinePart::Unanswered)[0].message.0, 13);
    let asked = asked();
    for (part, words) in [
        (LinePart::Appointment, "mudar quinta às 9"),
        (LinePart::Medication, "50 mg de sertralina"),
    ] {
        let line = of(&checked, part)[0];
        let message = asked
            .messages
            .iter()
            .find(|it| it.id == line.message)
            .unwrap();
        let (starts, ends) = (line.span.0 as usize, line.span.1 as usize);
        assert_eq!(&message.text.0[starts..ends], words);
    }
}

#[test]
fn what_is_made_up_goes() {
    let cases: [(&str, Spoils); 9] = [
        ("an unknown message", |it| {
            it["key_points"][0]["evidence_ids"] = json!(["m9"])
        }),
        ("no message", |it| {
            it["key_points"][0]["evidence_ids"] = json!([])
        }),
        ("no number", |it| {
            it["key_points"][0]["evidence_ids"] = json!(["m0", "x", "11"])
        }),
        ("nothing said", |it| {
            it["key_points"][0]["text"] = json!(" ** ")
        }),
        ("too much said", |it| {
            it["key_points"][0]["text"] = json!("a".repeat(400))
        }),
        ("another number", |it| {
            it["key_points"][0]["text"] = json!("Ligar 800 202 148")
        }),
        ("no points", |it| it["key_points"] = json!([])),
        ("another form", |it| it["key_points"] = json!("all is well")),
        ("a field of another kind", |it| {
            it["themes"] = json!({ "label": 1 })
        }),
    ];
    for (what, change) in cases {
        assert!(answer(change).is_none(), "{what}");
    }
    let cases: [(LinePart, Spoils); 5] = [
        (LinePart::Medication, |it| {
            it["medication"][0]["quote"] = json!("500 mg de sertralina")
        }),
        (LinePart::Medication, |it| {
            it["medication"][0]["message_id"] = json!("m3")
        }),
        (LinePart::Medication, |it| {
            it["medication"][0]["quote"] = json!("")
        }),
        (LinePart::Appointment, |it| {
            it["appointments"][0]["message_id"] = json!("m2")
        }),
        (LinePart::Unanswered, |it| {
            it["unanswered"][0]["message_id"] = json!("m2")
        }),
    ];
    for (part, change) in cases {
        let checked = answer(change).unwrap();
        assert!(of(&checked, part).is_empty(), "{part:?}");
    }
    let own = answer(|it| it["key_points"][0]["text"] = json!("Número: 912000412")).unwrap();
    assert_eq!(of(&own, LinePart::Point).len(), 2, "it stands in a message");
    let odd = answer(|it| it["mood_change"] = json!("dead")).unwrap();
    assert_eq!(odd.mood, MoodChange::Unclear);
}

#[test]
fn no_answer_is_longer_than_a_glance() {
    let point = json!({ "text": "Dormiu mal.", "evidence_ids": ["m1"] });
    let many = answer(|it| it["key_points"] = json!(vec![point; 50])).unwrap();
    assert_eq!(of(&many, LinePart::Point).len(), MOST_POINTS);
    let quote = json!({ "message_id": "m1", "quote": "dormiu" });
    let same = answer(|it| it["medication"] = json!(vec![quote; 50])).unwrap();
    assert_eq!(of(&same, LinePart::Medication).len(), 1);
}

#[test]
fn markup_links_and_unseen_signs_go() {
    for (text, is) in [
        ("**Bad** _night_ `x`", "Bad _night_ x"),
        ("# Title\n- one", "Title - one"),
        ("see [this](https://a.example) now", "see [this] now"),
        ("see https://a.example now", "see now"),
        ("<script>alert(1)</script> hello", "alert(1) hello"),
        ("<img src=x onerror=y> hello", "hello"),
        ("a\u{200b}b\u{202e}c\u{feff}\u{e0041}", "abc"),
        ("open <tag never closed", "open"),
        ("[PERSON_1] said", "[PERSON_1] said"),
    ] {
        assert_eq!(plain(text), is);
    }
}

#[test]
fn an_answer_that_is_no_answer_is_none() {
    for content in ["", "I am sorry", "[]", "{", "null", "{\"key_points\":null}"] {
        assert!(check(&asked(), content).is_none(), "{content}");
    }
}
