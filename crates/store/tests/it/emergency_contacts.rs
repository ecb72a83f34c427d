//! Whom to call about a patient: one for a person, and gone with them.

use crate::cast::{MORNING, desk, inbound, maria, nikos, seconds};
use recado_domain::phone::Phone;
use recado_domain::time::UnixMs;
use recado_store::conversations::emergency_contacts::{self, EmergencyContact};
use recado_store::conversations::{erasing, persons};
use recado_store::error::StoreError;

fn pilar(at: UnixMs) -> EmergencyContact {
    EmergencyContact {
        name: "Pilar K.".into(),
        relation: "mãe".into(),
        phone: Phone::from_e164("+34600000518").unwrap(),
        written_at: at,
        written_by: "Ana Reis".into(),
    }
}

#[test]
fn a_person_of_several_contacts_has_one() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", MORNING));
    desk.write(inbound(&nikos(), "n.1", "olá", MORNING));
    let of = |identity| {
        let read = desk
            .store
            .read(|conn| emergency_contacts::of(conn, identity));
        read.unwrap()
    };
    let (first, second) = (maria().identity, nikos().identity);
    desk.write_as(|tx| emergency_contacts::put(tx, first, &pilar(seconds(1))));
    assert_eq!(of(second), None);
    // They turn out to be one person.
    desk.write_as(|tx| {
        persons::set(tx, first, Some(first))?;
        persons::set(tx, second, Some(first))
    });
    assert_eq!(of(second), Some(pilar(seconds(1))));
    let newer = EmergencyContact {
        relation: "tia".into(),
        ..pilar(seconds(9))
    };
    desk.write_as(|tx| emergency_contacts::put(tx, second, &newer));
    assert_eq!((of(first), of(second)), (Some(newer.clone()), Some(newer)));
    assert!(desk.write_as(|tx| emergency_contacts::remove(tx, first)));
    assert_eq!((of(first), of(second)), (None, None));
    assert!(!desk.write_as(|tx| emergency_contacts::remove(tx, first)));
}

#[test]
fn it_is_erased_with_the_person_and_shown_in_no_debugging() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", MORNING));
    let identity = maria().identity;
    desk.write_as(|tx| emergency_contacts::put(tx, identity, &pilar(seconds(1))));
    assert_eq!(format!("{:?}", pilar(seconds(1))), "EmergencyContact(…)");
    desk.write_as(|tx| erasing::erase(tx, identity, &[]));
    let left = desk
        .store
        .read(|conn| Ok::<_, StoreError>(emergency_contacts::own(conn, identity)?.is_some()));
    assert_eq!(left, Ok(false));
}
