//! Text tone as kept: what is to be read, what an edit or a revoke leaves, whose it is, and that it goes with the person.

use crate::cast::{Desk, MORNING, desk, echo, inbound, maria, nikos, seconds};
use recado_domain::id::StaffId;
use recado_domain::message::{MessageKind, MessageText};
use recado_domain::time::UnixMs;
use recado_store::conversations::event::{EditEvent, Event, NewMessage, Origin, RevokeEvent};
use recado_store::conversations::tones::{self, ToneRead, ToneRow};
use recado_store::conversations::{erasing, moving, watched, work};
use std::time::Duration;

const VERSION: u32 = 7;
const SINCE: UnixMs = UnixMs(MORNING.0 - 60 * 24 * 3_600_000);

fn reading() -> Desk {
    let desk = desk();
    desk.write_as(|tx| tones::begin(tx, VERSION, SINCE));
    desk
}

fn due(desk: &Desk) -> Vec<String> {
    let due = desk.store.read(|conn| tones::due(conn, 50)).unwrap();
    due.into_iter().map(|it| it.text.0).collect()
}

/// Reads everything that is due as `value`.
fn read(desk: &Desk, value: f64) {
    desk.write_as(|tx| {
        for due in tones::due(tx, 50)? {
            let read = ToneRead {
                value: Some(value),
                words: 3,
            };
            tones::write(tx, due.message, VERSION, read)?;
        }
        Ok(())
    });
}

fn all(desk: &Desk) -> Vec<ToneRow> {
    desk.store.read(|conn| tones::all(conn, SINCE)).unwrap()
}

fn edit(target: &str, text: &str) -> Event {
    Event::Edit(EditEvent {
        channel: maria().channel,
        target: target.into(),
        text: MessageText(text.into()),
        at: seconds(90),
        findings: None,
        level: None,
        alerts: Vec::new(),
        parts: None,
    })
}

fn revoke(target: &str) -> Event {
    Event::Revoke(RevokeEvent {
        channel: maria().channel,
        target: target.into(),
        at: seconds(95),
    })
}

#[test]
fn what_a_patient_writes_is_to_be_read_and_the_clinics_words_never_are() {
    let desk = reading();
    desk.write(inbound(&maria(), "m.1", "estou triste", seconds(0)));
    desk.write(echo(&maria(), "m.2", "ânimo", seconds(10)));
    desk.write(NewMessage {
        kind: MessageKind::System,
        ..inbound(&maria(), "m.3", "número novo", seconds(20))
    });
    assert_eq!(due(&desk), ["estou triste"]);
    read(&desk, -0.5);
    assert!(due(&desk).is_empty());
    let rows = all(&desk);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].read.value, Some(-0.5));
    assert_eq!(rows[0].conversation, maria().conversation);
}

#[test]
fn who_becomes_a_patient_is_read_from_then_on_and_who_is_none_any_more_is_not() {
    let desk = reading();
    let mut lead = maria();
    lead.is_patient = false;
    desk.write(inbound(&lead, "m.1", "estou triste", seconds(0)));
    assert!(due(&desk).is_empty(), "a lead's words are not read");
    desk.write_as(|tx| moving::arrive(tx, &[lead.identity], true));
    assert_eq!(due(&desk), ["estou triste"]);
    read(&desk, -0.5);
    desk.write(inbound(&lead, "m.2", "melhor", seconds(5)));
    assert_eq!(due(&desk), ["melhor"]);
    desk.write_as(|tx| moving::arrive(tx, &[lead.identity], false));
    assert!(all(&desk).is_empty() && due(&desk).is_empty());
}

#[test]
fn without_a_reader_nothing_is_kept() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "estou triste", seconds(0)));
    assert!(due(&desk).is_empty());
    desk.write_as(|tx| tones::begin(tx, VERSION, SINCE));
    assert_eq!(due(&desk), ["estou triste"]);
    desk.write_as(tones::stop);
    assert!(all(&desk).is_empty() && due(&desk).is_empty());
    desk.write(inbound(&maria(), "m.2", "melhor", seconds(10)));
    assert!(due(&desk).is_empty());
}

#[test]
fn changed_words_are_read_again_and_words_taken_back_are_gone_in_any_order() {
    let desk = reading();
    desk.write(inbound(&maria(), "m.1", "estou triste", seconds(0)));
    read(&desk, -0.5);
    desk.apply(&edit("m.1", "estou melhor"));
    assert_eq!(due(&desk), ["estou melhor"]);
    assert!(all(&desk).is_empty(), "the old words' value is not shown");
    read(&desk, 0.5);
    desk.apply(&revoke("m.1"));
    assert!(all(&desk).is_empty() && due(&desk).is_empty());
    // Taken back before it came.
    desk.apply(&revoke("m.2"));
    desk.write(inbound(&maria(), "m.2", "não quero", seconds(20)));
    assert!(all(&desk).is_empty() && due(&desk).is_empty());
    // Changed after it was taken back.
    desk.apply(&edit("m.1", "estou feliz"));
    assert!(due(&desk).is_empty());
}

#[test]
fn another_version_reads_everything_again_and_the_same_one_nothing() {
    let desk = reading();
    desk.write(inbound(&maria(), "m.1", "estou triste", seconds(0)));
    read(&desk, -0.5);
    desk.write_as(|tx| tones::begin(tx, VERSION, SINCE));
    assert_eq!(all(&desk).len(), 1);
    desk.write_as(|tx| tones::begin(tx, VERSION + 1, SINCE));
    assert_eq!(due(&desk), ["estou triste"]);
    assert_eq!(desk.store.read(tones::reader).unwrap(), Some(VERSION + 1));
}

#[test]
fn what_is_too_old_for_the_line_is_forgotten() {
    let desk = reading();
    desk.write(inbound(&maria(), "m.1", "há muito", seconds(0)));
    desk.write(inbound(&maria(), "m.2", "agora", seconds(3600)));
    read(&desk, 0.1);
    desk.write_as(|tx| tones::prune(tx, seconds(1800)));
    assert_eq!(all(&desk).len(), 1);
}

#[test]
fn who_is_erased_leaves_no_tone() {
    let desk = reading();
    desk.write(inbound(&maria(), "m.1", "estou triste", seconds(0)));
    desk.write(inbound(&nikos(), "n.1", "καλύτερα", seconds(5)));
    read(&desk, -0.5);
    let maria = maria();
    desk.write_as(|tx| erasing::erase(tx, maria.identity, &[maria.conversation]));
    let left: Vec<_> = all(&desk).iter().map(|row| row.conversation).collect();
    assert_eq!(left, [nikos().conversation]);
}

#[test]
fn unanswered_is_what_came_after_the_clinics_last_words() {
    let (desk, maria) = (desk(), maria());
    let since = MORNING.minus(Duration::from_secs(3600));
    let watched = || {
        desk.store
            .read(|conn| watched::patients(conn, since))
            .unwrap()
    };
    let texts = || {
        let found = desk
            .store
            .read(|conn| watched::unanswered(conn, maria.conversation, since, 50));
        let found = found.unwrap().into_iter();
        found.map(|it| it.text.0).collect::<Vec<_>>()
    };
    desk.write(inbound(&maria, "m.1", "posso mudar a hora?", seconds(0)));
    desk.write(inbound(&maria, "m.2", "obrigada", seconds(10)));
    let found = watched();
    assert_eq!(
        (found[0].unanswered, found[0].unanswered_since),
        (2, Some(seconds(0)))
    );
    assert_eq!(found[0].wrote_at, seconds(10));
    // By itself, and not yet taken by Meta: no answers.
    desk.write(NewMessage {
        origin: Origin::Automatic,
        ..echo(&maria, "m.3", "respondemos às 9", seconds(20))
    });
    desk.reply(&maria, "sim", seconds(30));
    assert_eq!(texts(), ["posso mudar a hora?", "obrigada"]);
    desk.write(echo(&maria, "m.4", "sim, diga quando", seconds(40)));
    assert!(texts().is_empty());
    assert_eq!(
        (watched()[0].unanswered, watched()[0].unanswered_since),
        (0, None)
    );
    desk.write(inbound(&maria, "m.5", "às 10", seconds(50)));
    assert_eq!(texts(), ["às 10"]);
    desk.apply(&revoke("m.5"));
    assert!(texts().is_empty());
    desk.write(inbound(&maria, "m.6", "às 11", seconds(60)));
    desk.write_as(|tx| work::resolve(tx, maria.conversation, StaffId::generate(), seconds(70)));
    assert_eq!(watched()[0].unanswered, 0, "somebody said that it is done");
}

#[test]
fn who_is_no_patient_is_not_watched() {
    let desk = desk();
    let mut lead = maria();
    lead.is_patient = false;
    desk.write(inbound(&lead, "m.1", "quanto custa?", seconds(0)));
    desk.write(inbound(&nikos(), "n.1", "γεια", seconds(5)));
    let found = desk
        .store
        .read(|conn| watched::patients(conn, SINCE))
        .unwrap();
    let names: Vec<&str> = found.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Νίκος Δήμου"]);
    let later = desk
        .store
        .read(|conn| watched::patients(conn, seconds(6)))
        .unwrap();
    assert!(later.is_empty(), "nobody has written since then");
}
