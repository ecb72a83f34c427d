//! Why a flag stands on a message although its own words do not call for it: what was written around it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a message was read together with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Together {
    /// Many messages within half an hour of the night.
    NightBurst,
    /// Other messages of the same day that were for review.
    Reviews,
    /// Weak signs of the last three days, which add up.
    WeakSigns,
    /// Another flag of the same kind within a day.
    Repeated,
    /// A wish to die in one message, means in another.
    MeansAfterWish,
}

impl Together {
    /// Every one.
    pub const ALL: [Self; 5] = [
        Self::NightBurst,
        Self::Reviews,
        Self::WeakSigns,
        Self::Repeated,
        Self::MeansAfterWish,
    ];

    /// Returns the name it has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NightBurst => "night_burst",
            Self::Reviews => "reviews",
            Self::WeakSigns => "weak_signs",
            Self::Repeated => "repeated",
            Self::MeansAfterWish => "means_after_wish",
        }
    }

    /// Returns the one named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        for it in Together::ALL {
            assert_eq!(Together::from_name(it.as_str()), Some(it));
        }
    }
}
