//! Searching messages and names.

use crate::cast::{Desk, desk, inbound, maria, nikos, seconds};
use recado_store::conversations::{contacts, words};
use recado_store::search::query::Query;
use recado_store::search::snippet::Snippet;

fn found(desk: &Desk, question: &str) -> Vec<String> {
    let query = Query::parse(question);
    let found = desk
        .store
        .read(|conn| words::find(conn, &query, 50))
        .unwrap();
    assert_eq!(found.total as usize, found.messages.len());
    found.messages.into_iter().map(|m| m.text.0).collect()
}

/// CASES 29: accents do not matter, and Chinese is found inside a run.
#[test]
fn words_are_found_as_people_type_them() {
    let desk = desk();
    let texts = [
        "Pode enviar o orçamento?",
        "Καλημέρα, πότε έχετε ραντεβού;",
        "我的头很痛，睡不着",
        "頭が痛いです",
        "Başım ağrıyor",
        "Die Straße ist gesperrt",
        "متى الموعِد؟",
    ];
    for (number, text) in texts.iter().enumerate() {
        desk.write(inbound(
            &maria(),
            &format!("m.{number}"),
            text,
            seconds(number as i64),
        ));
    }
    let table = [
        ("orcamento", 0),
        ("ORÇAM", 0),
        ("envíar orcamento", 0),
        ("καλημερα", 1),
        ("ΡΑΝΤΕΒΟΥ", 1),
        ("头很痛", 2),
        ("睡不", 2),
        ("着", 2),
        ("痛い", 3),
        ("agri", 4),
        ("strasse", 5),
        ("الموعد", 6),
    ];
    for (question, expected) in table {
        assert_eq!(found(&desk, question), [texts[expected]], "{question}");
    }
    for nothing in [
        "orcamentos",
        "enviar amanha",
        "痛很",
        "\"orcamento enviar\"",
        "?!",
        "",
    ] {
        assert!(found(&desk, nothing).is_empty(), "{nothing}");
    }
    let snippet = Snippet::of(texts[0], &Query::parse("orcam"));
    assert_eq!(snippet.matches, [(14, 23)]);
}

#[test]
fn phrases_stand_together_and_the_newest_comes_first() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "dor de cabeça forte", seconds(1)));
    desk.write(inbound(&nikos(), "m.2", "cabeça sem dor", seconds(3)));
    desk.write(inbound(&maria(), "m.0", "dor de cabeça leve", seconds(0)));
    assert_eq!(
        found(&desk, "cabeca dor"),
        [
            "cabeça sem dor",
            "dor de cabeça forte",
            "dor de cabeça leve"
        ]
    );
    assert_eq!(
        found(&desk, "\"dor de cabeça\""),
        ["dor de cabeça forte", "dor de cabeça leve"]
    );
}

#[test]
fn totals_are_counted_up_to_their_cap() {
    let desk = desk();
    desk.write_as(|tx| {
        for number in 0..1100 {
            let message = inbound(
                &maria(),
                &format!("m.{number}"),
                "consulta",
                seconds(number),
            );
            let event = recado_store::conversations::event::Event::Message(Box::new(message));
            recado_store::conversations::apply::apply(tx, &event, seconds(0))?;
        }
        Ok(())
    });
    let query = Query::parse("consulta");
    let found = desk
        .store
        .read(|conn| words::find(conn, &query, 20))
        .unwrap();
    assert_eq!(found.messages.len(), 20);
    assert_eq!(found.messages[0].at, seconds(1099));
    assert_eq!(found.total, words::TOTAL_CAP);
}

#[test]
fn contacts_are_found_by_the_beginnings_of_their_names() {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", seconds(0)));
    desk.write(inbound(&nikos(), "n.1", "γεια", seconds(1)));
    let names = |question: &str| -> Vec<String> {
        let query = Query::parse(question);
        desk.store
            .read(|conn| contacts::by_name(conn, &query, 10))
            .unwrap()
            .into_iter()
            .map(|contact| contact.name)
            .collect()
    };
    assert_eq!(names("mari"), ["María Lopes"]);
    assert_eq!(names("lop MAR"), ["María Lopes"]);
    assert_eq!(names("δημ"), ["Νίκος Δήμου"]);
    assert!(names("aria").is_empty() && names("").is_empty() && names("%").is_empty());
}
