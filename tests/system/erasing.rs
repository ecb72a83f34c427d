//! Somebody is erased: nothing of theirs is left anywhere, their neighbour is untouched, and a cut-off changes nothing
//! about that.

mod coming_back;
pub mod handing_over;
mod keeping;
mod looking;

use crate::{
    clinic::{
        Clinic, NIKOS, Person,
        desk::{DOCUMENT, PHOTO},
        last, texts,
    },
    people::said,
};
use recado_domain::{
    channel::Side,
    id::ConversationId,
    media::MediaState,
    record::{
        LabelColour,
        consent::{ConsentAct, ConsentHow, ConsentPurpose},
    },
    retention::{ErasureReason, Keeps},
};
use recado_inbox::{
    error::InboxError,
    view::{
        emergency_contact::EmergencyContactForm,
        record::{ConsentForm, LabelForm, RecordForm},
        thread::ThreadView,
    },
};
use recado_meta_sim::world::person::Status;
use recado_store::clinic::{erasures, people};
use serde_json::json;
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

const ZULMIRA: Person = Person {
    wa_id: "351912000777",
    name: "Zulmira Plantada",
};
const RUI: Person = Person {
    wa_id: "351912000888",
    name: "Rui T.",
};
/// Everything of Zulmira's, as it may be found.
const PLANTED: [&[u8]; 14] = [
    b"zulmira",
    b"plantada",
    b"351912000777",
    b"mensagemsemeada",
    b"respostasemeada",
    b"rascunhosemeada",
    b"notasemeada",
    b"relatoriosemeada",
    b"legendasemeada",
    b"nomesemeada",
    b"numerosemeada",
    b"contactosemeada",
    b"esperasemeada",
    // A piece of the picture and of the document.
    &PHOTO_PIECE,
];
const PHOTO_PIECE: [u8; 32] = piece();

const fn piece() -> [u8; 32] {
    let mut piece = [0; 32];
    let mut at = 0;
    while at < 32 {
        piece[at] = PHOTO[200 + at];
        at += 1;
    }
    piece
}

impl Clinic {
    /// A conversation with everything there can be in it.
    async fn full(&self, person: Person, seed: &str) -> ThreadView {
        let crisis = format!("mensagem{seed}, não quero continuar a viver");
        self.writes(person, &crisis).await;
        let thread = self.of(person).await;
        let (side, conversation) = (thread.side, thread.conversation);
        let picture = json!({"type": "image", "image": {"caption": format!("legenda{seed}")}});
        self.sends(person, picture).await;
        // What is written here stands behind it.
        self.until(|| async { (self.of(person).await.messages.len() == 2).then_some(()) })
            .await;
        self.replies(&thread, &format!("resposta{seed}")).await;
        let report = format!("relatorio{seed}.pdf");
        let staged = self.stages(&thread, &report, DOCUMENT).await;
        self.sends_files(&thread, vec![staged.media.id], "").await;
        let desk = &self.desk;
        let draft = format!("rascunho{seed}");
        desk.save_draft(side, conversation, draft).await.unwrap();
        self.stages(&thread, &format!("espera{seed}.jpg"), PHOTO)
            .await;
        let note = format!("nota{seed}");
        desk.add_note(side, conversation, note).await.unwrap();
        let record = RecordForm {
            given_name: format!("nome{seed}"),
            number: format!("numero{seed}"),
            ..RecordForm::default()
        };
        desk.save_record(side, conversation, record).await.unwrap();
        if side == Side::Clinical {
            let contact = EmergencyContactForm {
                name: format!("contacto{seed}"),
                relation: "irmã".into(),
                number: "+351 912 000 999".into(),
            };
            let saved = desk.save_emergency_contact(conversation, contact);
            saved.await.unwrap();
        }
        let label = LabelForm {
            id: None,
            name: "VIP".into(),
            colour: LabelColour::Teal,
        };
        // The same for whoever has it already.
        let _ = desk.save_label(side, label).await;
        let label = desk.labels_view(side).await.unwrap()[0].label.id;
        desk.set_label(side, conversation, label, true)
            .await
            .unwrap();
        let consent = ConsentForm {
            purpose: ConsentPurpose::Messages,
            act: ConsentAct::Given,
            how: ConsentHow::InPerson,
            at: self.clock.now().0,
        };
        desk.record_consent(side, conversation, consent)
            .await
            .unwrap();
        let thread = self
            .until(|| async {
                let thread = desk.open_thread(side, conversation).await.ok()?;
                let files = thread.messages.iter().flat_map(|it| &it.media);
                let here = files.filter(|file| file.state == MediaState::Here);
                (here.count() == 2 && !thread.alerts.is_empty()).then_some(thread)
            })
            .await;
        // The receptionist's heart under the first message.
        let first = thread.messages[0].id;
        let heart = Some("❤️".to_owned());
        desk.react(side, conversation, first, heart).await.unwrap();
        for alert in &thread.alerts {
            desk.acknowledge_alert(alert.id).await.unwrap();
        }
        self.settled(side, conversation).await
    }

    /// Waits until nothing of a conversation is on its way any more.
    async fn settled(&self, side: Side, conversation: ConversationId) -> ThreadView {
        self.until(|| async {
            let thread = self.desk.open_thread(side, conversation).await.ok()?;
            let ours = thread.messages.iter().filter(|it| it.sent_by.is_some());
            let mut ours = ours.filter(|it| it.status.is_some());
            let has_left =
                ours.all(|it| it.status >= Some(recado_domain::delivery::DeliveryStatus::Sent));
            let preview = self.desk.preview_erasure(side, conversation).await.ok()?;
            (has_left
                && preview.replies == 0
                && thread.alerts.iter().all(|it| it.acknowledged_by.is_some()))
            .then_some(thread)
        })
        .await
    }

    /// Waits until somebody's conversation is here.
    async fn of(&self, person: Person) -> ThreadView {
        self.until(|| async {
            for side in [Side::Leads, Side::Clinical] {
                for row in self.rows_of(side).await {
                    if row.name == person.name {
                        return self.desk.open_thread(side, row.conversation).await.ok();
                    }
                }
            }
            None
        })
        .await
    }

    async fn erases(&self, thread: &ThreadView) -> Result<(), InboxError> {
        let reason = ErasureReason::Asked;
        self.desk
            .erase_person(thread.side, thread.conversation, reason)
            .await
    }

    /// Returns the rows of the ledger that are not finished, and all of them.
    async fn ledger(&self) -> (u64, usize) {
        let view = self.desk.retention_view().await.unwrap();
        let ledger = self.desk.erasure_ledger().await.unwrap();
        assert_eq!(view.erased, ledger.len() as u64);
        (view.unfinished, ledger.len())
    }
}

/// P9: a patient. Every place is searched; the neighbour has everything as before; who writes again is somebody new.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_patient_is_left_and_their_neighbour_is_untouched() {
    let mut clinic = Clinic::open().await;
    let neighbour = clinic.full(NIKOS, "vizinha").await;
    let thread = clinic.full(ZULMIRA, "semeada").await;
    clinic.desk.close();
    let before = clinic.places_of(&PLANTED);
    for place in [
        "clinical.messages",
        "clinical.raw_messages",
        "clinical.notes",
        "words of clinical",
    ] {
        assert!(
            before.iter().any(|it| it.starts_with(place)),
            "{place}: {before:?}"
        );
    }
    clinic.restart_desk().await;
    clinic.unlock().await;
    let preview = clinic
        .desk
        .preview_erasure(thread.side, thread.conversation)
        .await
        .unwrap();
    assert_eq!(preview.keeps, None);
    assert_eq!((preview.messages, preview.files, preview.drafts), (4, 3, 1));
    assert_eq!(preview.records, 2, "a note and a consent");

    clinic.erases(&thread).await.unwrap();

    assert_eq!(clinic.ledger().await, (0, 1));
    let gone = clinic.desk.open_thread(thread.side, thread.conversation);
    assert!(matches!(gone.await, Err(InboxError::NotFound)));
    let twice = clinic.erases(&thread).await;
    assert!(matches!(twice, Err(InboxError::NotFound)));
    let now = clinic
        .desk
        .open_thread(neighbour.side, neighbour.conversation)
        .await
        .unwrap();
    assert_eq!(said(&now), said(&neighbour));
    assert_eq!((&now.draft, now.alerts.len()), (&neighbour.draft, 1));
    let acts = clinic.acts("person.erased");
    assert_eq!(acts[0].1, "{\"reason\":\"asked\"}");
    clinic.desk.close();
    assert_eq!(clinic.places_of(&PLANTED), BTreeSet::new());
    {
        let opened = clinic.opened();
        let left = opened.clinic.read(|conn| {
            let key = opened.clinic.index_key();
            let phone = recado_domain::phone::Phone::from_wa_id(ZULMIRA.wa_id).unwrap();
            people::find(conn, key, &recado_domain::address::Address::Phone(phone))
        });
        assert!(left.unwrap().is_none());
    }
    let folder = clinic.data_dir().join("clinic/media/clinical");
    assert_eq!(
        std::fs::read_dir(folder).unwrap().count(),
        3,
        "the neighbour's"
    );
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic.later(Duration::from_secs(60)).await;
    clinic.writes(ZULMIRA, "Bom dia").await;
    let new = clinic.of(ZULMIRA).await;
    assert_ne!(new.conversation, thread.conversation);
    assert_eq!(texts(&new), ["Bom dia"]);
    assert_eq!(last(&new).text, "Bom dia");
    assert_eq!(clinic.ledger().await, (0, 1));
}

/// P4, P9: a lead, alone on their side: every planted word is gone, also those that only they said.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_lead_is_left() {
    let mut clinic = Clinic::of_leads(recado_meta_sim::simulator::Delivery::Read).await;
    let thread = clinic.full(ZULMIRA, "semeada").await;
    assert_eq!(thread.side, Side::Leads);
    clinic.erases(&thread).await.unwrap();
    assert_eq!(clinic.ledger().await, (0, 1));
    clinic.desk.close();
    assert_eq!(clinic.places_of(&PLANTED), BTreeSet::new());
    let opened = clinic.opened();
    let mut tables = Vec::new();
    for table in [
        "people",
        "people_addresses",
        "alerts",
        "spool",
        "people_behind",
        "erasing",
    ] {
        let count = |conn: &recado_store::Conn| {
            let rows: u64 =
                conn.query_row(&format!("select count(*) from {table}"), [], |row| {
                    row.get(0)
                })?;
            Ok::<_, recado_store::error::StoreError>(rows)
        };
        tables.push((table, opened.clinic.read(count).unwrap()));
    }
    assert!(tables.iter().all(|(_, rows)| *rows == 0), "{tables:?}");
    let ledger = opened.clinic.read(erasures::ledger).unwrap();
    assert_eq!(ledger[0].reason, ErasureReason::Asked);
    drop(opened);
    clinic.restart_desk().await;
    clinic.unlock().await;
    assert!(clinic.rows_of(Side::Leads).await.is_empty());
}

/// R6: a status that comes for a message of somebody who was erased belongs to nobody and leaves nothing.
#[tokio::test(flavor = "multi_thread")]
async fn what_meta_still_says_of_them_is_not_kept() {
    let clinic = Clinic::open().await;
    clinic.writes(ZULMIRA, "Bom dia").await;
    let thread = clinic.of(ZULMIRA).await;
    clinic.replies(&thread, "respostasemeada").await;
    let thread = clinic.settled(thread.side, thread.conversation).await;
    clinic.erases(&thread).await.unwrap();
    let sent = clinic.sent().await;
    clinic
        .control()
        .tell_status(&sent[0].wamid, Status::Read, None)
        .await
        .unwrap();
    clinic.writes(NIKOS, "Olá").await;
    clinic.of(NIKOS).await;
    clinic.desk.close();
    assert_eq!(
        clinic.places_of(&[sent[0].wamid.as_bytes(), b"351912000777"]),
        BTreeSet::new()
    );
}

/// R7, P9: what could not be read when it came is sealed and of nobody; what names them goes, the neighbour's stays.
#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_read_of_them_goes_too() {
    let clinic = Clinic::open().await;
    for person in [ZULMIRA, NIKOS] {
        clinic.writes(person, "Bom dia").await;
        clinic.of(person).await;
        let waba = &clinic.options.business.waba_id;
        let body = json!({"object": "whatsapp_business_account", "entry": [{
            "id": waba,
            "changes": [{"field": "something_new", "value": {"about": person.wa_id, "at": clinic.clock.now().0}}]
        }]});
        let body = serde_json::to_vec(&body).unwrap();
        clinic.control().post_body(body).await;
    }
    let kept = || {
        clinic
            .database()
            .read(recado_store::clinic::unreadable::count)
    };
    clinic
        .until(|| async { (kept().unwrap() == 2).then_some(()) })
        .await;
    let thread = clinic.of(ZULMIRA).await;
    clinic.erases(&thread).await.unwrap();
    assert_eq!(kept().unwrap(), 1);
    assert_eq!(clinic.ledger().await, (0, 1));
}
