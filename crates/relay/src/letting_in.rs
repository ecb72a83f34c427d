//! Letting further desktops in and taking them out. The relay carries what the two desktops say to each other, and keeps
//! a roster and an epoch only when the clinic's identity key signed them: it can let nobody in by itself.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use axum::Json as Answer;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use recado_protocol::error::ErrorCode;
use recado_protocol::id::DeviceId;
use recado_protocol::joining::{
    Admission, JoinRequest, Joining, Newcomer, Newcomers, Offer, Reveal, Welcome,
};
use recado_protocol::roster::{MOST_MEMBERS, Member, Removal, Roster, roster_statement};
use recado_protocol::version::Version;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::account::{check_epoch, check_wraps};
use crate::auth::Paired;
use crate::body::Json;
use crate::buffer::{Admitting, Asking, LettingRefused, Removing, SignedRoster};
use crate::error::Refusal;
use crate::shared::Shared;
use crate::tenants::Caller;

const LONGEST_NAME: usize = 100;
/// A welcome holds keys and the clinic's channels.
const LARGEST_WELCOME: usize = 256 * 1024;
/// Who was not let in by then has to ask anew.
const ASKING_MS: i64 = 86_400_000;

/// `PUT /v1/joining`, by a newcomer.
pub(crate) async fn ask(
    State(shared): State<Shared>,
    Paired(newcomer): Paired,
    Json(request): Json<JoinRequest>,
) -> Result<StatusCode, Refusal> {
    if newcomer.is_admitted {
        return Err(Refusal::bad_request("the desktop has been let in already"));
    }
    let now = shared.clock.now_ms();
    shared
        .buffer
        .ask_in(newcomer.clinic, newcomer.device, json(&request)?, now)
        .await?;
    tracing::info!(
        tenantId = crate::logging::tenant_hash(newcomer.clinic_id),
        "a desktop asks to be let in"
    );
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /v1/joining`, by a newcomer, also once it was let in.
pub(crate) async fn joining(
    State(shared): State<Shared>,
    Paired(newcomer): Paired,
) -> Result<Answer<Joining>, Refusal> {
    let asking = of(&shared, &newcomer, newcomer.device_id).await?;
    Ok(Answer(Joining {
        version: Version::default(),
        offer: asking.offer.as_deref().map(read).transpose()?,
        welcome: asking.welcome.as_deref().map(read).transpose()?,
    }))
}

/// `PUT /v1/joining/reveal`, by a newcomer.
pub(crate) async fn reveal(
    State(shared): State<Shared>,
    Paired(newcomer): Paired,
    Json(reveal): Json<Reveal>,
) -> Result<StatusCode, Refusal> {
    let kept = shared
        .buffer
        .reveal(newcomer.device, json(&reveal)?)
        .await?;
    if kept {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(out_of_date())
    }
}

/// `GET /v1/newcomers`.
pub(crate) async fn newcomers(
    State(shared): State<Shared>,
    caller: Caller,
) -> Result<Answer<Newcomers>, Refusal> {
    let since = shared.clock.now_ms() - ASKING_MS;
    let asking = shared.buffer.asking(caller.clinic).await?;
    let newcomers = asking
        .into_iter()
        .filter(|asking| asking.welcome.is_none() && asking.asked_at > since)
        .map(|asking| {
            Ok(Newcomer {
                asked_at: asking.asked_at,
                request: read(&asking.request)?,
                offer: asking.offer.as_deref().map(read).transpose()?,
                reveal: asking.reveal.as_deref().map(read).transpose()?,
                device: asking.device,
            })
        })
        .collect::<Result<_, Refusal>>()?;
    Ok(Answer(Newcomers {
        version: Version::default(),
        newcomers,
    }))
}

/// `DELETE /v1/newcomers/{device}`: it is forgotten, and may ask again with a new code.
pub(crate) async fn turn_away(
    State(shared): State<Shared>,
    caller: Caller,
    Path(device): Path<String>,
) -> Result<StatusCode, Refusal> {
    let device: DeviceId = device.parse().map_err(|_| unknown())?;
    let asking = of(&shared, &caller, device).await?;
    if asking.welcome.is_some() {
        return Err(out_of_date());
    }
    shared.buffer.remove_device(caller.clinic, device).await?;
    shared.reload().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /v1/newcomers/{device}/offer`.
pub(crate) async fn offer(
    State(shared): State<Shared>,
    caller: Caller,
    Path(device): Path<String>,
    Json(offer): Json<Offer>,
) -> Result<StatusCode, Refusal> {
    let device: DeviceId = device.parse().map_err(|_| unknown())?;
    let asking = of(&shared, &caller, device).await?;
    let request: JoinRequest = read(&asking.request)?;
    if request.commitment != offer.commitment {
        return Err(out_of_date());
    }
    let kept = shared
        .buffer
        .offer(caller.clinic, device, asking.request, json(&offer)?)
        .await?;
    if kept {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(out_of_date())
    }
}

/// `PUT /v1/newcomers/{device}/admission`.
pub(crate) async fn admit(
    State(shared): State<Shared>,
    caller: Caller,
    Path(device): Path<String>,
    Json(admission): Json<Admission>,
) -> Result<StatusCode, Refusal> {
    let device: DeviceId = device.parse().map_err(|_| unknown())?;
    let asking = of(&shared, &caller, device).await?;
    let request: JoinRequest = read(&asking.request)?;
    if request.commitment != admission.commitment {
        return Err(out_of_date());
    }
    check_wraps(admission.wraps.iter().map(|wrap| &wrap.wrapped))?;
    if admission.welcome.sealed.0.len() > LARGEST_WELCOME {
        return Err(Refusal::too_large());
    }
    let is_newcomer = |member: &Member| {
        member.device_id == device
            && member.sealing_key == asking.device.sealing_key
            && member.signing_key == request.signing_key
    };
    let welcome = json::<Welcome>(&admission.welcome)?;
    // A repeat after a lost answer brings the roster that is kept already.
    let is_repeat = asking.welcome.as_ref() == Some(&welcome);
    let before = current(&shared, &caller).await?;
    let has_newcomer_last = match (before, admission.roster.members.split_last()) {
        (Some(before), Some((last, others))) => {
            is_newcomer(last) && same_desktops(&before.members, others)
        }
        (Some(_) | None, Some(_) | None) => false,
    };
    if !has_newcomer_last && !is_repeat {
        return Err(roster_out_of_date());
    }
    let admitting = Admitting {
        device,
        request: asking.request,
        welcome,
        wraps: admission.wraps,
        roster: signed(&caller, &admission.roster)?,
    };
    settled(shared.buffer.admit(caller.clinic, admitting).await?)?;
    shared.reload().await?;
    tracing::info!(
        tenantId = crate::logging::tenant_hash(caller.clinic_id),
        "a desktop was let in"
    );
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /v1/devices/{device}/removal`: its token ends at once, and its poll with it.
pub(crate) async fn remove(
    State(shared): State<Shared>,
    caller: Caller,
    Path(device): Path<String>,
    Json(removal): Json<Removal>,
) -> Result<StatusCode, Refusal> {
    let device: DeviceId = device.parse().map_err(|_| unknown())?;
    if device == caller.device_id {
        return Err(Refusal::bad_request("a desktop cannot take itself out"));
    }
    check_epoch(&caller, &removal.epoch)?;
    let before = current(&shared, &caller).await?;
    let mut stay = before.ok_or_else(roster_out_of_date)?.members;
    stay.retain(|member| member.device_id != device);
    if !same_desktops(&stay, &removal.roster.members) {
        return Err(roster_out_of_date());
    }
    let is_for_those = |id: &DeviceId| stay.iter().any(|member| member.device_id == *id);
    if !removal
        .epoch
        .wraps
        .iter()
        .all(|wrap| is_for_those(&wrap.device_id))
    {
        return Err(Refusal::bad_request("a wrap is for a desktop that goes"));
    }
    let removing = Removing {
        device,
        roster: signed(&caller, &removal.roster)?,
        epoch: removal.epoch,
    };
    settled(shared.buffer.take_out(caller.clinic, removing).await?)?;
    shared.reload().await?;
    // Its own poll must not outlive it.
    shared.buffer.wake(caller.clinic);
    tracing::info!(
        tenantId = crate::logging::tenant_hash(caller.clinic_id),
        "a desktop was taken out"
    );
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /v1/roster`.
pub(crate) async fn roster(
    State(shared): State<Shared>,
    caller: Caller,
) -> Result<Answer<Roster>, Refusal> {
    current(&shared, &caller)
        .await?
        .map(Answer)
        .ok_or_else(unknown)
}

/// `PUT /v1/roster`: the first, or the same desktops again with other names.
pub(crate) async fn put_roster(
    State(shared): State<Shared>,
    caller: Caller,
    Json(put): Json<Roster>,
) -> Result<StatusCode, Refusal> {
    let roster = signed(&caller, &put)?;
    let fits = match current(&shared, &caller).await? {
        Some(before) => same_desktops(&before.members, &put.members),
        None => {
            let devices = shared.buffer.devices(caller.clinic).await?;
            let mut members = put.members.iter();
            put.members.len() == devices.len()
                && members.all(|member| devices.iter().any(|it| it.id == member.device_id))
        }
    };
    if !fits {
        return Err(roster_out_of_date());
    }
    settled(shared.buffer.put_roster(caller.clinic, roster).await?)?;
    shared.reload().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Returns the roster as it is.
async fn current(shared: &Shared, caller: &Caller) -> Result<Option<Roster>, Refusal> {
    let body = shared.buffer.roster(caller.clinic).await?;
    body.as_deref().map(read).transpose()
}

/// Returns what was said between a newcomer and the clinic.
async fn of(shared: &Shared, caller: &Caller, device: DeviceId) -> Result<Asking, Refusal> {
    let asking = shared.buffer.asking(caller.clinic).await?;
    let mut asking = asking.into_iter();
    asking
        .find(|asking| asking.device.id == device)
        .ok_or_else(unknown)
}

/// Returns whether two lists name the same desktops with the same keys, whatever people call them.
fn same_desktops(some: &[Member], others: &[Member]) -> bool {
    some.len() == others.len()
        && some.iter().zip(others).all(|(one, other)| {
            Member {
                name: other.name.clone(),
                ..one.clone()
            } == *other
        })
}

/// Returns a roster to be kept, its signature checked.
fn signed(caller: &Caller, roster: &Roster) -> Result<SignedRoster, Refusal> {
    let identity_key = caller.identity_key.ok_or_else(Refusal::token_rejected)?;
    let statement = roster_statement(caller.clinic_id, roster.number, &roster.members);
    UnparsedPublicKey::new(&ED25519, identity_key.as_bytes())
        .verify(&statement, roster.signature.as_bytes())
        .map_err(|_| roster_out_of_date())?;
    let is_name_fit = |member: &Member| {
        (1..=LONGEST_NAME).contains(&member.name.chars().count())
            && !member.name.chars().any(char::is_control)
    };
    if roster.members.len() > MOST_MEMBERS || !roster.members.iter().all(is_name_fit) {
        return Err(Refusal::bad_request(
            "a desktop's name has 1 to 100 characters, and there are at most 100 desktops",
        ));
    }
    let names = roster.members.iter();
    Ok(SignedRoster {
        number: roster.number,
        body: json(roster)?,
        names: names
            .map(|member| (member.device_id, member.name.clone()))
            .collect(),
    })
}

fn settled(outcome: Result<(), LettingRefused>) -> Result<(), Refusal> {
    outcome.map_err(|refused| match refused {
        LettingRefused::Unknown => unknown(),
        LettingRefused::JoiningOutOfDate => out_of_date(),
        LettingRefused::RosterOutOfDate => roster_out_of_date(),
        LettingRefused::EpochOutOfOrder => {
            let detail = "the epoch is not the next one, or not for these desktops";
            Refusal::new(StatusCode::CONFLICT, ErrorCode::EpochOutOfOrder, detail)
        }
    })
}

fn out_of_date() -> Refusal {
    let detail = "the newcomer has asked anew meanwhile, or was answered already";
    Refusal::new(StatusCode::CONFLICT, ErrorCode::JoiningOutOfDate, detail)
}

fn roster_out_of_date() -> Refusal {
    let detail = "the roster is not the next one, not signed by the clinic, or of other desktops";
    Refusal::new(StatusCode::CONFLICT, ErrorCode::RosterOutOfDate, detail)
}

fn unknown() -> Refusal {
    let detail = "the clinic has no such desktop";
    Refusal::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, detail)
}

fn json<T: Serialize>(said: &T) -> Result<Vec<u8>, Refusal> {
    serde_json::to_vec(said).map_err(|_| Refusal::bad_request("it cannot be written down"))
}

/// Reads what was kept; it was checked when it came.
fn read<T: DeserializeOwned>(kept: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(kept).map_err(|_| {
        let detail = "what was kept cannot be read";
        Refusal::unavailable(ErrorCode::StoreUnavailable, detail)
    })
}
