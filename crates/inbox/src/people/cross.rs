//! A person's conversations cross from one side's database to the other's.
//!
//! Copied, compared, switched, removed: the old side's transaction is held open around all of it, so nothing is written
//! to what moves, and the order of the three commits makes a cut-off anywhere safe. Before the switch the old side still
//! has everything and the copy is made anew; after it, what the old side has is a leftover ([`super::finish`]).

use super::{catch_up, finish, refile};
use crate::{
    desk::Desk,
    error::InboxError,
    house::{Held, House},
    media,
    receive::drain,
    session::files,
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, IdentityId, MediaId, MoveId, PersonActId},
    identity::merging,
    part::SystemLine,
};
use recado_store::{
    Tx,
    clinic::{
        audit,
        moves::{self, Move, Moved},
        persons::{self as acts, PersonAct, PersonActKind},
        seen::Seen,
    },
    conversations::{
        moving::{self, Leaving, Moving},
        persons::{self, PersonLine},
    },
    error::StoreError,
    media_file::{self, MediaFileError, copying},
};

/// What became of a move.
pub(super) enum Crossed {
    /// All of it is done; these conversations are on the other side.
    Done(Vec<ConversationId>),
    /// A reply is leaving: to be tried again when its answer is written.
    StillLeaving,
}

/// What the old side's transaction came to.
enum Taken {
    Over(Moved),
    StillLeaving,
}

/// Carries a move out, from wherever it was cut off.
///
/// # Errors
/// [`InboxError::Locked`] when a side's key is not held; storage.
pub(super) fn cross(desk: &Desk, house: &House, id: MoveId) -> Result<Crossed, InboxError> {
    let Some(the_move) = house.clinic.read(|conn| moves::get(conn, id))? else {
        return Ok(Crossed::Done(Vec::new()));
    };
    let from = house.held(the_move.from).ok_or(InboxError::Locked)?;
    let to = house.held(the_move.to).ok_or(InboxError::Locked)?;
    let moved = match &the_move.moved {
        Some(moved) => moved.clone(),
        None => match take_over(desk, house, (&from, &to), &the_move)? {
            Taken::Over(moved) => moved,
            Taken::StillLeaving => return Ok(Crossed::StillLeaving),
        },
    };
    desk.inner.people.done("removed");
    finish::finish(house, &from, &the_move, &moved, &desk.inner.people)?;
    catch_up::side(house, &to)?;
    desk.inner.people.done("finished");
    Ok(Crossed::Done(moved.conversations))
}

/// Forgets a move of which nothing was done, with what it copied.
///
/// # Errors
/// Storage.
pub(super) fn undo(house: &House, id: MoveId) -> Result<(), InboxError> {
    let Some(the_move) = house.clinic.read(|conn| moves::get(conn, id))? else {
        return Ok(());
    };
    if the_move.moved.is_some() {
        return Ok(());
    }
    let (identities, conversations) = what(house, &the_move)?;
    let copied = Moving {
        identities: &identities,
        conversations: &conversations,
    };
    if let Some(to) = house.held(the_move.to) {
        to.write(|tx| moving::remove(tx, &copied))?;
    }
    Ok(house.clinic.write(|tx| moves::end(tx, id))?)
}

fn take_over(
    desk: &Desk,
    house: &House,
    (from, to): (&Held, &Held),
    the_move: &Move,
) -> Result<Taken, InboxError> {
    let steps = &desk.inner.people;
    // First of all: a sweep would take the copies for leftovers.
    media::worker::put_in_order(desk, house, to)?;
    // Most of the bytes, before anybody has to wait for the databases.
    let (_, conversations) = what(house, the_move)?;
    let early = from.read(|conn| moving::files(conn, &conversations))?;
    copy_files(house, the_move, &early)?;
    steps.done("files");
    let filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
    drain::drain_alone(house, from, &filing)?;
    drain::drain_alone(house, to, &filing)?;
    let key = drain::spool_key(house, from)?;
    let taken = from.write(|from_tx| {
        let (identities, conversations) = what(house, the_move)?;
        if moving::is_leaving(from_tx, &conversations)? {
            return Ok(Taken::StillLeaving);
        }
        let moving = Moving {
            identities: &identities,
            conversations: &conversations,
        };
        moving::fetch_again(from_tx, &conversations)?;
        let files = moving::files(from_tx, &conversations)?;
        copy_files(house, the_move, &files).map_err(|_| StoreError::Disk)?;
        let replies = moving::replies(from_tx, &conversations)?;
        let was = moving::digest(from_tx, &moving)?;
        to.write(|to_tx| {
            // What an earlier attempt left, with the person where they have nothing else here.
            moving::remove(to_tx, &moving)?;
            moving::copy(from_tx, to_tx, &moving)?;
            if moving::digest(to_tx, &moving)? != was {
                return Err(StoreError::Damaged);
            }
            moving::arrive(to_tx, &identities, becomes_patient(the_move))?;
            write_lines(house, to_tx, the_move, &identities, &conversations)
        })?;
        steps.done("copied");
        let moved = house.clinic.write(|tx| {
            let conversations = moves::conversations(tx, &identities, the_move.from)?;
            let moved = Moved {
                identities,
                conversations,
            };
            let all = moved.conversations.iter().copied().collect();
            let sides = (the_move.from, the_move.to);
            refile::refile(tx, house, key.as_ref(), sides, &all)?;
            moves::switch(tx, the_move, &moved, becomes_patient(the_move))?;
            note_replies(tx, house, the_move, &replies)?;
            make_one(tx, the_move, &moved)?;
            write_down(tx, the_move, &moved)?;
            Ok::<_, StoreError>(moved)
        })?;
        steps.done("switched");
        finish::remove_files(house, from_tx, the_move.from, &moved)?;
        moving::remove(
            from_tx,
            &Moving {
                identities: &moved.identities,
                conversations: &moved.conversations,
            },
        )?;
        Ok(Taken::Over(moved))
    })?;
    drop(filing);
    Ok(taken)
}

/// Returns who moves, and what of theirs is on the old side.
fn what(
    house: &House,
    the_move: &Move,
) -> Result<(Vec<IdentityId>, Vec<ConversationId>), StoreError> {
    house.clinic.read(|conn| {
        let person = acts::person(conn, the_move.identity)?;
        let identities: Vec<IdentityId> = person.iter().map(|member| member.identity).collect();
        let conversations = moves::conversations(conn, &identities, the_move.from)?;
        Ok((identities, conversations))
    })
}

fn becomes_patient(the_move: &Move) -> bool {
    match the_move.to {
        Side::Clinical => true,
        Side::Leads => false,
    }
}

fn copy_files(house: &House, the_move: &Move, files: &[MediaId]) -> Result<(), MediaFileError> {
    let from = media_file::folder(&house.folder, the_move.from);
    let to = media_file::make_folder(&house.folder, the_move.to)?;
    for file in files {
        match copying::copy(&from, &to, *file) {
            // It was lost before; its row says what it was.
            Ok(()) | Err(MediaFileError::Missing) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Says in each of the person's threads on the new side what was done.
fn write_lines(
    house: &House,
    to: &Tx<'_>,
    the_move: &Move,
    identities: &[IdentityId],
    conversations: &[ConversationId],
) -> Result<(), StoreError> {
    let there = house
        .clinic
        .read(|conn| moves::conversations(conn, identities, the_move.to))?;
    for conversation in conversations.iter().chain(&there) {
        let line = PersonLine {
            key: persons::line_key("move", the_move.id, *conversation),
            line: match the_move.to {
                Side::Clinical => SystemLine::BecamePatient,
                Side::Leads => SystemLine::MovedToLeads,
            },
            by: the_move.staff_name.clone(),
            at: the_move.begun_at,
        };
        match persons::write_line(to, *conversation, &line) {
            // Its first message has not been filed yet.
            Ok(()) | Err(StoreError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A status that comes for a reply whose answer was lost finds it where it is now.
fn note_replies(
    tx: &Tx<'_>,
    house: &House,
    the_move: &Move,
    replies: &[Leaving],
) -> Result<(), StoreError> {
    for reply in replies {
        let seen = Seen {
            side: the_move.to,
            conversation: Some(reply.conversation),
            seen_at: the_move.begun_at,
        };
        let key = house.clinic.index_key();
        moves::note_outbox(tx, key, reply.channel, reply.outbox, &seen)?;
    }
    Ok(())
}

/// Makes them one person with the patient they were said to be.
fn make_one(tx: &Tx<'_>, the_move: &Move, moved: &Moved) -> Result<(), StoreError> {
    for identity in &moved.identities {
        acts::fall_behind(tx, *identity)?;
    }
    let Some(joins) = the_move.joins else {
        return Ok(());
    };
    let one = acts::person(tx, the_move.identity)?;
    let into = acts::person(tx, joins)?;
    // Said meanwhile already, or the patient is no more: the conversion stands either way.
    let Ok(changes) = merging::join(&one, &into) else {
        return Ok(());
    };
    let all = one.iter().chain(&into);
    let act = PersonAct {
        id: PersonActId::generate(),
        kind: PersonActKind::Join,
        changes,
        concerns: all.map(|member| member.identity).collect(),
        staff: the_move.staff,
        staff_name: the_move.staff_name.clone(),
        at: the_move.begun_at,
        undone_at: None,
    };
    acts::change(tx, &act.changes, &act.concerns)?;
    acts::keep(tx, &act)
}

fn write_down(tx: &Tx<'_>, the_move: &Move, moved: &Moved) -> Result<(), StoreError> {
    let detail = serde_json::json!({
        "move": the_move.id,
        "identities": moved.identities,
        "conversations": moved.conversations,
        "joins": the_move.joins,
    });
    let verb = match the_move.to {
        Side::Clinical => "lead.converted",
        Side::Leads => "contact.moved_to_leads",
    };
    let who = Some((the_move.staff, the_move.staff_name.as_str()));
    audit::append(
        tx,
        &files::act(the_move.begun_at, who, verb, &detail.to_string()),
    )
}
