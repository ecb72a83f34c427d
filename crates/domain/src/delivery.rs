//! How far an outgoing message got. Any order of the same events ends in the same state.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The delivery status of an outgoing message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// Written here, not yet handed to Meta.
    Queued,
    /// Asked of Meta; the answer was lost, so nobody knows.
    Unknown,
    /// Refused by Meta or by the network behind it.
    Failed,
    /// Accepted by Meta.
    Sent,
    /// On the patient's device.
    Delivered,
    /// Displayed to the patient.
    Read,
    /// Listened to (voice messages).
    Played,
}

impl DeliveryStatus {
    /// Returns the status after `event`, whatever the order in which events arrive.
    ///
    /// Statuses climb `queued < sent < delivered < read < played`; `failed` ends a message that is
    /// at most `sent`; evidence of delivery beats `failed`. Source: Meta's status reference,
    /// read 2026-11-20 (docs/meta.md, statuses).
    #[must_use]
    pub fn after(self, event: Self) -> Self {
        if event.rank() > self.rank() {
            event
        } else {
            self
        }
    }

    /// Returns the place on the ladder: what is evidence of more wins over what is evidence of less.
    fn rank(self) -> u8 {
        match self {
            Self::Queued => 0,
            Self::Unknown => 1,
            Self::Sent => 2,
            Self::Failed => 3,
            Self::Delivered => 4,
            Self::Read => 5,
            Self::Played => 6,
        }
    }

    /// Returns the name this status has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Played => "played",
        }
    }

    /// Returns the status named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        ALL.into_iter().find(|status| status.as_str() == name)
    }
}

const ALL: [DeliveryStatus; 7] = [
    DeliveryStatus::Queued,
    DeliveryStatus::Unknown,
    DeliveryStatus::Failed,
    DeliveryStatus::Sent,
    DeliveryStatus::Delivered,
    DeliveryStatus::Read,
    DeliveryStatus::Played,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// CASES 7: sent, delivered, read and failed in every order end in the same state.
    #[test]
    fn every_order_of_statuses_ends_in_the_same_state() {
        for subset in 1u32..(1 << ALL.len()) {
            let events: Vec<_> = (0..ALL.len())
                .filter(|bit| subset & (1 << bit) != 0)
                .map(|bit| ALL[bit])
                .collect();
            let expected = events
                .iter()
                .fold(DeliveryStatus::Queued, |s, e| s.after(*e));
            for turn in 0..events.len() {
                let mut turned = events.clone();
                turned.rotate_left(turn);
                assert_eq!(
                    turned
                        .iter()
                        .fold(DeliveryStatus::Queued, |s, e| s.after(*e)),
                    expected
                );
                turned.reverse();
                assert_eq!(
                    turned
                        .iter()
                        .fold(DeliveryStatus::Queued, |s, e| s.after(*e)),
                    expected
                );
            }
        }
    }

    #[test]
    fn failed_ends_what_is_at_most_sent_and_delivery_beats_failed() {
        use DeliveryStatus::{Delivered, Failed, Queued, Read, Sent, Unknown};
        assert_eq!(Sent.after(Failed), Failed);
        assert_eq!(Failed.after(Sent), Failed);
        assert_eq!(Failed.after(Delivered), Delivered);
        assert_eq!(Read.after(Failed), Read);
        assert_eq!(Unknown.after(Sent), Sent);
        assert_eq!(Queued.after(Unknown), Unknown);
    }
}
