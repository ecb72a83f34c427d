//! The card of a person.

use crate::{
    desk::Desk,
    error::InboxError,
    house::{House, SignedIn},
    show,
    view::record::{
        ConsentEntryView, ConsentView, LabelView, LeadView, NoteView, OtherConversationView,
        PersonView, RecordForm,
    },
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, IdentityId},
    identity,
    lead_status::LeadStatus,
    record::consent::{Consent, ConsentPurpose},
};
use recado_store::{
    conversations::{
        consents,
        identities::{self, Identity},
        labels::{self, Label},
        notes::{self, Note},
        records::{self, Lead, Record},
        state::{self, Conversation},
    },
    error::StoreError,
};

/// Returns the card of a conversation's person.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn person(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
) -> Result<PersonView, InboxError> {
    desk.with_house(move |house| {
        let who = house.signed_in()?;
        let read = house.read(side, |conn| {
            let identity = state::get(conn, conversation)?.identity;
            Ok(Read {
                person: identities::get(conn, identity)?,
                record: records::get(conn, identity)?,
                lead: records::lead(conn, identity)?,
                labels: labels::of(conn, identity)?,
                notes: notes::of(conn, identity)?,
                consents: consents::of(conn, identity)?,
            })
        })?;
        let others = others(house, &who, read.person.id, conversation)?;
        Ok(view(read, (side, conversation), &who, others))
    })
    .await
}

struct Read {
    person: Identity,
    record: Record,
    lead: Option<Lead>,
    labels: Vec<Label>,
    notes: Vec<Note>,
    consents: Vec<Consent>,
}

fn view(
    read: Read,
    (side, conversation): (Side, ConversationId),
    who: &SignedIn,
    others: Vec<OtherConversationView>,
) -> PersonView {
    let Read { person, record, .. } = &read;
    let address = person.addresses.first().map(|(_, address)| address.shown());
    let told = show::name(&record.told_name, None);
    PersonView {
        side,
        conversation,
        name: show::name(&person.name, address),
        told_name: Some(told).filter(|told| record.given_name.is_some() && !told.is_empty()),
        initials: identity::initials(&person.name),
        is_patient: person.is_patient,
        since: person.since.0,
        addresses: show::addresses(&person.addresses),
        record: RecordForm {
            given_name: record.given_name.clone().unwrap_or_default(),
            born_on: record.born_on.clone().unwrap_or_default(),
            number: record.number.clone().unwrap_or_default(),
            language: record.language.clone().unwrap_or_default(),
        },
        lead: read.lead.as_ref().map(lead_view),
        labels: read.labels.into_iter().map(label_view).collect(),
        notes: read
            .notes
            .into_iter()
            .map(|it| note_view(it, who))
            .collect(),
        consents: consent_views(&read.consents),
        others,
    }
}

/// Returns where a lead stands as the window shows it.
pub(super) fn lead_view(lead: &Lead) -> LeadView {
    let chosen = lead.facts.chosen;
    LeadView {
        status: lead.facts.status(),
        steps: lead.facts.steps(),
        lost_reason: chosen
            .filter(|chosen| chosen.status == LeadStatus::Lost)
            .and_then(|chosen| chosen.lost),
        reopened_at: lead.facts.reopened_at().map(|at| at.0),
        chosen_by: lead.chosen_by.clone(),
        chosen_at: chosen.map(|chosen| chosen.at.0),
    }
}

/// Returns a label as the window shows it.
pub(super) fn label_view(label: Label) -> LabelView {
    LabelView {
        id: label.id,
        name: label.name,
        colour: label.colour,
    }
}

fn note_view(note: Note, who: &SignedIn) -> NoteView {
    NoteView {
        may_change: notes_may_change(&note, who),
        id: note.id,
        conversation: note.conversation,
        text: note.text,
        author: note.author_name,
        at: note.at.0,
        edited_at: note.edited_at.map(|at| at.0),
        is_pinned: note.is_pinned,
    }
}

/// Returns whether somebody may change a note: who wrote it, and who decides. One that only another computer shows is not
/// changed where nobody sees what it says.
pub(super) fn notes_may_change(note: &Note, who: &SignedIn) -> bool {
    !note.text.is_empty() && (note.author == who.staff || who.role.decides())
}

fn consent_views(all: &[Consent]) -> Vec<ConsentView> {
    let of = |purpose: ConsentPurpose| ConsentView {
        purpose,
        history: all
            .iter()
            .filter(|consent| consent.purpose == purpose)
            .map(|consent| ConsentEntryView {
                act: consent.act,
                how: consent.how,
                at: consent.at.0,
                recorded_at: consent.recorded_at.0,
                recorded_by: consent.recorded_by.clone(),
            })
            .collect(),
    };
    ConsentPurpose::ALL.into_iter().map(of).collect()
}

/// Returns the person's other conversations, on the sides that whoever is signed in may read.
fn others(
    house: &House,
    who: &SignedIn,
    identity: IdentityId,
    shown: ConversationId,
) -> Result<Vec<OtherConversationView>, InboxError> {
    let mut others = Vec::new();
    for side in readable(who) {
        let found: Vec<Conversation> = house.read(side, |conn| {
            let ids = records::conversations(conn, identity)?;
            let rest = ids.into_iter().filter(|id| *id != shown);
            rest.map(|id| state::get(conn, id))
                .collect::<Result<_, StoreError>>()
        })?;
        others.extend(found.into_iter().map(|it| OtherConversationView {
            side,
            conversation: it.id,
            channel: it.channel_kind,
            last_at: it.last.as_ref().map_or(0, |last| last.at.0),
            unread: it.unread,
        }));
    }
    others.sort_by_key(|it| std::cmp::Reverse(it.last_at));
    Ok(others)
}

/// Returns the sides that somebody may read.
pub(crate) fn readable(who: &SignedIn) -> Vec<Side> {
    if who.role.reads_clinical() {
        vec![Side::Leads, Side::Clinical]
    } else {
        vec![Side::Leads]
    }
}
