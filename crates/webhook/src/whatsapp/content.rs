//! What a WhatsApp message says, by its `type`.
//!
//! Shapes: REFERENCE §3. A type with broken parts is `Unsupported` under its own name: the message
//! itself is never lost.

use super::form;
use crate::catalogue::{Order, OrderItem};
use crate::json::Fields;
use crate::message::{Card, Content, Interactive, Location, Media, Shared, System};
use crate::payload::at_from_seconds;

/// The label of what names no type.
const UNKNOWN: &str = "unknown";

/// Reads the content of a message.
pub(super) fn read(message: &Fields<'_>) -> Content {
    let kind = message.text("type").unwrap_or_default();
    let part = message.object(&kind);
    match (kind.as_str(), part) {
        ("edit", Some(edit)) => Content::Edit {
            target: edit.id("original_message_id").unwrap_or_default(),
            // An edit is not edited: what is inside is read once and no deeper.
            new: Box::new(edit.object("message").map_or_else(
                || unsupported("edit"),
                |new| plain(&new.text("type").unwrap_or_default(), &new),
            )),
        },
        ("revoke", Some(revoke)) => Content::Revoke {
            target: revoke.id("original_message_id").unwrap_or_default(),
        },
        (kind, _) => plain(kind, message),
    }
}

fn unsupported(label: &str) -> Content {
    Content::Unsupported {
        label: if label.is_empty() { UNKNOWN } else { label }.to_owned(),
    }
}

/// Reads a content that holds no other.
fn plain(kind: &str, message: &Fields<'_>) -> Content {
    if kind == "contacts" {
        let cards = message.get("contacts").and_then(|cards| cards.list());
        return match cards {
            Some(_) => Content::Contacts(message.objects("contacts").iter().map(card).collect()),
            None => unsupported(kind),
        };
    }
    let Some(part) = message.object(kind) else {
        return unsupported(kind);
    };
    let content = match kind {
        "text" => part.text("body").map(|body| Content::Text { body }),
        "image" => Some(Content::Image(media(&part))),
        "video" => Some(Content::Video(media(&part))),
        "audio" | "voice" => Some(Content::Audio {
            media: media(&part),
            is_voice: kind == "voice" || part.is_true("voice"),
        }),
        "document" => Some(Content::Document(media(&part))),
        "sticker" => Some(Content::Sticker(media(&part))),
        "location" => location(&part).map(Content::Location),
        "reaction" => part.id("message_id").map(|target| Content::Reaction {
            target,
            emoji: part.text("emoji").filter(|emoji| !emoji.is_empty()),
        }),
        "interactive" => return interactive(&part),
        "button" => Some(Content::Button {
            text: part.text("text"),
            payload: part.text("payload"),
        }),
        // What the clinic's side sends: its words are where templates are.
        "template" => part.words("name").map(|name| {
            Content::Shared(Shared {
                kind: kind.to_owned(),
                title: Some(name),
                ..Shared::default()
            })
        }),
        "order" => Some(Content::Order(order(&part))),
        "system" => Some(Content::System(system(&part))),
        "unsupported" => return unsupported(&part.text("type").unwrap_or_default()),
        _ => None,
    };
    content.unwrap_or_else(|| unsupported(kind))
}

fn media(part: &Fields<'_>) -> Media {
    Media {
        id: part.id("id"),
        url: part.id("url").or_else(|| part.id("link")),
        mime: part.text("mime_type"),
        sha256: part.text("sha256"),
        caption: part.text("caption"),
        filename: part.text("filename"),
        size_bytes: part
            .integer("file_size")
            .and_then(|size| size.try_into().ok()),
        is_animated: part.is_true("animated"),
    }
}

fn location(part: &Fields<'_>) -> Option<Location> {
    let latitude = part.number("latitude")?;
    let longitude = part.number("longitude")?;
    Location::on_earth(latitude, longitude).map(|place| Location {
        name: part.text("name"),
        address: part.text("address"),
        url: part.text("url"),
        ..place
    })
}

fn card(contact: &Fields<'_>) -> Card {
    let name = contact.object("name");
    let name = name.and_then(|name| {
        name.text("formatted_name")
            .or_else(|| name.text("first_name"))
    });
    let phones = contact.objects("phones");
    let emails = contact.objects("emails");
    let addresses = contact.objects("addresses");
    let urls = contact.objects("urls");
    Card {
        name,
        phones: phones.iter().filter_map(|p| p.id("phone")).collect(),
        wa_ids: phones.iter().filter_map(|p| p.id("wa_id")).collect(),
        emails: emails.iter().filter_map(|e| e.id("email")).collect(),
        is_requested: contact.text("origin").as_deref() == Some("contact_request"),
        organisation: contact
            .object("org")
            .and_then(|org| line(&org, &["company", "department", "title"])),
        addresses: addresses
            .iter()
            .filter_map(|address| line(address, &["street", "city", "state", "zip", "country"]))
            .collect(),
        urls: urls.iter().filter_map(|u| u.words("url")).collect(),
        birthday: contact.words("birthday"),
    }
}

/// Returns the parts that are said, on one line.
fn line(fields: &Fields<'_>, parts: &[&str]) -> Option<String> {
    let said: Vec<String> = parts.iter().filter_map(|part| fields.id(part)).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

fn interactive(part: &Fields<'_>) -> Content {
    let kind = part.text("type").unwrap_or_default();
    let Some(answer) = part.object(&kind) else {
        // What the clinic's side sends holds its words in `body`.
        if let Some(body) = part.object("body").and_then(|body| body.text("text")) {
            return Content::Interactive(Interactive {
                kind,
                title: Some(body),
                ..Interactive::default()
            });
        }
        return unsupported(if kind.is_empty() {
            "interactive"
        } else {
            &kind
        });
    };
    let answer = match kind.as_str() {
        "button_reply" | "list_reply" => Interactive {
            id: answer.scalar("id"),
            title: answer.text("title"),
            description: answer.text("description"),
            ..Interactive::default()
        },
        "nfm_reply" => Interactive {
            id: answer.scalar("name"),
            title: answer.text("body"),
            answers: answer
                .text("response_json")
                .map(|json| form::answers(&json))
                .unwrap_or_default(),
            response_json: answer.text("response_json"),
            ..Interactive::default()
        },
        "call_permission_reply" => Interactive {
            title: answer.text("response"),
            expires_at: at_from_seconds(answer.integer("expiration_timestamp"))
                .filter(|_| !answer.is_true("is_permanent")),
            ..Interactive::default()
        },
        _ => return unsupported(&kind),
    };
    Content::Interactive(Interactive { kind, ..answer })
}

fn order(part: &Fields<'_>) -> Order {
    let items = part.objects("product_items");
    Order {
        catalog_id: part.id("catalog_id"),
        text: part.text("text"),
        items: items
            .iter()
            .map(|item| OrderItem {
                product_id: item.id("product_retailer_id"),
                quantity: item.scalar("quantity"),
                item_price: item.scalar("item_price"),
                currency: item.text("currency"),
            })
            .collect(),
    }
}

fn system(part: &Fields<'_>) -> System {
    System {
        kind: part.text("type").unwrap_or_default(),
        // `new_wa_id` is the older name.
        new_wa_id: part.id("wa_id").or_else(|| part.id("new_wa_id")),
        new_user_id: part.id("user_id"),
        previous_user_id: part.id("previous_user_id"),
        new_parent_user_id: part.id("parent_user_id"),
        previous_parent_user_id: part.id("previous_parent_user_id"),
        body: part.text("body"),
    }
}
