//! Summaries of a day: whose they are, what they were made from, and how they go.

use crate::cast::{Desk, MORNING, desk, echo, inbound, maria, nikos, seconds};
use recado_domain::id::{IdentityId, SummaryId};
use recado_domain::time::UnixMs;
use recado_store::conversations::event::{Contact, Event, RevokeEvent};
use recado_store::conversations::messages::MessageId;
use recado_store::conversations::summaries::{
    self, Line, LinePart, Maker, Summary,
    day::{fingerprint, is_answered, messages_of, people, person},
};
use recado_store::conversations::{erasing, persons};

const DAY: &str = "2026-11-20";
const UNTIL: UnixMs = UnixMs(MORNING.0 + 60 * 60 * 1000);

fn line(part: LinePart, number: u32, message: MessageId, said: Option<&str>) -> Line {
    Line {
        part,
        number,
        evidence: 0,
        message,
        span: (0, 3),
        words: (part == LinePart::Appointment).then_some((1, 2)),
        said: said.map(str::to_owned),
    }
}

fn summary(identity: IdentityId, maker: Maker, lines: Vec<Line>) -> Summary {
    Summary {
        id: SummaryId::generate(),
        identity,
        day: DAY.into(),
        maker,
        made_at: UNTIL,
        engine: "1".into(),
        model: (maker == Maker::Draft).then(|| ("small".into(), "127.0.0.1:8080".into())),
        messages: 2,
        fingerprint: [7; 32],
        facts: "{}".into(),
        lines,
    }
}

impl Desk {
    fn day(&self, contact: &Contact) -> [u8; 32] {
        let all = [contact.conversation];
        let read = |conn: &recado_store::Conn| messages_of(conn, &all, MORNING, UNTIL);
        fingerprint(&self.store.read(read).unwrap())
    }

    fn kept(&self, contact: &Contact, maker: Maker) -> Option<Summary> {
        let read = |conn: &recado_store::Conn| summaries::get(conn, contact.identity, DAY, maker);
        self.store.read(read).unwrap()
    }

    fn put(&self, new: &Summary) {
        self.write_as(|tx| summaries::put(tx, new));
    }

    fn is_open(&self, message: MessageId) -> bool {
        !self.store.read(|conn| is_answered(conn, message)).unwrap()
    }

    fn takes_back(&self, contact: &Contact, target: &str) {
        self.apply(&Event::Revoke(RevokeEvent {
            channel: contact.channel,
            target: target.into(),
            at: seconds(90),
        }));
    }
}

#[test]
fn a_day_is_what_was_written_in_it_by_whoever_is_one_person() {
    let desk = desk();
    let (maria, nikos) = (maria(), nikos());
    desk.write(inbound(&maria, "m.0", "yesterday", UnixMs(MORNING.0 - 1)));
    let asked = desk.write(inbound(&maria, "m.1", "Can I come?", MORNING));
    desk.write(inbound(&nikos, "n.1", "Γεια", seconds(5)));
    desk.write(inbound(&maria, "m.2", "tomorrow", UNTIL));
    let read = |conn: &recado_store::Conn| people(conn, MORNING, UNTIL);
    let found = desk.store.read(read).unwrap();
    assert_eq!(found[&maria.identity], [maria.conversation]);
    assert_eq!(found[&nikos.identity], [nikos.conversation]);
    let both = [maria.conversation, nikos.conversation];
    let all = desk
        .store
        .read(|conn| messages_of(conn, &both, MORNING, UNTIL))
        .unwrap();
    let texts: Vec<&str> = all.iter().map(|message| message.text.0.as_str()).collect();
    assert_eq!(texts, ["Can I come?", "Γεια"]);
    assert!(desk.is_open(asked));
    desk.write(echo(&maria, "m.3", "Yes", seconds(9)));
    assert!(!desk.is_open(asked));
    // One person from now on, kept under the first of the two.
    desk.write_as(|tx| {
        persons::set(tx, maria.identity, Some(maria.identity))?;
        persons::set(tx, nikos.identity, Some(maria.identity))
    });
    let found = desk.store.read(read).unwrap();
    let first = maria.identity.min(nikos.identity);
    assert_eq!(found.len(), 1);
    assert_eq!(found[&first].len(), 2);
    let whole = desk.store.read(|conn| person(conn, nikos.identity));
    assert_eq!(whole.unwrap().0, first);
}

#[test]
fn whatever_changes_in_a_day_changes_its_fingerprint() {
    let desk = desk();
    let maria = maria();
    let mut seen = vec![desk.day(&maria)];
    let mut step = |desk: &Desk| {
        let now = desk.day(&maria);
        assert!(!seen.contains(&now));
        seen.push(now);
    };
    desk.write(inbound(&maria, "m.1", "Olá", seconds(1)));
    step(&desk);
    desk.write(inbound(&maria, "m.2", "Bom dia", seconds(2)));
    step(&desk);
    desk.write(echo(&maria, "m.3", "Bom dia", seconds(3)));
    step(&desk);
    desk.takes_back(&maria, "m.2");
    step(&desk);
    // What comes twice, or on another day, changes nothing.
    let before = desk.day(&maria);
    desk.write(inbound(&maria, "m.1", "Olá", seconds(1)));
    desk.write(inbound(&maria, "m.4", "Amanhã", UNTIL));
    assert_eq!(desk.day(&maria), before);
}

#[test]
fn a_summary_takes_the_place_of_the_one_before() {
    let desk = desk();
    let maria = maria();
    let message = desk.write(inbound(&maria, "m.1", "Olá", seconds(1)));
    let first = summary(
        maria.identity,
        Maker::Extract,
        vec![
            line(LinePart::KeySentence, 0, message, None),
            line(LinePart::Appointment, 0, message, None),
        ],
    );
    desk.put(&first);
    let draft = summary(
        maria.identity,
        Maker::Draft,
        vec![line(LinePart::Point, 0, message, Some("Says hello"))],
    );
    desk.put(&draft);
    assert_eq!(desk.kept(&maria, Maker::Draft), Some(draft.clone()));
    let mut kept = desk.kept(&maria, Maker::Extract).unwrap();
    kept.lines.sort_by_key(|line| line.part);
    assert_eq!(kept, first);
    let made = desk.store.read(|conn| summaries::made_of(conn, DAY));
    assert_eq!(made.unwrap().len(), 2);
    // The day has changed: what was drafted of it is of another day.
    let second = summary(maria.identity, Maker::Extract, Vec::new());
    desk.put(&second);
    assert_eq!(desk.kept(&maria, Maker::Extract), Some(second));
    assert_eq!(desk.kept(&maria, Maker::Draft), None);
    assert_eq!(
        desk.store
            .read(|conn| summaries::of(conn, maria.identity))
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn what_is_taken_back_leaves_no_draft_and_who_is_erased_no_summary() {
    let desk = desk();
    let (maria, nikos) = (maria(), nikos());
    for contact in [&maria, &nikos] {
        let id = format!("{}.1", contact.identity);
        let message = desk.write(inbound(contact, &id, "Olá", seconds(1)));
        let key = vec![line(LinePart::KeySentence, 0, message, None)];
        desk.put(&summary(contact.identity, Maker::Extract, key));
        let point = vec![line(LinePart::Point, 0, message, Some("Says hello"))];
        desk.put(&summary(contact.identity, Maker::Draft, point));
    }
    desk.takes_back(&maria, &format!("{}.1", maria.identity));
    assert_eq!(desk.kept(&maria, Maker::Draft), None);
    assert!(desk.kept(&maria, Maker::Extract).is_some());
    assert!(desk.kept(&nikos, Maker::Draft).is_some());
    desk.write_as(|tx| erasing::erase(tx, nikos.identity, &[nikos.conversation]));
    for maker in [Maker::Extract, Maker::Draft] {
        assert_eq!(desk.kept(&nikos, maker), None);
    }
    let left: i64 = desk
        .store
        .read(|conn| {
            let query = "select count(*) from summary_lines where said is not null";
            let left = conn.query_row(query, [], |row| row.get(0));
            Ok::<_, recado_store::error::StoreError>(left?)
        })
        .unwrap();
    assert_eq!(left, 0);
}
