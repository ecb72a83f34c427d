//! What was surely not sent is tried again, what may have left is not, and every refusal has a sentence and an action.

use super::*;

const NOW: UnixMs = UnixMs(1_795_176_000_000);

fn limited(code: i64, seconds: Option<u64>) -> GraphError {
    GraphError::RateLimited {
        retry_after: seconds.map(Duration::from_secs),
        code: Some(code),
    }
}

#[test]
fn a_lost_answer_is_never_repeated_by_itself() {
    let lost = || GraphError::OutcomeUnknown {
        code: None,
        trace_id: None,
    };
    assert_eq!(outcome(Err(lost()), 1, 0.5, NOW), Outcome::Unknown);
    // An upload is nothing that anybody reads.
    let again = not_uploaded(lost(), 1, 0.5, NOW);
    assert!(matches!(
        again,
        Outcome::Later {
            holds: Holds::Outage,
            ..
        }
    ));
}

#[test]
fn what_was_surely_not_sent_is_tried_again_and_not_before_meta_asks() {
    assert_eq!(
        outcome(Err(limited(130_429, Some(90))), 1, 0.0, NOW),
        Outcome::Later {
            at: NOW.plus(Duration::from_secs(90)),
            holds: Holds::Channel
        }
    );
    let unreachable = outcome(Err(GraphError::Unreachable), 1, 0.0, NOW);
    assert!(matches!(
        unreachable,
        Outcome::Later {
            holds: Holds::Outage,
            ..
        }
    ));
}

/// CASES 25: too many to one recipient → that pair waits, four times longer each time; the others flow.
#[test]
fn the_pair_limit_holds_up_one_conversation_alone() {
    let waits: Vec<_> = (1..=3)
        .map(
            |attempt| match outcome(Err(limited(PAIR_LIMIT, None)), attempt, 0.0, NOW) {
                Outcome::Later {
                    at,
                    holds: Holds::Pair,
                } => at.since(NOW).as_secs(),
                other => panic!("{other:?}"),
            },
        )
        .collect();
    assert_eq!(waits, [4, 16, 64]);
}

#[test]
fn refusals_keep_their_code_and_say_what_to_do() {
    let closed = |code, subcode| GraphError::WindowClosed {
        code,
        subcode,
        trace_id: None,
    };
    let whatsapp = outcome(Err(closed(131_047, None)), 1, 0.0, NOW);
    let page = outcome(Err(closed(10, Some(2_018_278))), 1, 0.0, NOW);
    let of = |outcome| match outcome {
        Outcome::Failed { code, advice } => (code, from_name(code, &name(advice))),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        of(whatsapp),
        (131_047, (Advice::WindowClosed, Action::UseTemplate))
    );
    assert_eq!(
        of(page),
        (10, (Advice::WindowClosedPage, Action::AnswerByHand))
    );
}

/// CASES 16: each known code is plain words and one action, also when it comes back from the database.
#[test]
fn every_code_of_meta_has_a_sentence_and_the_action_of_its_row() {
    for row in table::rows() {
        let code = u32::try_from(row.first).unwrap();
        assert_eq!(from_name(code, &name(row.advice)).0, row.advice, "{code}");
        let of_the_same = table::rows().filter(|other| {
            other.advice == row.advice && (other.first..=other.last).contains(&row.first)
        });
        let actions: Vec<_> = of_the_same.map(|row| row.action).collect();
        assert!(
            actions.contains(&from_name(code, &name(row.advice)).1),
            "{code}"
        );
    }
    assert_eq!(reason(132_000), Advice::TemplateVariables);
    assert_eq!(
        from_name(132_000, "template_variables").1,
        Action::SyncTemplates
    );
}

#[test]
fn the_names_of_the_first_version_are_still_read() {
    for (old, advice) in OLD {
        assert_eq!(from_name(0, old).0, advice);
    }
    assert_eq!(
        from_name(131_026, "unreachable").0,
        Advice::PersonUnreachable
    );
    assert_eq!(from_name(0, "window_closed").1, Action::UseTemplate);
    assert_eq!(
        from_name(0, "a later version's"),
        (Advice::MetaSays, Action::ReportBug)
    );
}
