//! Who looks after a conversation, and drafts that change hands.

use super::{at_work_on, note_act, told};
use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    view::{change::Change, work::ColleagueView},
    work::show,
};
use recado_domain::{
    assignment,
    channel::Side,
    id::{ConversationId, StaffId},
};
use recado_store::{
    clinic::staff,
    conversations::{
        drafts::{self, Author},
        work,
    },
};
use serde_json::json;

/// Returns who may look after conversations of a side, in the order they were added.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn assignable(desk: &Desk, side: Side) -> Result<Vec<ColleagueView>, InboxError> {
    desk.with_house(move |house| {
        let me = house.signed_in_as(|role| assignment::may_hold(role, side))?;
        let members = house.clinic.read(staff::all)?;
        let fitting = members
            .iter()
            .filter(|member| assignment::may_hold(member.role, side));
        Ok(fitting
            .map(|member| show::colleague(member, Some(me.staff)))
            .collect())
    })
    .await
}

/// Gives a conversation to somebody, or to nobody.
///
/// # Errors
/// [`InboxError::NotAllowed`] for somebody who cannot read it, [`InboxError::NotFound`], [`InboxError::Locked`],
/// storage.
pub(crate) async fn assign(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    to: Option<StaffId>,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = at_work_on(house, side, conversation)?;
        if let Some(to) = to {
            let members = house.clinic.read(staff::all)?;
            let member = members.iter().find(|member| member.id == to);
            let role = member.ok_or(InboxError::NotFound)?.role;
            if !assignment::may_hold(role, side) {
                return Err(InboxError::NotAllowed);
            }
        }
        let detail = json!({ "to": to.map(|to| to.to_string()) });
        let place = (side, conversation);
        note_act(house, &who, now, "conversation.assigned", detail, place)?;
        house.write(side, |tx| {
            work::assign(tx, conversation, to, who.staff, now)
        })
    })
    .await?;
    told(desk, side, conversation);
    Ok(())
}

/// Takes conversations from everybody who has left or cannot read them any more, on every side whose key is held.
///
/// To be called after a member of staff was removed or has another role; also done at every start and sign-in.
///
/// # Errors
/// Storage.
pub(crate) fn let_go(house: &House) -> Result<Vec<(Side, ConversationId)>, InboxError> {
    let members = house.clinic.read(staff::all)?;
    let roles: Vec<_> = members
        .iter()
        .map(|member| (member.id, member.role))
        .collect();
    let mut all = Vec::new();
    for side in [Side::Leads, Side::Clinical] {
        let Some(store) = house.held(side) else {
            continue;
        };
        let holding = assignment::may_hold_of(&roles, side);
        let gone = store.write(|tx| work::keep_assigned_to(tx, &holding))?;
        all.extend(gone.into_iter().map(|conversation| (side, conversation)));
    }
    Ok(all)
}

/// Keeps what whoever is signed in is writing.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotFound`], storage.
pub(crate) async fn save_draft(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    text: String,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = house.signed_in()?;
        let author = Author {
            id: who.staff,
            name: &who.name,
        };
        house.write(side, |tx| {
            drafts::save(tx, conversation, author, &text, now)
        })
    })
    .await
}

/// Takes over what somebody else was writing, behind one's own words.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotFound`] when they have finished meanwhile, storage.
pub(crate) async fn take_draft(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    from: StaffId,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = at_work_on(house, side, conversation)?;
        let by = Author {
            id: who.staff,
            name: &who.name,
        };
        house.write(side, |tx| drafts::take(tx, conversation, from, by, now))
    })
    .await?;
    desk.tell(Change::Conversation { side, conversation });
    Ok(())
}
