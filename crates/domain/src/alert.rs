//! Risk alerts as the clinic handles them: levels in the clinic's words, and who dealt with one.

pub mod calling;
pub mod emergency;
pub mod on_call;
pub mod protocol;
pub mod reminder;
pub mod step;
pub mod together;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How soon a person must look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AlertLevel {
    /// At the next sign-in; no notification.
    Review,
    /// The same day.
    Today,
    /// Within minutes.
    High,
    /// Now.
    Urgent,
}

impl AlertLevel {
    /// Returns whether this level interrupts people with a notification.
    pub fn notifies(self) -> bool {
        self >= Self::Today
    }

    /// Returns the number this level has in the database: 1 (review) to 4 (urgent).
    pub fn as_number(self) -> u8 {
        match self {
            Self::Review => 1,
            Self::Today => 2,
            Self::High => 3,
            Self::Urgent => 4,
        }
    }

    /// Returns the level a database number stands for.
    pub fn from_number(number: u8) -> Option<Self> {
        [Self::Review, Self::Today, Self::High, Self::Urgent]
            .into_iter()
            .find(|level| level.as_number() == number)
    }
}

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AlertCategory {
    /// Wish, plan or attempt to die.
    Suicide,
    /// Injury of oneself.
    SelfHarm,
    /// Danger to somebody else.
    HarmOthers,
    /// Violence or abuse suffered.
    Abuse,
    /// A medical emergency.
    Medical,
    /// A voice message that no machine has heard: nobody knows what is in it.
    Unheard,
}

impl AlertCategory {
    /// Returns the name this category has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suicide => "suicide",
            Self::SelfHarm => "self_harm",
            Self::HarmOthers => "harm_others",
            Self::Abuse => "abuse",
            Self::Medical => "medical",
            Self::Unheard => "unheard",
        }
    }

    /// Returns the category named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Suicide,
            Self::SelfHarm,
            Self::HarmOthers,
            Self::Abuse,
            Self::Medical,
            Self::Unheard,
        ]
        .into_iter()
        .find(|category| category.as_str() == name)
    }
}

/// Where an alert stands. It never leaves `Open` without a person's name on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AlertState {
    /// Nobody has taken it yet.
    Open,
    /// A named person has it.
    Acknowledged,
}
