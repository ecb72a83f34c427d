//! Who looks after a conversation and where it stands, said on one computer and seen on the other; the last word holds,
//! and nothing that nobody saw is put away.

use super::{row_of, signs_in, two};
use crate::{
    clinic::{Clinic, MARIA, texts},
    devices::{Second, until},
};
use recado_domain::{
    channel::Side,
    conversation::ConversationState::{self, Open, Resolved, Snoozed},
    id::{ConversationId, DeviceId},
    staff::Role,
};
use recado_inbox::{
    desk::Desk,
    view::{
        thread::ThreadView,
        work::{Replies, WorkView},
    },
};
use std::time::Duration;

const CLINICAL: Side = Side::Clinical;

/// The only conversation, which has another id on each computer.
struct Both {
    clinic: Clinic,
    second: Second,
    here: ConversationId,
    there: ConversationId,
}

impl Both {
    async fn open() -> Self {
        let (clinic, second, _): (_, _, DeviceId) = two().await;
        let here = clinic.only_thread(|_| true).await.conversation;
        let there = second.only_thread(|_| true).await.conversation;
        Self {
            clinic,
            second,
            here,
            there,
        }
    }

    async fn here(&self, is_so: impl Fn(&WorkView) -> bool) -> WorkView {
        work(&self.clinic.desk, self.here, is_so).await
    }

    async fn there(&self, is_so: impl Fn(&WorkView) -> bool) -> WorkView {
        work(&self.second.desk, self.there, is_so).await
    }
}

async fn work(desk: &Desk, id: ConversationId, is_so: impl Fn(&WorkView) -> bool) -> WorkView {
    thread(desk, id, |thread| is_so(&thread.work)).await.work
}

async fn thread(
    desk: &Desk,
    id: ConversationId,
    is_so: impl Fn(&ThreadView) -> bool,
) -> ThreadView {
    until(|| async {
        let thread = desk.open_thread(CLINICAL, id).await.ok();
        thread.filter(|it| is_so(it))
    })
    .await
}

fn is(state: ConversationState) -> impl Fn(&WorkView) -> bool {
    move |work| work.state == state
}

async fn resolve(desk: &Desk, id: ConversationId) {
    let resolved = desk.resolve_conversation(CLINICAL, id, Replies::Ask);
    resolved.await.unwrap();
}

/// Given to whoever is on both computers, to somebody of one of them, and to nobody: each computer says so by name.
#[tokio::test(flavor = "multi_thread")]
async fn who_looks_after_a_conversation_is_seen_on_the_other_computer() {
    let both = Both::open().await;
    let me = both.clinic.me().await;
    let bea = both.clinic.hire("Bea Lima", Role::Clinician).await;
    let desk = &both.clinic.desk;
    let given = desk.assign_conversation(CLINICAL, both.here, Some(me));
    given.await.unwrap();
    let theirs = both.there(|work| work.assignee.is_some()).await;
    let holder = theirs.assignee.unwrap();
    assert_eq!((holder.name.as_str(), holder.is_me), ("Ana Reis", true));
    assert_eq!(theirs.assigned_by.as_deref(), Some("Ana Reis"));
    let row = row_of(&both.second, CLINICAL).await.unwrap();
    assert!(row.work.assignee.is_some_and(|it| it.is_me));

    let given = desk.assign_conversation(CLINICAL, both.here, Some(bea));
    given.await.unwrap();
    let by_name = |work: &WorkView| {
        let holder = work.assignee.as_ref();
        holder.is_some_and(|it| it.name == "Bea Lima" && it.initials == "BL" && !it.is_me)
    };
    both.there(by_name).await;
    let row = row_of(&both.second, CLINICAL).await.unwrap();
    assert_eq!(row.work.assignee.unwrap().name, "Bea Lima");

    // Nobody, said on the other computer.
    let desk = &both.second.desk;
    let given = desk.assign_conversation(CLINICAL, both.there, None);
    given.await.unwrap();
    both.here(|work| work.assignee.is_none()).await;
    assert_eq!(super::refused(&both.second).await, 0);
}

/// Resolved here and reopened there; snoozed there and back at its time on both.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_away_on_one_computer_is_put_away_on_the_other() {
    let both = Both::open().await;
    resolve(&both.clinic.desk, both.here).await;
    let theirs = both.there(is(Resolved)).await;
    assert_eq!(theirs.state_by.as_deref(), Some("Ana Reis"));
    assert!(row_of(&both.second, CLINICAL).await.is_none());
    let desk = &both.second.desk;
    desk.reopen_conversation(CLINICAL, both.there)
        .await
        .unwrap();
    both.here(is(Open)).await;

    let until_then = both.clinic.clock.now().plus(Duration::from_secs(3600));
    let away = desk.snooze_conversation(CLINICAL, both.there, until_then.0);
    away.await.unwrap();
    let ours = both.here(is(Snoozed)).await;
    assert_eq!(ours.snoozed_until, Some(until_then.0));
    both.clinic.later(Duration::from_secs(3601)).await;
    both.here(is(Open)).await;
    both.there(is(Open)).await;

    // Resolved, and the patient writes again: open on both.
    resolve(&both.clinic.desk, both.here).await;
    both.there(is(Resolved)).await;
    both.clinic.writes(MARIA, "Mais uma coisa").await;
    both.here(is(Open)).await;
    both.there(is(Open)).await;
}

/// What was marked unread to come back to is unread on both, until somebody reads it who knows.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_marked_unread_on_one_computer_is_unread_on_the_other() {
    let both = Both::open().await;
    let read = both.clinic.desk.mark_read(CLINICAL, both.here);
    read.await.unwrap();
    let unread = async |second: &Second| row_of(second, CLINICAL).await.map(|row| row.unread);
    until(|| async { (unread(&both.second).await == Some(0)).then_some(()) }).await;
    let marked = both.clinic.desk.mark_unread(CLINICAL, both.here, None);
    marked.await.unwrap();
    until(|| async { (unread(&both.second).await == Some(1)).then_some(()) }).await;
    let read = both.second.desk.mark_read(CLINICAL, both.there);
    read.await.unwrap();
    until(|| async { (both.clinic.rows(1).await[0].unread == 0).then_some(()) }).await;
}

/// A computer without the relay resolves what the patient goes on writing to: nobody there saw it, and it stays open.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_not_seen_is_not_put_away_from_afar() {
    let mut both = Both::open().await;
    let address = both.clinic.stop_relay().await;
    resolve(&both.clinic.desk, both.here).await;
    // It is off when the patient writes, and tells before it asks.
    both.clinic.desk.close();
    both.clinic.start_relay(address).await;
    both.clinic.writes(MARIA, "Piorou").await;
    thread(&both.second.desk, both.there, |it| {
        texts(it) == ["Bom dia", "Piorou"]
    })
    .await;
    both.clinic.restart_desk().await;
    both.clinic.unlock().await;
    both.here(is(Open)).await;
    // Whoever has seen it puts it away, on both.
    thread(&both.clinic.desk, both.here, |it| it.messages.len() == 2).await;
    let given =
        both.clinic
            .desk
            .assign_conversation(CLINICAL, both.here, Some(both.clinic.me().await));
    given.await.unwrap();
    let theirs = both.there(|work| work.assignee.is_some()).await;
    assert_eq!(theirs.state, Open);
    resolve(&both.clinic.desk, both.here).await;
    both.there(is(Resolved)).await;
}

/// Cut off between doing it and telling it: it is told at the next start. Meanwhile the other said something later, and
/// that holds on both.
#[tokio::test(flavor = "multi_thread")]
async fn a_cut_off_before_telling_tells_later_and_the_last_word_holds() {
    let mut both = Both::open().await;
    let (me, address) = (both.clinic.me().await, both.clinic.stop_relay().await);
    let given = both
        .clinic
        .desk
        .assign_conversation(CLINICAL, both.here, Some(me));
    given.await.unwrap();
    resolve(&both.clinic.desk, both.here).await;
    both.clinic.desk.close();
    both.clinic.later(Duration::from_secs(60)).await;
    let desk = &both.second.desk;
    let away = both.clinic.clock.now().plus(Duration::from_secs(7200));
    let snoozed = desk.snooze_conversation(CLINICAL, both.there, away.0);
    snoozed.await.unwrap();
    both.clinic.start_relay(address).await;
    both.clinic.restart_desk().await;
    both.clinic.unlock().await;
    let theirs = both.there(|work| work.assignee.is_some()).await;
    assert_eq!(theirs.state, Snoozed, "the later word");
    both.here(is(Snoozed)).await;
}

/// A locked computer has it after the sign-in.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_computer_knows_after_the_sign_in_who_has_what() {
    let both = Both::open().await;
    both.second.desk.lock().await.unwrap();
    let me = both.clinic.me().await;
    let given = both
        .clinic
        .desk
        .assign_conversation(CLINICAL, both.here, Some(me));
    given.await.unwrap();
    resolve(&both.clinic.desk, both.here).await;
    signs_in(&both.second).await;
    both.there(|work| work.assignee.is_some() && work.state == Resolved)
        .await;
}
