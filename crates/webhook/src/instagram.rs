//! Instagram's entries: conversations as Messenger's, comments and mentions.
//!
//! Shapes: REFERENCE §10–§11. With Instagram Login a comment's `field` and `value` may stand on the
//! entry itself, and its id may be `id` or `comment_id` (U2).

use crate::comment::{Comment, CommentVerb, Mention};
use crate::event::{Item, Unreadable};
use crate::json::Fields;
use crate::message::Sender;
use crate::messenger;
use crate::payload::{Change, Collector};

/// Reads an entry of an Instagram account.
pub(crate) fn read_entry(entry: &Fields<'_>, out: &mut Collector) {
    messenger::read_conversations(entry, out);
    out.each_change(entry, read_change);
}

fn read_change(change: &Change<'_>, out: &mut Collector) {
    let Some(node) = change.value else {
        return out.unreadable(Unreadable::NoValue, change.node);
    };
    let item = node.object().and_then(|value| {
        let is_live = change.field == "live_comments";
        match change.field.as_str() {
            "comments" | "live_comments" => Some(Item::Comment(comment(&value, is_live, out))),
            "mentions" => Some(Item::Mention(Mention {
                post_id: value.id("media_id"),
                comment_id: value.id("comment_id"),
                text: None,
                verb: CommentVerb::Added,
                sender: Sender::default(),
                at: out.entry_at,
            })),
            _ => None,
        }
    });
    match item {
        Some(item) => out.push(item, node.raw().to_owned()),
        None => out.other(&change.field, node),
    }
}

fn comment(value: &Fields<'_>, is_live: bool, out: &Collector) -> Comment {
    let from = value.object("from");
    let media = value.object("media");
    let media = media.as_ref();
    let sender = Sender {
        page_scoped_id: from.as_ref().and_then(|from| from.id("id")),
        username: from.as_ref().and_then(|from| from.words("username")),
        ..Sender::default()
    };
    Comment {
        provider_id: value
            .id("id")
            .or_else(|| value.id("comment_id"))
            .unwrap_or_default(),
        post_id: media.and_then(|media| media.id("id")),
        media_kind: media.and_then(|media| media.words("media_product_type")),
        ad_id: media.and_then(|media| media.id("ad_id")),
        parent_id: value.id("parent_id"),
        text: value.text("text"),
        photo_url: None,
        verb: CommentVerb::Added,
        is_own: messenger::is_asset(&sender, out),
        is_live,
        sender,
        at: out.entry_at,
    }
}
