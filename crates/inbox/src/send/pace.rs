//! How fast messages may leave: ahead of Meta's limits, so that they are not hit. Kept in memory; what a restart forgets,
//! Meta's own refusals tell again.

use crate::send::outcome::{Holds, Outcome};
use recado_domain::{
    channel::ChannelKind,
    id::{ChannelId, ConversationId, OutboxId},
    pacing::{Allowance, Breaker},
    time::UnixMs,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// How long a row that cannot be read or written is left alone.
const STUCK_FOR: Duration = Duration::from_secs(30);

/// What leaves, what waits, and until when.
#[derive(Default)]
pub(super) struct Pace {
    /// Rows that are on their way: uploading, or with Meta.
    leaving: BTreeSet<OutboxId>,
    /// Rows that could not be read or written, and until when they are left alone.
    stuck: BTreeMap<OutboxId, UnixMs>,
    pairs: BTreeMap<ConversationId, Allowance>,
    channels: BTreeMap<ChannelId, Lane>,
}

struct Lane {
    allowance: Allowance,
    breaker: Breaker,
    /// Meta asked to slow down until then.
    paused_until: UnixMs,
}

impl Pace {
    /// Returns whether a row is on its way already, or stuck.
    pub(super) fn is_leaving(&self, row: OutboxId, now: UnixMs) -> bool {
        self.leaving.contains(&row) || self.stuck.get(&row).is_some_and(|until| now < *until)
    }

    /// Leaves a row alone for a while.
    pub(super) fn note_stuck(&mut self, row: OutboxId, now: UnixMs) {
        self.stuck.retain(|_, until| now < *until);
        self.stuck.insert(row, now.plus(STUCK_FOR));
    }

    /// Returns when a message may leave; not after `now` when it may at once.
    pub(super) fn next_at(
        &self,
        kind: ChannelKind,
        channel: ChannelId,
        conversation: ConversationId,
        now: UnixMs,
    ) -> UnixMs {
        let pair = match kind {
            ChannelKind::WhatsApp => self.pairs.get(&conversation),
            ChannelKind::Messenger | ChannelKind::Instagram => None,
        };
        let pair = pair.map(|pair| pair.next_at(now));
        let lane = self.channels.get(&channel).map(|lane| {
            let closed_until = lane.breaker.opens_until().unwrap_or(now);
            lane.allowance
                .next_at(now)
                .max(lane.paused_until)
                .max(closed_until)
        });
        [Some(now), pair, lane]
            .into_iter()
            .flatten()
            .max()
            .unwrap_or(now)
    }

    /// Notes that a row leaves.
    pub(super) fn start(
        &mut self,
        kind: ChannelKind,
        channel: ChannelId,
        conversation: ConversationId,
        row: OutboxId,
        now: UnixMs,
    ) {
        self.leaving.insert(row);
        self.lane(kind, channel).allowance.note(now);
        if kind == ChannelKind::WhatsApp {
            self.pairs
                .entry(conversation)
                .or_insert_with(pair)
                .note(now);
        }
        // Who has paid back everything is as good as new.
        self.pairs.retain(|_, pair| !pair.is_unused(now));
    }

    /// Notes what became of a row, and returns whether the channel has to wait from now on.
    pub(super) fn finish(
        &mut self,
        kind: ChannelKind,
        channel: ChannelId,
        row: OutboxId,
        outcome: &Outcome,
        now: UnixMs,
    ) -> Paused {
        self.leaving.remove(&row);
        let lane = self.lane(kind, channel);
        let was_open = !lane.breaker.may_try(now);
        match outcome {
            Outcome::Unknown
            | Outcome::Later {
                holds: Holds::Outage,
                ..
            } => lane.breaker.note_failure(now),
            Outcome::Later {
                at,
                holds: Holds::Channel,
            } => {
                lane.breaker.note_answer();
                lane.paused_until = *at;
            }
            Outcome::Sent { .. }
            | Outcome::Failed { .. }
            | Outcome::TokenRejected
            | Outcome::Later {
                holds: Holds::Pair, ..
            } => lane.breaker.note_answer(),
        }
        if lane.breaker.is_alarming(now) {
            tracing::error!("sending paused more than twice within five minutes");
        }
        match (was_open, lane.breaker.may_try(now)) {
            (false, false) => Paused::From,
            (_, true) => Paused::No,
            (true, false) => Paused::Still,
        }
    }

    /// Notes that a row does not leave after all.
    pub(super) fn forget(&mut self, row: OutboxId) {
        self.leaving.remove(&row);
    }

    fn lane(&mut self, kind: ChannelKind, channel: ChannelId) -> &mut Lane {
        self.channels.entry(channel).or_insert_with(|| Lane {
            allowance: throughput(kind),
            breaker: Breaker::default(),
            paused_until: UnixMs(0),
        })
    }
}

/// Whether a channel waits because Meta does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paused {
    /// It does not.
    No,
    /// Since just now.
    From,
    /// As before.
    Still,
}

/// One message in six seconds to one person, 45 at once. Source: REFERENCE §21, pair rate (read 2026-11-20).
fn pair() -> Allowance {
    Allowance::new(45, Duration::from_secs(6))
}

/// What every number, Page and account may send: a coexistence number's 20 a second, and a Page's 10 a second with
/// sound or film. Source: REFERENCE §21 (read 2026-11-20).
fn throughput(kind: ChannelKind) -> Allowance {
    match kind {
        ChannelKind::WhatsApp => Allowance::new(20, Duration::from_millis(50)),
        ChannelKind::Messenger | ChannelKind::Instagram => {
            Allowance::new(10, Duration::from_millis(100))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ChannelKind::{Instagram, WhatsApp};

    const NOW: UnixMs = UnixMs(1_795_176_000_000);

    fn ids() -> (ChannelId, ConversationId) {
        (ChannelId::generate(), ConversationId::generate())
    }

    fn send(
        pace: &mut Pace,
        kind: ChannelKind,
        (channel, to): (ChannelId, ConversationId),
        at: UnixMs,
    ) {
        let row = OutboxId::generate();
        pace.start(kind, channel, to, row, at);
        assert!(pace.is_leaving(row, at));
        let sent = Outcome::Sent {
            provider_id: String::new(),
        };
        assert_eq!(pace.finish(kind, channel, row, &sent, at), Paused::No);
        assert!(!pace.is_leaving(row, at));
    }

    /// T6: the 46th message to one person waits; another person's does not.
    #[test]
    fn one_person_gets_a_burst_and_then_one_in_six_seconds() {
        let (channel, nikos) = ids();
        let rosa = ConversationId::generate();
        let mut pace = Pace::default();
        let mut at = NOW;
        for _ in 0..45 {
            assert_eq!(pace.next_at(WhatsApp, channel, nikos, at), at);
            send(&mut pace, WhatsApp, (channel, nikos), at);
            at = at.plus(Duration::from_millis(50));
        }
        assert_eq!(
            pace.next_at(WhatsApp, channel, nikos, at),
            NOW.plus(Duration::from_secs(6))
        );
        assert_eq!(pace.next_at(WhatsApp, channel, rosa, at), at);
        assert_eq!(pace.next_at(Instagram, channel, nikos, at), at);
    }

    #[test]
    fn a_channel_sends_no_faster_than_it_may() {
        let (channel, _) = ids();
        let mut pace = Pace::default();
        for _ in 0..20 {
            send(
                &mut pace,
                WhatsApp,
                (channel, ConversationId::generate()),
                NOW,
            );
        }
        let next = pace.next_at(WhatsApp, channel, ConversationId::generate(), NOW);
        assert_eq!(next, NOW.plus(Duration::from_millis(50)));
    }

    #[test]
    fn when_meta_asks_to_slow_down_the_channel_waits_and_the_others_do_not() {
        let (channel, to) = ids();
        let row = OutboxId::generate();
        let until = NOW.plus(Duration::from_secs(90));
        let mut pace = Pace::default();
        pace.start(WhatsApp, channel, to, row, NOW);
        let slow = Outcome::Later {
            at: until,
            holds: Holds::Channel,
        };
        assert_eq!(pace.finish(WhatsApp, channel, row, &slow, NOW), Paused::No);
        let somebody = ConversationId::generate();
        assert_eq!(pace.next_at(WhatsApp, channel, somebody, NOW), until);
        assert_eq!(
            pace.next_at(WhatsApp, ChannelId::generate(), somebody, NOW),
            NOW
        );
    }

    #[test]
    fn a_channel_that_does_not_answer_pauses_and_says_so_once() {
        let (channel, to) = ids();
        let mut pace = Pace::default();
        let paused: Vec<_> = (0..6)
            .map(|_| {
                let row = OutboxId::generate();
                pace.start(WhatsApp, channel, to, row, NOW);
                pace.finish(WhatsApp, channel, row, &Outcome::Unknown, NOW)
            })
            .collect();
        assert_eq!(paused[..4], [Paused::No; 4]);
        assert_eq!(paused[4..], [Paused::From, Paused::Still]);
        assert!(pace.next_at(WhatsApp, channel, to, NOW) > NOW);
    }
}
