//! Instagram's entries: conversations as Messenger's, and comments.
//!
//! Shapes: REFERENCE §10–§11. With Instagram Login a comment's `field` and `value` may stand on the
//! entry itself, and its id may be `id` or `comment_id` (U2).

use crate::event::{Comment, Item, Unreadable};
use crate::json::Fields;
use crate::message::Sender;
use crate::messenger;
use crate::payload::{Change, Collector};

/// Reads an entry of an Instagram account.
pub(crate) fn read_entry(entry: &Fields<'_>, out: &mut Collector) {
    messenger::read_conversations(entry, out);
    for change in out.changes(entry) {
        read_change(&change, out);
    }
}

fn read_change(change: &Change<'_>, out: &mut Collector) {
    let Some(node) = change.value else {
        return out.unreadable(Unreadable::NoValue, change.node);
    };
    let is_comment = matches!(change.field.as_str(), "comments" | "live_comments");
    let Some(value) = node.object().filter(|_| is_comment) else {
        return out.other(&change.field, node);
    };
    let from = value.object("from");
    let media = value.object("media");
    let sender = Sender {
        page_scoped_id: from.as_ref().and_then(|from| from.id("id")),
        username: from.as_ref().and_then(|from| from.text("username")),
        ..Sender::default()
    };
    let comment = Comment {
        provider_id: value
            .id("id")
            .or_else(|| value.id("comment_id"))
            .unwrap_or_default(),
        post_id: media.and_then(|media| media.id("id")),
        parent_id: value.id("parent_id"),
        text: value.text("text"),
        verb: "add".to_owned(),
        is_own: messenger::is_asset(&sender, out),
        sender,
        at: None,
    };
    out.push(Item::Comment(comment), node.raw().to_owned());
}
