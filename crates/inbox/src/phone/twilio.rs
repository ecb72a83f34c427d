//! A telephone vendor with Twilio's interface: `POST /2010-04-01/Accounts/{account}/Calls.json`, a form of numbers.
//!
//! Fields and codes: <https://www.twilio.com/docs/voice/api/call-resource> and <https://www.twilio.com/docs/api/errors>,
//! read in November 2026.

use crate::view::phone::Ring;
use recado_domain::phone::Phone;
use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::time::Duration;
use url::Url;

/// Twilio's own address.
pub(crate) const BASE: &str = "https://api.twilio.com";
/// How long the vendor may take to take a call on: somebody is waiting with a hand on the receiver.
pub(crate) const LONGEST: Duration = Duration::from_secs(8);
/// How long each telephone rings, in seconds.
const RINGS_S: u32 = 30;
/// The longest answer that is read: a call is described in some two thousand bytes.
const LARGEST_ANSWER_BYTES: usize = 64 * 1024;

/// An account with a vendor.
pub(crate) struct Twilio {
    /// Where its interface is.
    pub base: Url,
    /// The account's id, for example `AC` and 32 digits.
    pub account: String,
    /// The account's token.
    pub token: SecretString,
    /// The clinic's number there: who is called sees it.
    pub from: Phone,
    /// How long the vendor may take to take a call on.
    pub longest: Duration,
}

/// Why nothing rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RingError {
    /// No connection.
    #[error("the telephone vendor cannot be reached")]
    Unreachable,
    /// A connection, and no answer: it may ring after all.
    #[error("the telephone vendor did not answer")]
    TimedOut,
    /// Account or token is wrong.
    #[error("the telephone vendor refused account or token")]
    KeyRefused,
    /// The clinic's number is not one of the account's.
    #[error("the telephone vendor refused the clinic's number")]
    FromRefused,
    /// The caller's own telephone, or the country of a number, cannot be called.
    #[error("the telephone vendor refused the number to ring")]
    ToRefused,
    /// Too many calls at once, or no credit.
    #[error("the telephone vendor takes no more calls now")]
    Busy,
    /// Anything else.
    #[error("the telephone vendor refused the call")]
    Refused,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    code: u32,
}

impl Twilio {
    /// Rings `own` and, when it is answered, connects it with `to`.
    ///
    /// # Errors
    /// [`RingError`].
    pub async fn ring(
        &self,
        http: &reqwest::Client,
        own: &Phone,
        to: &Phone,
    ) -> Result<(), RingError> {
        let mut url = self.base.clone();
        url.path_segments_mut()
            .map_err(|()| RingError::Unreachable)?
            .pop_if_empty()
            .extend([
                "2010-04-01",
                "Accounts",
                self.account.as_str(),
                "Calls.json",
            ]);
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("To", own.as_e164())
            .append_pair("From", self.from.as_e164())
            .append_pair("Twiml", &connect(&self.from, to))
            .append_pair("Timeout", &RINGS_S.to_string())
            .finish();
        let token = self.token.expose_secret();
        HeaderValue::from_str(token).map_err(|_| RingError::KeyRefused)?;
        let request = http
            .post(url)
            .basic_auth(&self.account, Some(token))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form)
            .timeout(self.longest);
        // The cause is dropped: it holds the address.
        let response = request.send().await.map_err(|error| {
            // Whatever breaks once it was connected may ring after all.
            if error.is_connect() {
                RingError::Unreachable
            } else {
                RingError::TimedOut
            }
        })?;
        let status = response.status();
        if status == StatusCode::CREATED {
            return Ok(());
        }
        Err(refused(status, code(response).await))
    }
}

/// Returns what the vendor does once the caller's own telephone is answered. A number is a plus and digits: there is
/// nothing to escape.
fn connect(from: &Phone, to: &Phone) -> String {
    format!(
        "<Response><Dial callerId=\"{}\" timeout=\"{RINGS_S}\"><Number>{}</Number></Dial></Response>",
        from.as_e164(),
        to.as_e164()
    )
}

async fn code(mut response: reqwest::Response) -> u32 {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        if body.len() + chunk.len() > LARGEST_ANSWER_BYTES {
            return 0;
        }
        body.extend_from_slice(&chunk);
    }
    serde_json::from_slice(&body).map_or(0, |refusal: Refusal| refusal.code)
}

fn refused(status: StatusCode, code: u32) -> RingError {
    match (status.as_u16(), code) {
        // Not a number of the account's, or not one at all.
        (_, 21210 | 21212 | 21213 | 21606) => RingError::FromRefused,
        // Not a number, not one that may be called, or not verified on a trial.
        (_, 21211 | 21214 | 21215 | 21216 | 21217 | 21219) => RingError::ToRefused,
        (401 | 403 | 404, _) => RingError::KeyRefused,
        (429 | 503, _) => RingError::Busy,
        (500..=599, _) => RingError::TimedOut,
        (_, _) => RingError::Refused,
    }
}

impl RingError {
    /// Returns the name this has in the audit.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed_out",
            Self::KeyRefused => "key_refused",
            Self::FromRefused => "from_refused",
            Self::ToRefused => "to_refused",
            Self::Busy => "no_more_calls",
            Self::Refused => "refused",
        }
    }

    /// Returns what the window says of it.
    pub fn view(self) -> Ring {
        match self {
            Self::Unreachable => Ring::Unreachable,
            Self::TimedOut => Ring::TimedOut,
            Self::KeyRefused => Ring::KeyRefused,
            Self::FromRefused => Ring::FromRefused,
            Self::ToRefused => Ring::ToRefused,
            Self::Busy => Ring::Busy,
            Self::Refused => Ring::Refused,
        }
    }
}

#[cfg(test)]
mod tests;
