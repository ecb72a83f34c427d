//! `/webhooks/meta`: Meta's verification and its posts. Answers 200 after the durable write, never before (R9).
//!
//! The signature is checked over the raw bytes before anything looks into them. Nothing of a body is logged.

mod filter;
mod plan;

use std::net::IpAddr;

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use recado_protocol::error::ErrorCode;
use recado_webhook::signature;
use recado_webhook::subscription::{self, Question};
use serde::Deserialize;

use crate::auth::Sender;
use crate::body::{self, WEBHOOK_BYTES};
use crate::buffer::{NewEnvelope, UnclaimedEntry};
use crate::config::Measure;
use crate::error::Refusal;
use crate::limits::Over;
use crate::metrics::Stage;
use crate::seal::seal;
use crate::shared::Shared;
use crate::tally::Kind;
use crate::tenants::Tenants;

/// The query of Meta's verification.
#[derive(Deserialize)]
pub(crate) struct Verification {
    #[serde(rename = "hub.mode")]
    mode: Option<String>,
    #[serde(rename = "hub.verify_token")]
    verify_token: Option<String>,
    #[serde(rename = "hub.challenge")]
    challenge: Option<String>,
}

/// `GET`: answers the challenge when the verify token is one of ours (R2).
pub(crate) async fn verify(
    State(shared): State<Shared>,
    Sender(sender): Sender,
    query: Result<Query<Verification>, QueryRejection>,
) -> Result<String, Refusal> {
    may_post(&shared, sender)?;
    let Query(query) = query.map_err(|_| Refusal::bad_request("the query cannot be read"))?;
    let answer = || {
        let question = Question {
            mode: query.mode.as_deref(),
            verify_token: query.verify_token.as_deref(),
            challenge: query.challenge.as_deref(),
        };
        subscription::answer(question, shared.tenants().verify_tokens())
            .map(str::to_owned)
            .ok()
    };
    let mut answered = answer();
    if answered.is_none() && shared.may_catch_up().await {
        // The clinic set it through another relay a moment ago.
        answered = answer();
    }
    answered.ok_or_else(|| {
        forged(&shared, sender);
        let detail = "the verify token is not one that a clinic here has set";
        Refusal::new(StatusCode::FORBIDDEN, ErrorCode::VerifyTokenWrong, detail)
    })
}

/// `POST`: checks, seals, keeps, answers (R1, R3, R9, R10).
pub(crate) async fn receive(
    State(shared): State<Shared>,
    Sender(sender): Sender,
    headers: HeaderMap,
    body: Body,
) -> Response {
    match take(&shared, sender, &headers, body).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(refusal) => {
            shared.tally.refused(refusal.status());
            refusal.into_response()
        }
    }
}

/// Sends away who has forged too often, before anything is read.
fn may_post(shared: &Shared, sender: Option<IpAddr>) -> Result<(), Refusal> {
    let now = shared.clock.now_ms();
    let may = sender.map_or(Ok(()), |address| shared.limits.may_post(address, now));
    may.map_err(|Over(seconds)| Refusal::too_many(seconds))
}

fn forged(shared: &Shared, sender: Option<IpAddr>) {
    if let Some(address) = sender {
        shared.limits.was_forged(address, shared.clock.now_ms());
    }
}

async fn take(
    shared: &Shared,
    sender: Option<IpAddr>,
    headers: &HeaderMap,
    body: Body,
) -> Result<(), Refusal> {
    may_post(shared, sender)?;
    let (_budget, body) = body::read(shared, headers, body, WEBHOOK_BYTES).await?;
    if shared.config.measure == Some(Measure::NullHandler) {
        return Ok(());
    }
    let mut stage = Stage::begin();
    let mut tenants = shared.tenants();
    let header = headers
        .get(signature::HEADER)
        .and_then(|header| header.to_str().ok());
    let mut signed = signature::verify(header, &body, tenants.secrets());
    if signed.is_err() && header.is_some() && shared.may_catch_up().await {
        tenants = shared.tenants();
        signed = signature::verify(header, &body, tenants.secrets());
    }
    let wrong_signature = |_| {
        let detail = "X-Hub-Signature-256 is missing or was made with no app secret known here";
        forged(shared, sender);
        Refusal::new(StatusCode::UNAUTHORIZED, ErrorCode::SignatureWrong, detail)
    };
    let mut secret = signed.map_err(wrong_signature)?;

    stage.ends(&shared.metrics.checked);

    let now = shared.clock.now_ms();
    if let Some(address) = sender {
        shared.limits.was_genuine(address, now);
    }
    let mut plan = plan::plan(&tenants, secret, &body);
    if !plan.unclaimed.is_empty() && shared.catch_up().await? {
        // Another relay may have been told a moment ago whose it is.
        tenants = shared.tenants();
        secret = signature::verify(header, &body, tenants.secrets()).map_err(wrong_signature)?;
        plan = plan::plan(&tenants, secret, &body);
    }
    let unclaimed = unclaimed(&tenants, secret, &plan.unclaimed, now);
    stage.ends(&shared.metrics.routed);
    let envelopes = sealed(shared, &tenants, &plan, header, now)?;
    stage.ends(&shared.metrics.sealed);
    shared.tally.dropped(plan.dropped);
    if plan.is_all_off() {
        let detail = "all of it belongs to channels that are switched off";
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            ErrorCode::ChannelOff,
            detail,
        ));
    }
    if envelopes.is_empty() && unclaimed.is_empty() {
        return Ok(());
    }
    if shared.config.measure != Some(Measure::NullStore) {
        shared.append(envelopes, unclaimed).await?;
    }
    stage.again();
    for parcel in &plan.parcels {
        if let Some(row) = tenants.row(parcel.clinic) {
            shared.seen.webhook(row, now);
            shared
                .tally
                .kept(row, Kind::of(parcel.object), &parcel.body);
        }
    }
    shared.tally.unclaimed(plan.unclaimed.len());
    stage.ends(&shared.metrics.counted);
    Ok(())
}

fn sealed(
    shared: &Shared,
    tenants: &Tenants,
    plan: &plan::Plan<'_>,
    header: Option<&str>,
    now: i64,
) -> Result<Vec<NewEnvelope>, Refusal> {
    let hash = header.and_then(hash_of);
    plan.parcels
        .iter()
        .filter_map(|parcel| Some((parcel, tenants.row(parcel.clinic)?)))
        .map(|(parcel, clinic)| {
            let (epoch, key) = tenants.epoch(parcel.clinic).ok_or_else(|| {
                let detail = "the clinic has no epoch key yet; its first desktop sets one";
                Refusal::unavailable(ErrorCode::EpochMissing, detail)
            })?;
            let sealed = if shared.config.measure == Some(Measure::Unsealed) {
                parcel.body.to_vec()
            } else {
                seal(&key, epoch, parcel.kind, &parcel.body).map_err(|_| {
                    let detail = "the clinic's epoch key cannot be sealed to";
                    Refusal::unavailable(ErrorCode::EpochMissing, detail)
                })?
            };
            Ok(NewEnvelope {
                clinic,
                received_at: now,
                hash,
                sealed,
            })
        })
        .collect()
}

/// Remembers each unclaimed asset for every clinic whose app signed for it.
fn unclaimed(
    tenants: &Tenants,
    secret: usize,
    assets: &[(String, String)],
    at: i64,
) -> Vec<UnclaimedEntry> {
    let clinics = tenants.users_of(secret).iter();
    clinics
        .filter_map(|place| tenants.row(*place))
        .flat_map(|clinic| {
            assets.iter().map(move |(object, asset_id)| UnclaimedEntry {
                clinic,
                object: object.clone(),
                asset_id: asset_id.chars().take(64).collect(),
                at,
            })
        })
        .collect()
}

/// The first 64 bits of the checked signature: the same for a repeat of the same bytes, and nobody without the app
/// secret can make two bodies share it.
fn hash_of(header: &str) -> Option<i64> {
    let digits = header.strip_prefix("sha256=")?.get(..16)?;
    u64::from_str_radix(digits, 16).ok().map(u64::cast_signed)
}
