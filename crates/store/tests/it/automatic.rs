//! What left by itself, in its conversation: seen there, and answering nobody.

use crate::cast::{Desk, desk, inbound, maria, seconds};
use recado_domain::acknowledgement::Hours;
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::OutboxId;
use recado_domain::message::MessageText;
use recado_store::conversations::automatic::{
    self, AutomaticMessage, AutomaticOutcome, AutomaticStep,
};
use recado_store::conversations::event::{Event, Failure, Origin, StatusEvent};
use recado_store::conversations::messages::Message;
use recado_store::conversations::sending;

fn opened() -> (Desk, OutboxId) {
    let desk = desk();
    desk.write(inbound(&maria(), "wamid.in", "olá", seconds(0)));
    (desk, OutboxId::generate())
}

fn leaves(desk: &Desk, outbox: OutboxId) {
    let message = AutomaticMessage {
        outbox,
        conversation: maria().conversation,
        text: MessageText("Estamos fechados.".into()),
        hours: Hours::Closed,
        known_level: None,
        at: seconds(5),
    };
    step(desk, &AutomaticStep::Leaves(message));
}

fn step(desk: &Desk, step: &AutomaticStep) {
    desk.store.write(|tx| automatic::step(tx, step)).unwrap();
}

fn all(desk: &Desk) -> Vec<Message> {
    let thread = desk.thread(&maria()).into_iter();
    thread.map(|shown| shown.message).collect()
}

/// T10: what left says why, and what was known; told twice, it stands there once.
#[test]
fn what_left_stands_in_the_thread_with_its_reason() {
    let (desk, outbox) = opened();
    leaves(&desk, outbox);
    leaves(&desk, outbox);
    let all = all(&desk);
    assert_eq!(all.len(), 2);
    let automatic = all[1].automatic.unwrap();
    assert_eq!(
        (automatic.hours, automatic.known_level),
        (Hours::Closed, None)
    );
    assert_eq!(
        (all[1].origin, all[1].sent_by.clone()),
        (Origin::Automatic, None)
    );
    assert_eq!(all[0].automatic, None);
}

/// The list goes on showing what the person wrote, unread: nobody has answered them.
#[test]
fn it_answers_nobody() {
    let (desk, outbox) = opened();
    let before = desk.conversation(&maria());
    leaves(&desk, outbox);
    let sent = AutomaticOutcome::Sent("wamid.out".into());
    step(&desk, &AutomaticStep::Settled(outbox, sent));
    assert_eq!(desk.conversation(&maria()), before);
}

#[test]
fn metas_word_on_it_stays_whatever_comes_after() {
    let (desk, outbox) = opened();
    leaves(&desk, outbox);
    desk.store
        .write(|tx| sending::resolve_unknown_by_callback(tx, outbox, "wamid.out"))
        .unwrap();
    desk.apply(&Event::Status(StatusEvent {
        channel: maria().channel,
        provider_id: "wamid.out".into(),
        status: DeliveryStatus::Read,
        failure: None,
    }));
    step(
        &desk,
        &AutomaticStep::Settled(outbox, AutomaticOutcome::Unknown),
    );
    step(
        &desk,
        &AutomaticStep::Settled(outbox, AutomaticOutcome::Withdrawn),
    );
    assert_eq!(all(&desk)[1].status, Some(DeliveryStatus::Read));
}

#[test]
fn what_never_left_goes_and_what_was_refused_says_why() {
    let (desk, outbox) = opened();
    leaves(&desk, outbox);
    step(
        &desk,
        &AutomaticStep::Settled(outbox, AutomaticOutcome::Withdrawn),
    );
    assert_eq!(all(&desk).len(), 1);
    assert_eq!(desk.found("fechados"), 0);
    let second = OutboxId::generate();
    leaves(&desk, second);
    let failure = Failure {
        code: 131_047,
        reason: "window_closed".into(),
    };
    let failed = AutomaticOutcome::Failed(failure.clone());
    step(&desk, &AutomaticStep::Settled(second, failed));
    assert_eq!(all(&desk)[1].failure, Some(failure));
}
