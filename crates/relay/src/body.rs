//! Reading request bodies within bounds: of one body, of all bodies together, of time.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use recado_protocol::error::ErrorCode;
use recado_protocol::version;
use serde::de::DeserializeOwned;
use tokio::sync::SemaphorePermit;

use crate::error::Refusal;
use crate::shared::Shared;

/// The largest webhook: Meta posts up to 3 MB (REFERENCE §2.3).
pub(crate) const WEBHOOK_BYTES: usize = 3 * 1024 * 1024;
/// The largest body of a desktop.
const DESKTOP_BYTES: usize = 4 * 1024 * 1024;
/// All bodies together that are being read or written.
pub(crate) const BUDGET_KIB: usize = 128 * 1024;

const READ_WITHIN: Duration = Duration::from_secs(15);
/// How long a body waits for its share of the memory before it is sent away.
const SHARE_WITHIN: Duration = Duration::from_secs(2);

/// Reads a body; the permit is its share of the memory for all bodies, to be kept as long as the bytes are.
///
/// # Errors
/// 413 beyond the limit, 400 when it breaks off or takes too long, 503 when too much is being read already.
pub(crate) async fn read<'a>(
    shared: &'a Shared,
    headers: &HeaderMap,
    body: Body,
    largest: usize,
) -> Result<(SemaphorePermit<'a>, Bytes), Refusal> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > largest) {
        return Err(Refusal::too_large());
    }
    let share = announced.unwrap_or(largest).div_ceil(1024).max(1);
    let share = u32::try_from(share).unwrap_or(u32::MAX);
    let reading = async {
        let budget = tokio::time::timeout(SHARE_WITHIN, shared.budget.acquire_many(share));
        let budget = match budget.await {
            Ok(Ok(budget)) => budget,
            Ok(Err(_)) | Err(_) => return Err(Refusal::busy()),
        };
        let bytes = axum::body::to_bytes(body, largest).await;
        bytes.map(|bytes| (budget, bytes)).map_err(|error| {
            if is_too_long(&error) {
                Refusal::too_large()
            } else {
                Refusal::bad_request("the body broke off")
            }
        })
    };
    match tokio::time::timeout(READ_WITHIN, reading).await {
        Ok(read) => read,
        Err(_) => Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            ErrorCode::BadRequest,
            "the body took too long",
        )),
    }
}

fn is_too_long(error: &axum::Error) -> bool {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = source {
        if error.to_string() == "length limit exceeded" {
            return true;
        }
        source = error.source();
    }
    false
}

/// A desktop's JSON body, its version checked.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Shared> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, shared: &Shared) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let (_budget, bytes) = read(shared, &parts.headers, body, DESKTOP_BYTES).await?;
        Ok(Self(version::decode(&bytes)?))
    }
}
