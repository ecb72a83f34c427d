//! What a move leaves on the old side goes: rows, files, words in the search index, pages in the log. Needs the old
//! side's key alone, so that leftovers of a patient on the leads side go at the next start, before anybody signs in.

use super::Steps;
use crate::{
    error::InboxError,
    house::{Held, House},
};
use recado_domain::channel::Side;
use recado_store::{
    Conn,
    clinic::{
        moves::{self, Move, Moved},
        people,
    },
    conversations::{
        Leads, Store,
        moving::{self, Moving},
    },
    error::StoreError,
    media_file,
};

/// Ends a move whose index was switched. Repeating it changes nothing.
///
/// # Errors
/// Storage; what is left to do is done at the next start or sign-in.
pub(super) fn finish(
    house: &House,
    from: &Held,
    the_move: &Move,
    moved: &Moved,
    steps: &Steps,
) -> Result<(), InboxError> {
    {
        let _filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
        let left = leftover(house, the_move, moved)?;
        from.write(|tx| {
            remove_files(house, tx, the_move.from, &left)?;
            moving::remove(
                tx,
                &Moving {
                    identities: &left.identities,
                    conversations: &left.conversations,
                },
            )
        })?;
    }
    let mut is_first = true;
    while from.write(|tx| moving::merge_index(tx, is_first))? {
        is_first = false;
    }
    from.empty_log()?;
    if the_move.from == Side::Leads {
        // What a migration copied aside holds them still, under a key that everybody at this desk has.
        Store::<Leads>::forget_copies(&house.folder)?;
    }
    steps.done("emptied");
    Ok(house.clinic.write(|tx| moves::end(tx, the_move.id))?)
}

/// Returns what the index says is on the other side still: what has come back since is no leftover.
fn leftover(house: &House, the_move: &Move, moved: &Moved) -> Result<Moved, StoreError> {
    let mut left = moved.clone();
    house.clinic.read(|conn| {
        let mut all = Vec::with_capacity(left.conversations.len());
        for conversation in left.conversations {
            if people::side_of(conn, conversation)? != Some(the_move.from) {
                all.push(conversation);
            }
        }
        left.conversations = all;
        Ok(left)
    })
}

/// Removes the encrypted files of what moved; what a cut-off leaves is swept at the next start.
pub(super) fn remove_files(
    house: &House,
    conn: &Conn,
    side: Side,
    moved: &Moved,
) -> Result<(), StoreError> {
    let folder = media_file::folder(&house.folder, side);
    for file in moving::files(conn, &moved.conversations)? {
        if let Err(error) = media_file::remove(&folder, file) {
            tracing::warn!("a file that moved could not be removed: {error}");
        }
    }
    Ok(())
}

/// Ends, at the start, every move whose old side can be opened without a sign-in.
pub(crate) fn leftovers(house: &House) {
    let ended = || -> Result<(), InboxError> {
        for the_move in house.clinic.read(moves::all)? {
            let Some(moved) = &the_move.moved else {
                continue;
            };
            if let Some(from) = house.held(the_move.from) {
                finish(house, &from, &the_move, moved, &Steps::default())?;
            }
        }
        Ok(())
    };
    if let Err(error) = ended() {
        // It is tried again after the next sign-in; the index already says where everything is.
        tracing::error!("leftovers of a move could not be removed: {error}");
    }
}
