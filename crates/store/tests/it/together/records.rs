//! Labels, internal notes and where a lead stands, said on several computers: the same on each in the end, and nothing
//! comes back of somebody who was erased.

use crate::cast::{Desk, desk, inbound, maria, seconds};
use proptest::prelude::*;
use recado_domain::id::{DeviceId, LabelId, NoteId, StaffId};
use recado_domain::lead_status::{Chosen, LeadStatus, LostReason};
use recado_domain::record::LabelColour;
use recado_domain::time::UnixMs;
use recado_store::conversations::event::Contact;
use recado_store::conversations::labels::{self, Label};
use recado_store::conversations::notes::{self, Note};
use recado_store::conversations::records;
use recado_store::conversations::together::records::{
    self as told, LabelWord, LeadWord, NoteMarks, NoteText, NoteWord, RecordElsewhere,
};
use recado_store::conversations::together::{self, About};
use uuid::Uuid;

const HERE: DeviceId = device(0);
const NOTE: NoteId = NoteId(Uuid::from_u128(0x77));
const ANA: StaffId = StaffId(Uuid::from_u128(0xa1));

const fn device(number: u128) -> DeviceId {
    DeviceId(Uuid::from_u128(0xd0 + number))
}

fn lead() -> Contact {
    Contact {
        is_patient: false,
        ..maria()
    }
}

fn known() -> Desk {
    let desk = desk();
    desk.write(inbound(&lead(), "m.1", "olá", seconds(0)));
    desk
}

fn said(on: u128) -> RecordElsewhere {
    RecordElsewhere {
        conversation: lead().conversation,
        on: device(on),
        here: HERE,
        erased_at: None,
        lead: None,
        labels: Vec::new(),
        note: None,
    }
}

fn label(name: &str, has: bool, at: UnixMs) -> LabelWord {
    LabelWord {
        name: name.into(),
        colour: LabelColour::Teal,
        has,
        by: "Bea".into(),
        at,
    }
}

fn remark(text: Option<(&str, Option<UnixMs>)>, marks: Option<(bool, bool, UnixMs)>) -> NoteWord {
    NoteWord {
        id: NOTE,
        author: ANA,
        author_name: "Ana".into(),
        at: seconds(10),
        text: text.map(|(text, edited_at)| NoteText {
            text: text.into(),
            edited_at,
        }),
        marks: marks.map(|(is_pinned, is_gone, at)| NoteMarks {
            is_pinned,
            removed_at: is_gone.then_some(at),
            at,
        }),
    }
}

fn tell(desk: &Desk, word: &RecordElsewhere) {
    desk.write_as(|tx| told::hear(tx, word));
}

/// Names of labels, notes that are shown, where the lead stands.
fn stands(desk: &Desk) -> (Vec<String>, Vec<(String, bool)>, LeadStatus) {
    let identity = lead().identity;
    desk.store
        .read(|conn| {
            let labels = labels::of(conn, identity)?.into_iter();
            let notes = notes::of(conn, identity)?.into_iter();
            let lead = records::lead(conn, identity)?.unwrap();
            Ok::<_, recado_store::error::StoreError>((
                labels.map(|label| label.name).collect(),
                notes.map(|note| (note.text, note.is_pinned)).collect(),
                lead.facts.status(),
            ))
        })
        .unwrap()
}

fn words() -> impl Strategy<Value = Vec<RecordElsewhere>> {
    let one = (1..3_u128, 0..4_i64, 0..4_usize, any::<bool>()).prop_map(|(on, at, what, is_so)| {
        let at = seconds(100 + at);
        let word = said(on);
        match what {
            0 => RecordElsewhere {
                labels: vec![label(if on == 1 { "VIP" } else { "vip" }, is_so, at)],
                ..word
            },
            1 => RecordElsewhere {
                lead: Some(LeadWord {
                    status: if is_so {
                        LeadStatus::Lost
                    } else {
                        LeadStatus::Qualified
                    },
                    lost: is_so.then_some(LostReason::Price),
                    by: format!("{on}"),
                    at,
                }),
                ..word
            },
            2 => RecordElsewhere {
                note: Some(remark(
                    Some((&format!("nota {on} {}", at.0), Some(at))),
                    None,
                )),
                ..word
            },
            _ => RecordElsewhere {
                note: Some(remark(None, Some((is_so, false, at)))),
                ..word
            },
        }
    });
    // One computer says one thing at one instant; a note is there before it is marked.
    prop::collection::vec(one, 1..8).prop_map(|mut all| {
        let key = |it: &RecordElsewhere| {
            let what = (
                it.labels.len(),
                it.lead.is_some(),
                it.note.as_ref().map(|it| it.text.is_some()),
            );
            let at = it
                .labels
                .first()
                .map(|it| it.at)
                .or(it.lead.as_ref().map(|it| it.at));
            let of_note = it.note.as_ref().and_then(|note| {
                let edited = note.text.as_ref().and_then(|it| it.edited_at);
                edited.or(note.marks.as_ref().map(|it| it.at))
            });
            (it.on, what, at.or(of_note))
        };
        all.sort_by_key(key);
        all.dedup_by_key(|it| key(it));
        all
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_said_of_somebody_ends_the_same_in_any_order(
        (all, shuffled) in words().prop_flat_map(|all| {
            let again = all.iter().chain(&all).cloned().collect::<Vec<_>>();
            (Just(all), Just(again).prop_shuffle())
        }),
    ) {
        let (one, other) = (known(), known());
        for desk in [&one, &other] {
            tell(desk, &RecordElsewhere { note: Some(remark(Some(("nota", None)), None)), ..said(1) });
        }
        all.iter().for_each(|word| tell(&one, word));
        shuffled.iter().for_each(|word| tell(&other, word));
        let fold = |(labels, notes, lead): (Vec<String>, Vec<(String, bool)>, LeadStatus)| {
            (labels.iter().map(|it| it.to_lowercase()).collect::<Vec<_>>(), notes, lead)
        };
        prop_assert_eq!(fold(stands(&one)), fold(stands(&other)));
    }
}

#[test]
fn what_is_said_here_is_queued_by_reference_and_wins_over_what_was_known() {
    let desk = known();
    let (conversation, identity) = (lead().conversation, lead().identity);
    let vip = Label {
        id: LabelId::generate(),
        name: "VIP".into(),
        colour: LabelColour::Pink,
    };
    desk.write_as(|tx| labels::put(tx, &vip, seconds(1)).map(|_| ()));
    // By a clock that is ahead.
    tell(
        &desk,
        &RecordElsewhere {
            labels: vec![label("vip", true, seconds(900))],
            ..said(1)
        },
    );
    assert_eq!(stands(&desk).0, ["VIP"], "the label of that name here");
    desk.write_as(|tx| {
        told::labelled_here(
            tx,
            (identity, conversation),
            vip.id,
            false,
            "Ana",
            seconds(20),
        )?;
        labels::take(tx, identity, vip.id)
    });
    tell(
        &desk,
        &RecordElsewhere {
            labels: vec![label("vip", true, seconds(900))],
            ..said(1)
        },
    );
    assert!(stands(&desk).0.is_empty());

    let note = Note {
        id: NOTE,
        identity,
        conversation: Some(conversation),
        text: "alergia".into(),
        author: ANA,
        author_name: "Ana".into(),
        at: seconds(30),
        edited_at: None,
        is_pinned: false,
    };
    desk.write_as(|tx| {
        notes::add(tx, &note)?;
        told::written_here(tx, conversation, NOTE, seconds(30))?;
        notes::set_pinned(tx, NOTE, true)?;
        told::marked_here(tx, conversation, NOTE, seconds(31))?;
        let at = told::chosen_now(tx, (identity, conversation), seconds(32))?;
        let chosen = Chosen {
            status: LeadStatus::Qualified,
            at,
            lost: None,
        };
        records::choose(tx, identity, chosen, "Ana")
    });
    let queued = desk.store.read(|conn| together::queued(conn, 9)).unwrap();
    let abouts: Vec<About> = queued.iter().map(|one| one.about).collect();
    assert_eq!(
        abouts,
        [About::Note(conversation, NOTE), About::Person(conversation)]
    );
    let word = desk.store.read(|conn| told::note_here(conn, NOTE)).unwrap();
    assert_eq!(word.text.unwrap().text, "alergia");
    assert!(word.marks.unwrap().is_pinned);
    let (lead_word, labels) = desk
        .store
        .read(|conn| told::person_here(conn, conversation))
        .unwrap();
    assert_eq!(lead_word.unwrap().status, LeadStatus::Qualified);
    assert_eq!((labels.len(), labels[0].has), (1, false));
}

/// A label that goes from everybody is said of each who had it.
#[test]
fn a_label_that_is_removed_is_taken_from_everybody() {
    let desk = known();
    let (conversation, identity) = (lead().conversation, lead().identity);
    tell(
        &desk,
        &RecordElsewhere {
            labels: vec![label("VIP", true, seconds(5))],
            ..said(1)
        },
    );
    let id = desk.store.read(labels::all).unwrap()[0].0.id;
    desk.write_as(|tx| {
        told::label_goes(tx, id, "Ana", seconds(6))?;
        labels::remove(tx, id)
    });
    let (_, words) = desk
        .store
        .read(|conn| told::person_here(conn, conversation))
        .unwrap();
    assert_eq!((words.len(), words[0].has), (1, false));
    assert!(
        desk.store
            .read(|conn| labels::of(conn, identity))
            .unwrap()
            .is_empty()
    );
}

/// Whoever was erased and writes again is somebody new: what was said of them before stays away.
#[test]
fn what_was_said_of_somebody_erased_does_not_come_back() {
    let desk = desk();
    desk.write(inbound(&lead(), "m.9", "olá outra vez", seconds(500)));
    let old = RecordElsewhere {
        labels: vec![label("VIP", true, seconds(100))],
        note: Some(remark(Some(("nota velha", None)), None)),
        erased_at: Some(seconds(400)),
        ..said(1)
    };
    tell(&desk, &old);
    let (labels, notes, _) = stands(&desk);
    assert!(labels.is_empty() && notes.is_empty());
    // Without an erasure in between it is taken: the clocks may differ.
    tell(
        &desk,
        &RecordElsewhere {
            erased_at: None,
            ..old
        },
    );
    let (labels, notes, _) = stands(&desk);
    assert_eq!((labels.len(), notes.len()), (1, 1));
}
