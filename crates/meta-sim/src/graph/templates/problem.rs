//! Why a template is not taken: code 100, a subcode, and words meant for the person who wrote it.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes>, read
//! 2026-11-20 (REFERENCE section 22.4).

use serde_json::{Value, json};

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TemplateProblem {
    /// Meta's subcode, e.g. 2388299, where it documents one.
    pub(crate) subcode: Option<u32>,
    pub(crate) title: &'static str,
    /// A sentence for the author.
    pub(crate) sentence: String,
}

impl TemplateProblem {
    pub(crate) fn new(subcode: u32, title: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            subcode: Some(subcode),
            title,
            sentence: sentence.into(),
        }
    }

    /// Returns a problem Meta has words for, and no documented subcode.
    pub(crate) fn without_code(title: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            subcode: None,
            title,
            sentence: sentence.into(),
        }
    }

    /// Returns the object under `error`.
    pub(crate) fn json(&self) -> Value {
        let mut error = json!({
            "message": "Invalid parameter",
            "type": "OAuthException",
            "code": 100,
            "error_user_title": self.title,
            "error_user_msg": self.sentence,
            "is_transient": false,
        });
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = json!(subcode);
        }
        error
    }
}
