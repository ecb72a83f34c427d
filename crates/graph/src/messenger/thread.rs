//! A conversation of a Page beside its messages: read marks, typing, reactions, who answers, who writes.
//!
//! All of it may be asked twice. Shapes: REFERENCE §14;
//! <https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions>, read 2026-11-20.

use secrecy::SecretString;
use serde_json::{Value, json};

use super::PageProduct;
use crate::client::GraphClient;
use crate::debug::debug_by_name;
use crate::error::GraphError;
use crate::error::answer::Call;
use crate::json;

/// The reaction that Instagram offers to everybody.
pub const LOVE: &str = "love";

/// What a Page may know about a person.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// The name.
    pub name: Option<String>,
    /// The name without spaces, on Instagram.
    pub username: Option<String>,
    /// Where the picture is, for some days; fetched without a token.
    pub picture_url: Option<String>,
}

impl GraphClient {
    /// Marks what a person wrote as read.
    pub async fn mark_seen(
        &self,
        token: &SecretString,
        page_id: &str,
        person: &str,
    ) -> Result<(), GraphError> {
        let body = sender_action(person, "mark_seen");
        self.act(token, page_id, "messages", &body).await
    }

    /// Shows that an answer is being typed, for 20 s at most.
    pub async fn typing_on(
        &self,
        token: &SecretString,
        page_id: &str,
        person: &str,
    ) -> Result<(), GraphError> {
        let body = sender_action(person, "typing_on");
        self.act(token, page_id, "messages", &body).await
    }

    /// Reacts to a message on Instagram, or takes the reaction back; [`LOVE`] is always offered. That
    /// Messenger takes it is not confirmed.
    pub async fn react(
        &self,
        token: &SecretString,
        page_id: &str,
        person: &str,
        mid: &str,
        reaction: Option<&str>,
    ) -> Result<(), GraphError> {
        let action = if reaction.is_some() {
            "react"
        } else {
            "unreact"
        };
        let mut body = sender_action(person, action);
        body["payload"] = json!({ "message_id": mid });
        if let Some(reaction) = reaction {
            body["payload"]["reaction"] = json!(reaction);
        }
        self.act(token, page_id, "messages", &body).await
    }

    /// Takes a conversation that another app answers in.
    pub async fn take_thread_control(
        &self,
        token: &SecretString,
        page_id: &str,
        person: &str,
    ) -> Result<(), GraphError> {
        let body = json!({ "recipient": { "id": person } });
        self.act(token, page_id, "take_thread_control", &body).await
    }

    /// Reads what the Page may know about a person.
    ///
    /// Refused ([`crate::error::advice::Advice::ProfileSilent`]) for people who did not agree to it.
    pub async fn profile(
        &self,
        token: &SecretString,
        person: &str,
        product: PageProduct,
    ) -> Result<Profile, GraphError> {
        let fields = match product {
            PageProduct::Messenger => "first_name,last_name,profile_pic",
            PageProduct::Instagram => "name,username,profile_pic",
        };
        let mut url = self.url(&[person]);
        url.query_pairs_mut().append_pair("fields", fields);
        let answer = self.get(token, url).await?;
        let parts = [
            json::text(&answer, "first_name"),
            json::text(&answer, "last_name"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let name = json::text(&answer, "name").or_else(|| Some(parts.join(" ")));
        Ok(Profile {
            name: name.filter(|name| !name.trim().is_empty()),
            username: json::text(&answer, "username"),
            picture_url: json::text(&answer, "profile_pic"),
        })
    }

    async fn act(
        &self,
        token: &SecretString,
        page_id: &str,
        path: &str,
        body: &Value,
    ) -> Result<(), GraphError> {
        let url = self.url(&[page_id, path]);
        self.post(Call::Repeatable, token, url, body).await?;
        Ok(())
    }
}

fn sender_action(person: &str, action: &str) -> Value {
    json!({ "recipient": { "id": person }, "sender_action": action })
}

debug_by_name!(Profile);
