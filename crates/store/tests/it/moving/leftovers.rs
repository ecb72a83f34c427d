//! What is counted before a move, who is on both sides, and that nothing is left in the old file.

use super::*;

#[test]
fn a_preview_counts_what_a_person_would() {
    let sides = sides();
    let maria = lead(maria());
    let who = ([maria.identity], [maria.conversation]);
    sides.leads.write(|tx| full(tx, &maria)).unwrap();
    let counts = sides
        .leads
        .read(|conn| count(conn, &moving(&who.0, &who.1)))
        .unwrap();
    assert_eq!(
        counts,
        Counts {
            messages: 9,
            files: 2,
            replies: 3,
            records: 0,
            drafts: 1
        }
    );
}

/// Whoever is on both sides keeps what the other side knew, too.
#[test]
fn somebody_on_both_sides_becomes_one() {
    let sides = sides();
    let there = Contact {
        name: Some("Maria nova".into()),
        ..lead(maria())
    };
    let here = Contact {
        conversation: ConversationId::generate(),
        name: Some("Maria antiga".into()),
        ..lead(maria())
    };
    let who = ([here.identity], [here.conversation]);
    sides
        .clinical
        .write(|tx| {
            event(
                tx,
                &Event::Message(Box::new(inbound(&there, "c.1", "olá", seconds(9)))),
            )
        })
        .unwrap();
    sides
        .leads
        .write(|tx| {
            event(
                tx,
                &Event::Message(Box::new(inbound(&here, "l.1", "olá", seconds(5)))),
            )
        })
        .unwrap();
    sides
        .leads
        .write(|from| {
            sides.clinical.write(|to| {
                copy(from, to, &moving(&who.0, &who.1))?;
                moving::arrive(to, &who.0, true)
            })
        })
        .unwrap();
    let person = sides
        .clinical
        .read(|conn| identities::get(conn, here.identity))
        .unwrap();
    assert_eq!(
        (
            person.name.as_str(),
            person.since,
            person.is_patient,
            person.lead_status
        ),
        ("Maria nova", seconds(5), true, Some("converted".into()))
    );
    let all = sides
        .clinical
        .read(|conn| persons::conversations(conn, here.identity))
        .unwrap();
    assert_eq!(all.len(), 2);
}

/// `secure_delete`, the emptied log and the merged search index: no byte of it is left in the file.
#[test]
fn no_word_is_left_in_the_old_file() {
    let sides = plain_sides();
    let (maria, other) = (lead(maria()), lead(nikos()));
    let who = ([maria.identity], [maria.conversation]);
    let what = moving(&who.0, &who.1);
    sides
        .leads
        .write(|tx| {
            full(tx, &maria)?;
            for number in 0..300 {
                let text = format!("segredo{number} fica entre nos");
                let new = inbound(&maria, &format!("s.{number}"), &text, seconds(100 + number));
                event(tx, &Event::Message(Box::new(new)))?;
            }
            event(
                tx,
                &Event::Message(Box::new(inbound(&other, "o.1", "permanece", seconds(500)))),
            )
        })
        .unwrap();
    sides.leads.empty_log().unwrap();
    let holds = |word: &str| {
        ["leads.db", "leads.db-wal"].iter().any(|name| {
            let bytes = std::fs::read(sides.folder.path().join(name)).unwrap_or_default();
            bytes
                .windows(word.len())
                .any(|part| part == word.as_bytes())
        })
    };
    let planted = [
        "secreta",
        "segredo",
        "rascunho",
        "incerta",
        "351912000412",
        "Lopes",
        "lopes",
    ];
    for word in planted {
        assert!(holds(word), "{word} was there");
    }
    sides
        .leads
        .write(|from| {
            sides.clinical.write(|to| copy(from, to, &what))?;
            remove(from, &what)
        })
        .unwrap();
    let mut is_first = true;
    while sides.leads.write(|tx| merge_index(tx, is_first)).unwrap() {
        is_first = false;
    }
    sides.leads.empty_log().unwrap();
    for word in planted {
        assert!(!holds(word), "{word} is left");
    }
    assert!(holds("permanece"), "the others' words stay");
    let query = Query::parse("permanece");
    let found = sides
        .leads
        .read(|conn| words::find(conn, &query, 5))
        .unwrap();
    assert_eq!(found.total, 1);
}
