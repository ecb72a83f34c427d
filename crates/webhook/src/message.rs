//! One message as Meta tells it: who, when, and what it holds.
//!
//! Knows nothing of JSON; `whatsapp` and `messenger` fill it.

use std::fmt;

/// A message of any channel.
#[derive(Clone, PartialEq)]
pub struct Message {
    /// The wamid or mid. When Meta gives none, a deterministic one made from the item
    /// (`recado.<64 hex>`), so that the same item twice is the same message.
    pub provider_id: String,
    /// Who wrote it: the person, or the clinic's own account on echoes and outbound history.
    pub sender: Sender,
    /// To whom the clinic's side wrote it; empty on what a person wrote.
    pub recipient: Sender,
    /// Whether the clinic's side wrote it.
    pub is_from_business: bool,
    /// Meta's time, Unix milliseconds, UTC; `None` when unreadable.
    pub at: Option<i64>,
    /// What it says.
    pub content: Content,
    /// What came with it beyond `content` (Messenger and Instagram: further attachments, or all of
    /// them beside a text).
    pub attachments: Vec<Content>,
    /// The provider id of the message it answers, which may be unknown here.
    pub reply_to: Option<String>,
    /// Whether it was forwarded.
    pub is_forwarded: bool,
    /// Whether it came from an ad, a link or a post.
    pub has_referral: bool,
    /// The group it was written in.
    pub group_id: Option<String>,
    /// Meta's error code about this message, as 131052 (its media could not be fetched).
    pub error_code: Option<i64>,
}

impl Message {
    /// Returns the person in this conversation, whoever wrote.
    pub fn peer(&self) -> &Sender {
        if self.is_from_business {
            &self.recipient
        } else {
            &self.sender
        }
    }
}

/// A person as one event names them. Any part may be missing, even all.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Sender {
    /// WhatsApp: the phone number in digits, without `+`.
    pub wa_id: Option<String>,
    /// WhatsApp: the business-scoped user id (BSUID), `GB.88412…`.
    pub user_id: Option<String>,
    /// WhatsApp: the BSUID shared by linked portfolios.
    pub parent_user_id: Option<String>,
    /// Messenger: PSID; Instagram: IGSID.
    pub page_scoped_id: Option<String>,
    /// Messenger: the checkbox plugin's stand-in for a PSID.
    pub user_ref: Option<String>,
    /// The name they gave themselves: text of any kind.
    pub name: Option<String>,
    /// Their WhatsApp or Instagram username; changes, never a key.
    pub username: Option<String>,
}

impl Sender {
    /// Returns whether nothing here could address the person.
    pub fn is_nobody(&self) -> bool {
        self.wa_id.is_none()
            && self.user_id.is_none()
            && self.page_scoped_id.is_none()
            && self.user_ref.is_none()
    }
}

/// What a message says.
#[derive(Clone, PartialEq)]
pub enum Content {
    /// Text; may be empty, huge, or hold U+0000.
    Text {
        /// The text.
        body: String,
    },
    /// A picture.
    Image(Media),
    /// A film.
    Video(Media),
    /// Sound.
    Audio {
        /// The file.
        media: Media,
        /// Whether it was recorded in the chat.
        is_voice: bool,
    },
    /// A file.
    Document(Media),
    /// A sticker.
    Sticker(Media),
    /// A place.
    Location(Location),
    /// Address cards.
    Contacts(Vec<Card>),
    /// WhatsApp: a reaction to a message.
    Reaction {
        /// The message's provider id.
        target: String,
        /// The emoji; `None` when it was taken back.
        emoji: Option<String>,
    },
    /// WhatsApp: an answer given by a button, a list or a form.
    Interactive(Interactive),
    /// A tap on a template's or a post-back button, or on a Messenger quick reply without text.
    Button {
        /// The words on it.
        text: Option<String>,
        /// What it stands for.
        payload: Option<String>,
    },
    /// An order from the catalogue.
    Order(Order),
    /// WhatsApp itself tells that a person changed number or id.
    System(System),
    /// WhatsApp: the person changed an earlier message.
    Edit {
        /// The earlier message's provider id; empty when Meta gives none.
        target: String,
        /// What it says now.
        new: Box<Content>,
    },
    /// WhatsApp: the person took an earlier message back.
    Revoke {
        /// The earlier message's provider id; empty when Meta gives none.
        target: String,
    },
    /// A post, reel, story, link or template that was shared.
    Shared(Shared),
    /// A kind that Meta does not hand over or this program does not know, or one with broken parts.
    Unsupported {
        /// Meta's name of it (`poll_update`, `hologram`, …); `unknown` when there is none.
        label: String,
    },
    /// A message without any content (Messenger and Instagram).
    Empty,
}

/// A file that Meta keeps for a while.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Media {
    /// WhatsApp's media id; 7 days.
    pub id: Option<String>,
    /// Where the bytes are for a short time; WhatsApp's needs the token.
    pub url: Option<String>,
    /// What the sender's app called it: not to be trusted.
    pub mime: Option<String>,
    /// SHA-256, base64.
    pub sha256: Option<String>,
    /// The text under it.
    pub caption: Option<String>,
    /// What the sender called it: not to be trusted.
    pub filename: Option<String>,
}

/// A place.
#[derive(Clone, PartialEq)]
pub struct Location {
    /// Degrees.
    pub latitude: f64,
    /// Degrees.
    pub longitude: f64,
    /// What it is called.
    pub name: Option<String>,
    /// Where it is.
    pub address: Option<String>,
}

/// An address card.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// The whole name.
    pub name: Option<String>,
    /// Phone numbers as written.
    pub phones: Vec<String>,
    /// WhatsApp's own form of those numbers, digits, where it knows them.
    pub wa_ids: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Whether the person answered our request for their number with it.
    pub is_requested: bool,
}

/// An answer given by a button, a list or a form.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Interactive {
    /// Meta's kind: `button_reply`, `list_reply`, `nfm_reply`, `call_permission_reply`, ….
    pub kind: String,
    /// The id the sender of the question gave to this answer.
    pub id: Option<String>,
    /// The words chosen; for a form its summary; for a call permission `accept` or `reject`.
    pub title: Option<String>,
    /// The line below a list's title.
    pub description: Option<String>,
    /// A form's answers, JSON text that may not parse.
    pub response_json: Option<String>,
}

/// An order from the catalogue.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Order {
    /// The catalogue.
    pub catalog_id: Option<String>,
    /// What the person wrote to it.
    pub text: Option<String>,
    /// What they want.
    pub items: Vec<OrderItem>,
}

/// One line of an order.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OrderItem {
    /// The article.
    pub product_id: Option<String>,
    /// How many, as written.
    pub quantity: Option<String>,
    /// The price of one, as written, in `currency`.
    pub item_price: Option<String>,
    /// ISO 4217.
    pub currency: Option<String>,
}

/// WhatsApp itself tells that a person changed number or id.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct System {
    /// Meta's kind: `user_changed_number`, `user_changed_user_id`, ….
    pub kind: String,
    /// The new phone number, digits.
    pub new_wa_id: Option<String>,
    /// The new BSUID.
    pub new_user_id: Option<String>,
    /// The BSUID until now.
    pub previous_user_id: Option<String>,
    /// WhatsApp's sentence about it.
    pub body: Option<String>,
}

/// A post, reel, story, link or template that was shared.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Shared {
    /// Meta's kind: `ig_post`, `reel`, `story_mention`, `fallback`, `template`, …; `story` for the
    /// story that a message answers.
    pub kind: String,
    /// Where it is; story links die within a day.
    pub url: Option<String>,
    /// What it is called.
    pub title: Option<String>,
}

impl Content {
    /// Returns the name of its kind, safe for logs and good as a key for a label.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Image(_) => "image",
            Self::Video(_) => "video",
            Self::Audio { .. } => "audio",
            Self::Document(_) => "document",
            Self::Sticker(_) => "sticker",
            Self::Location(_) => "location",
            Self::Contacts(_) => "contacts",
            Self::Reaction { .. } => "reaction",
            Self::Interactive(_) => "interactive",
            Self::Button { .. } => "button",
            Self::Order(_) => "order",
            Self::System(_) => "system",
            Self::Edit { .. } => "edit",
            Self::Revoke { .. } => "revoke",
            Self::Shared(_) => "shared",
            Self::Unsupported { .. } => "unsupported",
            Self::Empty => "empty",
        }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.content)
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

/// Gives a type a `Debug` of its name alone.
macro_rules! debug_by_name {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )+};
}
debug_by_name!(
    Sender,
    Media,
    Location,
    Card,
    Interactive,
    Order,
    OrderItem,
    System,
    Shared
);
