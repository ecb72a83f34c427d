//! Writing a record by hand, and moving a lead.

use crate::{desk::Desk, error::InboxError, hours, view::record::RecordForm};
use jiff::tz::TimeZone;
use recado_domain::{
    channel::Side,
    id::ConversationId,
    lead_status::{Chosen, LeadStatus, LostReason},
    record::{self, BirthDay},
    time::UnixMs,
};
use recado_store::{
    conversations::{
        records::{self, Written},
        together::records as told,
    },
    error::StoreError,
};

/// Writes a record as it shall stand.
///
/// # Errors
/// [`InboxError::InvalidInput`] for what is no day of birth or no language, [`InboxError::Locked`], storage.
pub(crate) async fn save(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    form: RecordForm,
) -> Result<(), InboxError> {
    let clock = &desk.inner.options.clock;
    let written = read(&form, &today(clock.now(), &clock.zone()))?;
    super::change(
        desk,
        (side, conversation),
        "person.written",
        move |tx, identity, _| Ok(records::write(tx, identity, &written)?),
    )
    .await?;
    hours::languages::take_over(desk, side).await;
    Ok(())
}

/// Sets where a lead stands.
///
/// # Errors
/// [`InboxError::InvalidInput`] for a step that is not allowed, [`InboxError::NotFound`] for a patient,
/// [`InboxError::Locked`], storage.
pub(crate) async fn set_lead_status(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    status: LeadStatus,
    lost: Option<LostReason>,
) -> Result<(), InboxError> {
    let at = desk.inner.options.clock.now();
    super::change(
        desk,
        (side, conversation),
        "lead.moved",
        move |tx, identity, who| {
            let lead = records::lead(tx, identity)?.ok_or(StoreError::NotFound)?;
            lead.facts
                .may_become(status, lost)
                .map_err(|_| InboxError::InvalidInput)?;
            let at = told::chosen_now(tx, (identity, conversation), at)?;
            let chosen = Chosen { status, at, lost };
            Ok(records::choose(tx, identity, chosen, &who.name)?)
        },
    )
    .await
}

fn read(form: &RecordForm, today: &str) -> Result<Written, InboxError> {
    let kept = |text: &str| Some(record::line(text)).filter(|line| !line.is_empty());
    let born_on = match form.born_on.trim() {
        "" => None,
        text => Some(
            BirthDay::parse(text, today)
                .map_err(|_| InboxError::InvalidInput)?
                .as_iso(),
        ),
    };
    let language = kept(&form.language);
    let is_language =
        |code: &String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase());
    if !language.as_ref().is_none_or(is_language) {
        return Err(InboxError::InvalidInput);
    }
    Ok(Written {
        given_name: kept(&form.given_name),
        born_on,
        number: kept(&form.number),
        language,
    })
}

/// Returns the clinic's day of an instant, for example `2026-11-26`.
pub(super) fn today(now: UnixMs, zone: &TimeZone) -> String {
    jiff::Timestamp::from_millisecond(now.0)
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(zone.clone())
        .strftime("%Y-%m-%d")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_or_refused() {
        let form = |born_on: &str, language: &str| RecordForm {
            given_name: "  Ana \u{202e} ".into(),
            born_on: born_on.into(),
            number: String::new(),
            language: language.into(),
        };
        let read = |born_on, language| super::read(&form(born_on, language), "2026-11-26");
        let written = read("7.3.1984", "pt").unwrap();
        assert_eq!(written.given_name.as_deref(), Some("Ana"));
        assert_eq!(written.born_on.as_deref(), Some("1984-03-07"));
        assert_eq!(written.number, None);
        assert!(read("1984", "pt").is_err());
        assert!(read("", "Portuguese").is_err());
        assert!(read("", "").is_ok());
    }

    #[test]
    fn today_is_a_day() {
        let noon = UnixMs(1_795_176_000_000);
        assert_eq!(today(noon, &TimeZone::UTC), "2026-11-20");
        let kiritimati = TimeZone::get("Pacific/Kiritimati").unwrap();
        assert_eq!(today(noon, &kiritimati), "2026-11-21");
    }
}
