//! Names, tries and the time a note may stay unheard.

use super::*;

const NOW: UnixMs = UnixMs(1_000_000);

#[test]
fn every_state_and_reason_has_a_name_of_its_own() {
    for state in TranscriptState::ALL {
        assert_eq!(TranscriptState::from_name(state.as_str()), Some(*state));
    }
    for reason in TranscriptReason::ALL {
        assert_eq!(TranscriptReason::from_name(reason.as_str()), Some(*reason));
        assert!(!reason.state().is_heard() && !reason.state().is_waiting());
    }
}

/// RISK §6: 5 s to 10 min, six times.
#[test]
fn six_further_tries_each_later_than_the_one_before() {
    let pauses: Vec<_> = (1..=6)
        .map(|tries| next_try(tries, NOW, None).unwrap().since(NOW))
        .collect();
    assert_eq!(pauses.first(), Some(&Duration::from_secs(5)));
    assert_eq!(pauses.last(), Some(&Duration::from_secs(600)));
    assert!(pauses.is_sorted());
    assert_eq!(next_try(7, NOW, None), None);
    assert_eq!(next_try(0, NOW, None), None);
}

#[test]
fn a_service_that_asks_for_time_gets_it() {
    let minute = Duration::from_secs(60);
    assert_eq!(next_try(1, NOW, Some(minute)), Some(NOW.plus(minute)));
    let shorter = next_try(6, NOW, Some(minute)).unwrap();
    assert_eq!(shorter.since(NOW), Duration::from_secs(600));
}

#[test]
fn what_no_machine_read_in_a_quarter_of_an_hour_waits_for_a_person() {
    let later = NOW.plus(REVIEW_AFTER);
    let just_before = UnixMs(later.0 - 1);
    let waiting = TranscriptState::Queued;
    assert!(!needs_a_look(waiting, NOW, just_before));
    assert!(needs_a_look(waiting, NOW, later));
    for reason in TranscriptReason::ALL {
        let state = reason.state();
        let is_blind = state == TranscriptState::Failed;
        assert_eq!(needs_a_look(state, NOW, later), is_blind);
    }
    assert!(!needs_a_look(TranscriptState::Done, NOW, later));
    assert!(!needs_a_look(TranscriptState::Uncertain, NOW, later));
}
