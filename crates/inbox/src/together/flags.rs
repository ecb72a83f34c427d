//! What people do about a flag, told and heard: whoever took it first has it, on every computer; the others stop calling.

use super::{
    names,
    verify::Circle,
    words::{Done, FlagAct, FlagWord, Word},
};
use crate::{house::SignedIn, session::files};
use recado_domain::{
    alert::AlertState,
    audit::ActName,
    id::{AlertId, DeviceId},
    time::UnixMs,
};
use recado_protocol::id::NoteId;
use recado_store::{
    Tx,
    clinic::{
        alert_steps::{Step, StepAct},
        alerts::{self, Acknowledged, Alert},
        audit, relay_link,
        together::{self, Queued, SharedName},
    },
    error::StoreError,
};
use serde_json::json;
use uuid::Uuid;

/// What an act is written down as that was not done here.
pub(super) const ELSEWHERE: &str = "on_another_computer";

/// Queues an act of whoever is signed in, in the transaction that does it.
///
/// # Errors
/// [`StoreError`].
pub(crate) fn tell(
    tx: &Tx<'_>,
    alert: AlertId,
    who: &SignedIn,
    at: UnixMs,
    done: Done,
) -> Result<(), StoreError> {
    let here = relay_link::device(tx)?;
    let Some(here) = here.and_then(|here| here.parse().ok()) else {
        // Not paired: there is nobody to tell.
        return Ok(());
    };
    let note = NoteId::new().0;
    match done {
        Done::Acknowledged => together::name_acknowledgement(tx, alert, here)?,
        Done::Passed { .. } | Done::Called | Done::Outcome { .. } | Done::Wrong { .. } => {
            together::name_step(tx, alert, here, note)?;
        }
    }
    let act = FlagAct {
        by: who.staff,
        level: alerts::get(tx, alert)?.map(|alert| alert.level),
        name: who.name.clone(),
        at,
        done,
    };
    let act = serde_json::to_string(&act).map_err(|_| StoreError::Damaged)?;
    together::queue(tx, note, alert, &act, at)
}

/// Returns what a queued act says.
///
/// # Errors
/// [`StoreError::Damaged`].
pub(super) fn word(queued: &Queued) -> Result<Word, StoreError> {
    Ok(Word::Flag(FlagWord {
        message: queued.shared.0,
        category: queued.category,
        act: serde_json::from_str(&queued.act).map_err(|_| StoreError::Damaged)?,
    }))
}

/// A flag that stands otherwise since another computer told of it.
pub(crate) struct Heard {
    /// How it stands now.
    pub alert: Alert,
    /// Whether people here are called: it was passed on, and nobody has it.
    pub rings: bool,
}

/// Does here what was done on another computer; nothing when its flag is not raised here yet: then it waits.
///
/// # Errors
/// [`StoreError`].
pub(crate) fn hear(
    tx: &Tx<'_>,
    circle: &Circle,
    word: &FlagWord,
    (note, device): (Uuid, DeviceId),
    now: UnixMs,
) -> Result<Option<Heard>, StoreError> {
    let place = (SharedName(word.message), word.category);
    let Some(alert) = together::alert_of(tx, place.0, place.1)? else {
        let act = serde_json::to_string(&word.act).map_err(|_| StoreError::Damaged)?;
        let waiting = together::Waiting { note, device, act };
        together::wait(tx, place, &waiting, now)?;
        return Ok(None);
    };
    apply(tx, circle, alert, &word.act, (note, device), now)
}

/// Does what waited for a flag that was raised just now; returns how it stands then, if something did.
///
/// # Errors
/// [`StoreError`].
pub(crate) fn settle(
    tx: &Tx<'_>,
    circle: &Circle,
    alert: &Alert,
    shared: SharedName,
    now: UnixMs,
) -> Result<Option<Heard>, StoreError> {
    let mut heard = None;
    for waiting in together::take_waiting(tx, shared, alert.category)? {
        let act: FlagAct = serde_json::from_str(&waiting.act).map_err(|_| StoreError::Damaged)?;
        let told = (waiting.note, waiting.device);
        heard = apply(tx, circle, alert.id, &act, told, now)?.or(heard);
    }
    Ok(heard)
}

fn apply(
    tx: &Tx<'_>,
    circle: &Circle,
    alert: AlertId,
    act: &FlagAct,
    (note, device): (Uuid, DeviceId),
    now: UnixMs,
) -> Result<Option<Heard>, StoreError> {
    let step = |done| Step {
        staff: act.by,
        name: act.name.clone(),
        at: act.at,
        act: done,
    };
    let (name, code, step) = match &act.done {
        // They took it for less than it is here: somebody has still to look.
        Done::Acknowledged if is_higher_here(tx, alert, act)? => return Ok(None),
        Done::Acknowledged => {
            let by = Acknowledged {
                by: act.by,
                name: act.name.clone(),
                at: act.at,
            };
            together::acknowledge(tx, alert, &by, device, circle.this())?;
            (ActName::AlertAcknowledged, None, None)
        }
        Done::Passed { to, name } => {
            let to = names::colleague(tx, *to, name)?;
            let done = StepAct::Passed {
                to,
                name: name.clone(),
            };
            (ActName::AlertPassed, Some(to.to_string()), Some(step(done)))
        }
        Done::Called => (ActName::AlertCalled, None, Some(step(StepAct::Called))),
        Done::Outcome { outcome } => (
            ActName::AlertOutcome,
            Some(outcome.as_str().to_owned()),
            Some(step(StepAct::Outcome(*outcome))),
        ),
        Done::Wrong { reason } => (
            ActName::AlertWrong,
            Some(reason.as_str().to_owned()),
            Some(step(StepAct::Wrong(*reason))),
        ),
    };
    if let Some(step) = step
        && !together::add_step(tx, alert, &step, device, note)?
    {
        return Ok(None);
    }
    let detail = match code {
        Some(code) => json!({ "alert": alert, "code": code, "device": device }),
        None => json!({ "alert": alert, "device": device }),
    };
    let who = Some((act.by, act.name.as_str()));
    let written = files::act(now, who, name.as_str(), &detail.to_string());
    audit::append(tx, &written.with_result(ELSEWHERE))?;
    let alert = alerts::get(tx, alert)?.ok_or(StoreError::NotFound)?;
    let is_passed = matches!(act.done, Done::Passed { .. });
    let is_open = alert.state() == AlertState::Open;
    let rings = is_passed && is_open && alert.level.notifies();
    Ok(Some(Heard { alert, rings }))
}

/// Returns whether a flag stands higher here than whoever did something about it was told.
fn is_higher_here(tx: &Tx<'_>, alert: AlertId, act: &FlagAct) -> Result<bool, StoreError> {
    let here = alerts::get(tx, alert)?;
    Ok(here
        .zip(act.level)
        .is_some_and(|(here, there)| here.level > there))
}
