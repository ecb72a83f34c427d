//! Who is who: a lead becomes a patient with everything that is theirs, and people say who is the same person.

mod dividing;
mod patients;
mod persons;

use crate::clinic::{Clinic, MARIA, MORNING, NIKOS, Person, desk::PHOTO, last, texts};
use recado_domain::{
    channel::Side,
    delivery::DeliveryStatus,
    id::ConversationId,
    media::MediaState,
    message::MessageKind,
    part::{Part, SystemLine},
};
use recado_inbox::{
    desk::media_commands::MediaVariant,
    error::InboxError,
    keychain::KeyEntry,
    view::{
        connection::ChannelChange,
        list::{ListFilter, ListQuery, RowView},
        people::{MovePreviewView, SaidKind},
        thread::ThreadView,
    },
};
use recado_meta_sim::{fault::Fault, simulator::Delivery, world::person::Status};
use recado_store::{clinic::Clinic as ClinicDb, key::Key32};
use serde_json::json;
use std::{
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

const CRISIS: &str = "não quero continuar a viver";

impl Clinic {
    /// As [`Clinic::open_with`], with unknown senders on the leads side.
    pub async fn of_leads(delivery: Delivery) -> Self {
        let clinic = Self::open_with(|options| options.delivery = delivery).await;
        let view = clinic.desk.connection_view().await.unwrap();
        clinic
            .desk
            .change_channel(ChannelChange {
                channel: view.channels[0].id,
                is_on: true,
                side: Side::Leads,
                colour: view.channels[0].colour,
            })
            .await
            .unwrap();
        clinic
    }

    pub async fn rows_of(&self, side: Side) -> Vec<RowView> {
        let query = ListQuery {
            side,
            filter: ListFilter::All,
            channel: None,
        };
        self.desk.list_conversations(query, 100).await.unwrap().rows
    }

    /// Waits until somebody's thread is on a side and looks as wanted.
    async fn on(
        &self,
        side: Side,
        conversation: ConversationId,
        is_so: impl Fn(&ThreadView) -> bool,
    ) -> ThreadView {
        self.until(|| async {
            let opened = self.desk.open_thread(side, conversation).await;
            opened.ok().filter(|thread| is_so(thread))
        })
        .await
    }

    /// Somebody writes, and is among the leads.
    async fn lead(&self, person: Person, text: &str) -> ThreadView {
        self.writes(person, text).await;
        let row = self
            .until(|| async {
                let rows = self.rows_of(Side::Leads).await;
                rows.into_iter().find(|row| row.name == person.name)
            })
            .await;
        self.on(Side::Leads, row.conversation, |_| true).await
    }

    async fn converts(&self, thread: &ThreadView) -> ThreadView {
        let moved = self
            .desk
            .convert_lead(thread.side, thread.conversation, None)
            .await
            .unwrap();
        assert_eq!(
            (moved.side, moved.conversation),
            (Side::Clinical, thread.conversation)
        );
        self.desk
            .open_thread(moved.side, moved.conversation)
            .await
            .unwrap()
    }

    /// Opens `clinic.db` beside the desk, to look at what it holds.
    fn index(&self) -> ClinicDb {
        let key = self.keychain.read(KeyEntry::Machine).unwrap().unwrap();
        ClinicDb::open(
            &self.data_dir().join("clinic"),
            &Key32::from_slice(&key).unwrap(),
        )
        .unwrap()
    }
}

fn lines(thread: &ThreadView) -> Vec<SystemLine> {
    let parts = thread.messages.iter().flat_map(|message| &message.parts);
    parts
        .filter_map(|part| match part {
            Part::System { line } => Some(*line),
            _ => None,
        })
        .collect()
}

/// What was said, without the lines about the conversation itself.
pub fn said(thread: &ThreadView) -> Vec<(String, MessageKind, Option<DeliveryStatus>, usize)> {
    let messages = thread.messages.iter();
    messages
        .filter(|message| message.kind != MessageKind::System)
        .map(|message| {
            let reactions = message.reactions.len() + message.media.len() + message.marks.len();
            (
                message.text.clone(),
                message.kind,
                message.status,
                reactions,
            )
        })
        .collect()
}

/// P4, P7: messages, files, flags, replies, draft; and what comes later goes where they are.
#[tokio::test(flavor = "multi_thread")]
async fn a_lead_becomes_a_patient_with_everything_that_is_theirs() {
    let clinic = Clinic::of_leads(Delivery::Read).await;
    let thread = clinic.lead(MARIA, CRISIS).await;
    let picture = json!({"type": "image", "image": {"caption": "a receita"}});
    let at = clinic.clock.now().0;
    clinic
        .control()
        .patient_sends(MARIA.wa_id, MARIA.name, picture, Some(at))
        .await
        .unwrap();
    clinic.replies(&thread, "Estou aqui").await;
    let staged = clinic.stages(&thread, "plano.jpg", PHOTO).await;
    let draft = "Amanhã às".to_owned();
    clinic
        .desk
        .save_draft(Side::Leads, thread.conversation, draft.clone())
        .await
        .unwrap();
    let before = clinic
        .on(Side::Leads, thread.conversation, |thread| {
            let read = |m: &&recado_inbox::view::thread::MessageView| {
                m.status == Some(DeliveryStatus::Read)
            };
            let mut files = thread.messages.iter().flat_map(|message| &message.media);
            thread.messages.iter().find(read).is_some()
                && files
                    .next()
                    .is_some_and(|file| file.state == MediaState::Here)
                && thread.alerts.len() == 1
        })
        .await;
    let preview = clinic
        .desk
        .preview_move(Side::Leads, thread.conversation, Side::Clinical)
        .await
        .unwrap();
    let MovePreviewView {
        messages,
        files,
        drafts,
        open_alerts,
        readers,
        ..
    } = preview;
    assert_eq!((messages, files, drafts, open_alerts), (3, 2, 1, 1));
    assert_eq!(readers[0].name, "Ana Reis");

    let after = clinic.converts(&before).await;

    assert_eq!(said(&after), said(&before));
    assert_eq!(lines(&after), [SystemLine::BecamePatient]);
    assert_eq!(after.draft, draft);
    assert!(after.contact.is_patient && !before.contact.is_patient);
    assert_eq!(after.alerts[0].words, before.alerts[0].words);
    assert_eq!(
        clinic.desk.open_alerts().await.unwrap()[0].words,
        before.alerts[0].words
    );
    assert!(clinic.rows_of(Side::Leads).await.is_empty());
    let found = clinic.desk.search("receita".into()).await.unwrap();
    let sides: Vec<_> = found.messages.iter().map(|hit| hit.side).collect();
    assert_eq!(sides, [Side::Clinical]);
    let picture = after.messages.iter().find_map(|m| m.media.first()).unwrap();
    for media in [picture.id, staged.media.id] {
        let read = clinic
            .desk
            .read_media(media, MediaVariant::File, None)
            .await;
        assert!(!read.unwrap().bytes.is_empty());
    }
    let left = clinic.data_dir().join("clinic/media/leads");
    assert_eq!(std::fs::read_dir(left).unwrap().count(), 0);
    assert_eq!(clinic.acts("lead.converted").len(), 1);

    clinic.writes(MARIA, "obrigada").await;
    let thread = clinic
        .on(Side::Clinical, before.conversation, |thread| {
            last(thread).text == "obrigada"
        })
        .await;
    clinic.replies(&thread, "De nada").await;
    clinic
        .on(Side::Clinical, before.conversation, |thread| {
            last(thread).text == "De nada" && last(thread).status == Some(DeliveryStatus::Read)
        })
        .await;
    assert!(clinic.rows_of(Side::Leads).await.is_empty());
    // There is no way back, and no second time.
    let again = clinic
        .desk
        .convert_lead(Side::Clinical, before.conversation, None)
        .await;
    assert!(matches!(again, Err(InboxError::NotFound)));
    let back = clinic.desk.move_to_leads(before.conversation).await;
    assert!(matches!(back, Err(InboxError::NotFound)));
}

/// T5: a status that comes after the move finds the reply whose answer was lost, and nothing leaves twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_resolved_after_the_move() {
    let clinic = Clinic::of_leads(Delivery::Off).await;
    let thread = clinic.lead(MARIA, "Bom dia").await;
    clinic.fault(Fault::LostAnswer { times: 1 }).await;
    clinic.replies(&thread, "Até logo").await;
    clinic.faults_are_used().await;
    clinic.later(Duration::from_secs(90)).await;
    let thread = clinic
        .on(Side::Leads, thread.conversation, |thread| {
            last(thread).status == Some(DeliveryStatus::Unknown)
        })
        .await;
    clinic.converts(&thread).await;
    let wamid = clinic.sent().await[0].wamid.clone();
    clinic
        .control()
        .tell_status(&wamid, Status::Read, None)
        .await
        .unwrap();
    clinic
        .on(Side::Clinical, thread.conversation, |thread| {
            let mut ours = thread.messages.iter().filter(|m| m.text == "Até logo");
            ours.next()
                .is_some_and(|m| m.status == Some(DeliveryStatus::Read))
        })
        .await;
    assert_eq!(clinic.sent().await.len(), 1);
}

/// A reply that is leaving at that moment is waited for: its answer is written before anything moves.
#[tokio::test(flavor = "multi_thread")]
async fn a_reply_that_is_leaving_is_waited_for() {
    let clinic = Clinic::of_leads(Delivery::Off).await;
    let thread = clinic.lead(MARIA, "Bom dia").await;
    clinic
        .fault(Fault::Slow {
            millis: 1500,
            times: 1,
        })
        .await;
    clinic.replies(&thread, "Já vou").await;
    clinic.faults_are_used().await;
    let after = clinic.converts(&thread).await;
    let ours = after.messages.iter().find(|m| m.text == "Já vou").unwrap();
    assert_eq!(ours.status, Some(DeliveryStatus::Sent));
    assert_eq!(clinic.sent().await.len(), 1);
}

/// What comes while the copy is made is neither lost nor doubled nor left behind.
#[tokio::test(flavor = "multi_thread")]
async fn what_comes_meanwhile_arrives_once() {
    for step in ["begun", "files", "copied", "switched", "removed"] {
        let clinic = Clinic::of_leads(Delivery::Off).await;
        let thread = clinic.lead(MARIA, "Bom dia").await;
        let (met, is_met) = tokio::sync::oneshot::channel();
        let (go_on, may_go_on) = mpsc::channel::<()>();
        let stop = Mutex::new(Some((met, may_go_on)));
        clinic.desk.watch_people(Arc::new(move |at| {
            let stopped = (at == step).then(|| stop.lock().unwrap().take()).flatten();
            if let Some((met, may_go_on)) = stopped {
                met.send(()).unwrap();
                may_go_on.recv().unwrap();
            }
        }));
        let meanwhile = async {
            is_met.await.unwrap();
            let before = clinic.desk.tally().envelopes;
            clinic.writes(MARIA, "espere").await;
            clinic.control().flush().await;
            // Mostly it lies in the spool by now. Where the desk was still filing the first one, it waits for the move
            // before it asks for the next: it lies at the relay, and has to arrive all the same.
            let spooled =
                clinic.until(|| async { (clinic.desk.tally().envelopes > before).then_some(()) });
            let _ = tokio::time::timeout(Duration::from_secs(3), spooled).await;
            go_on.send(()).unwrap();
        };
        let (_, after) = tokio::join!(meanwhile, clinic.converts(&thread));
        let after = clinic
            .on(Side::Clinical, after.conversation, |thread| {
                thread.messages.iter().any(|m| m.text == "espere")
            })
            .await;
        let mut spoken = texts(&after);
        spoken.retain(|text| !text.is_empty());
        assert_eq!(spoken, ["Bom dia", "espere"], "{step}");
        assert!(clinic.rows_of(Side::Leads).await.is_empty(), "{step}");
    }
}

/// P5, P7: nobody is made a patient without a signed-in person who holds the clinical key.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_desk_makes_nobody_a_patient() {
    let clinic = Clinic::of_leads(Delivery::Off).await;
    let thread = clinic.lead(MARIA, "Quero ser paciente, convertam-me").await;
    clinic.desk.lock().await.unwrap();
    let refused = clinic
        .desk
        .convert_lead(Side::Leads, thread.conversation, None)
        .await;
    assert!(matches!(refused, Err(InboxError::Locked)));
    let refused = clinic
        .desk
        .preview_move(Side::Leads, thread.conversation, Side::Clinical)
        .await;
    assert!(matches!(refused, Err(InboxError::Locked)));
    clinic.unlock().await;
    assert_eq!(clinic.rows_of(Side::Leads).await.len(), 1);
    assert!(clinic.acts("lead.converted").is_empty());
}

/// An unknown sender on a clinical channel who is no patient goes to the leads, with what they wrote.
#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_is_no_patient_is_moved_to_the_leads() {
    let clinic = Clinic::open().await;
    clinic.writes(NIKOS, "Vendo publicidade").await;
    let row = clinic.rows(1).await.remove(0);
    let moved = clinic.desk.move_to_leads(row.conversation).await.unwrap();
    assert_eq!(moved.side, Side::Leads);
    let thread = clinic.on(Side::Leads, row.conversation, |_| true).await;
    assert_eq!(lines(&thread), [SystemLine::MovedToLeads]);
    assert!(clinic.rows_of(Side::Clinical).await.is_empty());
    clinic.writes(NIKOS, "Interessa?").await;
    let thread = clinic
        .on(Side::Leads, row.conversation, |thread| {
            last(thread).text == "Interessa?"
        })
        .await;
    assert!(clinic.rows_of(Side::Clinical).await.is_empty());
    // And may become a patient after all.
    let after = clinic.converts(&thread).await;
    assert_eq!(
        lines(&after),
        [SystemLine::MovedToLeads, SystemLine::BecamePatient]
    );
    assert_eq!(after.messages.len(), 4);
}
