//! Every code of REFERENCE §22 has a row, with the retry letter written there (`catalogue.tsv`, by hand),
//! a sentence and an action.

use std::collections::BTreeSet;
use std::fs;

use recado_graph::error::GraphError;
use recado_graph::error::advice::{Action, Advice, advice};
use recado_graph::error::table::{Rule, row, rows};
use tokio::net::TcpListener;
use url::Url;

use crate::sends::text;
use crate::server::{Answer, Server, answer, folder, token};

/// The rows: section, codes, subcode, letter.
fn catalogue() -> Vec<[&'static str; 4]> {
    let lines = include_str!("catalogue.tsv").lines().skip(1);
    lines
        .map(|line| {
            let cells: Vec<_> = line.split('\t').collect();
            cells.try_into().unwrap()
        })
        .collect()
}

fn letter(rule: Rule) -> &'static str {
    match rule {
        Rule::Yes => "Y",
        Rule::Status => "S",
        Rule::Fix => "U",
        Rule::Never => "N",
    }
}

/// CASES 16.
#[test]
fn each_known_code_has_its_retry_rule_and_words() {
    let mut checked = 0;
    for [section, codes, subcode, expected] in catalogue() {
        if section == "22.6" {
            continue;
        }
        let subcode: Option<i64> = (subcode != "-").then(|| subcode.parse().unwrap());
        let (first, last) = codes.split_once('-').unwrap_or((codes, codes));
        let (first, last): (i64, i64) = (first.parse().unwrap(), last.parse().unwrap());
        for code in first..=last {
            let known = row(code, subcode);
            assert!(known.is_some(), "{section}: {code} {subcode:?}");
            let (rule, _, _) = advice(code, subcode);
            assert_eq!(letter(rule), expected, "{section}: {code} {subcode:?}");
        }
        checked += 1;
    }
    assert_eq!(checked, 155);
}

#[tokio::test]
async fn what_happens_to_the_connection_has_its_rule_too() {
    let answered = |status: u16| Answer::Http {
        status,
        headers: vec![],
        body: vec![],
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mut checked = 0;
    for [section, case, _, expected] in catalogue() {
        if section != "22.6" {
            continue;
        }
        let (answer, is_read) = match case {
            "answer_lost" => (Answer::Close, false),
            "no_connection" => (answered(200), false),
            "http_429" => (answered(429), false),
            "http_5xx_send" => (answered(502), false),
            "http_5xx_read" => (answered(502), true),
            other => panic!("{other}"),
        };
        let server = Server::playing(vec![answer]).await;
        let client = if case == "no_connection" {
            let url = Url::parse(&nobody).unwrap();
            recado_graph::client::GraphClient::new(url, "v25.0").unwrap()
        } else {
            server.client()
        };
        let error = if is_read {
            client.number(&token(), "1").await.unwrap_err()
        } else {
            let sent = client.send_message(&token(), "1", &text()).await;
            sent.unwrap_err()
        };
        assert_eq!(letter(error.rule()), expected, "{case}: {error:?}");
        assert_eq!(error.action(), Action::Wait, "{case}");
        checked += 1;
    }
    assert_eq!(checked, 5);
}

/// CASES 16.
#[tokio::test]
async fn each_documented_refusal_of_a_send_is_told_in_one_sentence_with_one_action() {
    let mut told = BTreeSet::new();
    for line in include_str!("told.tsv").lines().skip(1) {
        let cells: Vec<_> = line.split('\t').collect();
        let [name, sentence, action] = cells.try_into().unwrap();
        let server = Server::playing(vec![answer(name)]).await;
        let sent = server.client().send_message(&token(), "1", &text()).await;
        let error = sent.unwrap_err();
        let found = (error.advice().as_str(), error.action().as_str());
        assert_eq!(found, (sentence, action), "{name}");
        told.insert(name);
    }
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let name = name.trim_end_matches(".json");
        assert!(!name.starts_with("err_") || told.contains(name), "{name}");
    }
}

#[tokio::test]
async fn what_meta_calls_transient_is_not_told_as_final() {
    let server = Server::playing(vec![Answer::Http {
        status: 400,
        headers: vec![],
        body: br#"{"error":{"code":131021,"is_transient":true}}"#.to_vec(),
    }])
    .await;
    let sent = server.client().send_message(&token(), "1", &text()).await;
    let error = sent.unwrap_err();
    assert_eq!(error.code(), Some(131_021));
    assert_eq!(error.advice(), Advice::MetaTrouble);
    assert_eq!(error.action(), Action::Wait);
}

#[test]
fn a_code_nobody_knows_is_final_and_told_in_metas_words() {
    assert_eq!(
        advice(987_654_321, None),
        (Rule::Never, Advice::MetaSays, Action::ReportBug)
    );
    // A subcode nobody knows keeps its code's words.
    assert_eq!(advice(131_047, Some(1)), advice(131_047, None));
}

#[test]
fn names_are_stable_unlike_and_lead_back() {
    let names: BTreeSet<_> = Advice::ALL.iter().map(|one| one.as_str()).collect();
    assert_eq!(names.len(), Advice::ALL.len());
    for one in Advice::ALL {
        assert_eq!(Advice::from_name(one.as_str()), Some(*one));
    }
    let names: BTreeSet<_> = Action::ALL.iter().map(|one| one.as_str()).collect();
    assert_eq!(names.len(), Action::ALL.len());
    for one in Action::ALL {
        assert_eq!(Action::from_name(one.as_str()), Some(*one));
    }
    assert_eq!(Advice::from_name("WindowClosed"), None);
    assert_eq!(Advice::WindowClosed.as_str(), "window_closed");
    assert_eq!(Action::None.to_string(), "none");
}

#[test]
fn no_sentence_and_no_action_is_without_use() {
    let mut advices: BTreeSet<_> = rows().map(|row| row.advice).collect();
    advices.insert(GraphError::Unreachable.advice());
    let unused: Vec<_> = Advice::ALL
        .iter()
        .filter(|one| !advices.contains(one))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
    let actions: BTreeSet<_> = rows().map(|row| row.action).collect();
    let unused: Vec<_> = Action::ALL
        .iter()
        .filter(|one| !actions.contains(one))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}
