//! Who somebody is: their parts, who may be the same, what was said last.

use super::{identity_of, join, suggest};
use crate::{
    desk::Desk,
    error::InboxError,
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
    clinic::persons::{self as acts, PersonActKind},
    conversations::{identities, persons, state},
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
        let (identity, person, apart, said) = house.clinic.read(|conn| {
            let identity = identity_of(conn, side, conversation)?;
            let person = acts::person(conn, identity)?;
            let mut apart = BTreeSet::new();
            for member in &person {
                apart.extend(acts::apart_from(conn, member.identity)?);
            }
            let mut latest = acts::acts_of(conn, identity)?.into_iter();
            let latest = latest.find(|act| act.undone_at.is_none());
            let said = match latest {
                Some(act) => join::back(conn, &act)?.map(|_| act),
                None => None,
            };
            Ok::<_, StoreError>((identity, person, apart, said))
        })?;
        let mut members: Vec<IdentityId> = person.iter().map(|it| it.identity).collect();
        members.sort_by_key(|member| *member != identity);
        let (parts, suggestions) = house.read(side, |conn| {
            let mut parts = Vec::with_capacity(members.len());
            for member in &members {
                parts.extend(part(conn, *member)?);
            }
            let mut suggestions = Vec::new();
            for (other, why) in suggest::suggestions(conn, &members, &apart)? {
                let found = part(conn, other)?;
                suggestions.extend(found.map(|part| SuggestionView { part, why }));
            }
            Ok((parts, suggestions))
        })?;
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

/// Returns whether a role may see people of a side.
pub(super) fn may_see(role: Role, side: Side) -> bool {
    match side {
        Side::Clinical => role.reads_clinical(),
        Side::Leads => true,
    }
}
