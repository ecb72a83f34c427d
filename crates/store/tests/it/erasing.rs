//! Somebody leaves both kinds of databases for good; whoever stands beside them stays.

use crate::cast::{Desk, MORNING, desk, echo, inbound, maria, nikos, seconds};
use recado_domain::channel::Side;
use recado_domain::id::StaffId;
use recado_domain::message::MessageKind;
use recado_domain::retention::ErasureReason;
use recado_store::clinic::erasures::{self, Erasure, Left};
use recado_store::clinic::holds::{self, Hold};
use recado_store::clinic::people::{self, Person};
use recado_store::clinic::seen::{self, Seen};
use recado_store::clinic::{Clinic, persons, stays};
use recado_store::conversations::apply::apply;
use recado_store::conversations::erasing::{self, Spoken};
use recado_store::conversations::event::{Event, NewMessage};
use recado_store::conversations::{identities, moving};
use recado_store::error::StoreError;
use recado_store::key::Key32;
use std::collections::BTreeSet;

/// The words of the search index, those of removed messages included.
fn vocabulary(desk: &Desk) -> BTreeSet<String> {
    desk.write_as(|tx| {
        tx.execute_batch(
            "create virtual table temp.vocabulary using fts5vocab(main, message_words, instance)",
        )?;
        let words = {
            let mut query = tx.prepare("select distinct term from temp.vocabulary")?;
            query
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?
        };
        tx.execute_batch("drop table temp.vocabulary")?;
        Ok(words)
    })
}

/// One message or hundreds, in one part of the index or in many: no word of theirs is left in it.
#[test]
fn no_word_is_left_in_the_index_however_it_is_cut() {
    for count in [1, 40, 400] {
        let desk = desk();
        desk.write(inbound(&nikos(), "n.1", "permanece", seconds(1)));
        for first in (0..count).step_by(20) {
            desk.write_as(|tx| {
                for number in first..(first + 20).min(count) {
                    let text = format!("segredo{number} fica");
                    let id = format!("m.{number}");
                    let new = inbound(&maria(), &id, &text, seconds(2 + number));
                    apply(tx, &Event::Message(Box::new(new)), MORNING)?;
                }
                Ok(())
            });
        }
        assert!(vocabulary(&desk).contains("segredo0"));
        let maria = maria();
        desk.write_as(|tx| erasing::erase(tx, maria.identity, &[]));
        let mut is_first = true;
        while desk.write_as(|tx| moving::merge_index(tx, is_first)) {
            is_first = false;
        }
        let left = vocabulary(&desk);
        assert_eq!(left, BTreeSet::from(["permanece".to_owned()]), "{count}");
        assert_eq!(desk.found("permanece"), 1);
    }
}

/// Whole words may still come under the id of a placeholder, and nobody has read those.
#[test]
fn a_placeholder_is_not_among_what_meta_may_repeat() {
    let desk = desk();
    let placeholder = inbound(&maria(), "m.1", "", seconds(1));
    desk.write(NewMessage {
        kind: MessageKind::Unsupported,
        ..placeholder
    });
    desk.write(inbound(&maria(), "m.2", "olá", seconds(2)));
    let spoken = desk
        .store
        .read(|conn| erasing::spoken(conn, &[maria().conversation], MORNING))
        .unwrap();
    assert!(spoken == [Spoken::Provider(maria().channel, "m.2".into())]);
}

/// Repeating it changes nothing; the neighbour stays.
#[test]
fn erasing_twice_is_erasing_once() {
    let desk = desk();
    let (maria, nikos) = (maria(), nikos());
    desk.write(echo(&maria, "m.1", "olá", seconds(1)));
    desk.write(echo(&nikos, "n.1", "olá", seconds(1)));
    let spoken = desk
        .store
        .read(|conn| erasing::spoken(conn, &[maria.conversation], MORNING))
        .unwrap();
    assert!(spoken == [Spoken::Provider(maria.channel, "m.1".into())]);
    let heard = desk
        .store
        .read(|conn| erasing::last_contact(conn, maria.identity))
        .unwrap();
    assert_eq!(heard, Some(seconds(1)));
    for time in 0..2 {
        let files = desk.write_as(|tx| erasing::erase(tx, maria.identity, &[maria.conversation]));
        assert!(files.is_empty(), "{time}");
    }
    let gone = desk
        .store
        .read(|conn| identities::get(conn, maria.identity));
    assert_eq!(gone.err(), Some(StoreError::NotFound));
    let all = desk.store.read(erasing::last_contacts).unwrap();
    assert_eq!(all.into_keys().collect::<Vec<_>>(), [nikos.identity]);
}

/// The index forgets somebody, with a hold and what was said of them; the ledger remembers an id.
#[test]
fn the_index_forgets_and_the_ledger_remembers() {
    let folder = tempfile::tempdir().unwrap();
    let clinic = Clinic::create(folder.path(), &Key32::generate().unwrap()).unwrap();
    let (maria, nikos) = (maria(), nikos());
    let (staff, at) = (StaffId::generate(), seconds(9));
    let key = clinic.index_key().clone();
    let hash = key.provider_hash(maria.channel, "m.1");
    clinic
        .write(|tx| {
            for contact in [&maria, &nikos] {
                let person = Person {
                    identity: contact.identity,
                    side: Side::Leads,
                    is_patient: false,
                };
                people::put(tx, &person, MORNING)?;
                people::learn(tx, &key, contact.identity, &contact.addresses[0])?;
                people::conversation(tx, contact.identity, contact.channel, Side::Leads)?;
            }
            persons::keep_apart(tx, maria.identity, nikos.identity)?;
            holds::set(
                tx,
                &Hold {
                    identity: maria.identity,
                    reason: vec![1],
                    staff,
                    staff_name: "Ana".into(),
                    at,
                },
            )?;
            let theirs = people::conversation_if_any(tx, maria.identity, maria.channel)?.unwrap();
            let known = Seen {
                side: Side::Leads,
                conversation: Some(theirs.conversation),
                seen_at: at,
            };
            seen::note(tx, hash, &known)?;
            let erasure = Erasure {
                identity: maria.identity,
                side: Side::Leads,
                reason: ErasureReason::Asked,
                staff: Some(staff),
                staff_name: "Ana".into(),
                at,
            };
            erasures::note(tx, &erasure)?;
            erasures::note(tx, &erasure)?;
            let left = Left {
                identity: maria.identity,
                conversations: vec![theirs.conversation],
                traces: None,
            };
            erasures::leave(tx, Side::Leads, &left)?;
            erasures::forget(tx, maria.identity, &[theirs.conversation], at)?;
            assert_eq!(erasures::left(tx, Side::Leads)?, [left]);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    clinic
        .read(|conn| {
            assert!(people::find(conn, &key, &maria.addresses[0])?.is_none());
            assert!(people::find(conn, &key, &nikos.addresses[0])?.is_some());
            let erased_at =
                |at: usize| erasures::erased_at(conn, &key, &[&maria, &nikos][at].addresses[0]);
            assert_eq!((erased_at(0)?, erased_at(1)?), (Some(at), None));
            assert!(holds::get(conn, maria.identity)?.is_none());
            assert!(persons::apart_from(conn, nikos.identity)?.is_empty());
            let known = seen::get(conn, hash)?.expect("it guards against repetitions on");
            assert_eq!(known.conversation, None);
            let here: Vec<_> = stays::all(conn)?.into_keys().collect();
            assert_eq!(here, [nikos.identity]);
            assert_eq!(erasures::ledger(conn)?.len(), 1);
            assert_eq!(erasures::unfinished(conn)?, 1);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    clinic
        .write(|tx| erasures::done(tx, maria.identity, Side::Leads))
        .unwrap();
    assert_eq!(clinic.read(erasures::unfinished).unwrap(), 0);
    let marks = |before| clinic.write(|tx| erasures::prune(tx, before)).unwrap();
    assert_eq!((marks(at), marks(seconds(10))), (0, 1));
}
