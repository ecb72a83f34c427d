//! How long the parts of a template may be, and how many there may be.
//!
//! What Meta thinks of its words, only Meta says. Numbers: REFERENCE §17, read 2026-11-20.

use super::{LimitError, Part, Unit, at_most, filled, within};
use crate::templates::change::TemplateDraft;
use crate::templates::definition::{
    TemplateButton, TemplateCard, TemplateContent, TemplateHeader, TemplateText,
};

/// The longest name.
pub const NAME_LETTERS: usize = 512;

/// The longest text of a header, and of a footer.
pub const HEADER_UTF16: usize = 60;

/// The longest text.
pub const BODY_UTF16: usize = 1_024;

/// How many buttons there may be.
pub const MOST_BUTTONS: usize = 10;

/// How many of them may open an address.
pub const MOST_URL_BUTTONS: usize = 2;

/// How many of them may call a number, and how many may copy a code.
pub const MOST_PHONE_BUTTONS: usize = 1;

/// The longest words on a button.
pub const BUTTON_UTF16: usize = 25;

/// The longest address.
pub const ADDRESS_UTF16: usize = 2_000;

/// The longest code to copy; 20 on another of Meta's pages.
pub const CODE_UTF16: usize = 15;

/// How few and how many cards a carousel may have.
pub const CARDS: std::ops::RangeInclusive<usize> = 2..=10;

/// Checks a template before Meta is asked to review it.
pub fn draft(draft: &TemplateDraft) -> Result<(), LimitError> {
    filled(Part::Name, &draft.name)?;
    within(Part::Name, &draft.name, NAME_LETTERS, Unit::Bytes)?;
    let is_allowed = |letter: u8| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'_');
    if !draft.name.bytes().all(is_allowed) {
        return Err(LimitError::Letters { part: Part::Name });
    }
    content(&draft.content)
}

/// Checks the parts of a template.
pub fn content(content: &TemplateContent) -> Result<(), LimitError> {
    header(content.header.as_ref())?;
    let body = content.body.as_ref();
    body.map_or(Err(LimitError::Empty { part: Part::Text }), body_text)?;
    if let Some(footer) = &content.footer {
        filled(Part::Footer, footer)?;
        within(Part::Footer, footer, HEADER_UTF16, Unit::Utf16)?;
    }
    buttons(&content.buttons)?;
    let count = content.cards.len();
    at_most(Part::Cards, count, *CARDS.end())?;
    if count > 0 && count < *CARDS.start() {
        return Err(LimitError::TooFew {
            part: Part::Cards,
            count,
            least: *CARDS.start(),
        });
    }
    content.cards.iter().try_for_each(card)
}

fn card(card: &TemplateCard) -> Result<(), LimitError> {
    header(card.header.as_ref())?;
    card.body.as_ref().map_or(Ok(()), body_text)?;
    buttons(&card.buttons)
}

fn header(header: Option<&TemplateHeader>) -> Result<(), LimitError> {
    match header {
        Some(TemplateHeader::Text(text)) => {
            filled(Part::Header, &text.text)?;
            within(Part::Header, &text.text, HEADER_UTF16, Unit::Utf16)?;
            at_most(Part::Variable, variables(&text.text), 1)
        }
        Some(TemplateHeader::File { .. } | TemplateHeader::Location) | None => Ok(()),
    }
}

fn body_text(body: &TemplateText) -> Result<(), LimitError> {
    filled(Part::Text, &body.text)?;
    within(Part::Text, &body.text, BODY_UTF16, Unit::Utf16)?;
    let text = body.text.trim();
    if text.starts_with("{{") || text.ends_with("}}") {
        return Err(LimitError::VariableAtEdge);
    }
    Ok(())
}

fn buttons(buttons: &[TemplateButton]) -> Result<(), LimitError> {
    at_most(Part::Buttons, buttons.len(), MOST_BUTTONS)?;
    let (mut urls, mut phones, mut codes) = (0, 0, 0);
    for button in buttons {
        match button {
            TemplateButton::QuickReply { text } | TemplateButton::Flow { text, .. } => {
                label(text)?;
            }
            TemplateButton::Url { text, url, .. } => {
                label(text)?;
                filled(Part::Address, url)?;
                within(Part::Address, url, ADDRESS_UTF16, Unit::Utf16)?;
                at_most(Part::Variable, variables(url), 1)?;
                urls += 1;
            }
            TemplateButton::Phone { text, phone_number } => {
                label(text)?;
                filled(Part::Address, phone_number)?;
                phones += 1;
            }
            TemplateButton::CopyCode { example } => {
                let example = example.as_deref().unwrap_or_default();
                filled(Part::Code, example)?;
                within(Part::Code, example, CODE_UTF16, Unit::Utf16)?;
                codes += 1;
            }
            TemplateButton::ContactRequest | TemplateButton::Other { .. } => {}
        }
    }
    at_most(Part::Buttons, urls, MOST_URL_BUTTONS)?;
    at_most(Part::Buttons, phones, MOST_PHONE_BUTTONS)?;
    at_most(Part::Buttons, codes, MOST_PHONE_BUTTONS)?;
    // Buttons that answer stand together.
    let is_reply = |button: &TemplateButton| matches!(button, TemplateButton::QuickReply { .. });
    let groups = buttons.chunk_by(|one, next| is_reply(one) == is_reply(next));
    let replies = groups.filter(|group| group.first().is_some_and(is_reply));
    if replies.count() > 1 {
        return Err(LimitError::Apart);
    }
    Ok(())
}

fn label(text: &str) -> Result<(), LimitError> {
    filled(Part::Button, text)?;
    within(Part::Button, text, BUTTON_UTF16, Unit::Utf16)
}

fn variables(text: &str) -> usize {
    text.matches("{{").count()
}
