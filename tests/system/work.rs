//! Working together: who looks after a conversation, what is put away and comes back.

use crate::clinic::{Clinic, MARIA, NIKOS};
use recado_domain::{
    channel::Side,
    conversation::ConversationState,
    delivery::DeliveryStatus,
    id::{ConversationId, StaffId},
    snooze::SnoozePreset,
    staff::Role,
};
use recado_inbox::{
    desk::Notice,
    error::InboxError,
    view::{
        list::{ListFilter, ListQuery, ListView},
        thread::ThreadView,
        work::Replies,
    },
};
use recado_meta_sim::fault::Fault;
use serde_json::json;
use std::time::Duration;

const CLINICAL: Side = Side::Clinical;
const HOUR: Duration = Duration::from_secs(3600);

async fn listed(clinic: &Clinic, filter: ListFilter) -> ListView {
    let query = ListQuery {
        side: CLINICAL,
        filter,
        channel: None,
    };
    clinic.desk.list_conversations(query, 100).await.unwrap()
}

async fn names(clinic: &Clinic, filter: ListFilter) -> Vec<String> {
    let rows = listed(clinic, filter).await.rows;
    rows.into_iter().map(|row| row.name).collect()
}

fn state(thread: &ThreadView) -> ConversationState {
    thread.work.state
}

async fn resolve(clinic: &Clinic, conversation: ConversationId) -> Result<(), InboxError> {
    let desk = &clinic.desk;
    desk.resolve_conversation(CLINICAL, conversation, Replies::Ask)
        .await
}

async fn snooze(clinic: &Clinic, conversation: ConversationId, by: Duration) {
    let until = clinic.clock.now().plus(by).0;
    let desk = &clinic.desk;
    desk.snooze_conversation(CLINICAL, conversation, until)
        .await
        .unwrap();
}

async fn assign(
    clinic: &Clinic,
    conversation: ConversationId,
    to: Option<StaffId>,
) -> Result<(), InboxError> {
    let desk = &clinic.desk;
    desk.assign_conversation(CLINICAL, conversation, to).await
}

/// U6: mine, nobody's, all; who said so and when; nobody is given what they cannot read; all of it audited by ids.
#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_given_to_who_can_read_it() {
    let (clinic, thread) = Clinic::with_a_message().await;
    clinic.writes(NIKOS, "Γεια σας").await;
    clinic.rows(2).await;
    let me = clinic.me().await;
    let bea = clinic.hire("Bea Lima", Role::Clinician).await;
    let carl = clinic.hire("Carl Sousa", Role::Assistant).await;
    let maria = thread.conversation;

    let offered = clinic.desk.assignable_staff(CLINICAL).await.unwrap();
    let offered: Vec<_> = offered.iter().map(|it| (it.id, it.is_me)).collect();
    assert_eq!(offered, [(me, true), (bea, false)]);
    let refused = assign(&clinic, maria, Some(carl)).await;
    assert!(matches!(refused, Err(InboxError::NotAllowed)));
    let nobody = assign(&clinic, maria, Some(StaffId::generate())).await;
    assert!(matches!(nobody, Err(InboxError::NotFound)));
    assert!(clinic.acts("conversation.").is_empty());

    assign(&clinic, maria, Some(me)).await.unwrap();
    assert_eq!(names(&clinic, ListFilter::Mine).await, ["Maria K."]);
    assert_eq!(names(&clinic, ListFilter::Unassigned).await, ["Nikos V."]);
    let list = listed(&clinic, ListFilter::All).await;
    assert_eq!((list.all, list.mine, list.unassigned), (2, 1, 1));
    assign(&clinic, maria, Some(bea)).await.unwrap();
    let work = clinic
        .thread(maria, |thread| thread.work.assignee.is_some())
        .await
        .work;
    let assignee = work.assignee.unwrap();
    assert_eq!((assignee.initials.as_str(), assignee.is_me), ("BL", false));
    assert_eq!(work.assigned_by.as_deref(), Some("Ana Reis"));
    // Said after the first, though the clock stands still.
    assert_eq!(work.assigned_at, Some(clinic.clock.now().0 + 1));

    let acts = clinic.acts("conversation.");
    assert_eq!(acts.len(), 2);
    let detail: serde_json::Value = serde_json::from_str(&acts[1].1).unwrap();
    assert_eq!(acts[1].0, "conversation.assigned");
    let expected = json!({"to": bea, "side": "clinical", "conversation": maria});
    assert_eq!(detail, expected);

    clinic.hands_over_to(bea).await;
    assert_eq!(names(&clinic, ListFilter::Mine).await, ["Maria K."]);
}

/// P5, U6: whoever has left, or lost the key, looks after nothing any more.
#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_looked_after_who_left_is_nobodys() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let bea = clinic.hire("Bea Lima", Role::Clinician).await;
    assign(&clinic, thread.conversation, Some(bea))
        .await
        .unwrap();
    let role = clinic.desk.change_staff_role(bea, Role::Assistant);
    role.await.unwrap();
    let list = listed(&clinic, ListFilter::Unassigned).await;
    assert_eq!((list.rows.len(), list.unassigned), (1, 1));
}

/// U6: a snooze leaves the list, survives a restart, and is back at its time.
#[tokio::test(flavor = "multi_thread")]
async fn a_snoozed_conversation_is_back_at_its_time() {
    let (mut clinic, thread) = Clinic::with_a_message().await;
    let choices = clinic.desk.snooze_choices().await.unwrap();
    assert_eq!(choices[0].preset, SnoozePreset::LaterToday);
    assert_eq!(choices[0].until, clinic.clock.now().plus(3 * HOUR).0);
    for wrong in [clinic.clock.now().0, i64::MAX] {
        let refused = clinic
            .desk
            .snooze_conversation(CLINICAL, thread.conversation, wrong);
        assert!(matches!(refused.await, Err(InboxError::InvalidInput)));
    }
    snooze(&clinic, thread.conversation, 3 * HOUR).await;
    let list = listed(&clinic, ListFilter::All).await;
    assert_eq!((list.rows.len(), list.all, list.snoozed), (0, 0, 1));
    let row = &listed(&clinic, ListFilter::Snoozed).await.rows[0];
    assert_eq!(row.work.snoozed_until, Some(choices[0].until));

    clinic.restart_desk().await;
    clinic.unlock().await;
    assert_eq!(listed(&clinic, ListFilter::All).await.all, 0);
    clinic.later(3 * HOUR).await;
    // Nobody asks for it: it is back by itself.
    let row = clinic.rows(1).await.remove(0);
    assert_eq!(row.work.back_at, Some(clinic.clock.now().0));
    assert_eq!(row.work.state, ConversationState::Open);

    // A night with the computer off: back with the sign-in.
    snooze(&clinic, thread.conversation, HOUR).await;
    clinic.desk.lock().await.unwrap();
    clinic.later(9 * HOUR).await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    assert_eq!(listed(&clinic, ListFilter::All).await.all, 1);
}

/// U6: a clock that was set back does not keep a conversation away.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_brings_it_back() {
    let (clinic, thread) = Clinic::with_a_message().await;
    snooze(&clinic, thread.conversation, HOUR).await;
    clinic.clock.turn_to(clinic.clock.now().minus(24 * HOUR));
    clinic.rows(1).await;
}

/// CASES 30: a message on a resolved or snoozed conversation reopens it, visible, with one notification; what the
/// clinic sends from its phone does not.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_reopens_and_an_echo_does_not() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let conversation = thread.conversation;
    resolve(&clinic, conversation).await.unwrap();
    assert_eq!(names(&clinic, ListFilter::Resolved).await, ["Maria K."]);
    let work = clinic.thread(conversation, |_| true).await.work;
    assert_eq!(work.state_by.as_deref(), Some("Ana Reis"));

    let mut notices = clinic.desk.notices();
    let echo = json!({"type": "text", "text": {"body": "Do telefone"}});
    let at = Some(clinic.clock.now().0);
    clinic
        .control()
        .clinic_sends_elsewhere(MARIA.wa_id, echo, at)
        .await
        .unwrap();
    let thread = clinic
        .thread(conversation, |thread| thread.messages.len() == 2)
        .await;
    assert_eq!(state(&thread), ConversationState::Resolved);

    clinic.writes(MARIA, "Afinal tenho uma dúvida").await;
    let thread = clinic
        .thread(conversation, |thread| thread.messages.len() == 3)
        .await;
    assert_eq!(state(&thread), ConversationState::Open);
    assert_eq!(names(&clinic, ListFilter::All).await, ["Maria K."]);
    let notice = notices.recv().await.unwrap();
    assert!(matches!(notice, Notice::Messages { conversation: of, .. } if of == conversation));
    assert!(notices.try_recv().is_err(), "one notification");

    snooze(&clinic, conversation, HOUR).await;
    clinic.writes(MARIA, "Outra").await;
    let thread = clinic
        .thread(conversation, |thread| thread.messages.len() == 4)
        .await;
    assert_eq!(state(&thread), ConversationState::Open);
    assert_eq!(thread.work.snoozed_until, None);
}

/// N1, U6: a conversation with an open flag is never put away, and a flag brings one back.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_flagged_is_out_of_sight() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let conversation = thread.conversation;
    resolve(&clinic, conversation).await.unwrap();
    clinic.writes(MARIA, "No quiero seguir viviendo así").await;
    let thread = clinic.only_thread(|thread| !thread.alerts.is_empty()).await;
    assert_eq!(state(&thread), ConversationState::Open);
    for replies in [Replies::Ask, Replies::Leave] {
        let refused = clinic
            .desk
            .resolve_conversation(CLINICAL, conversation, replies);
        assert!(matches!(refused.await, Err(InboxError::AlertOpen)));
    }
    let until = clinic.clock.now().plus(HOUR).0;
    let refused = clinic
        .desk
        .snooze_conversation(CLINICAL, conversation, until);
    assert!(matches!(refused.await, Err(InboxError::AlertOpen)));
    assert_eq!(listed(&clinic, ListFilter::Risk).await.rows.len(), 1);

    let alert = thread.alerts[0].id;
    clinic.desk.acknowledge_alert(alert).await.unwrap();
    resolve(&clinic, conversation).await.unwrap();
    clinic
        .desk
        .reopen_conversation(CLINICAL, conversation)
        .await
        .unwrap();
    assert_eq!(listed(&clinic, ListFilter::All).await.all, 1);
    let acts: Vec<_> = clinic
        .acts("conversation.")
        .into_iter()
        .map(|(act, _)| act)
        .collect();
    let resolved = "conversation.resolved".to_owned();
    assert_eq!(
        acts,
        [resolved.clone(), resolved, "conversation.reopened".into()]
    );
}

/// R9, U6: while nobody knows whether a reply left, resolving is asked about once; what fails brings it back.
#[tokio::test(flavor = "multi_thread")]
async fn a_reply_that_did_not_leave_is_not_forgotten_by_resolving() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let conversation = thread.conversation;
    clinic.fault(Fault::LostAnswer { times: 1 }).await;
    clinic
        .control()
        .set_fault(Fault::DelayWebhooks { millis: 60_000 })
        .await;
    clinic.replies(&thread, "Até já").await;
    // Not before: what becomes uncertain brings a resolved conversation back.
    clinic
        .until(|| async {
            clinic.later(Duration::from_secs(30)).await;
            let thread = clinic.desk.open_thread(CLINICAL, conversation).await;
            let status = thread.ok()?.messages.last()?.status;
            (status == Some(DeliveryStatus::Unknown)).then_some(())
        })
        .await;
    let asked = resolve(&clinic, conversation).await;
    assert!(matches!(asked, Err(InboxError::RepliesWait)));
    clinic
        .desk
        .resolve_conversation(CLINICAL, conversation, Replies::Leave)
        .await
        .unwrap();
    assert_eq!(names(&clinic, ListFilter::Resolved).await, ["Maria K."]);
}

/// U6: unread from a message on, counted everywhere.
#[tokio::test(flavor = "multi_thread")]
async fn unread_again_from_a_message_on() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let conversation = thread.conversation;
    clinic.writes(MARIA, "Segunda").await;
    clinic.writes(MARIA, "Terceira").await;
    let thread = clinic
        .thread(conversation, |thread| thread.messages.len() == 3)
        .await;
    let second = thread.messages[1].id;
    clinic.desk.mark_read(CLINICAL, conversation).await.unwrap();
    assert_eq!(listed(&clinic, ListFilter::Unread).await.unread, 0);
    let mark = |from| clinic.desk.mark_unread(CLINICAL, conversation, from);
    mark(None).await.unwrap();
    assert_eq!(clinic.rows(1).await[0].unread, 1);
    mark(Some(second)).await.unwrap();
    assert_eq!(clinic.rows(1).await[0].unread, 2);
    let thread = clinic.thread(conversation, |_| true).await;
    assert_eq!(thread.first_unread, Some(second));
    clinic.desk.mark_read(CLINICAL, conversation).await.unwrap();
    assert_eq!(clinic.rows(1).await[0].unread, 0);
}

/// P5: nobody works on anything without signing in.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_desk_puts_nothing_away() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let conversation = thread.conversation;
    clinic.desk.lock().await.unwrap();
    let until = clinic.clock.now().plus(HOUR).0;
    for side in [Side::Clinical, Side::Leads] {
        let desk = &clinic.desk;
        let all = [
            desk.assign_conversation(side, conversation, None).await,
            desk.snooze_conversation(side, conversation, until).await,
            desk.resolve_conversation(side, conversation, Replies::Ask)
                .await,
            desk.reopen_conversation(side, conversation).await,
            desk.mark_unread(side, conversation, None).await,
        ];
        for refused in all {
            assert!(matches!(refused, Err(InboxError::Locked)));
        }
    }
}
