//! Meta's errors: code, HTTP status and words.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes> and
//! <https://developers.facebook.com/docs/graph-api/guides/error-handling>, read November 2026.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::id;

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
            Self::TokenUnreadable | Self::TokenExpired => StatusCode::UNAUTHORIZED,
            Self::NoPermission => StatusCode::FORBIDDEN,
            Self::Unsupported { .. }
            | Self::Parameter(_)
            | Self::UnknownPath(_)
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

/// Code, HTTP status, title, usual details, whether WhatsApp's `error_data` comes with it.
type Entry = (u32, u16, &'static str, &'static str, bool);

fn entry(code: u32) -> Entry {
    let found = ENTRIES.iter().find(|entry| entry.0 == code);
    found
        .copied()
        .unwrap_or((code, 400, "Unknown error", "unknown error", true))
}

#[rustfmt::skip]
const ENTRIES: &[Entry] = &[
    (0, 401, "AuthException", "", false),
    (1, 400, "An unknown error occurred", "", false),
    (2, 503, "An unexpected error has occurred. Please retry your request later.", "", false),
    (3, 500, "Application does not have the capability to make this API call", "", false),
    (4, 400, "Application request limit reached", "", false),
    (10, 403, "Application does not have permission for this action", "", false),
    (100, 400, "Invalid parameter", "Invalid parameter", true),
    (190, 401, "Invalid OAuth access token - Cannot parse access token", "", false),
    (200, 403, "Permissions error", "", false),
    (368, 403, "The action attempted has been deemed abusive or is otherwise disallowed", "Temporarily blocked for policies violations.", true),
    (80007, 400, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit.", true),
    (130403, 400, "User is blocked", "The business has blocked this user.", true),
    (130429, 400, "Rate limit hit", "Cloud API message throughput has been reached.", true),
    (130472, 400, "User's number is part of an experiment", "Failed to send message because this user's phone number is part of an experiment", true),
    (130497, 403, "Business account is restricted from messaging users in this country.", "Business account is restricted from messaging users in this country.", true),
    (131000, 500, "Something went wrong", "unknown error", true),
    (131005, 403, "Access denied", "Permission is either not granted or has been removed.", true),
    (131008, 400, "Required parameter is missing", "Required parameter is missing", true),
    (131009, 400, "Parameter value is not valid", "Parameter value is not valid", true),
    (131016, 500, "Service unavailable", "A service is temporarily unavailable.", true),
    (131021, 400, "Recipient cannot be sender", "Sender and recipient phone number is the same.", true),
    (131026, 400, "Message undeliverable", "Message Undeliverable.", true),
    (131030, 400, "Recipient phone number not in allowed list", "Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.", true),
    (131031, 403, "Business Account locked", "Business Account has been locked", true),
    (131042, 400, "Business eligibility payment issue", "Message failed to send because there were one or more errors related to your payment method.", true),
    (131045, 500, "Incorrect certificate", "Message failed to send due to a phone number registration error.", true),
    (131047, 400, "Re-engagement message", "Message failed to send because more than 24 hours have passed since the customer last replied to this number.", true),
    (131048, 400, "Spam rate limit hit", "Message failed to send because there are restrictions on how many messages can be sent from this phone number.", true),
    (131049, 400, "This message was not delivered to maintain healthy ecosystem engagement.", "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.", true),
    (131050, 400, "Unable to deliver the message. This recipient has chosen to stop receiving marketing messages on WhatsApp from your business.", "User has stopped marketing messages.", true),
    (131051, 400, "Unsupported message type", "Message type is currently not supported", true),
    (131053, 400, "Media upload error", "Media upload error", true),
    (131056, 400, "(Business Account, Consumer Account) pair rate limit hit", "Too many messages sent to the same recipient in a short period of time.", true),
    (131057, 500, "Account in maintenance mode", "Business Account is in maintenance mode", true),
    (131059, 400, "Invalid cursor", "The paging cursor is not valid.", true),
    (131062, 400, "BSUID recipients are not supported for this message", "BSUID recipients are not supported for this message", true),
    (132000, 400, "Number of parameters does not match the expected number of params", "number of parameters does not match", true),
    (132001, 404, "Template name does not exist in the translation", "template name does not exist", true),
    (132005, 400, "Translated text too long", "too long", true),
    (132007, 400, "Template Format Character Policy Violated", "policy", true),
    (132012, 400, "Parameter format does not match format in the created template", "format mismatch", true),
    (132015, 400, "Template is Paused", "Template is paused due to low quality", true),
    (132016, 400, "Template is Disabled", "disabled", true),
    (132018, 400, "There was a problem validating the parameters", "Param text cannot have new-line/tab characters or more than 4 consecutive spaces", true),
    (133010, 400, "The account is not registered", "Phone number not registered on the Whatsapp Business Platform.", true),
    (135000, 400, "Generic user error", "Message failed to send because of an unknown error with your request parameters", true),
];
