//! Filling a template: every variable has a value Meta takes, every file and place it wants is there.

use super::variables::{replaced, variables_of};
use super::{ButtonKind, Template, TemplateButton, TemplateCard, TemplateError, TemplateText};
use crate::id::MediaId;
use crate::media::MediaKind;
use crate::part::{CardShown, Place, TemplateShown};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a person gives to fill a template.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filling {
    /// Values by variable key, as [`Template::variables`] names them.
    pub values: BTreeMap<String, String>,
    /// Files, as [`Template::wanted_media`] orders them.
    pub media: Vec<FilledMedia>,
    /// The place its header wants.
    pub place: Option<Place>,
}

/// A template with everything filled, part by part, as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledTemplate {
    /// Name at Meta.
    pub name: String,
    /// Language at Meta.
    pub language: String,
    /// Its category at Meta when it was filled; empty where an earlier version filled it.
    #[serde(default)]
    pub category: String,
    /// Header values in order.
    pub header: Vec<FilledVariable>,
    /// The header's file.
    #[serde(default)]
    pub header_media: Option<FilledMedia>,
    /// The header's place.
    #[serde(default)]
    pub header_place: Option<Place>,
    /// Body values in order.
    pub body: Vec<FilledVariable>,
    /// Link suffixes by button index.
    pub buttons: BTreeMap<usize, FilledVariable>,
    /// Codes to be copied, by button index.
    #[serde(default)]
    pub codes: BTreeMap<usize, String>,
    /// Cards in order.
    #[serde(default)]
    pub cards: Vec<FilledCard>,
    /// What the patient will read.
    pub shown: String,
}

/// A card with everything filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledCard {
    /// The file above it.
    pub media: FilledMedia,
    /// Body values in order.
    pub body: Vec<FilledVariable>,
    /// Link suffixes by button index.
    pub buttons: BTreeMap<usize, FilledVariable>,
    /// The places of its quick replies among its buttons: their payloads have to be named.
    #[serde(default)]
    pub quick_replies: Vec<usize>,
}

/// A file of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledMedia {
    /// Which.
    pub id: MediaId,
    /// What it is.
    pub kind: MediaKind,
    /// Its name, for documents.
    pub name: Option<String>,
}

/// A variable and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledVariable {
    /// `1`, `2` or a name.
    pub key: String,
    /// The value.
    pub value: String,
}

impl FilledVariable {
    /// Returns the name Meta wants with named variables; absent for numbered ones.
    pub fn parameter_name(&self) -> Option<&str> {
        let is_number = self.key.bytes().all(|b| b.is_ascii_digit());
        (!is_number).then_some(self.key.as_str())
    }
}

impl Template {
    /// Fills everything.
    ///
    /// # Errors
    /// [`TemplateError`] when it is not offered, something is missing, or Meta would refuse a value.
    pub fn fill(&self, filling: &Filling) -> Result<FilledTemplate, TemplateError> {
        if !self.is_offered() {
            return Err(TemplateError::NotOffered);
        }
        let values = Values(&filling.values);
        let are_right = self.wanted_media().len() == filling.media.len()
            && self
                .wanted_media()
                .iter()
                .zip(&filling.media)
                .all(|(wanted, given)| *wanted == given.kind);
        if !are_right {
            return Err(TemplateError::WrongMedia);
        }
        if self.wants_place && filling.place.is_none() {
            return Err(TemplateError::MissingPlace);
        }
        let mut media = filling.media.iter().cloned();
        let header_media = self.header_media.and_then(|_| media.next());
        let header = match &self.header {
            Some(header) => values.of_text("header.", header)?,
            None => Vec::new(),
        };
        let body = values.of_text("", &self.body)?;
        let (buttons, codes) = values.of_buttons("", &self.buttons)?;
        let cards = self
            .cards
            .iter()
            .zip(media)
            .enumerate()
            .map(|(index, (card, media))| filled_card(values, index, card, media))
            .collect::<Result<Vec<_>, _>>()?;
        let header_text = self
            .header
            .as_ref()
            .map_or(String::new(), |text| replaced(&text.text, &header));
        let shown = [
            header_text,
            replaced(&self.body.text, &body),
            self.footer.clone().unwrap_or_default(),
        ];
        Ok(FilledTemplate {
            name: self.name.clone(),
            language: self.language.clone(),
            category: self.category.clone(),
            header,
            header_media,
            header_place: filling.place.clone().filter(|_| self.wants_place),
            body,
            buttons,
            codes,
            cards,
            shown: shown
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("\n"),
        })
    }

    /// Returns how the thread shows it once filled; the body is the message's text ([`Template::body_of`]).
    pub fn shown(&self, filled: &FilledTemplate) -> TemplateShown {
        let header = self
            .header
            .as_ref()
            .map(|header| replaced(&header.text, &filled.header));
        TemplateShown {
            name: self.name.clone(),
            language: self.language.clone(),
            header,
            footer: self.footer.clone(),
            buttons: labels(&self.buttons),
            cards: self
                .cards
                .iter()
                .zip(&filled.cards)
                .map(|(card, filled)| CardShown {
                    body: replaced(&card.body.text, &filled.body),
                    buttons: labels(&card.buttons),
                })
                .collect(),
        }
    }

    /// Returns the body as the patient reads it.
    pub fn body_of(&self, filled: &FilledTemplate) -> String {
        replaced(&self.body.text, &filled.body)
    }
}

fn labels(buttons: &[TemplateButton]) -> Vec<String> {
    buttons.iter().map(|button| button.label.clone()).collect()
}

fn filled_card(
    values: Values<'_>,
    index: usize,
    card: &TemplateCard,
    media: FilledMedia,
) -> Result<FilledCard, TemplateError> {
    let prefix = format!("card{index}.");
    let (buttons, _) = values.of_buttons(&prefix, &card.buttons)?;
    let quick_replies = card
        .buttons
        .iter()
        .enumerate()
        .filter(|(_, button)| button.url.is_none() && button.kind == ButtonKind::Plain)
        .map(|(index, _)| index)
        .collect();
    Ok(FilledCard {
        media,
        body: values.of_text(&prefix, &card.body)?,
        buttons,
        quick_replies,
    })
}

type Buttons = (BTreeMap<usize, FilledVariable>, BTreeMap<usize, String>);

#[derive(Clone, Copy)]
struct Values<'a>(&'a BTreeMap<String, String>);

impl Values<'_> {
    fn of_text(
        self,
        prefix: &str,
        text: &TemplateText,
    ) -> Result<Vec<FilledVariable>, TemplateError> {
        variables_of(&text.text)
            .map(|key| {
                Ok(FilledVariable {
                    key: key.to_owned(),
                    value: self.take(format!("{prefix}{key}"))?,
                })
            })
            .collect()
    }

    fn of_buttons(
        self,
        prefix: &str,
        buttons: &[TemplateButton],
    ) -> Result<Buttons, TemplateError> {
        let mut suffixes = BTreeMap::new();
        let mut codes = BTreeMap::new();
        for (index, button) in buttons.iter().enumerate() {
            if matches!(button.kind, ButtonKind::CopyCode(_)) {
                codes.insert(index, self.take(format!("{prefix}button{index}.code"))?);
            }
            let url = button.url.as_deref().unwrap_or("");
            if let Some(key) = variables_of(url).next() {
                let value = self.take(format!("{prefix}button{index}.{key}"))?;
                let key = key.to_owned();
                suffixes.insert(index, FilledVariable { key, value });
            }
        }
        Ok((suffixes, codes))
    }

    fn take(self, key: String) -> Result<String, TemplateError> {
        let value = self.0.get(&key).map_or("", |value| value.trim());
        if value.is_empty() {
            return Err(TemplateError::MissingValue(key));
        }
        let is_refused =
            value.contains(['\n', '\r', '\t']) || value.contains("     ") || value.contains("{{");
        if is_refused {
            return Err(TemplateError::RefusedValue(key));
        }
        Ok(value.to_owned())
    }
}
