//! What of the documented payloads stays without a type of its own, and that nothing else does.

use recado_webhook::event::Item;

use crate::fixtures::{events, rows};

/// File and field of everything that is kept as raw JSON only, and deliberately so.
const UNNAMED: [(&str, &str); 10] = [
    ("instagram/story_insights.json", "story_insights"),
    ("instagram/unknown_event.json", "aura"),
    ("messenger/account_linking.json", "account_linking"),
    ("messenger/feed_reaction.json", "feed"),
    ("messenger/response_feedback.json", "response_feedback"),
    ("messenger/send_cart_order.json", "order"),
    ("messenger/unknown_event.json", "mood_ring"),
    ("whatsapp/odd_deep_nesting.json", "messages"),
    ("whatsapp/odd_unknown_field.json", "customer_mood_update"),
    ("whatsapp/value_user_actions_click.json", "user_actions"),
];

#[test]
fn only_these_payloads_hold_something_without_a_type() {
    let mut found = Vec::new();
    for row in rows() {
        for event in events(&row.file) {
            if let Item::Other { field } = *event.item {
                found.push((row.file.clone(), field));
            }
        }
    }
    found.sort();
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(f, n)| (f.as_str(), n.as_str()))
        .collect();
    assert_eq!(found, UNNAMED);
}
