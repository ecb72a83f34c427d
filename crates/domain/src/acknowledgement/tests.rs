//! When an acknowledgement goes out, and when it must not.

use super::*;

const NOW: UnixMs = UnixMs(1_795_176_000_000);
const MINUTE: Duration = Duration::from_secs(60);

fn wanted() -> Wanted {
    Wanted {
        closed: true,
        open: false,
        quiet: Duration::from_secs(12 * 60 * 60),
    }
}

fn closed() -> Facts {
    Facts {
        channel: ChannelKind::WhatsApp,
        written_at: NOW.minus(MINUTE),
        was_open: false,
        is_open: false,
        flag: None,
        last_at: None,
        answered_at: None,
    }
}

#[test]
fn whoever_writes_at_night_gets_one() {
    for channel in [
        ChannelKind::WhatsApp,
        ChannelKind::Messenger,
        ChannelKind::Instagram,
    ] {
        let facts = Facts {
            channel,
            ..closed()
        };
        assert_eq!(goes_out(&facts, &wanted(), NOW), Ok(Hours::Closed));
    }
}

#[test]
fn each_hour_has_its_own_switch() {
    let open = Facts {
        was_open: true,
        is_open: true,
        ..closed()
    };
    let refused = Err(Withheld::NotWanted);
    assert_eq!(goes_out(&open, &wanted(), NOW), refused);
    let both = Wanted {
        open: true,
        ..wanted()
    };
    assert_eq!(goes_out(&open, &both, NOW), Ok(Hours::Open));
    let none = Wanted {
        closed: false,
        ..wanted()
    };
    assert_eq!(goes_out(&closed(), &none, NOW), refused);
}

/// A5: whatever else is so, and however mild the flag.
#[test]
fn nobody_with_a_flag_gets_one() {
    for level in [1, 2, 3, 4].map(|number| AlertLevel::from_number(number).unwrap()) {
        let facts = Facts {
            flag: Some(level),
            ..closed()
        };
        assert_eq!(goes_out(&facts, &wanted(), NOW), Err(Withheld::Flagged));
    }
}

/// Catching up after a night answers nobody; to the millisecond.
#[test]
fn an_old_message_gets_none() {
    let written = |ago: Duration| Facts {
        written_at: NOW.minus(ago),
        ..closed()
    };
    let last = FRESH - Duration::from_millis(1);
    assert_eq!(goes_out(&written(last), &wanted(), NOW), Ok(Hours::Closed));
    for ago in [FRESH, FRESH * 10] {
        assert_eq!(
            goes_out(&written(ago), &wanted(), NOW),
            Err(Withheld::NotFresh)
        );
    }
}

#[test]
fn a_clock_that_is_behind_metas_is_not_believed() {
    let ahead = |by: Duration| Facts {
        written_at: NOW.plus(by),
        ..closed()
    };
    assert!(goes_out(&ahead(CLOCK_DRIFT), &wanted(), NOW).is_ok());
    assert_eq!(
        goes_out(&ahead(CLOCK_DRIFT + MINUTE), &wanted(), NOW),
        Err(Withheld::NotFresh)
    );
}

/// "Nobody is reading" is not said at a minute past nine to somebody who wrote a minute before.
#[test]
fn none_goes_out_over_the_hour() {
    for (was_open, is_open) in [(true, false), (false, true)] {
        let facts = Facts {
            was_open,
            is_open,
            ..closed()
        };
        let both = Wanted {
            open: true,
            ..wanted()
        };
        assert_eq!(goes_out(&facts, &both, NOW), Err(Withheld::HoursChanged));
    }
}

#[test]
fn a_conversation_rests_for_the_quiet_period() {
    let last = |ago: Duration| Facts {
        last_at: Some(NOW.minus(ago)),
        ..closed()
    };
    let quiet = wanted().quiet;
    assert_eq!(
        goes_out(&last(quiet - Duration::from_millis(1)), &wanted(), NOW),
        Err(Withheld::Resting)
    );
    assert_eq!(goes_out(&last(quiet), &wanted(), NOW), Ok(Hours::Closed));
}

#[test]
fn who_is_talking_with_the_clinic_is_not_told_that_nobody_reads() {
    let answered = |ago: Duration| Facts {
        answered_at: Some(NOW.minus(ago)),
        ..closed()
    };
    assert_eq!(
        goes_out(&answered(MINUTE), &wanted(), NOW),
        Err(Withheld::Talking)
    );
    assert_eq!(
        goes_out(&answered(TALKING), &wanted(), NOW),
        Ok(Hours::Closed)
    );
}

#[test]
fn names_come_back() {
    for hours in Hours::ALL {
        assert_eq!(Hours::from_name(hours.as_str()), Some(hours));
    }
    for reason in Withheld::ALL {
        assert_eq!(Withheld::from_name(reason.as_str()), Some(reason));
    }
}
