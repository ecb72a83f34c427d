//! What a patient can send on WhatsApp; hand it to
//! [`Control::patient_sends`](crate::control::Control::patient_sends).
//!
//! Media kinds without an id get the kind's sample file; a held file is named with [`with_media`].

use serde_json::{Value, json};

/// Returns a text.
pub fn text(body: &str) -> Value {
    json!({"type": "text", "text": {"body": body}})
}

/// Returns a picture; an empty caption is none.
pub fn image(caption: &str) -> Value {
    captioned("image", caption)
}

/// Returns a film; an empty caption is none.
pub fn video(caption: &str) -> Value {
    captioned("video", caption)
}

fn captioned(kind: &str, caption: &str) -> Value {
    match caption {
        "" => json!({"type": kind, kind: {}}),
        caption => json!({"type": kind, kind: {"caption": caption}}),
    }
}

/// Returns a message recorded in WhatsApp.
pub fn voice() -> Value {
    json!({"type": "audio", "audio": {"voice": true}})
}

/// Returns an audio file that was not recorded in WhatsApp.
pub fn audio() -> Value {
    json!({"type": "audio", "audio": {"voice": false}})
}

/// Returns a document.
pub fn document(file_name: &str, caption: &str) -> Value {
    let mut message = captioned("document", caption);
    message["document"]["filename"] = json!(file_name);
    message
}

/// Returns a sticker that does not move.
pub fn sticker() -> Value {
    json!({"type": "sticker", "sticker": {"animated": false}})
}

/// Returns a place.
pub fn location(latitude: f64, longitude: f64, name: &str, address: &str) -> Value {
    let mut location = json!({"latitude": latitude, "longitude": longitude});
    for (key, value) in [("name", name), ("address", address)] {
        if !value.is_empty() {
            location[key] = json!(value);
        }
    }
    json!({"type": "location", "location": location})
}

/// Returns one shared contact.
pub fn contact(name: &str, phone: &str) -> Value {
    let first = name.split(' ').next().unwrap_or(name);
    let wa_id: String = phone.chars().filter(char::is_ascii_digit).collect();
    json!({"type": "contacts", "contacts": [{
        "name": {"formatted_name": name, "first_name": first},
        "phones": [{"phone": phone, "wa_id": wa_id, "type": "CELL"}],
    }]})
}

/// Returns the number somebody shares when asked for it.
pub fn shared_number(name: &str, phone: &str) -> Value {
    let mut message = contact(name, phone);
    message["contacts"][0]["origin"] = json!("contact_request");
    message["contacts"][0]["vcard"] = json!(format!(
        "BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL:{phone}\nEND:VCARD"
    ));
    message
}

/// Returns a reaction to a message; an empty emoji takes it away.
pub fn reaction(message_id: &str, emoji: &str) -> Value {
    let mut reaction = json!({"message_id": message_id});
    if !emoji.is_empty() {
        reaction["emoji"] = json!(emoji);
    }
    json!({"type": "reaction", "reaction": reaction})
}

/// Returns the tap on a reply button of `message_id`.
pub fn button_reply(message_id: &str, id: &str, title: &str) -> Value {
    interactive(
        message_id,
        json!({"type": "button_reply", "button_reply": {"id": id, "title": title}}),
    )
}

/// Returns the choice of a list's row of `message_id`; an empty description is none.
pub fn list_reply(message_id: &str, id: &str, title: &str, description: &str) -> Value {
    let mut reply = json!({"id": id, "title": title});
    if !description.is_empty() {
        reply["description"] = json!(description);
    }
    interactive(
        message_id,
        json!({"type": "list_reply", "list_reply": reply}),
    )
}

/// Returns a finished flow of `message_id`; `answers` travel as JSON text.
pub fn flow_reply(message_id: &str, answers: &Value) -> Value {
    interactive(
        message_id,
        json!({"type": "nfm_reply", "nfm_reply": {
            "name": "flow", "body": "Sent", "response_json": answers.to_string(),
        }}),
    )
}

fn interactive(message_id: &str, reply: Value) -> Value {
    replying_to(
        message_id,
        json!({"type": "interactive", "interactive": reply}),
    )
}

/// Returns the tap on a quick reply of the template `message_id`.
pub fn template_button(message_id: &str, payload: &str, text: &str) -> Value {
    let message = json!({"type": "button", "button": {"payload": payload, "text": text}});
    replying_to(message_id, message)
}

/// Returns an order of two things of the clinic's catalogue.
pub fn order(text: &str) -> Value {
    json!({"type": "order", "order": {
        "catalog_id": "771230045566778",
        "text": text,
        "product_items": [
            {"product_retailer_id": "guard-m", "quantity": 2, "item_price": 30, "currency": "EUR"},
            {"product_retailer_id": "brush", "quantity": 1, "item_price": 7.99, "currency": "EUR"},
        ],
    }})
}

/// Returns an edit: `original` now is `message`.
pub fn edit(original: &str, message: Value) -> Value {
    json!({"type": "edit", "edit": {"original_message_id": original, "message": message}})
}

/// Returns that `original` was taken back.
pub fn revoke(original: &str) -> Value {
    json!({"type": "revoke", "revoke": {"original_message_id": original}})
}

/// Returns something WhatsApp does not hand over, e.g. `poll_creation` or `video_note`.
pub fn unsupported(what: &str) -> Value {
    json!({
        "type": "unsupported",
        "errors": [{
            "code": 131_051,
            "title": "Message type unknown",
            "message": "Message type unknown",
            "error_data": {"details": "Message type is currently not supported."},
        }],
        "unsupported": {"type": what},
    })
}

/// Returns a file that could not be loaded at Meta (131052).
pub fn failed_media(kind: &str) -> Value {
    json!({
        "type": kind,
        kind: {},
        "errors": [{
            "code": 131_052,
            "title": "Media download error",
            "message": "Media download error",
            "error_data": {"details": "Media file is too big."},
        }],
    })
}

/// Makes a message answer another.
pub fn replying_to(message_id: &str, mut message: Value) -> Value {
    message["context"] = json!({"id": message_id});
    message
}

/// Makes a message a forwarded one, more than five times when `often`.
pub fn forwarded(often: bool, mut message: Value) -> Value {
    let key = if often {
        "frequently_forwarded"
    } else {
        "forwarded"
    };
    message["context"] = json!({key: true});
    message
}

/// Makes a message the first after an ad with this headline.
pub fn from_ad(headline: &str, mut message: Value) -> Value {
    message["referral"] = json!({
        "source_url": "https://fb.me/4AbCdEfGh",
        "source_id": "120210099887766554",
        "source_type": "ad",
        "body": "Free first check-up in November",
        "headline": headline,
        "media_type": "image",
        "image_url": "https://scontent.example/ad.jpg",
        "ctwa_clid": "ARARa6vfcibB09jd_DAHTyAE21vGtQjNDJH-7sih7lBDH4",
    });
    message
}

/// Makes a media message carry the file held under this id.
pub fn with_media(media_id: &str, mut message: Value) -> Value {
    let kind = message["type"].as_str().unwrap_or("").to_owned();
    message[kind]["id"] = json!(media_id);
    message
}
