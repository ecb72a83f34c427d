//! One message as Meta tells it: who, when, and what it holds.
//!
//! Knows nothing of JSON; `whatsapp` and `messenger` fill it.

use std::fmt;

use crate::account::MetaError;
use crate::catalogue::{AskedProduct, Order, Product};
use crate::quiet::debug_by_name;
use crate::referral::Referral;

/// A message of any channel.
#[derive(Clone, Default, PartialEq)]
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
    /// Whether it was forwarded more than five times.
    pub is_forwarded_often: bool,
    /// The Instagram story of the clinic that it answers.
    pub story: Option<Story>,
    /// The article it asks about.
    pub product: Option<AskedProduct>,
    /// The ad, link or post it came from.
    pub referral: Option<Referral>,
    /// What the tapped quick reply stands for, beside its words in `content`.
    pub quick_reply: Option<String>,
    /// The names of the commands in it; it may hold nothing else.
    pub commands: Vec<String>,
    /// The group it was written in.
    pub group_id: Option<String>,
    /// What Meta says went wrong with it, as 131052 (its media could not be fetched).
    pub errors: Vec<MetaError>,
    /// What another app says was talked about before: text of any kind.
    pub summary: Option<String>,
    /// Echoes: the app that sent it, in digits; `26390203743090` is the Page's own inbox.
    pub app_id: Option<String>,
    /// Echoes: what the sender had put into `metadata`.
    pub metadata: Option<String>,
    /// Instagram: whether the account wrote to itself.
    pub is_self: bool,
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
#[derive(Clone, Default, PartialEq)]
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
    /// A booked appointment that Meta's own calendar tells of (Messenger).
    Appointment(Appointment),
    /// A kind that Meta does not hand over or this program does not know, or one with broken parts.
    Unsupported {
        /// Meta's name of it (`poll_update`, `hologram`, …); `unknown` when there is none.
        label: String,
    },
    /// A message without any content (Messenger and Instagram).
    #[default]
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
    /// How big it is, where Meta says so.
    pub size_bytes: Option<u64>,
    /// Whether a sticker moves.
    pub is_animated: bool,
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
    /// Its web site: not to be trusted.
    pub url: Option<String>,
}

impl Location {
    /// Returns the place at these degrees; `None` when there is no such place on Earth.
    pub(crate) fn on_earth(latitude: f64, longitude: f64) -> Option<Self> {
        let is_on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        is_on_earth.then_some(Self {
            latitude,
            longitude,
            name: None,
            address: None,
            url: None,
        })
    }
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
    /// Where they work: company, department, title, on one line.
    pub organisation: Option<String>,
    /// Postal addresses, each on one line.
    pub addresses: Vec<String>,
    /// Web sites: not to be trusted.
    pub urls: Vec<String>,
    /// As written, usually `1979-02-28`.
    pub birthday: Option<String>,
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
    /// A form's answers, in the form's order; none when Meta's text of them cannot be read.
    pub answers: Vec<Answer>,
    /// A form's answers as Meta gives them, JSON text that may not parse.
    pub response_json: Option<String>,
    /// When a call permission ends, Unix milliseconds, UTC; `None` means never or not said.
    pub expires_at: Option<i64>,
}

/// One answer in a form.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The field's name; of a field inside another `outer.inner`.
    pub label: String,
    /// What was chosen or written; several choices are parted by `, `.
    pub value: String,
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
    /// The new BSUID shared by linked portfolios.
    pub new_parent_user_id: Option<String>,
    /// The one until now.
    pub previous_parent_user_id: Option<String>,
    /// WhatsApp's sentence about it.
    pub body: Option<String>,
}

/// A post, reel, story, link or template that was shared.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Shared {
    /// Meta's kind: `ig_post`, `reel`, `story_mention`, `fallback`, `template`, ….
    pub kind: String,
    /// Meta's id of it, in digits.
    pub id: Option<String>,
    /// Where it is; story links die within a day.
    pub url: Option<String>,
    /// What it is called.
    pub title: Option<String>,
    /// The articles or cards of a template.
    pub products: Vec<Product>,
}

/// A story of the clinic that a message answers.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Story {
    /// Its id.
    pub id: Option<String>,
    /// Its picture or film; dies within a day.
    pub url: Option<String>,
}

/// A booked appointment that Meta's own calendar tells of.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Appointment {
    /// The booking's id.
    pub id: Option<String>,
    /// PENDING, CONFIRMED, ….
    pub status: Option<String>,
    /// When it begins, Unix milliseconds, UTC.
    pub starts_at: Option<i64>,
    /// When it ends.
    pub ends_at: Option<i64>,
    /// The time zone it was booked in, `Europe/London`.
    pub time_zone: Option<String>,
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
            Self::Appointment(_) => "appointment",
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

debug_by_name!(
    Sender,
    Media,
    Location,
    Card,
    Interactive,
    Answer,
    System,
    Shared,
    Story,
    Appointment,
);
