//! How Messenger and Instagram refuse: code, subcode and words.
//!
//! Source: <https://developers.facebook.com/docs/messenger-platform/error-codes> and
//! <https://developers.facebook.com/docs/instagram-platform>, read 2026-11-20 (REFERENCE section 22.5).

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::product::Product;

/// Why a call of Messenger or Instagram was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Outside the 24 hours, or the 7 days of a human agent.
    WindowClosed(Product),
    /// Another app owns the thread.
    OtherApp,
    /// Blocked by the person, or gone.
    Unavailable,
    /// The id is nobody's on this Page or account.
    NoSuchPerson(Product),
    /// The tag was removed, or never existed.
    Tag,
    /// A parameter is wrong; Meta's sentence.
    Parameter(String),
    /// Text longer than Messenger's 2,000 characters.
    TextTooLong,
    /// The file is bigger than allowed.
    TooBig,
    /// The file behind a link could not be fetched.
    NotFetched,
    /// The kind of attachment and its file do not match.
    WrongFile,
    /// No attachment has this id.
    NoSuchAttachment,
    /// The comment is unknown, deleted or older than 7 days.
    Comment,
    /// The comment was already answered in private.
    AlreadyAnswered,
    /// The person's name is not to be read yet.
    NoConsent,
    /// A code a test asked for.
    Asked {
        /// Meta's code.
        code: u32,
        /// Meta's subcode.
        subcode: Option<u32>,
    },
}

/// Status, code, subcode, sentence, type.
type Words = (u16, u32, Option<u32>, String, &'static str);

impl Refusal {
    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.words().0).unwrap_or(StatusCode::BAD_REQUEST)
    }

    /// Returns the object under `error`, without type of its own when it is the usual one.
    pub(crate) fn json(&self) -> Value {
        let (_, code, subcode, sentence, kind) = self.words();
        let mut error = json!({
            "message": format!("(#{code}) {sentence}"),
            "type": kind,
            "code": code,
        });
        if let Some(subcode) = subcode {
            error["error_subcode"] = json!(subcode);
        }
        error
    }

    fn words(&self) -> Words {
        const OAUTH: &str = "OAuthException";
        const INSTAGRAM: &str = "IGApiException";
        let bad = |subcode: u32, sentence: &str, kind| -> Words {
            (400, 100, Some(subcode), sentence.to_owned(), kind)
        };
        match self {
            Self::WindowClosed(Product::Instagram) => (
                400,
                10,
                Some(2_534_022),
                "This message is sent outside of allowed window.".to_owned(),
                INSTAGRAM,
            ),
            Self::WindowClosed(Product::WhatsApp | Product::Messenger) => (
                400,
                10,
                Some(2_018_278),
                "This message is sent outside of allowed window. Learn more about the new policy here: \
                 https://developers.facebook.com/docs/messenger-platform/policy-overview"
                    .to_owned(),
                OAUTH,
            ),
            Self::OtherApp => (
                400,
                10,
                Some(2_018_300),
                "Message Failed to Send: Another app is controlling this thread now.".to_owned(),
                OAUTH,
            ),
            Self::Unavailable => (
                400,
                551,
                Some(1_545_041),
                "This person isn't available right now.".to_owned(),
                OAUTH,
            ),
            Self::NoSuchPerson(Product::Instagram) => {
                bad(2_534_014, "No matching Instagram user", INSTAGRAM)
            }
            Self::NoSuchPerson(Product::WhatsApp | Product::Messenger) => {
                bad(2_018_001, "No matching user found", OAUTH)
            }
            Self::Tag => (
                400,
                100,
                None,
                "Param tag must be one of the allowed values".to_owned(),
                OAUTH,
            ),
            Self::Parameter(sentence) => (400, 100, None, sentence.clone(), OAUTH),
            Self::TextTooLong => (
                400,
                100,
                None,
                "Length of param message[text] must be less than or equal to 2000".to_owned(),
                OAUTH,
            ),
            Self::TooBig => bad(2_018_109, "Attachment size exceeds allowable limit", OAUTH),
            Self::NotFetched => bad(2_018_008, "Failed to fetch the file from the url", OAUTH),
            Self::WrongFile => bad(
                2_018_047,
                "Upload attachment failure. A common way to trigger this error is that the provided media type \
                 does not match type of file provided in the URL",
                OAUTH,
            ),
            Self::NoSuchAttachment => bad(2_018_074, "Attachment id is not valid", OAUTH),
            Self::Comment => bad(2_534_025, "The comment is invalid for a message reply", OAUTH),
            Self::AlreadyAnswered => (
                400,
                10_900,
                None,
                "Activity already replied to".to_owned(),
                OAUTH,
            ),
            Self::NoConsent => (
                403,
                230,
                None,
                "User consent is required to access user profile".to_owned(),
                OAUTH,
            ),
            Self::Asked { code, subcode } => (
                if matches!(code, 200..=299) { 403 } else { 400 },
                *code,
                *subcode,
                "The simulator was asked for this error".to_owned(),
                OAUTH,
            ),
        }
    }
}
