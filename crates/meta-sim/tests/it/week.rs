//! The clinic's week: whole, in order, and possible under Meta's rules.

use std::collections::{BTreeMap, BTreeSet};

use recado_meta_sim::scenarios::{StepKind, clinic_week};
use recado_meta_sim::simulator::Delivery;
use serde_json::json;

use crate::desk::{Desk, HOUR, NOON};
use crate::relay::Relay;

#[test]
fn the_same_now_gives_the_same_week() {
    assert_eq!(clinic_week(NOON), clinic_week(NOON));
    let (today, tomorrow) = (clinic_week(NOON), clinic_week(NOON + 24 * HOUR));
    let is_shifted = today
        .iter()
        .zip(&tomorrow)
        .all(|(one, other)| other.at - one.at == 24 * HOUR);
    assert!(is_shifted);
}

#[test]
fn the_week_has_what_a_clinic_meets() {
    let steps = clinic_week(NOON);
    let people: BTreeSet<&str> = steps.iter().map(|step| step.who.wa_id).collect();
    assert!(people.len() >= 14, "{} people", people.len());
    assert!((110..=140).contains(&steps.len()), "{} steps", steps.len());
    assert!(steps.is_sorted_by_key(|step| step.at));
    assert!(
        steps
            .iter()
            .all(|step| (NOON - 7 * 24 * HOUR..NOON).contains(&step.at))
    );
    let kinds: BTreeSet<&str> = steps
        .iter()
        .filter_map(|step| match &step.kind {
            StepKind::Patient(message) => message["type"].as_str(),
            StepKind::Desk(_) => None,
        })
        .collect();
    for kind in [
        "text",
        "image",
        "audio",
        "document",
        "sticker",
        "location",
        "unsupported",
    ] {
        assert!(kinds.contains(kind), "{kind}");
    }
}

#[test]
fn windows_end_up_open_soon_last_and_closed() {
    let mut last_wrote: BTreeMap<&str, i64> = BTreeMap::new();
    for step in clinic_week(NOON) {
        if let StepKind::Patient(_) = step.kind {
            last_wrote.insert(step.who.name, step.at);
        }
    }
    let left = |name: &str| last_wrote[name] + 24 * HOUR - NOON;
    assert!((HOUR..4 * HOUR).contains(&left("João P.")));
    assert!((1..HOUR).contains(&left("Tomás R.")));
    assert!((1..HOUR).contains(&left("Yannis M.")));
    assert!(left("Eleni D.") < 0 && left("Beatriz L.") < 0);
    assert!(left("Maria K.") > 23 * HOUR);
}

#[tokio::test]
async fn the_whole_week_plays_through_graph_and_webhooks() {
    let desk = Desk::with(|options| options.delivery = Delivery::Read).await;
    let relay = Relay::for_desk(&desk).await;
    let (mut wrote, mut answered) = (0, 0);
    for step in clinic_week(NOON) {
        desk.control.set_clock(step.at).await;
        match step.kind {
            StepKind::Patient(message) => {
                let sent = desk
                    .control
                    .patient_sends(step.who.wa_id, step.who.name, message, None);
                sent.await.unwrap();
                wrote += 1;
            }
            StepKind::Desk(text) => {
                let body = json!({
                    "messaging_product": "whatsapp",
                    "to": step.who.wa_id,
                    "type": "text",
                    "text": {"body": text},
                });
                let answer = desk.send(body).await;
                assert_eq!(answer.status, 200, "{}: {}", step.who.name, answer.json());
                answered += 1;
            }
        }
    }
    desk.control.flush().await;
    let messages = relay
        .values()
        .iter()
        .filter(|value| value["messages"].is_array())
        .count();
    assert_eq!(messages, wrote);
    assert_eq!(relay.statuses().len(), answered * 3);
}

#[tokio::test]
async fn the_week_elsewhere_plays_through_graph_and_webhooks() {
    use recado_meta_sim::scenarios::elsewhere::{VisitorStepKind, clinic_week_elsewhere};
    use recado_meta_sim::world::product::Product;
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let steps = clinic_week_elsewhere(NOON);
    assert_eq!(steps, clinic_week_elsewhere(NOON));
    assert!(steps.is_sorted_by_key(|step| step.at));
    let mut answered = BTreeMap::new();
    for step in &steps {
        desk.control.set_clock(step.at).await;
        if let VisitorStepKind::Desk(text) = step.kind {
            let body = json!({"recipient": {"id": step.id}, "message": {"text": text}});
            let answer = desk.page_sends(body).await;
            assert_eq!(answer.status, 200, "{text}: {}", answer.json());
            *answered.entry(step.product).or_insert(0) += 1;
        }
        desk.control.plays(step).await.unwrap();
        desk.control.flush().await;
    }
    assert_eq!(answered.len(), 2);
    // Echo, delivery and read of Messenger; echo and read of Instagram; what people sent.
    let told = 3 * answered[&Product::Messenger] + 2 * answered[&Product::Instagram];
    let is_sent = |kind: &VisitorStepKind| {
        matches!(
            kind,
            VisitorStepKind::Sends(_) | VisitorStepKind::ReactsToLast(_)
        )
    };
    let sent = steps.iter().filter(|step| is_sent(&step.kind)).count();
    assert_eq!(relay.items("messaging").len(), told + sent);
    assert_eq!(relay.values().len(), 2);
    assert_eq!(desk.control.sent_to(steps[0].id).await.len(), 1);
}
