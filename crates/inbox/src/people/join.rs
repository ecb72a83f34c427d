//! Two are the same person, or are not: said by somebody at the desk, and taken back by them.
//!
//! Addresses and conversations stay where they are, so what arrives meanwhile or later finds its way as before.

use super::{catch_up, divide, identity_of};
use crate::{
    desk::Desk,
    error::InboxError,
    house::{House, SignedIn},
    session::files,
    view::change::Change,
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, IdentityId, PersonActId},
    identity::merging::{self, Change as Named, Member},
    staff::Role,
    time::UnixMs,
};
use recado_store::{
    Tx,
    clinic::{
        audit, divisions, people,
        persons::{self, PersonAct, PersonActKind},
    },
    error::StoreError,
};

/// Says that the person of a conversation and another are the same.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`] on the clinical side without its key, [`InboxError::NotFound`],
/// [`InboxError::InvalidInput`] for two that cannot be made one, storage.
pub(crate) async fn same_person(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    other: IdentityId,
) -> Result<PersonActId, InboxError> {
    say(desk, side, move |tx, _| {
        let identity = identity_of(tx, side, conversation)?;
        let one = persons::person(tx, identity)?;
        let into = persons::person(tx, other)?;
        let Ok(changes) = merging::join(&one, &into) else {
            return Ok(None);
        };
        Ok(Some(Said {
            kind: PersonActKind::Join,
            changes,
            concerns: ids(&one).chain(ids(&into)).collect(),
        }))
    })
    .await
}

/// Says that an identity is not the person it was taken for.
///
/// # Errors
/// As [`same_person`].
pub(crate) async fn take_out(
    desk: &Desk,
    side: Side,
    identity: IdentityId,
) -> Result<PersonActId, InboxError> {
    say(desk, side, move |tx, _| {
        is_on(tx, side, identity)?;
        let person = persons::person(tx, identity)?;
        let Ok(changes) = merging::take_out(identity, &person) else {
            return Ok(None);
        };
        Ok(Some(Said {
            kind: PersonActKind::TakeOut,
            changes,
            concerns: ids(&person).collect(),
        }))
    })
    .await
}

/// Says that two who look like one person are not: they are not suggested again.
///
/// # Errors
/// As [`same_person`].
pub(crate) async fn keep_apart(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    other: IdentityId,
) -> Result<PersonActId, InboxError> {
    say(desk, side, move |tx, who| {
        let identity = identity_of(tx, side, conversation)?;
        may_say(tx, who, side, other)?;
        persons::keep_apart(tx, identity, other)?;
        Ok(Some(Said {
            kind: PersonActKind::KeepApart,
            changes: Vec::new(),
            concerns: vec![identity, other],
        }))
    })
    .await
}

/// Takes back what was said, exactly.
///
/// # Errors
/// As [`same_person`]; [`InboxError::InvalidInput`] when something newer depends on it.
pub(crate) async fn take_back(desk: &Desk, side: Side, act: PersonActId) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let found = desk
        .with_house(move |house| Ok(house.clinic.read(|conn| persons::act(conn, act))?))
        .await?;
    if found.is_some_and(|said| said.kind == PersonActKind::Divide) {
        return divide::take_back(desk, side, act).await;
    }
    change(desk, side, move |tx, who| {
        let said = persons::act(tx, act)?.ok_or(StoreError::NotFound)?;
        for identity in &said.concerns {
            may_say(tx, who, side, *identity)?;
        }
        let Some(back) = back(tx, &said)? else {
            return Ok(None);
        };
        persons::change(tx, &back, &said.concerns)?;
        if let (PersonActKind::KeepApart, [one, other]) = (said.kind, said.concerns.as_slice()) {
            persons::allow(tx, *one, *other)?;
        }
        persons::take_back(tx, act, now)?;
        write_down(tx, who, "person.taken_back", act, &said.concerns, now)?;
        Ok(Some(()))
    })
    .await
}

/// Returns what takes something back that was said, or nothing when it was, or something newer depends on it.
pub(super) fn back(
    conn: &recado_store::Conn,
    said: &PersonAct,
) -> Result<Option<Vec<Named>>, StoreError> {
    if said.undone_at.is_some() {
        return Ok(None);
    }
    if let Some(pair) = said.pair() {
        let may = divisions::may_go_back(conn, pair)?;
        return Ok(may.then(Vec::new));
    }
    let heads = said.changes.iter().filter_map(|change| change.before);
    let named = said.changes.iter().map(|change| change.identity);
    let mut today = Vec::new();
    for identity in named.chain(heads) {
        today.extend(persons::person(conn, identity)?);
    }
    Ok(merging::undone(&said.changes, &today))
}

/// What is to be kept of what was said.
struct Said {
    kind: PersonActKind,
    changes: Vec<Named>,
    concerns: Vec<IdentityId>,
}

async fn say(
    desk: &Desk,
    side: Side,
    find: impl FnOnce(&Tx<'_>, &SignedIn) -> Result<Option<Said>, StoreError> + Send + 'static,
) -> Result<PersonActId, InboxError> {
    let now = desk.inner.options.clock.now();
    change(desk, side, move |tx, who| {
        let Some(said) = find(tx, who)? else {
            return Ok(None);
        };
        let act = PersonAct {
            id: PersonActId::generate(),
            kind: said.kind,
            changes: said.changes,
            concerns: said.concerns,
            staff: who.staff,
            staff_name: who.name.clone(),
            at: now,
            undone_at: None,
        };
        persons::change(tx, &act.changes, &act.concerns)?;
        persons::keep(tx, &act)?;
        let verb = match act.kind {
            PersonActKind::Join => "person.joined",
            PersonActKind::TakeOut | PersonActKind::Divide => "person.taken_out",
            PersonActKind::KeepApart => "person.kept_apart",
        };
        write_down(tx, who, verb, act.id, &act.concerns, now)?;
        Ok(Some(act.id))
    })
    .await
}

/// Changes the index in one transaction, then the side's database; told when both are durable.
async fn change<T: Send + 'static>(
    desk: &Desk,
    side: Side,
    make: impl FnOnce(&Tx<'_>, &SignedIn) -> Result<Option<T>, StoreError> + Send + 'static,
) -> Result<T, InboxError> {
    let again = desk.clone();
    let (made, changed) = desk
        .with_house(move |house| {
            let who = allowed(house, side)?;
            let made = {
                // Not while somebody moves: who moves is then settled.
                let _filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
                house.clinic.write(|tx| make(tx, &who))?
            };
            let made = made.ok_or(InboxError::InvalidInput)?;
            again.inner.people.done("said");
            let mut changed = Vec::new();
            for side in [Side::Leads, Side::Clinical] {
                if let Some(store) = house.held(side) {
                    changed.extend(concerned(house, side)?);
                    catch_up::side(house, &store)?;
                }
            }
            again.inner.people.done("caught up");
            Ok((made, changed))
        })
        .await?;
    for (side, conversation) in changed {
        desk.tell(Change::Conversation { side, conversation });
    }
    Ok(made)
}

/// Returns the conversations that a catching up is going to change.
pub(super) fn concerned(
    house: &House,
    side: Side,
) -> Result<Vec<(Side, ConversationId)>, StoreError> {
    house.clinic.read(|conn| {
        let behind = persons::behind(conn, side)?;
        let found = recado_store::clinic::moves::conversations(conn, &behind, side)?;
        Ok(found.into_iter().map(|it| (side, it)).collect())
    })
}

pub(super) fn allowed(house: &House, side: Side) -> Result<SignedIn, InboxError> {
    match side {
        Side::Clinical => {
            house.clinical_for_staff()?;
            house.signed_in_as(Role::reads_clinical)
        }
        Side::Leads => house.signed_in(),
    }
}

/// An assistant says nothing about people they cannot see.
pub(super) fn is_on(tx: &Tx<'_>, side: Side, identity: IdentityId) -> Result<(), StoreError> {
    let person = people::get(tx, identity)?.ok_or(StoreError::NotFound)?;
    let is_there = person.side == side
        || !recado_store::clinic::moves::conversations(tx, &[identity], side)?.is_empty();
    if is_there {
        Ok(())
    } else {
        Err(StoreError::NotFound)
    }
}

/// Whoever reads both sides speaks of people on either.
fn may_say(
    tx: &Tx<'_>,
    who: &SignedIn,
    side: Side,
    identity: IdentityId,
) -> Result<(), StoreError> {
    if who.role.reads_clinical() && people::get(tx, identity)?.is_some() {
        return Ok(());
    }
    is_on(tx, side, identity)
}

fn ids(members: &[Member]) -> impl Iterator<Item = IdentityId> {
    members.iter().map(|member| member.identity)
}

pub(super) fn write_down(
    tx: &Tx<'_>,
    who: &SignedIn,
    verb: &str,
    act: PersonActId,
    concerns: &[IdentityId],
    now: UnixMs,
) -> Result<(), StoreError> {
    let detail = serde_json::json!({ "act": act, "identities": concerns });
    audit::append(
        tx,
        &files::act(now, Some((who.staff, &who.name)), verb, &detail.to_string()),
    )
}
