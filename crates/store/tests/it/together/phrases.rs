//! The clinic's own phrases, written and taken away on several computers: the same phrases on each in the end.

use crate::cast::seconds;
use crate::clinic::{clinic, done};
use proptest::prelude::*;
use recado_domain::alert::{AlertCategory, AlertLevel};
use recado_domain::id::{DeviceId, PhraseId, StaffId};
use recado_domain::phrase::{PhraseFit, PhraseTongue};
use recado_domain::time::UnixMs;
use recado_store::clinic::Clinic;
use recado_store::clinic::phrases::{Phrase, all};
use recado_store::clinic::together::phrases::{
    self, PhraseWord, Removed, has_strangers, hear, keep, meet, take_away, word,
};
use recado_store::clinic::together::settings::{self, Subject};
use recado_store::clinic::together::{SharedName, tell_nobody, told};
use uuid::Uuid;

const ANA: StaffId = StaffId(Uuid::from_u128(0xa1));
const HERE: DeviceId = device(0);

const fn device(number: u128) -> DeviceId {
    DeviceId(Uuid::from_u128(0xd0 + number))
}

const fn id(number: u128) -> PhraseId {
    PhraseId(Uuid::from_u128(0xf0 + number))
}

fn phrase(number: u128, words: &str, at: UnixMs) -> Phrase {
    Phrase {
        id: id(number),
        words: words.into(),
        language: PhraseTongue::Spanish,
        fit: PhraseFit::Exact,
        category: AlertCategory::Suicide,
        level: AlertLevel::Urgent,
        changed_by: ANA,
        changed_name: "Ana".into(),
        changed_at: at,
    }
}

fn removed(at: UnixMs) -> Removed {
    Removed {
        by: ANA,
        name: "Ana".into(),
        at,
    }
}

/// Which phrase, on which computer, when, and whether it was taken away.
type Said = (u128, u128, i64, bool);

fn told_of(clinic: &Clinic, (number, on, at, is_gone): Said) -> bool {
    let at = seconds(at);
    let said = match is_gone {
        true => PhraseWord::Removed(removed(at)),
        false => PhraseWord::Stands(phrase(number, &format!("caja {on} {}", at.0), at)),
    };
    done(clinic, |tx| hear(tx, id(number), &said, device(on), HERE))
}

fn kept(clinic: &Clinic) -> Vec<(PhraseId, String)> {
    let all = clinic.read(all).unwrap().into_iter();
    all.map(|phrase| (phrase.id, phrase.words)).collect()
}

fn queued(clinic: &Clinic) -> Vec<(Uuid, Subject)> {
    clinic.read(|conn| settings::queued(conn, 9)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn phrases_end_the_same_in_any_order(
        (acts, shuffled) in prop::collection::btree_map((0..2_u128, 1..3_u128, 0..4_i64), any::<bool>(), 1..8)
            .prop_flat_map(|acts| {
                let acts: Vec<Said> = acts.into_iter().map(|((number, on, at), gone)| (number, on, at, gone)).collect();
                let again: Vec<Said> = acts.iter().chain(&acts).copied().collect();
                (Just(acts), Just(again).prop_shuffle())
            }),
    ) {
        let ((_one, _, one), (_other, _, other)) = (clinic(), clinic());
        for act in acts { told_of(&one, act); }
        for act in shuffled { told_of(&other, act); }
        prop_assert_eq!(kept(&one), kept(&other));
    }
}

#[test]
fn what_is_said_here_wins_over_what_was_known_and_is_told_as_it_stands() {
    let (_folder, _, clinic) = clinic();
    assert!(told_of(&clinic, (1, 1, 50, false)));
    // By a clock that is behind.
    done(&clinic, |tx| keep(tx, &phrase(1, "caja azul", seconds(10))));
    assert!(!told_of(&clinic, (1, 1, 50, false)));
    assert_eq!(kept(&clinic), [(id(1), "caja azul".to_owned())]);
    assert!(done(&clinic, |tx| take_away(
        tx,
        id(1),
        &removed(seconds(11))
    )));
    assert!(kept(&clinic).is_empty());
    let one = queued(&clinic);
    assert_eq!(one.len(), 1);
    assert_eq!(one[0].1, Subject::Phrase(id(1)));
    let said = clinic.read(|conn| word(conn, id(1))).unwrap();
    assert!(matches!(said, Some(PhraseWord::Removed(_))));
    // What comes late of before does not bring it back.
    assert!(!told_of(&clinic, (1, 2, 50, false)));
    done(&clinic, |tx| told(tx, one[0].0));
    assert!(queued(&clinic).is_empty());
}

#[test]
fn a_computer_that_was_not_there_is_told_every_phrase_once() {
    let (_folder, _, clinic) = clinic();
    done(&clinic, |tx| keep(tx, &phrase(1, "caja azul", seconds(1))));
    done(&clinic, |tx| keep(tx, &phrase(2, "caja roja", seconds(2))));
    done(&clinic, |tx| take_away(tx, id(2), &removed(seconds(3))));
    done(&clinic, tell_nobody);
    let others = [device(1)];
    assert!(clinic.read(|conn| has_strangers(conn, &others)).unwrap());
    assert!(done(&clinic, |tx| meet(tx, &others, seconds(4))));
    assert_eq!(queued(&clinic).len(), 2);
    assert!(!done(&clinic, |tx| meet(tx, &others, seconds(5))));
    assert!(
        !clinic
            .read(|conn| phrases::has_strangers(conn, &others))
            .unwrap()
    );
}

#[test]
fn of_answers_elsewhere_the_latest_counts() {
    let (_folder, _, clinic) = clinic();
    let (maria, nikos) = (SharedName([1; 32]), SharedName([2; 32]));
    for at in [5, 9, 7] {
        done(&clinic, |tx| {
            settings::note_answered(tx, maria, seconds(at))
        });
    }
    let last = |of| clinic.read(|conn| settings::answered_elsewhere(conn, of));
    assert_eq!(last(maria).unwrap(), Some(seconds(9)));
    assert_eq!(last(nikos).unwrap(), None);
}
