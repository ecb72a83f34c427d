//! What the clinic writes down about people: leads that move, notes that stay on their side, patients from a file.

use crate::clinic::{Clinic, MARIA, NIKOS, reach::TOMAS};
use recado_domain::{
    channel::{ChannelKind, Side},
    id::ConversationId,
    lead_status::{LeadStatus, LostReason},
    record::{
        LabelColour,
        consent::{ConsentAct, ConsentHow, ConsentPurpose},
    },
};
use recado_inbox::{
    error::InboxError,
    view::{
        board::BoardView,
        import::{ImportField, ImportOutcome, ImportProblem},
        list::{ListFilter, ListQuery},
        record::{ConsentForm, LabelForm, PersonView, RecordForm},
    },
};
use recado_meta_sim::world::product::Product;
use std::time::Duration;

impl Clinic {
    async fn card(&self, side: Side, conversation: ConversationId) -> PersonView {
        self.desk.person_card(side, conversation).await.unwrap()
    }

    async fn lead_stands(&self, side: Side, conversation: ConversationId, status: LeadStatus) {
        self.until(|| async {
            let lead = self.card(side, conversation).await.lead?;
            (lead.status == status).then_some(())
        })
        .await;
    }
}

fn column(board: &BoardView, status: LeadStatus) -> Vec<&str> {
    let column = board.columns.iter().find(|it| it.status == status).unwrap();
    column.cards.iter().map(|card| card.name.as_str()).collect()
}

/// P6: an answer that Meta accepted moves a lead; losing is for a reason; writing again reopens; nobody converts by hand.
#[tokio::test(flavor = "multi_thread")]
async fn a_lead_moves_by_what_happens_and_by_what_people_decide() {
    let clinic = Clinic::open_with_page(ChannelKind::Instagram).await;
    let ask = serde_json::json!({ "message": { "text": "¿Cuánto cuesta?" } });
    clinic.visits(Product::Instagram, TOMAS, ask.clone()).await;
    let thread = clinic
        .only(Side::Leads, |thread| !thread.messages.is_empty())
        .await;
    let conversation = thread.conversation;
    clinic
        .lead_stands(Side::Leads, conversation, LeadStatus::New)
        .await;
    clinic.replies(&thread, "40 euros").await;
    clinic
        .lead_stands(Side::Leads, conversation, LeadStatus::Contacted)
        .await;
    let set = |status, lost| {
        clinic
            .desk
            .set_lead_status(Side::Leads, conversation, status, lost)
    };
    for refused in [
        set(LeadStatus::Converted, None).await,
        set(LeadStatus::New, None).await,
        set(LeadStatus::Lost, None).await,
    ] {
        assert!(matches!(refused, Err(InboxError::InvalidInput)));
    }
    clinic.later(Duration::from_secs(60)).await;
    set(LeadStatus::Lost, Some(LostReason::Price))
        .await
        .unwrap();
    let board = clinic.desk.lead_board(50).await.unwrap();
    assert_eq!(column(&board, LeadStatus::Lost).len(), 1);
    assert_eq!(board.total, 0, "who is lost is no open lead");
    clinic.visits(Product::Instagram, TOMAS, ask).await;
    clinic
        .lead_stands(Side::Leads, conversation, LeadStatus::Contacted)
        .await;
    let lead = clinic.card(Side::Leads, conversation).await.lead.unwrap();
    assert_eq!(lead.reopened_at, Some(clinic.clock.now().0));
    assert_eq!(lead.lost_reason, Some(LostReason::Price));
    set(LeadStatus::Qualified, None).await.unwrap();
    let lead = clinic.card(Side::Leads, conversation).await.lead.unwrap();
    assert_eq!(
        (lead.status, lead.reopened_at),
        (LeadStatus::Qualified, None)
    );
    assert_eq!(lead.chosen_by.as_deref(), Some("Ana Reis"));
}

/// A lead with an open flag stands apart from every column.
#[tokio::test(flavor = "multi_thread")]
async fn who_needs_a_person_is_not_ranked() {
    let clinic = Clinic::open_with_page(ChannelKind::Instagram).await;
    let cry = serde_json::json!({ "message": { "text": "No quiero seguir viviendo así" } });
    clinic.visits(Product::Instagram, TOMAS, cry).await;
    clinic
        .only(Side::Leads, |thread| !thread.alerts.is_empty())
        .await;
    let board = clinic
        .until(|| async {
            let board = clinic.desk.lead_board(50).await.unwrap();
            (!board.apart.is_empty()).then_some(board)
        })
        .await;
    assert!(board.apart[0].alert.is_some());
    assert!(
        board
            .columns
            .iter()
            .all(|it| it.cards.is_empty() && it.count == 0)
    );
    assert_eq!(board.total, 1);
}

/// U6: record, label, note and consent stand on the card; a note is neither a message nor found as one.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_about_a_person_stands_on_their_card_and_goes_nowhere() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "Bom dia").await;
    let thread = clinic
        .only_thread(|thread| thread.messages.len() == 1)
        .await;
    let (side, conversation) = (Side::Clinical, thread.conversation);
    let record = RecordForm {
        given_name: "Maria Lopes".into(),
        born_on: "7/3/1984".into(),
        number: "A-17".into(),
        language: "pt".into(),
    };
    clinic
        .desk
        .save_record(side, conversation, record)
        .await
        .unwrap();
    let form = LabelForm {
        id: None,
        name: "Sleep group".into(),
        colour: LabelColour::Teal,
    };
    clinic.desk.save_label(side, form.clone()).await.unwrap();
    assert!(matches!(
        clinic.desk.save_label(side, form).await,
        Err(InboxError::InvalidInput)
    ));
    let label = clinic.desk.labels_view(side).await.unwrap()[0].label.id;
    assert!(
        clinic
            .desk
            .labels_view(Side::Leads)
            .await
            .unwrap()
            .is_empty()
    );
    clinic
        .desk
        .set_label(side, conversation, label, true)
        .await
        .unwrap();
    let secret = "irmã participa dez minutos";
    clinic
        .desk
        .add_note(side, conversation, secret.into())
        .await
        .unwrap();
    let said = ConsentForm {
        purpose: ConsentPurpose::Photographs,
        act: ConsentAct::Given,
        how: ConsentHow::Signed,
        at: clinic.clock.now().0,
    };
    clinic
        .desk
        .record_consent(side, conversation, said)
        .await
        .unwrap();
    let tomorrow = ConsentForm {
        at: said.at + 86_400_000,
        ..said
    };
    assert!(matches!(
        clinic
            .desk
            .record_consent(side, conversation, tomorrow)
            .await,
        Err(InboxError::InvalidInput)
    ));

    let card = clinic.card(side, conversation).await;
    assert_eq!(card.name, "Maria Lopes");
    assert_eq!(card.told_name.as_deref(), Some("Maria K."));
    assert_eq!(card.record.born_on, "1984-03-07");
    assert_eq!(card.labels.len(), 1);
    assert_eq!(card.notes[0].text, secret);
    assert!(card.notes[0].may_change);
    let photographs = card
        .consents
        .iter()
        .find(|it| it.purpose == ConsentPurpose::Photographs);
    assert_eq!(photographs.unwrap().history[0].recorded_by, "Ana Reis");
    assert_eq!(clinic.rows(1).await[0].name, "Maria Lopes");
    let query = ListQuery {
        side,
        filter: ListFilter::All,
        channel: None,
    };
    let labelled = clinic.desk.list_labelled(query, 10, label).await.unwrap();
    assert_eq!(labelled.rows.len(), 1);

    let note = card.notes[0].id;
    clinic
        .desk
        .remove_note(side, conversation, note, true)
        .await
        .unwrap();
    assert!(clinic.card(side, conversation).await.notes.is_empty());
    clinic
        .desk
        .remove_note(side, conversation, note, false)
        .await
        .unwrap();
    assert_eq!(clinic.card(side, conversation).await.notes.len(), 1);
    assert!(clinic.sent().await.is_empty(), "nothing of it left");
    assert_eq!(
        clinic.desk.search("participa".into()).await.unwrap().total,
        0
    );
    clinic.desk.lock().await.unwrap();
    assert!(matches!(
        clinic.desk.person_card(side, conversation).await,
        Err(InboxError::Locked)
    ));
}

const REGISTER: &str = "Nome;Telemóvel;Nascimento;Nº\n\
    Maria Lopes;912 000 412;07/03/1984;17\n\
    Sem número;;;\n\
    Nikos Dimou;+30 694 000 7261;31/02/1980;18\n\
    Outra Maria;00351912000412;;\n";

fn mapping() -> Vec<Option<ImportField>> {
    use ImportField::{BornOn, Name, Number, Phone};
    vec![Some(Name), Some(Phone), Some(BornOn), Some(Number)]
}

/// The first message of an imported patient lands as a patient's, with the name of the file.
#[tokio::test(flavor = "multi_thread")]
async fn patients_from_a_file_are_known_when_they_write() {
    let clinic = Clinic::open().await;
    in_portugal(&clinic).await;
    let file = clinic
        .desk
        .read_patients_file(REGISTER.into())
        .await
        .unwrap();
    let guesses: Vec<_> = file.columns.iter().map(|it| it.guess).collect();
    assert_eq!(guesses, mapping());
    let tried = clinic.desk.check_patients_file(mapping()).await.unwrap();
    assert_eq!((tried.new, tried.refused, tried.is_done), (2, 2, false));
    let problems: Vec<_> = tried
        .rows
        .iter()
        .map(|row| (row.row, row.outcome, row.problems.clone()))
        .collect();
    assert_eq!(
        problems,
        [
            (3, ImportOutcome::Refused, vec![ImportProblem::NoNumber]),
            (4, ImportOutcome::New, vec![ImportProblem::BadDay]),
            (5, ImportOutcome::Refused, vec![ImportProblem::Duplicate]),
        ]
    );
    assert_eq!(clinic.desk.import_patients(mapping()).await.unwrap().new, 2);

    clinic.writes(MARIA, "Bom dia").await;
    let thread = clinic
        .only_thread(|thread| thread.messages.len() == 1)
        .await;
    assert!(thread.contact.is_patient);
    assert_eq!(thread.contact.name, "Maria Lopes");
    let card = clinic.card(Side::Clinical, thread.conversation).await;
    assert_eq!(
        (card.record.born_on.as_str(), card.record.number.as_str()),
        ("1984-03-07", "17")
    );
    assert_eq!(card.lead, None);

    // Twice the same file is nothing new, and a lead's number makes no patient.
    let again = clinic.desk.import_patients(mapping()).await.unwrap();
    assert_eq!((again.new, again.updated, again.unchanged), (0, 0, 2));
    clinic.desk.lock().await.unwrap();
    clinic.unlock().await;
    assert!(matches!(
        clinic.desk.import_patients(mapping()).await,
        Err(InboxError::NotFound)
    ));
}

/// A kill after the one transaction: signing in finishes what was begun.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_survives_a_kill() {
    let mut clinic = Clinic::open().await;
    in_portugal(&clinic).await;
    clinic
        .desk
        .read_patients_file(REGISTER.into())
        .await
        .unwrap();
    clinic.desk.import_patients(mapping()).await.unwrap();
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic
        .desk
        .read_patients_file(REGISTER.into())
        .await
        .unwrap();
    let again = clinic.desk.check_patients_file(mapping()).await.unwrap();
    assert_eq!((again.new, again.unchanged), (0, 2));
}

/// P7: a number that is a lead's is left out and said so.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_makes_no_patient_of_a_lead() {
    let clinic = Clinic::open().await;
    in_portugal(&clinic).await;
    clinic.writes(NIKOS, "Γεια σας").await;
    clinic
        .only_thread(|thread| thread.messages.len() == 1)
        .await;
    clinic
        .desk
        .read_patients_file(REGISTER.into())
        .await
        .unwrap();
    let done = clinic.desk.import_patients(mapping()).await.unwrap();
    let nikos = done.rows.iter().find(|row| row.row == 4).unwrap();
    assert_eq!(nikos.problems[0], ImportProblem::IsLead);
    assert!(!clinic.rows(1).await[0].is_patient);
}

async fn in_portugal(clinic: &Clinic) {
    let recado_inbox::view::app::AppView::Open { mut settings, .. } =
        clinic.desk.app_view().await.unwrap()
    else {
        panic!("the desk is open")
    };
    settings.country = "PT".into();
    clinic.desk.save_settings(settings).await.unwrap();
}
