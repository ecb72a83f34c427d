//! Acknowledgements in `clinic.db`: once for a message, with an address only until they have left.

use crate::cast::{maria, nikos, seconds};
use crate::clinic::{clinic, done};
use recado_domain::acknowledgement::{Hours, Withheld};
use recado_domain::alert::calling::Called;
use recado_domain::alert::{AlertCategory, AlertLevel};
use recado_domain::channel::Side;
use recado_domain::id::{AlertId, IdentityId, StaffId};
use recado_domain::identity::merging::Change;
use recado_domain::language::Language;
use recado_domain::time::UnixMs;
use recado_store::clinic::acknowledgements::{self, Acknowledgement, AcknowledgementState, Known};
use recado_store::clinic::people::{self, Person};
use recado_store::clinic::persons;
use recado_store::clinic::{Clinic, alerts, erasures, languages};
use recado_store::conversations::event::Contact;
use recado_store::key::Key32;

fn known(clinic: &Clinic, contact: &Contact) -> Contact {
    let person = Person {
        identity: contact.identity,
        side: Side::Clinical,
        is_patient: true,
    };
    let found = done(clinic, |tx| {
        people::put(tx, &person, seconds(0))?;
        people::conversation(tx, contact.identity, contact.channel, Side::Clinical)
    });
    Contact {
        conversation: found.conversation,
        ..contact.clone()
    }
}

fn for_message(clinic: &Clinic, contact: &Contact, message: &str, at: UnixMs) -> Acknowledgement {
    let key = clinic.index_key();
    let hash = key.provider_hash(contact.channel, message);
    Acknowledgement {
        id: acknowledgements::id_of(key, contact.conversation, hash),
        conversation: contact.conversation,
        side: Side::Clinical,
        identity: contact.identity,
        channel: contact.channel,
        hours: Hours::Closed,
        language: Language::Pt,
        message: hash,
        written_at: at,
        state: AcknowledgementState::Queued,
        attempts: 0,
        next_at: at,
        created_at: at,
    }
}

fn facts(clinic: &Clinic, of: &Acknowledgement, now: UnixMs) -> Known {
    let parties = (of.conversation, of.identity);
    let known = |conn: &_| acknowledgements::facts(conn, parties, of.id, of.written_at, now);
    clinic.read(known).unwrap()
}

fn flag(contact: &Contact, identity: IdentityId, at: UnixMs) -> alerts::Alert {
    alerts::Alert {
        id: AlertId::generate(),
        conversation: contact.conversation,
        side: Side::Clinical,
        identity,
        message: recado_store::clinic::seen::ProviderHash([7; 16]),
        level: AlertLevel::High,
        category: AlertCategory::Suicide,
        about_other: false,
        raised_at: at,
        acknowledged: None,
        passed_to: None,
        called: Called::default(),
    }
}

/// R12: the same message, filed again after a kill, queues nothing more.
#[test]
fn a_message_has_one_and_its_address_goes_when_it_is_settled() {
    let (_folder, _, clinic) = clinic();
    let key = Key32::generate().unwrap();
    known(&clinic, &maria());
    let one = for_message(&clinic, &maria(), "wamid.1", seconds(0));
    let to = maria().addresses;
    assert!(done(&clinic, |tx| acknowledgements::queue(
        tx, &key, &one, &to
    )));
    assert!(!done(&clinic, |tx| acknowledgements::queue(
        tx, &key, &one, &to
    )));
    let recipient = || clinic.read(|conn| acknowledgements::recipient(conn, &key, one.id));
    assert_eq!(recipient().unwrap(), Some(to));
    let other = Key32::generate().unwrap();
    let by_other = clinic.read(|conn| acknowledgements::recipient(conn, &other, one.id));
    assert_eq!(by_other.unwrap(), None, "sealed by the token key");
    assert!(done(&clinic, |tx| acknowledgements::mark_sending(
        tx, one.id
    )));
    assert!(!done(&clinic, |tx| acknowledgements::mark_sending(
        tx, one.id
    )));
    let sent = AcknowledgementState::Sent;
    assert!(done(&clinic, |tx| acknowledgements::settle(
        tx, one.id, sent, None
    )));
    let unknown = AcknowledgementState::Unknown;
    let again = done(&clinic, |tx| {
        acknowledgements::settle(tx, one.id, unknown, None)
    });
    assert!(!again, "what is known stays");
    assert_eq!(recipient().unwrap(), None);
    let kept = clinic.read(|conn| acknowledgements::get(conn, one.id));
    assert_eq!(kept.unwrap().unwrap().state, sent);
}

#[test]
fn a_conversation_remembers_what_reached_somebody_and_what_did_not() {
    let (_folder, _, clinic) = clinic();
    let key = Key32::generate().unwrap();
    known(&clinic, &maria());
    let later = for_message(&clinic, &maria(), "wamid.9", seconds(900));
    let last_at = || facts(&clinic, &later, seconds(900)).last_at;
    let settled = |message: &str, at, state, reason| {
        let one = for_message(&clinic, &maria(), message, at);
        done(&clinic, |tx| {
            acknowledgements::queue(tx, &key, &one, &[])?;
            acknowledgements::settle(tx, one.id, state, reason)
        });
    };
    settled("wamid.1", seconds(1), AcknowledgementState::Failed, None);
    let flagged = Some(Withheld::Flagged);
    settled(
        "wamid.2",
        seconds(2),
        AcknowledgementState::Withheld,
        flagged,
    );
    assert_eq!(last_at(), None);
    let elsewhere = Some(Withheld::Elsewhere);
    settled(
        "wamid.3",
        seconds(3),
        AcknowledgementState::Withheld,
        elsewhere,
    );
    assert_eq!(last_at(), Some(seconds(3)), "another computer answered");
    settled("wamid.4", seconds(4), AcknowledgementState::Unknown, None);
    assert_eq!(last_at(), Some(seconds(4)));
}

/// A5: a flag of the person counts wherever they wrote, and one raised since counts when somebody has it already.
#[test]
fn a_persons_flags_are_known_wherever_they_wrote() {
    let (_folder, _, clinic) = clinic();
    known(&clinic, &maria());
    known(&clinic, &nikos());
    let one = for_message(&clinic, &maria(), "wamid.1", seconds(100));
    assert_eq!(facts(&clinic, &one, seconds(100)).flag, None);
    let elsewhere = flag(&nikos(), nikos().identity, seconds(50));
    done(&clinic, |tx| alerts::raise(tx, &elsewhere));
    assert_eq!(facts(&clinic, &one, seconds(100)).flag, None);
    done(&clinic, |tx| {
        let change = Change {
            identity: nikos().identity,
            before: None,
            after: Some(maria().identity),
        };
        persons::change(tx, &[change], &[])
    });
    let level = Some(AlertLevel::High);
    assert_eq!(facts(&clinic, &one, seconds(100)).flag, level, "one person");
    let by = alerts::Acknowledged {
        by: StaffId::generate(),
        name: "Ana Reis".into(),
        at: seconds(101),
    };
    done(&clinic, |tx| alerts::acknowledge(tx, elsewhere.id, &by));
    assert_eq!(facts(&clinic, &one, seconds(102)).flag, None, "from before");
    let earlier = for_message(&clinic, &maria(), "wamid.0", seconds(40));
    assert_eq!(facts(&clinic, &earlier, seconds(102)).flag, level);
}

#[test]
fn who_wrote_from_the_phone_is_talking() {
    let (_folder, _, clinic) = clinic();
    let maria = known(&clinic, &maria());
    let one = for_message(&clinic, &maria, "wamid.1", seconds(100));
    let answered = || facts(&clinic, &one, seconds(100)).answered_at;
    assert_eq!(answered(), None);
    for at in [90, 80] {
        done(&clinic, |tx| {
            acknowledgements::note_answered(tx, maria.conversation, seconds(at))
        });
    }
    assert_eq!(answered(), Some(seconds(90)), "the latest stays");
}

/// Whoever is erased takes along what waits for them; a copy put back sends nothing by itself.
#[test]
fn nothing_leaves_for_the_erased_or_from_a_copy() {
    let (_folder, _, clinic) = clinic();
    let key = Key32::generate().unwrap();
    let queued = AcknowledgementState::Queued;
    for contact in [maria(), nikos()] {
        known(&clinic, &contact);
        let one = for_message(&clinic, &contact, "wamid.1", seconds(0));
        done(&clinic, |tx| {
            acknowledgements::queue(tx, &key, &one, &contact.addresses)
        });
    }
    done(&clinic, |tx| {
        erasures::forget(tx, maria().identity, &[maria().conversation], UnixMs(0))
    });
    let left = clinic.read(|conn| acknowledgements::in_state(conn, queued));
    let left = left.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].identity, nikos().identity);
    done(&clinic, acknowledgements::doubt_all);
    let waits = clinic.read(|conn| acknowledgements::in_state(conn, queued));
    assert!(waits.unwrap().is_empty());
    let to = clinic.read(|conn| acknowledgements::recipient(conn, &key, left[0].id));
    assert_eq!(to.unwrap(), None);
    let pruned = done(&clinic, |tx| acknowledgements::prune(tx, seconds(1)));
    assert_eq!(pruned, 1);
}

#[test]
fn a_language_is_the_persons_whichever_contact_it_stands_on() {
    let (_folder, _, clinic) = clinic();
    known(&clinic, &maria());
    known(&clinic, &nikos());
    let of = |contact: Contact| {
        clinic
            .read(|conn| languages::of(conn, contact.identity))
            .unwrap()
    };
    let take = |all: &[(IdentityId, Option<&str>)]| {
        let all: Vec<_> = all
            .iter()
            .map(|(identity, language)| (*identity, language.map(str::to_owned)))
            .collect();
        done(&clinic, |tx| languages::take_over(tx, &all));
    };
    assert_eq!(of(maria()), None);
    take(&[
        (maria().identity, Some("pt")),
        (IdentityId::generate(), Some("es")),
    ]);
    assert_eq!((of(maria()).as_deref(), of(nikos())), (Some("pt"), None));
    done(&clinic, |tx| {
        let change = Change {
            identity: nikos().identity,
            before: None,
            after: Some(maria().identity),
        };
        persons::change(tx, &[change], &[])
    });
    assert_eq!(of(nikos()).as_deref(), Some("pt"));
    take(&[(nikos().identity, Some("el")), (maria().identity, None)]);
    assert_eq!(of(maria()).as_deref(), Some("el"));
}
