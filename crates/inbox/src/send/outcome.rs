//! What an answer of Graph means for an outbox row.

use crate::view::thread::FailureReason;
use recado_domain::{pacing, time::UnixMs};
use recado_graph::{error::GraphError, messages::Accepted};

/// What to write down after an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Meta took it.
    Sent {
        /// Meta's id.
        provider_id: String,
    },
    /// Surely not sent; to be tried again then.
    Later {
        /// Not before.
        at: UnixMs,
        /// Whether the other side did not answer at all (for the breaker).
        is_outage: bool,
    },
    /// Nobody knows: never repeated without evidence or a person.
    Unknown,
    /// Refused; repeating would change nothing.
    Failed {
        /// Meta's code; 0 when it gave none.
        code: u32,
        /// The sentence the window shows.
        reason: FailureReason,
    },
    /// The token is not good any more: this channel waits for a person, its rows stay queued.
    TokenRejected,
}

/// Returns what to write down.
pub(crate) fn outcome(
    answer: Result<Accepted, GraphError>,
    attempt: u32,
    jitter: f64,
    now: UnixMs,
) -> Outcome {
    let later = |asked: Option<std::time::Duration>, is_outage| Outcome::Later {
        at: now.plus(
            asked
                .unwrap_or_default()
                .max(pacing::backoff(attempt, jitter)),
        ),
        is_outage,
    };
    match answer {
        Ok(accepted) => Outcome::Sent {
            provider_id: accepted.provider_id,
        },
        Err(GraphError::RateLimited { retry_after, .. }) => later(retry_after, false),
        Err(GraphError::Busy { retry_after, .. }) => later(retry_after, true),
        Err(GraphError::Unreachable) => later(None, true),
        Err(GraphError::OutcomeUnknown { .. }) => Outcome::Unknown,
        Err(GraphError::TokenRejected { .. }) => Outcome::TokenRejected,
        Err(
            error @ (GraphError::WindowClosed { .. }
            | GraphError::Refused { .. }
            | GraphError::Unreadable { .. }),
        ) => {
            let code = error
                .code()
                .and_then(|code| u32::try_from(code).ok())
                .unwrap_or(0);
            Outcome::Failed {
                code,
                reason: reason(code),
            }
        }
    }
}

/// Returns the sentence for one of Meta's codes. Source: docs/meta.md, errors.
pub(crate) fn reason(code: u32) -> FailureReason {
    match code {
        131_047 | 2_018_278 | 2_534_022 => FailureReason::WindowClosed,
        131_026 | 131_030 | 131_021 | 130_403 | 131_050 | 131_062 | 551 | 33 => {
            FailureReason::Unreachable
        }
        3 | 10 | 102 | 104 | 190 | 200..=299 | 131_005 | 131_031 | 131_045 | 133_010 => {
            FailureReason::Reconnect
        }
        130_472 | 131_048 | 131_049 | 130_497 | 368 => FailureReason::HeldByMeta,
        132_000..=132_069 | 131_008 => FailureReason::Template,
        131_042 | 131_044 => FailureReason::Payment,
        1 | 2 | 4 | 613 | 80_007 | 130_429 | 131_000 | 131_016 | 131_056 | 131_057 => {
            FailureReason::TryAgain
        }
        _ => FailureReason::Other,
    }
}

const REASONS: [(FailureReason, &str); 8] = [
    (FailureReason::WindowClosed, "window_closed"),
    (FailureReason::Unreachable, "unreachable"),
    (FailureReason::Reconnect, "reconnect"),
    (FailureReason::HeldByMeta, "held_by_meta"),
    (FailureReason::Template, "template"),
    (FailureReason::Payment, "payment"),
    (FailureReason::TryAgain, "try_again"),
    (FailureReason::Other, "other"),
];

/// Returns the name a reason has in the database.
pub(crate) fn name(reason: FailureReason) -> String {
    let named = REASONS.iter().find(|(known, _)| *known == reason);
    named.map_or("other", |(_, name)| name).to_owned()
}

/// Returns the reason named in the database.
pub(crate) fn from_name(name: &str) -> FailureReason {
    let named = REASONS.iter().find(|(_, known)| *known == name);
    named.map_or(FailureReason::Other, |(reason, _)| *reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMs = UnixMs(1_795_176_000_000);

    #[test]
    fn a_lost_answer_is_never_repeated_by_itself() {
        let lost = Err(GraphError::OutcomeUnknown {
            code: None,
            trace_id: None,
        });
        assert_eq!(outcome(lost, 1, 0.5, NOW), Outcome::Unknown);
    }

    #[test]
    fn what_was_surely_not_sent_is_tried_again_and_not_before_meta_asks() {
        let slow = Err(GraphError::RateLimited {
            retry_after: Some(std::time::Duration::from_secs(90)),
            code: Some(130_429),
        });
        assert_eq!(
            outcome(slow, 1, 0.0, NOW),
            Outcome::Later {
                at: NOW.plus(std::time::Duration::from_secs(90)),
                is_outage: false
            }
        );
        assert!(matches!(
            outcome(Err(GraphError::Unreachable), 1, 0.0, NOW),
            Outcome::Later {
                is_outage: true,
                ..
            }
        ));
    }

    #[test]
    fn refusals_keep_their_code_and_say_what_to_do() {
        let closed = Err(GraphError::WindowClosed {
            code: 131_047,
            trace_id: None,
        });
        assert_eq!(
            outcome(closed, 1, 0.0, NOW),
            Outcome::Failed {
                code: 131_047,
                reason: FailureReason::WindowClosed
            }
        );
        assert_eq!(reason(131_026), FailureReason::Unreachable);
        assert_eq!(reason(132_015), FailureReason::Template);
        assert_eq!(reason(0), FailureReason::Other);
        assert_eq!(reason(999_999), FailureReason::Other);
    }
}
