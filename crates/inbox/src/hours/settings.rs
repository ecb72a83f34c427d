//! What the owner chose: zone, hours, closed dates, and the words of the acknowledgement.

use crate::{
    audit,
    desk::Desk,
    error::InboxError,
    session,
    view::{
        change::Change,
        hours::{HoursForm, HoursView},
    },
};
use jiff::tz::TimeZone;
use recado_domain::{
    acknowledgement::{
        Hours, QUIET_HOURS, QUIET_RANGE, Wanted,
        wording::{self, LONGEST_NUMBER, LONGEST_REPLY_BYTES, Numbers},
    },
    alert::emergency::Country,
    audit::ActName,
    language::Language,
    opening_hours::OpeningHours,
    staff::Role,
};
use recado_store::{
    Conn,
    clinic::{audit as acts, settings},
    error::StoreError,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

const NAME: &str = "clinic.hours";

/// What is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub(crate) struct Kept {
    /// The IANA name of the clinic's zone; absent for the machine's.
    #[serde(default)]
    pub zone: Option<String>,
    /// When it is open.
    #[serde(default)]
    pub hours: OpeningHours,
    /// What goes out by itself.
    #[serde(default)]
    pub replies: Replies,
}

/// What goes out by itself: nothing, until the owner wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Replies {
    /// While the clinic is closed.
    pub closed: bool,
    /// While it is open.
    pub open: bool,
    /// How long a conversation rests after one.
    pub quiet_hours: u16,
    /// For whom no language was written down; absent for that of the country.
    pub language: Option<Language>,
    /// Whom to call in an emergency; absent for the country's number.
    pub number: Option<String>,
    /// The clinic's own words; what is not here is as suggested.
    pub texts: Vec<Own>,
}

/// Words of the clinic's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Own {
    /// When they are said.
    pub hours: Hours,
    /// In which language.
    pub language: Language,
    /// The words.
    pub text: String,
}

impl Default for Replies {
    fn default() -> Self {
        Self {
            closed: false,
            open: false,
            quiet_hours: QUIET_HOURS,
            language: None,
            number: None,
            texts: Vec::new(),
        }
    }
}

impl Kept {
    /// Returns the zone that was chosen, if this program knows it.
    pub fn time_zone(&self) -> Option<TimeZone> {
        TimeZone::get(self.zone.as_deref()?).ok()
    }
}

impl Replies {
    /// Returns what the clinic wants to go out.
    pub fn wanted(&self) -> Wanted {
        Wanted {
            closed: self.closed,
            open: self.open,
            quiet: Duration::from_secs(u64::from(self.quiet_hours) * 60 * 60),
        }
    }

    /// Returns the clinic's own words.
    pub fn own(&self, hours: Hours, language: Language) -> &str {
        let own = self
            .texts
            .iter()
            .find(|own| own.hours == hours && own.language == language);
        own.map_or_else(
            || wording::suggested(hours, language),
            |own| own.text.as_str(),
        )
    }

    /// Returns whom to call.
    pub fn numbers(&self, country: &str) -> Option<Numbers> {
        Numbers::of(Country::of_code(country), self.number.as_deref())
    }

    /// Returns the language for whom none was written down.
    pub fn clinic_language(&self, country: &str) -> Language {
        self.language.unwrap_or(match country {
            "BR" | "PT" | "AO" | "MZ" => Language::Pt,
            "GR" | "CY" => Language::El,
            "AR" | "BO" | "CL" | "CO" | "CR" | "EC" | "ES" | "GT" | "MX" | "PA" | "PE" | "PY"
            | "UY" | "VE" => Language::Es,
            _ => Language::En,
        })
    }

    /// Returns the whole text as it goes out; nothing while nobody knows whom to call.
    pub fn text(&self, hours: Hours, language: Language, country: &str) -> Option<String> {
        let numbers = self.numbers(country)?;
        Some(wording::reply(
            hours,
            language,
            self.own(hours, language),
            &numbers,
        ))
    }
}

/// Returns what is kept; the defaults while nothing is.
///
/// # Errors
/// Storage.
pub(crate) fn read(conn: &Conn) -> Result<Kept, StoreError> {
    Ok(settings::get(conn, NAME)?.unwrap_or_default())
}

/// Saves what the owner chose.
///
/// # Errors
/// [`InboxError::InvalidInput`] for hours that make no sense, an unknown zone, or replies without anybody to call;
/// [`InboxError::TextLength`] for a reply too long for a channel; [`InboxError::Locked`], [`InboxError::NotAllowed`],
/// storage.
pub(crate) async fn save(desk: &Desk, form: HoursForm) -> Result<HoursView, InboxError> {
    let country = session::settings::current(desk).await?.country;
    let wanted = read_form(form, &country)?;
    let zone = wanted.time_zone();
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = house.signed_in_as(Role::decides)?;
        let done = house.clinic.write(|tx| {
            let before = read(tx)?;
            settings::set(tx, NAME, &wanted)?;
            let changed = changed(&before, &wanted);
            if changed.is_empty() {
                return Ok(());
            }
            let detail = serde_json::json!({ "settings": changed }).to_string();
            let act = audit::by(Some(&who), now, ActName::HoursChanged, &detail);
            acts::append(tx, &act)
        });
        Ok(done.map_err(|error: StoreError| error)?)
    })
    .await?;
    desk.inner.options.clock.set_zone(zone);
    desk.tell(Change::App);
    super::view(desk).await
}

fn changed(before: &Kept, now: &Kept) -> Vec<&'static str> {
    let differs = [
        ("zone", before.zone != now.zone),
        ("week", before.hours.week != now.hours.week),
        ("closed_on", before.hours.closed_on != now.hours.closed_on),
        ("closed", before.replies.closed != now.replies.closed),
        ("open", before.replies.open != now.replies.open),
        (
            "quiet_hours",
            before.replies.quiet_hours != now.replies.quiet_hours,
        ),
        ("language", before.replies.language != now.replies.language),
        ("number", before.replies.number != now.replies.number),
        ("texts", before.replies.texts != now.replies.texts),
    ];
    let changed = differs.into_iter().filter(|(_, differs)| *differs);
    changed.map(|(name, _)| name).collect()
}

fn read_form(form: HoursForm, country: &str) -> Result<Kept, InboxError> {
    let zone = form.zone.trim();
    if !zone.is_empty() && TimeZone::get(zone).is_err() {
        return Err(InboxError::InvalidInput);
    }
    let days = form.closed_on.iter().map(|day| day.parse());
    let hours = OpeningHours {
        week: form.week,
        closed_on: days
            .collect::<Result<_, _>>()
            .map_err(|_| InboxError::InvalidInput)?,
    };
    let number = form.number.trim();
    let texts = form.texts.into_iter().filter_map(|own| {
        let text = own.text.trim().to_owned();
        (text != wording::suggested(own.hours, own.language)).then_some(Own {
            hours: own.hours,
            language: own.language,
            text,
        })
    });
    let replies = Replies {
        closed: form.closed,
        open: form.open,
        quiet_hours: form.quiet_hours,
        language: Some(form.language),
        number: (!number.is_empty()).then(|| number.to_owned()),
        texts: texts.collect(),
    };
    let (shortest, longest) = QUIET_RANGE;
    let is_number = |sign: char| sign.is_ascii_digit() || " +-*#".contains(sign);
    if !(shortest..=longest).contains(&replies.quiet_hours)
        || !number.chars().all(is_number)
        || number.chars().count() > LONGEST_NUMBER
        || replies.texts.iter().any(|own| own.text.contains("{{"))
    {
        return Err(InboxError::InvalidInput);
    }
    // Nobody is told that no one reads without being told whom to call.
    if (replies.closed || replies.open) && replies.numbers(country).is_none() {
        return Err(InboxError::InvalidInput);
    }
    for language in Language::ALL {
        for hours in Hours::ALL {
            let text = replies.text(hours, language, country);
            if text.is_some_and(|text| text.len() > LONGEST_REPLY_BYTES) {
                return Err(InboxError::TextLength);
            }
        }
    }
    Ok(Kept {
        zone: (!zone.is_empty()).then(|| zone.to_owned()),
        hours: hours.checked().map_err(|_| InboxError::InvalidInput)?,
        replies,
    })
}
