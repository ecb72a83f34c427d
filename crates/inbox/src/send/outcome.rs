//! What an answer of Graph means for an outbox row.

use recado_domain::{pacing, time::UnixMs};
use recado_graph::error::{
    GraphError,
    advice::{Action, Advice},
    table,
};
use std::time::Duration;

/// Too many messages to one person, by Meta's count: this pair waits, the others do not. Source: REFERENCE §21.
const PAIR_LIMIT: i64 = 131_056;

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
        /// Who else waits.
        holds: Holds,
    },
    /// Nobody knows: never repeated without evidence or a person.
    Unknown,
    /// Refused; repeating would change nothing.
    Failed {
        /// Meta's code; 0 when it gave none.
        code: u32,
        /// The sentence the window shows.
        advice: Advice,
    },
    /// The token is not good any more: this channel waits for a person, its rows stay queued.
    TokenRejected,
}

impl Outcome {
    /// Returns whether the other side did not answer.
    pub(crate) fn is_outage(&self) -> bool {
        match self {
            Self::Unknown
            | Self::Later {
                holds: Holds::Outage,
                ..
            } => true,
            Self::Later {
                holds: Holds::Pair | Holds::Channel,
                ..
            }
            | Self::Sent { .. }
            | Self::Failed { .. }
            | Self::TokenRejected => false,
        }
    }
}

/// What a message that has to wait holds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Its own conversation only.
    Pair,
    /// The whole channel, as Meta asked.
    Channel,
    /// The other side does not answer: the channel's breaker decides.
    Outage,
}

/// Returns what to write down after a send.
pub(crate) fn outcome(
    answer: Result<String, GraphError>,
    attempt: u32,
    jitter: f64,
    now: UnixMs,
) -> Outcome {
    let later = |asked: Option<Duration>, holds| Outcome::Later {
        at: now.plus(
            asked
                .unwrap_or_default()
                .max(pacing::backoff(attempt, jitter)),
        ),
        holds,
    };
    match answer {
        Ok(provider_id) => Outcome::Sent { provider_id },
        Err(GraphError::RateLimited {
            retry_after,
            code: Some(PAIR_LIMIT),
        }) => later(
            Some(retry_after.unwrap_or_default().max(pair_wait(attempt))),
            Holds::Pair,
        ),
        Err(GraphError::RateLimited { retry_after, .. }) => later(retry_after, Holds::Channel),
        Err(GraphError::Busy { retry_after, .. }) => later(retry_after, Holds::Outage),
        Err(GraphError::Unreachable) => later(None, Holds::Outage),
        Err(GraphError::OutcomeUnknown { .. }) => Outcome::Unknown,
        Err(GraphError::TokenRejected { .. }) => Outcome::TokenRejected,
        Err(
            error @ (GraphError::WindowClosed { .. }
            | GraphError::Refused { .. }
            | GraphError::Unreadable { .. }),
        ) => Outcome::Failed {
            code: code(&error),
            advice: error.advice(),
        },
    }
}

/// Returns what to write down when the file of a message could not be uploaded: nothing of it has left, so that it is
/// never a question whether it was sent.
pub(crate) fn not_uploaded(error: GraphError, attempt: u32, jitter: f64, now: UnixMs) -> Outcome {
    match error {
        GraphError::OutcomeUnknown { .. } => outcome(
            Err(GraphError::Busy {
                retry_after: None,
                code: None,
            }),
            attempt,
            jitter,
            now,
        ),
        error => outcome(Err(error), attempt, jitter, now),
    }
}

/// Returns how long a pair waits at the `attempt`th refusal: 4^n seconds, as Meta asks. Source: REFERENCE §22.3.
fn pair_wait(attempt: u32) -> Duration {
    Duration::from_secs(4_u64.saturating_pow(attempt.min(6))).min(pacing::LONGEST_BACKOFF)
}

fn code(error: &GraphError) -> u32 {
    error
        .code()
        .and_then(|code| u32::try_from(code).ok())
        .unwrap_or(0)
}

/// Returns the sentence for one of Meta's codes, as a `failed` status tells it.
pub(crate) fn reason(code: u32) -> Advice {
    table::row(i64::from(code), None).map_or(Advice::MetaSays, |row| row.advice)
}

/// Returns the name a reason has in the database.
pub(crate) fn name(advice: Advice) -> String {
    advice.as_str().to_owned()
}

/// The names of the first version, which had eight sentences.
const OLD: [(&str, Advice); 8] = [
    ("window_closed", Advice::WindowClosed),
    ("unreachable", Advice::PersonUnreachable),
    ("reconnect", Advice::Reconnect),
    ("held_by_meta", Advice::HeldByMeta),
    ("template", Advice::TemplateMissing),
    ("payment", Advice::Payment),
    ("try_again", Advice::MetaTrouble),
    ("other", Advice::MetaSays),
];

/// Returns the sentence and what is offered for a failure as it stands in the database.
pub(crate) fn from_name(code: u32, name: &str) -> (Advice, Action) {
    let old = || OLD.iter().find(|(known, _)| *known == name);
    let advice = Advice::from_name(name)
        .or_else(|| old().map(|(_, advice)| *advice))
        .unwrap_or(Advice::MetaSays);
    // The code says more than the sentence: Messenger's 10 has many.
    let fits = |row: &&table::Row| row.advice == advice;
    let is_of_code = |row: &&table::Row| (row.first..=row.last).contains(&i64::from(code));
    let row = table::rows().filter(is_of_code).find(fits).or_else(|| {
        table::rows()
            .find(fits)
            .filter(|_| advice != Advice::MetaSays)
    });
    let action = match (row, advice) {
        (Some(row), _) => row.action,
        (None, Advice::MetaTrouble) => Action::TryAgain,
        (None, Advice::WindowClosed) => Action::UseTemplate,
        (None, Advice::WindowClosedPage) => Action::AnswerByHand,
        (None, Advice::MetaSays | Advice::Bug) => Action::ReportBug,
        // Only the sentences above are said without a code.
        (None, _) => Action::None,
    };
    (advice, action)
}

#[cfg(test)]
mod tests;
