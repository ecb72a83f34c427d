//! Reactions of the clinic: shown at once, refused they are what they were before, never a message's status.

use crate::cast::{Desk, desk, echo, inbound, maria, seconds};
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::OutboxId;
use recado_domain::message::Direction;
use recado_store::conversations::event::{Event, Failure, ReactionEvent, StatusEvent};
use recado_store::conversations::messages::{self, MessageId};
use recado_store::conversations::outbox::{self, OutboxAct, OutboxState};
use recado_store::conversations::reacting::{self, NewReaction};
use recado_store::conversations::{apply, sending};
use recado_store::error::StoreError;

fn opened() -> (Desk, MessageId) {
    let desk = desk();
    let id = desk.write(inbound(&maria(), "wamid.in", "olá", seconds(0)));
    (desk, id)
}

fn react(desk: &Desk, target: MessageId, emoji: Option<&str>, at: i64) -> OutboxId {
    let outbox = OutboxId::generate();
    let reaction = NewReaction {
        outbox,
        conversation: maria().conversation,
        target,
        emoji: emoji.map(str::to_owned),
        payload: "{}".into(),
        at: seconds(at),
    };
    desk.write_as(|tx| reacting::enqueue_reaction(tx, &reaction));
    outbox
}

fn accepted(desk: &Desk, id: OutboxId, provider_id: &str) {
    assert!(desk.write_as(|tx| sending::mark_sending(tx, id)));
    let about = desk.write_as(|tx| sending::mark_sent(tx, id, provider_id));
    assert!(about.is_some());
}

fn status(desk: &Desk, provider_id: &str, status: DeliveryStatus) {
    let applied = desk.apply(&Event::Status(StatusEvent {
        channel: maria().channel,
        provider_id: provider_id.into(),
        status,
        failure: (status == DeliveryStatus::Failed).then(|| Failure {
            code: 131_047,
            reason: "window_closed".into(),
        }),
    }));
    assert_eq!(applied.message, None);
}

fn ours(desk: &Desk) -> Option<String> {
    let message = desk.thread(&maria()).remove(0);
    let ours: Vec<_> = message
        .reactions
        .into_iter()
        .filter(|reaction| reaction.direction == Direction::Outbound)
        .collect();
    assert!(ours.len() <= 1);
    ours.into_iter().next().map(|reaction| reaction.emoji)
}

fn refused(desk: &Desk) -> Vec<OutboxId> {
    let rows = desk
        .store
        .read(|conn| reacting::refused(conn, maria().conversation));
    rows.unwrap().into_iter().map(|row| row.id).collect()
}

fn due(desk: &Desk, at: i64) -> Vec<OutboxId> {
    let rows = desk
        .store
        .read(|conn| outbox::due_outbox(conn, seconds(at), 10));
    rows.unwrap().into_iter().map(|row| row.id).collect()
}

const REFUSED: u32 = 131_047;

fn failure() -> Failure {
    Failure {
        code: REFUSED,
        reason: "window_closed".into(),
    }
}

#[test]
fn a_reaction_is_shown_at_once_and_leaves_in_order() {
    let (desk, target) = opened();
    let (first, bubble) = desk.reply(&maria(), "um", seconds(10));
    let reaction = react(&desk, target, Some("👍"), 11);
    let (third, _) = desk.reply(&maria(), "dois", seconds(12));
    assert_eq!(ours(&desk).as_deref(), Some("👍"));
    for (id, provider_id) in [
        (first, "wamid.1"),
        (reaction, "wamid.r"),
        (third, "wamid.2"),
    ] {
        assert_eq!(due(&desk, 60), [id]);
        accepted(&desk, id, provider_id);
    }
    let inbound = desk.store.read(|conn| messages::get(conn, target)).unwrap();
    assert_eq!((inbound.status, inbound.outbox), (None, None));
    let sent = desk.store.read(|conn| messages::get(conn, bubble)).unwrap();
    assert_eq!(sent.status, Some(DeliveryStatus::Sent));
    assert_eq!(desk.texts(&maria()), ["olá", "um", "dois"]);
    let row = desk
        .store
        .read(|conn| outbox::get(conn, reaction))
        .unwrap()
        .unwrap();
    let emoji = Some("👍".to_owned());
    assert!(row.act == OutboxAct::Reaction { emoji });
    let of_target = desk.store.read(|conn| outbox::of_message(conn, target));
    assert!(of_target.unwrap().is_none());
}

#[test]
fn a_refused_reaction_is_what_it_was_before_and_can_be_seen_and_repeated() {
    let (desk, target) = opened();
    let first = react(&desk, target, Some("👍"), 10);
    accepted(&desk, first, "wamid.r1");
    status(&desk, "wamid.r1", DeliveryStatus::Delivered);
    let second = react(&desk, target, Some("❤"), 20);
    assert_eq!(ours(&desk).as_deref(), Some("❤"));
    desk.write_as(|tx| sending::mark_sending(tx, second));
    desk.write_as(|tx| sending::mark_failed(tx, second, &failure()));
    assert_eq!(ours(&desk).as_deref(), Some("👍"));
    assert_eq!(refused(&desk), [second]);
    let row = desk
        .store
        .read(|conn| outbox::get(conn, second))
        .unwrap()
        .unwrap();
    assert_eq!(
        (row.state, row.last_code),
        (OutboxState::Failed, Some(REFUSED))
    );

    let again = desk.write_as(|tx| sending::resend(tx, second, seconds(30)));
    assert_ne!(again, second);
    assert_eq!(
        (ours(&desk).as_deref(), refused(&desk).len()),
        (Some("❤"), 0)
    );
    desk.write_as(|tx| sending::mark_sending(tx, again));
    desk.write_as(|tx| sending::mark_failed(tx, again, &failure()));
    desk.write_as(|tx| sending::withdraw(tx, again, seconds(40)));
    assert_eq!(
        (ours(&desk).as_deref(), refused(&desk).len()),
        (Some("👍"), 0)
    );
    assert_eq!(desk.texts(&maria()), ["olá"]);
}

#[test]
fn a_reaction_that_fails_after_meta_took_it_is_rolled_back_also_when_the_news_overtakes_the_answer()
{
    for overtakes in [false, true] {
        let (desk, target) = opened();
        let reaction = react(&desk, target, Some("👍"), 10);
        desk.write_as(|tx| sending::mark_sending(tx, reaction));
        if overtakes {
            status(&desk, "wamid.r", DeliveryStatus::Failed);
        }
        desk.write_as(|tx| sending::mark_sent(tx, reaction, "wamid.r"));
        if !overtakes {
            assert_eq!(ours(&desk).as_deref(), Some("👍"));
            status(&desk, "wamid.r", DeliveryStatus::Failed);
        }
        assert_eq!(ours(&desk), None);
        assert_eq!(refused(&desk), [reaction]);
        // A late proof that it was sent is no proof that it arrived; evidence of delivery is.
        desk.write_as(|tx| sending::resolve_unknown_by_callback(tx, reaction, "wamid.r"));
        status(&desk, "wamid.r", DeliveryStatus::Sent);
        assert_eq!(refused(&desk), [reaction]);
        status(&desk, "wamid.r", DeliveryStatus::Delivered);
        assert_eq!(
            (ours(&desk).as_deref(), refused(&desk).len()),
            (Some("👍"), 0)
        );
    }
}

#[test]
fn a_lost_answer_is_repeated_and_asks_nobody() {
    let (desk, target) = opened();
    let reaction = react(&desk, target, Some("👍"), 10);
    desk.write_as(|tx| sending::mark_sending(tx, reaction));
    desk.write_as(|tx| sending::mark_unknown(tx, reaction));
    assert_eq!(due(&desk, 60), [reaction]);
    desk.write_as(|tx| sending::mark_sending(tx, reaction));
    // A kill while it was being sent.
    assert_eq!(desk.write_as(sending::recover), 1);
    assert_eq!(due(&desk, 60), [reaction]);
    assert_eq!(ours(&desk).as_deref(), Some("👍"));
    desk.write_as(|tx| sending::resolve_unknown_by_callback(tx, reaction, "wamid.r"));
    assert_eq!(due(&desk, 60), []);
    assert!(!desk.write_as(|tx| sending::mark_sending(tx, reaction)));
    let message = desk.store.read(|conn| messages::get(conn, target)).unwrap();
    assert_eq!(message.status, None);
}

#[test]
fn another_reaction_replaces_one_that_has_not_left_and_one_that_was_refused() {
    let (desk, target) = opened();
    let first = react(&desk, target, Some("👍"), 10);
    let second = react(&desk, target, Some("❤"), 11);
    assert_eq!(due(&desk, 60), [second]);
    assert!(
        desk.store
            .read(|conn| outbox::get(conn, first))
            .unwrap()
            .is_none()
    );
    desk.write_as(|tx| sending::mark_sending(tx, second));
    desk.write_as(|tx| sending::mark_failed(tx, second, &failure()));
    let third = react(&desk, target, None, 12);
    assert_eq!((ours(&desk), refused(&desk).len()), (None, 0));
    assert_eq!(due(&desk, 60), [third]);
}

#[test]
fn taking_back_shows_nothing_and_the_latest_of_desk_and_phone_stays() {
    let (desk, target) = opened();
    let first = react(&desk, target, Some("👍"), 10);
    accepted(&desk, first, "wamid.r1");
    let second = react(&desk, target, None, 20);
    assert_eq!(ours(&desk), None);
    accepted(&desk, second, "wamid.r2");
    assert_eq!(ours(&desk), None);
    desk.apply(&Event::Reaction(ReactionEvent {
        contact: maria(),
        target: "wamid.in".into(),
        direction: Direction::Outbound,
        emoji: Some("🙏".into()),
        at: seconds(30),
        opens_window: false,
    }));
    assert_eq!(ours(&desk).as_deref(), Some("🙏"));
    // What no news came of is settled in time, and stays as it was shown.
    desk.write_as(|tx| apply::prune(tx, seconds(9999)));
    assert_eq!(ours(&desk).as_deref(), Some("🙏"));
    assert!(
        desk.store
            .read(|conn| outbox::get(conn, second))
            .unwrap()
            .is_none()
    );
}

#[test]
fn statuses_of_a_message_and_of_a_reaction_to_it_do_not_meet() {
    let desk = desk();
    let target = desk.write(echo(&maria(), "wamid.out", "nosso", seconds(0)));
    let reaction = react(&desk, target, Some("👍"), 10);
    desk.apply(&Event::Status(StatusEvent {
        channel: maria().channel,
        provider_id: "wamid.out".into(),
        status: DeliveryStatus::Read,
        failure: None,
    }));
    // The message was read; the reaction has yet to leave.
    assert_eq!(due(&desk, 60), [reaction]);
    desk.write_as(|tx| sending::mark_sending(tx, reaction));
    desk.write_as(|tx| sending::mark_failed(tx, reaction, &failure()));
    let message = desk.store.read(|conn| messages::get(conn, target)).unwrap();
    assert_eq!(
        (message.status, message.failure),
        (Some(DeliveryStatus::Read), None)
    );
}

#[test]
fn a_reaction_without_an_id_at_meta_stands_at_once() {
    let (desk, target) = opened();
    let reaction = react(&desk, target, Some("❤"), 10);
    desk.write_as(|tx| sending::mark_sending(tx, reaction));
    desk.write_as(|tx| reacting::mark_done(tx, reaction));
    desk.write_as(|tx| reacting::mark_done(tx, reaction));
    assert_eq!(ours(&desk).as_deref(), Some("❤"));
    let row = desk.store.read(|conn| outbox::get(conn, reaction));
    assert!(row.unwrap().is_none());
    let (message, _) = desk.reply(&maria(), "um", seconds(11));
    desk.write_as(|tx| reacting::mark_done(tx, message));
    assert_eq!(due(&desk, 60), [message]);
}

#[test]
fn only_what_meta_knows_can_be_reacted_to() {
    let (desk, _) = opened();
    let (_, unsent) = desk.reply(&maria(), "um", seconds(10));
    let reaction = NewReaction {
        outbox: OutboxId::generate(),
        conversation: maria().conversation,
        target: unsent,
        emoji: Some("👍".into()),
        payload: "{}".into(),
        at: seconds(11),
    };
    let refused = desk
        .store
        .write(|tx| reacting::enqueue_reaction(tx, &reaction));
    assert_eq!(refused, Err(StoreError::NotFound));
}
