//! WhatsApp messages that leave: texts, answers, templates; and marking one as read.
//!
//! Knows no service window and no outbox. Shapes: REFERENCE §13;
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages>,
//! read 2026-11-20.

use std::fmt;

use secrecy::SecretString;
use serde_json::{Value, json};

use crate::client::GraphClient;
use crate::error::GraphError;
use crate::error::answer::Call;
use crate::json;

/// The longest text, in characters (REFERENCE §15; how Meta counts them is not certain, U9).
pub const LONGEST_TEXT_CHARACTERS: usize = 4_096;

/// The longest `callback_data`, in characters (REFERENCE §13).
pub const LONGEST_CALLBACK_DATA_CHARACTERS: usize = 512;

/// A message to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// To whom.
    pub to: Recipient,
    /// What it says.
    pub content: Content,
    /// The wamid of the message it answers.
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

/// What a message says.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// Text; only inside the service window.
    Text {
        /// The text.
        body: String,
    },
    /// An approved template.
    Template(Template),
}

/// An approved template, filled in.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Template {
    /// Its name.
    pub name: String,
    /// Its language, as `en_GB`.
    pub language: String,
    /// The variable of a text header; none otherwise.
    pub header: Vec<Parameter>,
    /// The variables of the body, in order.
    pub body: Vec<Parameter>,
    /// What its buttons need.
    pub buttons: Vec<Button>,
}

/// One variable of a template.
#[derive(Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, where the template has named variables; `None` where they are numbered.
    pub name: Option<String>,
    /// What stands there.
    pub text: String,
}

/// What one button of a template needs.
#[derive(Clone, PartialEq, Eq)]
pub struct Button {
    /// Its place among the buttons, from 0.
    pub index: u8,
    /// What it needs.
    pub value: ButtonValue,
}

/// What a button of a template needs.
#[derive(Clone, PartialEq, Eq)]
pub enum ButtonValue {
    /// The end of its address.
    UrlSuffix(String),
    /// What comes back when a person taps it.
    Payload(String),
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
        let answer = self.post(Call::Send, token, url, &body(message)).await?;
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
        let body = json!({
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": provider_id,
        });
        self.post(Call::Repeatable, token, url, &body).await?;
        Ok(())
    }
}

fn body(message: &Outgoing) -> Value {
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
    });
    match &message.to {
        Recipient::Phone(number) => {
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            body["to"] = json!(format!("+{digits}"));
        }
        Recipient::UserId(user_id) => body["recipient"] = json!(user_id),
    }
    match &message.content {
        Content::Text { body: text } => {
            body["type"] = json!("text");
            body["text"] = json!({ "body": text, "preview_url": false });
        }
        Content::Template(template) => {
            body["type"] = json!("template");
            body["template"] = json!({
                "name": template.name,
                "language": { "code": template.language },
            });
            let components = components(template);
            if !components.is_empty() {
                body["template"]["components"] = json!(components);
            }
        }
    }
    if let Some(reply_to) = &message.reply_to {
        body["context"] = json!({ "message_id": reply_to });
    }
    if let Some(callback_data) = &message.callback_data {
        body["biz_opaque_callback_data"] = json!(callback_data);
    }
    body
}

fn components(template: &Template) -> Vec<Value> {
    let mut components = Vec::new();
    for (kind, parameters) in [("header", &template.header), ("body", &template.body)] {
        if !parameters.is_empty() {
            let parameters: Vec<Value> = parameters.iter().map(parameter).collect();
            components.push(json!({ "type": kind, "parameters": parameters }));
        }
    }
    for button in &template.buttons {
        let (sub_type, parameter) = match &button.value {
            ButtonValue::UrlSuffix(text) => ("url", json!({ "type": "text", "text": text })),
            ButtonValue::Payload(payload) => (
                "quick_reply",
                json!({ "type": "payload", "payload": payload }),
            ),
        };
        components.push(json!({
            "type": "button",
            "sub_type": sub_type,
            "index": button.index.to_string(),
            "parameters": [parameter],
        }));
    }
    components
}

fn parameter(parameter: &Parameter) -> Value {
    let mut value = json!({ "type": "text", "text": parameter.text });
    if let Some(name) = &parameter.name {
        value["parameter_name"] = json!(name);
    }
    value
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
    Outgoing,
    Recipient,
    Content,
    Template,
    Parameter,
    Button,
    ButtonValue,
    Accepted
);
