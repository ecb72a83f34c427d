//! Leases of a clinic's desktops, by the relay's clock.

use axum::Json as Answer;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use recado_protocol::error::ErrorCode;
use recado_protocol::lease::{LONGEST_SECONDS, Lease, LeaseName, TakeLease};
use recado_protocol::version::Version;
use serde::Deserialize;

use crate::body::Json;
use crate::buffer::LeaseRefused;
use crate::error::Refusal;
use crate::shared::Shared;
use crate::tenants::Caller;

/// Which of its holders' times a lease is given up for.
#[derive(Deserialize)]
pub(crate) struct GivenUp {
    fencing: i64,
}

/// `PUT /v1/leases/{name}`.
pub(crate) async fn take(
    State(shared): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    Json(request): Json<TakeLease>,
) -> Result<Answer<Lease>, Refusal> {
    let name = LeaseName::parse(&name).ok_or_else(bad_name)?;
    if !(1..=LONGEST_SECONDS).contains(&request.seconds) {
        return Err(Refusal::bad_request("a lease lasts from 1 to 3600 seconds"));
    }
    let now = shared.clock.now_ms();
    let until = now + i64::from(request.seconds) * 1000;
    let taken = shared
        .buffer
        .take_lease(caller.clinic, caller.device, name, (now, until))
        .await?;
    match taken {
        Ok(lease) => Ok(Answer(Lease {
            version: Version::default(),
            fencing: u64::try_from(lease.fencing).unwrap_or_default(),
            until: lease.until,
            now,
        })),
        Err(LeaseRefused::Held) => {
            let detail = "another of the clinic's desktops holds it";
            Err(Refusal::new(
                StatusCode::CONFLICT,
                ErrorCode::LeaseHeld,
                detail,
            ))
        }
        Err(LeaseRefused::TooMany) => Err(Refusal::bad_request(
            "the clinic uses more leases than it can need",
        )),
    }
}

/// `DELETE /v1/leases/{name}?fencing=`.
pub(crate) async fn give_up(
    State(shared): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    query: Result<Query<GivenUp>, axum::extract::rejection::QueryRejection>,
) -> Result<StatusCode, Refusal> {
    let name = LeaseName::parse(&name).ok_or_else(bad_name)?;
    let Query(GivenUp { fencing }) =
        query.map_err(|_| Refusal::bad_request("fencing has to be a whole number"))?;
    shared
        .buffer
        .give_up_lease(caller.clinic, caller.device, name, fencing)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn bad_name() -> Refusal {
    Refusal::bad_request("a lease's name has 64 hexadecimal digits")
}
