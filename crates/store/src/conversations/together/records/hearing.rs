//! What other computers said of somebody, done here: of two words on one thing the last holds.

use super::{LabelWord, NoteWord, RecordElsewhere, chosen, label_known, note_known, write_label};
use crate::Tx;
use crate::conversations::labels::{self, Label};
use crate::conversations::notes::{self, Note};
use crate::conversations::together::{Applied, Known, holds};
use crate::conversations::{records, state};
use crate::error::StoreError;
use recado_domain::id::{DeviceId, IdentityId, LabelId};
use recado_domain::lead_status::Chosen;
use recado_domain::time::UnixMs;
use recado_domain::together::Said;
use rusqlite::params;

/// Does here what was said on another computer; nothing of it where something later is known.
///
/// # Errors
/// [`StoreError`].
pub fn hear(tx: &Tx<'_>, word: &RecordElsewhere) -> Result<Applied, StoreError> {
    let identity = match state::get(tx, word.conversation) {
        Ok(conversation) => conversation.identity,
        // Nothing of them is here yet, or any more.
        Err(StoreError::NotFound) => return Ok(Applied::default()),
        Err(error) => return Err(error),
    };
    let since: i64 = tx
        .prepare_cached("select since_at from identities where id = ?1")?
        .query_row([identity.0], |row| row.get(0))?;
    let was_erased = |at: UnixMs| word.erased_at.is_some_and(|erased| at < erased) && at.0 < since;
    let holds = |known, at| holds(known, Said { at, on: word.on }, word.here) && !was_erased(at);
    if let Some(lead) = &word.lead
        && holds(chosen(tx, identity)?, lead.at)
    {
        let chosen = Chosen {
            status: lead.status,
            at: lead.at,
            lost: lead.lost,
        };
        records::choose(tx, identity, chosen, &lead.by)?;
        tx.prepare_cached("update records set chosen_on = ?2 where identity = ?1")?
            .execute(params![identity.0, word.on.0])?;
    }
    for label in &word.labels {
        if holds(
            label_known(tx, identity, &labels::folded(&label.name))?,
            label.at,
        ) {
            hear_label(tx, identity, label, word.on)?;
        }
    }
    if let Some(note) = &word.note {
        hear_note(tx, identity, word, note, holds)?;
    }
    Ok(Applied {
        conversation: Some(word.conversation),
        ..Applied::default()
    })
}

fn hear_label(
    tx: &Tx<'_>,
    identity: IdentityId,
    word: &LabelWord,
    on: DeviceId,
) -> Result<(), StoreError> {
    write_label(tx, identity, word, Some(on))?;
    let here = labels::named(tx, &word.name)?;
    match (here, word.has) {
        (Some(label), true) => labels::add(tx, identity, label, &word.by, word.at),
        (None, true) => {
            let label = Label {
                id: LabelId::generate(),
                name: word.name.clone(),
                colour: word.colour,
            };
            labels::put(tx, &label, word.at)?;
            labels::add(tx, identity, label.id, &word.by, word.at)
        }
        (Some(label), false) => labels::take(tx, identity, label),
        (None, false) => Ok(()),
    }
}

fn hear_note(
    tx: &Tx<'_>,
    identity: IdentityId,
    word: &RecordElsewhere,
    note: &NoteWord,
    holds: impl Fn(Known, UnixMs) -> bool,
) -> Result<(), StoreError> {
    let known = note_known(tx, note.id)?;
    if let Some(text) = &note.text {
        let at = text.edited_at.unwrap_or(note.at);
        match known {
            None if holds((None, None), note.at) => notes::add(
                tx,
                &Note {
                    id: note.id,
                    identity,
                    conversation: Some(word.conversation),
                    text: text.text.clone(),
                    author: note.author,
                    author_name: note.author_name.clone(),
                    at: note.at,
                    edited_at: text.edited_at,
                    is_pinned: false,
                },
            )?,
            Some((known, _)) if holds(known, at) => notes::edit(tx, note.id, &text.text, at)?,
            None | Some(_) => return hear_marks(tx, word, note, holds),
        }
        tx.prepare_cached("update notes set text_on = ?2 where id = ?1")?
            .execute(params![note.id.0, word.on.0])?;
    }
    hear_marks(tx, word, note, holds)
}

fn hear_marks(
    tx: &Tx<'_>,
    word: &RecordElsewhere,
    note: &NoteWord,
    holds: impl Fn(Known, UnixMs) -> bool,
) -> Result<(), StoreError> {
    let (Some(marks), Some((_, known))) = (&note.marks, note_known(tx, note.id)?) else {
        return Ok(());
    };
    if holds(known, marks.at) {
        notes::set_pinned(tx, note.id, marks.is_pinned)?;
        notes::set_removed(tx, note.id, marks.removed_at)?;
        tx.prepare_cached("update notes set marked_at = ?2, marked_on = ?3 where id = ?1")?
            .execute(params![note.id.0, marks.at.0, word.on.0])?;
    }
    Ok(())
}
