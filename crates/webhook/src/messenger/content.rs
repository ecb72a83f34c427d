//! What a Messenger or Instagram message says: its text and its attachments.
//!
//! Shapes: REFERENCE §9–§10. Kinds appear without notice: one with an address is shared content, any
//! other is unsupported under its own name.

use crate::json::Fields;
use crate::message::{Content, Location, Media, Shared};

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

    // Instagram: the story that this message answers.
    let answered = message.object("reply_to");
    if let Some(story) = answered.and_then(|reply_to| reply_to.object("story")) {
        attachments.push(Content::Shared(Shared {
            kind: "story".to_owned(),
            url: story.id("url"),
            title: None,
        }));
    }
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
        _ => shared(kind, url, attachment),
    }
}

fn shared(kind: String, url: Option<String>, attachment: &Fields<'_>) -> Content {
    let payload = attachment.object("payload");
    let title = payload
        .as_ref()
        .and_then(|payload| payload.text("title").or_else(|| payload.text("text")))
        .or_else(|| attachment.text("title"))
        .filter(|title| !title.is_empty())
        .or_else(|| product_title(payload.as_ref()?));
    match kind.as_str() {
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
        | "appointment_booking" => Content::Shared(Shared { kind, url, title }),
        _ if url.is_some() => Content::Shared(Shared { kind, url, title }),
        "" => Content::Unsupported {
            label: "unknown".to_owned(),
        },
        _ => Content::Unsupported { label: kind },
    }
}

/// Returns the title of the first product, or of a generic template's first card.
fn product_title(payload: &Fields<'_>) -> Option<String> {
    let product = payload.object("product");
    let holder = product.as_ref().unwrap_or(payload);
    let elements = holder.objects("elements");
    elements.first()?.text("title")
}

fn location(attachment: &Fields<'_>) -> Option<Location> {
    let coordinates = attachment.object("payload")?.object("coordinates")?;
    Some(Location {
        latitude: coordinates.number("lat")?,
        longitude: coordinates.number("long")?,
        name: attachment.text("title"),
        address: None,
    })
}
