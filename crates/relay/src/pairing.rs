//! Pairing: making codes, and letting a desktop in that has one.

use aws_lc_rs::rand;
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use recado_protocol::error::ErrorCode;
use recado_protocol::pairing::{PairRequest, Paired};
use recado_protocol::pairing_text::PairingCode;
use recado_protocol::secret::SecretText;
use recado_protocol::version::Version;

use crate::auth::{Address, hash};
use crate::body::Json;
use crate::buffer::{Pairing, PairingRefused};
use crate::error::Refusal;
use crate::limits::{Guess, Over};
use crate::shared::Shared;

const LONGEST_NAME: usize = 100;

/// The machine gives no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("this machine gives no random bytes")]
pub struct NoRandomness;

/// Returns a new code and the hash under which it is kept.
pub(crate) fn new_code() -> Result<(PairingCode, [u8; 32]), NoRandomness> {
    let mut random = [0; 10];
    rand::fill(&mut random).map_err(|_| NoRandomness)?;
    let code = PairingCode::from_bytes(random);
    let code_hash = hash(code.as_str());
    Ok((code, code_hash))
}

/// `POST /v1/pair`.
pub(crate) async fn pair(
    State(shared): State<Shared>,
    Address(address): Address,
    Json(request): Json<PairRequest>,
) -> Result<axum::Json<Paired>, Refusal> {
    let now_ms = shared.clock.now_ms();
    let misses = &shared.limits.pairing_misses;
    let too_many = |Over(seconds)| Refusal::too_many(seconds);
    misses
        .check(&Guess::Address(address), now_ms)
        .map_err(too_many)?;

    let name = request.device.name.trim();
    let is_name_fit = (1..=LONGEST_NAME).contains(&name.chars().count());
    if !is_name_fit || name.chars().any(char::is_control) {
        return Err(Refusal::bad_request(
            "the device's name has to be 1 to 100 characters",
        ));
    }
    let code_hash = match PairingCode::parse(request.code.expose()) {
        Ok(code) => hash(code.as_str()),
        Err(_) => hash(request.code.expose()),
    };
    misses
        .check(&Guess::Code(code_hash), now_ms)
        .map_err(too_many)?;

    let token = new_token()?;
    let pairing = Pairing {
        code_hash,
        token_hash: hash(token.expose()),
        identity_key: request.identity_key,
        now_ms,
        device: recado_protocol::pairing::NewDevice {
            name: name.to_owned(),
            ..request.device
        },
    };
    let device_id = pairing.device.id;
    let paired = match shared.buffer.pair(pairing).await? {
        Ok(paired) => paired,
        Err(PairingRefused::CodeWrong) => {
            misses.count(Guess::Address(address), now_ms);
            misses.count(Guess::Code(code_hash), now_ms);
            tracing::warn!("a wrong pairing code was tried");
            let detail = "no such code, or it was used or is older than 15 minutes";
            return Err(Refusal::new(
                StatusCode::FORBIDDEN,
                ErrorCode::PairingCodeWrong,
                detail,
            ));
        }
        Err(PairingRefused::IdentityKeyMissing) => {
            let detail = "the clinic's first desktop has to bring the clinic's identity key";
            return Err(Refusal::bad_request(detail));
        }
        Err(PairingRefused::DeviceTaken) => {
            let detail = "the device's id is in use by another clinic; make a new one";
            return Err(Refusal::bad_request(detail));
        }
    };
    shared.reload().await?;
    tracing::info!(
        tenantId = crate::logging::tenant_hash(paired.clinic_id),
        "a desktop was paired"
    );
    Ok(axum::Json(Paired {
        version: Version::default(),
        clinic_id: paired.clinic_id,
        device_id,
        token,
        first_device: paired.is_first,
        identity_key: paired.identity_key,
    }))
}

/// A bearer token: 32 random bytes.
fn new_token() -> Result<SecretText, Refusal> {
    let mut random = [0; 32];
    rand::fill(&mut random).map_err(|_| Refusal::busy())?;
    Ok(SecretText::new(URL_SAFE_NO_PAD.encode(random)))
}
