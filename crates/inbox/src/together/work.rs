//! Who looks after a conversation and where it stands, told and heard. A note has the names of staff with their ids: who
//! signs in on another computer only is shown by name, and holds what they hold.

use super::{
    message, names,
    names::ChannelRef,
    words::{Word, WorkWord},
};
use crate::{
    error::InboxError,
    house::{Held, House},
};
use recado_domain::{assignment, channel::Side, id::ConversationId};
use recado_store::{
    Conn,
    clinic::staff::{self, StaffMember},
    conversations::together::work::{self, AssignedWord, Somebody, StateWord},
    error::StoreError,
};

/// Returns how a conversation was left here; nothing where the last word on it was said elsewhere.
///
/// # Errors
/// Storage.
pub(super) fn word(
    house: &House,
    store: &Held,
    conversation: ConversationId,
) -> Result<Option<Word>, InboxError> {
    let (assigned, state) = store.read(|conn| work::said_here(conn, conversation))?;
    if assigned.is_none() && state.is_none() {
        return Ok(None);
    }
    let Some((channel, addresses)) = message::place(house, store, conversation)? else {
        return Ok(None);
    };
    let members = house.clinic.read(staff::all)?;
    Ok(Some(Word::Work(WorkWord {
        channel: ChannelRef::of(&channel),
        addresses,
        assigned: assigned.map(|word| AssignedWord {
            to: word.to.map(|to| named(to, &members)),
            by: named(word.by, &members),
            ..word
        }),
        state: state.map(|word| StateWord {
            by: word.by.map(|by| named(by, &members)),
            ..word
        }),
    })))
}

fn named(who: Somebody, members: &[StaffMember]) -> Somebody {
    match members.iter().find(|member| member.id == who.id) {
        Some(member) => Somebody {
            name: member.name.clone(),
            ..who
        },
        None => who,
    }
}

/// Returns a word with those who sign in here by the ids that they have here. Nobody holds here what they may not read:
/// such a one keeps their name alone.
///
/// # Errors
/// Storage.
pub(crate) fn assigned_here(
    conn: &Conn,
    word: AssignedWord,
    side: Side,
) -> Result<AssignedWord, StoreError> {
    let to = word.to.map(|to| here(conn, to, side)).transpose()?;
    let by = here(conn, word.by, side)?;
    Ok(AssignedWord { to, by, ..word })
}

/// As [`assigned_here`], of where a conversation stands.
///
/// # Errors
/// Storage.
pub(crate) fn state_here(
    conn: &Conn,
    word: StateWord,
    side: Side,
) -> Result<StateWord, StoreError> {
    let by = word.by.map(|by| here(conn, by, side)).transpose()?;
    Ok(StateWord { by, ..word })
}

fn here(conn: &Conn, who: Somebody, side: Side) -> Result<Somebody, StoreError> {
    let known = names::colleague(conn, who.id, &who.name)?;
    let members = staff::all(conn)?;
    let mut fitting = members
        .iter()
        .filter(|member| assignment::may_hold(member.role, side));
    let is_here = fitting.any(|member| member.id == known);
    Ok(Somebody {
        id: if is_here { known } else { who.id },
        name: who.name,
        is_here,
    })
}
