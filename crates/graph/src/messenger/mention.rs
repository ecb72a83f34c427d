//! The words of a mention on Instagram, whose webhook names only where it stands.
//!
//! Not for stories and private accounts, and only with a token by Facebook Login. Source: REFERENCE §11;
//! <https://developers.facebook.com/docs/instagram-platform>, read 2026-11-20.

use secrecy::SecretString;

use crate::client::GraphClient;
use crate::debug::debug_by_name;
use crate::error::GraphError;
use crate::json;

/// Where the clinic was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mention<'a> {
    /// In a comment, by its id.
    Comment(&'a str),
    /// In the words under a picture or film, by its id.
    Medium(&'a str),
}

/// What was said, and by whom.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Mentioned {
    /// The words.
    pub text: Option<String>,
    /// The name of the account that wrote them.
    pub username: Option<String>,
}

impl GraphClient {
    /// Reads a mention. An id that is not digits is asked about like any other thing Meta does not have.
    pub async fn mention(
        &self,
        token: &SecretString,
        instagram_id: &str,
        mention: Mention<'_>,
    ) -> Result<Mentioned, GraphError> {
        let (object, key, id, words) = match mention {
            Mention::Comment(id) => ("mentioned_comment", "comment_id", id, "text"),
            Mention::Medium(id) => ("mentioned_media", "media_id", id, "caption"),
        };
        let id: String = id.chars().filter(char::is_ascii_digit).collect();
        let mut url = self.url(&[instagram_id]);
        url.query_pairs_mut().append_pair(
            "fields",
            &format!("{object}.{key}({id}){{{words},username}}"),
        );
        let answer = self.get(token, url).await?;
        let found = answer.get(object);
        Ok(Mentioned {
            text: found.and_then(|found| json::text(found, words)),
            username: found.and_then(|found| json::text(found, "username")),
        })
    }
}

debug_by_name!(Mentioned);
