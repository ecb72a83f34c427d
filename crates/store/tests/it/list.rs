//! The list and the pages of a thread.

use crate::cast::{desk, echo, inbound, maria, nikos, seconds};
use recado_domain::alert::AlertLevel;
use recado_domain::channel::ChannelKind;
use recado_domain::id::ChannelId;
use recado_domain::message::{Direction, MessageKind};
use recado_store::conversations::event::{Contact, Event, NewMessage, ReactionEvent};
use recado_store::conversations::list::{List, ListFilter, ListQuery, list};
use recado_store::conversations::{identities, state, thread};

const HOUR: i64 = 3600;

fn listed(desk: &crate::cast::Desk, filter: ListFilter, now: i64) -> List {
    let query = ListQuery {
        filter,
        channel: None,
        viewer: None,
        now: seconds(now),
        limit: 50,
    };
    desk.store.read(|conn| list(conn, &query)).unwrap()
}

fn names(list: &List) -> Vec<&str> {
    list.rows.iter().map(|row| row.name.as_str()).collect()
}

#[test]
fn tabs_show_what_they_count() {
    let (desk, maria, nikos) = (desk(), maria(), nikos());
    desk.write(inbound(&maria, "m.1", "olá", seconds(0)));
    desk.write(inbound(&nikos, "n.1", "γεια", seconds(HOUR)));
    let last = desk.write(echo(&nikos, "n.2", "καλημέρα", seconds(2 * HOUR)));
    desk.write_as(|tx| state::mark_read(tx, nikos.conversation, last));
    desk.write_as(|tx| state::set_alert(tx, nikos.conversation, Some(AlertLevel::Urgent)));

    let all = listed(&desk, ListFilter::All, 2 * HOUR);
    assert_eq!(names(&all), ["Νίκος Δήμου", "María Lopes"]);
    assert_eq!(
        (all.counts.unread, all.counts.ending_soon, all.counts.risk),
        (1, 0, 1)
    );
    assert_eq!(
        names(&listed(&desk, ListFilter::Unread, 0)),
        ["María Lopes"]
    );
    assert_eq!(names(&listed(&desk, ListFilter::Risk, 0)), ["Νίκος Δήμου"]);
    for (now, expected) in [
        (20 * HOUR, vec![]),
        (20 * HOUR + 1, vec!["María Lopes"]),
        (21 * HOUR + 1, vec!["Νίκος Δήμου", "María Lopes"]),
        (24 * HOUR - 1, vec!["Νίκος Δήμου", "María Lopes"]),
        (24 * HOUR, vec!["Νίκος Δήμου"]),
        (25 * HOUR, vec![]),
    ] {
        let soon = listed(&desk, ListFilter::EndingSoon, now);
        assert_eq!(names(&soon), expected, "at {now}");
        assert_eq!(soon.counts.ending_soon, expected.len() as u64, "at {now}");
    }
}

#[test]
fn a_list_can_be_cut_and_narrowed_to_a_channel() {
    let (desk, maria, nikos) = (desk(), maria(), nikos());
    desk.write(inbound(&maria, "m.1", "olá", seconds(0)));
    let on_instagram = Contact {
        channel: ChannelId::generate(),
        channel_kind: ChannelKind::Instagram,
        ..nikos
    };
    desk.write(inbound(&on_instagram, "n.1", "γεια", seconds(1)));
    let query = ListQuery {
        filter: ListFilter::All,
        channel: None,
        viewer: None,
        now: seconds(2),
        limit: 1,
    };
    let cut = desk.store.read(|conn| list(conn, &query)).unwrap();
    assert_eq!((names(&cut), cut.has_more), (vec!["Νίκος Δήμου"], true));
    let query = ListQuery {
        channel: Some(maria.channel),
        ..query
    };
    let narrowed = desk.store.read(|conn| list(conn, &query)).unwrap();
    assert_eq!(
        (names(&narrowed), narrowed.has_more),
        (vec!["María Lopes"], false)
    );
    assert_eq!(narrowed.counts.unread, 1);
}

#[test]
fn somebody_without_a_name_has_an_address_to_show() {
    let desk = desk();
    let nameless = Contact {
        name: None,
        ..maria()
    };
    desk.write(inbound(&nameless, "m.1", "olá", seconds(0)));
    let row = listed(&desk, ListFilter::All, 0).rows.remove(0);
    assert_eq!((row.name.as_str(), row.is_patient), ("", true));
    assert!(row.address.unwrap().shown().ends_with("412"));
    desk.write_as(|tx| identities::rename(tx, nameless.identity, "Maria (mãe)"));
    desk.write(inbound(&maria(), "m.2", "olá", seconds(5)));
    let identity = desk
        .store
        .read(|conn| identities::get(conn, nameless.identity))
        .unwrap();
    assert_eq!(identity.name, "Maria (mãe)");
    assert_eq!(identity.since, seconds(0));
    assert_eq!(identity.addresses.len(), 1);
}

#[test]
fn a_conversation_without_messages_is_not_listed() {
    let (desk, maria) = (desk(), maria());
    desk.apply(&Event::Reaction(ReactionEvent {
        contact: maria.clone(),
        target: "m.1".into(),
        direction: Direction::Inbound,
        emoji: Some("👍".into()),
        at: seconds(1),
        opens_window: false,
    }));
    assert!(listed(&desk, ListFilter::All, 0).rows.is_empty());
    desk.write(echo(&maria, "m.1", "olá", seconds(0)));
    assert_eq!(listed(&desk, ListFilter::All, 0).rows.len(), 1);
    let reactions = desk.thread(&maria).remove(0).reactions;
    assert_eq!(reactions[0].emoji, "👍");
}

#[test]
fn pages_follow_each_other_without_gap_or_overlap() {
    let (desk, maria) = (desk(), maria());
    for number in 0..25 {
        desk.write(inbound(
            &maria,
            &format!("m.{number}"),
            &number.to_string(),
            seconds(number),
        ));
    }
    desk.write(inbound(&nikos(), "n.1", "other", seconds(3)));
    let texts = |page: &thread::Page| -> Vec<String> {
        page.messages
            .iter()
            .map(|m| m.message.text.0.clone())
            .collect()
    };
    let range = |from: i64, to: i64| -> Vec<String> { (from..to).map(|n| n.to_string()).collect() };
    let read = |act: &dyn Fn(&recado_store::Conn) -> Result<thread::Page, _>| {
        desk.store.read(|conn| act(conn)).unwrap()
    };
    let newest = read(&|conn| thread::newest(conn, maria.conversation, 10));
    assert_eq!(texts(&newest), range(15, 25));
    assert!(newest.has_older && !newest.has_newer);
    let first = newest.messages[0].message.id;
    let older = read(&|conn| thread::before(conn, maria.conversation, first, 10));
    assert_eq!(texts(&older), range(5, 15));
    let first = older.messages[0].message.id;
    let oldest = read(&|conn| thread::before(conn, maria.conversation, first, 10));
    assert_eq!((texts(&oldest), oldest.has_older), (range(0, 5), false));
    let middle = older.messages[5].message.id;
    let around = read(&|conn| thread::around(conn, maria.conversation, middle, 6));
    assert_eq!(texts(&around), range(8, 14));
    assert!(around.has_older && around.has_newer);
}

#[test]
fn a_reply_quotes_the_message_it_answers() {
    let (desk, maria) = (desk(), maria());
    let asked = desk.write(inbound(&maria, "m.1", "a que horas?", seconds(0)));
    for (id, target) in [("m.2", "m.1"), ("m.3", "m.unknown")] {
        let mut answer = echo(&maria, id, "às nove", seconds(1));
        answer.reply_to = Some(target.into());
        desk.write(answer);
    }
    let thread = desk.thread(&maria);
    let quote = thread[1].quote.clone().unwrap();
    assert_eq!((quote.id, quote.direction), (asked, Direction::Inbound));
    assert_eq!(quote.text.0, "a que horas?");
    assert!(thread[2].quote.is_none());
    assert_eq!(thread[2].message.reply_to.as_deref(), Some("m.unknown"));
}

/// A changed number or a word on who answers lifts nothing in the list and hides no words.
#[test]
fn a_line_about_the_conversation_is_not_its_preview_where_there_are_words() {
    let (desk, maria, nikos) = (desk(), maria(), nikos());
    let line = |contact: &Contact, id: &str, at| NewMessage {
        kind: MessageKind::System,
        is_unread: false,
        opens_window: false,
        ..inbound(contact, id, "um número novo", seconds(at))
    };
    desk.write(inbound(&maria, "m.1", "olá", seconds(0)));
    desk.write(line(&maria, "m.2", 10));
    desk.write(line(&nikos, "n.1", 5));
    let all = listed(&desk, ListFilter::All, 20);
    assert_eq!(names(&all), ["Νίκος Δήμου", "María Lopes"]);
    let previews: Vec<_> = all
        .rows
        .iter()
        .map(|row| row.conversation.last.as_ref().unwrap().preview.as_str())
        .collect();
    assert_eq!(previews, ["um número novo", "olá"]);
    assert_eq!(desk.texts(&maria), ["olá", "um número novo"]);
    desk.write(inbound(&nikos, "n.2", "γεια", seconds(4)));
    let preview = desk.conversation(&nikos).last.unwrap().preview;
    assert_eq!(preview, "γεια");
}
