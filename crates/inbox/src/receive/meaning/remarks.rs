//! What people say in public: comments under posts of the clinic, and mentions of it.
//!
//! A comment opens no service window: it may be answered once in private, which is another rule's.

use super::{Meaning, Place, messages};
use crate::receive::content::{Shown, clean};
use recado_domain::{
    id::MediaId,
    media::MediaKind,
    message::MessageKind,
    part::{CommentPlace, Part},
};
use recado_store::conversations::event::{Contact, Event, NewMedia, NewMessage, RevokeEvent};
use recado_webhook::comment::{Comment, CommentVerb, Mention};

impl Place<'_> {
    pub(super) fn comment(&self, comment: &Comment, contact: Contact) -> Option<Meaning> {
        if comment.is_own {
            return Some(Meaning::nothing());
        }
        if comment.provider_id.is_empty() {
            return None;
        }
        let text = comment.text.as_deref().unwrap_or_default();
        let id = comment.provider_id.as_str();
        let said = Said {
            id,
            text,
            verb: &comment.verb,
            at: comment.at,
            place: CommentPlace {
                comment_id: id.to_owned(),
                post_id: comment.post_id.clone(),
                is_mention: false,
                is_answered: false,
                author: None,
            },
            photo_url: comment.photo_url.clone(),
        };
        self.said(said, contact)
    }

    pub(super) fn mention(&self, mention: &Mention, contact: Contact) -> Option<Meaning> {
        let id = mention
            .comment_id
            .as_deref()
            .or(mention.post_id.as_deref())?;
        let said = Said {
            id,
            text: mention.text.as_deref().unwrap_or_default(),
            verb: &mention.verb,
            at: mention.at,
            place: CommentPlace {
                comment_id: mention.comment_id.clone().unwrap_or_default(),
                post_id: mention.post_id.clone(),
                is_mention: true,
                is_answered: false,
                author: None,
            },
            photo_url: None,
        };
        self.said(said, contact)
    }

    fn said(&self, said: Said<'_>, contact: Contact) -> Option<Meaning> {
        let at = self.at(said.at);
        match said.verb {
            CommentVerb::Added => {
                let shown = Shown {
                    kind: MessageKind::Comment,
                    text: clean::text(said.text),
                    detail: None,
                    files: said.photo_url.map(photo).into_iter().collect(),
                    parts: vec![Part::Comment(said.place)],
                };
                let new = NewMessage {
                    is_unread: true,
                    ..self.written(contact, said.id, at, shown)
                };
                Some(Meaning {
                    is_news: true,
                    ..self.watched(new, true)
                })
            }
            CommentVerb::Edited => {
                let text = clean::text(said.text);
                Some(Meaning {
                    own_id: Some(format!("edit {} {} {text}", said.id, at.0)),
                    calls: true,
                    ..messages::edited(said.id, text, at, &contact)
                })
            }
            CommentVerb::Removed => Some(Meaning::quiet(Event::Revoke(RevokeEvent {
                channel: contact.channel,
                target: said.id.to_owned(),
                at,
            }))),
            // Hidden from others; its author and the clinic still see it.
            CommentVerb::Hidden => Some(Meaning::nothing()),
            CommentVerb::Other(_) => None,
        }
    }
}

/// What was said, wherever it stands.
struct Said<'a> {
    id: &'a str,
    text: &'a str,
    verb: &'a CommentVerb,
    at: Option<i64>,
    place: CommentPlace,
    photo_url: Option<String>,
}

fn photo(url: String) -> NewMedia {
    NewMedia {
        id: MediaId::generate(),
        kind: MediaKind::Image,
        provider_media_id: None,
        url: Some(url),
        mime: None,
        sha256: None,
        name: None,
        bytes: None,
    }
}
