//! Which conversations may have a mark, what is read of them, and what staff said of one.

use crate::cast::{MORNING, desk, echo, inbound, maria, nikos, seconds};
use recado_domain::alert::AlertLevel;
use recado_domain::conversation::ConversationState;
use recado_domain::id::StaffId;
use recado_domain::lead_status::{Chosen, LeadStatus, LostReason};
use recado_store::conversations::event::Contact;
use recado_store::conversations::interest::{self, Heard};
use recado_store::conversations::{persons, records};

fn lead(contact: Contact) -> Contact {
    Contact {
        is_patient: false,
        ..contact
    }
}

/// P6, N6: patients, lost leads, what is put away and what is old are no candidates.
#[test]
fn only_open_leads_heard_of_lately_are_candidates() {
    let desk = desk();
    let (patient, tomas) = (maria(), lead(nikos()));
    desk.write(inbound(&patient, "m.1", "Quero marcar consulta", MORNING));
    desk.write(inbound(&tomas, "m.2", "θέλω ραντεβού", seconds(60)));
    let found = |since| {
        desk.store
            .read(|conn| interest::candidates(conn, since, 10))
            .unwrap()
    };
    let candidates = found(MORNING);
    assert_eq!(candidates.len(), 1);
    assert_eq!(candidates[0].conversation.id, tomas.conversation);
    assert_eq!(candidates[0].person, tomas.identity);
    assert_eq!(candidates[0].name, "Νίκος Δήμου");
    assert_eq!(candidates[0].status, LeadStatus::New);
    assert!(found(seconds(61)).is_empty(), "too long ago");

    desk.write_as(|tx| {
        tx.execute(
            "update conversations set state = ?2 where id = ?1",
            (tomas.conversation.0, ConversationState::Resolved.as_str()),
        )?;
        Ok(())
    });
    assert!(found(MORNING).is_empty(), "put away");
    desk.write_as(|tx| {
        tx.execute("update conversations set state = 'open'", ())?;
        Ok(())
    });
    let lost = Chosen {
        status: LeadStatus::Lost,
        at: seconds(120),
        lost: Some(LostReason::Price),
    };
    desk.write_as(|tx| records::choose(tx, tomas.identity, lost, "Ana"));
    assert!(found(MORNING).is_empty(), "lost");
    desk.write(inbound(&tomas, "m.3", "καλημέρα", seconds(180)));
    assert_eq!(found(MORNING).len(), 1, "they wrote again");
}

#[test]
fn what_is_read_is_what_they_wrote_and_still_say() {
    let desk = desk();
    let tomas = lead(nikos());
    let flagged = recado_store::conversations::event::NewMessage {
        level: Some(AlertLevel::High),
        ..inbound(&tomas, "m.2", "…", seconds(60))
    };
    desk.write(inbound(&tomas, "m.1", "θέλω ραντεβού", MORNING));
    let second = desk.write(flagged);
    desk.write(echo(&tomas, "m.3", "στις πέντε;", seconds(120)));
    let heard = |since, limit| {
        desk.store
            .read(|conn| interest::heard(conn, tomas.conversation, since, limit))
            .unwrap()
    };
    let texts = |heard: &[Heard]| -> Vec<(String, bool)> {
        heard
            .iter()
            .map(|it| (it.text.clone(), it.is_flagged))
            .collect()
    };
    assert_eq!(
        texts(&heard(MORNING, 10)),
        [("…".to_owned(), true), ("θέλω ραντεβού".to_owned(), false)]
    );
    assert_eq!(heard(seconds(1), 10).len(), 1);
    assert_eq!(heard(MORNING, 1).len(), 1);
    let answered = desk
        .store
        .read(|conn| interest::answered_at(conn, tomas.conversation))
        .unwrap();
    assert_eq!(answered, Some(seconds(120)));

    desk.write_as(|tx| {
        tx.execute("update messages set deleted_at = at", ())?;
        Ok(())
    });
    assert_eq!(
        texts(&heard(MORNING, 10)),
        [(String::new(), true)],
        "a flag stays one, without its words"
    );
    assert_eq!(heard(MORNING, 10)[0].id, second);
}

#[test]
fn the_latest_dismissal_stays_and_one_person_is_one() {
    let desk = desk();
    let (one, other) = (lead(maria()), lead(nikos()));
    desk.write(inbound(&one, "m.1", "preço?", MORNING));
    desk.write(inbound(&other, "m.2", "τιμή;", MORNING));
    let ana = (StaffId::generate(), "Ana Reis");
    for at in [seconds(60), seconds(30)] {
        desk.write_as(|tx| interest::dismiss(tx, one.identity, at, ana));
    }
    desk.write_as(|tx| persons::set(tx, one.identity, Some(one.identity)));
    desk.write_as(|tx| persons::set(tx, other.identity, Some(one.identity)));
    let candidates = desk
        .store
        .read(|conn| interest::candidates(conn, MORNING, 10))
        .unwrap();
    let said: Vec<_> = candidates
        .iter()
        .filter(|it| it.conversation.identity == one.identity)
        .map(|it| it.dismissed_at)
        .collect();
    assert_eq!(said, [Some(seconds(60))]);
    assert!(candidates.iter().all(|it| it.person == one.identity));
}
