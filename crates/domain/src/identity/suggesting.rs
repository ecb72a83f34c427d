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
    /// Their names, with the birthday that a record holds.
    pub births: BTreeSet<Birth>,
    /// The clinic's own numbers for them, as they were written.
    pub numbers: BTreeSet<String>,
    /// Numbers on contact cards that they sent or that were sent to them.
    pub cards: BTreeSet<Phone>,
}

/// A whole name and a birthday, as they are compared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Birth {
    /// The words of the name, in the order of the alphabet: last names stand first in some lists.
    name: Vec<String>,
    born_on: String,
}

impl Birth {
    /// Returns a birth; nothing without a first and a last name: many share one of them and a birthday.
    ///
    /// `folded_name` is words as search sees them, without accents and capitals; `born_on` for example `1987-04-30`.
    pub fn of(folded_name: &str, born_on: &str) -> Option<Self> {
        let mut name: Vec<String> = folded_name.split_whitespace().map(str::to_owned).collect();
        name.sort();
        let is_whole = name.len() > 1 && !born_on.is_empty();
        is_whole.then(|| Self {
            name,
            born_on: born_on.to_owned(),
        })
    }

    /// Returns the birthday.
    pub fn born_on(&self) -> &str {
        &self.born_on
    }
}

/// Why somebody may be the same person; the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// They have the same number.
    SameNumber,
    /// The clinic has one number of its own for both.
    SameClinicNumber,
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
    if !one.numbers.is_disjoint(&other.numbers) {
        return Some(Likeness::SameClinicNumber);
    }
    if !one.births.is_disjoint(&other.births) {
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

    fn named(name: &str, born_on: &str) -> Known {
        Known {
            births: Birth::of(name, born_on).into_iter().collect(),
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
        let tomas = named(" tomas o", "");
        assert_eq!(likeness_of(&tomas, &tomas), None);
        let born = named(" tomas o", "1987-04-30");
        assert_eq!(likeness_of(&tomas, &born), None);
        assert_eq!(
            likeness_of(&born, &born),
            Some(Likeness::SameNameAndBirthday)
        );
        let later = named(" tomas o", "1988-04-30");
        assert_eq!(likeness_of(&born, &later), None);
        let nameless = named("", "1987-04-30");
        assert_eq!(likeness_of(&nameless, &nameless), None);
    }

    #[test]
    fn last_names_may_stand_first_and_none_may_be_missing() {
        let born = "1984-03-07";
        let maria = named(" maria lopes vaz", born);
        let turned = named(" lopes vaz maria", born);
        assert_eq!(
            likeness_of(&maria, &turned),
            Some(Likeness::SameNameAndBirthday)
        );
        let shorter = named(" maria lopes", born);
        assert_eq!(likeness_of(&maria, &shorter), None);
        let first_alone = named(" maria", born);
        assert_eq!(likeness_of(&first_alone, &first_alone), None);
    }

    #[test]
    fn one_number_of_the_clinic_is_said_before_names() {
        let numbered = |number: &str| Known {
            numbers: BTreeSet::from([number.to_owned()]),
            ..named(" maria lopes", "1984-03-07")
        };
        assert_eq!(
            likeness_of(&numbered("A-17"), &numbered("A-17")),
            Some(Likeness::SameClinicNumber)
        );
        assert_eq!(
            likeness_of(&numbered("A-17"), &numbered("A-18")),
            Some(Likeness::SameNameAndBirthday)
        );
        assert_eq!(likeness_of(&Known::default(), &Known::default()), None);
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
