//! A template as the account keeps it, with every part that may be filled.
//!
//! Parts and buttons this program does not know keep their name. Shapes: REFERENCE §17;
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/templates>, read
//! 2026-11-20.

use secrecy::SecretString;

use crate::client::GraphClient;
use crate::error::GraphError;

mod read;

/// All templates of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateDefinitions {
    /// Those that could be read.
    pub templates: Vec<TemplateDefinition>,
    /// How many could not.
    pub unreadable: usize,
}

/// One template in one language. Its text is the clinic's own and no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateDefinition {
    /// Meta's id of this language.
    pub id: String,
    /// Its name; with `language` unique in an account.
    pub name: String,
    /// As `en_GB`.
    pub language: String,
    /// `APPROVED`, `PENDING`, `REJECTED`, `PAUSED`, `DISABLED`, …; only the first may be sent.
    pub status: String,
    /// `MARKETING`, `UTILITY`, `AUTHENTICATION`: what it costs depends on it.
    pub category: String,
    /// `GREEN`, `YELLOW`, `RED`, `UNKNOWN`.
    pub quality: Option<String>,
    /// Why Meta refused it; `None` for `NONE`.
    pub rejected_reason: Option<String>,
    /// How its variables are written.
    pub parameter_format: ParameterFormat,
    /// Its parts.
    pub content: TemplateContent,
}

/// How variables are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ParameterFormat {
    /// `{{1}}`, `{{2}}`.
    #[default]
    Positional,
    /// `{{name}}`.
    Named,
}

/// The parts of a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateContent {
    /// What stands above the text.
    pub header: Option<TemplateHeader>,
    /// The text.
    pub body: Option<TemplateText>,
    /// What stands below the text; without variables.
    pub footer: Option<String>,
    /// Its buttons.
    pub buttons: Vec<TemplateButton>,
    /// The cards of a carousel.
    pub cards: Vec<TemplateCard>,
    /// The names of parts this program does not know, in Meta's words.
    pub unknown: Vec<String>,
}

/// What stands above the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateHeader {
    /// Text.
    Text(TemplateText),
    /// A file, chosen with each send.
    File {
        /// What it is.
        format: HeaderFormat,
        /// An example: a handle when it is made, an address when it is read.
        example: Option<String>,
    },
    /// A place, chosen with each send.
    Location,
}

/// What the file of a header is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderFormat {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A document.
    Document,
    /// A film without sound that repeats.
    Gif,
}

impl HeaderFormat {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Image, Self::Video, Self::Document, Self::Gif];

    /// Returns Meta's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "IMAGE",
            Self::Video => "VIDEO",
            Self::Document => "DOCUMENT",
            Self::Gif => "GIF",
        }
    }
}

/// A text with `{{…}}` where a variable stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateText {
    /// The text.
    pub text: String,
    /// An example of each variable, in order.
    pub examples: Vec<Example>,
}

/// An example of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The name of the variable; `None` where they are numbered.
    pub name: Option<String>,
    /// What might stand there.
    pub text: String,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateButton {
    /// Answers with its words.
    QuickReply {
        /// The words on it.
        text: String,
    },
    /// Opens an address.
    Url {
        /// The words on it.
        text: String,
        /// The address, perhaps with a variable at its end.
        url: String,
        /// The address with an example of the variable.
        example: Option<String>,
    },
    /// Calls a number.
    Phone {
        /// The words on it.
        text: String,
        /// The number.
        phone_number: String,
    },
    /// Copies a code.
    CopyCode {
        /// An example of the code.
        example: Option<String>,
    },
    /// Opens a form.
    Flow {
        /// The words on it.
        text: String,
        /// Meta's id of the form.
        flow_id: Option<String>,
    },
    /// Gives the person's number.
    ContactRequest,
    /// One that this program does not know.
    Other {
        /// Meta's word for it.
        kind: String,
        /// The words on it.
        text: Option<String>,
    },
}

/// A card of a carousel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateCard {
    /// Its picture or film.
    pub header: Option<TemplateHeader>,
    /// Its text.
    pub body: Option<TemplateText>,
    /// Its buttons.
    pub buttons: Vec<TemplateButton>,
}

impl GraphClient {
    /// Reads all templates of a WhatsApp Business Account, page by page.
    pub async fn templates(
        &self,
        token: &SecretString,
        waba_id: &str,
    ) -> Result<TemplateDefinitions, GraphError> {
        let records = self.template_records(token, waba_id).await?;
        let mut found = TemplateDefinitions::default();
        for record in &records {
            match read::definition(record) {
                Some(template) => found.templates.push(template),
                None => found.unreadable += 1,
            }
        }
        Ok(found)
    }
}
