//! What is learned when somebody says what came of a flag: whether its rules were right, and which words of this person
//! are a false alarm for a while.

use super::{evidence, marks};
use crate::{
    error::InboxError,
    house::{House, SignedIn},
};
use recado_domain::{
    alert::{AlertLevel, step::WrongReason},
    id::ShieldId,
    time::UnixMs,
};
use recado_risk::{Level, exact_form};
use recado_store::{
    clinic::{
        alerts::Alert,
        shields::{self, Shield},
    },
    conversations::{findings, messages},
};
use std::time::Duration;

/// So long words count as a false alarm.
const SHIELDED: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// What of a flag's message there is to learn from.
struct Lesson {
    text: String,
    /// Rules that marked it in the flag's category, with the level each gave it.
    rules: Vec<(String, Level)>,
}

/// Counts the rules of a flag as right.
///
/// # Errors
/// Storage.
pub(super) fn right(house: &House, alert: &Alert, now: UnixMs) -> Result<(), InboxError> {
    match lesson(house, alert)? {
        Some(lesson) => judge(house, alert, &lesson, true, now),
        None => Ok(()),
    }
}

/// Counts the rules of a flag as wrong, and takes exactly these words of this person for a false alarm until a day.
///
/// Nothing urgent is ever taken for one.
///
/// # Errors
/// Storage.
pub(super) fn wrong(
    house: &House,
    alert: &Alert,
    who: &SignedIn,
    reason: WrongReason,
    now: UnixMs,
) -> Result<(), InboxError> {
    let Some(lesson) = lesson(house, alert)? else {
        return Ok(());
    };
    if alert.level < AlertLevel::Urgent {
        let key = house.clinic.index_key();
        let form = exact_form(&lesson.text);
        let raised = lesson
            .rules
            .iter()
            .filter(|(_, level)| matches!(level, Level::Today | Level::High));
        house.clinic.write(|tx| {
            raised.into_iter().try_for_each(|(rule, _)| {
                let shield = Shield {
                    id: ShieldId::generate(),
                    words: key.words_hash(alert.identity, rule, &form),
                    identity: alert.identity,
                    alert: alert.id,
                    rule: rule.clone(),
                    reason,
                    staff: who.staff,
                    staff_name: who.name.clone(),
                    at: now,
                    until: now.plus(SHIELDED),
                };
                shields::put(tx, &shield)
            })
        })?;
    }
    judge(house, alert, &lesson, false, now)
}

fn judge(
    house: &House,
    alert: &Alert,
    lesson: &Lesson,
    is_right: bool,
    now: UnixMs,
) -> Result<(), InboxError> {
    let Some(store) = house.held(alert.side) else {
        return Ok(());
    };
    let rules: Vec<String> = lesson.rules.iter().map(|(rule, _)| rule.clone()).collect();
    store.write(|tx| findings::judge(tx, alert.id, alert.conversation, &rules, is_right, now))?;
    Ok(())
}

fn lesson(house: &House, alert: &Alert) -> Result<Option<Lesson>, InboxError> {
    let Some(store) = house.held(alert.side) else {
        return Ok(None);
    };
    let Some(id) = evidence::message(house, &store, alert)? else {
        return Ok(None);
    };
    let message = store.read(|conn| messages::get(conn, id))?;
    let rules = evidence::findings_of(&message)
        .into_iter()
        .filter(|finding| {
            marks::category(finding.category) == alert.category && marks::calls_for_a_look(finding)
        })
        .map(|finding| (finding.rule, finding.level));
    Ok(Some(Lesson {
        rules: rules.collect(),
        text: message.text.0,
    }))
}
