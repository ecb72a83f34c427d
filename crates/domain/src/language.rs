//! The languages the clinic and this program speak.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A language of the window, and of what the clinic sends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    En,
    /// Spanish.
    Es,
    /// Portuguese.
    Pt,
    /// Greek.
    El,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 4] = [Self::En, Self::Es, Self::Pt, Self::El];

    /// Returns its two letters (ISO 639-1).
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
            Self::Pt => "pt",
            Self::El => "el",
        }
    }

    /// Returns the language of two letters; nothing for one that is not spoken here.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}
