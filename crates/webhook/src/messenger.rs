//! Messenger's entries, and the `messaging` items that Instagram shares with it.
//!
//! Shapes: REFERENCE §9. What a message's attachments say is `content`'s part.

use crate::comment::{Comment, CommentVerb, Mention};
use crate::event::{Deleted, Edit, Item, Reaction, Receipt, ReceiptKind, Unreadable};
use crate::json::{Fields, Node};
use crate::message::{Content, Message, Sender};
use crate::payload::{Change, Collector, at_from_milliseconds, at_from_seconds, synthetic_id};

mod act;
mod content;
mod origin;

/// Reads an entry of a Page.
pub(crate) fn read_entry(entry: &Fields<'_>, out: &mut Collector) {
    read_conversations(entry, out);
    out.each_change(entry, read_change);
}

/// Reads what an entry tells of conversations: `messaging`, and `standby` while another app answers.
pub(crate) fn read_conversations(entry: &Fields<'_>, out: &mut Collector) {
    for node in out.elements(entry, "messaging") {
        let Some(fields) = out.object(node) else {
            continue;
        };
        let item = read_item(&fields, out);
        out.push(item, node.raw().to_owned());
    }
    for node in out.elements(entry, "standby") {
        let Some(fields) = out.object(node) else {
            continue;
        };
        let item = Item::Standby(Box::new(read_item(&fields, out)));
        out.push(item, node.raw().to_owned());
    }
}

/// Keys of an item that name no event.
const FRAME: [&str; 5] = ["sender", "recipient", "timestamp", "hop_context", "lead"];

/// The events that are read, the weightiest first.
const EVENTS: [&str; 15] = [
    "message",
    "postback",
    "message_edit",
    "reaction",
    "read",
    "delivery",
    "referral",
    "optin",
    "pass_thread_control",
    "take_thread_control",
    "request_thread_control",
    "release_thread_control",
    "app_roles",
    "policy_enforcement",
    "policy-enforcement",
];

fn read_item(item: &Fields<'_>, out: &Collector) -> Item {
    let sender = person(item, "sender");
    let at = at_from_milliseconds(item.integer("timestamp"));
    // With several events in one item, which is not documented, the weightiest known one counts.
    let known = EVENTS.into_iter().find(|name| item.has(name));
    let mut names = item.members().map(|(name, _)| name);
    let name = known.or_else(|| names.find(|name| !FRAME.contains(name)));
    let Some(name) = name else {
        let field = "messaging".to_owned();
        return Item::Other { field };
    };
    let readable = item.get(name).and_then(|node| Some((node, node.object()?)));
    let Some((node, event)) = readable else {
        return match name {
            "message" | "postback" | "message_edit" | "reaction" | "read" | "delivery" => {
                let reason = Unreadable::Malformed;
                Item::Unreadable { reason }
            }
            _ => Item::Other {
                field: name.to_owned(),
            },
        };
    };
    match name {
        "message" => message(item, node, &event, out),
        "postback" => postback(item, node, &event),
        "message_edit" => Item::Edit(Edit {
            target: event.id("mid").unwrap_or_default(),
            text: event.text("text"),
            number: event.integer("num_edit").and_then(|n| n.try_into().ok()),
            sender,
            at,
        }),
        "reaction" => {
            let is_removed = event.text("action").as_deref() == Some("unreact");
            Item::Reaction(Reaction {
                target: event.id("mid").unwrap_or_default(),
                emoji: event.id("emoji").filter(|_| !is_removed),
                name: event.text("reaction"),
                is_removed,
                sender,
                at,
            })
        }
        "read" => receipt(ReceiptKind::Read, &event, sender, at),
        "delivery" => receipt(ReceiptKind::Delivered, &event, sender, at),
        _ => act::read(item, name, &event, &out.asset_id).unwrap_or_else(|| Item::Other {
            field: name.to_owned(),
        }),
    }
}

fn person(item: &Fields<'_>, side: &str) -> Sender {
    let Some(named) = item.object(side) else {
        return Sender::default();
    };
    Sender {
        page_scoped_id: named.id("id"),
        user_ref: named.id("user_ref"),
        name: named.text("name"),
        username: named.text("username"),
        ..Sender::default()
    }
}

fn receipt(kind: ReceiptKind, event: &Fields<'_>, sender: Sender, at: Option<i64>) -> Item {
    let mids = event.list("mids").into_iter();
    let provider_ids = mids.filter_map(Node::id).chain(event.id("mid")).collect();
    Item::Receipt(Receipt {
        kind,
        provider_ids,
        until: at_from_milliseconds(event.integer("watermark")),
        sender,
        at,
    })
}

fn message(item: &Fields<'_>, node: Node<'_>, message: &Fields<'_>, out: &Collector) -> Item {
    let sender = person(item, "sender");
    let recipient = person(item, "recipient");
    let at = at_from_milliseconds(item.integer("timestamp"));
    let is_own =
        !out.asset_id.is_empty() && sender.page_scoped_id.as_deref() == Some(out.asset_id.as_str());
    let is_from_business = message.is_true("is_echo") || is_own;

    if message.is_true("is_deleted") {
        return Item::Deleted(Deleted {
            target: message.id("mid").unwrap_or_default(),
            is_from_business,
            peer: if is_from_business { recipient } else { sender },
            at,
        });
    }
    if sender.is_nobody() && !is_from_business {
        let reason = Unreadable::NoSender;
        return Item::Unreadable { reason };
    }
    let (content, attachments) = content::read(message);
    let read = Message {
        provider_id: message.id("mid").unwrap_or_else(|| made_id(item, node)),
        recipient: if is_from_business {
            recipient
        } else {
            Sender::default()
        },
        sender,
        is_from_business,
        at,
        content,
        attachments,
        reply_to: message
            .object("reply_to")
            .and_then(|reply_to| reply_to.id("mid")),
        story: content::story(message),
        referral: message.object("referral").as_ref().map(origin::read),
        quick_reply: message
            .object("quick_reply")
            .and_then(|reply| reply.id("payload")),
        commands: message
            .objects("commands")
            .iter()
            .filter_map(|command| command.words("name"))
            .collect(),
        app_id: message.id("app_id"),
        metadata: message.words("metadata"),
        is_self: message.is_true("is_self"),
        ..Message::default()
    };
    if is_from_business {
        Item::Echo(read)
    } else {
        Item::Message(read)
    }
}

fn postback(item: &Fields<'_>, node: Node<'_>, postback: &Fields<'_>) -> Item {
    let sender = person(item, "sender");
    if sender.is_nobody() {
        let reason = Unreadable::NoSender;
        return Item::Unreadable { reason };
    }
    Item::Message(Message {
        provider_id: postback.id("mid").unwrap_or_else(|| made_id(item, node)),
        sender,
        recipient: Sender::default(),
        is_from_business: false,
        at: at_from_milliseconds(item.integer("timestamp")),
        content: Content::Button {
            text: postback.text("title"),
            payload: postback.text("payload"),
        },
        referral: postback.object("referral").as_ref().map(origin::read),
        ..Message::default()
    })
}

/// Returns an id for an event without one: who, when and what (REFERENCE §2.5).
fn made_id(item: &Fields<'_>, event: Node<'_>) -> String {
    let sender = person(item, "sender");
    let sender = sender.page_scoped_id.or(sender.user_ref);
    let at = item.scalar("timestamp").unwrap_or_default();
    synthetic_id(&[&sender.unwrap_or_default(), &at, event.raw()])
}

fn read_change(change: &Change<'_>, out: &mut Collector) {
    let Some(node) = change.value else {
        return out.unreadable(Unreadable::NoValue, change.node);
    };
    let item = node.object().and_then(|value| {
        let is_comment = value.text("item").as_deref() == Some("comment");
        match change.field.as_str() {
            "feed" if is_comment => Some(Item::Comment(comment(&value, out))),
            "mention" => Some(Item::Mention(mention(&value))),
            _ => None,
        }
    });
    match item {
        Some(item) => out.push(item, node.raw().to_owned()),
        None => out.other(&change.field, node),
    }
}

fn comment(value: &Fields<'_>, out: &Collector) -> Comment {
    let sender = writer(value);
    Comment {
        provider_id: value.id("comment_id").unwrap_or_default(),
        post_id: value.id("post_id"),
        media_kind: None,
        ad_id: None,
        parent_id: value.id("parent_id"),
        text: value.text("message"),
        photo_url: value.id("photo"),
        verb: CommentVerb::from_name(&value.text("verb").unwrap_or_default()),
        is_own: is_asset(&sender, out),
        is_live: false,
        sender,
        at: at_from_seconds(value.integer("created_time")),
    }
}

fn mention(value: &Fields<'_>) -> Mention {
    Mention {
        post_id: value.id("post_id"),
        comment_id: value.id("comment_id"),
        text: value.text("message"),
        verb: CommentVerb::from_name(&value.text("verb").unwrap_or_default()),
        sender: writer(value),
        at: at_from_seconds(value.integer("created_time")),
    }
}

fn writer(value: &Fields<'_>) -> Sender {
    let from = value.object("from");
    let from = from.as_ref();
    Sender {
        page_scoped_id: from.and_then(|from| from.id("id")),
        name: from
            .and_then(|from| from.words("name"))
            .or_else(|| value.words("sender_name")),
        ..Sender::default()
    }
}

/// Returns whether the clinic's own account is meant.
pub(crate) fn is_asset(sender: &Sender, out: &Collector) -> bool {
    // An entry without an id has no account to compare with, and no person's id is empty.
    sender.page_scoped_id.as_deref() == Some(out.asset_id.as_str())
}
