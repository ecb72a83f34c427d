//! Empties the outbox: in order per conversation, a few conversations at a time, one breaker per channel.
//!
//! `sending` is written before a request leaves. What is found in that state at a start was cut off: it becomes
//! `unknown`, never a second attempt.

use crate::{
    connect,
    desk::{Desk, Inner, blocking},
    error::InboxError,
    house::{Held, House},
    receive::people,
    send::{
        self,
        outcome::{self, Outcome},
        payload::{self, Payload},
    },
    view::{change::Change, thread::FailureReason},
};
use recado_domain::{
    channel::Side, id::ChannelId, pacing::Breaker, service_window::ServiceWindow, time::UnixMs,
};
use recado_graph::messages::Outgoing;
use recado_store::{
    clinic::{
        channels::{self, Channel, ChannelState},
        seen::{self, Seen},
    },
    conversations::{
        event::Failure,
        identities,
        outbox::{self, OutboxRow},
        sending, state,
    },
    error::StoreError,
};
use secrecy::SecretString;
use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
    time::Duration,
};
use tokio::task::JoinSet;

/// How many messages are on their way at once.
const AT_ONCE: usize = 8;
/// The longest sleep: a row may have been queued by a path that forgot to wake us.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

type Breakers = BTreeMap<ChannelId, Breaker>;

/// Sends until the desk is gone.
pub(crate) async fn run(weak: Weak<Inner>) {
    let mut breakers = Breakers::new();
    let mut on_their_way: JoinSet<(ChannelId, Outcome)> = JoinSet::new();
    loop {
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        let pause = match start_due(&desk, &breakers, &mut on_their_way).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!("outbox: {error}");
                LONGEST_SLEEP
            }
        };
        tokio::select! {
            Some(done) = on_their_way.join_next() => {
                if let Ok((channel, outcome)) = done {
                    note(&desk, &mut breakers, channel, &outcome).await;
                }
            }
            () = desk.inner.outbox_wake.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Starts what may leave now and returns how long to sleep when nothing happens.
async fn start_due(
    desk: &Desk,
    breakers: &Breakers,
    on_their_way: &mut JoinSet<(ChannelId, Outcome)>,
) -> Result<Duration, InboxError> {
    let now = desk.inner.options.clock.now();
    let (due, next_at) = desk.with_house(move |house| due(house, now)).await?;
    for (side, row, channel) in due {
        if on_their_way.len() >= AT_ONCE {
            break;
        }
        let may_try = breakers
            .get(&row.channel)
            .is_none_or(|breaker| breaker.may_try(now));
        let is_open = may_try && channel.state != ChannelState::SignInAgain && channel.is_on;
        if !is_open {
            continue;
        }
        match begin(desk, side, row, channel).await {
            Ok(Some(attempt)) => {
                let desk = desk.clone();
                on_their_way.spawn(async move { attempt.run(&desk).await });
            }
            Ok(None) => {}
            // One row that cannot be read must not keep the others back.
            Err(error) => tracing::error!("a message cannot leave: {error}"),
        }
    }
    let until_next = next_at.filter(|at| *at > now).map(|at| at.since(now));
    let until_closed = breakers
        .values()
        .filter_map(Breaker::opens_until)
        .filter(|at| *at > now)
        .map(|at| at.since(now))
        .min();
    Ok([until_next, until_closed]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(LONGEST_SLEEP)
        .clamp(Duration::from_millis(50), LONGEST_SLEEP))
}

type Due = Vec<(Side, OutboxRow, Channel)>;

fn due(house: &House, now: UnixMs) -> Result<(Due, Option<UnixMs>), InboxError> {
    let mut rows = Vec::new();
    let mut next_at: Option<UnixMs> = None;
    for side in [Side::Clinical, Side::Leads] {
        let Some(store) = house.held(side) else {
            continue;
        };
        let due = store.read(|conn| outbox::due_outbox(conn, now, 64))?;
        let next = store.read(|conn| outbox::next_due_at(conn, now))?;
        next_at = [next_at, next].into_iter().flatten().min();
        for row in due {
            if let Some(channel) = house.clinic.read(|conn| channels::get(conn, row.channel))? {
                rows.push((side, row, channel));
            }
        }
    }
    Ok((rows, next_at))
}

/// A message whose row says `sending`.
struct Attempt {
    house: Arc<House>,
    store: Held,
    row: OutboxRow,
    number_id: String,
    token: SecretString,
    message: Outgoing,
}

/// Checks a row once more and writes `sending`; a row that may not leave is stopped with its reason.
async fn begin(
    desk: &Desk,
    side: Side,
    row: OutboxRow,
    channel: Channel,
) -> Result<Option<Attempt>, InboxError> {
    let token = match connect::access_token(desk, channel.id).await {
        Ok(token) => token,
        Err(InboxError::ChannelOff) => {
            set_state(desk, channel.id, ChannelState::SignInAgain).await?;
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let house = desk.house()?;
    let now = desk.inner.options.clock.now();
    let started = blocking(move || {
        let Some(store) = house.held(side) else {
            return Ok(None);
        };
        let stopped = |reason| {
            let failure = Failure {
                code: 0,
                reason: outcome::name(reason),
            };
            store
                .write(|tx| sending::mark_failed(tx, row.id, &failure))
                .map(|()| None)
        };
        let (conversation, contact) = store.read(|conn| {
            let conversation = state::get(conn, row.conversation)?;
            let contact = identities::get(conn, conversation.identity)?;
            Ok::<_, StoreError>((conversation, contact))
        })?;
        let Ok(payload) = serde_json::from_str::<Payload>(&row.payload) else {
            return Ok(stopped(FailureReason::Other)?);
        };
        let window = ServiceWindow::at(conversation.window_opened_at, now);
        if payload.needs_open_window() && !window.may_send_free_text() {
            return Ok(stopped(FailureReason::WindowClosed)?);
        }
        let addresses: Vec<_> = contact
            .addresses
            .into_iter()
            .map(|(_, address)| address)
            .collect();
        // A number that has changed hands since is not dialled for its old owner.
        let key = house.clinic.index_key();
        let addresses = house
            .clinic
            .read(|conn| people::owned(conn, key, contact.id, addresses))?;
        let (Some(to), Some(number_id)) = (payload::recipient(&addresses), channel.number_id)
        else {
            return Ok(stopped(FailureReason::Unreachable)?);
        };
        let message = payload.outgoing(to, row.id);
        // Durable before the request leaves: a cut-off from here on is "unknown", not a second attempt.
        let is_ours = store.write(|tx| sending::mark_sending(tx, row.id))?;
        let attempt = Attempt {
            house: Arc::clone(&house),
            store: store.clone(),
            row,
            number_id,
            token,
            message,
        };
        Ok(is_ours.then_some(attempt))
    })
    .await?;
    if let Some(attempt) = &started {
        desk.tell(Change::Conversation {
            side,
            conversation: attempt.row.conversation,
        });
    }
    Ok(started)
}

impl Attempt {
    async fn run(self, desk: &Desk) -> (ChannelId, Outcome) {
        let answer = desk
            .inner
            .graph
            .send_message(&self.token, &self.number_id, &self.message)
            .await;
        if let Err(error) = &answer {
            tracing::warn!(outbox = %self.row.id, "send: {error}");
        }
        let now = desk.inner.options.clock.now();
        let outcome = outcome::outcome(answer, self.row.attempts + 1, rand::random(), now);
        let channel = self.row.channel;
        let change = Change::Conversation {
            side: self.store.side(),
            conversation: self.row.conversation,
        };
        let written = outcome.clone();
        let kept = blocking(move || self.write(&written, now)).await;
        if let Err(error) = kept {
            // The row still says `sending`: the next start makes it `unknown`, and Meta's status resolves it.
            tracing::error!("the outcome of a send could not be written: {error}");
        }
        desk.tell(change);
        (channel, outcome)
    }

    fn write(&self, outcome: &Outcome, now: UnixMs) -> Result<(), InboxError> {
        let id = self.row.id;
        match outcome {
            Outcome::Sent { provider_id } => {
                // Statuses of it are now known to belong here, also while the desk is locked.
                let hash = self
                    .house
                    .clinic
                    .index_key()
                    .provider_hash(self.row.channel, provider_id);
                let seen = Seen {
                    side: self.store.side(),
                    conversation: Some(self.row.conversation),
                    seen_at: now,
                };
                self.house.clinic.write(|tx| seen::note(tx, hash, &seen))?;
                self.store
                    .write(|tx| sending::mark_sent(tx, id, provider_id).map(|_| ()))?;
            }
            Outcome::Later { at, .. } => self
                .store
                .write(|tx| sending::retry_later(tx, id, *at, None))?,
            Outcome::TokenRejected => self
                .store
                .write(|tx| sending::retry_later(tx, id, now, Some(190)))?,
            Outcome::Unknown => self.store.write(|tx| sending::mark_unknown(tx, id))?,
            Outcome::Failed { code, reason } => {
                let failure = Failure {
                    code: *code,
                    reason: outcome::name(*reason),
                };
                self.store
                    .write(|tx| sending::mark_failed(tx, id, &failure))?;
            }
        }
        send::recount_held(&self.house)
    }
}

async fn note(desk: &Desk, breakers: &mut Breakers, channel: ChannelId, outcome: &Outcome) {
    let now = desk.inner.options.clock.now();
    let breaker = breakers.entry(channel).or_default();
    let was_open = !breaker.may_try(now);
    let state = match outcome {
        Outcome::TokenRejected => {
            breaker.note_answer();
            Some(ChannelState::SignInAgain)
        }
        Outcome::Sent { .. }
        | Outcome::Failed { .. }
        | Outcome::Later {
            is_outage: false, ..
        } => {
            breaker.note_answer();
            // Also after a restart that forgot the breaker: an answer ends the pause.
            is_paused(desk, channel)
                .await
                .then_some(ChannelState::Connected)
        }
        Outcome::Unknown
        | Outcome::Later {
            is_outage: true, ..
        } => {
            breaker.note_failure(now);
            let has_opened = !was_open && !breaker.may_try(now);
            has_opened.then_some(ChannelState::Paused)
        }
    };
    if breaker.is_alarming(now) {
        tracing::error!("sending paused more than twice within five minutes");
    }
    if let Some(state) = state
        && let Err(error) = set_state(desk, channel, state).await
    {
        tracing::warn!("channel state: {error}");
    }
}

async fn is_paused(desk: &Desk, channel: ChannelId) -> bool {
    let found = desk
        .with_house(move |house| Ok(house.clinic.read(|conn| channels::get(conn, channel))?))
        .await;
    found.is_ok_and(|found| found.is_some_and(|found| found.state == ChannelState::Paused))
}

async fn set_state(desk: &Desk, channel: ChannelId, state: ChannelState) -> Result<(), InboxError> {
    desk.with_house(move |house| {
        Ok(house
            .clinic
            .write(|tx| channels::set_state(tx, channel, state))?)
    })
    .await?;
    desk.tell(Change::Connection);
    desk.tell(Change::App);
    Ok(())
}
