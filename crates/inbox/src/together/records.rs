//! Where a lead stands, labels and internal notes, told and heard. Labels and notes are words about somebody: those of a
//! patient never get to a computer that takes them for a lead. It is told that there is a note, and not what it says.

use super::{
    message, names,
    names::ChannelRef,
    words::{PersonWord, RemarkWord, Word},
};
use crate::{
    error::InboxError,
    house::{Held, House},
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, NoteId},
};
use recado_store::{
    Conn,
    conversations::together::records::{self, LabelWord, NoteWord},
    error::StoreError,
};

/// Returns what was said here of the person of a conversation; nothing where the last word was said elsewhere.
///
/// # Errors
/// Storage.
pub(super) fn person(
    house: &House,
    store: &Held,
    conversation: ConversationId,
) -> Result<Option<Word>, InboxError> {
    let (lead, labels) = store.read(|conn| records::person_here(conn, conversation))?;
    if lead.is_none() && labels.is_empty() {
        return Ok(None);
    }
    let place = message::place(house, store, conversation)?;
    Ok(place.map(|(channel, addresses)| {
        Word::Person(PersonWord {
            channel: ChannelRef::of(&channel),
            addresses,
            side: store.side(),
            lead,
            labels,
        })
    }))
}

/// Returns an internal note as it stands.
///
/// # Errors
/// Storage.
pub(super) fn remark(
    house: &House,
    store: &Held,
    conversation: ConversationId,
    note: NoteId,
) -> Result<Option<Word>, InboxError> {
    let remark = store.read(|conn| records::note_here(conn, note))?;
    let place = message::place(house, store, conversation)?;
    Ok(place.map(|(channel, addresses)| {
        Word::Note(RemarkWord {
            channel: ChannelRef::of(&channel),
            addresses,
            side: store.side(),
            remark,
        })
    }))
}

/// Returns the labels that may be told on a side of what was said on a side of another computer.
pub(crate) fn labels_here(labels: Vec<LabelWord>, from: Side, to: Side) -> Vec<LabelWord> {
    match (from, to) {
        (Side::Clinical, Side::Leads) => Vec::new(),
        (Side::Clinical, Side::Clinical) | (Side::Leads, Side::Leads | Side::Clinical) => labels,
    }
}

/// Returns a note as it may stand on a side, with its author by the id that they have here.
///
/// # Errors
/// Storage.
pub(crate) fn remark_here(
    conn: &Conn,
    remark: NoteWord,
    from: Side,
    to: Side,
) -> Result<NoteWord, StoreError> {
    let author = names::colleague(conn, remark.author, &remark.author_name)?;
    let mut remark = NoteWord { author, ..remark };
    if let (Side::Clinical, Side::Leads, Some(text)) = (from, to, &mut remark.text) {
        text.text.clear();
    }
    Ok(remark)
}

#[cfg(test)]
mod tests {
    use super::*;
    use recado_domain::{record::LabelColour, time::UnixMs};

    /// P5.
    #[test]
    fn a_patients_label_does_not_get_to_the_leads() {
        let label = || LabelWord {
            name: "VIP".into(),
            colour: LabelColour::Teal,
            has: true,
            by: "Ana".into(),
            at: UnixMs(1),
        };
        for (from, to, is_told) in [
            (Side::Clinical, Side::Leads, false),
            (Side::Clinical, Side::Clinical, true),
            (Side::Leads, Side::Clinical, true),
            (Side::Leads, Side::Leads, true),
        ] {
            assert_eq!(!labels_here(vec![label()], from, to).is_empty(), is_told);
        }
    }
}
