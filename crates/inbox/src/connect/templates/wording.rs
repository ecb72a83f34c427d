//! A template in Meta's parts, in the words of the desk, and back. Pure.

#[cfg(test)]
mod tests;

use crate::error::InboxError;
use recado_domain::{
    id::MediaId,
    media::MediaKind,
    template::{
        ButtonKind, Template, TemplateButton, TemplateCard, TemplateText,
        draft::{ButtonDraft, CardDraft, HeaderDraft, TemplateCategory, TemplateDraft},
    },
};
use recado_graph::templates::definition::{
    self as meta, Example, HeaderFormat, ParameterFormat, TemplateContent, TemplateDefinition,
    TemplateHeader,
};
use std::collections::BTreeMap;

/// Returns the template as it is filled and sent; nothing when it has no body to show.
pub(crate) fn to_send(record: &TemplateDefinition) -> Option<Template> {
    let content = &record.content;
    let mut unknown = content.unknown.clone();
    let (mut header, mut header_media, mut wants_place) = (None, None, false);
    match &content.header {
        None => {}
        Some(TemplateHeader::Text(text)) => header = Some(text_of(text)),
        Some(TemplateHeader::Location) => wants_place = true,
        Some(TemplateHeader::File { format, .. }) => match media_kind(*format) {
            Some(kind) => header_media = Some(kind),
            None => unknown.push(format.as_str().to_owned()),
        },
    }
    let buttons = buttons_of(&content.buttons, &mut unknown);
    let mut cards = Vec::new();
    for card in &content.cards {
        let media = match &card.header {
            Some(TemplateHeader::File { format, .. }) => media_kind(*format),
            Some(TemplateHeader::Text(_) | TemplateHeader::Location) | None => None,
        };
        let Some(media) = media else {
            unknown.push("CAROUSEL".to_owned());
            continue;
        };
        cards.push(TemplateCard {
            media,
            body: card.body.as_ref().map(text_of).unwrap_or_default(),
            buttons: buttons_of(&card.buttons, &mut unknown),
        });
    }
    Some(Template {
        name: record.name.clone(),
        language: record.language.clone(),
        category: record.category.clone(),
        is_approved: record.status == super::APPROVED,
        header,
        header_media,
        wants_place,
        body: text_of(content.body.as_ref()?),
        footer: content.footer.clone(),
        buttons,
        cards,
        needs_more: !unknown.is_empty(),
        unknown_parts: unknown,
    })
}

/// Returns the template as it is shown and edited.
pub(crate) fn to_draft(record: &TemplateDefinition) -> TemplateDraft {
    let content = &record.content;
    let mut examples = BTreeMap::new();
    if let Some(TemplateHeader::Text(text)) = &content.header {
        note_examples(&mut examples, "header.", text);
    }
    if let Some(body) = &content.body {
        note_examples(&mut examples, "", body);
    }
    note_suffixes(&mut examples, "", &content.buttons);
    for (index, card) in content.cards.iter().enumerate() {
        let prefix = format!("card{index}.");
        if let Some(body) = &card.body {
            note_examples(&mut examples, &prefix, body);
        }
        note_suffixes(&mut examples, &prefix, &card.buttons);
    }
    TemplateDraft {
        name: record.name.clone(),
        language: record.language.clone(),
        category: category(&record.category),
        header: header_draft(content.header.as_ref()),
        body: content
            .body
            .as_ref()
            .map(|body| body.text.clone())
            .unwrap_or_default(),
        footer: content.footer.clone().unwrap_or_default(),
        examples,
        buttons: content.buttons.iter().map(button_draft).collect(),
        cards: content
            .cards
            .iter()
            .map(|card| CardDraft {
                header: header_draft(card.header.as_ref()),
                body: card
                    .body
                    .as_ref()
                    .map(|body| body.text.clone())
                    .unwrap_or_default(),
                buttons: card.buttons.iter().map(button_draft).collect(),
            })
            .collect(),
    }
}

/// Returns the parts of a draft as Meta takes them; `handle` gives Meta's handle of an uploaded example.
///
/// # Errors
/// [`InboxError::InvalidInput`] for a file that is not uploaded, and for parts this app would lose.
pub(crate) fn to_meta(
    draft: &TemplateDraft,
    handle: impl Fn(MediaId) -> Option<String>,
) -> Result<(ParameterFormat, TemplateContent), InboxError> {
    let words = Words {
        draft,
        handle: &handle,
    };
    let cards = draft
        .cards
        .iter()
        .enumerate()
        .map(|(index, card)| {
            let prefix = format!("card{index}.");
            Ok(meta::TemplateCard {
                header: words.header(&card.header, &prefix)?,
                body: Some(words.text(&prefix, &card.body)),
                buttons: words.buttons(&prefix, &card.buttons)?,
            })
        })
        .collect::<Result<Vec<_>, InboxError>>()?;
    let content = TemplateContent {
        header: words.header(&draft.header, "header.")?,
        body: Some(words.text("", &draft.body)),
        footer: Some(draft.footer.trim().to_owned()).filter(|footer| !footer.is_empty()),
        buttons: words.buttons("", &draft.buttons)?,
        cards,
        unknown: Vec::new(),
    };
    let is_named = keys(&draft.body).any(|key| !key.bytes().all(|b| b.is_ascii_digit()));
    let format = if is_named {
        ParameterFormat::Named
    } else {
        ParameterFormat::Positional
    };
    Ok((format, content))
}

/// Returns Meta's word for a category.
pub(crate) fn category_name(category: TemplateCategory) -> &'static str {
    match category {
        TemplateCategory::Utility => "UTILITY",
        TemplateCategory::Marketing => "MARKETING",
        TemplateCategory::Authentication => "AUTHENTICATION",
    }
}

/// Returns the category Meta names; what is not known counts as the dearest.
pub(crate) fn category(name: &str) -> TemplateCategory {
    match name {
        "UTILITY" => TemplateCategory::Utility,
        "AUTHENTICATION" => TemplateCategory::Authentication,
        _ => TemplateCategory::Marketing,
    }
}

struct Words<'a> {
    draft: &'a TemplateDraft,
    handle: &'a dyn Fn(MediaId) -> Option<String>,
}

impl Words<'_> {
    fn header(
        &self,
        header: &HeaderDraft,
        prefix: &str,
    ) -> Result<Option<TemplateHeader>, InboxError> {
        let file = |format, example: Option<MediaId>| {
            let handle = example.and_then(|example| (self.handle)(example));
            // Meta reviews an example; without one it refuses.
            let example = Some(handle.ok_or(InboxError::InvalidInput)?);
            Ok(Some(TemplateHeader::File { format, example }))
        };
        match header {
            HeaderDraft::None => Ok(None),
            HeaderDraft::Text { text } => Ok(Some(TemplateHeader::Text(self.text(prefix, text)))),
            HeaderDraft::Image { example } => file(HeaderFormat::Image, *example),
            HeaderDraft::Video { example } => file(HeaderFormat::Video, *example),
            HeaderDraft::Document { example } => file(HeaderFormat::Document, *example),
            HeaderDraft::Location => Ok(Some(TemplateHeader::Location)),
        }
    }

    fn text(&self, prefix: &str, text: &str) -> meta::TemplateText {
        let examples = keys(text).map(|key| Example {
            name: (!key.bytes().all(|b| b.is_ascii_digit())).then(|| key.to_owned()),
            text: self.example(&format!("{prefix}{key}")),
        });
        meta::TemplateText {
            examples: examples.collect(),
            text: text.trim().to_owned(),
        }
    }

    fn example(&self, key: &str) -> String {
        let example = self.draft.examples.get(key).map(|text| text.trim());
        example.unwrap_or_default().to_owned()
    }

    fn buttons(
        &self,
        prefix: &str,
        buttons: &[ButtonDraft],
    ) -> Result<Vec<meta::TemplateButton>, InboxError> {
        buttons
            .iter()
            .enumerate()
            .map(|(index, button)| match button {
                ButtonDraft::QuickReply { label } => Ok(meta::TemplateButton::QuickReply {
                    text: label.trim().to_owned(),
                }),
                ButtonDraft::Url { label, url } => {
                    let url = url.trim();
                    let stem = url.split("{{").next().unwrap_or_default();
                    let example = keys(url).next().map(|key| {
                        let key = format!("{prefix}button{index}.{key}");
                        format!("{stem}{}", self.example(&key))
                    });
                    Ok(meta::TemplateButton::Url {
                        text: label.trim().to_owned(),
                        url: url.to_owned(),
                        example,
                    })
                }
                ButtonDraft::Phone { label, number } => Ok(meta::TemplateButton::Phone {
                    text: label.trim().to_owned(),
                    phone_number: number.trim().to_owned(),
                }),
                ButtonDraft::CopyCode { example } => Ok(meta::TemplateButton::CopyCode {
                    example: Some(example.trim().to_owned()),
                }),
                ButtonDraft::Other { .. } => Err(InboxError::InvalidInput),
            })
            .collect()
    }
}

/// Returns the variables of a text, in order, each once.
fn keys(text: &str) -> impl Iterator<Item = &str> {
    recado_domain::template::variables::variables_of(text)
}

fn text_of(text: &meta::TemplateText) -> TemplateText {
    let mut examples = BTreeMap::new();
    note_examples(&mut examples, "", text);
    TemplateText {
        text: text.text.clone(),
        examples,
    }
}

fn note_examples(into: &mut BTreeMap<String, String>, prefix: &str, text: &meta::TemplateText) {
    for (key, example) in keys(&text.text).zip(&text.examples) {
        let key = example.name.as_deref().unwrap_or(key);
        into.insert(format!("{prefix}{key}"), example.text.clone());
    }
}

/// Notes what stands for the variable at the end of a link in its example.
fn note_suffixes(
    into: &mut BTreeMap<String, String>,
    prefix: &str,
    buttons: &[meta::TemplateButton],
) {
    for (index, button) in buttons.iter().enumerate() {
        let meta::TemplateButton::Url {
            url,
            example: Some(example),
            ..
        } = button
        else {
            continue;
        };
        let stem = url.split("{{").next().unwrap_or_default();
        for key in keys(url) {
            let suffix = example.strip_prefix(stem).unwrap_or(example);
            into.insert(format!("{prefix}button{index}.{key}"), suffix.to_owned());
        }
    }
}

fn media_kind(format: HeaderFormat) -> Option<MediaKind> {
    match format {
        HeaderFormat::Image => Some(MediaKind::Image),
        HeaderFormat::Video => Some(MediaKind::Video),
        HeaderFormat::Document => Some(MediaKind::Document),
        HeaderFormat::Gif => None,
    }
}

fn header_draft(header: Option<&TemplateHeader>) -> HeaderDraft {
    match header {
        None => HeaderDraft::None,
        Some(TemplateHeader::Text(text)) => HeaderDraft::Text {
            text: text.text.clone(),
        },
        Some(TemplateHeader::Location) => HeaderDraft::Location,
        Some(TemplateHeader::File { format, .. }) => match format {
            HeaderFormat::Image => HeaderDraft::Image { example: None },
            HeaderFormat::Video | HeaderFormat::Gif => HeaderDraft::Video { example: None },
            HeaderFormat::Document => HeaderDraft::Document { example: None },
        },
    }
}

fn buttons_of(buttons: &[meta::TemplateButton], unknown: &mut Vec<String>) -> Vec<TemplateButton> {
    buttons
        .iter()
        .map(|button| {
            let plain = |label: &str, url: Option<&String>, kind| TemplateButton {
                label: label.to_owned(),
                url: url.cloned(),
                kind,
            };
            match button {
                meta::TemplateButton::QuickReply { text } => plain(text, None, ButtonKind::Plain),
                meta::TemplateButton::Url { text, url, .. } => {
                    plain(text, Some(url), ButtonKind::Plain)
                }
                meta::TemplateButton::Phone { text, phone_number } => {
                    plain(text, None, ButtonKind::Phone(phone_number.clone()))
                }
                meta::TemplateButton::CopyCode { example } => {
                    let example = example.clone().unwrap_or_default();
                    plain("", None, ButtonKind::CopyCode(example))
                }
                meta::TemplateButton::ContactRequest => {
                    plain("", None, ButtonKind::Other(CONTACT_REQUEST.to_owned()))
                }
                meta::TemplateButton::Flow { text, .. } => {
                    unknown.push("FLOW".to_owned());
                    plain(text, None, ButtonKind::Other("FLOW".to_owned()))
                }
                meta::TemplateButton::Other { kind, text } => {
                    unknown.push(kind.clone());
                    let label = text.as_deref().unwrap_or_default();
                    plain(label, None, ButtonKind::Other(kind.clone()))
                }
            }
        })
        .collect()
}

/// Meta's name of the button that asks for a number; it needs nothing to be sent.
const CONTACT_REQUEST: &str = "REQUEST_CONTACT_INFO";

fn button_draft(button: &meta::TemplateButton) -> ButtonDraft {
    let other = |label: &str, kind: &str| ButtonDraft::Other {
        label: label.to_owned(),
        kind: kind.to_owned(),
    };
    match button {
        meta::TemplateButton::QuickReply { text } => ButtonDraft::QuickReply {
            label: text.clone(),
        },
        meta::TemplateButton::Url { text, url, .. } => ButtonDraft::Url {
            label: text.clone(),
            url: url.clone(),
        },
        meta::TemplateButton::Phone { text, phone_number } => ButtonDraft::Phone {
            label: text.clone(),
            number: phone_number.clone(),
        },
        meta::TemplateButton::CopyCode { example } => ButtonDraft::CopyCode {
            example: example.clone().unwrap_or_default(),
        },
        meta::TemplateButton::Flow { text, .. } => other(text, "FLOW"),
        meta::TemplateButton::ContactRequest => other("", CONTACT_REQUEST),
        meta::TemplateButton::Other { kind, text } => {
            other(text.as_deref().unwrap_or_default(), kind)
        }
    }
}
