//! Whoever writes while the clinic is closed is told so, once, and whom to call: never a person with a flag, never twice,
//! never about something old. R12, A5, T10.

mod leaving;

use crate::clinic::{
    Clinic, MARIA, NIKOS, Person, last,
    reach::{SOFIA, TOMAS},
};
use recado_domain::{
    acknowledgement::Hours, channel::ChannelKind, channel::Side, delivery::DeliveryStatus,
    language::Language, opening_hours::Interval, staff::Role,
};
use recado_inbox::{
    error::InboxError,
    view::{
        app::AppView,
        connection::ChannelState,
        hours::{HoursForm, HoursView, ReplyTextForm},
        list::ListFilter,
        record::RecordForm,
        thread::{MessageOrigin, ThreadView},
    },
};
use recado_meta_sim::{fault::Fault, world::product::Product};
use recado_store::clinic::{
    Clinic as ClinicDatabase,
    acknowledgements::{self, AcknowledgementState},
};
use serde_json::json;
use std::time::Duration;

const CRISIS: &str = "No quiero seguir viviendo así";
const HOUR: Duration = Duration::from_secs(60 * 60);
const OURS: &str = "Reabrimos na segunda-feira.";

/// Returns hours that are never open, with a reply for whoever writes then.
pub fn always_closed() -> HoursForm {
    HoursForm {
        zone: "Europe/Lisbon".into(),
        week: vec![Vec::new(); 7],
        closed_on: Vec::new(),
        closed: true,
        open: false,
        quiet_hours: 12,
        language: Language::Pt,
        number: String::new(),
        texts: vec![ReplyTextForm {
            hours: Hours::Closed,
            language: Language::Pt,
            text: OURS.into(),
        }],
    }
}

/// Returns what became of the acknowledgements that were decided on.
pub fn states_in(database: &ClinicDatabase) -> Vec<AcknowledgementState> {
    let all = [
        AcknowledgementState::Queued,
        AcknowledgementState::Sending,
        AcknowledgementState::Sent,
        AcknowledgementState::Unknown,
        AcknowledgementState::Failed,
        AcknowledgementState::Withheld,
    ];
    let all = all.into_iter().flat_map(|state| {
        let found = database.read(|conn| acknowledgements::in_state(conn, state));
        found.unwrap()
    });
    all.map(|one| one.state).collect()
}

impl Clinic {
    async fn keeps_hours(&self, form: HoursForm) -> HoursView {
        self.desk
            .save_hours(form)
            .await
            .expect("the hours are kept")
    }

    fn states(&self) -> Vec<AcknowledgementState> {
        states_in(&self.database())
    }

    /// Waits until the only one that was decided on stands so.
    async fn only_one_is(&self, state: AcknowledgementState) {
        self.until(|| async { (self.states() == [state]).then_some(()) })
            .await;
    }

    /// Waits until a conversation on the clinical side has so many messages, all filed.
    async fn has_messages(&self, count: usize) -> ThreadView {
        self.only_thread(|thread| thread.messages.len() == count)
            .await
    }

    /// Breaks the token, so that what is queued waits.
    async fn cannot_send(&self) {
        self.fault(Fault::ExpiredToken).await;
    }

    async fn waits_for_a_token(&self) {
        self.until(|| async {
            let view = self.desk.connection_view().await.unwrap();
            (view.channels[0].state == ChannelState::SignInAgain).then_some(())
        })
        .await;
    }

    /// Signs the owner in again, where the desk has locked itself while the clock was turned.
    async fn unlock_if_locked(&self) {
        if matches!(self.desk.app_view().await.unwrap(), AppView::Locked { .. }) {
            self.unlock().await;
        }
    }

    async fn can_send_again(&self) {
        self.control().clear_faults().await;
        self.desk.connect_whatsapp(self.form()).await.unwrap();
    }
}

fn has_left(thread: &ThreadView) -> bool {
    thread.messages.len() == 2 && last(thread).status == Some(DeliveryStatus::Read)
}

/// R12, T10: who writes to a closed clinic is told so in its words, and whom to call; the thread and the audit say that it
/// left by itself, and the message waits for a person as before.
#[tokio::test(flavor = "multi_thread")]
async fn a_closed_clinic_answers_once_and_says_whom_to_call() {
    let clinic = Clinic::open().await;
    let view = clinic.keeps_hours(always_closed()).await;
    assert!(!view.is_open && view.changes_at.is_none());
    clinic.writes(MARIA, "Bom dia").await;
    let thread = clinic.only_thread(has_left).await;
    let reply = last(&thread);
    assert!(reply.text.starts_with(OURS), "{}", reply.text);
    assert!(reply.text.contains("ninguém lê") && reply.text.contains("112"));
    assert_eq!(reply.origin, MessageOrigin::Automatic);
    assert_eq!(reply.sent_by, None);
    let why = reply.automatic.expect("why it left");
    assert_eq!((why.hours, why.known_level), (Hours::Closed, None));
    let row = &clinic.list(ListFilter::All).await[0];
    assert_eq!((row.preview.as_str(), row.unread), ("Bom dia", 1));
    clinic.writes(MARIA, "Estão aí?").await;
    clinic.has_messages(3).await;
    assert_eq!(clinic.states(), [AcknowledgementState::Sent]);
    assert_eq!(clinic.sent().await.len(), 1);
    let acts = clinic.acts("message.acknowledgement_sent");
    assert_eq!(acts.len(), 1);
    assert!(acts[0].1.contains("\"closed\""), "{}", acts[0].1);
    assert_eq!(clinic.acts("hours.changed").len(), 1);
}

/// R12: the conversation rests for the quiet period, and no longer.
#[tokio::test(flavor = "multi_thread")]
async fn after_the_quiet_period_it_answers_again() {
    let clinic = Clinic::open().await;
    clinic.keeps_hours(always_closed()).await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.only_thread(has_left).await;
    for (hours, answers) in [(11, 1), (1, 2)] {
        clinic.later(hours * HOUR).await;
        clinic.unlock_if_locked().await;
        clinic.writes(MARIA, "Ainda nada?").await;
        let written = |thread: &ThreadView| {
            thread
                .messages
                .iter()
                .filter(|m| m.text == "Ainda nada?")
                .count()
                == answers
        };
        clinic.only_thread(written).await;
        assert_eq!(clinic.states().len(), answers, "{hours}");
    }
    clinic
        .until(|| async { (clinic.sent().await.len() == 2).then_some(()) })
        .await;
}

/// Nobody is signed in at night: patients are answered all the same, and the thread shows it in the morning.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_desk_answers() {
    let clinic = Clinic::open().await;
    clinic.keeps_hours(always_closed()).await;
    clinic.desk.lock().await.unwrap();
    clinic.writes(MARIA, "Boa noite").await;
    clinic.only_one_is(AcknowledgementState::Sent).await;
    let sent = clinic.sent().await;
    assert_eq!((sent.len(), sent[0].to.as_str()), (1, MARIA.wa_id));
    clinic.unlock().await;
    let thread = clinic.only_thread(has_left).await;
    assert_eq!(last(&thread).origin, MessageOrigin::Automatic);
}

/// While the clinic is open nothing goes out, and what is switched off stays off.
#[tokio::test(flavor = "multi_thread")]
async fn an_open_clinic_and_one_that_wants_none_are_silent() {
    let clinic = Clinic::open().await;
    let day = vec![Interval {
        opens: 8 * 60,
        closes: 20 * 60,
    }];
    let open = HoursForm {
        week: vec![day.clone(); 7],
        ..always_closed()
    };
    let view = clinic.keeps_hours(open.clone()).await;
    assert!(view.is_open, "it is nine in Lisbon");
    clinic.writes(MARIA, "um").await;
    clinic.has_messages(1).await;
    let off = HoursForm {
        closed: false,
        ..always_closed()
    };
    clinic.keeps_hours(off).await;
    clinic.writes(MARIA, "dois").await;
    clinic.has_messages(2).await;
    assert!(clinic.states().is_empty());
    // The same instant is five in the morning in Santiago.
    let far = HoursForm {
        zone: "America/Santiago".into(),
        ..open.clone()
    };
    assert!(!clinic.keeps_hours(far).await.is_open);
    clinic.writes(MARIA, "três").await;
    clinic
        .until(|| async { (clinic.sent().await.len() == 1).then_some(()) })
        .await;
    // By choice, also while it is open, with other words.
    clinic.keeps_hours(HoursForm { open: true, ..open }).await;
    clinic.writes(NIKOS, "Olá").await;
    clinic
        .until(|| async { (clinic.sent().await.len() == 2).then_some(()) })
        .await;
    let body = clinic.sent().await[1].body["text"]["body"].to_string();
    assert!(!body.contains(OURS) && body.contains("112"), "{body}");
}

/// A5: nothing goes out for a message that raised a flag, nor for anything its writer sends while one is open.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_with_a_flag_is_answered_by_itself() {
    let clinic = Clinic::open().await;
    clinic.keeps_hours(always_closed()).await;
    clinic.writes(MARIA, CRISIS).await;
    let thread = clinic.only_thread(|thread| !thread.alerts.is_empty()).await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.has_messages(2).await;
    assert!(clinic.states().is_empty());
    clinic
        .desk
        .acknowledge_alert(thread.alerts[0].id)
        .await
        .unwrap();
    clinic.later(Duration::from_secs(60)).await;
    clinic.writes(MARIA, "E agora?").await;
    clinic.has_messages(4).await;
    assert_eq!(
        clinic.states().len(),
        1,
        "a person has it: a later message is one like any other"
    );
}

/// Echoes, reactions and what a person at the clinic has just answered lead to nothing.
#[tokio::test(flavor = "multi_thread")]
async fn only_a_message_nobody_answers_gets_one() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "Bom dia").await;
    let thread = clinic.has_messages(1).await;
    clinic.replies(&thread, "Bom dia, Maria").await;
    clinic
        .only_thread(|thread| last(thread).status == Some(DeliveryStatus::Read))
        .await;
    clinic.keeps_hours(always_closed()).await;
    let answered = clinic.sent().await[0].wamid.clone();
    let reaction = json!({
        "type": "reaction", "reaction": { "message_id": answered, "emoji": "🙏" }
    });
    clinic.sends(MARIA, reaction).await;
    clinic
        .only_thread(|thread| !last(thread).reactions.is_empty())
        .await;
    clinic.writes(MARIA, "Obrigada!").await;
    clinic.has_messages(3).await;
    assert!(clinic.states().is_empty(), "they are talking");
}

/// Messenger and Instagram as WhatsApp; each in the person's language, where somebody wrote it down.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_answered_in_their_language() {
    for (kind, product, person) in [
        (ChannelKind::Messenger, Product::Messenger, SOFIA),
        (ChannelKind::Instagram, Product::Instagram, TOMAS),
    ] {
        let clinic = Clinic::open_with_page(kind).await;
        let says = |text: &'static str| {
            clinic.visits(product, person, json!({ "message": { "text": text } }))
        };
        says("Γεια σας").await;
        let thread = clinic
            .only(Side::Leads, |thread| thread.messages.len() == 1)
            .await;
        let record = RecordForm {
            given_name: String::new(),
            born_on: String::new(),
            number: String::new(),
            language: "el".into(),
        };
        clinic
            .desk
            .save_record(Side::Leads, thread.conversation, record)
            .await
            .unwrap();
        clinic.keeps_hours(always_closed()).await;
        says("Ένα ραντεβού;").await;
        let thread = clinic
            .only(Side::Leads, |thread| {
                thread.messages.len() == 3 && last(thread).origin == MessageOrigin::Automatic
            })
            .await;
        assert!(last(&thread).text.contains("κανείς δεν διαβάζει"));
    }
}

/// What makes no sense is not kept, and only owners choose.
#[tokio::test(flavor = "multi_thread")]
async fn hours_are_the_owners_and_make_sense() {
    let clinic = Clinic::open().await;
    let refused = [
        HoursForm {
            zone: "Europe/Atlantis".into(),
            ..always_closed()
        },
        HoursForm {
            quiet_hours: 0,
            ..always_closed()
        },
        HoursForm {
            closed_on: vec!["2026-02-30".into()],
            ..always_closed()
        },
        HoursForm {
            number: "call me".into(),
            ..always_closed()
        },
    ];
    for form in refused {
        let saved = clinic.desk.save_hours(form).await;
        assert!(matches!(saved, Err(InboxError::InvalidInput)));
    }
    let mut long = always_closed();
    long.texts[0].text = "palavras ".repeat(120);
    let saved = clinic.desk.save_hours(long).await;
    assert!(matches!(saved, Err(InboxError::TextLength)));
    let assistant = clinic.hire("Rui Sá", Role::Assistant).await;
    clinic.hands_over_to(assistant).await;
    let saved = clinic.desk.save_hours(always_closed()).await;
    assert!(matches!(saved, Err(InboxError::NotAllowed)));
    let seen = clinic.desk.hours_view().await;
    assert!(matches!(seen, Err(InboxError::NotAllowed)));
}

/// Each of several people who write at once gets one, and each conversation only its own.
#[tokio::test(flavor = "multi_thread")]
async fn several_people_get_one_each() {
    let clinic = Clinic::open().await;
    clinic.keeps_hours(always_closed()).await;
    let people: [Person; 2] = [MARIA, NIKOS];
    for _ in 0..3 {
        for person in people {
            clinic.writes(person, "Olá").await;
        }
    }
    clinic
        .until(|| async { (clinic.sent().await.len() == 2).then_some(()) })
        .await;
    clinic
        .until(|| async {
            let rows = clinic.list(ListFilter::All).await;
            let filed = rows.len() == 2 && rows.iter().all(|row| row.unread == 3);
            filed.then_some(())
        })
        .await;
    let mut to: Vec<_> = clinic
        .sent()
        .await
        .into_iter()
        .map(|sent| sent.to)
        .collect();
    to.sort();
    assert_eq!(to, [NIKOS.wa_id, MARIA.wa_id]);
    assert_eq!(clinic.states().len(), 2);
}
