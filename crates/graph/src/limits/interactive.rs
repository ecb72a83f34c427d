//! How long the parts of a WhatsApp choice may be, and how many there may be.
//!
//! Numbers: REFERENCE §15, read 2026-11-20.

use std::collections::BTreeSet;

use super::{LimitError, Part, Unit, at_most, filled, within};
use crate::messages::interactive::{Buttons, Frame, LinkButton, List};

/// How many buttons there may be.
pub const MOST_BUTTONS: usize = 3;

/// The longest words on a button: that answers, that opens a list or an address.
pub const BUTTON_UTF16: usize = 20;

/// The longest id of a button that answers.
pub const BUTTON_ID_UTF16: usize = 256;

/// How many rows a list may have, in all its sections.
pub const MOST_ROWS: usize = 10;

/// How many sections a list may have.
pub const MOST_SECTIONS: usize = 10;

/// The longest title of a row or a section.
pub const TITLE_UTF16: usize = 24;

/// The longest words below a row.
pub const DESCRIPTION_UTF16: usize = 72;

/// The longest id of a row.
pub const ROW_ID_UTF16: usize = 200;

/// The longest text of a choice.
pub const BODY_UTF16: usize = 1_024;

/// The longest text of a list.
pub const LIST_BODY_UTF16: usize = 4_096;

/// The longest text above or below a choice.
pub const HEADER_UTF16: usize = 60;

/// The longest address of a button (REFERENCE §17).
pub const ADDRESS_UTF16: usize = 2_000;

/// Checks buttons that answer.
pub fn buttons(buttons: &Buttons) -> Result<(), LimitError> {
    frame(&buttons.frame, BODY_UTF16)?;
    if buttons.buttons.is_empty() {
        return Err(LimitError::Empty {
            part: Part::Buttons,
        });
    }
    at_most(Part::Buttons, buttons.buttons.len(), MOST_BUTTONS)?;
    for button in &buttons.buttons {
        words(Part::Button, &button.title, BUTTON_UTF16)?;
        words(Part::Id, &button.id, BUTTON_ID_UTF16)?;
    }
    all_differ(Part::Id, buttons.buttons.iter().map(|button| &button.id))?;
    all_differ(
        Part::Button,
        buttons.buttons.iter().map(|button| &button.title),
    )
}

/// Checks a list.
pub fn list(list: &List) -> Result<(), LimitError> {
    frame(&list.frame, LIST_BODY_UTF16)?;
    words(Part::Button, &list.button, BUTTON_UTF16)?;
    at_most(Part::Sections, list.sections.len(), MOST_SECTIONS)?;
    let rows = || list.sections.iter().flat_map(|section| &section.rows);
    at_most(Part::Rows, rows().count(), MOST_ROWS)?;
    let needs_titles = list.sections.len() > 1;
    for section in &list.sections {
        if section.rows.is_empty() {
            return Err(LimitError::Empty { part: Part::Rows });
        }
        match &section.title {
            Some(title) => words(Part::Title, title, TITLE_UTF16)?,
            None if needs_titles => return Err(LimitError::Empty { part: Part::Title }),
            None => {}
        }
        for row in &section.rows {
            words(Part::Title, &row.title, TITLE_UTF16)?;
            words(Part::Id, &row.id, ROW_ID_UTF16)?;
            if let Some(description) = &row.description {
                within(
                    Part::Description,
                    description,
                    DESCRIPTION_UTF16,
                    Unit::Utf16,
                )?;
            }
        }
    }
    if list.sections.is_empty() {
        return Err(LimitError::Empty { part: Part::Rows });
    }
    all_differ(Part::Id, rows().map(|row| &row.id))
}

/// Checks a button that opens an address.
pub fn link_button(link: &LinkButton) -> Result<(), LimitError> {
    frame(&link.frame, BODY_UTF16)?;
    words(Part::Button, &link.label, BUTTON_UTF16)?;
    words(Part::Address, &link.url, ADDRESS_UTF16)
}

/// Checks a text that asks for the person's number.
pub fn contact_request(body: &str) -> Result<(), LimitError> {
    words(Part::Text, body, BODY_UTF16)
}

fn frame(frame: &Frame, body_limit: usize) -> Result<(), LimitError> {
    words(Part::Text, &frame.body, body_limit)?;
    if let Some(header) = &frame.header {
        words(Part::Header, header, HEADER_UTF16)?;
    }
    if let Some(footer) = &frame.footer {
        words(Part::Footer, footer, HEADER_UTF16)?;
    }
    Ok(())
}

fn words(part: Part, text: &str, limit: usize) -> Result<(), LimitError> {
    filled(part, text)?;
    within(part, text, limit, Unit::Utf16)
}

fn all_differ<'a>(part: Part, texts: impl Iterator<Item = &'a String>) -> Result<(), LimitError> {
    let mut seen = BTreeSet::new();
    for text in texts {
        if !seen.insert(text) {
            return Err(LimitError::Repeated { part });
        }
    }
    Ok(())
}
