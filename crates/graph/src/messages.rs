//! WhatsApp messages that leave; marking one as read, and showing that somebody types.
//!
//! Knows no service window and no outbox. How long things may be stands in `limits`. Shapes: REFERENCE §13;
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages>,
//! read 2026-11-20.

use secrecy::SecretString;
use serde_json::{Value, json};

use crate::client::GraphClient;
use crate::debug::debug_by_name;
use crate::error::GraphError;
use crate::error::answer::Call;
use crate::json;

pub mod contact;
pub mod interactive;
pub mod template;

mod body;

use contact::ContactCard;
use interactive::{Buttons, LinkButton, List};
use template::Template;

/// A message to send.
#[derive(Clone, PartialEq)]
pub struct Outgoing {
    /// To whom.
    pub to: Recipient,
    /// What it says.
    pub content: Content,
    /// The wamid of the message it answers; nothing on a reaction, which names its own target.
    pub reply_to: Option<String>,
    /// Comes back in every status of this message (`biz_opaque_callback_data`): the only evidence when
    /// the answer to the send is lost.
    pub callback_data: Option<String>,
}

/// To whom a message goes.
#[derive(Clone, PartialEq, Eq)]
pub enum Recipient {
    /// A phone number in E.164, with or without `+`; sent with it, because without it Meta may take
    /// it for a national number.
    Phone(String),
    /// A business-scoped user id (BSUID), for people whose number Meta does not tell.
    UserId(String),
}

/// What a message says. All but a template leaves only inside the service window; files are named by
/// the id that [`GraphClient::upload_media`] gave.
#[derive(Clone, PartialEq)]
pub enum Content {
    /// Text.
    Text {
        /// The text.
        body: String,
        /// Whether WhatsApp shows a preview of the first address in it.
        preview: bool,
    },
    /// A reaction.
    Reaction {
        /// The wamid it is about.
        target: String,
        /// One emoji; `None` takes the reaction back.
        emoji: Option<String>,
    },
    /// A picture.
    Image {
        /// Its id.
        media_id: String,
        /// The text under it.
        caption: Option<String>,
    },
    /// A film.
    Video {
        /// Its id.
        media_id: String,
        /// The text under it.
        caption: Option<String>,
    },
    /// Sound.
    Audio {
        /// Its id.
        media_id: String,
        /// Whether it is a voice note (OGG with Opus, mono).
        voice: bool,
    },
    /// Any other file.
    Document {
        /// Its id.
        media_id: String,
        /// The text under it.
        caption: Option<String>,
        /// The name people see.
        file_name: Option<String>,
    },
    /// A sticker (WebP).
    Sticker {
        /// Its id.
        media_id: String,
    },
    /// A place.
    Location(Location),
    /// Contact cards.
    Contacts(Vec<ContactCard>),
    /// A text with buttons that answer.
    Buttons(Buttons),
    /// A text with a list to choose from.
    List(List),
    /// A text with one button that opens an address.
    LinkButton(LinkButton),
    /// A text that asks for the person's number, with the button that gives it.
    ContactRequest {
        /// The text.
        body: String,
    },
    /// An approved template.
    Template(Template),
}

/// A place.
#[derive(Clone, PartialEq)]
pub struct Location {
    /// In degrees, north positive.
    pub latitude: f64,
    /// In degrees, east positive.
    pub longitude: f64,
    /// What it is called.
    pub name: Option<String>,
    /// Where it is, in words.
    pub address: Option<String>,
}

/// What Meta says when it takes a message. Taken is not delivered: that, its statuses tell.
#[derive(Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The wamid.
    pub provider_id: String,
    /// WhatsApp's own form of the number, which may differ from the one dialled.
    pub wa_id: Option<String>,
    /// The BSUID.
    pub user_id: Option<String>,
    /// `accepted`, `held_for_quality_assessment` or `paused`, where Meta says so.
    pub message_status: Option<String>,
}

impl GraphClient {
    /// Sends a message from a WhatsApp number.
    ///
    /// Not repeatable: after [`GraphError::OutcomeUnknown`] it may have gone out.
    pub async fn send_message(
        &self,
        token: &SecretString,
        number_id: &str,
        message: &Outgoing,
    ) -> Result<Accepted, GraphError> {
        let url = self.url(&[number_id, "messages"]);
        let body = body::of(message);
        let answer = self.post(Call::Send, token, url, &body).await?;
        let contact = json::list(&answer, "contacts").first();
        let sent = json::list(&answer, "messages").first();
        let Some(provider_id) = sent.and_then(|sent| json::id(sent, "id")) else {
            // A success that names no message: it may have gone out.
            return Err(GraphError::OutcomeUnknown {
                code: None,
                trace_id: None,
            });
        };
        Ok(Accepted {
            provider_id,
            wa_id: contact.and_then(|contact| json::id(contact, "wa_id")),
            user_id: contact.and_then(|contact| json::id(contact, "user_id")),
            message_status: sent.and_then(|sent| json::text(sent, "message_status")),
        })
    }

    /// Marks a message a person sent, and all before it, as read.
    pub async fn mark_read(
        &self,
        token: &SecretString,
        number_id: &str,
        provider_id: &str,
    ) -> Result<(), GraphError> {
        let url = self.url(&[number_id, "messages"]);
        let body = read_mark(provider_id);
        self.post(Call::Repeatable, token, url, &body).await?;
        Ok(())
    }

    /// Shows that an answer is being typed, for 25 s at most or until it comes. WhatsApp ties that to a
    /// message the person sent, which is marked as read with all before it.
    pub async fn typing(
        &self,
        token: &SecretString,
        number_id: &str,
        inbound_provider_id: &str,
    ) -> Result<(), GraphError> {
        let url = self.url(&[number_id, "messages"]);
        let mut body = read_mark(inbound_provider_id);
        body["typing_indicator"] = json!({ "type": "text" });
        self.post(Call::Repeatable, token, url, &body).await?;
        Ok(())
    }
}

fn read_mark(provider_id: &str) -> Value {
    json!({
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": provider_id,
    })
}

debug_by_name!(Outgoing, Recipient, Content, Location, Accepted);
