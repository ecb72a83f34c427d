//! Assistants that somebody else's program is: what they may be asked for, where they are, who agreed to it, and what it
//! may cost.

pub mod credit;

use crate::record::consent::{Consent, ConsentAct, ConsentPurpose, standing};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What an assistant may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AssistFeature {
    /// A draft of a day's summary.
    Summaries,
    /// The words of a voice message.
    Transcription,
}

/// Where an assistant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AssistPlace {
    /// On this computer, or on one in the clinic's network that the owner says is theirs.
    Local,
    /// Anywhere else.
    Cloud,
}

/// How far a person agreed that an assistant reads them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AssistConsent {
    /// Not at all.
    None,
    /// On the clinic's own computers.
    Local,
    /// By a service outside the clinic, too.
    Cloud,
}

impl AssistFeature {
    /// Everything an assistant may be asked for.
    pub const ALL: [Self; 2] = [Self::Summaries, Self::Transcription];

    /// Returns the name this has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Summaries => "summaries",
            Self::Transcription => "transcription",
        }
    }

    /// Returns what is named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

impl AssistPlace {
    /// Returns the name this place has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Cloud => "cloud",
        }
    }
}

impl AssistConsent {
    /// Returns how far somebody agreed, by everything they said.
    ///
    /// Who agreed to a service outside agreed to the clinic's own computers; who took back that a machine reads them took
    /// back both.
    pub fn of(history: &[Consent]) -> Self {
        let standing = standing(history);
        let act = |purpose| standing.get(&purpose).map(|consent| consent.act);
        match (act(ConsentPurpose::AiSummary), act(ConsentPurpose::AiCloud)) {
            (Some(ConsentAct::Withdrawn), _) => Self::None,
            (_, Some(ConsentAct::Given)) => Self::Cloud,
            (Some(ConsentAct::Given), _) => Self::Local,
            (None, _) => Self::None,
        }
    }

    /// Returns whether an assistant in this place may read them.
    pub fn allows(self, place: AssistPlace) -> bool {
        match place {
            AssistPlace::Local => self >= Self::Local,
            AssistPlace::Cloud => self == Self::Cloud,
        }
    }
}

/// Returns whether somebody said anything about assistants.
pub fn was_asked(history: &[Consent]) -> bool {
    history.iter().any(|consent| {
        matches!(
            consent.purpose,
            ConsentPurpose::AiSummary | ConsentPurpose::AiCloud
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{id::ConsentId, record::consent::ConsentHow, time::UnixMs};

    const GIVEN: ConsentAct = ConsentAct::Given;
    const BACK: ConsentAct = ConsentAct::Withdrawn;
    const OWN: ConsentPurpose = ConsentPurpose::AiSummary;
    const CLOUD: ConsentPurpose = ConsentPurpose::AiCloud;

    fn history(said: &[(ConsentPurpose, ConsentAct)]) -> Vec<Consent> {
        let said = said.iter().zip(1..).map(|((purpose, act), at)| Consent {
            id: ConsentId::generate(),
            purpose: *purpose,
            act: *act,
            how: ConsentHow::Signed,
            at: UnixMs(at),
            recorded_at: UnixMs(at),
            recorded_by: "Ana".into(),
        });
        said.collect()
    }

    #[test]
    fn nobody_is_read_who_did_not_say_so() {
        let cases = [
            (vec![], AssistConsent::None),
            (
                vec![(ConsentPurpose::Marketing, GIVEN)],
                AssistConsent::None,
            ),
            (vec![(OWN, GIVEN)], AssistConsent::Local),
            (vec![(CLOUD, GIVEN)], AssistConsent::Cloud),
            (vec![(OWN, GIVEN), (CLOUD, GIVEN)], AssistConsent::Cloud),
            (
                vec![(OWN, GIVEN), (CLOUD, GIVEN), (CLOUD, BACK)],
                AssistConsent::Local,
            ),
            (vec![(CLOUD, GIVEN), (CLOUD, BACK)], AssistConsent::None),
            (vec![(CLOUD, GIVEN), (OWN, BACK)], AssistConsent::None),
            (vec![(OWN, BACK), (OWN, GIVEN)], AssistConsent::Local),
        ];
        for (said, is) in cases {
            let history = history(&said);
            assert_eq!(AssistConsent::of(&history), is, "{said:?}");
            let said_so = said.iter().any(|(it, _)| [OWN, CLOUD].contains(it));
            assert_eq!(was_asked(&history), said_so);
        }
    }

    #[test]
    fn a_place_wants_a_word_of_its_own() {
        let cases = [
            (AssistConsent::None, false, false),
            (AssistConsent::Local, true, false),
            (AssistConsent::Cloud, true, true),
        ];
        for (consent, local, cloud) in cases {
            assert_eq!(consent.allows(AssistPlace::Local), local);
            assert_eq!(consent.allows(AssistPlace::Cloud), cloud);
        }
    }

    #[test]
    fn names_lead_back() {
        for feature in AssistFeature::ALL {
            assert_eq!(AssistFeature::from_name(feature.as_str()), Some(feature));
        }
    }
}
