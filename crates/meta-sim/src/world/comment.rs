//! Comments under the clinic's posts: who wrote them, and whether one was answered in private.

use serde::Serialize;

use super::product::Product;

/// How long a comment can be answered in private, in milliseconds.
/// Source: <https://developers.facebook.com/docs/messenger-platform/discovery/private-replies>, read 2026-11-20
/// (REFERENCE section 11).
const PRIVATE_REPLY_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// One comment.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Comment {
    pub(crate) product: Product,
    /// The author's PSID or IGSID.
    pub(crate) from: String,
    pub(crate) name: String,
    pub(crate) text: String,
    /// The post's or the media's id.
    pub(crate) post: String,
    pub(crate) at: i64,
    pub(crate) is_gone: bool,
    pub(crate) is_hidden: bool,
    /// The one private answer.
    pub(crate) answered_in_private: bool,
    /// Public answers of the clinic.
    pub(crate) answers: Vec<String>,
}

impl Comment {
    /// Returns whether Meta still takes a private answer.
    pub(crate) fn may_be_answered_in_private(&self, now_ms: i64) -> bool {
        !self.is_gone && now_ms - self.at < PRIVATE_REPLY_MS
    }
}
