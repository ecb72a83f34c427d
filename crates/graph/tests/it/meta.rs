//! `docs/meta.md` lists every code of the table.

use std::fs;
use std::path::PathBuf;

use recado_graph::client::{BASE_URL, VERSION};
use recado_graph::error::table::{ROWS, Rule, Subcode};
use recado_graph::messages::{LONGEST_CALLBACK_DATA_CHARACTERS, LONGEST_TEXT_CHARACTERS};

fn document() -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/meta.md");
    fs::read_to_string(path).unwrap()
}

#[test]
fn every_row_stands_in_the_document_with_its_rule_and_source() {
    let document = document();
    for row in ROWS {
        let code = if row.first == row.last {
            row.first.to_string()
        } else {
            format!("{}–{}", row.first, row.last)
        };
        let subcode = match row.subcode {
            Subcode::Any => "any".to_owned(),
            Subcode::Absent => "none".to_owned(),
            Subcode::From(first, last) if first == last => first.to_string(),
            Subcode::From(first, last) => format!("{first}–{last}"),
        };
        let rule = match row.rule {
            Rule::Yes => "Y",
            Rule::Status => "S",
            Rule::Fix => "U",
            Rule::Never => "N",
        };
        let line = format!(
            "| {code} | {subcode} | {rule} | {:?} | {:?} |",
            row.class, row.source
        );
        assert!(document.contains(&line), "missing: {line}");
        assert!(document.contains(row.source.url()));
    }
    let rows = document.lines().filter(|line| {
        let mut cells = line.split(" | ");
        cells.next().is_some_and(|cell| cell.starts_with("| "))
            && cells
                .nth(1)
                .is_some_and(|rule| ["Y", "S", "U", "N"].contains(&rule))
    });
    assert_eq!(
        rows.count(),
        ROWS.len(),
        "the document lists codes the table has not"
    );
}

#[test]
fn the_limits_in_the_document_are_those_of_the_code() {
    let document = document();
    for constant in [
        format!("`{VERSION}`"),
        format!("`{BASE_URL}`"),
        format!("{LONGEST_TEXT_CHARACTERS} characters"),
        format!("{LONGEST_CALLBACK_DATA_CHARACTERS} characters"),
    ] {
        assert!(document.contains(&constant), "missing: {constant}");
    }
}
