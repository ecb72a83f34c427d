//! What people do about a flag. Every act carries a name; whoever does more than passing it on has taken it.

use super::{may_read, refresh_mark, told_everywhere, verdict};
use crate::{
    desk::{Desk, Notice},
    error::InboxError,
    house::{House, SignedIn},
    records,
    session::files,
    together::{flags, words::Done},
    view::alert::{AlertActView, AlertStepView},
};
use recado_domain::{
    alert::step::{AlertOutcome, WrongReason},
    assignment,
    id::{AlertId, StaffId},
    phone::Phone,
    time::UnixMs,
};
use recado_store::{
    Tx,
    clinic::{
        alert_steps::{self, Step, StepAct},
        alerts::{self, Acknowledged, Alert},
        audit, staff,
    },
    error::StoreError,
};
use serde_json::json;

/// Passes a flag to a colleague who may read it, and calls people at once. It stays open until somebody takes it.
///
/// # Errors
/// [`InboxError::NotFound`], [`InboxError::NotAllowed`] for a colleague who cannot read it, [`InboxError::Locked`],
/// storage.
pub(crate) async fn pass(desk: &Desk, id: AlertId, to: StaffId) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let alert = desk
        .with_house(move |house| {
            let (who, alert) = at_work_on(house, id)?;
            let members = house.clinic.read(staff::all)?;
            let member = members.into_iter().find(|member| member.id == to);
            let member = member.ok_or(InboxError::NotFound)?;
            if !assignment::may_hold(member.role, alert.side) {
                return Err(InboxError::NotAllowed);
            }
            let act = StepAct::Passed {
                to,
                name: member.name,
            };
            house.clinic.write(|tx| {
                alerts::pass(tx, id, to)?;
                note(tx, id, &who, now, "alert.passed", act)
            })?;
            Ok(alert)
        })
        .await?;
    if alert.acknowledged.is_none() && alert.level.notifies() {
        desk.notify(Notice::Alert {
            alert: id,
            side: alert.side,
            conversation: alert.conversation,
        });
    }
    told_everywhere(desk, &alert);
    Ok(())
}

/// Notes that a call is begun and returns the number; whoever calls has taken the flag.
///
/// # Errors
/// [`InboxError::NotFound`] also when no number is known, [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn call(desk: &Desk, id: AlertId) -> Result<Phone, InboxError> {
    let now = desk.inner.options.clock.now();
    let (alert, phone) = desk
        .with_house(move |house| {
            let (who, alert) = at_work_on(house, id)?;
            let phone = super::help::phone(house, &alert)?.ok_or(InboxError::NotFound)?;
            house.clinic.write(|tx| {
                take(tx, &alert, &who, now)?;
                note(tx, id, &who, now, "alert.called", StepAct::Called)
            })?;
            refresh_mark(house, &alert)?;
            Ok((alert, phone))
        })
        .await?;
    told_everywhere(desk, &alert);
    Ok(phone)
}

/// Writes down what came of a flag; words about it become an internal note beside the conversation.
///
/// The note goes first, into the database of its side: a kill between the two leaves a note without an outcome, and the
/// flag asks for one again.
///
/// # Errors
/// [`InboxError::TextLength`], [`InboxError::NotFound`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn record_outcome(
    desk: &Desk,
    id: AlertId,
    outcome: AlertOutcome,
    words: String,
) -> Result<(), InboxError> {
    let alert = desk
        .with_house(move |house| Ok(at_work_on(house, id)?.1))
        .await?;
    if !words.trim().is_empty() {
        records::notes::add(desk, alert.side, alert.conversation, words).await?;
    }
    end_with(desk, id, "alert.outcome", StepAct::Outcome(outcome)).await
}

/// Says that a flag was wrong. Exactly these words of this person go to review for a while, unless it was urgent.
///
/// # Errors
/// [`InboxError::NotFound`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn say_wrong(
    desk: &Desk,
    id: AlertId,
    reason: WrongReason,
) -> Result<(), InboxError> {
    end_with(desk, id, "alert.wrong", StepAct::Wrong(reason)).await
}

async fn end_with(
    desk: &Desk,
    id: AlertId,
    name: &'static str,
    act: StepAct,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let alert = desk
        .with_house(move |house| {
            let (who, alert) = at_work_on(house, id)?;
            // What is learned goes last: a kill between the two leaves a lesson out, never the act.
            let learned = act.clone();
            house.clinic.write(|tx| {
                take(tx, &alert, &who, now)?;
                note(tx, id, &who, now, name, act)
            })?;
            match learned {
                StepAct::Wrong(reason) => verdict::wrong(house, &alert, &who, reason, now)?,
                StepAct::Outcome(outcome) if outcome.is_last() => {
                    verdict::right(house, &alert, now)?;
                }
                StepAct::Outcome(_) | StepAct::Passed { .. } | StepAct::Called => {}
            }
            refresh_mark(house, &alert)?;
            Ok(alert)
        })
        .await?;
    told_everywhere(desk, &alert);
    Ok(())
}

/// Returns who is signed in and the alert, once they may read its side.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) fn at_work_on(house: &House, id: AlertId) -> Result<(SignedIn, Alert), InboxError> {
    let who = house.signed_in()?;
    let alert = house.clinic.read(|conn| alerts::get(conn, id))?;
    let alert = alert.ok_or(InboxError::NotFound)?;
    if !may_read(house, alert.side) {
        return Err(InboxError::NotAllowed);
    }
    Ok((who, alert))
}

/// Puts a name on an alert that has none yet; the first name stays.
///
/// # Errors
/// [`StoreError`].
pub(crate) fn take(
    tx: &Tx<'_>,
    alert: &Alert,
    who: &SignedIn,
    now: UnixMs,
) -> Result<(), StoreError> {
    let by = Acknowledged {
        by: who.staff,
        name: who.name.clone(),
        at: now,
    };
    if alerts::acknowledge(tx, alert.id, &by)? {
        append(tx, alert.id, who, now, ("alert.acknowledged", None))?;
        flags::tell(tx, alert.id, who, now, Done::Acknowledged)?;
    }
    Ok(())
}

fn note(
    tx: &Tx<'_>,
    alert: AlertId,
    who: &SignedIn,
    now: UnixMs,
    name: &str,
    act: StepAct,
) -> Result<(), StoreError> {
    let code = match &act {
        StepAct::Passed { to, .. } => Some(to.to_string()),
        StepAct::Called => None,
        StepAct::Outcome(outcome) => Some(outcome.as_str().to_owned()),
        StepAct::Wrong(reason) => Some(reason.as_str().to_owned()),
    };
    let done = match &act {
        StepAct::Passed { to, name } => Done::Passed {
            to: *to,
            name: name.clone(),
        },
        StepAct::Called => Done::Called,
        StepAct::Outcome(outcome) => Done::Outcome { outcome: *outcome },
        StepAct::Wrong(reason) => Done::Wrong { reason: *reason },
    };
    let step = Step {
        staff: who.staff,
        name: who.name.clone(),
        at: now,
        act,
    };
    alert_steps::add(tx, alert, &step)?;
    flags::tell(tx, alert, who, now, done)?;
    append(tx, alert, who, now, (name, code))
}

/// Appends to the audit: ids and codes only.
///
/// # Errors
/// [`StoreError`].
pub(crate) fn append(
    tx: &Tx<'_>,
    alert: AlertId,
    who: &SignedIn,
    now: UnixMs,
    (name, code): (&str, Option<String>),
) -> Result<(), StoreError> {
    let detail = match code {
        Some(code) => json!({ "alert": alert.to_string(), "code": code }),
        None => json!({ "alert": alert.to_string() }),
    };
    let act = files::act(now, Some((who.staff, &who.name)), name, &detail.to_string());
    audit::append(tx, &act)
}

/// Returns a step as the window shows it.
pub(super) fn view(step: Step) -> AlertStepView {
    AlertStepView {
        by: step.name,
        at: step.at.0,
        act: match step.act {
            StepAct::Passed { name, .. } => AlertActView::Passed { to: name },
            StepAct::Called => AlertActView::Called,
            StepAct::Outcome(outcome) => AlertActView::Outcome { outcome },
            StepAct::Wrong(reason) => AlertActView::Wrong { reason },
        },
    }
}
