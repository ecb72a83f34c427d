//! Locked, offline, restarted, killed relays: nothing that was said meanwhile is missing afterwards.

use crate::clinic::{Clinic, MARIA, NIKOS, texts};
use recado_domain::{channel::Side, delivery::DeliveryStatus};
use recado_inbox::{
    desk::Notice,
    error::InboxError,
    view::{
        app::AppView,
        list::{ListFilter, ListQuery},
    },
};
use recado_meta_sim::fault::Fault;
use recado_store::{clinic::spool, error::StoreError};

/// What comes in while the desk is locked stands in the thread after signing in; until then nothing clinical is readable.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_desk_receives_and_shows_after_unlocking() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "antes").await;
    let rows = clinic.rows(1).await;
    clinic.desk.lock().await.unwrap();
    let query = ListQuery {
        side: Side::Clinical,
        filter: ListFilter::All,
        channel: None,
    };
    assert!(matches!(
        clinic.desk.list_conversations(query, 10).await,
        Err(InboxError::Locked)
    ));
    assert!(matches!(
        clinic
            .desk
            .open_thread(Side::Clinical, rows[0].conversation)
            .await,
        Err(InboxError::Locked)
    ));
    assert!(matches!(
        clinic.desk.search("antes".into()).await,
        Err(InboxError::Locked)
    ));
    let mut notices = clinic.desk.notices();
    clinic.writes(MARIA, "durante").await;
    notices.recv().await.unwrap();
    clinic.unlock().await;
    let thread = clinic
        .thread(rows[0].conversation, |thread| thread.messages.len() == 2)
        .await;
    assert_eq!(texts(&thread), ["antes", "durante"]);
}

/// More than is filed before a sign-in answers: all of it comes behind it, in its order, and the list answers at once.
#[tokio::test(flavor = "multi_thread")]
async fn what_came_in_a_week_is_filed_behind_the_sign_in() {
    const WEEK: usize = 260;
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "antes").await;
    let conversation = clinic.rows(1).await[0].conversation;
    clinic.desk.lock().await.unwrap();
    let database = clinic.database();
    for number in 1..=WEEK {
        clinic.writes(MARIA, &format!("mensagem {number}")).await;
    }
    clinic
        .until(|| async {
            let waiting = database.read(|conn| spool::count(conn, Side::Clinical));
            (waiting.unwrap() == WEEK as u64).then_some(())
        })
        .await;
    clinic.unlock().await;
    assert_eq!(clinic.rows(1).await[0].conversation, conversation);
    clinic
        .thread(conversation, |thread| {
            texts(thread)
                .last()
                .is_some_and(|it| *it == format!("mensagem {WEEK}"))
        })
        .await;
}

/// A page is filed in parts and told of once.
#[tokio::test(flavor = "multi_thread")]
async fn what_came_while_it_was_closed_is_told_once() {
    const WAITING: usize = 11;
    let mut clinic = Clinic::open().await;
    clinic.writes(MARIA, "antes").await;
    clinic.rows(1).await;
    clinic.desk.close();
    for number in 1..=WAITING {
        clinic.writes(MARIA, &format!("mensagem {number}")).await;
    }
    clinic.control().flush().await;
    let address = clinic.stop_relay().await;
    clinic.restart_desk().await;
    let mut notices = clinic.desk.notices();
    clinic.start_relay(address).await;
    let database = clinic.database();
    let first = notices.recv().await.unwrap();
    assert!(matches!(first, Notice::Messages { .. }));
    let waiting = database.read(|conn| spool::count(conn, Side::Clinical));
    assert_eq!(
        waiting.unwrap(),
        WAITING as u64,
        "told behind the whole page"
    );
    assert!(notices.try_recv().is_err());
}

/// Killed between two parts of a page: what was durable is not filed again, and the rest comes.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_cut_off_in_the_middle_is_taken_to_its_end() {
    const WAITING: usize = 40;
    let mut clinic = Clinic::open().await;
    clinic.writes(MARIA, "antes").await;
    clinic.rows(1).await;
    clinic.desk.close();
    // Somebody is called behind the first part, which says when it is durable.
    clinic.writes(MARIA, "quero morrer").await;
    for number in 2..=WAITING {
        clinic.writes(MARIA, &format!("mensagem {number}")).await;
    }
    clinic.control().flush().await;
    let address = clinic.stop_relay().await;
    clinic.restart_desk().await;
    let mut notices = clinic.desk.notices();
    clinic.start_relay(address).await;
    let first = notices.recv().await.unwrap();
    assert!(matches!(first, Notice::Alert { .. }));
    clinic.desk.close();
    let durable = clinic
        .database()
        .read(|conn| spool::count(conn, Side::Clinical));
    let durable = usize::try_from(durable.unwrap()).unwrap();
    assert!((1..WAITING).contains(&durable), "{durable} were durable");
    clinic.restart_desk().await;
    clinic.unlock().await;
    let thread = clinic
        .only_thread(|thread| thread.messages.len() > WAITING)
        .await;
    let numbered = (2..=WAITING).map(|number| format!("mensagem {number}"));
    let all: Vec<String> = ["antes".into(), "quero morrer".into()]
        .into_iter()
        .chain(numbered)
        .collect();
    assert_eq!(texts(&thread), all);
    let alerts = clinic.desk.open_alerts().await.unwrap();
    assert_eq!(alerts.len(), 1, "it is called for once");
}

/// One envelope that cannot be filed, in the second part of a page: its bytes are kept and named, its neighbours come.
#[tokio::test(flavor = "multi_thread")]
async fn one_envelope_that_cannot_be_filed_keeps_back_none_of_its_page() {
    const WAITING: u64 = 11;
    const REFUSED: u64 = 6;
    let mut clinic = Clinic::open().await;
    clinic.writes(MARIA, "antes").await;
    clinic.rows(1).await;
    clinic.desk.close();
    for number in 1..=WAITING {
        clinic.writes(MARIA, &format!("mensagem {number}")).await;
    }
    clinic.control().flush().await;
    let address = clinic.stop_relay().await;
    let database = clinic.database();
    // Whatever is wrong with it, storage refuses it each time: it is the one behind five that are there.
    database
        .write(|tx| {
            tx.execute_batch(&format!(
                "CREATE TRIGGER refuses BEFORE INSERT ON spool
                 WHEN (SELECT count(*) FROM spool) = {REFUSED} - 1
                  AND NOT EXISTS (SELECT 1 FROM unreadable)
                 BEGIN SELECT RAISE(ABORT, 'refused'); END"
            ))
            .map_err(StoreError::from)
        })
        .unwrap();
    clinic.restart_desk().await;
    clinic.start_relay(address).await;
    clinic
        .until(|| async {
            let waiting = database.read(|conn| spool::count(conn, Side::Clinical));
            (waiting.unwrap() == WAITING - 1).then_some(())
        })
        .await;
    clinic.unlock().await;
    let thread = clinic
        .only_thread(|thread| thread.messages.len() as u64 == WAITING)
        .await;
    let numbered = (1..=WAITING).filter(|number| *number != REFUSED);
    let expected: Vec<String> = ["antes".into()]
        .into_iter()
        .chain(numbered.map(|number| format!("mensagem {number}")))
        .collect();
    assert_eq!(texts(&thread), expected);
    let view = clinic.desk.connection_view().await.unwrap();
    assert_eq!(
        view.relay.unreadable, 1,
        "its bytes are kept, and it is said"
    );
}

/// CASES 2: the relay goes away and comes back in the middle: all of it arrives, in Meta's order.
#[tokio::test(flavor = "multi_thread")]
async fn messages_survive_a_relay_that_goes_away() {
    let mut clinic = Clinic::open().await;
    clinic.writes(MARIA, "um").await;
    clinic.rows(1).await;
    let address = clinic.stop_relay().await;
    clinic
        .clock
        .turn_to(clinic.clock.now().plus(std::time::Duration::from_secs(1)));
    clinic.writes(MARIA, "dois").await;
    clinic.start_relay(address).await;
    clinic.control().flush().await;
    let thread = clinic
        .only_thread(|thread| thread.messages.len() == 2)
        .await;
    assert_eq!(texts(&thread), ["um", "dois"]);
}

/// A restarted desk has everything, and what waited at the relay comes too.
#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_desk_goes_on_where_it_was() {
    let mut clinic = Clinic::open().await;
    clinic.writes(MARIA, "antes").await;
    clinic.rows(1).await;
    clinic.desk.close();
    clinic.writes(NIKOS, "enquanto estava fechado").await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    let rows = clinic.rows(2).await;
    assert!(rows.iter().any(|row| row.name == "Nikos V."));
}

/// T5: replies that wait when the desk locks are counted, and leave after signing in.
#[tokio::test(flavor = "multi_thread")]
async fn replies_wait_for_a_sign_in_after_a_restart() {
    let mut clinic = Clinic::open().await;
    clinic.writes(MARIA, "Bom dia").await;
    let thread = clinic
        .only_thread(|thread| !thread.messages.is_empty())
        .await;
    clinic.fault(Fault::ExpiredToken).await;
    clinic.replies(&thread, "Olá").await;
    clinic
        .until(|| async {
            let view = clinic.desk.connection_view().await.unwrap();
            (view.channels[0].state == recado_inbox::view::connection::ChannelState::SignInAgain)
                .then_some(())
        })
        .await;
    clinic.restart_desk().await;
    let AppView::Locked { held_replies, .. } = clinic.desk.app_view().await.unwrap() else {
        panic!("the desk is not locked")
    };
    assert_eq!(
        held_replies, 1,
        "also a desk that was killed knows what waits"
    );
    clinic.control().clear_faults().await;
    assert!(clinic.sent().await.is_empty());
    clinic.unlock().await;
    clinic.desk.connect_whatsapp(clinic.form()).await.unwrap();
    clinic
        .thread(thread.conversation, |thread| {
            thread
                .messages
                .last()
                .is_some_and(|message| message.status == Some(DeliveryStatus::Read))
        })
        .await;
    assert_eq!(clinic.sent().await.len(), 1);
}

/// A reply that was queued before the lock still leaves; a sign-in meanwhile keeps the desk open.
#[tokio::test(flavor = "multi_thread")]
async fn a_queued_reply_leaves_after_the_lock_and_a_sign_in_meanwhile_stays() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "Bom dia").await;
    let thread = clinic
        .only_thread(|thread| !thread.messages.is_empty())
        .await;
    let slow = Fault::Slow {
        millis: 700,
        times: 2,
    };
    clinic.fault(slow).await;
    let reply = |text: &str| {
        clinic
            .desk
            .send_reply(Side::Clinical, thread.conversation, text.to_owned(), None)
    };
    reply("antes de sair").await.unwrap();
    clinic.desk.lock().await.unwrap();
    clinic
        .until(|| async { (clinic.sent().await.len() == 1).then_some(()) })
        .await;
    clinic.unlock().await;
    reply("outra vez").await.unwrap();
    clinic.desk.lock().await.unwrap();
    clinic.unlock().await;
    let thread = clinic
        .thread(thread.conversation, |thread| {
            let read = |message: &recado_inbox::view::thread::MessageView| {
                message.status == Some(DeliveryStatus::Read)
            };
            thread
                .messages
                .iter()
                .filter(|message| read(message))
                .count()
                == 2
        })
        .await;
    assert_eq!(texts(&thread), ["Bom dia", "antes de sair", "outra vez"]);
    assert_eq!(clinic.sent().await.len(), 2);
}
