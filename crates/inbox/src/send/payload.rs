//! What waits in the outbox, as JSON: enough to send it after a restart, whatever happened to the draft.

use recado_domain::template::FilledTemplate;
use recado_domain::{address::Address, id::OutboxId, template::FilledVariable};
use recado_graph::messages::{
    Button, ButtonValue, Content, Outgoing, Parameter, Recipient, Template,
};
use serde::{Deserialize, Serialize};

/// A message on its way out.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "send", rename_all = "snake_case")]
pub(crate) enum Payload {
    /// Free text; only inside the service window.
    Text {
        /// The text.
        body: String,
        /// The provider id of the message it answers.
        reply_to: Option<String>,
    },
    /// An approved template, filled.
    Template(FilledTemplate),
}

impl Payload {
    /// Returns whether it may only leave inside the service window.
    pub fn needs_open_window(&self) -> bool {
        match self {
            Self::Text { .. } => true,
            Self::Template(_) => false,
        }
    }

    /// Returns the message as Graph takes it.
    pub fn outgoing(self, to: Recipient, outbox: OutboxId) -> Outgoing {
        let (content, reply_to) = match self {
            Self::Text { body, reply_to } => (Content::Text { body }, reply_to),
            Self::Template(template) => (Content::Template(as_template(template)), None),
        };
        Outgoing {
            to,
            content,
            reply_to,
            callback_data: Some(outbox.to_string()),
        }
    }
}

fn as_template(filled: FilledTemplate) -> Template {
    let buttons = filled.buttons.into_iter().filter_map(|(index, variable)| {
        let index = u8::try_from(index).ok()?;
        Some(Button {
            index,
            value: ButtonValue::UrlSuffix(variable.value),
        })
    });
    Template {
        name: filled.name,
        language: filled.language,
        header: filled.header.iter().map(parameter).collect(),
        body: filled.body.iter().map(parameter).collect(),
        buttons: buttons.collect(),
    }
}

fn parameter(variable: &FilledVariable) -> Parameter {
    Parameter {
        name: variable.parameter_name().map(str::to_owned),
        text: variable.value.clone(),
    }
}

/// Returns where a message goes: the number if we know it, the user id otherwise.
pub(crate) fn recipient(addresses: &[Address]) -> Option<Recipient> {
    let phone = addresses.iter().find_map(|address| match address {
        Address::Phone(phone) => Some(Recipient::Phone(phone.as_e164().to_owned())),
        Address::UserId(_) | Address::PageScoped { .. } => None,
    });
    phone.or_else(|| {
        addresses.iter().find_map(|address| match address {
            Address::UserId(id) => Some(Recipient::UserId(id.clone())),
            Address::Phone(_) | Address::PageScoped { .. } => None,
        })
    })
}
