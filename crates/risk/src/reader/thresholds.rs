//! What a reader's scores are worth.

use serde::{Deserialize, Serialize};

use crate::finding::Level;

/// From which scores on a text is looked at; chosen by lines that nothing was learnt from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Put in review.
    pub review: f32,
    /// An alert.
    pub alert: f32,
    /// An alert where rules lowered something.
    pub alert_if_lowered: f32,
    /// Of urgency, from which an alert is to be read now.
    pub urgent: f32,
}

impl Thresholds {
    /// Not chosen yet: nothing is worth anything.
    pub const UNKNOWN: Thresholds = Thresholds {
        review: f32::INFINITY,
        alert: f32::INFINITY,
        alert_if_lowered: f32::INFINITY,
        urgent: f32::INFINITY,
    };

    /// Returns the level of a score and an urgency; `is_lowered` says that rules lowered something there.
    pub fn level(&self, score: f32, urgency: f32, is_lowered: bool) -> Option<Level> {
        let alert = if is_lowered {
            self.alert_if_lowered
        } else {
            self.alert
        };
        if score >= alert && urgency >= self.urgent && !is_lowered {
            Some(Level::Urgent)
        } else if score >= alert {
            Some(Level::High)
        } else if score >= self.review {
            Some(Level::Review)
        } else {
            None
        }
    }
}
