//! What the relay answers when it refuses: a status, a code, one sentence. Never an inner cause.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use recado_protocol::error::{ErrorBody, ErrorCode};
use recado_protocol::version::DecodeError;

use crate::buffer::BufferError;

/// A refused request.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    code: ErrorCode,
    detail: &'static str,
    retry_after_seconds: Option<u32>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: ErrorCode, detail: &'static str) -> Self {
        Self {
            status,
            code,
            detail,
            retry_after_seconds: None,
        }
    }

    pub(crate) fn bad_request(detail: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ErrorCode::BadRequest, detail)
    }

    pub(crate) fn too_large() -> Self {
        let detail = "the body is larger than the relay takes";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge, detail)
    }

    pub(crate) fn token_rejected() -> Self {
        let detail = "no bearer token, or not one of a paired desktop; pair again";
        Self::new(StatusCode::UNAUTHORIZED, ErrorCode::TokenRejected, detail)
    }

    pub(crate) fn too_many(retry_after_seconds: u32) -> Self {
        let detail = "too many requests; wait as long as Retry-After says";
        Self {
            retry_after_seconds: Some(retry_after_seconds),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                ErrorCode::TooManyRequests,
                detail,
            )
        }
    }

    pub(crate) fn unavailable(code: ErrorCode, detail: &'static str) -> Self {
        Self {
            retry_after_seconds: Some(5),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail)
        }
    }

    pub(crate) fn busy() -> Self {
        let detail = "more is under way than the relay takes at once; send again";
        Self::unavailable(ErrorCode::StoreUnavailable, detail)
    }

    /// The status, for the log.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }
}

impl From<BufferError> for Refusal {
    fn from(error: BufferError) -> Self {
        let detail = match error {
            BufferError::QueueFull => "more waits to be written than the relay takes; send again",
            BufferError::Closed => "the relay is stopping; send again",
            BufferError::NotWritten => {
                "nothing was stored: the disk is full or failing; send again"
            }
            BufferError::NotRead => "the store cannot be read now; try again",
        };
        Self::unavailable(ErrorCode::StoreUnavailable, detail)
    }
}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Newer { .. } => Self::new(
                StatusCode::BAD_REQUEST,
                ErrorCode::RelayTooOld,
                "the body is of a newer version than this relay reads; update the relay",
            ),
            DecodeError::Malformed { .. } => {
                Self::bad_request("the body is not what this path takes")
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = ErrorBody {
            code: self.code,
            detail: self.detail.to_owned(),
        };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after_seconds {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
