//! Names, areas and kinds hang together.

use super::*;
use std::collections::BTreeSet;

#[test]
fn names_are_of_one_form_and_lead_back_to_their_act() {
    let names: BTreeSet<_> = ActName::ALL.iter().map(|act| act.as_str()).collect();
    assert_eq!(names.len(), ActName::ALL.len());
    for act in ActName::ALL {
        let name = act.as_str();
        assert_eq!(ActName::from_name(name), Some(*act));
        assert_eq!(ActKind::of(name), act.kind());
        assert_eq!(serde_json::to_value(act).unwrap(), name);
        let is_plain = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        };
        let (area, verb) = name.split_once('.').unwrap();
        assert!(is_plain(area) && is_plain(verb), "{name}");
    }
}

#[test]
fn an_act_without_a_line_is_filed_by_its_area() {
    assert_eq!(ActKind::of("identity.merged"), ActKind::People);
    assert_eq!(ActKind::of("session.switched"), ActKind::SignIn);
    assert_eq!(ActKind::of("something.else"), ActKind::Settings);
}

#[test]
fn kinds_lead_back_from_their_names() {
    for kind in SubjectKind::ALL {
        assert_eq!(SubjectKind::from_name(kind.as_str()), Some(kind));
    }
    for kind in ActKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
}
