//! What a token may do and how long it lives.
//!
//! Shapes: REFERENCE §19.2;
//! <https://developers.facebook.com/docs/graph-api/reference/debug_token>, read 2026-11-20.

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::client::GraphClient;
use crate::error::GraphError;
use crate::json;

/// What Meta says about a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenReport {
    /// Whether it works.
    pub is_valid: bool,
    /// The app it was made for.
    pub app_id: Option<String>,
    /// `USER`, `PAGE`, `SYSTEM_USER`.
    pub kind: Option<String>,
    /// When it ends, Unix seconds, UTC; `None` for never.
    pub expires_at: Option<i64>,
    /// The permissions it carries.
    pub scopes: Vec<String>,
    /// Why it does not work: Meta's subcode, as 463 for expired.
    pub subcode: Option<i64>,
}

impl GraphClient {
    /// Asks what `input` may do, with the token of the app or of its developer.
    pub async fn debug_token(
        &self,
        token: &SecretString,
        input: &SecretString,
    ) -> Result<TokenReport, GraphError> {
        let mut url = self.url(&["debug_token"]);
        // Meta takes it in the address only; no error and no log of ours holds that.
        url.query_pairs_mut()
            .append_pair("input_token", input.expose_secret());
        let answer = self.get(token, url).await?;
        let Some(data) = answer.get("data").filter(|data| data.is_object()) else {
            return Err(GraphError::Unreadable { status: 200 });
        };
        let scopes = json::list(data, "scopes").iter();
        Ok(TokenReport {
            is_valid: data["is_valid"] == true,
            app_id: json::id(data, "app_id"),
            kind: json::text(data, "type"),
            expires_at: json::integer(data, "expires_at").filter(|at| *at != 0),
            scopes: scopes
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            subcode: data
                .get("error")
                .and_then(|error| json::integer(error, "subcode")),
        })
    }
}
