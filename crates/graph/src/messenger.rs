//! Messages of a Page that leave, on Messenger and on Instagram: texts, files, private replies to comments.
//!
//! Both products have the same calls, with the Page's token; [`PageProduct`] says which differs. Knows no
//! service window: who may still be answered, and with which tag, is the caller's. Shapes: REFERENCE §14;
//! <https://developers.facebook.com/docs/messenger-platform/send-messages>, read 2026-11-20.

use secrecy::SecretString;
use serde_json::{Value, json};

use crate::client::GraphClient;
use crate::debug::debug_by_name;
use crate::error::GraphError;
use crate::error::answer::Call;
use crate::json;

pub mod attachment;
pub mod mention;
pub mod thread;

use attachment::AttachmentKind;

/// Which of a Page's two products.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageProduct {
    /// Messenger.
    Messenger,
    /// Instagram, through the Page its account is linked to.
    Instagram,
}

/// A message to send.
#[derive(Clone, PartialEq, Eq)]
pub struct PageOutgoing {
    /// To whom.
    pub to: PageRecipient,
    /// What it says.
    pub content: PageContent,
    /// The mid of the message it answers.
    pub reply_to: Option<String>,
    /// What lets it leave after the first 24 hours.
    pub tag: Option<PageTag>,
    /// Comes back in the echo of this message: the only evidence when the answer to the send is lost.
    pub metadata: Option<String>,
}

/// To whom a message goes.
#[derive(Clone, PartialEq, Eq)]
pub enum PageRecipient {
    /// A person, by the id they have for this Page or account (PSID, IGSID).
    Person(String),
    /// Whoever wrote this comment: one private reply, within seven days.
    Comment(String),
}

/// What a message says.
#[derive(Clone, PartialEq, Eq)]
pub enum PageContent {
    /// Text.
    Text {
        /// The text.
        body: String,
        /// Answers to choose from, shown until the next message.
        quick_replies: Vec<QuickReply>,
    },
    /// A file.
    Attachment {
        /// What it is.
        kind: AttachmentKind,
        /// Which one.
        by: AttachmentSource,
    },
}

/// Which file.
#[derive(Clone, PartialEq, Eq)]
pub enum AttachmentSource {
    /// The id that [`GraphClient::upload_attachment`] gave.
    AttachmentId(String),
}

/// An answer to choose.
#[derive(Clone, PartialEq, Eq)]
pub struct QuickReply {
    /// The words on it.
    pub title: String,
    /// What comes back when a person chooses it.
    pub payload: String,
}

/// What lets a message leave after the first 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageTag {
    /// A person at the desk wrote it, within seven days; never an automation (REFERENCE §12).
    HumanAgent,
}

/// What Meta says when it takes a message.
#[derive(Clone, PartialEq, Eq)]
pub struct PageAccepted {
    /// The person's id; after a private reply, how they can be answered from then on.
    pub recipient_id: Option<String>,
    /// The mid.
    pub message_id: String,
}

impl GraphClient {
    /// Sends a message of a Page, or of the Instagram account linked to it.
    ///
    /// Not repeatable: after [`GraphError::OutcomeUnknown`] it may have gone out.
    pub async fn send_page_message(
        &self,
        token: &SecretString,
        page_id: &str,
        product: PageProduct,
        message: &PageOutgoing,
    ) -> Result<PageAccepted, GraphError> {
        let url = self.url(&[page_id, "messages"]);
        let body = body(product, message);
        let answer = self.post(Call::Send, token, url, &body).await?;
        let Some(message_id) = json::id(&answer, "message_id") else {
            // A success that names no message: it may have gone out.
            return Err(GraphError::OutcomeUnknown {
                code: None,
                trace_id: None,
            });
        };
        Ok(PageAccepted {
            recipient_id: json::id(&answer, "recipient_id"),
            message_id,
        })
    }
}

fn body(product: PageProduct, message: &PageOutgoing) -> Value {
    let mut body = json!({
        "recipient": recipient(&message.to),
        "message": content(&message.content),
    });
    match (message.tag, product, &message.to) {
        (Some(PageTag::HumanAgent), PageProduct::Messenger | PageProduct::Instagram, _) => {
            body["messaging_type"] = json!("MESSAGE_TAG");
            body["tag"] = json!("HUMAN_AGENT");
        }
        (None, PageProduct::Messenger, PageRecipient::Person(_)) => {
            body["messaging_type"] = json!("RESPONSE");
        }
        // A private reply has none, and Instagram ignores it.
        (None, PageProduct::Messenger, PageRecipient::Comment(_))
        | (None, PageProduct::Instagram, _) => {}
    }
    if let Some(metadata) = &message.metadata {
        body["message"]["metadata"] = json!(metadata);
    }
    if let Some(reply_to) = &message.reply_to {
        body["reply_to"] = json!({ "mid": reply_to });
    }
    body
}

fn recipient(to: &PageRecipient) -> Value {
    match to {
        PageRecipient::Person(id) => json!({ "id": id }),
        PageRecipient::Comment(id) => json!({ "comment_id": id }),
    }
}

fn content(content: &PageContent) -> Value {
    match content {
        PageContent::Text {
            body,
            quick_replies,
        } => {
            let mut value = json!({ "text": body });
            if !quick_replies.is_empty() {
                let replies = quick_replies.iter().map(|reply| {
                    json!({
                        "content_type": "text",
                        "title": reply.title,
                        "payload": reply.payload,
                    })
                });
                value["quick_replies"] = replies.collect();
            }
            value
        }
        PageContent::Attachment {
            kind,
            by: AttachmentSource::AttachmentId(id),
        } => json!({
            "attachment": { "type": kind.as_str(), "payload": { "attachment_id": id } },
        }),
    }
}

debug_by_name!(
    PageOutgoing,
    PageRecipient,
    PageContent,
    AttachmentSource,
    QuickReply,
    PageAccepted
);
