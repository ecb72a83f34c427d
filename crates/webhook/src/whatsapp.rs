//! WhatsApp's changes: messages, statuses, echoes, history, standby and the account's own fields.
//!
//! Shapes: REFERENCE §3–§8. An element of `value.messages` gives a message whatever its type is; what
//! its content says is `content`'s part.

use crate::account::MetaError;
use crate::event::{Item, Status, StatusState, Unreadable};
use crate::json::{Fields, Node};
use crate::message::{Message, Sender};
use crate::payload::{Change, Collector, at_from_seconds, synthetic_id};
use crate::routing;

mod account;
mod act;
mod contacts;
mod content;
mod form;
mod history;
mod origin;

use contacts::Contacts;

/// Reads an entry.
pub(crate) fn read_entry(entry: &Fields<'_>, out: &mut Collector) {
    out.each_change(entry, |change, out| {
        out.number_id = None;
        read_change(change, out);
    });
}

fn read_change(change: &Change<'_>, out: &mut Collector) {
    let Some(node) = change.value else {
        return out.unreadable(Unreadable::NoValue, change.node);
    };
    let field = change.field.as_str();
    let Some(value) = node.object() else {
        return if field == "messages" {
            out.unreadable(Unreadable::Malformed, node)
        } else {
            out.other(field, node)
        };
    };
    out.number_id = routing::number_id(&value);

    let before = out.len();
    match field {
        "messages" => return read_messages(node, &value, out),
        // A message is not lost for want of its label.
        "" if value.has("messages") || value.has("statuses") => {
            return read_messages(node, &value, out);
        }
        "smb_message_echoes" | "message_echoes" => {
            let contacts = Contacts::of(&value);
            for node in out.elements(&value, "message_echoes") {
                let Some(echo) = out.object(node) else {
                    continue;
                };
                push_message(Item::Echo, echo_of(node, &echo, &contacts), node, out);
            }
        }
        "history" => history::read(&value, out),
        "standby" => read_standby(&value, out),
        "smb_app_state_sync" => act::contact_syncs(&value, out),
        "user_preferences" => act::preferences(&value, out),
        "user_id_update" => act::identity_changes(&value, out),
        "calls" => act::calls(&value, out),
        "messaging_handovers" => {
            if let Some(handover) = act::handover(&value) {
                out.push(Item::Handover(handover), node.raw().to_owned());
            }
        }
        _ => {
            if let Some(news) = account::read(field, &value) {
                out.push(Item::Account(news), node.raw().to_owned());
            }
        }
    }
    if out.len() == before {
        out.other(field, node);
    }
}

/// What `value` holds beside items, or as items that are read.
const KNOWN_MEMBERS: [&str; 8] = [
    "messaging_product",
    "metadata",
    "contacts",
    "conversation_context",
    "messages",
    "statuses",
    "errors",
    "user_actions",
];

fn read_messages(node: Node<'_>, value: &Fields<'_>, out: &mut Collector) {
    let before = out.len();
    let contacts = Contacts::of(value);
    let mut summary = act::summary(value);
    for node in out.elements(value, "messages") {
        let Some(message) = out.object(node) else {
            continue;
        };
        let (mut message, contact) = inbound(node, &message, &contacts);
        // It speaks of what went before the first of them.
        message.summary = summary.take();
        push_message(Item::Message, (message, contact), node, out);
    }
    for node in out.elements(value, "statuses") {
        let Some(status) = out.object(node) else {
            continue;
        };
        let item = status_of(&status);
        out.push(item, node.raw().to_owned());
    }
    act::each("errors", "errors", value, out, |error| {
        Some(Item::AccountError(error_of(error)))
    });
    act::each("user_actions", "user_actions", value, out, |_| None);
    let mut names = value.members().map(|(name, _)| name);
    if out.len() == before && names.any(|name| !KNOWN_MEMBERS.contains(&name)) {
        out.other("messages", node);
    }
}

fn read_standby(value: &Fields<'_>, out: &mut Collector) {
    let Some(standby) = value.object("standby") else {
        return;
    };
    // Documents disagree on where the contacts are (U15).
    let contacts = if standby.has("contacts") {
        Contacts::of(&standby)
    } else {
        Contacts::of(value)
    };
    let observed = |message| Item::Standby(Box::new(Item::Message(message)));
    for node in out.elements(&standby, "messages") {
        let Some(message) = out.object(node) else {
            continue;
        };
        push_message(observed, inbound(node, &message, &contacts), node, out);
    }
    let observed = |message| Item::Standby(Box::new(Item::Echo(message)));
    for node in out.elements(&standby, "message_echoes") {
        let Some(echo) = out.object(node) else {
            continue;
        };
        push_message(observed, echo_of(node, &echo, &contacts), node, out);
    }
    for node in out.elements(&standby, "statuses") {
        let Some(status) = out.object(node) else {
            continue;
        };
        let item = Item::Standby(Box::new(status_of(&status)));
        out.push(item, node.raw().to_owned());
    }
}

/// Adds a message with its contact, if one was matched, in its raw JSON.
fn push_message(
    kind: impl Fn(Message) -> Item,
    (message, contact): (Message, Option<&str>),
    node: Node<'_>,
    out: &mut Collector,
) {
    let raw = node.raw();
    let raw = match (contact, raw.strip_suffix('}')) {
        (Some(contact), Some(open)) => {
            let separator = if open.trim_end().ends_with('{') {
                ""
            } else {
                ","
            };
            format!("{open}{separator}\"contact\":{contact}}}")
        }
        (None, _) | (Some(_), None) => raw.to_owned(),
    };
    out.push(kind(message), raw);
}

/// Reads an element of `value.messages`.
fn inbound<'c>(
    node: Node<'_>,
    message: &Fields<'_>,
    contacts: &'c Contacts<'_>,
) -> (Message, Option<&'c str>) {
    let mut sender = Sender {
        wa_id: message.id("from"),
        user_id: message.id("from_user_id"),
        parent_user_id: message.id("from_parent_user_id"),
        ..Sender::default()
    };
    let contact = contacts.complete(&mut sender);
    (message_of(node, message, message, sender), contact)
}

/// Reads an element of `message_echoes`: what was written in the WhatsApp Business app, or by another
/// responder (there the Send API's body is under `message`).
fn echo_of<'c>(
    node: Node<'_>,
    echo: &Fields<'_>,
    contacts: &'c Contacts<'_>,
) -> (Message, Option<&'c str>) {
    let sent = echo.object("message");
    let body = sent.as_ref().unwrap_or(echo);
    let to = body.id("to");
    let is_number = |to: &String| !to.contains(|c: char| c.is_alphabetic());
    let mut recipient = Sender {
        wa_id: to.as_ref().filter(|to| is_number(to)).map(|to| digits(to)),
        user_id: body.id("to_user_id").or_else(|| body.id("recipient")),
        ..Sender::default()
    };
    let contact = contacts.complete(&mut recipient);
    let sender = Sender {
        wa_id: echo.id("from"),
        ..Sender::default()
    };
    let message = Message {
        recipient,
        is_from_business: true,
        group_id: echo.id("group_id").or(to.filter(|to| !is_number(to))),
        ..message_of(node, echo, body, sender)
    };
    (message, contact)
}

/// Reads what all messages share; `body` holds type and content.
fn message_of(node: Node<'_>, message: &Fields<'_>, body: &Fields<'_>, sender: Sender) -> Message {
    let context = body.object("context");
    let is_marked = |mark| {
        context
            .as_ref()
            .is_some_and(|context| context.is_true(mark))
    };
    Message {
        provider_id: message
            .id("id")
            .unwrap_or_else(|| synthetic_id(&[node.raw()])),
        sender,
        recipient: Sender::default(),
        is_from_business: false,
        at: at_from_seconds(message.integer("timestamp")),
        content: content::read(body),
        attachments: Vec::new(),
        reply_to: context.as_ref().and_then(|context| context.id("id")),
        is_forwarded: is_marked("forwarded") || is_marked("frequently_forwarded"),
        is_forwarded_often: is_marked("frequently_forwarded"),
        product: context.as_ref().and_then(origin::asked_product),
        referral: message.object("referral").as_ref().map(origin::read),
        group_id: message.id("group_id"),
        errors: errors_of(message),
        ..Message::default()
    }
}

/// Reads the `errors` of a message, a chunk of history or a whole value.
fn errors_of(fields: &Fields<'_>) -> Vec<MetaError> {
    let errors = fields.objects("errors");
    errors.iter().map(error_of).collect()
}

fn error_of(error: &Fields<'_>) -> MetaError {
    let details = error
        .object("error_data")
        .and_then(|data| data.text("details"));
    MetaError {
        code: code_of(error),
        title: error.text("title"),
        details: details.or_else(|| error.text("message")),
    }
}

/// Returns the code, which `Debug` shows: Meta's have seven digits at most, so a phone number is none.
fn code_of(error: &Fields<'_>) -> Option<i64> {
    const MOST: i64 = 9_999_999;
    error
        .integer("code")
        .filter(|code| (0..=MOST).contains(code))
}

fn status_of(status: &Fields<'_>) -> Item {
    let Some(provider_id) = status.id("id") else {
        let reason = Unreadable::NoId;
        return Item::Unreadable { reason };
    };
    let errors = status.objects("errors");
    let error = errors.first();
    let name = status.text("status").unwrap_or_default();
    let state = match name.as_str() {
        "sent" => StatusState::Sent,
        "delivered" => StatusState::Delivered,
        "read" => StatusState::Read,
        "played" => StatusState::Played,
        "failed" => StatusState::Failed {
            code: error.and_then(code_of),
            title: error.and_then(|error| error.text("title")),
            details: error.and_then(|error| error.object("error_data")?.text("details")),
        },
        _ => StatusState::Other(name),
    };
    let is_group = status.text("recipient_type").as_deref() == Some("group");
    let participant = status
        .id("recipient_participant_id")
        .or_else(|| status.id("participant_recipient_id"));
    let recipient = if is_group {
        Sender {
            wa_id: participant,
            user_id: status.id("recipient_participant_user_id"),
            parent_user_id: status.id("recipient_participant_parent_user_id"),
            ..Sender::default()
        }
    } else {
        Sender {
            wa_id: status.id("recipient_id"),
            user_id: status.id("recipient_user_id"),
            parent_user_id: status.id("recipient_parent_user_id"),
            ..Sender::default()
        }
    };
    Item::Status(Status {
        provider_id,
        state,
        at: at_from_seconds(status.integer("timestamp")),
        callback_data: status.text("biz_opaque_callback_data"),
        recipient,
        group_id: status.id("recipient_id").filter(|_| is_group),
    })
}

/// Returns the digits of a number written in any way.
fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}
