//! What people can send on Messenger and Instagram; hand it to
//! [`Control::visitor_sends`](crate::control::Control::visitor_sends).

use serde_json::{Value, json};

/// Returns a text.
pub fn text(text: &str) -> Value {
    json!({"message": {"text": text}})
}

/// Returns attachments of these types (`image`, `video`, `audio`, `file`, `sticker`, `story_mention`, `ig_post`,
/// `reel`, `share`, `like_heart`, `ephemeral` …) with the sample of each; an empty text is none.
pub fn attachments(kinds: &[&str], text: &str) -> Value {
    let list: Vec<Value> = kinds.iter().map(|kind| json!({"type": kind})).collect();
    with_text(json!({"attachments": list}), text)
}

/// Returns one attachment with the file held under this id.
pub fn held(kind: &str, media_id: &str, text: &str) -> Value {
    let attachment = json!({"type": kind, "payload": {"media": media_id}});
    with_text(json!({"attachments": [attachment]}), text)
}

fn with_text(mut message: Value, text: &str) -> Value {
    if !text.is_empty() {
        message["text"] = json!(text);
    }
    json!({"message": message})
}

/// Returns a place, as older Messenger apps send it.
pub fn location(title: &str, latitude: f64, longitude: f64) -> Value {
    json!({"message": {"attachments": [{
        "type": "location",
        "title": title,
        "payload": {"coordinates": {"lat": latitude, "long": longitude}},
    }]}})
}

/// Returns a link's preview beside the link.
pub fn link(url: &str, title: &str) -> Value {
    json!({"message": {"text": url, "attachments": [
        {"type": "fallback", "title": title, "url": url, "payload": null},
    ]}})
}

/// Returns the tap on a quick reply.
pub fn quick_reply(title: &str, payload: &str) -> Value {
    json!({"message": {"text": title, "quick_reply": {"payload": payload}}})
}

/// Returns the tap on a button or an ice breaker.
pub fn postback(title: &str, payload: &str) -> Value {
    json!({"postback": {"title": title, "payload": payload}})
}

/// Returns that someone came by a link or an ad: `source` is `SHORTLINK`, `ADS`, `IGME-SOURCE-LINK`.
pub fn referral(reference: &str, source: &str) -> Value {
    json!({"referral": {"ref": reference, "source": source, "type": "OPEN_THREAD"}})
}

/// Makes a message answer another.
pub fn replying_to(mid: &str, mut event: Value) -> Value {
    event["message"]["reply_to"] = json!({"mid": mid});
    event
}

/// Makes a message answer a story of the clinic.
pub fn replying_to_story(story_id: &str, mut event: Value) -> Value {
    event["message"]["reply_to"] = json!({"story": {"id": story_id}});
    event
}

/// Returns a reaction to a message, by Meta's word (`love`, `other` …) and the emoji.
pub fn reaction(mid: &str, word: &str, emoji: &str) -> Value {
    json!({"reaction": {"mid": mid, "action": "react", "reaction": word, "emoji": emoji}})
}

/// Returns that a reaction was taken away.
pub fn no_reaction(mid: &str) -> Value {
    json!({"reaction": {"mid": mid, "action": "unreact"}})
}

/// Returns an edit: the message now says `text`; `number` counts its edits.
pub fn edit(mid: &str, text: &str, number: u32) -> Value {
    json!({"message_edit": {"mid": mid, "text": text, "num_edit": number}})
}

/// Returns that a message was taken back, as Instagram tells it.
pub fn unsend(mid: &str) -> Value {
    json!({"message": {"mid": mid, "is_deleted": true}})
}

/// Returns something Instagram does not hand over.
pub fn unsupported() -> Value {
    json!({"message": {"is_unsupported": true}})
}
