//! Replies leave once: queued, sending, sent; unknown when the answer is lost.

use crate::cast::{Desk, desk, echo, inbound, maria, nikos, seconds};
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::OutboxId;
use recado_store::conversations::event::{Contact, Event, Failure, StatusEvent};
use recado_store::conversations::messages::{self, Message, MessageId};
use recado_store::conversations::outbox::{self, OutboxState};
use recado_store::conversations::{apply, sending};
use recado_store::error::StoreError;

fn opened() -> Desk {
    let desk = desk();
    desk.write(inbound(&maria(), "wamid.in", "olá", seconds(0)));
    desk
}

fn due(desk: &Desk, at: i64) -> Vec<OutboxId> {
    let rows = desk
        .store
        .read(|conn| outbox::due_outbox(conn, seconds(at), 10))
        .unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

fn message(desk: &Desk, id: MessageId) -> Message {
    desk.store.read(|conn| messages::get(conn, id)).unwrap()
}

fn state_of(desk: &Desk, id: OutboxId) -> Option<OutboxState> {
    let row = desk.store.read(|conn| outbox::get(conn, id)).unwrap();
    row.map(|row| row.state)
}

fn status(contact: &Contact, provider_id: &str, status: DeliveryStatus) -> Event {
    Event::Status(StatusEvent {
        channel: contact.channel,
        provider_id: provider_id.into(),
        status,
        failure: (status == DeliveryStatus::Failed).then(|| Failure {
            code: 131_026,
            reason: "unreachable".into(),
        }),
    })
}

#[test]
fn a_reply_is_a_bubble_and_a_row() {
    let (desk, maria) = (opened(), maria());
    let (outbox, id) = desk.reply(&maria, "Bom dia", seconds(10));
    let conversation = desk.conversation(&maria);
    assert_eq!(
        conversation.last.unwrap().status,
        Some(DeliveryStatus::Queued)
    );
    assert_eq!(message(&desk, id).sent_by.as_deref(), Some("Dr. Lima"));
    assert_eq!(due(&desk, 10), [outbox]);
    assert_eq!(due(&desk, 9), []);

    let unknown = Contact {
        conversation: recado_domain::id::ConversationId::generate(),
        ..maria
    };
    let refused = desk.store.write(|tx| {
        let reply = sending::Reply {
            outbox: OutboxId::generate(),
            conversation: unknown.conversation,
            kind: recado_domain::message::MessageKind::Text,
            text: recado_domain::message::MessageText("x".into()),
            detail: None,
            payload: "{}".into(),
            origin: recado_store::conversations::event::Origin::Desk,
            sent_by: None,
            reply_to: None,
            at: seconds(0),
            parts: Vec::new(),
            media: None,
            card_media: Vec::new(),
            answers_comment: None,
        };
        sending::enqueue_reply(tx, &reply)
    });
    assert_eq!(refused, Err(StoreError::NotFound));
}

#[test]
fn rows_leave_in_order_per_conversation_and_conversations_do_not_wait_for_each_other() {
    let (desk, maria, nikos) = (opened(), maria(), nikos());
    desk.write(inbound(&nikos, "wamid.in2", "γεια", seconds(0)));
    let (first, _) = desk.reply(&maria, "um", seconds(10));
    let (second, _) = desk.reply(&maria, "dois", seconds(11));
    let (other, _) = desk.reply(&nikos, "ένα", seconds(12));
    assert_eq!(due(&desk, 20), [first, other]);
    assert!(desk.write_as(|tx| sending::mark_sending(tx, first)));
    assert!(!desk.write_as(|tx| sending::mark_sending(tx, first)));
    assert_eq!(due(&desk, 20), [other]);
    desk.write_as(|tx| sending::retry_later(tx, first, seconds(60), Some(130_429)));
    assert_eq!(due(&desk, 20), [other]);
    assert_eq!(due(&desk, 60), [first, other]);
    desk.write_as(|tx| sending::mark_sending(tx, first));
    desk.write_as(|tx| sending::mark_sent(tx, first, "wamid.out"));
    assert_eq!(due(&desk, 60), [second, other]);
    assert_eq!(desk.store.read(outbox::count_waiting).unwrap(), 2);
    assert_eq!(
        desk.store
            .read(|conn| outbox::next_due_at(conn, seconds(10)))
            .unwrap(),
        Some(seconds(11))
    );
    // What is due already is no reason to wake up again.
    let later = desk
        .store
        .read(|conn| outbox::next_due_at(conn, seconds(12)));
    assert_eq!(later.unwrap(), None);
}

#[test]
fn a_status_that_overtakes_the_answer_is_applied_with_it() {
    let (desk, maria) = (opened(), maria());
    let (outbox, id) = desk.reply(&maria, "Bom dia", seconds(10));
    desk.write_as(|tx| sending::mark_sending(tx, outbox));
    desk.apply(&status(&maria, "wamid.out", DeliveryStatus::Delivered));
    assert_eq!(message(&desk, id).status, Some(DeliveryStatus::Queued));
    let sent = desk.write_as(|tx| sending::mark_sent(tx, outbox, "wamid.out"));
    assert_eq!(sent, Some(id));
    assert_eq!(message(&desk, id).status, Some(DeliveryStatus::Delivered));
    assert_eq!(state_of(&desk, outbox), None);
    let again = desk.write_as(|tx| sending::mark_sent(tx, outbox, "wamid.out"));
    assert_eq!(again, Some(id));
    assert_eq!(message(&desk, id).status, Some(DeliveryStatus::Delivered));
}

/// CASES 19, in the store's terms: a lost answer is unknown, and evidence makes it sent, once.
#[test]
fn a_lost_answer_is_unknown_until_evidence_comes() {
    let (desk, maria) = (opened(), maria());
    let (outbox, id) = desk.reply(&maria, "Bom dia", seconds(10));
    desk.write_as(|tx| sending::mark_sending(tx, outbox));
    drop(desk.store);
    let reopened = recado_store::conversations::Store::open(desk.folder.path(), &desk.key).unwrap();
    let desk = Desk {
        store: reopened,
        ..desk
    };
    assert_eq!(desk.write_as(sending::recover), 1);
    assert_eq!(desk.write_as(sending::recover), 0);
    assert_eq!(state_of(&desk, outbox), Some(OutboxState::Unknown));
    assert_eq!(message(&desk, id).status, Some(DeliveryStatus::Unknown));
    assert_eq!(due(&desk, 9999), []);
    desk.write_as(|tx| sending::leave(tx, outbox));
    assert_eq!(due(&desk, 9999), []);

    let evidence =
        desk.write_as(|tx| sending::resolve_unknown_by_callback(tx, outbox, "wamid.out"));
    assert_eq!(evidence, Some(id));
    assert_eq!(message(&desk, id).status, Some(DeliveryStatus::Sent));
    let stranger = desk.write_as(|tx| {
        sending::resolve_unknown_by_callback(tx, OutboxId::generate(), "wamid.other")
    });
    assert_eq!(stranger, None);
}

#[test]
fn late_evidence_stops_a_second_sending() {
    let (desk, maria) = (opened(), maria());
    let (outbox, id) = desk.reply(&maria, "Bom dia", seconds(10));
    desk.write_as(|tx| sending::mark_sending(tx, outbox));
    desk.write_as(|tx| sending::mark_unknown(tx, outbox));
    let again = desk.write_as(|tx| sending::resend(tx, outbox, seconds(60)));
    assert_eq!(again, outbox);
    assert_eq!(message(&desk, id).status, Some(DeliveryStatus::Queued));
    assert_eq!(due(&desk, 60), [outbox]);
    desk.write_as(|tx| sending::resolve_unknown_by_callback(tx, outbox, "wamid.out"));
    assert_eq!(due(&desk, 60), []);
    assert!(!desk.write_as(|tx| sending::mark_sending(tx, outbox)));
}

#[test]
fn what_was_refused_can_be_sent_again_under_a_new_id() {
    let (desk, maria) = (opened(), maria());
    let (outbox, id) = desk.reply(&maria, "Bom dia", seconds(10));
    desk.write_as(|tx| sending::mark_sending(tx, outbox));
    let failure = Failure {
        code: 131_047,
        reason: "window_closed".into(),
    };
    desk.write_as(|tx| sending::mark_failed(tx, outbox, &failure));
    let failed = message(&desk, id);
    assert_eq!(failed.status, Some(DeliveryStatus::Failed));
    assert_eq!(failed.failure, Some(failure));
    let again = desk.write_as(|tx| sending::resend(tx, outbox, seconds(60)));
    assert_ne!(again, outbox);
    let queued = message(&desk, id);
    assert_eq!(queued.status, Some(DeliveryStatus::Queued));
    assert_eq!((queued.outbox, queued.failure), (Some(again), None));
    assert_eq!(due(&desk, 60), [again]);
    assert_eq!(state_of(&desk, outbox), None);
}

#[test]
fn an_accepted_message_that_fails_later_can_be_sent_again() {
    let (desk, maria) = (opened(), maria());
    let (outbox, id) = desk.reply(&maria, "Bom dia", seconds(10));
    desk.write_as(|tx| sending::mark_sending(tx, outbox));
    desk.write_as(|tx| sending::mark_sent(tx, outbox, "wamid.out"));
    desk.apply(&status(&maria, "wamid.out", DeliveryStatus::Failed));
    assert_eq!(state_of(&desk, outbox), Some(OutboxState::Failed));
    assert_eq!(message(&desk, id).status, Some(DeliveryStatus::Failed));
    let again = desk.write_as(|tx| sending::resend(tx, outbox, seconds(60)));
    desk.write_as(|tx| sending::mark_sending(tx, again));
    desk.write_as(|tx| sending::mark_sent(tx, again, "wamid.out2"));
    desk.apply(&status(&maria, "wamid.out2", DeliveryStatus::Read));
    assert_eq!(message(&desk, id).status, Some(DeliveryStatus::Read));
    assert_eq!(desk.texts(&maria), ["olá", "Bom dia"]);
}

#[test]
fn an_echo_of_our_own_message_does_not_stand_twice() {
    let (desk, maria) = (opened(), maria());
    let (outbox, id) = desk.reply(&maria, "Bom dia", seconds(10));
    desk.write_as(|tx| sending::mark_sending(tx, outbox));
    desk.write(echo(&maria, "wamid.out", "Bom dia", seconds(11)));
    desk.apply(&status(&maria, "wamid.out", DeliveryStatus::Read));
    desk.write_as(|tx| sending::mark_sent(tx, outbox, "wamid.out"));
    desk.write(echo(&maria, "wamid.out", "Bom dia", seconds(11)));
    assert_eq!(desk.texts(&maria), ["olá", "Bom dia"]);
    assert_eq!(message(&desk, id).status, Some(DeliveryStatus::Read));
}

#[test]
fn a_held_row_waits_for_a_person() {
    let (desk, maria) = (opened(), maria());
    let (outbox, _) = desk.reply(&maria, "Bom dia", seconds(10));
    assert!(desk.write_as(|tx| sending::hold(tx, outbox)));
    assert_eq!(due(&desk, 9999), []);
    assert_eq!(desk.store.read(outbox::count_waiting).unwrap(), 1);
    let withdrawn = desk.write_as(|tx| sending::withdraw(tx, outbox, seconds(60)));
    assert_eq!(withdrawn.text.0, "Bom dia");
    assert_eq!(desk.texts(&maria), ["olá"]);
    assert_eq!(state_of(&desk, outbox), None);
    assert_eq!(desk.conversation(&maria).last.unwrap().preview, "olá");
}

#[test]
fn what_may_have_been_sent_cannot_be_withdrawn() {
    let (desk, maria) = (opened(), maria());
    let (outbox, _) = desk.reply(&maria, "Bom dia", seconds(10));
    desk.write_as(|tx| sending::mark_sending(tx, outbox));
    desk.write_as(|tx| sending::mark_unknown(tx, outbox));
    let refused = desk
        .store
        .write(|tx| sending::withdraw(tx, outbox, seconds(60)));
    assert_eq!(refused, Err(StoreError::NotFound));
    assert_eq!(desk.texts(&maria), ["olá", "Bom dia"]);
}

#[test]
fn what_never_found_its_message_is_forgotten_in_time() {
    let (desk, maria) = (opened(), maria());
    desk.apply(&status(&maria, "wamid.never", DeliveryStatus::Read));
    desk.apply(&status(&maria, "wamid.never", DeliveryStatus::Read));
    assert_eq!(desk.write_as(|tx| apply::prune(tx, seconds(0))), 0);
    assert_eq!(desk.write_as(|tx| apply::prune(tx, seconds(1))), 1);
}
