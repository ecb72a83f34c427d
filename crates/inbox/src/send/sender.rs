//! Empties the outbox: in order per conversation, a few conversations at a time, no faster than Meta allows.
//!
//! What one message goes through stands in [`super::attempt`].

use crate::{
    connect,
    desk::{Desk, Inner},
    error::InboxError,
    house::House,
    receive::account,
    send::{
        attempt::{Attempt, Done},
        automatic,
        outcome::Outcome,
        pace::{Pace, Paused},
    },
    view::change::Change,
};
use recado_domain::{
    channel::{ChannelKind, Side},
    id::{ChannelId, ConversationId, OutboxId},
    time::UnixMs,
};
use recado_graph::error::advice::Advice;
use recado_store::{
    clinic::{
        acknowledgements::Acknowledgement,
        channels::{self, Channel, ChannelState},
    },
    conversations::outbox::{self, OutboxRow},
};
use std::{sync::Weak, time::Duration};
use tokio::task::JoinSet;

/// How many messages are on their way at once.
const AT_ONCE: usize = 8;
/// The longest sleep: a row may have been queued by a path that forgot to wake us.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Sends until the desk is gone.
pub(crate) async fn run(weak: Weak<Inner>) {
    let mut pace = Pace::default();
    let mut on_their_way: JoinSet<Done> = JoinSet::new();
    {
        let Some(inner) = weak.upgrade() else { return };
        automatic::recover(&Desk { inner }).await;
    }
    loop {
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        let pause = match start_due(&desk, &mut pace, &mut on_their_way).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!("outbox: {error}");
                LONGEST_SLEEP
            }
        };
        tokio::select! {
            Some(done) = on_their_way.join_next() => {
                if let Ok(done) = done {
                    note(&desk, &mut pace, &done).await;
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
    pace: &mut Pace,
    on_their_way: &mut JoinSet<Done>,
) -> Result<Duration, InboxError> {
    if desk.inner.pulse.beat().is_removed {
        // Told plainly where one writes; what was written stays here.
        return Ok(LONGEST_SLEEP);
    }
    let now = desk.inner.options.clock.now();
    let (due, mut next_at) = desk.with_house(move |house| due(house, now)).await?;
    for (waiting, channel) in due {
        if on_their_way.len() >= AT_ONCE {
            break;
        }
        let is_stopped = channel
            .restriction
            .as_deref()
            .is_some_and(account::stops_sending);
        let is_open = channel.state != ChannelState::SignInAgain && channel.is_on && !is_stopped;
        let row = waiting.id();
        if !is_open || pace.is_leaving(row, now) {
            continue;
        }
        let (kind, id, conversation) = (channel.kind, channel.id, waiting.conversation());
        let may_leave_at = pace.next_at(kind, id, conversation, now);
        if may_leave_at > now {
            next_at = Some(next_at.map_or(may_leave_at, |next| next.min(may_leave_at)));
            continue;
        }
        let token = match connect::access_token(desk, id).await {
            Ok(token) => token,
            Err(InboxError::ChannelOff) => {
                set_state(desk, id, ChannelState::SignInAgain).await?;
                continue;
            }
            Err(error) => return Err(error),
        };
        pace.start(kind, id, conversation, row, now);
        let desk = desk.clone();
        match waiting {
            Waiting::Reply(side, row) => {
                let attempt = Attempt {
                    side,
                    row,
                    channel,
                    token,
                };
                on_their_way.spawn(async move { attempt.run(&desk).await });
            }
            Waiting::Automatic(row) => {
                let attempt = automatic::Attempt {
                    row,
                    channel,
                    token,
                };
                on_their_way.spawn(async move { attempt.run(&desk).await });
            }
        }
    }
    let until_next = next_at.filter(|at| *at > now).map(|at| at.since(now));
    Ok(until_next
        .unwrap_or(LONGEST_SLEEP)
        .clamp(Duration::from_millis(50), LONGEST_SLEEP))
}

/// What may leave.
enum Waiting {
    /// A reply, from the outbox of a side.
    Reply(Side, OutboxRow),
    /// An acknowledgement.
    Automatic(Acknowledgement),
}

impl Waiting {
    fn id(&self) -> OutboxId {
        match self {
            Self::Reply(_, row) => row.id,
            Self::Automatic(row) => row.id,
        }
    }

    fn conversation(&self) -> ConversationId {
        match self {
            Self::Reply(_, row) => row.conversation,
            Self::Automatic(row) => row.conversation,
        }
    }
}

type Due = Vec<(Waiting, Channel)>;

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
                rows.push((Waiting::Reply(side, row), channel));
            }
        }
    }
    let (due, next) = automatic::due(house, now)?;
    next_at = [next_at, next].into_iter().flatten().min();
    for row in due {
        if let Some(channel) = house.clinic.read(|conn| channels::get(conn, row.channel))? {
            rows.push((Waiting::Automatic(row), channel));
        }
    }
    Ok((rows, next_at))
}

async fn note(desk: &Desk, pace: &mut Pace, done: &Done) {
    let now = desk.inner.options.clock.now();
    let (kind, channel) = (done.kind, done.channel);
    if done.is_stuck {
        pace.note_stuck(done.row, now);
    }
    let Some(outcome) = &done.outcome else {
        pace.forget(done.row);
        return;
    };
    let paused = pace.finish(kind, channel, done.row, outcome, now);
    let state = match (outcome, paused) {
        (Outcome::TokenRejected, _) => Some(ChannelState::SignInAgain),
        (_, Paused::From) => Some(ChannelState::Paused),
        (Outcome::Sent { .. } | Outcome::Failed { .. } | Outcome::Later { .. }, Paused::No) => {
            // Also after a restart that forgot the breaker: an answer ends the pause.
            let is_answer = !outcome.is_outage();
            (is_answer && is_paused(desk, channel).await).then_some(ChannelState::Connected)
        }
        (_, Paused::No | Paused::Still) => None,
    };
    if let Some(state) = state
        && let Err(error) = set_state(desk, channel, state).await
    {
        tracing::warn!("channel state: {error}");
    }
    if kind == ChannelKind::WhatsApp && is_stale_template(outcome) {
        read_templates_again(desk);
    }
}

/// Returns whether Meta's templates are others than ours (CASES 22).
fn is_stale_template(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Failed {
            advice: Advice::TemplateVariables | Advice::TemplateMissing | Advice::TemplatePaused,
            ..
        }
    )
}

fn read_templates_again(desk: &Desk) {
    let desk = desk.clone();
    tokio::spawn(async move {
        if let Err(error) = connect::templates::sync(&desk).await {
            tracing::warn!("templates: {error}");
        }
    });
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
