//! Where a lead stands: NEW → CONTACTED → QUALIFIED → CONVERTED, or LOST. A pure rule over what is known, so that the
//! same events in any order end in the same status.
//!
//! CONTACTED comes by itself: Meta accepted something a person of the clinic wrote. What only waits to leave, what was
//! refused and what a machine wrote do not count. CONVERTED comes by conversion alone: no step leads there or away.

use crate::time::UnixMs;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a lead stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LeadStatus {
    /// Nobody has answered yet.
    New,
    /// The clinic has answered.
    Contacted,
    /// Somebody judged that they may become a patient.
    Qualified,
    /// They are a patient now.
    Converted,
    /// Nothing will come of it, until they write again.
    Lost,
}

/// Why a lead was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LostReason {
    /// They did not answer any more.
    NoAnswer,
    /// Too dear.
    Price,
    /// They went elsewhere.
    Elsewhere,
    /// The clinic does not offer what they need.
    NotOffered,
    /// They do not need it any more.
    NotNeeded,
    /// It was no request at all.
    NotSerious,
    /// Something else.
    Other,
}

/// A status that a person set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// Which.
    pub status: LeadStatus,
    /// When.
    pub at: UnixMs,
    /// Why, for [`LeadStatus::Lost`].
    pub lost: Option<LostReason>,
}

/// What is known of a lead; each part only ever grows, so that the order of events does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeadFacts {
    /// The status that a person set last.
    pub chosen: Option<Chosen>,
    /// Whether Meta accepted something that a person of the clinic wrote.
    pub is_answered: bool,
    /// When they wrote last, by Meta's clock.
    pub heard_at: Option<UnixMs>,
    /// Whether they were made a patient.
    pub is_converted: bool,
}

/// Why a step is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StepRefused {
    /// Only a conversion makes or unmakes a patient.
    #[error("only a conversion leads there or away")]
    ByConversionOnly,
    /// The clinic has answered: they are not new any more.
    #[error("the clinic has answered already")]
    IsAnswered,
    /// A lead is lost for a reason, and only a lost one has one.
    #[error("a reason is missing or too many")]
    Reason,
}

impl LeadStatus {
    /// Every status, in the order of the board.
    pub const ALL: [Self; 5] = [
        Self::New,
        Self::Contacted,
        Self::Qualified,
        Self::Converted,
        Self::Lost,
    ];

    /// Returns the name this status has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Contacted => "contacted",
            Self::Qualified => "qualified",
            Self::Converted => "converted",
            Self::Lost => "lost",
        }
    }

    /// Returns the status named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

impl LostReason {
    /// Every reason, in the order of a menu.
    pub const ALL: [Self; 7] = [
        Self::NoAnswer,
        Self::Price,
        Self::Elsewhere,
        Self::NotOffered,
        Self::NotNeeded,
        Self::NotSerious,
        Self::Other,
    ];

    /// Returns the name this reason has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoAnswer => "no_answer",
            Self::Price => "price",
            Self::Elsewhere => "elsewhere",
            Self::NotOffered => "not_offered",
            Self::NotNeeded => "not_needed",
            Self::NotSerious => "not_serious",
            Self::Other => "other",
        }
    }

    /// Returns the reason named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

impl LeadFacts {
    /// Returns where the lead stands.
    pub fn status(&self) -> LeadStatus {
        if self.is_converted {
            return LeadStatus::Converted;
        }
        match self.chosen.map(|chosen| chosen.status) {
            Some(LeadStatus::Qualified) => LeadStatus::Qualified,
            Some(LeadStatus::Contacted) => LeadStatus::Contacted,
            Some(LeadStatus::Lost) if self.reopened_at().is_none() => LeadStatus::Lost,
            // Nothing was chosen, or what was chosen says no more than what is known.
            Some(LeadStatus::New | LeadStatus::Lost | LeadStatus::Converted) | None => {
                if self.is_answered {
                    LeadStatus::Contacted
                } else {
                    LeadStatus::New
                }
            }
        }
    }

    /// Returns when a lost lead wrote again; nothing while it is not lost, or stays so.
    ///
    /// Meta tells whole seconds: a message in the second of the choice was not seen by who chose.
    pub fn reopened_at(&self) -> Option<UnixMs> {
        let chosen = self.chosen?;
        let second = |at: UnixMs| at.0.div_euclid(1000);
        let is_lost = chosen.status == LeadStatus::Lost && !self.is_converted;
        self.heard_at
            .filter(|heard| is_lost && second(*heard) >= second(chosen.at))
    }

    /// Returns whether a person may set this status now, for this reason.
    ///
    /// # Errors
    /// [`StepRefused`].
    pub fn may_become(&self, to: LeadStatus, lost: Option<LostReason>) -> Result<(), StepRefused> {
        if self.is_converted || to == LeadStatus::Converted {
            return Err(StepRefused::ByConversionOnly);
        }
        if to == LeadStatus::New && self.is_answered {
            return Err(StepRefused::IsAnswered);
        }
        if (to == LeadStatus::Lost) != lost.is_some() {
            return Err(StepRefused::Reason);
        }
        Ok(())
    }

    /// Returns the statuses a person may set now, besides the one it has, in the order of the board.
    pub fn steps(&self) -> Vec<LeadStatus> {
        let may = |to: LeadStatus| {
            let lost = (to == LeadStatus::Lost).then_some(LostReason::Other);
            self.may_become(to, lost).is_ok()
        };
        LeadStatus::ALL
            .into_iter()
            .filter(|to| *to != self.status() && may(*to))
            .collect()
    }
}

#[cfg(test)]
mod tests;
