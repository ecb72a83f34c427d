//! What a person agreed to: a history that only grows, and what holds now.

use crate::{id::ConsentId, time::UnixMs};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// What somebody agrees to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConsentPurpose {
    /// To be written to about their care: appointments, answers.
    Messages,
    /// To be written to about what the clinic offers.
    Marketing,
    /// That photographs are taken and kept.
    Photographs,
    /// That a machine of the clinic's own reads them, for summaries and transcripts.
    AiSummary,
    /// That a service outside the clinic does.
    AiCloud,
    /// That their treatment is told to somebody they named.
    Sharing,
}

/// Whether it was given or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConsentAct {
    /// Given.
    Given,
    /// Taken back.
    Withdrawn,
}

/// How it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConsentHow {
    /// On paper, signed.
    Signed,
    /// In person, by word.
    InPerson,
    /// On the telephone.
    ByPhone,
    /// In a message.
    ByMessage,
    /// In a form.
    ByForm,
}

/// Something a person agreed to, or took back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Its id; later ones are larger.
    pub id: ConsentId,
    /// What for.
    pub purpose: ConsentPurpose,
    /// Given or taken back.
    pub act: ConsentAct,
    /// How.
    pub how: ConsentHow,
    /// When it was said.
    pub at: UnixMs,
    /// When it was written down.
    pub recorded_at: UnixMs,
    /// Who wrote it down, as they were called then.
    pub recorded_by: String,
}

impl ConsentPurpose {
    /// Every purpose, in the order of the card.
    pub const ALL: [Self; 6] = [
        Self::Messages,
        Self::Marketing,
        Self::Photographs,
        Self::AiSummary,
        Self::AiCloud,
        Self::Sharing,
    ];

    /// Returns the name this purpose has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Marketing => "marketing",
            Self::Photographs => "photographs",
            Self::AiSummary => "ai_summary",
            Self::AiCloud => "ai_cloud",
            Self::Sharing => "sharing",
        }
    }

    /// Returns the purpose named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

impl ConsentAct {
    /// Returns the name this act has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Returns the act named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Given, Self::Withdrawn]
            .into_iter()
            .find(|it| it.as_str() == name)
    }
}

impl ConsentHow {
    /// Every way, in the order of a menu.
    pub const ALL: [Self; 5] = [
        Self::Signed,
        Self::InPerson,
        Self::ByPhone,
        Self::ByMessage,
        Self::ByForm,
    ];

    /// Returns the name this way has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::InPerson => "in_person",
            Self::ByPhone => "by_phone",
            Self::ByMessage => "by_message",
            Self::ByForm => "by_form",
        }
    }

    /// Returns the way named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// Returns the word that holds now for each purpose: the latest said; of two at once the withdrawal.
pub fn standing(history: &[Consent]) -> BTreeMap<ConsentPurpose, &Consent> {
    let mut standing: BTreeMap<ConsentPurpose, &Consent> = BTreeMap::new();
    let rank = |it: &Consent| (it.at, it.act, it.recorded_at, it.id);
    for consent in history {
        let known = standing.entry(consent.purpose).or_insert(consent);
        if rank(consent) > rank(known) {
            *known = consent;
        }
    }
    standing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(act: ConsentAct, at: i64) -> Consent {
        Consent {
            id: ConsentId::generate(),
            purpose: ConsentPurpose::Marketing,
            act,
            how: ConsentHow::InPerson,
            at: UnixMs(at),
            recorded_at: UnixMs(at),
            recorded_by: "Ana".into(),
        }
    }

    #[test]
    fn the_latest_word_holds_whatever_the_order_of_writing() {
        let (given, withdrawn) = (said(ConsentAct::Given, 5), said(ConsentAct::Withdrawn, 9));
        for history in [
            [given.clone(), withdrawn.clone()],
            [withdrawn.clone(), given.clone()],
        ] {
            let now = standing(&history)[&ConsentPurpose::Marketing];
            assert_eq!(now.act, ConsentAct::Withdrawn);
        }
        assert!(!standing(&[given]).contains_key(&ConsentPurpose::Messages));
    }

    #[test]
    fn of_two_at_once_the_withdrawal_holds() {
        let both = [said(ConsentAct::Withdrawn, 5), said(ConsentAct::Given, 5)];
        assert_eq!(
            standing(&both)[&ConsentPurpose::Marketing].act,
            ConsentAct::Withdrawn
        );
    }

    #[test]
    fn names_lead_back() {
        for purpose in ConsentPurpose::ALL {
            assert_eq!(ConsentPurpose::from_name(purpose.as_str()), Some(purpose));
        }
        for how in ConsentHow::ALL {
            assert_eq!(ConsentHow::from_name(how.as_str()), Some(how));
        }
    }
}
