//! Numbers to call when somebody is in danger, by country.
//!
//! A number without a date was not found written down by its service or by a newspaper when this list was made; the
//! window says so. Short numbers work only inside their country, some only from a mobile: a clinic abroad needs the long
//! number of the police at the person's place, which the clinic writes down itself.

mod numbers;

use crate::{phone::Phone, time::UnixMs};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use ts_rs::TS;

/// So long a clinic relies on numbers that somebody of it looked at.
const CHECKED_FOR: Duration = Duration::from_secs(180 * 24 * 60 * 60);

/// Returns whether somebody of the clinic has to look at its numbers: nobody has, or not for half a year.
pub fn is_check_due(confirmed: Option<UnixMs>, now: UnixMs) -> bool {
    confirmed.is_none_or(|at| now.since(at) >= CHECKED_FOR)
}

/// A country whose numbers are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub enum Country {
    /// ES.
    #[serde(rename = "ES")]
    Spain,
    /// BR.
    #[serde(rename = "BR")]
    Brazil,
    /// GR.
    #[serde(rename = "GR")]
    Greece,
    /// PT.
    #[serde(rename = "PT")]
    Portugal,
    /// RW.
    #[serde(rename = "RW")]
    Rwanda,
    /// GB.
    #[serde(rename = "GB")]
    UnitedKingdom,
    /// US.
    #[serde(rename = "US")]
    UnitedStates,
    /// FR.
    #[serde(rename = "FR")]
    France,
    /// MX.
    #[serde(rename = "MX")]
    Mexico,
    /// AR.
    #[serde(rename = "AR")]
    Argentina,
    /// CL.
    #[serde(rename = "CL")]
    Chile,
    /// CO.
    #[serde(rename = "CO")]
    Colombia,
    /// PE.
    #[serde(rename = "PE")]
    Peru,
    /// EC.
    #[serde(rename = "EC")]
    Ecuador,
    /// UY.
    #[serde(rename = "UY")]
    Uruguay,
    /// PY.
    #[serde(rename = "PY")]
    Paraguay,
}

/// What a number is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Any emergency.
    Emergency,
    /// An ambulance.
    Ambulance,
    /// The police.
    Police,
    /// Somebody who thinks of dying.
    Crisis,
    /// Violence at home or against women.
    Violence,
    /// Children and young people.
    Children,
    /// Advice on health by telephone.
    Medical,
}

/// A number to call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What for.
    pub purpose: Purpose,
    /// As it is dialled inside the country.
    pub number: &'static str,
    /// What the service calls itself; empty where it has no other name than its number.
    pub name: &'static str,
    /// Whether it answers day and night.
    pub is_always_open: bool,
    /// Where it was read and in which month; absent when it has to be checked.
    pub read: Option<Read>,
}

/// Where a number was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// The pages, or nothing where they were not written down.
    pub at: &'static str,
    /// Year and month, for example `2026-11`.
    pub month: &'static str,
}

impl Country {
    /// Every country, by its name in English.
    pub const ALL: [Self; 16] = [
        Self::Argentina,
        Self::Brazil,
        Self::Chile,
        Self::Colombia,
        Self::Ecuador,
        Self::France,
        Self::Greece,
        Self::Mexico,
        Self::Paraguay,
        Self::Peru,
        Self::Portugal,
        Self::Rwanda,
        Self::Spain,
        Self::UnitedKingdom,
        Self::UnitedStates,
        Self::Uruguay,
    ];

    /// Returns the country's two letters (ISO 3166-1).
    pub fn code(self) -> &'static str {
        match self {
            Self::Spain => "ES",
            Self::Brazil => "BR",
            Self::Greece => "GR",
            Self::Portugal => "PT",
            Self::Rwanda => "RW",
            Self::UnitedKingdom => "GB",
            Self::UnitedStates => "US",
            Self::France => "FR",
            Self::Mexico => "MX",
            Self::Argentina => "AR",
            Self::Chile => "CL",
            Self::Colombia => "CO",
            Self::Peru => "PE",
            Self::Ecuador => "EC",
            Self::Uruguay => "UY",
            Self::Paraguay => "PY",
        }
    }

    /// Returns the country of two letters.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|country| country.code() == code)
    }

    /// Returns the country that a number belongs to, where its country code says so.
    pub fn of_phone(phone: &Phone) -> Option<Self> {
        let digits = phone.as_e164().trim_start_matches('+');
        Self::ALL.into_iter().find(|country| {
            country
                .dialling_code()
                .is_some_and(|code| digits.starts_with(code))
        })
    }

    /// The country code that is this country's alone.
    fn dialling_code(self) -> Option<&'static str> {
        match self {
            Self::Spain => Some("34"),
            Self::Brazil => Some("55"),
            Self::Greece => Some("30"),
            Self::Portugal => Some("351"),
            Self::Rwanda => Some("250"),
            Self::UnitedKingdom => Some("44"),
            // Shared with its neighbours.
            Self::UnitedStates => None,
            Self::France => Some("33"),
            Self::Mexico => Some("52"),
            Self::Argentina => Some("54"),
            Self::Chile => Some("56"),
            Self::Colombia => Some("57"),
            Self::Peru => Some("51"),
            Self::Ecuador => Some("593"),
            Self::Uruguay => Some("598"),
            Self::Paraguay => Some("595"),
        }
    }

    /// Returns the numbers to call, the most general first.
    pub fn lines(self) -> &'static [Line] {
        match self {
            Self::Spain => &numbers::SPAIN,
            Self::Brazil => &numbers::BRAZIL,
            Self::Greece => &numbers::GREECE,
            Self::Portugal => &numbers::PORTUGAL,
            Self::Rwanda => &numbers::RWANDA,
            Self::UnitedKingdom => &numbers::UNITED_KINGDOM,
            Self::UnitedStates => &numbers::UNITED_STATES,
            Self::France => &numbers::FRANCE,
            Self::Mexico => &numbers::MEXICO,
            Self::Argentina => &numbers::ARGENTINA,
            Self::Chile => &numbers::CHILE,
            Self::Colombia => &numbers::COLOMBIA,
            Self::Peru => &numbers::PERU,
            Self::Ecuador => &numbers::ECUADOR,
            Self::Uruguay => &numbers::URUGUAY,
            Self::Paraguay => &numbers::PARAGUAY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_somebody_to_send_and_somebody_to_talk_to() {
        for country in Country::ALL {
            let has = |purposes: &[Purpose]| {
                country
                    .lines()
                    .iter()
                    .any(|line| purposes.contains(&line.purpose))
            };
            assert!(
                has(&[Purpose::Emergency, Purpose::Ambulance]) && has(&[Purpose::Crisis]),
                "{country:?}"
            );
        }
    }

    #[test]
    fn a_number_tells_its_country_unless_several_share_the_code() {
        let of = |number: &str| Country::of_phone(&Phone::from_wa_id(number).unwrap());
        assert_eq!(of("34600000641"), Some(Country::Spain));
        assert_eq!(of("351912000412"), Some(Country::Portugal));
        assert_eq!(of("5511987654321"), Some(Country::Brazil));
        assert_eq!(of("12025550123"), None);
        assert_eq!(of("4915112345678"), None);
    }

    #[test]
    fn numbers_are_looked_at_at_the_start_and_every_half_year() {
        let now = UnixMs(1_795_176_000_000);
        assert!(is_check_due(None, now));
        assert!(!is_check_due(Some(now), now));
        let last = now.minus(CHECKED_FOR);
        assert!(is_check_due(Some(last), now) && !is_check_due(Some(UnixMs(last.0 + 1)), now));
    }

    #[test]
    fn numbers_can_be_dialled() {
        for line in Country::ALL.into_iter().flat_map(Country::lines) {
            let is_dialled = |sign: char| sign.is_ascii_digit() || " -*".contains(sign);
            assert!(
                !line.number.is_empty() && line.number.chars().all(is_dialled),
                "{line:?}"
            );
            assert!(line.read.is_none_or(|read| read.month == "2026-11"));
        }
    }
}
