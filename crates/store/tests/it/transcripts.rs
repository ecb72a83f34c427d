//! Voice notes on their way to being heard, and what was heard.

use crate::cast::{Desk, desk, echo, heard, inbound, maria, picture, seconds, voice_note};
use recado_domain::alert::AlertLevel;
use recado_domain::id::{AlertId, MediaId};
use recado_domain::message::MessageKind;
use recado_domain::time::UnixMs;
use recado_domain::transcript::{TranscriptReason, TranscriptState};
use recado_store::conversations::event::{Event, HeardEvent, NewMessage, Origin, RevokeEvent};
use recado_store::conversations::media::fetching::{self, Arrived};
use recado_store::conversations::messages::{self, MessageId};
use recado_store::conversations::transcripts::{self, Transcript, jobs};
use recado_store::error::StoreError;

fn with_note(message: NewMessage, number: u128) -> NewMessage {
    NewMessage {
        kind: MessageKind::Voice,
        media: vec![voice_note(number)],
        ..message
    }
}

pub fn voice(number: u128, at: i64) -> NewMessage {
    let id = format!("wamid.{number}");
    with_note(inbound(&maria(), &id, "", seconds(at)), number)
}

pub fn arrives(desk: &Desk, number: u128) -> MediaId {
    let id = voice_note(number).id;
    desk.write_as(|tx| fetching::mark_here(tx, id, &Arrived::default()));
    id
}

fn row(desk: &Desk, id: MediaId) -> Transcript {
    desk.store.read(|conn| transcripts::get(conn, id)).unwrap()
}

fn due(desk: &Desk, at: i64) -> Option<MediaId> {
    let due = desk.store.read(|conn| jobs::due(conn, seconds(at)));
    due.unwrap().map(|note| note.media)
}

fn alarming(id: MediaId, text: &str, alert: AlertId) -> Event {
    match heard(id, text) {
        Event::Heard(event) => Event::Heard(Box::new(HeardEvent {
            level: Some(AlertLevel::High),
            alerts: vec![alert],
            ..*event
        })),
        other => other,
    }
}

/// A note waits from the moment its bytes are here, once, and only if somebody sent it to the clinic.
#[test]
fn a_note_waits_when_its_bytes_are_here() {
    let desk = desk();
    desk.write(voice(1, 0));
    let none = desk
        .store
        .read(|conn| transcripts::get(conn, voice_note(1).id));
    assert_eq!(none.err(), Some(StoreError::NotFound));
    let id = arrives(&desk, 1);
    arrives(&desk, 1);
    assert_eq!(row(&desk, id).state, TranscriptState::Queued);
    assert_eq!(due(&desk, 0), Some(id));
    desk.write(with_note(echo(&maria(), "wamid.2", "", seconds(1)), 2));
    let mut photo = voice(3, 2);
    photo.media = vec![picture(3)];
    desk.write(photo);
    let mut old = voice(4, 3);
    old.origin = Origin::History;
    desk.write(old);
    for number in [2, 3, 4] {
        arrives(&desk, number);
    }
    for number in [2, 3] {
        let found = desk
            .store
            .read(|conn| transcripts::get(conn, voice_note(number).id));
        assert_eq!(found.err(), Some(StoreError::NotFound), "{number}");
    }
    let old = row(&desk, voice_note(4).id);
    assert_eq!(
        (old.state, old.reason),
        (TranscriptState::Skipped, Some(TranscriptReason::Earlier))
    );
}

#[test]
fn whoever_waits_longest_comes_first_and_whom_a_person_asked_for_before() {
    let desk = desk();
    for number in [1, 2, 3] {
        desk.write(voice(number, number as i64));
        arrives(&desk, number);
    }
    let id = |number| voice_note(number).id;
    assert_eq!(due(&desk, 10), Some(id(1)));
    assert!(desk.write_as(|tx| jobs::end(tx, id(3), TranscriptReason::Cancelled)));
    assert!(desk.write_as(|tx| jobs::again(tx, id(3), seconds(9))));
    assert!(!desk.write_as(|tx| jobs::again(tx, id(3), seconds(9))));
    assert_eq!(due(&desk, 10), Some(id(3)));
    desk.write_as(|tx| jobs::retry_at(tx, id(3), 2, seconds(100)));
    assert_eq!(due(&desk, 10), Some(id(1)));
    let next = desk.store.read(|conn| jobs::next_due_at(conn, seconds(10)));
    assert_eq!(next.unwrap(), Some(seconds(100)));
    assert_eq!(row(&desk, id(3)).tries, 2);
}

/// A kill leaves a note in the middle: it begins again. One that was stopped or heard meanwhile does not.
#[test]
fn a_note_in_the_middle_begins_again_and_a_stopped_one_does_not() {
    let desk = desk();
    desk.write(voice(1, 0));
    let id = arrives(&desk, 1);
    let step = |state| desk.write_as(|tx| jobs::step(tx, id, state, Some(&[1, 2])));
    assert!(step(TranscriptState::Decoding));
    assert!(step(TranscriptState::Transcribing));
    assert_eq!(due(&desk, 1), Some(id));
    assert_eq!(row(&desk, id).sha256, Some(vec![1, 2]));
    assert!(desk.write_as(|tx| jobs::end(tx, id, TranscriptReason::Cancelled)));
    assert!(!step(TranscriptState::Transcribing));
    desk.write_as(|tx| jobs::retry_at(tx, id, 1, seconds(5)));
    assert!(!desk.write_as(|tx| jobs::end(tx, id, TranscriptReason::Refused)));
    assert_eq!(row(&desk, id).reason, Some(TranscriptReason::Cancelled));
    assert_eq!(due(&desk, 99), None);
}

#[test]
fn what_was_there_before_somebody_listens_is_left() {
    let desk = desk();
    desk.write(voice(1, 0));
    desk.write(voice(2, 50));
    let (old, new) = (arrives(&desk, 1), arrives(&desk, 2));
    let begin = |now: UnixMs| {
        desk.write_as(|tx| {
            jobs::leave_earlier(tx, seconds(40))?;
            jobs::begin_waiting(tx, now)
        });
    };
    begin(seconds(60));
    assert_eq!(row(&desk, old).reason, Some(TranscriptReason::Earlier));
    assert_eq!(row(&desk, new).since, Some(seconds(60)));
    // What waits already is not begun anew, and what a person wants is heard however old it is.
    desk.write_as(|tx| jobs::again(tx, old, seconds(65)));
    begin(seconds(70));
    assert_eq!(row(&desk, new).since, Some(seconds(60)));
    assert_eq!(row(&desk, old).state, TranscriptState::Queued);
}

/// What is heard is found, raises its message, and the same event again changes nothing.
#[test]
fn what_was_heard_is_found_and_marks_its_message() {
    let desk = desk();
    let message = desk.write(voice(1, 0));
    let id = arrives(&desk, 1);
    let alert = AlertId::generate();
    let event = alarming(id, "Não consigo dormir", alert);
    for _ in 0..2 {
        let applied = desk.apply(&event);
        assert_eq!(applied.message, Some(message));
        assert!(!applied.is_new);
    }
    let row = row(&desk, id);
    assert_eq!(
        (row.state, &*row.text),
        (TranscriptState::Done, "Não consigo dormir")
    );
    assert_eq!(row.segments.len(), 1);
    assert_eq!(desk.found("nao consigo"), 1);
    let kept = desk
        .store
        .read(|conn| messages::get(conn, message))
        .unwrap();
    assert_eq!(kept.level, Some(AlertLevel::High));
    let of_alert = desk.store.read(|conn| messages::of_alert(conn, alert));
    assert_eq!(of_alert.unwrap(), Some(message));
    let again = desk
        .store
        .read(|conn| transcripts::of_sound(conn, &[7; 32]));
    assert_eq!(again.unwrap().map(|it| it.media), Some(id));
    assert_eq!(due(&desk, 99), None);
}

#[test]
fn a_note_that_was_taken_back_is_heard_by_nobody() {
    let desk = desk();
    desk.write(voice(1, 0));
    let id = arrives(&desk, 1);
    desk.apply(&heard(id, "segredo"));
    desk.apply(&Event::Revoke(RevokeEvent {
        channel: maria().channel,
        target: "wamid.1".into(),
        at: seconds(90),
    }));
    assert_eq!(desk.found("segredo"), 0);
    let gone = desk.store.read(|conn| transcripts::get(conn, id));
    assert_eq!(gone.err(), Some(StoreError::NotFound));
    let late = desk.apply(&heard(id, "segredo"));
    assert_eq!((late.message, desk.found("segredo")), (None, 0));
}

/// A person is told once of what nobody has heard, and again when they ask for it in vain.
#[test]
fn what_nobody_has_heard_is_shown_once() {
    let desk = desk();
    desk.write(voice(1, 0));
    let id = arrives(&desk, 1);
    let unheard = |before| {
        let found = desk.store.read(|conn| jobs::unheard(conn, seconds(before)));
        found.unwrap().len()
    };
    assert_eq!(unheard(9_999), 0, "nobody listens yet");
    desk.write_as(|tx| jobs::begin_waiting(tx, seconds(10)));
    assert_eq!((unheard(9), unheard(10)), (0, 1));
    let alert = AlertId::generate();
    desk.write_as(|tx| jobs::mark_shown(tx, id, alert));
    desk.write_as(|tx| jobs::mark_shown(tx, id, alert));
    assert_eq!(unheard(9_999), 0);
    let message: MessageId = row(&desk, id).message;
    let of_alert = desk.store.read(|conn| messages::of_alert(conn, alert));
    assert_eq!(of_alert.unwrap(), Some(message));
    desk.write_as(|tx| jobs::end(tx, id, TranscriptReason::Refused));
    let failed = desk
        .store
        .read(|conn| jobs::failed_by(conn, &[TranscriptReason::Refused, TranscriptReason::Model]));
    assert_eq!(failed.unwrap(), [id]);
    desk.write_as(|tx| jobs::again(tx, id, seconds(20)));
    assert_eq!(unheard(20), 1);
}
