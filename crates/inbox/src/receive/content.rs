//! What a message says, in the clinic's words: its kind, its text, and a detail for kinds without text.

use recado_domain::message::MessageKind;
use recado_webhook::message::{Content, Interactive, Media, Message, Shared, System};

/// The longest detail kept beside a message, in characters.
const DETAIL_CHARS: usize = 200;

/// What the thread shows of a message.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// What it is.
    pub kind: MessageKind,
    /// Its words: body, caption, title of a choice.
    pub text: String,
    /// File name, place, Meta's name of a type.
    pub detail: Option<String>,
}

/// Returns what to show of a message; further attachments are counted in the detail.
pub(crate) fn shown(message: &Message) -> Shown {
    let mut shown = content(&message.content);
    if let (Content::Text { .. } | Content::Empty, Some(first)) =
        (&message.content, message.attachments.first())
    {
        let attached = content(first);
        shown.kind = attached.kind;
        shown.detail = attached.detail;
        if shown.text.is_empty() {
            shown.text = attached.text;
        }
    }
    shown.detail = shown
        .detail
        .map(|detail| detail.chars().take(DETAIL_CHARS).collect());
    shown
}

fn content(content: &Content) -> Shown {
    match content {
        Content::Text { body } => plain(MessageKind::Text, body),
        Content::Image(media) => file(MessageKind::Image, media),
        Content::Video(media) => file(MessageKind::Video, media),
        Content::Audio {
            media,
            is_voice: true,
        } => file(MessageKind::Voice, media),
        Content::Audio {
            media,
            is_voice: false,
        } => file(MessageKind::Audio, media),
        Content::Document(media) => file(MessageKind::Document, media),
        Content::Sticker(media) => file(MessageKind::Sticker, media),
        Content::Location(place) => Shown {
            kind: MessageKind::Location,
            text: joined(&[place.name.as_deref(), place.address.as_deref()]),
            detail: Some(format!("{:.5}, {:.5}", place.latitude, place.longitude)),
        },
        Content::Contacts(cards) => Shown {
            kind: MessageKind::Contacts,
            text: cards
                .iter()
                .filter_map(|card| card.name.clone())
                .collect::<Vec<_>>()
                .join(", "),
            detail: None,
        },
        Content::Interactive(answer) => choice(answer),
        Content::Button { text, payload: _ } => {
            plain(MessageKind::Choice, text.as_deref().unwrap_or_default())
        }
        Content::Order(order) => Shown {
            kind: MessageKind::Order,
            text: order.text.clone().unwrap_or_default(),
            detail: Some(order.items.len().to_string()),
        },
        Content::System(system) => system_line(system),
        Content::Shared(shared) => shared_thing(shared),
        // Applied to their target; shown on their own only when the target names nothing.
        Content::Reaction { .. } => unsupported("reaction"),
        Content::Edit { .. } => unsupported("edit"),
        Content::Revoke { .. } => unsupported("revoke"),
        Content::Unsupported { label } => unsupported(label),
        Content::Empty => unsupported("empty"),
    }
}

fn plain(kind: MessageKind, text: &str) -> Shown {
    Shown {
        kind,
        text: text.to_owned(),
        detail: None,
    }
}

fn file(kind: MessageKind, media: &Media) -> Shown {
    Shown {
        kind,
        text: media.caption.clone().unwrap_or_default(),
        detail: media.filename.as_deref().map(safe_file_name),
    }
}

fn choice(answer: &Interactive) -> Shown {
    let kind = if answer.kind == "nfm_reply" {
        MessageKind::Form
    } else {
        MessageKind::Choice
    };
    Shown {
        kind,
        text: answer.title.clone().unwrap_or_default(),
        detail: answer.description.clone(),
    }
}

fn system_line(system: &System) -> Shown {
    Shown {
        kind: MessageKind::System,
        text: system.body.clone().unwrap_or_default(),
        detail: Some(system.kind.clone()),
    }
}

fn shared_thing(shared: &Shared) -> Shown {
    Shown {
        kind: MessageKind::Unsupported,
        text: shared.title.clone().unwrap_or_default(),
        detail: Some(shared.kind.clone()),
    }
}

fn unsupported(label: &str) -> Shown {
    Shown {
        kind: MessageKind::Unsupported,
        text: String::new(),
        detail: Some(label.to_owned()),
    }
}

fn joined(parts: &[Option<&str>]) -> String {
    parts
        .iter()
        .flatten()
        .copied()
        .collect::<Vec<_>>()
        .join(", ")
}

/// Returns a file name as it may be shown: its last part, without controls and direction overrides.
fn safe_file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|c| !c.is_control() && !is_direction_mark(*c))
        .collect()
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_hide_what_it_is() {
        assert_eq!(safe_file_name("../../etc/\u{202e}gpj.exe"), "gpj.exe");
        assert_eq!(safe_file_name("informe.pdf"), "informe.pdf");
        assert_eq!(safe_file_name("C:\\tmp\\a\u{0}b.pdf"), "ab.pdf");
    }
}
