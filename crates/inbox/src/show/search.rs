//! Search over everything the person may read: both sides when signed in, newest first.

use crate::{
    desk::Desk,
    error::InboxError,
    house::Held,
    show,
    view::search::{ContactHit, MessageHit, NoteHit, SearchView},
};
use recado_domain::{channel::Side, identity, staff::Role};
use recado_store::{
    Conn,
    conversations::{
        contacts,
        notes::{self, Note},
        persons, state, transcripts, words,
    },
    error::StoreError,
    search::{query::Query, snippet::Snippet},
};

/// How many messages one answer holds.
const MESSAGES: u32 = 50;
/// How many contacts.
const CONTACTS: u32 = 8;
/// How many internal notes.
const NOTES: usize = 20;
/// The most that a total counts to.
const TOTAL_CAP: u32 = 1001;

/// Returns what matches; nothing for an empty question.
///
/// # Errors
/// Storage.
pub(crate) async fn search(desk: &Desk, text: String) -> Result<SearchView, InboxError> {
    desk.with_house(move |house| {
        let mut found = SearchView {
            contacts: Vec::new(),
            messages: Vec::new(),
            notes: Vec::new(),
            total: 0,
        };
        let query = Query::parse(&text);
        if query.is_empty() {
            return Ok(found);
        }
        let may_read_clinical = house.signed_in_as(Role::reads_clinical).is_ok();
        for side in [Side::Clinical, Side::Leads] {
            let store = house
                .held(side)
                .filter(|_| side == Side::Leads || may_read_clinical);
            if let Some(store) = store {
                add(&store, &query, &mut found)?;
            }
        }
        found
            .messages
            .sort_by_key(|hit| std::cmp::Reverse((hit.at, hit.message)));
        found.messages.truncate(MESSAGES as usize);
        found
            .notes
            .sort_by_key(|hit| std::cmp::Reverse((hit.at, hit.note)));
        found.notes.truncate(NOTES);
        found.total = found.total.min(TOTAL_CAP);
        Ok(found)
    })
    .await
}

fn add(store: &Held, query: &Query, found: &mut SearchView) -> Result<(), InboxError> {
    let side = store.side();
    store.read(|conn| {
        for contact in contacts::by_name(conn, query, CONTACTS)? {
            found.contacts.push(ContactHit {
                conversation: contact.conversation,
                side,
                channel: contact.channel_kind,
                initials: identity::initials(&contact.name),
                name: show::name(&contact.name, None),
            });
        }
        for note in notes::find(conn, query, NOTES)? {
            if let Some(hit) = note_hit(conn, side, &note, query)? {
                found.notes.push(hit);
            }
        }
        let words = words::find(conn, query, MESSAGES)?;
        found.total += words.total;
        for message in words.messages {
            let conversation = state::get(conn, message.conversation)?;
            let contact = persons::get(conn, conversation.identity)?;
            let heard = transcripts::text_of(conn, message.id)?;
            let said = [message.text.0.as_str(), &heard].join("\n");
            let snippet = Snippet::of(said.trim(), query);
            found.messages.push(MessageHit {
                conversation: message.conversation,
                side,
                message: message.id.0,
                initials: identity::initials(&contact.name),
                name: show::name(
                    &contact.name,
                    contact
                        .addresses
                        .first()
                        .map(|(_, address)| address.shown()),
                ),
                channel: conversation.channel_kind,
                direction: message.direction,
                kind: message.kind,
                snippet: snippet.text,
                matches: snippet.matches,
                at: message.at.0,
            });
        }
        Ok::<_, StoreError>(())
    })?;
    Ok(())
}

/// Returns nothing for a note about somebody who never wrote: there is no conversation to open.
fn note_hit(
    conn: &Conn,
    side: Side,
    note: &Note,
    query: &Query,
) -> Result<Option<NoteHit>, StoreError> {
    let of_person = persons::conversations(conn, note.identity)?;
    let conversation = of_person
        .iter()
        .find(|it| Some(it.conversation) == note.conversation)
        .or_else(|| of_person.first());
    let Some(conversation) = conversation else {
        return Ok(None);
    };
    let state = state::get(conn, conversation.conversation)?;
    let contact = persons::get(conn, note.identity)?;
    let address = contact.addresses.first();
    let snippet = Snippet::of(&note.text, query);
    Ok(Some(NoteHit {
        note: note.id,
        conversation: conversation.conversation,
        side,
        initials: identity::initials(&contact.name),
        name: show::name(&contact.name, address.map(|(_, address)| address.shown())),
        channel: state.channel_kind,
        author: note.author_name.clone(),
        snippet: snippet.text,
        matches: snippet.matches,
        at: note.at.0,
    }))
}
