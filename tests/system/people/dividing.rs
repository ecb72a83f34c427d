//! One address is not this person's: taken out by hand, cut off anywhere, and given back.

use super::*;
use recado_inbox::view::{
    import::ImportField, patients::PatientsQuery, people::OwnAddressView, record::RecordForm,
};

/// A register in which a child has the number of whoever writes for them.
const REGISTER: &str = "Nome;Telemóvel;Nascimento;Nº\nMaria Lopes;+351 912 000 412;07/03/1984;17\n";

impl Clinic {
    fn is_cut_off_at(&self, step: &'static str) {
        self.desk.watch_people(Arc::new(move |at| {
            if at == step {
                std::panic::resume_unwind(Box::new("cut off"));
            }
        }));
    }

    /// Takes the patients of a register in: name, number, birthday, the clinic's own number.
    pub async fn imports(&self, register: &str) {
        use ImportField::{BornOn, Name, Number, Phone};
        let mapping = vec![Some(Name), Some(Phone), Some(BornOn), Some(Number)];
        self.desk.read_patients_file(register.into()).await.unwrap();
        let done = self.desk.import_patients(mapping).await.unwrap();
        assert_eq!(done.refused, 0);
    }

    async fn addresses(&self, thread: &ThreadView) -> Vec<OwnAddressView> {
        let own = self.desk.own_addresses(thread.side, thread.conversation);
        own.await.unwrap()
    }

    async fn takes_out(&self, thread: &ThreadView) -> Result<(), InboxError> {
        let number = self.addresses(thread).await.remove(0).id;
        let out = self
            .desk
            .take_address_out(thread.side, thread.conversation, number);
        out.await.map(|_| ())
    }

    /// A patient of the register writes, is flagged, and has a note.
    async fn of_the_register(&self) -> ThreadView {
        self.imports(REGISTER).await;
        self.writes(MARIA, CRISIS).await;
        let thread = self
            .only_thread(|thread| thread.alerts.len() == 1 && !thread.messages.is_empty())
            .await;
        let note = "Vem com a mãe".to_owned();
        self.desk
            .add_note(thread.side, thread.conversation, note)
            .await
            .unwrap();
        thread
    }

    async fn names(&self) -> Vec<(String, bool)> {
        let all = self.desk.list_patients(PatientsQuery::default(), 100);
        let rows = all.await.unwrap().rows.into_iter();
        rows.map(|row| (row.name, row.conversation.is_some()))
            .collect()
    }
}

/// P1, P2, CASES 8: who writes is somebody else, what was written down stays, and all of it goes back.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_taken_out_with_what_came_by_it_and_given_back() {
    let mut clinic = Clinic::open().await;
    let thread = clinic.of_the_register().await;
    let (side, conversation) = (thread.side, thread.conversation);
    assert_eq!(thread.contact.name, "Maria Lopes");
    let own = clinic.addresses(&thread).await;
    assert_eq!(own.len(), 2, "a number and Meta's id for it");
    assert!(own.iter().all(|it| it.can_go));
    let preview = clinic
        .desk
        .preview_division(side, conversation, own[0].id.clone())
        .await
        .unwrap();
    assert_eq!(
        (preview.messages, preview.open_alerts, preview.along.len()),
        (1, 1, 1)
    );
    assert!(preview.is_patient && !preview.leaves_shared);
    let unknown = clinic
        .desk
        .take_address_out(side, conversation, "00".into());
    assert!(matches!(unknown.await, Err(InboxError::InvalidInput)));

    clinic.takes_out(&thread).await.unwrap();
    let after = clinic.on(side, conversation, |_| true).await;
    assert_eq!(after.contact.name, MARIA.name, "as they call themselves");
    assert!(after.contact.is_patient, "nobody changes sides");
    assert_eq!(after.contact.addresses.len(), 2);
    assert_eq!(said(&after), said(&thread));
    assert_eq!(lines(&after), [SystemLine::NotSamePerson]);
    assert_eq!(after.alerts.len(), 1, "a flag is its conversation's");
    let card = clinic.desk.person_card(side, conversation).await.unwrap();
    assert_eq!(card.record, RecordForm::default());
    assert!(card.notes.is_empty(), "a note is about whom it is about");
    assert_eq!(
        clinic.names().await,
        [
            (MARIA.name.to_owned(), true),
            ("Maria Lopes".to_owned(), false)
        ]
    );
    clinic.writes(MARIA, "sou a mãe").await;
    clinic
        .on(side, conversation, |thread| {
            last(thread).text == "sou a mãe" && thread.contact.name == MARIA.name
        })
        .await;
    clinic.replies(&after, "Obrigada").await;
    clinic
        .until(|| async { (clinic.sent().await.len() == 1).then_some(()) })
        .await;

    clinic.restart_desk().await;
    clinic.unlock().await;
    let card = clinic.desk.identity_card(side, conversation).await.unwrap();
    let undo = card.undo.expect("it can be taken back");
    assert_eq!(undo.kind, SaidKind::AddressOut);
    clinic.desk.undo_person_act(side, undo.act).await.unwrap();
    let back = clinic.on(side, conversation, |_| true).await;
    assert_eq!(back.contact.name, "Maria Lopes");
    assert_eq!(back.contact.addresses, thread.contact.addresses);
    assert!(lines(&back).is_empty() && texts(&back).contains(&"sou a mãe"));
    assert_eq!(clinic.names().await.len(), 1);
    let card = clinic.desk.person_card(side, conversation).await.unwrap();
    assert_eq!((card.notes.len(), card.record.number.as_str()), (1, "17"));
    let twice = clinic.desk.undo_person_act(side, undo.act).await;
    assert!(matches!(twice, Err(InboxError::InvalidInput)));
    clinic.writes(MARIA, "outra vez").await;
    clinic
        .on(side, conversation, |thread| {
            last(thread).text == "outra vez" && thread.contact.name == "Maria Lopes"
        })
        .await;
    for (act, times) in [("person.taken_out", 1), ("person.taken_back", 1)] {
        assert_eq!(clinic.acts(act).len(), times, "{act}");
    }
}

/// R9: cut off anywhere, an address is taken out, or given back, or not; never half.
#[tokio::test(flavor = "multi_thread")]
async fn a_division_that_is_cut_off_is_whole_after_the_next_sign_in() {
    let mut clinic = Clinic::open().await;
    let thread = clinic.of_the_register().await;
    let (side, conversation) = (thread.side, thread.conversation);
    for step in ["said", "caught up"] {
        clinic.is_cut_off_at(step);
        let cut = clinic.takes_out(&thread).await;
        assert!(matches!(cut, Err(InboxError::CutOff)), "{step}");
        // What comes while nobody is signed in is the new person's already.
        clinic.restart_desk().await;
        let text = format!("depois de {step}");
        clinic.writes(MARIA, &text).await;
        clinic.unlock().await;
        let after = clinic
            .on(side, conversation, |thread| {
                texts(thread).contains(&text.as_str())
            })
            .await;
        assert_eq!(after.contact.name, MARIA.name, "{step}");
        assert_eq!(after.contact.addresses.len(), 2, "{step}");
        let card = clinic.desk.identity_card(side, conversation).await.unwrap();
        let act = card.undo.expect("it can be taken back").act;
        clinic.is_cut_off_at(step);
        let cut = clinic.desk.undo_person_act(side, act).await;
        assert!(matches!(cut, Err(InboxError::CutOff)), "{step}");
        clinic.restart_desk().await;
        clinic.unlock().await;
        let back = clinic.on(side, conversation, |_| true).await;
        assert_eq!(back.contact.name, "Maria Lopes", "{step}");
        assert_eq!(back.contact.addresses, thread.contact.addresses, "{step}");
        assert!(lines(&back).is_empty(), "{step}");
        assert_eq!(clinic.names().await.len(), 1, "{step}");
    }
}

/// What was written about the new person since would have nobody to stand on: nothing is offered to go back.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_since_keeps_them_apart() {
    let clinic = Clinic::open().await;
    let thread = clinic.of_the_register().await;
    let (side, conversation) = (thread.side, thread.conversation);
    clinic.takes_out(&thread).await.unwrap();
    let card = clinic.desk.identity_card(side, conversation).await.unwrap();
    let act = card.undo.unwrap().act;
    clinic
        .desk
        .add_note(side, conversation, "É a mãe".into())
        .await
        .unwrap();
    let card = clinic.desk.identity_card(side, conversation).await.unwrap();
    assert!(card.undo.is_none());
    let back = clinic.desk.undo_person_act(side, act).await;
    assert!(matches!(back, Err(InboxError::InvalidInput)));
}

/// Nobody is emptied: of a lead with one account nothing would be left.
#[tokio::test(flavor = "multi_thread")]
async fn the_only_account_of_a_lead_stays() {
    let clinic = Clinic::of_leads(Delivery::Off).await;
    let thread = clinic.lead(MARIA, "Bom dia").await;
    let own = clinic.addresses(&thread).await;
    assert!(own.len() == 2 && own.iter().all(|it| !it.can_go));
    let refused = clinic.takes_out(&thread).await;
    assert!(matches!(refused, Err(InboxError::InvalidInput)));
    assert!(clinic.acts("person.taken_out").is_empty());
}

/// CASES 8: a changed number, and a changed id, follow whoever was made for the address.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_changes_follows_the_new_person() {
    let clinic = Clinic::open().await;
    let thread = clinic.of_the_register().await;
    clinic.takes_out(&thread).await.unwrap();
    clinic.later(Duration::from_secs(60)).await;
    let new = Person {
        wa_id: "351912000999",
        ..MARIA
    };
    clinic
        .control()
        .patient_changes_number(MARIA.wa_id, new.wa_id)
        .await
        .unwrap();
    clinic.writes(new, "número novo").await;
    let after = clinic
        .on(thread.side, thread.conversation, |thread| {
            last(thread).text == "número novo"
        })
        .await;
    assert_eq!(after.contact.name, MARIA.name);
    assert_eq!(clinic.names().await.len(), 2);
    let key = PatientsQuery {
        text: "17".into(),
        only_silent: true,
    };
    let child = clinic.desk.list_patients(key, 10).await.unwrap().rows;
    let child = clinic.desk.patient(child[0].identity).await.unwrap();
    assert!(child.addresses.is_empty() && child.channels.is_empty());
}

/// P9: what was written went with the address; the record that is left is not taken for one that nobody needs.
#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_not_due_because_its_conversation_went() {
    let clinic = Clinic::open().await;
    clinic
        .desk
        .set_retention(Side::Clinical, Some(12))
        .await
        .unwrap();
    let month = Duration::from_secs(30 * 24 * 60 * 60);
    clinic.imports(REGISTER).await;
    clinic.later(month * 11).await;
    clinic.writes(MARIA, "Bom dia").await;
    let thread = clinic
        .only_thread(|thread| !thread.messages.is_empty())
        .await;
    clinic.takes_out(&thread).await.unwrap();
    clinic.later(month).await;
    let view = clinic.desk.retention_view().await.unwrap();
    let rule = view.rules.iter().find(|rule| rule.side == Side::Clinical);
    assert_eq!(rule.unwrap().due.soon, 0);
    assert_eq!(clinic.names().await.len(), 2);
}
