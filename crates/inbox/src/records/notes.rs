//! Internal notes. They are kept on the person's side and know no way out: nothing here touches an outbox.

use super::card::notes_may_change;
use crate::{desk::Desk, error::InboxError};
use recado_domain::{
    channel::Side,
    id::{ConversationId, NoteId},
    record::LONGEST_NOTE,
};
use recado_store::{
    conversations::{
        notes::{self, Note},
        together::records as told,
    },
    error::StoreError,
};

/// What is done to a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoteAct {
    /// Says something else.
    Edit(String),
    /// Stands above the others, or among them again.
    Pin(bool),
    /// Is out of sight, or shown again.
    Remove(bool),
}

/// Adds a note about a conversation's person.
///
/// # Errors
/// [`InboxError::TextLength`], [`InboxError::Locked`], [`InboxError::NotFound`], storage.
pub(crate) async fn add(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    text: String,
) -> Result<(), InboxError> {
    let at = desk.inner.options.clock.now();
    let text = checked(&text)?;
    super::change(
        desk,
        (side, conversation),
        "note.added",
        move |tx, identity, who| {
            let note = Note {
                id: NoteId::generate(),
                identity,
                conversation: Some(conversation),
                text,
                author: who.staff,
                author_name: who.name.clone(),
                at,
                edited_at: None,
                is_pinned: false,
            };
            notes::add(tx, &note)?;
            Ok(told::written_here(tx, conversation, note.id, at)?)
        },
    )
    .await
}

/// Changes a note. Who wrote it and who decides may edit and remove it; everybody who reads it may pin it.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::TextLength`], [`InboxError::NotFound`], [`InboxError::Locked`], storage.
pub(crate) async fn change(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    id: NoteId,
    act: NoteAct,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let (name, act) = match act {
        NoteAct::Edit(text) => ("note.edited", NoteAct::Edit(checked(&text)?)),
        NoteAct::Pin(is_pinned) => ("note.pinned", NoteAct::Pin(is_pinned)),
        NoteAct::Remove(is_removed) => ("note.removed", NoteAct::Remove(is_removed)),
    };
    super::change(
        desk,
        (side, conversation),
        name,
        move |tx, identity, who| {
            let note = notes::get(tx, id)?;
            if note.identity != identity {
                return Err(StoreError::NotFound.into());
            }
            let may_change = notes_may_change(&note, who);
            match act {
                NoteAct::Pin(is_pinned) => {
                    notes::set_pinned(tx, id, is_pinned)?;
                    told::marked_here(tx, conversation, id, now)?;
                }
                NoteAct::Edit(_) | NoteAct::Remove(_) if !may_change => {
                    return Err(InboxError::NotAllowed);
                }
                NoteAct::Edit(text) => {
                    let at = told::edited_now(tx, id, now)?;
                    notes::edit(tx, id, &text, at)?;
                    told::written_here(tx, conversation, id, at)?;
                }
                NoteAct::Remove(is_removed) => {
                    notes::set_removed(tx, id, is_removed.then_some(now))?;
                    told::marked_here(tx, conversation, id, now)?;
                }
            }
            Ok(())
        },
    )
    .await
}

fn checked(text: &str) -> Result<String, InboxError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST_NOTE {
        return Err(InboxError::TextLength);
    }
    Ok(text.to_owned())
}
