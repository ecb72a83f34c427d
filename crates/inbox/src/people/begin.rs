//! A person confirms that a lead is a patient, or that somebody who wrote to a clinical channel is none.
//!
//! What they confirmed is durable before anything moves. There is no other way to begin: no message, no rule and no
//! playbook comes here, and a test holds the list of who calls.

use super::{cross, identity_of};
use crate::{
    desk::{Desk, blocking},
    error::InboxError,
    house::{House, SignedIn},
    view::{change::Change, people::MovedView},
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, IdentityId, MoveId},
    staff::Role,
    time::UnixMs,
};
use recado_store::{
    clinic::{
        moves::{self, Move},
        people, persons,
    },
    error::StoreError,
};
use std::time::{Duration, Instant};

/// How long a move waits for a reply that is leaving; longer than Graph may take to answer.
const WAITS: Duration = Duration::from_secs(60);
/// How often it is looked again, should no change be told.
const LOOKS_EVERY: Duration = Duration::from_millis(250);

/// Makes a lead a patient, and the same person as `joins` where that is given.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`] without a clinical key, [`InboxError::NotFound`],
/// [`InboxError::StillLeaving`], storage: then nothing has moved.
pub(crate) async fn convert(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    joins: Option<IdentityId>,
) -> Result<MovedView, InboxError> {
    let now = desk.inner.options.clock.now();
    let again = desk.clone();
    let id = desk
        .with_house(move |house| {
            let who = allowed(house)?;
            let id = house.clinic.write(|tx| {
                let identity = identity_of(tx, side, conversation)?;
                let is_patient = persons::person(tx, identity)?
                    .iter()
                    .any(|member| member.is_patient);
                if is_patient {
                    return Err(StoreError::NotFound);
                }
                if let Some(joins) = joins {
                    let patient = people::get(tx, joins)?.ok_or(StoreError::NotFound)?;
                    if !patient.is_patient {
                        return Err(StoreError::NotFound);
                    }
                }
                let wanted = wanted(identity, Side::Leads, joins, &who, now);
                moves::begin(tx, &wanted)?;
                Ok::<_, StoreError>(wanted.id)
            })?;
            again.inner.people.done("begun");
            Ok(id)
        })
        .await?;
    carry_out(desk, id, Side::Clinical, conversation).await
}

/// Moves somebody to the leads who wrote to a clinical channel and never was a patient.
///
/// # Errors
/// As [`convert`]; [`InboxError::NotFound`] for a patient: there is no way back from being one.
pub(crate) async fn move_to_leads(
    desk: &Desk,
    conversation: ConversationId,
) -> Result<MovedView, InboxError> {
    let now = desk.inner.options.clock.now();
    let again = desk.clone();
    let id = desk
        .with_house(move |house| {
            let who = allowed(house)?;
            let id = house.clinic.write(|tx| {
                let identity = identity_of(tx, Side::Clinical, conversation)?;
                let person = persons::person(tx, identity)?;
                if person.iter().any(|member| member.is_patient) {
                    return Err(StoreError::NotFound);
                }
                let wanted = wanted(identity, Side::Clinical, None, &who, now);
                moves::begin(tx, &wanted)?;
                Ok::<_, StoreError>(wanted.id)
            })?;
            again.inner.people.done("begun");
            Ok(id)
        })
        .await?;
    carry_out(desk, id, Side::Leads, conversation).await
}

/// Returns who is signed in, if they hold the clinical key.
fn allowed(house: &House) -> Result<SignedIn, InboxError> {
    let who = house.signed_in_as(Role::reads_clinical)?;
    house.clinical_for_staff()?;
    Ok(who)
}

fn wanted(
    identity: IdentityId,
    from: Side,
    joins: Option<IdentityId>,
    who: &SignedIn,
    now: UnixMs,
) -> Move {
    Move {
        id: MoveId::generate(),
        identity,
        from,
        to: recado_store::conversations::moving::other(from),
        joins,
        staff: who.staff,
        staff_name: who.name.clone(),
        begun_at: now,
        moved: None,
    }
}

async fn carry_out(
    desk: &Desk,
    id: MoveId,
    to: Side,
    conversation: ConversationId,
) -> Result<MovedView, InboxError> {
    let until = Instant::now() + WAITS;
    match run(desk, id, until).await {
        Ok(true) => Ok(MovedView {
            side: to,
            conversation,
        }),
        Ok(false) => {
            give_up(desk, id).await?;
            Err(InboxError::StillLeaving)
        }
        Err(error) => {
            // Nothing has moved while the index has not been switched; after that, what is left to do is leftovers.
            give_up(desk, id).await?;
            Err(error)
        }
    }
}

/// Goes on with a move until it is done; returns whether it is: a reply that leaves keeps it back until `until`.
///
/// # Errors
/// Storage.
pub(super) async fn run(desk: &Desk, id: MoveId, until: Instant) -> Result<bool, InboxError> {
    let mut changes = desk.changes();
    loop {
        let again = desk.clone();
        let house = desk.house()?;
        let crossed = blocking(move || cross::cross(&again, &house, id)).await?;
        match crossed {
            cross::Crossed::Done(moved) => {
                for conversation in moved {
                    for side in [Side::Leads, Side::Clinical] {
                        desk.tell(Change::Conversation { side, conversation });
                    }
                }
                desk.tell(Change::App);
                desk.inner.outbox_wake.notify_one();
                desk.inner.media.wake();
                return Ok(true);
            }
            cross::Crossed::StillLeaving if Instant::now() >= until => return Ok(false),
            cross::Crossed::StillLeaving => {
                let _ = tokio::time::timeout(LOOKS_EVERY, changes.recv()).await;
            }
        }
    }
}

/// Forgets a move of which nothing was done; one whose index was switched stays and is finished at the next start.
async fn give_up(desk: &Desk, id: MoveId) -> Result<(), InboxError> {
    desk.with_house(move |house| cross::undo(house, id)).await
}
