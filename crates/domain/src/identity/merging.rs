//! Two identities that are one person, and one that is not: said by hand, never found out by a rule.
//!
//! Addresses and conversations stay with their identity, so what arrives finds its way as before, whatever the order. A
//! person is a set of identities that name one of them; that one names nobody.

use crate::{channel::Side, id::IdentityId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An identity as a part of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Which.
    pub identity: IdentityId,
    /// The identity it is one person with; absent when others name it, or nobody does.
    pub person: Option<IdentityId>,
    /// Where it is kept.
    pub side: Side,
    /// Whether it is a patient.
    pub is_patient: bool,
}

/// What an identity named, and what it names now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which.
    pub identity: IdentityId,
    /// Before.
    pub before: Option<IdentityId>,
    /// After.
    pub after: Option<IdentityId>,
}

/// Why two are not made one, or one is not taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// They are one person already.
    #[error("they are one person already")]
    AlreadyOne,
    /// One is a patient: that is a conversion, with its own confirmation.
    #[error("a lead and a patient are made one by conversion only")]
    IsConversion,
    /// They are kept on different sides.
    #[error("they are kept on different sides")]
    OtherSide,
    /// Nobody else is in this person.
    #[error("there is nothing to take apart")]
    Alone,
}

/// Returns what changes when everybody in `one` becomes the person `into` is.
///
/// Each is a whole person, as [`Member::person`] says.
///
/// # Errors
/// [`Refused`].
pub fn join(one: &[Member], into: &[Member]) -> Result<Vec<Change>, Refused> {
    let (Some(first), Some(head)) = (one.first(), head(into)) else {
        return Err(Refused::Alone);
    };
    if into.iter().any(|member| member.identity == first.identity) {
        return Err(Refused::AlreadyOne);
    }
    let all = || one.iter().chain(into);
    if all().any(|member| member.is_patient != first.is_patient) {
        return Err(Refused::IsConversion);
    }
    if all().any(|member| member.side != first.side) {
        return Err(Refused::OtherSide);
    }
    Ok(one
        .iter()
        .map(|member| changed(member, Some(head)))
        .collect())
}

/// Returns what changes when `identity` is taken out of the person it is in.
///
/// # Errors
/// [`Refused::Alone`].
pub fn take_out(identity: IdentityId, of: &[Member]) -> Result<Vec<Change>, Refused> {
    let (out, rest): (Vec<&Member>, Vec<&Member>) =
        of.iter().partition(|member| member.identity == identity);
    let (Some(out), false) = (out.first(), rest.is_empty()) else {
        return Err(Refused::Alone);
    };
    if out.person.is_some() {
        return Ok(vec![changed(out, None)]);
    }
    // The others named the one that goes: now they name the first that stays.
    let head = rest.iter().map(|member| member.identity).min();
    Ok(rest
        .into_iter()
        .map(|member| changed(member, head.filter(|head| *head != member.identity)))
        .collect())
}

/// Returns what takes changes back, or nothing when something newer depends on them.
///
/// `today` holds every member of each person that an identity of the changes is in, or was in before them.
pub fn undone(changes: &[Change], today: &[Member]) -> Option<Vec<Change>> {
    let mut named: BTreeMap<IdentityId, Option<IdentityId>> = today
        .iter()
        .map(|member| (member.identity, member.person))
        .collect();
    for change in changes {
        // What is named otherwise by now was changed by something newer.
        let was = named.insert(change.identity, change.before)?;
        if was != change.after {
            return None;
        }
    }
    // Whoever named an identity meanwhile would be left naming one that names another.
    let is_whole = named
        .values()
        .flatten()
        .all(|head| named.get(head) == Some(&None));
    is_whole.then(|| {
        changes
            .iter()
            .map(|change| Change {
                identity: change.identity,
                before: change.after,
                after: change.before,
            })
            .collect()
    })
}

/// Returns the identity that the others of a person name.
pub fn head(of: &[Member]) -> Option<IdentityId> {
    of.iter()
        .find(|member| member.person.is_none())
        .map(|member| member.identity)
}

fn changed(member: &Member, after: Option<IdentityId>) -> Change {
    Change {
        identity: member.identity,
        before: member.person,
        after,
    }
}

#[cfg(test)]
mod tests;
