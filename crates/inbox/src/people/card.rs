//! Who somebody is: their parts, who may be the same, what was said last.

use super::{divide, identity_of, join, suggest};
use crate::{
    desk::Desk,
    error::InboxError,
    house::{House, SignedIn},
    show,
    view::people::{IdentityCardView, PersonPartView, SaidKind, SuggestionView, UndoView},
};
use recado_domain::{
    channel::{ChannelKind, Side},
    id::{ConversationId, IdentityId},
    identity,
    staff::Role,
};
use recado_store::{
    Conn,
    clinic::{
        people,
        persons::{self as acts, PersonAct, PersonActKind},
    },
    conversations::{identities, moving, persons, state},
    error::StoreError,
};
use std::collections::BTreeSet;

/// Returns who the person of a conversation is.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn card(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
) -> Result<IdentityCardView, InboxError> {
    desk.with_house(move |house| {
        let who = house.signed_in_as(|role| may_see(role, side))?;
        let sides = readable(house, side);
        let (identity, person, apart, said) = house.clinic.read(|conn| {
            let identity = identity_of(conn, side, conversation)?;
            let person = acts::person(conn, identity)?;
            let mut apart = BTreeSet::new();
            for member in &person {
                apart.extend(acts::apart_from(conn, member.identity)?);
            }
            let mut latest = None;
            for act in acts::acts_of(conn, identity)? {
                if act.undone_at.is_none() && concerns_only(conn, &sides, &act)? {
                    latest = Some(act);
                    break;
                }
            }
            let said = match latest {
                Some(act) => join::back(conn, &act)?.map(|_| act),
                None => None,
            };
            Ok::<_, StoreError>((identity, person, apart, said))
        })?;
        let said = said.filter(|act| is_still_alone(house, &who, act));
        let mut members: Vec<IdentityId> = person.iter().map(|it| it.identity).collect();
        members.sort_by_key(|member| *member != identity);
        let parts = house.read(side, |conn| {
            let mut parts = Vec::with_capacity(members.len());
            for member in &members {
                parts.extend(part(conn, *member)?);
            }
            Ok(parts)
        })?;
        let mut suggestions = Vec::new();
        for found in suggest::suggestions(house, &sides, &members, &apart)? {
            let part = house.read(found.side, |conn| part(conn, found.identity))?;
            suggestions.extend(part.map(|part| SuggestionView {
                part,
                why: found.why,
            }));
        }
        let is_patient = person.iter().any(|member| member.is_patient);
        let decides = who.role.reads_clinical() && !is_patient;
        Ok(IdentityCardView {
            identity,
            is_patient,
            can_convert: decides,
            can_move_to_leads: decides && side == Side::Clinical,
            parts,
            suggestions,
            undo: said.map(|act| UndoView {
                act: act.id,
                kind: match act.kind {
                    PersonActKind::Join => SaidKind::SamePerson,
                    PersonActKind::TakeOut => SaidKind::TakenOut,
                    PersonActKind::KeepApart => SaidKind::KeptApart,
                    PersonActKind::Divide => SaidKind::AddressOut,
                },
                by: act.staff_name,
                at: act.at.0,
            }),
        })
    })
    .await
}

/// Returns an identity as it is shown on its own; nothing when its first message has not been filed yet.
pub(super) fn part(conn: &Conn, id: IdentityId) -> Result<Option<PersonPartView>, StoreError> {
    let found = match identities::get(conn, id) {
        Ok(found) => found,
        Err(StoreError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let conversation = persons::conversations(conn, id)?
        .first()
        .map(|it| it.conversation);
    let of_conversation = match conversation {
        Some(conversation) => Some(state::get(conn, conversation)?.channel_kind),
        None => None,
    };
    let first = found.addresses.first();
    let shown = first.map(|(_, address)| address.shown());
    Ok(Some(PersonPartView {
        identity: id,
        initials: identity::initials(&found.name),
        name: show::name(&found.name, shown.clone()),
        channel: of_conversation
            .or(first.map(|(kind, _)| *kind))
            .unwrap_or(ChannelKind::WhatsApp),
        shown: shown.unwrap_or_default(),
        is_patient: found.is_patient,
        conversation,
    }))
}

/// Returns the sides on which whoever is signed in may see people, the one that is asked about first.
fn readable(house: &House, side: Side) -> Vec<Side> {
    let other = moving::other(side);
    let has_other = match other {
        Side::Clinical => house.clinical_for_staff().is_ok(),
        Side::Leads => true,
    };
    let mut sides = vec![side];
    sides.extend(has_other.then_some(other));
    sides
}

/// Returns whether everybody whom something was said about is on these sides: that somebody is like a patient is
/// nothing an assistant reads.
fn concerns_only(conn: &Conn, sides: &[Side], act: &PersonAct) -> Result<bool, StoreError> {
    for identity in &act.concerns {
        let person = people::get(conn, *identity)?;
        if person.is_some_and(|person| !sides.contains(&person.side)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Returns whether nothing was written about whoever an address was taken out for; where that cannot be read, nothing
/// is offered.
fn is_still_alone(house: &House, who: &SignedIn, act: &PersonAct) -> bool {
    act.pair()
        .is_none_or(|pair| divide::may_take_back(house, who, pair).unwrap_or(false))
}

/// Returns whether a role may see people of a side.
pub(super) fn may_see(role: Role, side: Side) -> bool {
    match side {
        Side::Clinical => role.reads_clinical(),
        Side::Leads => true,
    }
}
