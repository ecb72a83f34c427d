//! Two computers of one clinic: what is done on one is seen on the other, once, with the name of who did it; and nothing
//! that the relay makes up.

mod relay_tries;

use crate::{
    clinic::{Clinic, MARIA, NIKOS, PASSPHRASE, desk::PHOTO, last, texts},
    devices::{Second, until},
};
use recado_domain::{
    alert::{AlertCategory, AlertLevel, AlertState, step::AlertOutcome},
    channel::Side,
    delivery::DeliveryStatus,
    id::{AlertId, DeviceId},
    media::MediaState,
    message::MessageKind,
    part::{Part, UnsupportedHint},
    phrase::{PhraseFit, PhraseTongue},
};
use recado_inbox::{
    desk::Notice,
    lease::{self, Duty},
    view::{
        alert::AlertActView,
        app::AppView,
        audit::AuditQuery,
        connection::ChannelChange,
        flags::PhraseForm,
        list::{ListFilter, ListQuery, RowView},
        thread::ThreadView,
    },
};
use std::time::Duration;

const CRISIS: &str = "No quiero seguir viviendo así";

/// A clinic whose second computer is in and at work, and whose patient has written.
async fn two() -> (Clinic, Second, DeviceId) {
    let clinic = Clinic::open().await;
    let (second, id) = clinic.with_second().await;
    second.owns().await;
    never_locks(&second).await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.only_thread(|it| texts(it) == ["Bom dia"]).await;
    second.only_thread(|it| texts(it) == ["Bom dia"]).await;
    (clinic, second, id)
}

/// As the first computer of every story: a clock that is turned locks nobody out.
pub async fn never_locks(second: &Second) {
    let AppView::Open { mut settings, .. } = second.desk.app_view().await.unwrap() else {
        panic!("it is open")
    };
    settings.auto_lock_minutes = 0;
    second.desk.save_settings(settings).await.unwrap();
}

async fn signs_in(second: &Second) {
    let AppView::Locked { staff, .. } = second.desk.app_view().await.unwrap() else {
        panic!("it is locked")
    };
    let passphrase = PASSPHRASE.to_owned();
    second.desk.unlock(staff[0].id, passphrase).await.unwrap();
}

async fn row(second: &Second) -> RowView {
    let found = row_of(second, Side::Clinical).await;
    found.expect("a conversation")
}

async fn row_of(second: &Second, side: Side) -> Option<RowView> {
    let query = ListQuery {
        side,
        filter: ListFilter::All,
        channel: None,
    };
    let list = second.desk.list_conversations(query, 10).await.unwrap();
    list.rows.into_iter().next()
}

async fn refused(second: &Second) -> u64 {
    second.desk.devices_view().await.unwrap().notes_refused
}

fn is_read(thread: &ThreadView) -> bool {
    last(thread).status == Some(DeliveryStatus::Read)
}

/// A reply of one computer is on the other: its words, its ticks, and who sent it; each answers the other's.
#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_seen_on_the_other_computer_with_its_ticks() {
    let (clinic, second, _) = two().await;
    let thread = clinic.only_thread(|_| true).await;
    clinic.replies(&thread, "Olá, Maria").await;
    let theirs = second
        .only_thread(|it| texts(it) == ["Bom dia", "Olá, Maria"] && is_read(it))
        .await;
    assert_eq!(last(&theirs).sent_by.as_deref(), Some("Ana Reis"));
    let answer = second
        .desk
        .send_reply(theirs.side, theirs.conversation, "Até já".into(), None);
    answer.await.unwrap();
    let whole = ["Bom dia", "Olá, Maria", "Até já"];
    clinic
        .only_thread(|it| texts(it) == whole && is_read(it))
        .await;
    second
        .only_thread(|it| texts(it) == whole && is_read(it))
        .await;
    // Somebody to whom only one of them has ever written is known to both by their number.
    clinic.writes(NIKOS, "Καλημέρα").await;
    let rows = clinic.rows(2).await;
    assert_eq!(rows.len(), 2);
    assert_eq!(refused(&second).await, 0);
    assert_eq!(clinic.desk.devices_view().await.unwrap().notes_refused, 0);
}

/// What was read on one computer is read on the other; what comes then is unread on both.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_on_one_computer_is_read_on_the_other() {
    let (clinic, second, _) = two().await;
    let thread = clinic.only_thread(|_| true).await;
    assert_eq!(row(&second).await.unread, 1);
    let read = clinic.desk.mark_read(thread.side, thread.conversation);
    read.await.unwrap();
    until(|| async { (row(&second).await.unread == 0).then_some(()) }).await;
    clinic.writes(MARIA, "Outra coisa").await;
    second.only_thread(|it| it.messages.len() == 2).await;
    assert_eq!(row(&second).await.unread, 1);
    assert_eq!(refused(&second).await, 0);
}

/// A file goes along by Meta's id of it: the other computer fetches it for itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_fetched_by_the_other_computer() {
    let (clinic, second, _) = two().await;
    let thread = clinic.only_thread(|_| true).await;
    let photo = clinic.stages(&thread, "sala.jpg", PHOTO).await;
    let files = vec![photo.media.id];
    clinic.sends_files(&thread, files, "A sala nova").await;
    let is_here = |it: &ThreadView| {
        let mut files = last(it).media.iter();
        files.any(|file| file.state == MediaState::Here && file.has_thumbnail)
    };
    let theirs = second.only_thread(is_here).await;
    assert_eq!(texts(&theirs), ["Bom dia", "A sala nova"]);
    assert_eq!(last(&theirs).kind, MessageKind::Image);
    assert_eq!(clinic.control().uploads().await.len(), 1);
}

/// P5, CASES 27: what was written to a patient does not get to the leads of a computer that does not know them as one.
#[tokio::test(flavor = "multi_thread")]
async fn a_patients_words_stay_out_of_the_leads_of_another_computer() {
    let clinic = Clinic::open().await;
    let (second, _) = clinic.with_second().await;
    second.owns().await;
    let channels = second.desk.connection_view().await.unwrap().channels;
    let change = ChannelChange {
        channel: channels[0].id,
        is_on: true,
        side: Side::Leads,
        colour: channels[0].colour,
    };
    second.desk.change_channel(change).await.unwrap();
    clinic.writes(MARIA, "Bom dia").await;
    let thread = clinic.only_thread(|_| true).await;
    clinic.replies(&thread, "O resultado chegou").await;
    let theirs = until(|| async {
        let row = row_of(&second, Side::Leads).await?;
        let thread = second.desk.open_thread(Side::Leads, row.conversation);
        thread.await.ok().filter(|it| it.messages.len() == 2)
    })
    .await;
    assert_eq!(texts(&theirs), ["Bom dia", ""]);
    assert_eq!(last(&theirs).sent_by.as_deref(), Some("Ana Reis"));
    assert!(matches!(
        last(&theirs).parts.as_slice(),
        [Part::Unsupported {
            hint: UnsupportedHint::ReadOnOtherComputer,
            ..
        }]
    ));
    assert!(row_of(&second, Side::Clinical).await.is_none());
}

/// A locked computer takes what the others did as it takes what patients write: it is there after the sign-in.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_computer_has_it_after_the_sign_in() {
    let (clinic, second, _) = two().await;
    second.desk.lock().await.unwrap();
    let thread = clinic.only_thread(|_| true).await;
    clinic.replies(&thread, "Olá, Maria").await;
    clinic.only_thread(is_read).await;
    signs_in(&second).await;
    second
        .only_thread(|it| texts(it) == ["Bom dia", "Olá, Maria"])
        .await;
}

/// Cut off after the message left and before the others were told: they are told at the next start, once.
#[tokio::test(flavor = "multi_thread")]
async fn a_cut_off_before_telling_tells_once_and_later() {
    let (mut clinic, second, _) = two().await;
    let thread = clinic.only_thread(|_| true).await;
    let address = clinic.stop_relay().await;
    clinic.replies(&thread, "Olá, Maria").await;
    clinic
        .only_thread(|it| last(it).status == Some(DeliveryStatus::Sent))
        .await;
    clinic.desk.close();
    clinic.start_relay(address).await;
    clinic.writes(MARIA, "Está aí?").await;
    second
        .only_thread(|it| texts(it).contains(&"Está aí?"))
        .await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    let whole = |it: &ThreadView| {
        let mut all = texts(it);
        all.sort_unstable();
        all == ["Bom dia", "Está aí?", "Olá, Maria"]
    };
    second.only_thread(whole).await;
    // What comes after it comes behind it: had it been told twice, it would be here twice by then.
    let thread = clinic.only_thread(whole).await;
    clinic.replies(&thread, "Sim").await;
    let theirs = second.only_thread(|it| texts(it).contains(&"Sim")).await;
    assert_eq!(theirs.messages.len(), 4);
    assert_eq!(refused(&second).await, 0);
}

async fn flag_of(second: &Second) -> AlertId {
    let thread = second.only_thread(|it| !it.alerts.is_empty()).await;
    thread.alerts[0].id
}

/// Whoever takes a flag on one computer has it on the other: it calls there no more, and says who, and what they did.
#[tokio::test(flavor = "multi_thread")]
async fn a_flag_that_is_taken_on_one_computer_is_taken_on_the_other() {
    let (clinic, second, _) = two().await;
    clinic.writes(MARIA, CRISIS).await;
    let thread = clinic.only_thread(|it| !it.alerts.is_empty()).await;
    let theirs = flag_of(&second).await;
    let ours = thread.alerts[0].id;
    assert_ne!(ours, theirs, "each computer has an id of its own for it");
    clinic.desk.acknowledge_alert(ours).await.unwrap();
    let spoke = AlertOutcome::Spoke;
    let done = clinic.desk.record_alert_outcome(ours, spoke, String::new());
    done.await.unwrap();
    let thread = second
        .only_thread(|it| it.alerts[0].is_done && it.alerts[0].state == AlertState::Acknowledged)
        .await;
    let flag = &thread.alerts[0];
    assert_eq!(flag.acknowledged_by.as_deref(), Some("Ana Reis"));
    assert_eq!(flag.steps.len(), 1);
    assert_eq!(flag.steps[0].act, AlertActView::Outcome { outcome: spoke });
    until(|| async {
        let open = second.desk.open_alerts().await.unwrap();
        open.is_empty().then_some(())
    })
    .await;
    // The mark in the list goes, too, and nobody is called again however much later it is.
    until(|| async { row(&second).await.alert.is_none().then_some(()) }).await;
    let mut notices = second.desk.notices();
    clinic.later(Duration::from_secs(6 * 60 * 60)).await;
    second.desk.announce_open_alerts().await.unwrap();
    assert!(
        notices.try_recv().is_err(),
        "people are called about a flag that somebody has"
    );
    // The audit there says who did it, and that it was not done there.
    let audit = second.desk.audit_view(AuditQuery::default()).await.unwrap();
    let written = serde_json::to_string(&audit.entries).unwrap();
    assert!(written.contains("alert.acknowledged"), "{written}");
    assert!(written.contains("on_another_computer"), "{written}");
}

/// A flag that stands higher here than where somebody took it stays open: they were told of less.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_given_to_less_does_not_end_what_stands_higher() {
    let (clinic, second, _) = two().await;
    let phrase = PhraseForm {
        id: None,
        words: "la caja azul".into(),
        language: PhraseTongue::Spanish,
        fit: PhraseFit::Exact,
        category: AlertCategory::Suicide,
        level: AlertLevel::Urgent,
    };
    assert_eq!(second.desk.save_phrase(phrase).await.unwrap(), None);
    let said = format!("{CRISIS}. Tengo la caja azul");
    clinic.writes(MARIA, &said).await;
    let thread = clinic.only_thread(|it| !it.alerts.is_empty()).await;
    assert_eq!(thread.alerts[0].level, AlertLevel::High);
    let ours = thread.alerts[0].id;
    clinic.desk.acknowledge_alert(ours).await.unwrap();
    let done = clinic
        .desk
        .record_alert_outcome(ours, AlertOutcome::Spoke, String::new());
    done.await.unwrap();
    // What they did is known, and somebody has still to look.
    let thread = second
        .only_thread(|it| it.alerts.first().is_some_and(|flag| !flag.steps.is_empty()))
        .await;
    let flag = &thread.alerts[0];
    assert_eq!(
        (flag.level, flag.state),
        (AlertLevel::Urgent, AlertState::Open)
    );
    assert_eq!(second.desk.open_alerts().await.unwrap().len(), 1);
}

/// What was done about a flag may be told before the flag is raised there: it waits, and nobody is called in vain.
#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_comes_before_its_flag_waits_for_it() {
    let (clinic, mut second, _) = two().await;
    second.desk.close();
    clinic.writes(MARIA, CRISIS).await;
    let thread = clinic.only_thread(|it| !it.alerts.is_empty()).await;
    clinic
        .desk
        .acknowledge_alert(thread.alerts[0].id)
        .await
        .unwrap();
    // The relay hands them over in the other order.
    let store = clinic.store();
    let order = || -> Vec<(i64, bool)> {
        let mut all = store
            .prepare("select cursor, hash is null from envelopes order by cursor")
            .unwrap();
        let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    };
    let both = until(|| async {
        let both = order();
        (both.last()?.1 && both.len() >= 2).then_some(both)
    })
    .await;
    let (message, note) = (both[both.len() - 2].0, both[both.len() - 1].0);
    let swap = "update envelopes set cursor = case cursor when ?1 then -?2 else -?1 end where cursor in (?1, ?2)";
    store.execute(swap, [message, note]).unwrap();
    store
        .execute("update envelopes set cursor = -cursor where cursor < 0", [])
        .unwrap();
    second.restart().await;
    let mut notices = second.desk.notices();
    signs_in(&second).await;
    let thread = second
        .only_thread(|it| {
            it.alerts
                .first()
                .is_some_and(|flag| flag.state == AlertState::Acknowledged)
        })
        .await;
    assert_eq!(
        thread.alerts[0].acknowledged_by.as_deref(),
        Some("Ana Reis")
    );
    while let Ok(notice) = notices.try_recv() {
        assert!(!matches!(notice, Notice::Alert { .. }), "{notice:?}");
    }
}

/// CASES 24: of two computers one has a duty at a time; the other has it when the first gives it up.
#[tokio::test(flavor = "multi_thread")]
async fn a_duty_is_one_computers_at_a_time() {
    let mut clinic = Clinic::open().await;
    let duty = Duty::Summaries;
    // Alone, it asks nobody.
    let address = clinic.stop_relay().await;
    let alone = lease::hold(&clinic.desk, duty).await.unwrap().unwrap();
    assert!(alone.is_held());
    clinic.start_relay(address).await;

    let (second, _) = clinic.with_second().await;
    second.owns().await;
    let ours = lease::hold(&clinic.desk, duty).await.unwrap().unwrap();
    assert!(ours.is_held());
    assert!(lease::hold(&second.desk, duty).await.unwrap().is_none());
    drop(ours);
    let theirs = until(|| async { lease::hold(&second.desk, duty).await.unwrap() }).await;
    assert!(theirs.is_held());
    assert!(lease::hold(&clinic.desk, duty).await.unwrap().is_none());

    // Nobody holds what nobody can be asked for.
    clinic.stop_relay().await;
    assert!(lease::hold(&clinic.desk, duty).await.is_err());
}
