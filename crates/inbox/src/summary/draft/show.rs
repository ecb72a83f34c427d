//! A draft as the window shows it, why there is none, and exactly what would be sent.

use super::{
    check::MoodChange,
    run::gave_up,
    write::{self, DraftFacts},
};
use crate::{
    assist::{endpoint, kept},
    error::InboxError,
    house::House,
    summary::{Work, make::OnesDay, show::lines},
    view::{
        assist::AssistState,
        summary::{
            DayDraftState, DayDraftView, DraftEvidenceView, DraftLineView, DraftMoodView,
            DraftPreviewView,
        },
    },
};
use recado_domain::assist::{
    AssistConsent, AssistFeature, AssistPlace,
    credit::{self, CreditState},
};
use recado_store::{
    Conn,
    clinic::assist,
    conversations::{
        messages,
        summaries::{Line, LinePart, Summary},
    },
    error::StoreError,
};
use std::collections::BTreeMap;

/// Returns a draft as the window shows it.
///
/// # Errors
/// Storage.
pub(crate) fn view(conn: &Conn, found: &Summary) -> Result<DayDraftView, StoreError> {
    let facts: DraftFacts = serde_json::from_str(&found.facts).map_err(|_| StoreError::Damaged)?;
    let (model, host) = found.model.clone().unwrap_or_default();
    Ok(DayDraftView {
        made_at: found.made_at.0,
        model,
        host,
        place: facts.place,
        engine: found.engine.clone(),
        messages: found.messages,
        points: said(conn, &found.lines, LinePart::Point)?,
        themes: said(conn, &found.lines, LinePart::Theme)?,
        mood: match facts.mood {
            MoodChange::Better => DraftMoodView::Better,
            MoodChange::Same => DraftMoodView::Same,
            MoodChange::Worse => DraftMoodView::Worse,
            MoodChange::Unclear => DraftMoodView::Unclear,
        },
        unanswered: lines(conn, &found.lines, LinePart::Unanswered)?,
        appointments: lines(conn, &found.lines, LinePart::Appointment)?,
        medications: lines(conn, &found.lines, LinePart::Medication)?,
    })
}

/// Returns what the assistant says, each with its messages.
fn said(conn: &Conn, all: &[Line], part: LinePart) -> Result<Vec<DraftLineView>, StoreError> {
    let mut by_number: BTreeMap<u32, DraftLineView> = BTreeMap::new();
    let mut of_part: Vec<&Line> = all.iter().filter(|line| line.part == part).collect();
    of_part.sort_by_key(|line| (line.number, line.evidence));
    for line in of_part {
        let message = messages::get(conn, line.message)?;
        let said = by_number.entry(line.number).or_default();
        if let Some(text) = &line.said {
            said.text.clone_from(text);
        }
        said.evidence.push(DraftEvidenceView {
            conversation: message.conversation,
            message: line.message.0,
            at: message.at.0,
        });
    }
    let said = by_number.into_values();
    Ok(said.filter(|it| !it.text.is_empty()).collect())
}

/// Returns how it stands with a draft of a day that has none.
///
/// # Errors
/// Storage.
pub(crate) fn state(
    house: &House,
    work: &Work,
    ones: &OnesDay,
    extract: Option<&Summary>,
) -> Result<DayDraftState, InboxError> {
    let target = match endpoint::ready(house, AssistFeature::Summaries)? {
        Ok(target) => target,
        Err(AssistState::Off | AssistState::NoAddress) => return Ok(DayDraftState::Off),
        Err(_state) => return Ok(DayDraftState::NotReady),
    };
    let store = house.clinical_for_staff()?;
    let agreed = write::agreed(&store, ones)?;
    if !agreed.allows(target.place) {
        return Ok(match agreed {
            AssistConsent::None => DayDraftState::NotAgreed,
            AssistConsent::Local | AssistConsent::Cloud => DayDraftState::OwnOnly,
        });
    }
    if target.place == AssistPlace::Cloud && is_over(house)? {
        return Ok(DayDraftState::NoCredit);
    }
    let is_over = extract.is_some_and(|it| gave_up(work, ones, it.fingerprint));
    Ok(match is_over {
        true => DayDraftState::Failed,
        false => DayDraftState::Waits,
    })
}

fn is_over(house: &House) -> Result<bool, InboxError> {
    let now = house.clock.now();
    let since = credit::month_began(now, &house.clock.zone());
    let state = house.clinic.read(|conn| {
        let kept = kept::read(conn)?;
        let used = assist::used(conn, since, &kept.currency)?;
        Ok::<_, StoreError>(credit::state(kept.monthly_micro, used))
    })?;
    Ok(state == CreditState::Over)
}

/// Returns what would be sent about a day, exactly but for the mark of chance; nothing without words or an assistant.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) fn preview(
    house: &House,
    ones: &OnesDay,
) -> Result<Option<DraftPreviewView>, InboxError> {
    let Ok(target) = endpoint::for_a_try(house, AssistFeature::Summaries)? else {
        return Ok(None);
    };
    let store = house.clinical_for_staff()?;
    let Some((asked, _)) = write::asked(house, &store, ones, true)? else {
        return Ok(None);
    };
    Ok(Some(DraftPreviewView {
        host: target.host(),
        place: target.place,
        model: target.model.clone(),
        task: asked.question.system,
        messages: asked.question.user,
    }))
}
