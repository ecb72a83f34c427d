//! Who may be the same person: said to people, never acted on by itself.

use crate::{id::IdentityId, phone::Phone};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use ts_rs::TS;

/// What is known of somebody that another may share.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Their numbers, from addresses and from cards of themselves.
    pub phones: BTreeSet<Phone>,
    /// Their name as words are compared (folded); empty when none is known.
    pub folded_name: String,
    /// Their birthday, for example `1987-04-30`, if a record holds it.
    pub born_on: Option<String>,
    /// Numbers on contact cards that they sent or that were sent to them.
    pub cards: BTreeSet<Phone>,
}

/// Why somebody may be the same person; the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// They have the same number.
    SameNumber,
    /// They have the same name and birthday.
    SameNameAndBirthday,
    /// A card in one conversation holds the other's number.
    SharedCard,
}

/// Returns who of `others` may be the same person as `one`, with the strongest reason; the strongest first.
///
/// `apart` are those a person said are somebody else.
pub fn suggestions(
    one: &Known,
    others: &BTreeMap<IdentityId, Known>,
    apart: &BTreeSet<IdentityId>,
) -> Vec<(IdentityId, Likeness)> {
    let mut found: Vec<(IdentityId, Likeness)> = others
        .iter()
        .filter(|(identity, _)| !apart.contains(identity))
        .filter_map(|(identity, other)| Some((*identity, likeness(one, other)?)))
        .collect();
    found.sort_by_key(|(identity, likeness)| (*likeness, *identity));
    found
}

fn likeness(one: &Known, other: &Known) -> Option<Likeness> {
    if !one.phones.is_disjoint(&other.phones) {
        return Some(Likeness::SameNumber);
    }
    let is_named = !one.folded_name.is_empty() && one.folded_name == other.folded_name;
    if is_named && one.born_on.is_some() && one.born_on == other.born_on {
        return Some(Likeness::SameNameAndBirthday);
    }
    let is_on_card = !one.cards.is_disjoint(&other.phones) || !other.cards.is_disjoint(&one.phones);
    is_on_card.then_some(Likeness::SharedCard)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phones(all: &[&str]) -> BTreeSet<Phone> {
        all.iter()
            .map(|digits| Phone::from_wa_id(digits).unwrap())
            .collect()
    }

    fn named(name: &str, born_on: Option<&str>) -> Known {
        Known {
            folded_name: name.to_owned(),
            born_on: born_on.map(str::to_owned),
            ..Known::default()
        }
    }

    fn likeness_of(one: &Known, other: &Known) -> Option<Likeness> {
        let id = IdentityId::generate();
        let others = BTreeMap::from([(id, other.clone())]);
        let found = suggestions(one, &others, &BTreeSet::new());
        let back = suggestions(
            other,
            &BTreeMap::from([(id, one.clone())]),
            &BTreeSet::new(),
        );
        assert_eq!(found, back, "it is said from both sides alike");
        found.first().map(|(_, likeness)| *likeness)
    }

    #[test]
    fn a_number_in_any_spelling_is_the_same_number() {
        let one = Known {
            phones: phones(&["5511987654321"]),
            ..Known::default()
        };
        let other = Known {
            phones: phones(&["551187654321"]),
            ..Known::default()
        };
        assert_eq!(likeness_of(&one, &other), Some(Likeness::SameNumber));
    }

    #[test]
    fn a_name_alone_says_nothing() {
        let tomas = named(" tomas o", None);
        assert_eq!(likeness_of(&tomas, &tomas), None);
        let born = named(" tomas o", Some("1987-04-30"));
        assert_eq!(likeness_of(&tomas, &born), None);
        assert_eq!(
            likeness_of(&born, &born),
            Some(Likeness::SameNameAndBirthday)
        );
        let later = named(" tomas o", Some("1988-04-30"));
        assert_eq!(likeness_of(&born, &later), None);
        let nameless = named("", Some("1987-04-30"));
        assert_eq!(likeness_of(&nameless, &nameless), None);
    }

    #[test]
    fn a_card_with_the_others_number_is_said_last() {
        let on_card = Known {
            cards: phones(&["306940007261"]),
            ..Known::default()
        };
        let nikos = Known {
            phones: phones(&["306940007261"]),
            ..Known::default()
        };
        assert_eq!(likeness_of(&on_card, &nikos), Some(Likeness::SharedCard));
        assert_eq!(
            likeness_of(&on_card, &on_card),
            None,
            "a third person's card joins nobody"
        );
        let (first, second) = (IdentityId::generate(), IdentityId::generate());
        let both = Known {
            phones: phones(&["351912000412"]),
            ..on_card.clone()
        };
        let same = Known {
            phones: phones(&["351912000412"]),
            ..Known::default()
        };
        let others = BTreeMap::from([(first, nikos), (second, same)]);
        let found = suggestions(&both, &others, &BTreeSet::new());
        assert_eq!(
            found,
            [
                (second, Likeness::SameNumber),
                (first, Likeness::SharedCard)
            ]
        );
    }

    #[test]
    fn whoever_was_said_to_be_another_is_not_suggested() {
        let one = Known {
            phones: phones(&["351912000412"]),
            ..Known::default()
        };
        let other = IdentityId::generate();
        let others = BTreeMap::from([(other, one.clone())]);
        assert!(suggestions(&one, &others, &BTreeSet::from([other])).is_empty());
    }
}
