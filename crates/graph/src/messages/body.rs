//! A WhatsApp message as the JSON that Meta takes.

use serde_json::{Value, json};

use super::{Content, Location, Outgoing, Recipient, contact, interactive, template};

/// Returns the body of a send.
pub(super) fn of(message: &Outgoing) -> Value {
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
    });
    match &message.to {
        Recipient::Phone(number) => {
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            body["to"] = json!(format!("+{digits}"));
        }
        Recipient::UserId(user_id) => body["recipient"] = json!(user_id),
    }
    let (kind, value) = content(&message.content);
    body["type"] = json!(kind);
    body[kind] = value;
    let is_reaction = matches!(message.content, Content::Reaction { .. });
    if let Some(reply_to) = message.reply_to.as_ref().filter(|_| !is_reaction) {
        body["context"] = json!({ "message_id": reply_to });
    }
    if let Some(callback_data) = &message.callback_data {
        body["biz_opaque_callback_data"] = json!(callback_data);
    }
    body
}

/// Returns the type of a message, which is also the name of the member that holds it, and its value.
fn content(content: &Content) -> (&'static str, Value) {
    match content {
        Content::Text { body, preview } => {
            ("text", json!({ "body": body, "preview_url": preview }))
        }
        Content::Reaction { target, emoji } => {
            // An empty one takes the reaction back.
            let emoji = emoji.as_deref().unwrap_or_default();
            ("reaction", json!({ "message_id": target, "emoji": emoji }))
        }
        Content::Image { media_id, caption } => ("image", file(media_id, caption.as_ref(), None)),
        Content::Video { media_id, caption } => ("video", file(media_id, caption.as_ref(), None)),
        Content::Audio { media_id, voice } => {
            let mut audio = file(media_id, None, None);
            if *voice {
                audio["voice"] = json!(true);
            }
            ("audio", audio)
        }
        Content::Document {
            media_id,
            caption,
            file_name,
        } => (
            "document",
            file(media_id, caption.as_ref(), file_name.as_ref()),
        ),
        Content::Sticker { media_id } => ("sticker", file(media_id, None, None)),
        Content::Location(place) => ("location", location(place)),
        Content::Contacts(cards) => {
            let cards: Vec<Value> = cards.iter().map(contact::card).collect();
            ("contacts", json!(cards))
        }
        Content::Buttons(buttons) => ("interactive", interactive::buttons(buttons)),
        Content::List(list) => ("interactive", interactive::list(list)),
        Content::LinkButton(link) => ("interactive", interactive::link_button(link)),
        Content::ContactRequest { body } => ("interactive", interactive::contact_request(body)),
        Content::Template(filled) => ("template", template::template(filled)),
    }
}

/// Returns a file by its id.
pub(super) fn file(media_id: &str, caption: Option<&String>, file_name: Option<&String>) -> Value {
    let mut value = json!({ "id": media_id });
    if let Some(caption) = caption {
        value["caption"] = json!(caption);
    }
    if let Some(file_name) = file_name {
        value["filename"] = json!(file_name);
    }
    value
}

/// Returns a place.
pub(super) fn location(place: &Location) -> Value {
    let mut value = json!({ "latitude": place.latitude, "longitude": place.longitude });
    if let Some(name) = &place.name {
        value["name"] = json!(name);
    }
    if let Some(address) = &place.address {
        value["address"] = json!(address);
    }
    value
}
