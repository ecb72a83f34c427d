//! Messages, statuses and changes as they come in.

use crate::cast::{MORNING, desk, echo, inbound, maria, nikos, seconds};
use recado_domain::alert::AlertLevel;
use recado_domain::conversation::ConversationState;
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::{AlertId, StaffId};
use recado_domain::message::MessageText;
use recado_store::conversations::event::{
    Contact, EditEvent, Event, Failure, NewMessage, RevokeEvent, StatusEvent,
};
use recado_store::conversations::{apply, messages, state, thread, work};
use recado_store::search::query::Query;

fn status(contact: &Contact, provider_id: &str, status: DeliveryStatus) -> Event {
    let has_failed = status == DeliveryStatus::Failed;
    Event::Status(StatusEvent {
        channel: contact.channel,
        provider_id: provider_id.into(),
        status,
        failure: has_failed.then(|| Failure {
            code: 131_026,
            reason: "unreachable".into(),
        }),
    })
}

/// CASES 2: twenty rapid messages, shuffled, stand in Meta's time order.
#[test]
fn shuffled_messages_stand_in_metas_order() {
    let (desk, maria) = (desk(), maria());
    for step in 0..20 {
        let number = (step * 7) % 20;
        let text = format!("mensagem {number}");
        desk.write(inbound(
            &maria,
            &format!("wamid.{number}"),
            &text,
            seconds(number),
        ));
    }
    let expected: Vec<String> = (0..20).map(|number| format!("mensagem {number}")).collect();
    assert_eq!(desk.texts(&maria), expected);
    let conversation = desk.conversation(&maria);
    assert_eq!(conversation.unread, 20);
    assert_eq!(conversation.last.unwrap().preview, "mensagem 19");
}

#[test]
fn messages_of_one_second_stand_as_they_came() {
    let (desk, maria) = (desk(), maria());
    desk.write_as(|tx| {
        for number in 0..1500 {
            let message = inbound(&maria, &format!("wamid.{number}"), "x", seconds(0));
            apply::apply(tx, &Event::Message(Box::new(message)), seconds(0))?;
        }
        Ok(())
    });
    let page = desk
        .store
        .read(|conn| thread::newest(conn, maria.conversation, 2000))
        .unwrap();
    let ids: Vec<_> = page
        .messages
        .iter()
        .map(|m| m.message.provider_id.clone())
        .collect();
    let expected: Vec<_> = (0..1500).map(|n| Some(format!("wamid.{n}"))).collect();
    assert_eq!(ids, expected);
    let last = page.messages.last().unwrap().message.id.0;
    assert!(last < 1 << 53);
}

/// CASES 6: the same payload five times in parallel is one row.
#[test]
fn the_same_message_five_times_in_parallel_is_one_row() {
    let (desk, maria) = (desk(), maria());
    let event = Event::Message(Box::new(inbound(&maria, "wamid.1", "olá", seconds(0))));
    let new: usize = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..5)
            .map(|_| scope.spawn(|| usize::from(desk.apply(&event).is_new)))
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    });
    assert_eq!(new, 1);
    assert_eq!(desk.texts(&maria), ["olá"]);
    assert_eq!(desk.conversation(&maria).unread, 1);
}

/// CASES 4: a late webhook keeps its true time, for its place and for the window.
#[test]
fn a_late_webhook_keeps_its_true_time() {
    let (desk, maria) = (desk(), maria());
    desk.write(inbound(&maria, "wamid.2", "segunda", seconds(3 * 3600)));
    desk.write(inbound(&maria, "wamid.1", "primeira", seconds(0)));
    assert_eq!(desk.texts(&maria), ["primeira", "segunda"]);
    let conversation = desk.conversation(&maria);
    assert_eq!(conversation.window_opened_at, Some(seconds(3 * 3600)));
    assert_eq!(conversation.last.unwrap().preview, "segunda");
    desk.write(echo(&maria, "wamid.3", "do telefone", seconds(4 * 3600)));
    let window = desk.conversation(&maria).window_opened_at;
    assert_eq!(window, Some(seconds(3 * 3600)));
}

/// CASES 7: statuses in any order, before and after the message, end the same.
#[test]
fn statuses_in_any_order_end_the_same() {
    use DeliveryStatus::{Delivered, Failed, Read, Sent};
    let orders = [
        [Sent, Delivered, Read, Failed],
        [Failed, Read, Delivered, Sent],
        [Read, Sent, Failed, Delivered],
    ];
    for (number, order) in orders.iter().enumerate() {
        for place in 0..=order.len() {
            let (desk, maria) = (desk(), maria());
            let id = format!("wamid.{number}");
            for (index, event) in order.iter().enumerate() {
                if index == place {
                    desk.write(echo(&maria, &id, "olá", seconds(0)));
                }
                desk.apply(&status(&maria, &id, *event));
            }
            if place == order.len() {
                desk.write(echo(&maria, &id, "olá", seconds(0)));
            }
            let message = desk.thread(&maria).remove(0).message;
            assert_eq!(message.status, Some(Read));
            assert_eq!(message.failure, None);
            assert_eq!(desk.conversation(&maria).last.unwrap().status, Some(Read));
        }
    }
}

#[test]
fn a_failure_is_explained_while_it_stands() {
    let (desk, maria) = (desk(), maria());
    desk.write(echo(&maria, "wamid.1", "olá", seconds(0)));
    desk.apply(&status(&maria, "wamid.1", DeliveryStatus::Failed));
    let message = desk.thread(&maria).remove(0).message;
    assert_eq!(message.failure.unwrap().code, 131_026);
}

/// CASES 30: a message on a resolved conversation reopens it; imported history does not.
#[test]
fn a_message_reopens_a_resolved_conversation() {
    let (desk, maria) = (desk(), maria());
    desk.write(inbound(&maria, "wamid.1", "olá", seconds(0)));
    let resolve = || {
        desk.write_as(|tx| work::resolve(tx, maria.conversation, StaffId::generate(), MORNING));
    };
    resolve();
    desk.write(NewMessage {
        is_unread: false,
        opens_window: false,
        ..inbound(&maria, "wamid.0", "há meses", seconds(-9999))
    });
    assert_eq!(desk.conversation(&maria).state, ConversationState::Resolved);
    desk.write(inbound(&maria, "wamid.2", "ainda aqui", seconds(60)));
    assert_eq!(desk.conversation(&maria).state, ConversationState::Open);
    assert_eq!(desk.conversation(&maria).unread, 2);
}

#[test]
fn reading_up_to_a_message_leaves_what_came_after() {
    let (desk, maria) = (desk(), maria());
    let first = desk.write(inbound(&maria, "wamid.1", "um", seconds(0)));
    let second = desk.write(inbound(&maria, "wamid.2", "dois", seconds(1)));
    let first_unread = |desk: &crate::cast::Desk| {
        desk.store
            .read(|conn| thread::first_unread(conn, maria.conversation))
            .unwrap()
    };
    assert_eq!(first_unread(&desk), Some(first));
    let marked = desk.write_as(|tx| state::mark_read(tx, maria.conversation, first));
    assert_eq!(marked, 1);
    assert_eq!(desk.conversation(&maria).unread, 1);
    assert_eq!(first_unread(&desk), Some(second));
    let newest = desk
        .store
        .read(|conn| messages::newest_unread(conn, maria.conversation))
        .unwrap();
    assert_eq!(newest.unwrap().id, second);
}

#[test]
fn a_message_taken_back_is_neither_shown_nor_found_unless_it_raised_a_flag() {
    let (desk, maria) = (desk(), maria());
    let revoke = |target: &str| {
        Event::Revoke(RevokeEvent {
            channel: maria.channel,
            target: target.into(),
            at: seconds(90),
        })
    };
    desk.write(inbound(&maria, "wamid.1", "segredo um", seconds(0)));
    let alert = AlertId::generate();
    let flagged = desk.write(NewMessage {
        level: Some(AlertLevel::Urgent),
        findings: Some("[]".into()),
        alerts: vec![alert],
        ..inbound(&maria, "wamid.2", "segredo dois", seconds(1))
    });
    desk.apply(&revoke("wamid.1"));
    desk.apply(&revoke("wamid.2"));
    assert_eq!(desk.texts(&maria), ["", "segredo dois"]);
    assert!(desk.thread(&maria).iter().all(|m| m.message.is_deleted));
    let found = desk
        .store
        .read(|conn| recado_store::conversations::words::find(conn, &Query::parse("segredo"), 10))
        .unwrap();
    assert_eq!(found.total, 0);
    let raised_by = desk
        .store
        .read(|conn| messages::of_alert(conn, alert))
        .unwrap();
    assert_eq!(raised_by, Some(flagged));
}

#[test]
fn an_edit_changes_text_preview_and_search() {
    let (desk, maria) = (desk(), maria());
    desk.write(inbound(&maria, "wamid.1", "amanha as nove", seconds(0)));
    desk.apply(&Event::Edit(EditEvent {
        channel: maria.channel,
        target: "wamid.1".into(),
        text: MessageText("amanhã às dez".into()),
        at: seconds(30),
        findings: None,
        level: None,
        alerts: Vec::new(),
        parts: None,
    }));
    assert_eq!(desk.texts(&maria), ["amanhã às dez"]);
    assert_eq!(
        desk.conversation(&maria).last.unwrap().preview,
        "amanhã às dez"
    );
    for (words, total) in [("nove", 0), ("dez", 1)] {
        let found = desk
            .store
            .read(|conn| recado_store::conversations::words::find(conn, &Query::parse(words), 10));
        assert_eq!(found.unwrap().total, total, "{words}");
    }
}

#[test]
fn provider_ids_may_hold_anything() {
    let (desk, maria, nikos) = (desk(), maria(), nikos());
    for (number, id) in ["", "\0", "a\0b", "a\0c", "a", "ß😀'\"--"]
        .iter()
        .enumerate()
    {
        let text = number.to_string();
        desk.write(inbound(&maria, id, &text, seconds(number as i64)));
        desk.write(inbound(&maria, id, "again", seconds(99)));
    }
    assert_eq!(desk.texts(&maria), ["0", "1", "2", "3", "4", "5"]);
    let ids = desk.thread(&maria);
    assert_eq!(ids[2].message.provider_id.as_deref(), Some("a\0b"));
    let elsewhere = Contact {
        channel: recado_domain::id::ChannelId::generate(),
        ..nikos
    };
    desk.write(inbound(&elsewhere, "a", "other channel", seconds(0)));
    assert_eq!(desk.texts(&elsewhere), ["other channel"]);
}

#[test]
fn what_meta_sent_is_kept_beside_the_message() {
    let (desk, maria) = (desk(), maria());
    let id = desk.write(inbound(&maria, "wamid.1", "olá", seconds(0)));
    let raw = desk.store.read(|conn| messages::raw(conn, id)).unwrap();
    assert_eq!(raw.as_deref(), Some("{\"id\":\"wamid.1\"}"));
}

/// A spool row that an earlier version wrote.
#[test]
fn events_of_an_earlier_version_are_read() {
    let maria = maria();
    let message = inbound(&maria, "wamid.1", "olá", seconds(0));
    let mut json = serde_json::to_value(Event::Message(Box::new(message.clone()))).unwrap();
    for added in ["parts", "media"] {
        assert!(json.as_object_mut().unwrap().remove(added).is_some());
    }
    let read: Event = serde_json::from_value(json).unwrap();
    assert!(read == Event::Message(Box::new(message)));
    let edit = format!(
        r#"{{"event":"edit","channel":"{}","target":"wamid.1","text":"sim","at":5,"findings":null,"level":null,"alerts":[]}}"#,
        maria.channel
    );
    let read: Event = serde_json::from_str(&edit).unwrap();
    assert!(matches!(read, Event::Edit(edit) if edit.parts.is_none()));
}
