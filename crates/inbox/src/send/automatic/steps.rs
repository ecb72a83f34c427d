//! What is written of an acknowledgement, each step in one transaction of `clinic.db` with what the thread will show.

use crate::{
    audit,
    error::InboxError,
    hours::{deciding::Asked, settings},
    house::House,
    receive::spool::{self, Filed},
    send::outcome::{self, Outcome},
    session,
    together::settings as together,
};
use recado_domain::{
    acknowledgement::{Hours, Withheld},
    audit::ActName,
    id::OutboxId,
    message::MessageText,
    time::UnixMs,
};
use recado_store::{
    Tx,
    clinic::{
        acknowledgements::{self, Acknowledgement, AcknowledgementState},
        audit as acts, channels, moves,
        seen::{self, Seen},
        spool as rows,
        together::settings::{self as told, Subject},
    },
    conversations::{
        automatic::{AutomaticMessage, AutomaticOutcome, AutomaticStep},
        event::Failure,
    },
    error::StoreError,
};

/// Asks once more whether it goes out, and notes that it leaves: with its act, its bubble, and where a status of it
/// belongs. Returns its text; nothing when it does not leave.
///
/// # Errors
/// Storage.
pub(super) fn begin(
    house: &House,
    id: OutboxId,
    now: UnixMs,
    can_be_sent: impl Fn(&str) -> bool,
) -> Result<Option<String>, InboxError> {
    let done = house.clinic.write(|tx| {
        let queued = acknowledgements::get(tx, id)?;
        let Some(row) = queued.filter(|row| row.state == AcknowledgementState::Queued) else {
            // Erased meanwhile.
            return Ok(None);
        };
        let (hours, text) = match asked(tx, house, &row, now)? {
            Ok(found) => found,
            Err(why) => {
                withheld(tx, house, &row, why)?;
                return Ok(None);
            }
        };
        if !can_be_sent(&text) {
            withheld(tx, house, &row, Withheld::NotTaken)?;
            return Ok(None);
        }
        if row.attempts == 0 {
            // Nobody with an open flag gets one: what was known is that there was none.
            let detail = serde_json::json!({
                "outbox": id.to_string(), "hours": hours.as_str(), "level": 0
            });
            let name = ActName::AcknowledgementSent;
            let act = audit::by(None, now, name, &detail.to_string());
            acts::append(tx, &act.about(row.conversation))?;
        }
        acknowledgements::mark_sending(tx, id)?;
        let key = house.clinic.index_key();
        moves::note_outbox(tx, key, row.channel, id, &seen_at(&row, now))?;
        let message = AutomaticMessage {
            outbox: id,
            conversation: row.conversation,
            text: MessageText(text.clone()),
            hours,
            known_level: None,
            at: now,
        };
        push(tx, house, &row, AutomaticStep::Leaves(message), now)?;
        Ok(Some(text))
    });
    Ok(done.map_err(|error: StoreError| error)?)
}

fn asked(
    tx: &Tx<'_>,
    house: &House,
    row: &Acknowledgement,
    now: UnixMs,
) -> Result<Result<(Hours, String), Withheld>, StoreError> {
    let Some(channel) = channels::get(tx, row.channel)?.filter(|channel| channel.is_on) else {
        return Ok(Err(Withheld::NotTaken));
    };
    let kept = settings::read(tx)?;
    let addresses = acknowledgements::recipient(tx, &house.token_key, row.id)?.unwrap_or_default();
    let asked = Asked {
        id: row.id,
        conversation: row.conversation,
        contact: row.identity,
        channel: &channel,
        addresses: &addresses,
        written_at: row.written_at,
    };
    let hours = match asked.goes_out(tx, &kept, &house.clock.zone(), now)? {
        Ok(hours) => hours,
        Err(why) => return Ok(Err(why)),
    };
    // Where it goes is forgotten once it has left; the others are told of it by this name.
    if let Some(contact) = together::contact(tx, &channel, &addresses)? {
        told::name_contact(tx, row.id, contact)?;
    }
    // The words as they are now: whoever changed them a minute ago meant it.
    let country = session::settings::country(tx)?;
    let text = kept.replies.text(hours, row.language, &country);
    Ok(text.map(|text| (hours, text)).ok_or(Withheld::NotWanted))
}

/// Notes what Meta answered.
///
/// # Errors
/// Storage.
pub(super) fn settle(
    house: &House,
    id: OutboxId,
    outcome: &Outcome,
    now: UnixMs,
) -> Result<(), InboxError> {
    let done = house.clinic.write(|tx| {
        let Some(row) = acknowledgements::get(tx, id)? else {
            // Erased while it left: nothing of theirs is to come back.
            return Ok(());
        };
        let (state, became) = match outcome {
            Outcome::Later { at, .. } => return acknowledgements::retry_later(tx, id, *at),
            Outcome::TokenRejected => return acknowledgements::retry_later(tx, id, now),
            Outcome::Sent { provider_id } => {
                // Statuses of it are now known to belong here, also while the desk is locked.
                let key = house.clinic.index_key();
                let hash = key.provider_hash(row.channel, provider_id);
                seen::note(tx, hash, &seen_at(&row, now))?;
                let became = AutomaticOutcome::Sent(provider_id.clone());
                (AcknowledgementState::Sent, became)
            }
            Outcome::Unknown => (AcknowledgementState::Unknown, AutomaticOutcome::Unknown),
            Outcome::Failed { code, advice } => {
                let failure = Failure {
                    code: *code,
                    reason: outcome::name(*advice),
                };
                let became = AutomaticOutcome::Failed(failure);
                (AcknowledgementState::Failed, became)
            }
        };
        if acknowledgements::settle(tx, id, state, None)? {
            told::queue(tx, Subject::Answered(id), now)?;
            push(tx, house, &row, AutomaticStep::Settled(id, became), now)?;
        }
        Ok(())
    });
    Ok(done.map_err(|error: StoreError| error)?)
}

/// Notes that one does not leave.
///
/// # Errors
/// Storage.
pub(super) fn withhold(house: &House, id: OutboxId, why: Withheld) -> Result<(), InboxError> {
    let done = house
        .clinic
        .write(|tx| match acknowledgements::get(tx, id)? {
            // One that began to leave meanwhile is settled by what comes of it.
            Some(row) if row.state == AcknowledgementState::Queued => {
                withheld(tx, house, &row, why)
            }
            Some(_) | None => Ok(()),
        });
    Ok(done.map_err(|error: StoreError| error)?)
}

fn withheld(
    tx: &Tx<'_>,
    house: &House,
    row: &Acknowledgement,
    why: Withheld,
) -> Result<(), StoreError> {
    let settled = acknowledgements::settle(tx, row.id, AcknowledgementState::Withheld, Some(why))?;
    if settled && row.attempts > 0 {
        let step = AutomaticStep::Settled(row.id, AutomaticOutcome::Withdrawn);
        push(tx, house, row, step, row.next_at)?;
    }
    Ok(())
}

fn seen_at(row: &Acknowledgement, now: UnixMs) -> Seen {
    Seen {
        side: row.side,
        conversation: Some(row.conversation),
        seen_at: now,
    }
}

fn push(
    tx: &Tx<'_>,
    house: &House,
    row: &Acknowledgement,
    step: AutomaticStep,
    now: UnixMs,
) -> Result<(), StoreError> {
    let filed = Filed {
        automatic: Some(step),
        conversation: Some(row.conversation),
        ..Filed::default()
    };
    let (is_sealed, bytes) =
        spool::body(&house.spool_seal()?, row.side, &filed).map_err(|_| StoreError::Damaged)?;
    rows::push(tx, row.side, is_sealed, &bytes, now).map(|_| ())
}
