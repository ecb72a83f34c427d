//! An address taken out of an identity: the index first, the rows after it, and all of it back.

use crate::cast::{MORNING, desk, inbound, maria, nikos, seconds};
use recado_domain::address::Address;
use recado_domain::channel::Side;
use recado_domain::id::{ConversationId, IdentityId, NoteId, PersonActId, StaffId};
use recado_domain::identity::suggesting::{Known, Likeness, suggestions};
use recado_domain::phone::Phone;
use recado_domain::time::UnixMs;
use recado_store::clinic::Clinic;
use recado_store::clinic::divisions::{self, Pair};
use recado_store::clinic::holds::{self, Hold};
use recado_store::clinic::people::{self, Person};
use recado_store::clinic::persons::{self as acts, PersonAct, PersonActKind};
use recado_store::conversations::dividing::{self, Owners};
use recado_store::conversations::emergency_contacts::{self, EmergencyContact};
use recado_store::conversations::event::Contact;
use recado_store::conversations::notes::{self, Note};
use recado_store::conversations::records::{self, Imported, Written};
use recado_store::conversations::{identities, likely, patients, state};
use recado_store::error::StoreError;
use recado_store::key::Key32;
use std::collections::{BTreeMap, BTreeSet};

fn owners(contact: &Contact, owner: IdentityId) -> Owners {
    let addresses = contact.addresses.iter().map(|it| (it.clone(), owner));
    Owners {
        addresses: addresses.collect(),
        conversations: vec![(contact.conversation, owner)],
    }
}

#[test]
fn rows_follow_the_index_there_and_back_however_often() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", seconds(5)));
    let note = Note {
        id: NoteId::generate(),
        identity: maria().identity,
        conversation: Some(maria().conversation),
        text: "sobre a filha".into(),
        author: StaffId::generate(),
        author_name: "Ana".into(),
        at: seconds(9),
        edited_at: None,
        is_pinned: false,
    };
    desk.write_as(|tx| notes::add(tx, &note));
    let before = desk
        .store
        .read(|conn| identities::get(conn, maria().identity));
    let before = before.unwrap();
    let new = IdentityId::generate();
    let pair = (maria().identity, new);
    for _ in 0..2 {
        desk.write_as(|tx| dividing::follow(tx, pair, &owners(&maria(), new), seconds(60)));
    }
    let read = |identity| desk.store.read(|conn| identities::get(conn, identity));
    let made = read(new).unwrap();
    assert_eq!(made.addresses, before.addresses);
    assert_eq!((made.is_patient, made.since), (true, seconds(5)));
    assert_eq!(made.name, before.name, "told by what went");
    assert!(read(maria().identity).unwrap().addresses.is_empty());
    assert_eq!(desk.conversation(&maria()).identity, new);
    let (theirs, news) = desk
        .store
        .read(|conn| {
            let theirs = notes::of(conn, maria().identity)?.len();
            Ok::<_, StoreError>((theirs, notes::of(conn, new)?.len()))
        })
        .unwrap();
    assert_eq!((theirs, news), (1, 0), "a note stays with whom it is about");

    // What comes meanwhile is the new person's, and goes back with the rest.
    let meanwhile = Contact {
        identity: new,
        ..maria()
    };
    desk.write(inbound(&meanwhile, "m.2", "sou a mãe", seconds(70)));
    for _ in 0..2 {
        let back = owners(&maria(), maria().identity);
        desk.write_as(|tx| dividing::follow(tx, pair, &back, seconds(60)));
    }
    assert!(read(maria().identity).unwrap() == before);
    assert!(matches!(read(new), Err(StoreError::NotFound)));
    assert_eq!(desk.texts(&maria()), ["olá", "sou a mãe"]);
}

/// Whom to call about the new person was written by the clinic: it does not go with an undo.
#[test]
fn an_emergency_contact_is_something_written() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", seconds(5)));
    let is_written = || {
        desk.store
            .read(|conn| dividing::is_written(conn, maria().identity))
            .unwrap()
    };
    assert!(!is_written());
    let pilar = EmergencyContact {
        name: "Pilar K.".into(),
        relation: String::new(),
        phone: Phone::from_e164("+34600000518").unwrap(),
        written_at: seconds(6),
        written_by: "Ana".into(),
    };
    desk.write_as(|tx| emergency_contacts::put(tx, maria().identity, &pilar));
    assert!(is_written());
}

/// The first message of the new person may be filed before the rows follow.
#[test]
fn what_is_filed_before_the_rows_follow_ends_alike() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", seconds(5)));
    let new = Contact {
        identity: IdentityId::generate(),
        name: Some("Rosa V.".into()),
        ..maria()
    };
    desk.write(inbound(&new, "m.2", "sou a mãe", seconds(70)));
    let pair = (maria().identity, new.identity);
    desk.write_as(|tx| dividing::follow(tx, pair, &owners(&maria(), new.identity), seconds(60)));
    assert_eq!(desk.conversation(&maria()).identity, new.identity);
    let made = desk.store.read(|conn| identities::get(conn, new.identity));
    assert_eq!(made.unwrap().name, "Rosa V.", "what they told themselves");
}

struct Index {
    clinic: Clinic,
    pair: Pair,
    conversation: ConversationId,
    address: Address,
    _folder: tempfile::TempDir,
}

fn index() -> Index {
    let folder = tempfile::tempdir().unwrap();
    let clinic = Clinic::create(folder.path(), &Key32::generate().unwrap()).unwrap();
    let pair = Pair {
        from: IdentityId::generate(),
        to: IdentityId::generate(),
    };
    let address = maria().addresses.remove(0);
    let person = Person {
        identity: pair.from,
        side: Side::Clinical,
        is_patient: true,
    };
    let key = clinic.index_key();
    let talk = clinic
        .write(|tx| {
            people::put(tx, &person, MORNING)?;
            people::learn(tx, key, pair.from, &address)?;
            let hold = Hold {
                identity: pair.from,
                reason: vec![7],
                staff: StaffId::generate(),
                staff_name: "Ana".into(),
                at: MORNING,
            };
            holds::set(tx, &hold)?;
            people::conversation(tx, pair.from, maria().channel, Side::Clinical)
        })
        .unwrap();
    Index {
        clinic,
        pair,
        conversation: talk.conversation,
        address,
        _folder: folder,
    }
}

impl Index {
    fn divides(&self) {
        let what = (
            &BTreeSet::from([self.address.clone()]),
            &BTreeSet::from([self.conversation]),
        );
        let key = self.clinic.index_key();
        self.clinic
            .write(|tx| divisions::divide(tx, key, self.pair, what, seconds(60)))
            .unwrap();
    }

    fn owner(&self) -> IdentityId {
        let key = self.clinic.index_key();
        let found = self
            .clinic
            .read(|conn| people::find(conn, key, &self.address));
        found.unwrap().unwrap().identity
    }

    fn may_go_back(&self) -> bool {
        let may = self
            .clinic
            .read(|conn| divisions::may_go_back(conn, self.pair));
        may.unwrap()
    }
}

#[test]
fn the_index_says_whose_it_is_and_a_hold_goes_along() {
    let index = index();
    index.divides();
    assert_eq!(index.owner(), index.pair.to);
    index
        .clinic
        .write(|tx| {
            let made = people::get(tx, index.pair.to)?.unwrap();
            assert_eq!((made.side, made.is_patient), (Side::Clinical, true));
            assert_eq!(
                people::identity_of(tx, index.conversation)?,
                Some(index.pair.to)
            );
            assert!(holds::get(tx, index.pair.to)?.is_some());
            assert!(divisions::may_go_back(tx, index.pair)?);
            divisions::go_back(tx, index.pair)?;
            assert!(people::get(tx, index.pair.to)?.is_none());
            assert_eq!(
                people::identity_of(tx, index.conversation)?,
                Some(index.pair.from)
            );
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(index.owner(), index.pair.from);
    assert!(!index.may_go_back(), "once");
}

#[test]
fn what_something_newer_depends_on_does_not_go_back() {
    let index = index();
    index.divides();
    index
        .clinic
        .write(|tx| people::conversation(tx, index.pair.from, maria().channel, Side::Clinical))
        .unwrap();
    assert!(!index.may_go_back(), "two conversations on one channel");
}

#[test]
fn an_act_names_whose_it_was_and_whose_it_is() {
    let index = index();
    let act = PersonAct {
        id: PersonActId::generate(),
        kind: PersonActKind::Divide,
        changes: Vec::new(),
        concerns: vec![index.pair.from, index.pair.to],
        staff: StaffId::generate(),
        staff_name: "Ana".into(),
        at: UnixMs(7),
        undone_at: None,
    };
    index.clinic.write(|tx| acts::keep(tx, &act)).unwrap();
    let kept = index.clinic.read(|conn| acts::act(conn, act.id)).unwrap();
    assert_eq!(kept.unwrap().pair(), Some(index.pair));
    let touched = index.clinic.read(divisions::touched).unwrap();
    let both = [(index.pair.from, UnixMs(7)), (index.pair.to, UnixMs(7))];
    assert_eq!(touched, BTreeMap::from(both));
    let joined = PersonAct {
        kind: PersonActKind::Join,
        ..act
    };
    assert_eq!(joined.pair(), None);
}

fn written(name: &str, born_on: &str, number: &str) -> Written {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Written {
        given_name: some(name),
        born_on: some(born_on),
        number: some(number),
        language: None,
    }
}

/// Accents, capitals and the order of names make nobody another; a name that is missing makes nobody the same.
#[test]
fn records_say_who_may_be_the_same() {
    let like = |one: Written, other: Written| {
        let desk = desk();
        for (contact, written) in [(maria(), one), (nikos(), other)] {
            let nameless = Contact {
                name: None,
                ..contact
            };
            desk.write(inbound(
                &nameless,
                &nameless.identity.to_string(),
                "olá",
                MORNING,
            ));
            desk.write_as(|tx| records::write(tx, nameless.identity, &written));
        }
        let known = |identity| {
            let mut known = Known::default();
            desk.store
                .read(|conn| likely::add(conn, identity, &mut known))
                .unwrap();
            known
        };
        let one = known(maria().identity);
        let others = desk.store.read(|conn| likely::others(conn, &one)).unwrap();
        let others: BTreeMap<_, _> = others
            .into_iter()
            .filter(|it| *it != maria().identity)
            .map(|it| (it, known(it)))
            .collect();
        let found = suggestions(&one, &others, &BTreeSet::new());
        found.first().map(|(_, likeness)| *likeness)
    };
    let born = "1984-03-07";
    let same = Some(Likeness::SameNameAndBirthday);
    let jose = || written("José María Núñez", born, "");
    assert_eq!(like(jose(), written("NUNEZ, Jose Maria", born, "")), same);
    assert_eq!(
        like(
            written("Ελένη Δήμου", born, ""),
            written("ΔΗΜΟΥ ΕΛΕΝΗ", born, "")
        ),
        same
    );
    assert_eq!(
        like(jose(), written("José María Núñez", "1984-03-08", "")),
        None
    );
    assert_eq!(like(jose(), written("José Núñez", born, "")), None);
    assert_eq!(like(jose(), written("", born, "")), None);
    assert_eq!(like(jose(), written("José María Núñez", "", "")), None);
    assert_eq!(
        like(written("", "", "A-17"), written("Rosa", "", "A-17")),
        Some(Likeness::SameClinicNumber)
    );
    assert_eq!(like(written("", "", "A-17"), written("", "", "A-18")), None);
}

/// Who never wrote is in the list, found by name and by number; one row a person.
#[test]
fn every_patient_is_listed_by_name() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", seconds(5)));
    let imported = |number: u128, name: &str, own: &str| Imported {
        identity: IdentityId(uuid::Uuid::from_u128(0x7000 + number)),
        address: nikos().addresses.remove(0),
        at: MORNING,
        name: Some(name.to_owned()),
        born_on: None,
        number: Some(own.to_owned()),
        language: None,
    };
    desk.write_as(|tx| {
        records::import(tx, &imported(1, "Álvaro Díaz", "B-2"))?;
        records::import(tx, &imported(2, "Zoé Martín", "A-17"))?;
        state::begin(
            tx,
            &Contact {
                identity: imported(2, "", "").identity,
                name: None,
                ..nikos()
            },
            MORNING,
        )
    });
    let names = |text: &str| {
        let found = desk.store.read(|conn| patients::list(conn, text)).unwrap();
        found.into_iter().map(|it| it.name).collect::<Vec<_>>()
    };
    assert_eq!(names(""), ["Álvaro Díaz", "María Lopes", "Zoé Martín"]);
    assert_eq!(names("diaz alv"), ["Álvaro Díaz"]);
    assert_eq!(names("a-17"), ["Zoé Martín"]);
    assert_eq!(names("17"), Vec::<String>::new());
    assert_eq!(names("?"), Vec::<String>::new());
    let all = desk.store.read(|conn| patients::list(conn, "")).unwrap();
    assert_eq!(all[1].last_at, Some(seconds(5)));
    assert_eq!(
        (all[2].conversation, all[2].last_at),
        (Some(nikos().conversation), None)
    );
    desk.write_as(|tx| {
        let one = Some(imported(2, "", "").identity);
        recado_store::conversations::persons::set(tx, imported(2, "", "").identity, one)?;
        recado_store::conversations::persons::set(tx, maria().identity, one)
    });
    let all = desk
        .store
        .read(|conn| patients::list(conn, "A-17"))
        .unwrap();
    assert_eq!(
        all.len(),
        1,
        "one person, found by the number of the other contact"
    );
    assert_eq!(all[0].conversation, Some(maria().conversation));
    assert_eq!(all[0].number.as_deref(), Some("A-17"));
}
