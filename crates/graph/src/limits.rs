//! How long texts and how large files may be, as Meta counts, so that nothing is sent to be refused.
//!
//! Pure rules over what is to be sent. Where WhatsApp says "characters" and not how it counts them (U9),
//! UTF-16 units are counted: an emoji is two or more. All numbers: REFERENCE §15, read 2026-11-20.

use crate::messenger::QuickReply;

pub mod files;
pub mod interactive;
pub mod templates;

/// Which product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// WhatsApp.
    WhatsApp,
    /// Messenger.
    Messenger,
    /// Instagram.
    Instagram,
}

/// What a length is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// UTF-16 code units: an emoji is two or more.
    Utf16,
    /// Unicode code points: a simple emoji is one.
    Characters,
    /// Bytes of UTF-8: a letter outside English is two or more.
    Bytes,
}

/// Why Meta would refuse it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// It says nothing.
    #[error("{part} is empty")]
    Empty {
        /// What.
        part: Part,
    },
    /// It is too long.
    #[error("{part} is too long: {length} of {limit} ({unit:?})")]
    TooLong {
        /// What.
        part: Part,
        /// How long it is.
        length: usize,
        /// How long it may be.
        limit: usize,
        /// What is counted.
        unit: Unit,
    },
    /// There are too many.
    #[error("too many of {part}: {count} of {limit}")]
    TooMany {
        /// Of what.
        part: Part,
        /// How many there are.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// There are too few.
    #[error("too few of {part}: {count} of {least}")]
    TooFew {
        /// Of what.
        part: Part,
        /// How many there are.
        count: usize,
        /// How many there have to be.
        least: usize,
    },
    /// It holds letters that are not allowed there.
    #[error("{part} holds letters that are not allowed")]
    Letters {
        /// What.
        part: Part,
    },
    /// The text of a template starts or ends with a variable (2388299).
    #[error("the text starts or ends with a variable")]
    VariableAtEdge,
    /// Buttons that answer have others between them.
    #[error("the buttons that answer do not stand together")]
    Apart,
    /// Two have the same id, so that an answer could not be told.
    #[error("two of {part} are the same")]
    Repeated {
        /// Which.
        part: Part,
    },
    /// A placeholder was left in: it would reach the person as it is.
    #[error("{part} holds a placeholder")]
    Placeholder {
        /// Where.
        part: Part,
    },
    /// The file is too large.
    #[error("the file is too large: {bytes} of {limit_bytes} bytes")]
    TooBig {
        /// How large it is.
        bytes: u64,
        /// How large it may be.
        limit_bytes: u64,
    },
    /// The type of the file is not taken for this.
    #[error("the type of the file is not taken")]
    Type,
}

/// A part of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The text.
    Text,
    /// The text under a file.
    Caption,
    /// The text above a choice.
    Header,
    /// The text below a choice.
    Footer,
    /// The words on a button.
    Button,
    /// The buttons.
    Buttons,
    /// The title of a row, a section or an answer to choose.
    Title,
    /// The words below a row.
    Description,
    /// The id that comes back.
    Id,
    /// The sections of a list.
    Sections,
    /// The rows of a list.
    Rows,
    /// The answers to choose from.
    QuickReplies,
    /// An address.
    Address,
    /// Our own mark that comes back.
    CallbackData,
    /// A variable of a template.
    Variable,
    /// Contact cards.
    Contacts,
    /// The file.
    File,
    /// The name of a template.
    Name,
    /// A code to copy.
    Code,
    /// The cards of a carousel.
    Cards,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

/// The longest text on WhatsApp; how Meta counts it is not certain (U9).
pub const WHATSAPP_TEXT_UTF16: usize = 4_096;

/// The longest text on Messenger.
pub const MESSENGER_TEXT_CHARACTERS: usize = 2_000;

/// The longest text on Instagram.
pub const INSTAGRAM_TEXT_BYTES: usize = 1_000;

/// The longest text under a picture, film or document on WhatsApp. The others have none.
pub const CAPTION_UTF16: usize = 1_024;

/// The longest `callback_data` on WhatsApp.
pub const WHATSAPP_CALLBACK_UTF16: usize = 512;

/// The longest `metadata` on Messenger and Instagram.
pub const PAGE_METADATA_UTF16: usize = 1_000;

/// How many answers to choose there may be on Messenger and Instagram.
pub const MOST_QUICK_REPLIES: usize = 13;

/// The longest title of an answer to choose.
pub const QUICK_REPLY_TITLE_UTF16: usize = 20;

/// The longest payload of an answer to choose.
pub const QUICK_REPLY_PAYLOAD_UTF16: usize = 1_000;

/// How many contact cards one message may have (REFERENCE §13).
pub const MOST_CONTACTS: usize = 257;

/// Returns how long a text may be on a product, and in what.
pub fn longest_text(product: Product) -> (usize, Unit) {
    match product {
        Product::WhatsApp => (WHATSAPP_TEXT_UTF16, Unit::Utf16),
        Product::Messenger => (MESSENGER_TEXT_CHARACTERS, Unit::Characters),
        Product::Instagram => (INSTAGRAM_TEXT_BYTES, Unit::Bytes),
    }
}

/// Returns how long a text is.
pub fn length(text: &str, unit: Unit) -> usize {
    match unit {
        Unit::Utf16 => text.encode_utf16().count(),
        Unit::Characters => text.chars().count(),
        Unit::Bytes => text.len(),
    }
}

/// Checks a text.
pub fn text(product: Product, text: &str) -> Result<(), LimitError> {
    let (limit, unit) = longest_text(product);
    filled(Part::Text, text)?;
    within(Part::Text, text, limit, unit)
}

/// Checks the text under a file on WhatsApp.
pub fn caption(text: &str) -> Result<(), LimitError> {
    within(Part::Caption, text, CAPTION_UTF16, Unit::Utf16)
}

/// Checks our own mark that comes back (`biz_opaque_callback_data`, `metadata`).
pub fn callback_data(product: Product, text: &str) -> Result<(), LimitError> {
    let limit = match product {
        Product::WhatsApp => WHATSAPP_CALLBACK_UTF16,
        Product::Messenger | Product::Instagram => PAGE_METADATA_UTF16,
    };
    within(Part::CallbackData, text, limit, Unit::Utf16)
}

/// Checks the value of a template's variable: filled in, and no placeholder left (132000, 132018).
pub fn variable(text: &str) -> Result<(), LimitError> {
    filled(Part::Variable, text)?;
    if text.contains("{{") || text.contains("}}") {
        return Err(LimitError::Placeholder {
            part: Part::Variable,
        });
    }
    Ok(())
}

/// Checks answers to choose from on Messenger and Instagram.
pub fn quick_replies(replies: &[QuickReply]) -> Result<(), LimitError> {
    at_most(Part::QuickReplies, replies.len(), MOST_QUICK_REPLIES)?;
    for reply in replies {
        filled(Part::Title, &reply.title)?;
        within(
            Part::Title,
            &reply.title,
            QUICK_REPLY_TITLE_UTF16,
            Unit::Utf16,
        )?;
        filled(Part::Id, &reply.payload)?;
        within(
            Part::Id,
            &reply.payload,
            QUICK_REPLY_PAYLOAD_UTF16,
            Unit::Utf16,
        )?;
    }
    Ok(())
}

/// Checks how many contact cards there are.
pub fn contacts(count: usize) -> Result<(), LimitError> {
    if count == 0 {
        return Err(LimitError::Empty {
            part: Part::Contacts,
        });
    }
    at_most(Part::Contacts, count, MOST_CONTACTS)
}

fn filled(part: Part, text: &str) -> Result<(), LimitError> {
    if text.trim().is_empty() {
        return Err(LimitError::Empty { part });
    }
    Ok(())
}

fn within(part: Part, text: &str, limit: usize, unit: Unit) -> Result<(), LimitError> {
    let length = length(text, unit);
    if length > limit {
        return Err(LimitError::TooLong {
            part,
            length,
            limit,
            unit,
        });
    }
    Ok(())
}

fn at_most(part: Part, count: usize, limit: usize) -> Result<(), LimitError> {
    if count > limit {
        return Err(LimitError::TooMany { part, count, limit });
    }
    Ok(())
}
