//! Hostile sizes: what a body costs grows with its length and with nothing else.

use recado_webhook::counts::count;
use recado_webhook::event::{Event, Item};
use recado_webhook::message::Content;
use recado_webhook::payload::{read, routes};
use recado_webhook::routing::Routes;

/// Meta's largest body, in bytes (REFERENCE §2.3).
const LARGEST_BODY_BYTES: usize = 3_000_000;

fn whatsapp(value: &str) -> String {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{value}}}]}}]}}"#
    )
}

/// How many bytes of text the events hold that come from outside their own JSON.
fn copied_bytes(events: &[Event]) -> usize {
    let of = |event: &Event| {
        let ids = event.asset_id.len() + event.number_id.as_ref().map_or(0, String::len);
        let named = match &*event.item {
            Item::Message(message) | Item::History(message) => {
                let name = message.peer().name.as_ref().map_or(0, String::len);
                let username = message.peer().username.as_ref().map_or(0, String::len);
                name + username + message.summary.as_ref().map_or(0, String::len)
            }
            _ => 0,
        };
        ids + named + event.raw.len()
    };
    events.iter().map(of).sum()
}

#[test]
fn a_long_name_beside_many_messages_does_not_multiply() {
    let name = "n".repeat(1_000_000);
    let messages = vec![r#"{"from":"44","id":"a"}"#; 20_000].join(",");
    for value in [
        format!(
            r#"{{"contacts":[{{"wa_id":"44","profile":{{"name":"{name}"}}}}],"messages":[{messages}]}}"#
        ),
        format!(
            r#"{{"conversation_context":{{"summary":{{"text":"{name}"}}}},"messages":[{messages}]}}"#
        ),
        format!(r#"{{"metadata":{{"phone_number_id":"{name}"}},"messages":[{messages}]}}"#),
    ] {
        let body = whatsapp(&value);
        assert!(body.len() < LARGEST_BODY_BYTES);
        let reading = read(body.as_bytes());
        assert_eq!(count(&reading).messages, 20_000);
        let copied = copied_bytes(&reading.events);
        assert!(copied < 2 * body.len(), "{copied} of {}", body.len());
    }
}

#[test]
fn a_long_id_of_an_account_counts_as_none_wherever_it_is_read() {
    let long = "7".repeat(1_000_000);
    let items = vec!["{}"; 20_000].join(",");
    for (object, list) in [
        ("page", "messaging"),
        ("instagram", "messaging"),
        ("whatsapp_business_account", "changes"),
    ] {
        let body =
            format!(r#"{{"object":"{object}","entry":[{{"id":"{long}","{list}":[{items}]}}]}}"#);
        let reading = read(body.as_bytes());
        assert_eq!(reading.events.len(), 20_000);
        assert!(reading.events.iter().all(|event| event.asset_id.is_empty()));
        let Routes::Assets(assets) = routes(body.as_bytes()) else {
            panic!("not routed");
        };
        assert_eq!(assets.list()[0].asset_id, None);
    }
}

#[test]
fn a_long_context_of_old_messages_does_not_multiply() {
    let name = "n".repeat(1_000_000);
    let messages = vec![r#"{"from":"44","id":"a"}"#; 20_000].join(",");
    let body = whatsapp(&format!(
        r#"{{"history":[{{"threads":[{{"id":"44","context":{{"username":"{name}"}},"messages":[{messages}]}}]}}]}}"#
    ))
    .replace("\"field\":\"messages\"", "\"field\":\"history\"");
    let reading = read(body.as_bytes());
    assert_eq!(reading.events.len(), 20_000);
    assert!(copied_bytes(&reading.events) < 2 * body.len());
}

/// Members are found one after the other, so that an object of very many must not be gone through once for each.
#[test]
fn an_item_of_very_many_members_is_gone_through_once() {
    const TIMES: usize = 16;
    let with_members = |members: usize| {
        let nulls: Vec<String> = (0..members).map(|i| format!("\"m{i}\":null")).collect();
        format!(
            r#"{{"object":"page","entry":[{{"id":"1","messaging":[{{{},"message":{{"mid":"m_1","text":"x"}},"sender":{{"id":"2"}}}}]}}]}}"#,
            nulls.join(",")
        )
    };
    let (small, large) = (with_members(500), with_members(500 * TIMES));
    let duration = |body: &str, times: usize| {
        let start = std::time::Instant::now();
        for _ in 0..times {
            assert_eq!(count(&read(body.as_bytes())).messages, 1);
        }
        start.elapsed()
    };
    // As many members either way, hence as long; sixteen times as long if each member looked at all others. The
    // quickest of several rounds is the one least disturbed by the machine.
    let rounds: Vec<_> = (0..7)
        .map(|_| (duration(&small, TIMES), duration(&large, 1)))
        .collect();
    let many = rounds.iter().map(|(many, _)| *many).min().unwrap();
    let one = rounds.iter().map(|(_, one)| *one).min().unwrap();
    assert!(one < many * 5, "{one:?} for one, {many:?} for many");
}

#[test]
fn hostile_characters_come_through_every_channel_whole() {
    let hostile = "\u{0}\u{202e}\u{2066}\u{feff}\u{1f9d1}\u{200d}\u{1f692}".repeat(100)
        + &"\u{1f9b7}".repeat(4_096);
    let quoted = serde_json::to_string(&hostile).unwrap();
    for body in [
        whatsapp(&format!(
            r#"{{"messages":[{{"from":"44","id":"a","type":"text","text":{{"body":{quoted}}}}}]}}"#
        )),
        format!(
            r#"{{"object":"page","entry":[{{"id":"1","messaging":[{{"sender":{{"id":"2"}},"message":{{"mid":"m","text":{quoted}}}}}]}}]}}"#
        ),
        format!(
            r#"{{"object":"instagram","entry":[{{"id":"1","messaging":[{{"sender":{{"id":"2"}},"message":{{"mid":"m","text":{quoted}}}}}]}}]}}"#
        ),
    ] {
        let event = read(body.as_bytes()).events.remove(0);
        let shown = format!("{event:?}");
        let Item::Message(message) = *event.item else {
            panic!("{shown}");
        };
        assert_eq!(
            message.content,
            Content::Text {
                body: hostile.clone()
            }
        );
        assert!(!shown.contains('\u{1f9b7}') && !shown.contains('\0'));
    }
}

#[test]
fn ids_beyond_double_precision_keep_their_digits_everywhere() {
    const HUGE: &str = "98765432109876543210987";
    let body = format!(
        r#"{{"object":"page","entry":[{{"id":{HUGE}1,"messaging":[{{"sender":{{"id":{HUGE}}},"timestamp":1,"message":{{"mid":{HUGE},"app_id":{HUGE},"reply_to":{{"mid":{HUGE}}},"attachments":[{{"type":"sticker","payload":{{"sticker_id":{HUGE}}}}}],"referral":{{"ad_id":{HUGE}}}}}}},{{"sender":{{"id":{HUGE}}},"pass_thread_control":{{"new_owner_app_id":{HUGE}}}}}],"changes":[{{"field":"feed","value":{{"item":"comment","comment_id":{HUGE},"post_id":{HUGE}}}}}]}}]}}"#
    );
    let events = read(body.as_bytes()).events;
    let Item::Message(message) = &*events[0].item else {
        panic!("{events:?}");
    };
    let huge = Some(HUGE.to_owned());
    assert_eq!(events[0].asset_id, format!("{HUGE}1"));
    assert_eq!(message.provider_id, HUGE);
    assert_eq!(message.sender.page_scoped_id, huge);
    assert_eq!(message.reply_to, huge);
    assert_eq!(message.app_id, huge);
    assert!(matches!(&message.content, Content::Sticker(sticker) if sticker.id == huge));
    let referral = message.referral.as_ref();
    assert!(referral.is_some_and(|referral| referral.source_id == huge));
    let Item::Handover(handover) = &*events[1].item else {
        panic!("{events:?}");
    };
    let owner = handover.new_owner.as_ref();
    assert!(owner.is_some_and(|owner| owner.app_id == huge));
    let Item::Comment(comment) = &*events[2].item else {
        panic!("{events:?}");
    };
    assert_eq!(
        (&comment.provider_id, &comment.post_id),
        (&HUGE.to_owned(), &huge)
    );
}
