//! Hours and replies as the window shows them.

use super::settings;
use crate::{
    desk::Desk,
    error::InboxError,
    session,
    view::hours::{HoursView, ReplyTextView},
};
use recado_domain::{
    acknowledgement::{
        Hours,
        wording::{self, Numbers},
    },
    alert::emergency::Country,
    language::Language,
    staff::Role,
};

/// Stands where the number goes; the window puts what is typed there.
const NUMBER: &str = "{number}";

/// Returns the clinic's hours, and what goes out by them.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn view(desk: &Desk) -> Result<HoursView, InboxError> {
    let country = session::settings::current(desk).await?.country;
    let clock = desk.inner.options.clock.clone();
    desk.with_house(move |house| {
        house.signed_in_as(Role::decides)?;
        let kept = house.clinic.read(settings::read)?;
        let (now, zone) = (clock.now(), clock.zone());
        let is_open = kept.hours.is_open(now, &zone);
        let changes_at = match is_open {
            true => kept.hours.closes_next(now, &zone),
            false => kept.hours.opens_next(now, &zone),
        };
        let known = Country::of_code(&country);
        let shown = Numbers::of(known, Some(NUMBER));
        let texts = Language::ALL.into_iter().flat_map(|language| {
            let (replies, shown) = (&kept.replies, &shown);
            Hours::ALL.map(move |hours| ReplyTextView {
                hours,
                language,
                text: replies.own(hours, language).to_owned(),
                suggested: wording::suggested(hours, language).to_owned(),
                always: shown.as_ref().map_or_else(String::new, |numbers| {
                    wording::always_said(hours, language, numbers)
                }),
            })
        });
        let texts = texts.collect();
        Ok(HoursView {
            zone: kept.zone.clone().unwrap_or_default(),
            used_zone: zone.iana_name().unwrap_or_default().to_owned(),
            is_open,
            changes_at: changes_at.map(|at| at.0),
            week: kept.hours.week.clone(),
            closed_on: kept
                .hours
                .closed_on
                .iter()
                .map(ToString::to_string)
                .collect(),
            closed: kept.replies.closed,
            open: kept.replies.open,
            quiet_hours: kept.replies.quiet_hours,
            language: kept.replies.clinic_language(&country),
            number: kept.replies.number.clone().unwrap_or_default(),
            country_number: Numbers::of(known, None).map(|numbers| numbers.emergency),
            country,
            longest_bytes: wording::LONGEST_REPLY_BYTES as u32,
            texts,
        })
    })
    .await
}
