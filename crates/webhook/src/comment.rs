//! What is said about the clinic in public: comments and mentions.
//!
//! Knows nothing of JSON. Facts: REFERENCE §11.

use std::fmt;

use crate::message::Sender;
use crate::quiet::debug_by_name;

/// A comment under a post of the clinic.
#[derive(Clone, PartialEq, Eq)]
pub struct Comment {
    /// The comment's id; empty when Meta gives none.
    pub provider_id: String,
    /// The post or medium it stands under.
    pub post_id: Option<String>,
    /// Instagram's kind of medium: `FEED`, `STORY`, `REELS`, `AD`, `LIVE`, ….
    pub media_kind: Option<String>,
    /// The ad that shows the medium.
    pub ad_id: Option<String>,
    /// The comment it answers; on a Page the post itself when it answers none.
    pub parent_id: Option<String>,
    /// Its text.
    pub text: Option<String>,
    /// The picture in it.
    pub photo_url: Option<String>,
    /// What was done.
    pub verb: CommentVerb,
    /// Who wrote it.
    pub sender: Sender,
    /// Whether the clinic's own account wrote it: it triggers nothing.
    pub is_own: bool,
    /// Whether it was said during a live broadcast, while which alone it can be answered privately.
    pub is_live: bool,
    /// Unix milliseconds, UTC; on Instagram, which gives none, the time of the entry.
    pub at: Option<i64>,
}

/// What was done with a comment.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum CommentVerb {
    /// It was written; all that Instagram tells.
    Added,
    /// Its text was changed.
    Edited,
    /// It was deleted.
    Removed,
    /// It was hidden.
    Hidden,
    /// Anything else, by Meta's name; may be empty.
    Other(String),
}

impl CommentVerb {
    /// Returns what Meta's word means.
    pub fn from_name(name: &str) -> Self {
        match name {
            "add" => Self::Added,
            "edited" | "edit" => Self::Edited,
            "remove" => Self::Removed,
            "hide" => Self::Hidden,
            _ => Self::Other(name.to_owned()),
        }
    }
}

impl fmt::Debug for CommentVerb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Added => "added",
            Self::Edited => "edited",
            Self::Removed => "removed",
            Self::Hidden => "hidden",
            Self::Other(_) => "other",
        })
    }
}

/// Somebody named the clinic's account outside its own posts. Instagram tells where, but not what or who.
#[derive(Clone, PartialEq, Eq)]
pub struct Mention {
    /// The post or medium.
    pub post_id: Option<String>,
    /// The comment; `None` when the post itself names the clinic.
    pub comment_id: Option<String>,
    /// Its text; Pages only.
    pub text: Option<String>,
    /// What was done; [`CommentVerb::Added`] on Instagram.
    pub verb: CommentVerb,
    /// Who wrote it; Pages only, and there often a name alone.
    pub sender: Sender,
    /// Unix milliseconds, UTC; on Instagram the time of the entry.
    pub at: Option<i64>,
}

debug_by_name!(Comment, Mention);
