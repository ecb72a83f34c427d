//! Records of people: names by hand, where a lead stands in any order of events, labels, notes, consents, the board.

use crate::cast::{Desk, MORNING, desk, echo, inbound, maria, nikos, seconds};
use recado_domain::address::Address;
use recado_domain::id::{ConsentId, ConversationId, IdentityId, LabelId, NoteId, StaffId};
use recado_domain::lead_status::{Chosen, LeadStatus, LostReason};
use recado_domain::phone::Phone;
use recado_domain::record::LabelColour;
use recado_domain::record::consent::{Consent, ConsentAct, ConsentHow, ConsentPurpose};
use recado_domain::time::UnixMs;
use recado_store::conversations::event::{Contact, Event, Failure, StatusEvent};
use recado_store::conversations::labels::{self, Label};
use recado_store::conversations::list::{self, ListFilter, ListQuery};
use recado_store::conversations::notes::{self, Note};
use recado_store::conversations::records::{self, Imported, Written};
use recado_store::conversations::{board, consents, identities};
use recado_store::error::StoreError;
use uuid::Uuid;

fn lead(contact: Contact) -> Contact {
    Contact {
        is_patient: false,
        ..contact
    }
}

fn status(desk: &Desk, contact: &Contact) -> Option<String> {
    desk.store
        .read(|conn| identities::get(conn, contact.identity))
        .unwrap()
        .lead_status
}

fn choose(desk: &Desk, contact: &Contact, status: LeadStatus, at: UnixMs) {
    let lost = (status == LeadStatus::Lost).then_some(LostReason::Price);
    let chosen = Chosen { status, at, lost };
    desk.write_as(|tx| records::choose(tx, contact.identity, chosen, "Ana"));
}

#[test]
fn the_name_by_hand_wins_and_the_told_one_stays() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", MORNING));
    let written = Written {
        given_name: Some("María L. (irmã)".into()),
        born_on: Some("1984-03-07".into()),
        number: Some("A-17".into()),
        language: Some("pt".into()),
    };
    desk.write_as(|tx| records::write(tx, maria().identity, &written));
    let renamed = Contact {
        name: Some("Mari".into()),
        ..maria()
    };
    desk.write(inbound(&renamed, "m.2", "sou eu", seconds(60)));
    let (name, record) = desk
        .store
        .read(|conn| {
            let name = identities::get(conn, maria().identity)?.name;
            Ok::<_, StoreError>((name, records::get(conn, maria().identity)?))
        })
        .unwrap();
    assert_eq!(name, "María L. (irmã)");
    assert_eq!(record.told_name, "Mari");
    assert_eq!(record.born_on.as_deref(), Some("1984-03-07"));
    // Without one by hand the told one is shown again.
    let cleared = Written {
        given_name: None,
        ..written
    };
    desk.write_as(|tx| records::write(tx, maria().identity, &cleared));
    let shown = desk
        .store
        .read(|conn| identities::get(conn, maria().identity));
    assert_eq!(shown.unwrap().name, "Mari");
}

#[test]
fn a_record_of_nobody_is_not_written() {
    let desk = desk();
    let nobody = IdentityId(Uuid::from_u128(99));
    let written = Written {
        given_name: None,
        born_on: None,
        number: None,
        language: None,
    };
    let refused = desk.store.write(|tx| records::write(tx, nobody, &written));
    assert_eq!(refused, Err(StoreError::NotFound));
}

/// P6: what waits to leave does not count, what Meta accepted does, what failed does not.
#[test]
fn a_lead_is_contacted_by_what_meta_accepted() {
    let desk = desk();
    let maria = lead(maria());
    desk.write(inbound(&maria, "m.1", "quanto custa?", MORNING));
    assert_eq!(status(&desk, &maria).as_deref(), Some("new"));
    let (outbox, _) = desk.reply(&maria, "bom dia", seconds(10));
    assert_eq!(status(&desk, &maria).as_deref(), Some("new"));
    desk.write_as(|tx| {
        recado_store::conversations::sending::mark_sending(tx, outbox)?;
        recado_store::conversations::sending::mark_sent(tx, outbox, "m.2")
    });
    assert_eq!(status(&desk, &maria).as_deref(), Some("contacted"));
    let failed = StatusEvent {
        channel: maria.channel,
        provider_id: "m.2".into(),
        status: recado_domain::delivery::DeliveryStatus::Failed,
        failure: Some(Failure {
            code: 131_026,
            reason: String::new(),
        }),
    };
    desk.apply(&Event::Status(failed));
    assert_eq!(status(&desk, &maria).as_deref(), Some("new"));
}

/// The same events in any order end in the same status.
#[test]
fn the_status_does_not_depend_on_the_order() {
    let maria = lead(maria());
    let ask = || inbound(&maria, "m.1", "quanto custa?", MORNING);
    let answer = || echo(&maria, "m.2", "40 euros", seconds(10));
    let again = || inbound(&maria, "m.3", "obrigada", seconds(40));
    let lose = |desk: &Desk| choose(desk, &maria, LeadStatus::Lost, seconds(20));
    let first = desk();
    first.write(ask());
    first.write(answer());
    lose(&first);
    assert_eq!(status(&first, &maria).as_deref(), Some("lost"));
    first.write(again());
    let second = desk();
    second.write(again());
    lose(&second);
    second.write(answer());
    second.write(ask());
    let third = desk();
    third.write(answer());
    third.write(again());
    third.write(ask());
    lose(&third);
    for desk in [first, second, third] {
        assert_eq!(status(&desk, &maria).as_deref(), Some("contacted"));
        let known = desk.store.read(|conn| records::lead(conn, maria.identity));
        let facts = known.unwrap().unwrap().facts;
        assert_eq!(facts.reopened_at(), Some(seconds(40)));
    }
}

#[test]
fn a_patient_stands_on_no_board() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", MORNING));
    assert_eq!(status(&desk, &maria()), None);
    let known = desk
        .store
        .read(|conn| records::lead(conn, maria().identity));
    assert_eq!(known.unwrap(), None);
}

#[test]
fn labels_filter_the_list_and_go_with_their_definition() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", MORNING));
    desk.write(inbound(&nikos(), "m.2", "γεια", seconds(5)));
    let sleep = Label {
        id: LabelId::generate(),
        name: "Sleep group".into(),
        colour: LabelColour::Teal,
    };
    assert!(desk.write_as(|tx| labels::put(tx, &sleep, MORNING)));
    let same = Label {
        id: LabelId::generate(),
        name: "SLEEP  group".into(),
        ..sleep.clone()
    };
    assert!(!desk.write_as(|tx| labels::put(tx, &same, MORNING)));
    desk.write_as(|tx| labels::add(tx, maria().identity, sleep.id, "Ana", MORNING));
    desk.write_as(|tx| labels::add(tx, maria().identity, sleep.id, "Ana", MORNING));
    let query = ListQuery {
        viewer: None,
        filter: ListFilter::All,
        channel: None,
        now: MORNING,
        limit: 10,
    };
    let listed = desk
        .store
        .read(|conn| list::labelled(conn, &query, sleep.id))
        .unwrap();
    assert_eq!(listed.rows.len(), 1);
    assert_eq!(listed.rows[0].conversation.identity, maria().identity);
    assert_eq!(desk.store.read(labels::all).unwrap(), [(sleep.clone(), 1)]);
    let nothing = desk
        .store
        .write(|tx| labels::add(tx, maria().identity, LabelId::generate(), "Ana", MORNING));
    assert_eq!(nothing, Err(StoreError::NotFound));
    desk.write_as(|tx| labels::remove(tx, sleep.id));
    let left = desk.store.read(|conn| labels::of(conn, maria().identity));
    assert_eq!(left.unwrap(), []);
}

#[test]
fn notes_stand_pinned_first_and_come_back() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", MORNING));
    let note = |text: &str, at: UnixMs| Note {
        id: NoteId::generate(),
        identity: maria().identity,
        conversation: Some(maria().conversation),
        text: text.into(),
        author: StaffId(Uuid::from_u128(7)),
        author_name: "Ana".into(),
        at,
        edited_at: None,
        is_pinned: false,
    };
    let (old, new) = (
        note("prefere manhãs", MORNING),
        note("irmã vem", seconds(9)),
    );
    desk.write_as(|tx| {
        notes::add(tx, &old)?;
        notes::add(tx, &new)?;
        notes::set_pinned(tx, old.id, true)?;
        notes::edit(tx, old.id, "prefere tardes", seconds(20))
    });
    let texts = |desk: &Desk| {
        let notes = desk.store.read(|conn| notes::of(conn, maria().identity));
        let notes = notes.unwrap().into_iter();
        notes
            .map(|note| (note.text, note.edited_at))
            .collect::<Vec<_>>()
    };
    let both = [
        ("prefere tardes".to_owned(), Some(seconds(20))),
        ("irmã vem".to_owned(), None),
    ];
    assert_eq!(texts(&desk), both);
    desk.write_as(|tx| notes::set_removed(tx, old.id, Some(seconds(30))));
    assert_eq!(texts(&desk).len(), 1);
    desk.write_as(|tx| notes::set_removed(tx, old.id, None));
    assert_eq!(texts(&desk), both);
    // Nothing of a note is a message.
    assert_eq!(desk.thread(&maria()).len(), 1);
    assert_eq!(desk.found("tardes"), 0);
}

#[test]
fn consents_are_only_added_to() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", MORNING));
    let said = |act, at| Consent {
        id: ConsentId::generate(),
        purpose: ConsentPurpose::Photographs,
        act,
        how: ConsentHow::Signed,
        at,
        recorded_at: seconds(90),
        recorded_by: "Ana".into(),
    };
    let given = said(ConsentAct::Given, MORNING);
    let withdrawn = said(ConsentAct::Withdrawn, seconds(60));
    desk.write_as(|tx| {
        consents::append(tx, maria().identity, &withdrawn)?;
        consents::append(tx, maria().identity, &given)
    });
    let kept = desk.store.read(|conn| consents::of(conn, maria().identity));
    assert_eq!(kept.unwrap(), [withdrawn, given]);
}

fn imported(number: u128, name: Option<&str>) -> Imported {
    Imported {
        identity: IdentityId(Uuid::from_u128(number)),
        address: Address::Phone(Phone::from_wa_id("351912000412").unwrap()),
        at: MORNING,
        name: name.map(str::to_owned),
        born_on: None,
        number: Some("17".into()),
        language: None,
    }
}

/// What a file leaves empty stays, and twice the same is once.
#[test]
fn an_import_completes_and_repeats() {
    let desk = desk();
    let first = Imported {
        born_on: Some("1984-03-07".into()),
        ..imported(1, Some("Maria Lopes"))
    };
    desk.write_as(|tx| records::import(tx, &first));
    desk.write_as(|tx| records::import(tx, &imported(1, None)));
    desk.write(inbound(&maria(), "m.1", "olá", seconds(60)));
    let (person, record) = desk
        .store
        .read(|conn| {
            let identity = first.identity;
            Ok::<_, StoreError>((
                identities::get(conn, identity)?,
                records::get(conn, identity)?,
            ))
        })
        .unwrap();
    assert!(person.is_patient && person.addresses.len() == 1);
    assert_eq!(person.name, "Maria Lopes");
    assert_eq!(record.told_name, "María Lopes");
    assert_eq!(record.born_on.as_deref(), Some("1984-03-07"));
    assert_eq!(record.number.as_deref(), Some("17"));
}

fn one_of_many(number: u128) -> Contact {
    Contact {
        identity: IdentityId(Uuid::from_u128(0x10_0000 + number)),
        conversation: ConversationId(Uuid::from_u128(0x20_0000 + number)),
        name: Some(format!("Lead {number}")),
        addresses: Vec::new(),
        ..lead(maria())
    }
}

#[test]
fn the_board_shows_each_lead_once_and_who_needs_a_person_apart() {
    let desk = desk();
    for number in 0..30 {
        let at = seconds(i64::try_from(number).unwrap());
        desk.write(inbound(
            &one_of_many(number),
            &format!("m.{number}"),
            "olá",
            at,
        ));
    }
    choose(&desk, &one_of_many(3), LeadStatus::Qualified, seconds(99));
    desk.write_as(|tx| {
        let alert = Some(recado_domain::alert::AlertLevel::High);
        recado_store::conversations::state::set_alert(tx, one_of_many(5).conversation, alert)
    });
    // Who is flagged stands there with the conversation that is, not with a newer one.
    let calm = Contact {
        conversation: ConversationId(Uuid::from_u128(0x30_0001)),
        channel: recado_domain::id::ChannelId(Uuid::from_u128(0x2002)),
        ..one_of_many(5)
    };
    desk.write(inbound(&calm, "m.calm", "bom dia", seconds(300)));
    // A second conversation of one person is no second card.
    let again = Contact {
        conversation: ConversationId(Uuid::from_u128(0x30_0000)),
        channel: recado_domain::id::ChannelId(Uuid::from_u128(0x2001)),
        ..one_of_many(7)
    };
    desk.write(inbound(&again, "m.again", "também aqui", seconds(200)));
    let (counts, flagged, new, qualified, apart) = desk
        .store
        .read(|conn| {
            Ok::<_, StoreError>((
                board::counts(conn)?,
                board::flagged(conn)?,
                board::column(conn, LeadStatus::New, 10)?,
                board::column(conn, LeadStatus::Qualified, 10)?,
                board::needing_a_person(conn, 10)?,
            ))
        })
        .unwrap();
    assert_eq!(counts[&LeadStatus::New], 29);
    assert_eq!(flagged[&LeadStatus::New], 1);
    assert_eq!(new.len(), 10);
    assert_eq!(new[0].conversation.id, again.conversation);
    assert!(new.iter().all(|card| card.conversation.alert.is_none()));
    assert_eq!(qualified[0].name, "Lead 3");
    assert_eq!(apart[0].conversation.id, one_of_many(5).conversation);
    assert_eq!(apart.len(), 1);
}
