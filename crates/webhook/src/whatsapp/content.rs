//! What a WhatsApp message says, by its `type`.
//!
//! Shapes: REFERENCE §3. A type with broken parts is `Unsupported` under its own name: the message
//! itself is never lost.

use crate::json::Fields;
use crate::message::{Card, Content, Interactive, Location, Media, Order, OrderItem, System};

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
    }
}

fn location(part: &Fields<'_>) -> Option<Location> {
    let latitude = part.number("latitude")?;
    let longitude = part.number("longitude")?;
    let is_on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    is_on_earth.then(|| Location {
        latitude,
        longitude,
        name: part.text("name"),
        address: part.text("address"),
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
    Card {
        name,
        phones: phones.iter().filter_map(|p| p.id("phone")).collect(),
        wa_ids: phones.iter().filter_map(|p| p.id("wa_id")).collect(),
        emails: emails.iter().filter_map(|e| e.id("email")).collect(),
        is_requested: contact.text("origin").as_deref() == Some("contact_request"),
    }
}

fn interactive(part: &Fields<'_>) -> Content {
    let kind = part.text("type").unwrap_or_default();
    let Some(answer) = part.object(&kind) else {
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
            response_json: answer.text("response_json"),
            ..Interactive::default()
        },
        "call_permission_reply" => Interactive {
            title: answer.text("response"),
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
        body: part.text("body"),
    }
}
