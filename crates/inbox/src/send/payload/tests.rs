//! What waits is read back by later versions, and leaves only where Meta's windows allow it.

use super::*;
use recado_domain::{channel::ChannelKind, time::UnixMs};
use std::time::Duration;

const OPENED: UnixMs = UnixMs(1_795_176_000_000);

fn text() -> Payload {
    Payload::Text {
        body: "Hasta el jueves".into(),
        reply_to: None,
    }
}

fn after(kind: ChannelKind, hours: u64) -> Sending {
    let now = OPENED.plus(Duration::from_secs(hours * 3600));
    Sending::at(kind, Some(OPENED), None, now)
}

/// CASES 21: Instagram at 30 h → a person's reply carries HUMAN_AGENT, automation is refused.
#[test]
fn at_30_hours_a_person_may_answer_and_nothing_else_may() {
    for kind in [ChannelKind::Instagram, ChannelKind::Messenger] {
        assert_eq!(text().leave(&after(kind, 30), false), Leave::ByHand);
        assert_eq!(text().leave(&after(kind, 30), true), Leave::Not);
        assert_eq!(text().leave(&after(kind, 23), false), Leave::Plainly);
        assert_eq!(text().leave(&after(kind, 23), true), Leave::Plainly);
        assert_eq!(text().leave(&after(kind, 7 * 24), false), Leave::Not);
    }
}

/// CASES 20: what is free-form does not leave WhatsApp's closed window.
#[test]
fn after_24_hours_whatsapp_takes_templates_alone() {
    let closed = after(ChannelKind::WhatsApp, 24);
    let template: Payload = serde_json::from_str(OLD_TEMPLATE).unwrap();
    assert_eq!(template.leave(&closed, false), Leave::Plainly);
    let place = Payload::Place {
        place: Place {
            latitude_e7: 0,
            longitude_e7: 0,
            name: None,
            address: None,
        },
        reply_to: None,
    };
    let reaction = Payload::Reaction {
        target: "wamid.x".into(),
        emoji: None,
    };
    for free_form in [text(), place, reaction] {
        assert_eq!(free_form.leave(&closed, false), Leave::Not);
    }
}

#[test]
fn a_private_reply_leaves_without_a_window() {
    let reply = Payload::PrivateReply {
        body: "Le escribimos".into(),
        comment_id: "17".into(),
    };
    let nothing = Sending::at(ChannelKind::Instagram, None, None, OPENED);
    assert_eq!(reply.leave(&nothing, false), Leave::Plainly);
    assert_eq!(text().leave(&nothing, false), Leave::Not);
}

/// As the first version wrote it.
const OLD_TEMPLATE: &str = r#"{"send":"template","name":"recordatorio","language":"es","header":[],
  "body":[{"key":"1","value":"Rosa"}],"buttons":{"0":{"key":"1","value":"c7"}},"shown":"Hola Rosa"}"#;

#[test]
fn what_an_earlier_version_queued_is_still_sent() {
    let old = r#"{"send":"text","body":"Hola","reply_to":"wamid.1"}"#;
    let Payload::Text { body, reply_to } = serde_json::from_str(old).unwrap() else {
        panic!("a text")
    };
    assert_eq!(
        (body.as_str(), reply_to.as_deref()),
        ("Hola", Some("wamid.1"))
    );
    let Payload::Template(template) = serde_json::from_str(OLD_TEMPLATE).unwrap() else {
        panic!("a template")
    };
    assert_eq!(template_files(&template).len(), 0);
    assert_eq!(template.buttons[&0].value, "c7");
}

#[test]
fn every_kind_is_the_same_after_a_restart() {
    let options = Payload::Options {
        body: "¿Qué día?".into(),
        options: Options {
            choices: vec![Default::default()],
            ..Options::default()
        },
        reply_to: Some("wamid.1".into()),
    };
    let media = Payload::Media {
        media: MediaId::generate(),
        kind: MediaKind::Voice,
        caption: String::new(),
        reply_to: None,
    };
    let cards = Payload::Cards {
        cards: vec![Card::default()],
        reply_to: None,
    };
    for payload in [text(), options, media, cards] {
        let json = serde_json::to_string(&payload).unwrap();
        assert!(
            serde_json::from_str::<Payload>(&json).unwrap() == payload,
            "{json}"
        );
    }
}
