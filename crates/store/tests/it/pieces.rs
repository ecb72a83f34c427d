//! Pieces of a note that were heard: kept until the whole note is, and gone with it.

use crate::cast::{Desk, desk, heard, seconds, voice_note};
use crate::transcripts::{arrives, voice};
use recado_domain::id::MediaId;
use recado_domain::transcript::TranscriptReason;
use recado_domain::transcript::confidence::Segment;
use recado_store::conversations::event::{Event, HeardEvent, RevokeEvent};
use recado_store::conversations::together;
use recado_store::conversations::transcripts::elsewhere::{self, HeardElsewhere};
use recado_store::conversations::transcripts::pieces::{self, HeardPiece, Hearing};
use recado_store::conversations::transcripts::{self, jobs};

fn hearing() -> Hearing {
    Hearing {
        sha256: vec![7; 32],
        asked: None,
        made_by: "whisper @ 127.0.0.1:8080".into(),
    }
}

pub fn piece(media: MediaId, from: u64, text: &str) -> HeardPiece {
    HeardPiece {
        media,
        hearing: hearing(),
        place_ms: (from, from + 300_000),
        segments: vec![Segment {
            text: text.into(),
            ..Segment::default()
        }],
        language: Some("pt".into()),
        at: seconds(9),
    }
}

fn kept(desk: &Desk, media: MediaId, hearing: &Hearing) -> Vec<String> {
    let pieces = desk.store.read(|conn| pieces::of(conn, media, hearing));
    let texts = pieces.unwrap().into_iter().flat_map(|it| it.segments);
    texts.map(|segment| segment.text).collect()
}

fn note(desk: &Desk, number: u128) -> MediaId {
    desk.write(voice(number, number as i64));
    arrives(desk, number)
}

#[test]
fn a_note_goes_on_with_what_was_heard_of_it_in_the_same_way() {
    let desk = desk();
    let id = note(&desk, 1);
    for (from, text) in [(300_000, "two"), (0, "one"), (0, "first")] {
        let whose = desk.write_as(|tx| pieces::put(tx, &piece(id, from, text)));
        assert!(whose.is_some());
    }
    assert_eq!(kept(&desk, id, &hearing()), ["first", "two"]);
    for other in [
        Hearing {
            sha256: vec![8; 32],
            ..hearing()
        },
        Hearing {
            asked: Some("pt".into()),
            ..hearing()
        },
        Hearing {
            made_by: "another".into(),
            ..hearing()
        },
    ] {
        assert!(kept(&desk, id, &other).is_empty());
    }
    // It failed, and somebody tries again: what was paid for is there.
    desk.write_as(|tx| jobs::end(tx, id, TranscriptReason::Unreachable));
    desk.write_as(|tx| jobs::again(tx, id, seconds(20)));
    assert_eq!(kept(&desk, id, &hearing()).len(), 2);
    desk.apply(&heard(id, "first two"));
    assert!(kept(&desk, id, &hearing()).is_empty());
    // One that comes late is of a note that has been heard.
    let late = desk.write_as(|tx| pieces::put(tx, &piece(id, 0, "late")));
    assert!(late.is_none() && kept(&desk, id, &hearing()).is_empty());
}

#[test]
fn what_was_heard_of_a_note_goes_with_it_and_with_the_persons_word() {
    let desk = desk();
    let (first, second) = (note(&desk, 1), note(&desk, 2));
    for id in [first, second] {
        desk.write_as(|tx| pieces::put(tx, &piece(id, 0, "one")));
    }
    let revoke = RevokeEvent {
        channel: crate::cast::maria().channel,
        target: "wamid.1".into(),
        at: seconds(30),
    };
    desk.apply(&Event::Revoke(revoke));
    assert!(kept(&desk, first, &hearing()).is_empty());
    let gone = desk.write_as(|tx| pieces::put(tx, &piece(voice_note(9).id, 0, "one")));
    assert!(gone.is_none());
    desk.write_as(|tx| jobs::end(tx, second, TranscriptReason::Consent));
    assert!(kept(&desk, second, &hearing()).is_empty());
}

/// What was heard on another computer ends the same, whichever comes first, and is not told back; the queue holds a note
/// until it is told or gone.
#[test]
fn what_another_computer_heard_ends_the_same_in_any_order() {
    let told = |text: &str, at: i64| {
        let Event::Heard(event) = heard(voice_note(77).id, text) else {
            unreachable!()
        };
        HeardElsewhere {
            channel: crate::cast::maria().channel,
            target: "wamid.1".into(),
            position: 0,
            heard: HeardEvent {
                at: seconds(at),
                ..*event
            },
        }
    };
    let (earlier, later) = (told("earlier", 50), told("later", 70));
    for order in [[&earlier, &later], [&later, &earlier], [&later, &later]] {
        let desk = desk();
        // Before its message it says nothing; before its bytes it is there.
        desk.write_as(|tx| elsewhere::arrive(tx, &earlier));
        desk.write(voice(1, 1));
        for told in order {
            desk.write_as(|tx| elsewhere::arrive(tx, told));
        }
        let id = arrives(&desk, 1);
        let row = desk.store.read(|conn| transcripts::get(conn, id)).unwrap();
        assert_eq!(row.text, "later");
        assert_eq!(desk.found("later"), 1);
        let queued = desk.store.read(|conn| elsewhere::queued(conn, 9));
        assert!(queued.unwrap().is_empty());
    }
    let desk = desk();
    let (first, second) = (note(&desk, 1), note(&desk, 2));
    for id in [first, second, first] {
        desk.apply(&heard(id, "here"));
    }
    let queued = || {
        let queued = desk.store.read(|conn| elsewhere::queued(conn, 9));
        queued.unwrap()
    };
    assert_eq!(queued().len(), 2);
    let of_second = queued().into_iter().find(|(_, media)| *media == second);
    desk.write_as(|tx| together::told(tx, of_second.unwrap().0));
    assert_eq!(queued().len(), 1);
    let revoke = RevokeEvent {
        channel: crate::cast::maria().channel,
        target: "wamid.1".into(),
        at: seconds(30),
    };
    desk.apply(&Event::Revoke(revoke));
    assert!(queued().is_empty(), "it goes with its message");
}
