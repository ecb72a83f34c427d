//! Where a lead stands, which labels somebody has, and what staff noted about them, as the clinic's computers tell each
//! other: of two words on one thing the last holds. A label is named by its words, an internal note has one id everywhere.

mod hearing;

pub use hearing::hear;

use super::{Known, known, queue_anew};
use crate::conversations::{labels, notes, records, state};
use crate::error::StoreError;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::id::{ConversationId, DeviceId, IdentityId, LabelId, NoteId, StaffId};
use recado_domain::lead_status::{LeadStatus, LostReason};
use recado_domain::record::LabelColour;
use recado_domain::time::UnixMs;
use recado_domain::together::after;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A word on where a lead stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadWord {
    /// What somebody chose.
    pub status: LeadStatus,
    /// Why, where the lead is lost.
    #[serde(default)]
    pub lost: Option<LostReason>,
    /// Who, by name.
    pub by: String,
    /// When.
    pub at: UnixMs,
}

/// A word on whether somebody has a label.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelWord {
    /// The label's name: its id is another on each computer.
    pub name: String,
    /// Its colour, where it has to be made.
    pub colour: LabelColour,
    /// Whether they have it.
    pub has: bool,
    /// Who said so, by name.
    pub by: String,
    /// When.
    pub at: UnixMs,
}

/// A word on what a note says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteText {
    /// What it says; empty where only other computers may show it.
    pub text: String,
    /// When it was changed last; absent while it is as it was written.
    #[serde(default)]
    pub edited_at: Option<UnixMs>,
}

/// A word on where a note stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteMarks {
    /// Whether it stands above the others.
    pub is_pinned: bool,
    /// Since when it is out of sight.
    #[serde(default)]
    pub removed_at: Option<UnixMs>,
    /// When that was said.
    pub at: UnixMs,
}

/// An internal note.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteWord {
    /// Which: the same on every computer.
    pub id: NoteId,
    /// Who wrote it.
    pub author: StaffId,
    /// Their name then.
    pub author_name: String,
    /// When it was written.
    pub at: UnixMs,
    /// What it says, where that was said there last.
    #[serde(default)]
    pub text: Option<NoteText>,
    /// Where it stands, where that was said there last.
    #[serde(default)]
    pub marks: Option<NoteMarks>,
}

/// What another computer said of somebody. Read back from the spool by later versions: fields are added with a default,
/// never renamed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordElsewhere {
    /// One of their conversations, here.
    pub conversation: ConversationId,
    /// On which computer.
    pub on: DeviceId,
    /// Which computer this is.
    pub here: DeviceId,
    /// When this computer last erased anybody: what was said of somebody before does not come back with them.
    #[serde(default)]
    pub erased_at: Option<UnixMs>,
    /// Where the lead stands.
    #[serde(default)]
    pub lead: Option<LeadWord>,
    /// Labels.
    #[serde(default)]
    pub labels: Vec<LabelWord>,
    /// A note.
    #[serde(default)]
    pub note: Option<NoteWord>,
}

impl std::fmt::Debug for RecordElsewhere {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RecordElsewhere({})", self.conversation)
    }
}

/// Returns when a lead's status is chosen that is chosen here now, and queues telling it.
///
/// # Errors
/// [`StoreError`].
pub fn chosen_now(
    tx: &Tx<'_>,
    (identity, conversation): (IdentityId, ConversationId),
    now: UnixMs,
) -> Result<UnixMs, StoreError> {
    let at = after(chosen(tx, identity)?.0, now);
    tx.prepare_cached("update records set chosen_on = null where identity = ?1")?
        .execute([identity.0])?;
    queue_anew(tx, conversation, "person", at)?;
    Ok(at)
}

/// Notes that somebody here gave a person a label or took it, and queues telling it.
///
/// # Errors
/// [`StoreError`], also when there is no such label.
pub fn labelled_here(
    tx: &Tx<'_>,
    (identity, conversation): (IdentityId, ConversationId),
    label: LabelId,
    has: bool,
    by: &str,
    now: UnixMs,
) -> Result<(), StoreError> {
    let label = labels::get(tx, label)?;
    let known = label_known(tx, identity, &labels::folded(&label.name))?;
    let at = after(known.0, now);
    let word = LabelWord {
        name: label.name,
        colour: label.colour,
        has,
        by: by.to_owned(),
        at,
    };
    write_label(tx, identity, &word, None)?;
    queue_anew(tx, conversation, "person", at)
}

/// Notes that a label is taken from everybody, before it is, and queues telling it.
///
/// # Errors
/// [`StoreError`], also when there is no such label.
pub fn label_goes(tx: &Tx<'_>, label: LabelId, by: &str, now: UnixMs) -> Result<(), StoreError> {
    let holders: Vec<(IdentityId, ConversationId)> = {
        let mut query = tx.prepare_cached(
            "select identity_labels.identity, min(conversations.id) from identity_labels
               join conversations on conversations.identity = identity_labels.identity
             where label = ?1 group by identity_labels.identity",
        )?;
        let rows = query.query_map([label.0], |row| {
            Ok((IdentityId(row.get(0)?), ConversationId(row.get(1)?)))
        })?;
        rows.collect::<Result<_, _>>()?
    };
    holders
        .into_iter()
        .try_for_each(|holder| labelled_here(tx, holder, label, false, by, now))
}

/// Notes that somebody here wrote or changed what a note says, and queues telling it.
///
/// # Errors
/// [`StoreError`].
pub fn written_here(
    tx: &Tx<'_>,
    conversation: ConversationId,
    note: NoteId,
    at: UnixMs,
) -> Result<(), StoreError> {
    tx.prepare_cached("update notes set text_on = null where id = ?1")?
        .execute([note.0])?;
    queue_note(tx, conversation, note, at)
}

/// Notes that somebody here pinned a note, took it away or brought it back, and queues telling it.
///
/// # Errors
/// [`StoreError`].
pub fn marked_here(
    tx: &Tx<'_>,
    conversation: ConversationId,
    note: NoteId,
    now: UnixMs,
) -> Result<(), StoreError> {
    let at = after(note_known(tx, note)?.and_then(|known| known.1.0), now);
    tx.prepare_cached("update notes set marked_at = ?2, marked_on = null where id = ?1")?
        .execute(params![note.0, at.0])?;
    queue_note(tx, conversation, note, at)
}

/// Returns when a note is changed that is changed here now: after it was changed last, whatever the clocks say.
///
/// # Errors
/// [`StoreError`].
pub fn edited_now(conn: &Conn, note: NoteId, now: UnixMs) -> Result<UnixMs, StoreError> {
    Ok(after(
        note_known(conn, note)?.and_then(|known| known.0.0),
        now,
    ))
}

/// Returns what was said here of the person of a conversation: where the lead stands, and labels.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn person_here(
    conn: &Conn,
    conversation: ConversationId,
) -> Result<(Option<LeadWord>, Vec<LabelWord>), StoreError> {
    let identity = state::get(conn, conversation)?.identity;
    let is_ours = matches!(chosen(conn, identity)?, (Some(_), None));
    let lead = records::lead(conn, identity)?.filter(|_| is_ours);
    let lead = lead.and_then(|lead| {
        let chosen = lead.facts.chosen?;
        Some(LeadWord {
            status: chosen.status,
            lost: chosen.lost,
            by: lead.chosen_by.unwrap_or_default(),
            at: chosen.at,
        })
    });
    let mut query = conn.prepare_cached(
        "select name, colour, has, by_name, at from label_words where identity = ?1 and said_on is null order by at",
    )?;
    let rows = query.query_map([identity.0], |row| {
        Ok(LabelWord {
            name: row.get(0)?,
            colour: named(row, 1, LabelColour::from_name)?,
            has: row.get(2)?,
            by: row.get(3)?,
            at: UnixMs(row.get(4)?),
        })
    })?;
    Ok((lead, rows.collect::<Result<_, _>>()?))
}

/// Returns a note as the others are told of it.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn note_here(conn: &Conn, id: NoteId) -> Result<NoteWord, StoreError> {
    let note = notes::get(conn, id)?;
    let removed_at = notes::removed_at(conn, id)?;
    let (text, marks) = note_known(conn, id)?.ok_or(StoreError::NotFound)?;
    let marks = match marks {
        (Some(at), None) => Some(NoteMarks {
            is_pinned: note.is_pinned,
            removed_at,
            at,
        }),
        (Some(_) | None, _) => None,
    };
    Ok(NoteWord {
        id,
        author: note.author,
        author_name: note.author_name,
        at: note.at,
        text: text.1.is_none().then_some(NoteText {
            text: note.text,
            edited_at: note.edited_at,
        }),
        marks,
    })
}

fn chosen(conn: &Conn, identity: IdentityId) -> Result<Known, StoreError> {
    let known = conn
        .prepare_cached("select chosen_at, chosen_on from records where identity = ?1")?
        .query_row([identity.0], |row| known(row, 0))
        .optional()?;
    Ok(known.unwrap_or_default())
}

fn label_known(conn: &Conn, identity: IdentityId, folded: &str) -> Result<Known, StoreError> {
    let known = conn
        .prepare_cached(
            "select at, said_on from label_words where identity = ?1 and folded_name = ?2",
        )?
        .query_row(params![identity.0, folded], |row| known(row, 0))
        .optional()?;
    Ok(known.unwrap_or_default())
}

/// What is known of a note's text, and of its marks.
fn note_known(conn: &Conn, id: NoteId) -> Result<Option<(Known, Known)>, StoreError> {
    Ok(conn
        .prepare_cached(
            "select coalesce(edited_at, at), text_on, marked_at, marked_on from notes where id = ?1",
        )?
        .query_row([id.0], |row| Ok((known(row, 0)?, known(row, 2)?)))
        .optional()?)
}

fn write_label(
    tx: &Tx<'_>,
    identity: IdentityId,
    word: &LabelWord,
    on: Option<DeviceId>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into label_words (identity, folded_name, name, colour, has, by_name, at, said_on)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         on conflict (identity, folded_name) do update set name = excluded.name, colour = excluded.colour,
           has = excluded.has, by_name = excluded.by_name, at = excluded.at, said_on = excluded.said_on",
    )?
    .execute(params![
        identity.0,
        labels::folded(&word.name),
        word.name,
        word.colour.as_str(),
        word.has,
        word.by,
        word.at.0,
        on.map(|on| on.0)
    ])?;
    Ok(())
}

fn queue_note(
    tx: &Tx<'_>,
    conversation: ConversationId,
    note: NoteId,
    at: UnixMs,
) -> Result<(), StoreError> {
    tx.prepare_cached("delete from together_queue where about = 'note' and subject = ?1")?
        .execute([note.0])?;
    tx.prepare_cached(
        "insert into together_queue (note, conversation, about, subject, done_at) values (?1, ?2, 'note', ?3, ?4)",
    )?
    .execute(params![Uuid::now_v7(), conversation.0, note.0, at.0])?;
    Ok(())
}
