//! What becomes of a send: answered as it deserves, or hit by the fault that waits for it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;

use super::answer::{Answer, USUAL_PERCENT, html_response, rate_headers};
use super::error::GraphError;
use super::social_error::Refusal;
use crate::connection::Scissors;
use crate::fault::SendFault;
use crate::simulator::Meta;

/// Answers a send with `accept`, unless a fault waits for it.
pub(crate) async fn meet(
    meta: &Arc<Meta>,
    scissors: &Scissors,
    accept: impl FnOnce() -> Answer,
) -> Response {
    let usual = |answer: Answer| rate_headers(meta, answer.into_response(meta), USUAL_PERCENT);
    let fault = meta.world().faults.next_send();
    match fault {
        None => usual(accept()),
        Some(SendFault::Error { code }) => usual(
            GraphError::Code {
                code,
                details: None,
            }
            .into(),
        ),
        Some(SendFault::SocialError { code, subcode }) => {
            usual(GraphError::Social(Refusal::Asked { code, subcode }).into())
        }
        Some(SendFault::ServerError { status }) => {
            meta.touch();
            html_response(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY))
        }
        Some(SendFault::TooManyRequests) => {
            meta.touch();
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            rate_headers(meta, response, 100)
        }
        Some(SendFault::LostAnswer) => {
            let response = usual(accept());
            scissors.cut();
            response
        }
        Some(SendFault::Slow { millis }) => {
            let response = usual(accept());
            tokio::time::sleep(Duration::from_millis(millis)).await;
            response
        }
    }
}
