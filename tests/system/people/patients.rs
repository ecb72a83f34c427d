//! Patients who never wrote, the first message to one of them, and whom a record makes one suspect to be the same.

use super::*;
use recado_domain::{identity::suggesting::Likeness, staff::Role};
use recado_inbox::view::{
    patients::{PatientRowView, PatientsQuery},
    record::RecordForm,
    template::TemplateToSend,
};

const REGISTER: &str = "Nome;Telemóvel;Nascimento;Nº\n\
    Maria Lopes;+351 912 000 412;07/03/1984;A-17\n\
    Álvaro Dias;+351 912 000 555;01/02/1990;B-2\n";

impl Clinic {
    async fn found(&self, text: &str) -> Vec<PatientRowView> {
        let query = PatientsQuery {
            text: text.into(),
            only_silent: false,
        };
        self.desk.list_patients(query, 100).await.unwrap().rows
    }

    /// Sends the first template that is offered, filled.
    async fn sends_a_template(&self, side: Side, conversation: ConversationId) {
        let offered = self.desk.list_templates(side, conversation).await.unwrap();
        let template = offered.first().expect("a template is offered");
        let values = template.variables.iter();
        let wanted = TemplateToSend {
            media: Vec::new(),
            place: None,
            side,
            conversation,
            name: template.name.clone(),
            language: template.language.clone(),
            values: values
                .map(|variable| (variable.key.clone(), "quinta-feira".into()))
                .collect(),
        };
        self.desk.send_template(wanted).await.unwrap();
    }
}

/// Who never wrote is found by name and number and can be written to, by a template alone; their answer finds it.
#[tokio::test(flavor = "multi_thread")]
async fn a_patient_who_never_wrote_is_found_and_written_to() {
    let mut clinic = Clinic::open().await;
    clinic.desk.sync_templates().await.unwrap();
    clinic.imports(REGISTER).await;
    assert!(clinic.rows_of(Side::Clinical).await.is_empty());
    let all = clinic.found("").await;
    let names: Vec<&str> = all.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Álvaro Dias", "Maria Lopes"]);
    assert_eq!(clinic.found("lop").await.len(), 1);
    let maria = clinic.found("a-17").await.remove(0);
    assert_eq!((maria.conversation, maria.last_at), (None, None));
    let patient = clinic.desk.patient(maria.identity).await.unwrap();
    assert_eq!(patient.born_on.as_deref(), Some("1984-03-07"));
    assert_eq!(patient.channels.len(), 1);
    assert!(patient.channels[0].templates > 0);
    let channel = patient.channels[0].channel;

    // Cut off between index and rows, and asked again.
    clinic.desk.watch_people(Arc::new(|at| {
        if at == "begun" {
            std::panic::resume_unwind(Box::new("cut off"));
        }
    }));
    let cut = clinic.desk.write_to_patient(maria.identity, channel).await;
    assert!(matches!(cut, Err(InboxError::CutOff)));
    clinic.restart_desk().await;
    clinic.unlock().await;
    let begun = clinic.desk.write_to_patient(maria.identity, channel).await;
    let begun = begun.unwrap();
    let again = clinic.desk.write_to_patient(maria.identity, channel).await;
    assert_eq!(again.unwrap(), begun);
    assert!(
        clinic.rows_of(Side::Clinical).await.is_empty(),
        "nothing yet"
    );
    let text = clinic
        .desk
        .send_reply(begun.side, begun.conversation, "Bom dia".into(), None);
    assert!(matches!(text.await, Err(InboxError::WindowClosed)));
    clinic
        .sends_a_template(begun.side, begun.conversation)
        .await;
    clinic
        .on(begun.side, begun.conversation, |thread| {
            last(thread).kind == MessageKind::Template
                && last(thread).status == Some(DeliveryStatus::Read)
        })
        .await;
    assert_eq!(clinic.control().sent_to(MARIA.wa_id).await.len(), 1);
    assert_eq!(clinic.rows_of(Side::Clinical).await.len(), 1);
    clinic.writes(MARIA, "Quem fala?").await;
    let thread = clinic
        .on(begun.side, begun.conversation, |thread| {
            last(thread).text == "Quem fala?"
        })
        .await;
    assert_eq!(thread.contact.name, "Maria Lopes");
    let silent = PatientsQuery {
        text: String::new(),
        only_silent: true,
    };
    let silent = clinic.desk.list_patients(silent, 100).await.unwrap();
    assert_eq!(
        (silent.total, silent.rows[0].name.as_str()),
        (1, "Álvaro Dias")
    );
    // A lead is no patient of the list, nor written to from it.
    let nobody = clinic
        .desk
        .write_to_patient(recado_domain::id::IdentityId::generate(), channel)
        .await;
    assert!(matches!(nobody, Err(InboxError::NotFound)));
}

/// CASES 27: a lead like a patient is said to who reads patients, to nobody else, and never again once waved away.
#[tokio::test(flavor = "multi_thread")]
async fn a_lead_like_a_patient_is_said_to_who_reads_patients() {
    let mut clinic = Clinic::of_leads(Delivery::Off).await;
    clinic.imports(REGISTER).await;
    let lead = clinic.lead(NIKOS, "Olá, sou a Maria").await;
    let (side, conversation) = (lead.side, lead.conversation);
    let record = |name: &str, number: &str| RecordForm {
        given_name: name.into(),
        born_on: "7/3/1984".into(),
        number: number.into(),
        language: String::new(),
    };
    let card = || clinic.desk.identity_card(side, conversation);
    let save = |form| clinic.desk.save_record(side, conversation, form);
    save(record("Maria", "")).await.unwrap();
    assert!(card().await.unwrap().suggestions.is_empty(), "half a name");
    save(record("LÓPES, maria", "")).await.unwrap();
    let found = card().await.unwrap();
    assert_eq!(found.suggestions.len(), 1);
    let suggestion = &found.suggestions[0];
    assert_eq!(suggestion.part.name, "Maria Lopes");
    assert!(suggestion.part.is_patient && !found.is_patient);
    assert_eq!(suggestion.why, Likeness::SameNameAndBirthday);
    save(record("Somebody else", "B-2")).await.unwrap();
    let numbered = card().await.unwrap();
    assert_eq!(numbered.suggestions[0].why, Likeness::SameClinicNumber);
    assert_eq!(numbered.suggestions[0].part.name, "Álvaro Dias");
    save(record("Maria Lopes", "")).await.unwrap();
    assert_eq!(
        clinic.rows_of(Side::Leads).await.len(),
        1,
        "nothing was done"
    );

    let other = suggestion.part.identity;
    clinic
        .desk
        .keep_apart(side, conversation, other)
        .await
        .unwrap();
    assert!(card().await.unwrap().suggestions.is_empty());
    assert!(card().await.unwrap().undo.is_some());
    let bia = clinic.hire("Bia da Costa", Role::Assistant).await;
    clinic.hands_over_to(bia).await;
    let seen = card().await.unwrap();
    assert!(seen.suggestions.is_empty() && seen.undo.is_none());
    clinic.restart_desk().await;
    clinic.unlock().await;
    let card = clinic.desk.identity_card(side, conversation).await.unwrap();
    assert!(card.suggestions.is_empty(), "it does not come back");
    let act = card.undo.expect("it can be taken back").act;
    clinic.hands_over_to(bia).await;
    let refused = clinic.desk.undo_person_act(side, act).await;
    assert!(matches!(refused, Err(InboxError::NotFound)));
    let card = clinic.desk.identity_card(side, conversation).await.unwrap();
    assert!(card.suggestions.is_empty());
    let json = serde_json::to_string(&card).unwrap();
    assert!(!json.contains(&other.to_string()));
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic.desk.undo_person_act(side, act).await.unwrap();
    let card = clinic.desk.identity_card(side, conversation).await.unwrap();
    assert_eq!(card.suggestions.len(), 1);
}

/// A thousand patients come by pages, each found by its number.
#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_patients_come_by_pages() {
    let clinic = Clinic::open().await;
    let mut register = "Nome;Telemóvel;Nascimento;Nº\n".to_owned();
    for number in 0..1000 {
        register += &format!("Rosa V{number};+351 91{number:07};;C-{number}\n");
    }
    clinic.imports(&register).await;
    let page = clinic.desk.list_patients(PatientsQuery::default(), 200);
    let page = page.await.unwrap();
    assert_eq!((page.rows.len(), page.total), (200, 1000));
    assert_eq!(clinic.found("C-999").await.len(), 1);
}
