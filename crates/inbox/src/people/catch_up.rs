//! What `clinic.db` says of people is copied into a side's database: who is one person, and the lines in their threads.
//!
//! `clinic.db` comes first and notes who is behind; the note goes last. A cut-off between the two is caught up with at
//! the start, or after the sign-in for patients.

use super::divide;
use crate::house::{Held, House};
use recado_domain::{id::IdentityId, identity::merging, part::SystemLine};
use recado_store::{
    Tx,
    clinic::persons::{self as acts, PersonAct, PersonActKind},
    conversations::{
        dividing,
        persons::{self, PersonLine},
    },
    error::StoreError,
};

/// Catches a side up with everything that was said.
///
/// # Errors
/// Storage; the rest stays noted.
pub(crate) fn side(house: &House, store: &Held) -> Result<(), StoreError> {
    let behind = house.clinic.read(|conn| acts::behind(conn, store.side()))?;
    for identity in behind {
        let (person, said) = house.clinic.read(|conn| {
            Ok::<_, StoreError>((
                acts::person(conn, identity)?,
                acts::acts_of(conn, identity)?,
            ))
        })?;
        let head = merging::head(&person).filter(|_| person.len() > 1);
        let divided = divide::owners(house, store, &said)?;
        store.write(|tx| {
            for one in &divided {
                dividing::follow(tx, (one.pair.from, one.pair.to), &one.owners, one.at)?;
            }
            persons::set(tx, identity, head)?;
            write_lines(tx, identity, &said)
        })?;
        house
            .clinic
            .write(|tx| acts::catch_up(tx, identity, store.side()))?;
    }
    Ok(())
}

/// At the start: the leads side; the other one after a sign-in.
pub(crate) fn at_start(house: &House) {
    let leads = house.held(recado_domain::channel::Side::Leads);
    if let Some(Err(error)) = leads.map(|leads| side(house, &leads)) {
        tracing::error!("what was said of people could not be copied: {error}");
    }
}

fn write_lines(tx: &Tx<'_>, identity: IdentityId, said: &[PersonAct]) -> Result<(), StoreError> {
    for conversation in persons::conversations(tx, identity)? {
        for act in said {
            let Some(line) = line_of(act.kind) else {
                continue;
            };
            let key = persons::line_key("said", act.id, conversation.conversation);
            match act.undone_at {
                Some(_) => persons::remove_line(tx, conversation.conversation, &key)?,
                None => persons::write_line(
                    tx,
                    conversation.conversation,
                    &PersonLine {
                        key,
                        line,
                        by: act.staff_name.clone(),
                        at: act.at,
                    },
                )?,
            }
        }
    }
    Ok(())
}

fn line_of(kind: PersonActKind) -> Option<SystemLine> {
    match kind {
        PersonActKind::Join => Some(SystemLine::SamePerson),
        PersonActKind::TakeOut | PersonActKind::Divide => Some(SystemLine::NotSamePerson),
        // A suggestion that was waved away is no news.
        PersonActKind::KeepApart => None,
    }
}
