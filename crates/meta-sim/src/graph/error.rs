//! Meta's errors: code, HTTP status and words.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes> and
//! <https://developers.facebook.com/docs/graph-api/guides/error-handling>, read November 2026.

mod table;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::social_error::Refusal;
use super::templates::problem::TemplateProblem;
use crate::world::id;
use table::entry;

/// Why Graph refused.
#[derive(Clone, Debug)]
pub(crate) enum GraphError {
    /// A code of the table, with details of its own or the usual ones.
    Code { code: u32, details: Option<String> },
    /// 190: not a token at all.
    TokenUnreadable,
    /// 190, subcode 463.
    TokenExpired,
    /// 10: the wrong kind of token for this.
    NoPermission,
    /// 100, subcode 33: the object does not exist for this token.
    Unsupported { method: String, object: String },
    /// 100, with Meta's sentence as the message and no details.
    Parameter(String),
    /// 2500: the path has no version.
    UnknownPath(String),
    /// 2200: the callback failed the challenge.
    CallbackRefused(String),
    /// 190: a Page's edge was called with another token.
    PageTokenNeeded,
    /// A refusal of Messenger or Instagram.
    Social(Refusal),
    /// 100 with a subcode, and words for the user, as templates are refused.
    Template(TemplateProblem),
}

impl GraphError {
    pub(crate) fn code(code: u32, details: impl Into<String>) -> Self {
        let details = Some(details.into());
        Self::Code { code, details }
    }

    pub(crate) fn unsupported(method: &str, object: &str) -> Self {
        Self::Unsupported {
            method: method.to_owned(),
            object: object.to_owned(),
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Code { code, .. } => {
                StatusCode::from_u16(entry(*code).1).unwrap_or(StatusCode::BAD_REQUEST)
            }
            Self::Social(refusal) => refusal.status(),
            Self::TokenUnreadable | Self::TokenExpired | Self::PageTokenNeeded => {
                StatusCode::UNAUTHORIZED
            }
            Self::NoPermission => StatusCode::FORBIDDEN,
            Self::Unsupported { .. }
            | Self::Parameter(_)
            | Self::UnknownPath(_)
            | Self::Template(_)
            | Self::CallbackRefused(_) => StatusCode::BAD_REQUEST,
        }
    }

    /// Returns the object under `error`.
    pub(crate) fn json(&self) -> Value {
        let mut error = match self {
            Self::Code { code, details } => {
                let (_, _, title, usual, is_whatsapp) = entry(*code);
                let message = match *code {
                    190 => title.to_owned(),
                    2 => title.to_owned(),
                    code => format!("(#{code}) {title}"),
                };
                let mut error = json!({"message": message, "code": code});
                if is_whatsapp {
                    let details = details.as_deref().unwrap_or(usual);
                    error["error_data"] =
                        json!({"messaging_product": "whatsapp", "details": details});
                }
                if matches!(code, 2 | 4) {
                    error["is_transient"] = json!(true);
                }
                error
            }
            Self::TokenUnreadable => json!({
                "message": "Invalid OAuth access token - Cannot parse access token",
                "code": 190,
            }),
            Self::TokenExpired => json!({
                "message": "Error validating access token: Session has expired.",
                "code": 190,
                "error_subcode": 463,
            }),
            Self::NoPermission => json!({
                "message": "(#10) Application does not have permission for this action",
                "code": 10,
            }),
            Self::Unsupported { method, object } => json!({
                "message": format!(
                    "Unsupported {method} request. Object with ID '{object}' does not exist, cannot be loaded due to \
                     missing permissions, or does not support this operation."
                ),
                "type": "GraphMethodException",
                "code": 100,
                "error_subcode": 33,
            }),
            Self::Parameter(sentence) => {
                json!({"message": format!("(#100) {sentence}"), "code": 100})
            }
            Self::UnknownPath(path) => json!({
                "message": format!("Unknown path components: /{path}"),
                "code": 2500,
            }),
            Self::CallbackRefused(why) => json!({
                "message": format!("(#2200) Callback verification failed with the following errors: {why}"),
                "code": 2200,
            }),
            Self::PageTokenNeeded => json!({
                "message": "(#190) This method must be called with a Page Access Token",
                "code": 190,
            }),
            Self::Social(refusal) => refusal.json(),
            Self::Template(problem) => problem.json(),
        };
        if error.get("type").is_none() {
            error["type"] = json!("OAuthException");
        }
        error["fbtrace_id"] = json!(id::trace());
        error
    }
}

/// Returns the title and details of a code, for `failed` statuses.
pub(crate) fn words(code: u32) -> (&'static str, &'static str) {
    let (_, _, title, details, _) = entry(code);
    (title, details)
}
