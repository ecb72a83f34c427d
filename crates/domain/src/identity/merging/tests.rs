//! Joining, taking out, taking back: every order ends in whole persons.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What everybody names.
#[derive(Debug, Clone, PartialEq, Eq)]
struct People(BTreeMap<IdentityId, Member>);

impl People {
    fn leads(count: usize) -> (Self, Vec<IdentityId>) {
        let mut ids: Vec<_> = (0..count).map(|_| IdentityId::generate()).collect();
        ids.sort_unstable();
        let members = ids.iter().map(|identity| {
            let member = Member {
                identity: *identity,
                person: None,
                side: Side::Leads,
                is_patient: false,
            };
            (*identity, member)
        });
        (Self(members.collect()), ids)
    }

    fn person(&self, of: IdentityId) -> Vec<Member> {
        let head = self.0[&of].person.unwrap_or(of);
        self.0
            .values()
            .filter(|member| member.identity == head || member.person == Some(head))
            .copied()
            .collect()
    }

    fn apply(&mut self, changes: &[Change]) {
        for change in changes {
            let member = self.0.get_mut(&change.identity).unwrap();
            assert_eq!(member.person, change.before);
            member.person = change.after;
        }
    }

    fn join(&mut self, one: IdentityId, into: IdentityId) -> Result<Vec<Change>, Refused> {
        let changes = join(&self.person(one), &self.person(into))?;
        self.apply(&changes);
        Ok(changes)
    }

    fn undone(&self, changes: &[Change]) -> Option<Vec<Change>> {
        let today: Vec<Member> = self.0.values().copied().collect();
        undone(changes, &today)
    }

    /// Everybody names somebody who names nobody.
    fn is_whole(&self) -> bool {
        self.0.values().all(|member| {
            member
                .person
                .is_none_or(|head| self.0[&head].person.is_none())
        })
    }
}

#[test]
fn two_become_one_and_can_be_taken_back() {
    let (mut people, ids) = People::leads(2);
    let before = people.clone();
    let changes = people.join(ids[0], ids[1]).unwrap();
    assert_eq!(people.person(ids[0]).len(), 2);
    assert_eq!(people.join(ids[1], ids[0]), Err(Refused::AlreadyOne));
    let back = people.undone(&changes).unwrap();
    people.apply(&back);
    assert_eq!(people, before);
}

#[test]
fn whoever_the_others_name_can_be_taken_out_and_put_back() {
    let (mut people, ids) = People::leads(3);
    people.join(ids[1], ids[0]).unwrap();
    people.join(ids[2], ids[0]).unwrap();
    let before = people.clone();
    let changes = take_out(ids[0], &people.person(ids[0])).unwrap();
    people.apply(&changes);
    assert_eq!(people.person(ids[0]).len(), 1);
    assert_eq!(people.person(ids[1]).len(), 2, "the others stay one person");
    let back = people.undone(&changes).unwrap();
    people.apply(&back);
    assert_eq!(people, before);
    assert_eq!(
        take_out(ids[0], &before.person(ids[0])[..1]),
        Err(Refused::Alone)
    );
}

#[test]
fn what_something_newer_depends_on_is_not_taken_back() {
    let (mut people, ids) = People::leads(3);
    let first = people.join(ids[0], ids[1]).unwrap();
    let second = people.join(ids[1], ids[2]).unwrap();
    assert_eq!(people.undone(&first), None);
    let back = people.undone(&second).unwrap();
    people.apply(&back);
    assert!(people.undone(&first).is_some());
}

/// Who was taken out and named by others since does not go back to naming somebody.
#[test]
fn whoever_others_name_by_now_is_not_put_back() {
    let (mut people, ids) = People::leads(3);
    people.join(ids[0], ids[1]).unwrap();
    let out = take_out(ids[0], &people.person(ids[0])).unwrap();
    people.apply(&out);
    people.join(ids[2], ids[0]).unwrap();
    assert_eq!(people.undone(&out), None);
}

/// P7: nobody becomes a patient by being called the same person.
#[test]
fn a_lead_and_a_patient_are_not_joined() {
    let (mut people, ids) = People::leads(2);
    people.0.get_mut(&ids[1]).unwrap().is_patient = true;
    assert_eq!(people.join(ids[0], ids[1]), Err(Refused::IsConversion));
    people.0.get_mut(&ids[1]).unwrap().is_patient = false;
    people.0.get_mut(&ids[1]).unwrap().side = Side::Clinical;
    assert_eq!(people.join(ids[0], ids[1]), Err(Refused::OtherSide));
}

proptest! {
    /// Whatever is joined, taken out and taken back, in whatever order: whole persons, and taking back is exact.
    #[test]
    fn persons_stay_whole(acts in proptest::collection::vec((0_u8..3, 0_usize..5, 0_usize..5), 0..40)) {
        let (mut people, ids) = People::leads(5);
        let mut done: Vec<(People, Vec<Change>)> = Vec::new();
        for (act, one, other) in acts {
            let before = people.clone();
            match act {
                0 => if let Ok(changes) = people.join(ids[one], ids[other]) {
                    done.push((before, changes));
                },
                1 => if let Ok(changes) = take_out(ids[one], &people.person(ids[one])) {
                    people.apply(&changes);
                    done.push((before, changes));
                },
                _ => if let Some((before, changes)) = done.pop() {
                    // The latest act is always one that can be taken back.
                    let back = people.undone(&changes).unwrap();
                    people.apply(&back);
                    prop_assert_eq!(&people, &before);
                },
            }
            prop_assert!(people.is_whole());
        }
    }

    /// An older act that says it can be taken back leaves whole persons, too.
    #[test]
    fn taking_back_an_older_act_is_safe(acts in proptest::collection::vec((0_usize..5, 0_usize..5), 1..20), which in 0_usize..20) {
        let (mut people, ids) = People::leads(5);
        let mut done = Vec::new();
        for (one, other) in acts {
            if one == other {
                if let Ok(changes) = take_out(ids[one], &people.person(ids[one])) {
                    people.apply(&changes);
                    done.push(changes);
                }
            } else if let Ok(changes) = people.join(ids[one], ids[other]) {
                done.push(changes);
            }
        }
        if let Some(changes) = done.get(which)
            && let Some(back) = people.undone(changes)
        {
            people.apply(&back);
            prop_assert!(people.is_whole());
        }
    }
}
