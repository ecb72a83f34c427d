//! The lead's status as tables of cases, and the same end in every order.

use super::*;
use proptest::prelude::*;

const NOON: UnixMs = UnixMs(1_795_176_000_000);

fn chosen(status: LeadStatus, at: UnixMs) -> Option<Chosen> {
    let lost = (status == LeadStatus::Lost).then_some(LostReason::Price);
    Some(Chosen { status, at, lost })
}

fn facts(chosen: Option<Chosen>, is_answered: bool, heard_at: Option<UnixMs>) -> LeadFacts {
    LeadFacts {
        chosen,
        is_answered,
        heard_at,
        is_converted: false,
    }
}

#[test]
fn a_lead_is_new_until_the_clinic_has_answered() {
    use LeadStatus::{Contacted, Lost, New, Qualified};
    let before = Some(UnixMs(NOON.0 - 1000));
    let after = Some(UnixMs(NOON.0 + 1000));
    let cases = [
        (None, false, None, New),
        (None, true, before, Contacted),
        (chosen(New, NOON), false, None, New),
        (chosen(New, NOON), true, None, Contacted),
        (chosen(Contacted, NOON), false, None, Contacted),
        (chosen(Qualified, NOON), true, after, Qualified),
        (chosen(Lost, NOON), true, before, Lost),
        (chosen(Lost, NOON), true, after, Contacted),
        (chosen(Lost, NOON), false, after, New),
        (chosen(Lost, NOON), false, None, Lost),
    ];
    for (number, (chosen, is_answered, heard_at, expected)) in cases.into_iter().enumerate() {
        let facts = facts(chosen, is_answered, heard_at);
        assert_eq!(facts.status(), expected, "case {number}");
    }
}

#[test]
fn a_message_of_the_same_second_reopens_a_lost_lead() {
    let lost_at = UnixMs(NOON.0 + 700);
    let heard = |at: i64| facts(chosen(LeadStatus::Lost, lost_at), true, Some(UnixMs(at)));
    assert_eq!(heard(NOON.0).reopened_at(), Some(NOON));
    assert_eq!(heard(NOON.0 - 1).reopened_at(), None);
}

/// P6: CONVERTED is nobody's choice.
#[test]
fn nobody_sets_converted_by_hand() {
    for status in LeadStatus::ALL {
        let facts = facts(chosen(status, NOON), true, None);
        assert_eq!(
            facts.may_become(LeadStatus::Converted, None),
            Err(StepRefused::ByConversionOnly)
        );
        assert!(!facts.steps().contains(&LeadStatus::Converted));
        let converted = LeadFacts {
            is_converted: true,
            ..facts
        };
        assert_eq!(converted.status(), LeadStatus::Converted);
        assert_eq!(converted.steps(), []);
    }
}

#[test]
fn steps_that_a_person_may_take() {
    use LeadStatus::{Contacted, Lost, New, Qualified};
    let of = |status, is_answered| facts(chosen(status, NOON), is_answered, None).steps();
    assert_eq!(of(New, false), [Contacted, Qualified, Lost]);
    assert_eq!(of(Contacted, true), [Qualified, Lost]);
    assert_eq!(of(Qualified, true), [Contacted, Lost]);
    assert_eq!(of(Lost, true), [Contacted, Qualified]);
    assert_eq!(of(Lost, false), [New, Contacted, Qualified]);
}

#[test]
fn a_lead_is_lost_for_a_reason() {
    let open = facts(None, true, None);
    assert_eq!(
        open.may_become(LeadStatus::Lost, None),
        Err(StepRefused::Reason)
    );
    assert_eq!(
        open.may_become(LeadStatus::Qualified, Some(LostReason::Price)),
        Err(StepRefused::Reason)
    );
    assert_eq!(
        open.may_become(LeadStatus::New, None),
        Err(StepRefused::IsAnswered)
    );
}

#[test]
fn names_lead_back() {
    for status in LeadStatus::ALL {
        assert_eq!(LeadStatus::from_name(status.as_str()), Some(status));
    }
    for reason in LostReason::ALL {
        assert_eq!(LostReason::from_name(reason.as_str()), Some(reason));
    }
}

proptest! {
    /// What is offered is what is allowed, and a step that was taken is where the lead stands.
    #[test]
    fn a_step_leads_where_it_says(answered: bool, heard in proptest::option::of(0_i64..5000), from in 0_usize..5) {
        let start = facts(chosen(LeadStatus::ALL[from], UnixMs(2500)), answered, heard.map(UnixMs));
        for to in start.steps() {
            let taken = LeadFacts { chosen: chosen(to, UnixMs(9000)), ..start };
            prop_assert_eq!(taken.status(), to);
        }
    }
}
