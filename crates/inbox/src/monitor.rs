//! Flags: which are open, and the person who takes one; what people do about it, and when they are called again.

pub(crate) mod acts;
pub(crate) mod behind;
pub(crate) mod calling;
pub(crate) mod evidence;
mod feedback;
pub(crate) mod health;
pub(crate) mod hearing;
pub(crate) mod help;
pub(crate) mod marks;
pub(crate) mod phrases;
pub(crate) mod reminding;
pub(crate) mod rules;
mod verdict;

use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    show, transcribe,
    view::{alert::AlertWhoView, change::Change, thread::AlertView},
};
use recado_domain::{alert::AlertState, channel::Side, id::AlertId, identity};
use recado_risk::Finding;
use recado_store::{
    clinic::{
        alert_steps::{self, StepAct},
        alerts::{self, Alert},
        staff,
    },
    conversations::{messages, persons, state, transcripts},
    error::StoreError,
};
use std::time::Duration;

/// Returns the alerts nobody has acknowledged, the most severe first; only of the sides that whoever is signed in reads.
///
/// # Errors
/// Storage.
pub(crate) async fn open_alerts(desk: &Desk) -> Result<Vec<AlertView>, InboxError> {
    desk.with_house(|house| {
        let open = house.clinic.read(alerts::open)?;
        listed(house, &open)
    })
    .await
}

/// How long a flag that somebody took stays among those in hand without an outcome.
const IN_HAND: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Returns the alerts somebody has taken in the last seven days that are not done with; only of the sides that whoever is
/// signed in reads.
///
/// # Errors
/// Storage.
pub(crate) async fn in_hand(desk: &Desk) -> Result<Vec<AlertView>, InboxError> {
    let since = desk.inner.options.clock.now().minus(IN_HAND);
    desk.with_house(move |house| {
        let held = house.clinic.read(|conn| alerts::in_hand(conn, since))?;
        listed(house, &held)
    })
    .await
}

/// Returns those that whoever is signed in may read, each with whom it is about.
fn listed(house: &House, alerts: &[Alert]) -> Result<Vec<AlertView>, InboxError> {
    alerts
        .iter()
        .filter(|alert| may_read(house, alert.side))
        .map(|alert| {
            Ok(AlertView {
                who: who(house, alert)?,
                ..view(house, alert)?
            })
        })
        .collect()
}

/// Acknowledges an alert with the name of whoever is signed in.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn acknowledge(desk: &Desk, id: AlertId) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let alert = desk
        .with_house(move |house| {
            let (who, _) = acts::at_work_on(house, id)?;
            let alert = house.clinic.write(|tx| {
                let alert = alerts::get(tx, id)?.ok_or(StoreError::NotFound)?;
                acts::take(tx, &alert, &who, now)?;
                Ok::<_, StoreError>(alert)
            })?;
            refresh_mark(house, &alert)?;
            Ok(alert)
        })
        .await?;
    told_everywhere(desk, &alert);
    Ok(())
}

/// Tells the window, and the clinic's other computers, that an alert stands otherwise.
pub(crate) fn told_everywhere(desk: &Desk, alert: &Alert) {
    told(desk, alert);
    desk.inner.together.wake();
}

/// Tells the window that an alert stands otherwise.
pub(crate) fn told(desk: &Desk, alert: &Alert) {
    desk.tell(Change::Alert {
        alert: alert.id,
        conversation: alert.conversation,
    });
    desk.tell(Change::App);
    desk.tell(Change::Conversation {
        side: alert.side,
        conversation: alert.conversation,
    });
}

/// Copies the most severe open level of an alert's conversation to the row that the list shows.
pub(crate) fn refresh_mark(house: &House, alert: &Alert) -> Result<(), InboxError> {
    let _filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
    let level = house
        .clinic
        .read(|conn| alerts::open_level(conn, alert.conversation))?;
    let Some(store) = house.held(alert.side) else {
        return Ok(());
    };
    match store.write(|tx| state::set_alert(tx, alert.conversation, level)) {
        // The conversation of an alert raised while locked is not drained yet; draining sets its mark.
        Ok(()) | Err(StoreError::NotFound) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Returns whether whoever is signed in reads this side.
fn may_read(house: &House, side: Side) -> bool {
    let allowed = house.signed_in_as(|role| match side {
        Side::Clinical => role.reads_clinical(),
        Side::Leads => true,
    });
    allowed.is_ok()
}

/// Returns whom an alert is about, where the key of their side is held and the conversation is filed.
fn who(house: &House, alert: &Alert) -> Result<Option<AlertWhoView>, InboxError> {
    let Some(store) = house.held(alert.side) else {
        return Ok(None);
    };
    let found = store.read(|conn| {
        let found = state::get(conn, alert.conversation)?;
        Ok::<_, StoreError>((found.channel_kind, persons::get(conn, found.identity)?))
    });
    match found {
        Ok((channel, person)) => {
            let first = person.addresses.first();
            Ok(Some(AlertWhoView {
                name: show::name(&person.name, first.map(|(_, address)| address.shown())),
                initials: identity::initials(&person.name),
                is_patient: person.is_patient,
                channel,
            }))
        }
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Returns an alert as the window shows it.
///
/// # Errors
/// Storage.
pub(crate) fn view(house: &House, alert: &Alert) -> Result<AlertView, InboxError> {
    let may_read = may_read(house, alert.side);
    let message = match house.held(alert.side).filter(|_| may_read) {
        Some(store) => match evidence::message(house, &store, alert)? {
            Some(id) => Some(store.read(|conn| messages::get(conn, id))?),
            None => None,
        },
        None => None,
    };
    let heard = match (&message, house.held(alert.side).filter(|_| may_read)) {
        (Some(message), Some(store)) => {
            let notes = store.read(|conn| transcripts::of_message(conn, message.id))?;
            transcribe::show::flagged(notes.values(), alert.category)
        }
        _ => None,
    };
    let written = message.as_ref().map_or_else(Vec::new, |message| {
        let of_category: Vec<Finding> = evidence::findings_of(message)
            .into_iter()
            .filter(|finding| marks::category(finding.category) == alert.category)
            .collect();
        marks::words(&message.text.0, &of_category)
    });
    let (words, from_voice) = match heard {
        Some((heard, trust)) => ([written, heard].concat(), Some(trust)),
        None => (written, None),
    };
    let (steps, members) = house.clinic.read(|conn| {
        Ok::<_, StoreError>((alert_steps::of_alert(conn, alert.id)?, staff::all(conn)?))
    })?;
    let passed_to = alert
        .passed_to
        .and_then(|to| members.into_iter().find(|member| member.id == to));
    // To somebody of another computer, whom nobody here is.
    let passed_elsewhere = alert.passed_to.and_then(|_| {
        steps.iter().rev().find_map(|step| match &step.act {
            StepAct::Passed { name, .. } => Some(name.clone()),
            StepAct::Called | StepAct::Outcome(_) | StepAct::Wrong(_) => None,
        })
    });
    Ok(AlertView {
        id: alert.id,
        conversation: alert.conversation,
        side: alert.side,
        who: None,
        level: alert.level,
        category: alert.category,
        about_other: alert.about_other,
        words,
        from_voice,
        message: message.map(|message| message.id.0),
        raised_at: alert.raised_at.0,
        state: match alert.acknowledged {
            Some(_) => AlertState::Acknowledged,
            None => AlertState::Open,
        },
        acknowledged_by: alert.acknowledged.as_ref().map(|by| by.name.clone()),
        acknowledged_at: alert.acknowledged.as_ref().map(|by| by.at.0),
        passed_to: passed_to.map(|member| member.name).or(passed_elsewhere),
        is_done: steps.iter().any(|step| step.act.is_last()),
        steps: steps.into_iter().map(acts::view).collect(),
    })
}
