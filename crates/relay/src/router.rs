//! Which path leads where.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{delete, get, post, put};
use recado_protocol::error::ErrorCode;
use recado_protocol::path;

use crate::error::Refusal;
use crate::shared::Shared;
use crate::{account, handover, leases, letting_in, meta, pairing};

/// Returns the router over what all requests share.
pub(crate) fn router(shared: Shared) -> Router {
    Router::new()
        .route(path::WEBHOOKS_META, get(meta::verify).post(meta::receive))
        .route(path::PAIR, post(pairing::pair))
        .route(path::EPOCHS, get(account::epochs).put(account::put_epoch))
        .route(path::DEVICES, get(account::devices))
        .route(path::DEVICE, delete(account::remove_device))
        .route(path::ENVELOPES, get(handover::poll).post(handover::post))
        .route(path::ACKNOWLEDGE, post(handover::acknowledge))
        .route(
            path::CHANNELS,
            get(account::channels).put(account::put_channels),
        )
        .route(path::APPS, put(account::put_apps))
        .route(path::REMOVAL, put(letting_in::remove))
        .route(
            path::ROSTER,
            get(letting_in::roster).put(letting_in::put_roster),
        )
        .route(path::JOINING, get(letting_in::joining).put(letting_in::ask))
        .route(path::REVEAL, put(letting_in::reveal))
        .route(path::NEWCOMERS, get(letting_in::newcomers))
        .route(path::NEWCOMER, delete(letting_in::turn_away))
        .route(path::OFFER, put(letting_in::offer))
        .route(path::ADMISSION, put(letting_in::admit))
        .route(path::LEASE, put(leases::take).delete(leases::give_up))
        .route(path::STATUS, get(handover::status))
        .route(path::HEALTHZ, get(async || "ok"))
        .route(path::READYZ, get(ready))
        .fallback(async || {
            let detail = "no such path";
            Refusal::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, detail)
        })
        .method_not_allowed_fallback(async || {
            Refusal::new(
                StatusCode::METHOD_NOT_ALLOWED,
                ErrorCode::MethodNotAllowed,
                "the path exists, the method does not",
            )
        })
        .with_state(shared)
}

pub(crate) async fn ready(State(shared): State<Shared>) -> Result<&'static str, Refusal> {
    if shared.buffer.is_writable().await {
        return Ok("ready");
    }
    let detail = "the store cannot be written";
    Err(Refusal::unavailable(ErrorCode::StoreUnavailable, detail))
}
