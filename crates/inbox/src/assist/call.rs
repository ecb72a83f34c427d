//! One call to an endpoint: no proxy, no redirect, a limit on what is read, and errors that hold neither address nor words.

use crate::assist::endpoint::Target;
use reqwest::{
    RequestBuilder, Response, StatusCode,
    header::{AUTHORIZATION, HeaderMap, HeaderValue, RETRY_AFTER},
};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// The longest answer that is read: a summary is a few thousand bytes, a long transcript with its words some hundred thousand.
const LARGEST_ANSWER_BYTES: usize = 4 * 1024 * 1024;
/// How long a whole call may take: a small computer needs minutes for a long day.
pub(crate) const LONGEST: Duration = Duration::from_secs(5 * 60);
/// How long is waited when an endpoint is busy and does not say how long.
const USUAL_WAIT: Duration = Duration::from_secs(60);

/// Why a call was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AssistError {
    /// No connection: nothing left.
    #[error("the assistant cannot be reached")]
    Unreachable,
    /// The connection broke after something had left.
    #[error("the assistant's connection broke")]
    CutOff,
    /// A connection, and no answer in time.
    #[error("the assistant did not answer in time")]
    TimedOut,
    /// The key is missing, wrong or not enough.
    #[error("the assistant refused the key")]
    KeyRefused,
    /// Neither the path nor the model is there.
    #[error("the assistant knows neither path nor model")]
    NotThere,
    /// It does not take this request, and will not later.
    #[error("the assistant refused the request ({status})")]
    Refused {
        /// HTTP's status.
        status: u16,
    },
    /// Too much at once: later.
    #[error("the assistant is busy")]
    Busy {
        /// When.
        retry_after: Duration,
    },
    /// It broke over the question: later.
    #[error("the assistant broke over the question")]
    Broken {
        /// When.
        retry_after: Duration,
    },
    /// It points elsewhere; nobody goes there.
    #[error("the assistant points to another place")]
    Elsewhere,
    /// An answer that is too long, cut off, or not what it should be.
    #[error("the assistant's answer cannot be read")]
    Unreadable,
}

impl AssistError {
    /// Returns whether the same request may be answered later.
    pub fn may_pass(self) -> bool {
        match self {
            Self::Unreachable
            | Self::CutOff
            | Self::TimedOut
            | Self::Busy { .. }
            | Self::Broken { .. } => true,
            Self::KeyRefused
            | Self::NotThere
            | Self::Refused { .. }
            | Self::Elsewhere
            | Self::Unreadable => false,
        }
    }

    /// Returns whether it may have to be paid all the same: the question was there, and may have been worked on.
    pub fn may_cost(self) -> bool {
        match self {
            Self::CutOff | Self::TimedOut | Self::Broken { .. } | Self::Unreadable => true,
            Self::Unreachable
            | Self::KeyRefused
            | Self::NotThere
            | Self::Refused { .. }
            | Self::Busy { .. }
            | Self::Elsewhere => false,
        }
    }
}

/// Adds the key of an endpoint to a request.
///
/// # Errors
/// [`AssistError::KeyRefused`] for a key that no header takes.
pub(crate) fn with_key(
    request: RequestBuilder,
    target: &Target,
) -> Result<RequestBuilder, AssistError> {
    match &target.key {
        Some(key) => Ok(request.header(AUTHORIZATION, bearer(key)?)),
        None => Ok(request),
    }
}

/// Sends a request and returns the bytes of its answer.
///
/// # Errors
/// [`AssistError`].
pub(crate) async fn answer(request: RequestBuilder) -> Result<Vec<u8>, AssistError> {
    let sent = request.timeout(LONGEST).send().await;
    let response = sent.map_err(|error| without_answer(&error))?;
    let (status, headers) = (response.status(), response.headers().clone());
    if !status.is_success() {
        return Err(refused(status, &headers));
    }
    read(response).await
}

fn bearer(key: &SecretString) -> Result<HeaderValue, AssistError> {
    let value = format!("Bearer {}", key.expose_secret());
    let mut value = HeaderValue::try_from(value).map_err(|_| AssistError::KeyRefused)?;
    value.set_sensitive(true);
    Ok(value)
}

/// The cause is dropped: it holds the address.
fn without_answer(error: &reqwest::Error) -> AssistError {
    if error.is_connect() {
        AssistError::Unreachable
    } else if error.is_timeout() {
        AssistError::TimedOut
    } else {
        AssistError::CutOff
    }
}

fn refused(status: StatusCode, headers: &HeaderMap) -> AssistError {
    match status.as_u16() {
        300..=399 => AssistError::Elsewhere,
        401 | 403 => AssistError::KeyRefused,
        404 => AssistError::NotThere,
        408 | 425 | 429 | 503 => AssistError::Busy {
            retry_after: retry_after(headers),
        },
        500..=599 => AssistError::Broken {
            retry_after: retry_after(headers),
        },
        status => AssistError::Refused { status },
    }
}

fn retry_after(headers: &HeaderMap) -> Duration {
    const MOST: Duration = Duration::from_secs(60 * 60);
    let told = headers.get(RETRY_AFTER).and_then(|it| it.to_str().ok());
    let seconds = told.and_then(|it| it.trim().parse().ok());
    seconds.map_or(USUAL_WAIT, Duration::from_secs).min(MOST)
}

async fn read(mut response: Response) -> Result<Vec<u8>, AssistError> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > LARGEST_ANSWER_BYTES => {
                return Err(AssistError::Unreadable);
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(error) if error.is_timeout() => return Err(AssistError::TimedOut),
            Err(_) => return Err(AssistError::CutOff),
        }
    }
}
