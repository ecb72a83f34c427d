//! What a message holds, in the clinic's words: its kind, its text, its parts and its files. Pure
//! but for the ids of new files.

pub(crate) mod clean;
pub(crate) mod parts;

use recado_domain::{
    id::MediaId,
    media::MediaKind,
    message::MessageKind,
    part::{Part, SystemLine, UnsupportedHint},
};
use recado_store::conversations::event::NewMedia;
use recado_webhook::message::{Content, Interactive, Media, Message, System};

/// Meta's code for a message this device may not have: view-once, or written on a companion device.
///
/// Source: REFERENCE §3, §22, read 2026-11-20.
const ON_THE_PHONE_ONLY: i64 = 131_060;
/// The most files kept of one message; Instagram allows ten.
const MOST_FILES: usize = 30;

/// What the thread shows of a message.
#[derive(Clone, PartialEq)]
pub(crate) struct Shown {
    /// What it is.
    pub kind: MessageKind,
    /// Its words: body, caption, title of a choice.
    pub text: String,
    /// File name, place, Meta's name of a type.
    pub detail: Option<String>,
    /// What it holds besides words and files.
    pub parts: Vec<Part>,
    /// Its files.
    pub files: Vec<NewMedia>,
}

/// Returns what to show of a message. `is_on_phone` says that the number also lives in an app on the clinic's phone.
pub(crate) fn shown(message: &Message, is_on_phone: bool) -> Shown {
    let mut shown = one(&message.content);
    for attachment in &message.attachments {
        add(&mut shown, one(attachment), &message.content);
    }
    if let Some(product) = &message.product {
        shown.parts.push(parts::asked_product(product));
    }
    if let Some(story) = &message.story {
        shown.parts.push(parts::story(story));
    }
    if message.quick_reply.is_some() && shown.kind == MessageKind::Text {
        shown.kind = MessageKind::Choice;
        shown.parts.push(Part::Choice { description: None });
    }
    if let Some(referral) = &message.referral {
        shown.parts.push(parts::referral(referral));
    }
    if matches!(message.content, Content::Empty) && message.attachments.is_empty() {
        without_content(&mut shown, message);
    }
    note_trouble(&mut shown, message, is_on_phone);
    shown.files.truncate(MOST_FILES);
    shown
}

/// Adds an attachment; the first one says what the message is, where its own content does not.
fn add(shown: &mut Shown, attached: Shown, content: &Content) {
    let is_first = shown.files.is_empty() && shown.parts.is_empty();
    if matches!(content, Content::Text { .. } | Content::Empty) && is_first {
        shown.kind = attached.kind;
        shown.detail = attached.detail;
    }
    if shown.text.is_empty() {
        shown.text = attached.text;
    }
    shown.parts.extend(attached.parts);
    shown.files.extend(attached.files);
}

/// A message of nothing but commands or a referral is shown as that; an empty one is named.
fn without_content(shown: &mut Shown, message: &Message) {
    if !message.commands.is_empty() {
        let commands = message.commands.iter().take(MOST_FILES);
        let commands: Vec<String> = commands
            .map(|name| format!("/{}", clean::line(name)))
            .collect();
        shown.text = commands.join(" ");
    } else if shown.parts.is_empty() {
        *shown = unsupported("empty");
    }
}

/// Says what a person can do where Meta did not hand something over.
fn note_trouble(shown: &mut Shown, message: &Message, is_on_phone: bool) {
    let has = |code| message.errors.iter().any(|error| error.code == Some(code));
    let is_for_phone = is_on_phone || has(ON_THE_PHONE_ONLY);
    let mut is_named = false;
    for part in &mut shown.parts {
        if let Part::Unsupported { hint, .. } = part {
            is_named = true;
            if is_for_phone {
                *hint = UnsupportedHint::ReadOnPhone;
            }
        }
    }
    if is_named {
        return;
    }
    if let Some(code) = message.errors.iter().find_map(|error| error.code) {
        shown.parts.push(Part::Unsupported {
            label: code.to_string(),
            hint: if is_for_phone {
                UnsupportedHint::ReadOnPhone
            } else {
                UnsupportedHint::AskAgain
            },
        });
    }
}

/// Returns what one content is by itself.
fn one(content: &Content) -> Shown {
    match content {
        Content::Text { body } => plain(MessageKind::Text, body),
        Content::Image(media) => file(MessageKind::Image, MediaKind::Image, media),
        Content::Video(media) => file(MessageKind::Video, MediaKind::Video, media),
        Content::Audio {
            media,
            is_voice: true,
        } => file(MessageKind::Voice, MediaKind::Voice, media),
        Content::Audio {
            media,
            is_voice: false,
        } => file(MessageKind::Audio, MediaKind::Audio, media),
        Content::Document(media) => file(MessageKind::Document, MediaKind::Document, media),
        Content::Sticker(media) => file(MessageKind::Sticker, MediaKind::Sticker, media),
        Content::Location(place) => {
            let named = [place.name.as_deref(), place.address.as_deref()];
            let named: Vec<String> = named.into_iter().filter_map(clean::line_if_any).collect();
            Shown {
                detail: Some(format!("{:.5}, {:.5}", place.latitude, place.longitude)),
                ..with(
                    MessageKind::Location,
                    &named.join(", "),
                    parts::place(place),
                )
            }
        }
        Content::Contacts(cards) => {
            let names: Vec<String> = cards
                .iter()
                .filter_map(|card| clean::line_if_any(card.name.as_deref()))
                .collect();
            with(
                MessageKind::Contacts,
                &names.join(", "),
                parts::cards(cards),
            )
        }
        Content::Interactive(answer) => choice(answer),
        Content::Button { text, payload: _ } => {
            let text = text.as_deref().unwrap_or_default();
            with(
                MessageKind::Choice,
                text,
                Part::Choice { description: None },
            )
        }
        Content::Order(order) => {
            let text = order.text.as_deref().unwrap_or_default();
            with(MessageKind::Order, text, parts::order(order))
        }
        Content::System(system) => system_line(system),
        Content::Shared(shared) => with(MessageKind::Shared, "", parts::shared(shared)),
        Content::Appointment(booked) => with(MessageKind::Shared, "", parts::appointment(booked)),
        // Applied to their target; shown on their own only when the target names nothing.
        Content::Reaction { .. } => unsupported("reaction"),
        Content::Edit { .. } => unsupported("edit"),
        Content::Revoke { .. } => unsupported("revoke"),
        Content::Unsupported { label } => unsupported(label),
        Content::Empty => plain(MessageKind::Text, ""),
    }
}

fn plain(kind: MessageKind, text: &str) -> Shown {
    Shown {
        kind,
        text: clean::text(text),
        detail: None,
        parts: Vec::new(),
        files: Vec::new(),
    }
}

fn with(kind: MessageKind, text: &str, part: Part) -> Shown {
    Shown {
        parts: vec![part],
        ..plain(kind, text)
    }
}

fn file(kind: MessageKind, media_kind: MediaKind, media: &Media) -> Shown {
    let name = media.filename.as_deref().and_then(clean::file_name);
    Shown {
        detail: name.clone(),
        files: vec![NewMedia {
            id: MediaId::generate(),
            kind: media_kind,
            provider_media_id: media.id.clone(),
            url: media.url.clone(),
            mime: clean::line_if_any(media.mime.as_deref()),
            sha256: media.sha256.clone(),
            name,
            bytes: media.size_bytes,
        }],
        ..plain(kind, media.caption.as_deref().unwrap_or_default())
    }
}

fn choice(answer: &Interactive) -> Shown {
    let text = answer.title.as_deref().unwrap_or_default();
    if answer.kind == "nfm_reply" {
        return with(MessageKind::Form, text, parts::form(&answer.answers));
    }
    let description = clean::line_if_any(answer.description.as_deref());
    Shown {
        detail: description.clone(),
        ..with(MessageKind::Choice, text, Part::Choice { description })
    }
}

fn system_line(system: &System) -> Shown {
    let text = system.body.as_deref().unwrap_or_default();
    let line = line_of(&system.kind);
    Shown {
        detail: clean::line_if_any(Some(&system.kind)),
        ..with(MessageKind::System, text, Part::System { line })
    }
}

/// Returns what Meta's word for a system line means. Source: REFERENCE §5, read 2026-11-20.
fn line_of(kind: &str) -> SystemLine {
    match kind {
        "user_changed_number" | "customer_changed_number" => SystemLine::NumberChanged,
        "user_changed_user_id" => SystemLine::IdChanged,
        "customer_identity_changed" | "user_identity_changed" => SystemLine::IdentityChanged,
        _ => SystemLine::Other,
    }
}

fn unsupported(label: &str) -> Shown {
    let label = clean::line(label);
    let part = Part::Unsupported {
        label: label.clone(),
        hint: UnsupportedHint::AskAgain,
    };
    Shown {
        detail: Some(label),
        ..with(MessageKind::Unsupported, "", part)
    }
}

#[cfg(test)]
mod tests;
