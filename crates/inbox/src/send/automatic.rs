//! An acknowledgement on its way: checked once more and noted as leaving in one transaction of `clinic.db`, then handed to
//! Meta, then settled. It needs no sign-in: whoever writes at night writes to a locked desk.
//!
//! A kill before the transaction leaves it queued; one after it finds it as leaving at the next start, and it becomes
//! unknown: never a second attempt (R12). A flag raised up to the transaction stops it (A5).

mod other_computers;
mod steps;

use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    receive::{drain, people},
    send::{
        attempt::Done,
        leaving::Wire,
        outcome::{self, Outcome},
        payload::Payload,
        wire::{self, Misfit, UploadedFiles},
    },
};
use recado_domain::{
    acknowledgement::{FRESH, Withheld},
    address::Address,
    id::OutboxId,
    time::UnixMs,
};
use recado_graph::error::advice::Advice;
use recado_store::clinic::{
    acknowledgements::{self, Acknowledgement, AcknowledgementState},
    channels::Channel,
};
use secrecy::SecretString;

/// One that is due.
pub(super) struct Attempt {
    pub row: Acknowledgement,
    pub channel: Channel,
    pub token: SecretString,
}

impl Attempt {
    /// Goes all the way.
    pub(super) async fn run(self, desk: &Desk) -> Done {
        let mut done = Done {
            row: self.row.id,
            kind: self.channel.kind,
            channel: self.channel.id,
            outcome: None,
            is_stuck: false,
        };
        match self.attempt(desk).await {
            Ok(outcome) => done.outcome = outcome,
            Err(error) => {
                tracing::error!(outbox = %self.row.id, "an acknowledgement cannot leave: {error}");
                done.is_stuck = true;
            }
        }
        show(desk).await;
        done
    }

    async fn attempt(&self, desk: &Desk) -> Result<Option<Outcome>, InboxError> {
        if !other_computers::leave_it_to_us(desk, &self.row, &self.channel).await? {
            withhold(desk, self.row.id, Withheld::Elsewhere).await?;
            return Ok(None);
        }
        let Some(wire) = self.begin(desk).await? else {
            return Ok(None);
        };
        let graph = &desk.inner.graph;
        let answer = wire
            .leave(graph, &self.token, &self.channel, self.row.id)
            .await;
        if let Err(error) = &answer {
            tracing::warn!(outbox = %self.row.id, "acknowledgement: {error}");
        }
        let now = desk.inner.options.clock.now();
        let attempt = self.row.attempts + 1;
        let outcome = outcome::outcome(answer, attempt, rand::random(), now);
        let (id, written) = (self.row.id, outcome.clone());
        desk.with_house(move |house| steps::settle(house, id, &written, now))
            .await?;
        desk.inner.together.wake();
        Ok(Some(outcome))
    }

    /// Notes that it leaves; returns nothing when something speaks against it, and that is settled.
    async fn begin(&self, desk: &Desk) -> Result<Option<Wire>, InboxError> {
        let now = desk.inner.options.clock.now();
        let (row, channel) = (self.row.clone(), self.channel.clone());
        desk.with_house(move |house| {
            let recipient = recipient(house, &row)?;
            let built = |text: &str| wire(&row, &channel, &recipient, text);
            let begun = steps::begin(house, row.id, now, |text| built(text).is_ok())?;
            let wire = begun.map(|text| built(&text));
            wire.transpose().map_err(|_| InboxError::CutOff)
        })
        .await
    }
}

/// Returns those that may leave at `now`, and when the next may. What has waited too long does not leave any more.
///
/// # Errors
/// Storage.
pub(super) fn due(
    house: &House,
    now: UnixMs,
) -> Result<(Vec<Acknowledgement>, Option<UnixMs>), InboxError> {
    let waiting = house
        .clinic
        .read(|conn| acknowledgements::in_state(conn, AcknowledgementState::Queued))?;
    let (fresh, old): (Vec<_>, Vec<_>) = waiting
        .into_iter()
        .partition(|row| now.since(row.written_at) < FRESH);
    for row in old {
        steps::withhold(house, row.id, Withheld::NotFresh)?;
    }
    let (due, later): (Vec<_>, Vec<_>) = fresh.into_iter().partition(|row| row.next_at <= now);
    Ok((due, later.first().map(|row| row.next_at)))
}

/// Turns what was leaving when the app stopped into unknown; to be called once, before sending begins.
pub(super) async fn recover(desk: &Desk) {
    let done = desk.with_house(|house| {
        let left = house
            .clinic
            .read(|conn| acknowledgements::in_state(conn, AcknowledgementState::Sending))?;
        left.iter()
            .try_for_each(|row| steps::settle(house, row.id, &Outcome::Unknown, row.next_at))
    });
    if let Err(error) = done.await {
        tracing::error!("acknowledgements that were leaving cannot be settled: {error}");
    }
    show(desk).await;
}

async fn withhold(desk: &Desk, id: OutboxId, why: Withheld) -> Result<(), InboxError> {
    desk.with_house(move |house| steps::withhold(house, id, why))
        .await
}

/// Shows what became of it, where somebody reads.
async fn show(desk: &Desk) {
    if let Err(error) = drain::drain(desk).await {
        // It stays in the spool and is shown with the next poll.
        tracing::warn!("an acknowledgement is not shown yet: {error}");
    }
}

/// Returns where one goes; a number that has changed hands since is not written to for its old owner.
fn recipient(house: &House, row: &Acknowledgement) -> Result<Vec<Address>, InboxError> {
    let key = house.clinic.index_key();
    Ok(house.clinic.read(|conn| {
        let told = acknowledgements::recipient(conn, &house.token_key, row.id)?;
        people::owned(conn, key, row.identity, told.unwrap_or_default())
    })?)
}

/// Returns a text as Graph takes it.
///
/// # Errors
/// The sentence the window shows where it cannot be sent so.
fn wire(
    row: &Acknowledgement,
    channel: &Channel,
    to: &[Address],
    text: &str,
) -> Result<Wire, Advice> {
    let id = row.id.to_string();
    let payload = Payload::Text {
        body: text.to_owned(),
        reply_to: None,
    };
    let misfit = |misfit| match misfit {
        Misfit::NotTaken => Advice::TypeNotSupported,
        Misfit::Limit(_) => Advice::Bug,
    };
    let files = UploadedFiles::new();
    let Some(product) = wire::page_product(channel.kind) else {
        let to = wire::whatsapp_recipient(to).ok_or(Advice::NumberUnreachable)?;
        let message = wire::whatsapp(&payload, to, &files, id).map_err(misfit)?;
        return Ok(Wire::WhatsApp(message));
    };
    let person = wire::page_recipient(to, channel.id).ok_or(Advice::PersonUnreachable)?;
    let message = wire::page(&payload, Some(person), false, &files, id).map_err(misfit)?;
    Ok(Wire::Page(product, message))
}
