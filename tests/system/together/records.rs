//! Labels, internal notes and where a lead stands, said on one computer and seen on the other; never where they may not be
//! read, and not again after somebody was erased.

use super::{row_of, signs_in, two};
use crate::{
    clinic::{Clinic, MARIA, NIKOS},
    devices::until,
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, LabelId},
    lead_status::{LeadStatus, LostReason},
    record::LabelColour,
    retention::ErasureReason,
    staff::Role,
};
use recado_inbox::{
    desk::Desk,
    error::InboxError,
    view::{
        connection::ChannelChange,
        list::{ListFilter, ListQuery},
        record::{LabelForm, PersonView},
    },
};
use std::time::Duration;

const CLINICAL: Side = Side::Clinical;

async fn card(
    desk: &Desk,
    side: Side,
    id: ConversationId,
    is_so: impl Fn(&PersonView) -> bool,
) -> PersonView {
    until(|| async {
        let card = desk.person_card(side, id).await.ok();
        card.filter(|it| is_so(it))
    })
    .await
}

fn notes(card: &PersonView) -> Vec<&str> {
    card.notes.iter().map(|note| note.text.as_str()).collect()
}

fn labels(card: &PersonView) -> Vec<&str> {
    let names = card.labels.iter().map(|label| label.name.as_str());
    names.collect()
}

async fn label(desk: &Desk, side: Side, name: &str) -> LabelId {
    let form = LabelForm {
        id: None,
        name: name.into(),
        colour: LabelColour::Pink,
    };
    desk.save_label(side, form).await.unwrap();
    let all = desk.labels_view(side).await.unwrap().into_iter();
    let mut named = all.filter(|row| row.label.name == name);
    named.next().unwrap().label.id
}

async fn takes_leads(desk: &Desk) {
    let channels = desk.connection_view().await.unwrap().channels;
    let change = ChannelChange {
        channel: channels[0].id,
        is_on: true,
        side: Side::Leads,
        colour: channels[0].colour,
    };
    desk.change_channel(change).await.unwrap();
}

async fn lead_on(desk: &Desk) -> ConversationId {
    until(|| async {
        let query = ListQuery {
            side: Side::Leads,
            filter: ListFilter::All,
            channel: None,
        };
        let rows = desk.list_conversations(query, 10).await.unwrap().rows;
        rows.first().map(|row| row.conversation)
    })
    .await
}

/// Written here, changed there, pinned here, taken away there; a label that was never heard of is made where it is used.
#[tokio::test(flavor = "multi_thread")]
async fn notes_and_labels_are_on_both_computers() {
    let (clinic, second, _) = two().await;
    let here = clinic.only_thread(|_| true).await.conversation;
    let there = second.only_thread(|_| true).await.conversation;
    let (ours, theirs) = (&clinic.desk, &second.desk);
    ours.add_note(CLINICAL, here, "Alergia ao látex".into())
        .await
        .unwrap();
    let seen = card(theirs, CLINICAL, there, |it| {
        notes(it) == ["Alergia ao látex"]
    })
    .await;
    assert_eq!(seen.notes[0].author, "Ana Reis");
    let note = seen.notes[0].id;
    theirs
        .edit_note(CLINICAL, there, note, "Alergia ao látex e ao níquel".into())
        .await
        .unwrap();
    card(ours, CLINICAL, here, |it| {
        notes(it) == ["Alergia ao látex e ao níquel"] && it.notes[0].edited_at.is_some()
    })
    .await;
    ours.pin_note(CLINICAL, here, note, true).await.unwrap();
    card(theirs, CLINICAL, there, |it| it.notes[0].is_pinned).await;
    theirs
        .remove_note(CLINICAL, there, note, true)
        .await
        .unwrap();
    card(ours, CLINICAL, here, |it| it.notes.is_empty()).await;
    theirs
        .remove_note(CLINICAL, there, note, false)
        .await
        .unwrap();
    card(ours, CLINICAL, here, |it| it.notes.len() == 1).await;

    let vip = label(ours, CLINICAL, "Prefere telefone").await;
    ours.set_label(CLINICAL, here, vip, true).await.unwrap();
    let seen = card(theirs, CLINICAL, there, |it| {
        labels(it) == ["Prefere telefone"]
    })
    .await;
    assert_eq!(seen.labels[0].colour, LabelColour::Pink);
    assert_ne!(seen.labels[0].id, vip, "each computer has an id of its own");
    theirs
        .set_label(CLINICAL, there, seen.labels[0].id, false)
        .await
        .unwrap();
    card(ours, CLINICAL, here, |it| it.labels.is_empty()).await;
    ours.set_label(CLINICAL, here, vip, true).await.unwrap();
    card(theirs, CLINICAL, there, |it| it.labels.len() == 1).await;
    ours.remove_label(CLINICAL, vip).await.unwrap();
    card(theirs, CLINICAL, there, |it| it.labels.is_empty()).await;
    assert_eq!(super::refused(&second).await, 0);
}

/// Where a lead stands, with the reason, also when one was killed before it could tell.
#[tokio::test(flavor = "multi_thread")]
async fn a_lead_stands_the_same_on_both_computers() {
    let mut clinic = Clinic::open().await;
    let (second, _) = clinic.with_second().await;
    second.owns().await;
    super::never_locks(&second).await;
    takes_leads(&clinic.desk).await;
    takes_leads(&second.desk).await;
    clinic.writes(MARIA, "Quanto custa?").await;
    let here = lead_on(&clinic.desk).await;
    let there = lead_on(&second.desk).await;
    let stands = |status: LeadStatus| {
        move |it: &PersonView| it.lead.as_ref().is_some_and(|lead| lead.status == status)
    };
    clinic.later(Duration::from_secs(60)).await;
    clinic
        .desk
        .set_lead_status(Side::Leads, here, LeadStatus::Qualified, None)
        .await
        .unwrap();
    let seen = card(
        &second.desk,
        Side::Leads,
        there,
        stands(LeadStatus::Qualified),
    )
    .await;
    assert_eq!(seen.lead.unwrap().chosen_by.as_deref(), Some("Ana Reis"));
    let address = clinic.stop_relay().await;
    clinic.later(Duration::from_secs(60)).await;
    clinic
        .desk
        .set_lead_status(Side::Leads, here, LeadStatus::Lost, Some(LostReason::Price))
        .await
        .unwrap();
    clinic.desk.close();
    clinic.start_relay(address).await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    let seen = card(&second.desk, Side::Leads, there, stands(LeadStatus::Lost)).await;
    assert_eq!(seen.lead.unwrap().lost_reason, Some(LostReason::Price));
    let board = second.desk.lead_board(9).await.unwrap();
    let lost = board
        .columns
        .iter()
        .find(|it| it.status == LeadStatus::Lost);
    assert_eq!(lost.unwrap().cards.len(), 1);
}

/// P5, CASES 27: a patient's note and labels do not get to a computer that takes them for a lead; there it stands that there
/// is a note, and nobody there can change what it does not show.
#[tokio::test(flavor = "multi_thread")]
async fn a_patients_note_stays_out_of_the_leads_of_another_computer() {
    let clinic = Clinic::open().await;
    let (second, _) = clinic.with_second().await;
    second.owns().await;
    super::never_locks(&second).await;
    takes_leads(&second.desk).await;
    clinic.writes(MARIA, "Bom dia").await;
    let here = clinic.only_thread(|_| true).await.conversation;
    let there = lead_on(&second.desk).await;
    let secret = label(&clinic.desk, CLINICAL, "Hepatite").await;
    clinic
        .desk
        .set_label(CLINICAL, here, secret, true)
        .await
        .unwrap();
    clinic
        .desk
        .add_note(CLINICAL, here, "Resultado positivo".into())
        .await
        .unwrap();
    let seen = card(&second.desk, Side::Leads, there, |it| !it.notes.is_empty()).await;
    assert_eq!(notes(&seen), [""]);
    assert!(!seen.notes[0].may_change);
    assert!(seen.labels.is_empty());
    let all = second.desk.labels_view(Side::Leads).await.unwrap();
    assert!(all.is_empty());
    let note = seen.notes[0].id;
    let changed = second
        .desk
        .edit_note(Side::Leads, there, note, "outra coisa".into());
    let changed = changed.await;
    assert!(matches!(changed, Err(InboxError::NotAllowed)));
    assert!(row_of(&second, CLINICAL).await.is_none());
}

/// An assistant's desk keeps what comes for patients sealed: they see nothing of it, and the clinician finds it.
#[tokio::test(flavor = "multi_thread")]
async fn an_assistant_sees_nothing_of_what_was_noted_about_patients() {
    let (clinic, second, _) = two().await;
    let here = clinic.only_thread(|_| true).await.conversation;
    let there = second.only_thread(|_| true).await.conversation;
    takes_leads(&second.desk).await;
    let bia = second
        .desk
        .add_staff(
            "Bia Costa".into(),
            Role::Assistant,
            "tres rios e um mar".into(),
        )
        .await
        .unwrap();
    second.desk.lock().await.unwrap();
    second
        .desk
        .unlock(bia, "tres rios e um mar".into())
        .await
        .unwrap();
    let mut changes = second.desk.changes();
    clinic
        .desk
        .add_note(CLINICAL, here, "Resultado positivo".into())
        .await
        .unwrap();
    clinic
        .desk
        .assign_conversation(CLINICAL, here, Some(clinic.me().await))
        .await
        .unwrap();
    // What a lead writes comes behind it: by then the note is here.
    clinic.writes(NIKOS, "Καλημέρα").await;
    lead_on(&second.desk).await;
    let refused = second.desk.person_card(CLINICAL, there).await;
    assert!(
        matches!(refused, Err(InboxError::NotAllowed)),
        "{refused:?}"
    );
    while let Ok(change) = changes.try_recv() {
        let said = serde_json::to_string(&change).unwrap();
        assert!(!said.contains("positivo"), "{said}");
    }
    second.desk.lock().await.unwrap();
    signs_in(&second).await;
    card(&second.desk, CLINICAL, there, |it| {
        notes(it) == ["Resultado positivo"]
    })
    .await;
}

/// Erased on one computer, and somebody pins an old note on the other: it does not come back with who writes again.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_noted_of_somebody_erased_does_not_come_back() {
    let (clinic, second, _) = two().await;
    let here = clinic.only_thread(|_| true).await.conversation;
    let there = second.only_thread(|_| true).await.conversation;
    clinic.later(Duration::from_secs(60)).await;
    clinic
        .desk
        .add_note(CLINICAL, here, "Nota antiga".into())
        .await
        .unwrap();
    let seen = card(&second.desk, CLINICAL, there, |it| it.notes.len() == 1).await;
    clinic.later(Duration::from_secs(60)).await;
    let erased = second
        .desk
        .erase_person(CLINICAL, there, ErasureReason::Asked);
    erased.await.unwrap();
    clinic.later(Duration::from_secs(60)).await;
    clinic.writes(MARIA, "Sou eu outra vez").await;
    let again = second.only_thread(|it| it.messages.len() == 1).await;
    assert_ne!(again.conversation, there);
    let note = seen.notes[0].id;
    clinic
        .desk
        .pin_note(CLINICAL, here, note, true)
        .await
        .unwrap();
    clinic
        .desk
        .add_note(CLINICAL, here, "Nota nova".into())
        .await
        .unwrap();
    let card = card(&second.desk, CLINICAL, again.conversation, |it| {
        !it.notes.is_empty()
    })
    .await;
    assert_eq!(notes(&card), ["Nota nova"]);
}
