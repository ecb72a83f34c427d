//! What a Messenger or Instagram message says: its text and its attachments.
//!
//! Shapes: REFERENCE §9–§10. Kinds appear without notice: one with an address is shared content, any
//! other is unsupported under its own name.

use crate::catalogue::Product;
use crate::json::Fields;
use crate::message::{Appointment, Content, Location, Media, Shared, Story};
use crate::payload::at_from_either;

/// Reads the content of a message, and what came with it.
///
/// A text is the content and all else comes with it; without a text the first attachment is.
pub(super) fn read(message: &Fields<'_>) -> (Content, Vec<Content>) {
    let attachments = message.objects("attachments");
    let mut attachments: Vec<Content> = attachments.iter().map(attachment).collect();

    let text = message.text("text");
    let quick_reply = message.object("quick_reply");
    let is_said = text.as_ref().is_some_and(|text| !text.is_empty());
    let content = if let (Some(body), true) = (&text, is_said) {
        Content::Text { body: body.clone() }
    } else if !attachments.is_empty() {
        attachments.remove(0)
    } else if let Some(quick_reply) = quick_reply {
        Content::Button {
            text: None,
            payload: quick_reply.text("payload"),
        }
    } else if message.is_true("is_unsupported") {
        Content::Unsupported {
            label: "unsupported".to_owned(),
        }
    } else if let Some(body) = text {
        Content::Text { body }
    } else {
        Content::Empty
    };
    (content, attachments)
}

fn attachment(attachment: &Fields<'_>) -> Content {
    let kind = attachment.text("type").unwrap_or_default();
    let payload = attachment.object("payload");
    let url = payload
        .as_ref()
        .and_then(|payload| payload.id("url"))
        .or_else(|| attachment.id("url"));
    let sticker_id = payload
        .as_ref()
        .and_then(|payload| payload.id("sticker_id"));
    let media = Media {
        id: None,
        url: url.clone(),
        ..Media::default()
    };
    match kind.as_str() {
        // Until August 2026 a sticker came as an image with a sticker's id.
        "image" | "sticker" if kind == "sticker" || sticker_id.is_some() => {
            Content::Sticker(Media {
                id: sticker_id,
                ..media
            })
        }
        "image" => Content::Image(media),
        "video" => Content::Video(media),
        "audio" => Content::Audio {
            media,
            is_voice: false,
        },
        "file" => Content::Document(media),
        "location" => {
            location(attachment).map_or_else(|| shared(kind, url, attachment), Content::Location)
        }
        "appointment_booking" => payload.map_or_else(
            || shared(kind, url, attachment),
            |payload| Content::Appointment(appointment(&payload)),
        ),
        _ => shared(kind, url, attachment),
    }
}

/// Reads the story that an Instagram message answers.
pub(super) fn story(message: &Fields<'_>) -> Option<Story> {
    let story = message.object("reply_to")?.object("story")?;
    Some(Story {
        id: story.id("id"),
        url: story.id("url"),
    })
}

/// The names under which Meta's id of a shared thing comes.
const SHARED_IDS: [&str; 3] = ["reel_video_id", "ig_post_media_id", "id"];

fn shared(kind: String, url: Option<String>, attachment: &Fields<'_>) -> Content {
    let payload = attachment.object("payload");
    let payload = payload.as_ref();
    let products = payload.map(products).unwrap_or_default();
    let title = payload
        .and_then(|payload| payload.words("title").or_else(|| payload.words("text")))
        .or_else(|| attachment.words("title"))
        .or_else(|| products.first()?.title.clone());
    let is_known = matches!(
        kind.as_str(),
        "template"
            | "fallback"
            | "share"
            | "post"
            | "ig_post"
            | "reel"
            | "ig_reel"
            | "story"
            | "ig_story"
            | "story_mention"
            | "media_share"
            | "like_heart"
    );
    if is_known || url.is_some() {
        let ids = SHARED_IDS.into_iter();
        let id = payload.and_then(|payload| ids.filter_map(|key| payload.id(key)).next());
        Content::Shared(Shared {
            kind,
            id,
            url,
            title,
            products,
        })
    } else if kind.is_empty() {
        Content::Unsupported {
            label: "unknown".to_owned(),
        }
    } else {
        Content::Unsupported { label: kind }
    }
}

/// Returns the articles of a product template, or the cards of a generic one.
fn products(payload: &Fields<'_>) -> Vec<Product> {
    let product = payload.object("product");
    let holder = product.as_ref().unwrap_or(payload);
    let elements = holder.objects("elements");
    let product = |element: &Fields<'_>| Product {
        id: element.id("id"),
        retailer_id: element.id("retailer_id"),
        title: element.words("title"),
        subtitle: element.words("subtitle"),
        image_url: element.words("image_url"),
    };
    elements.iter().map(product).collect()
}

fn appointment(payload: &Fields<'_>) -> Appointment {
    Appointment {
        id: payload.id("booking_id"),
        status: payload.words("status"),
        starts_at: at_from_either(payload.integer("start_time")),
        ends_at: at_from_either(payload.integer("end_time")),
        time_zone: payload.words("timezone"),
    }
}

fn location(attachment: &Fields<'_>) -> Option<Location> {
    let coordinates = attachment.object("payload")?.object("coordinates")?;
    let latitude = coordinates.number("lat")?;
    let longitude = coordinates.number("long")?;
    Location::on_earth(latitude, longitude).map(|place| Location {
        name: attachment.words("title"),
        url: attachment.words("url"),
        ..place
    })
}
