//! Nasty files: quotes, lines inside cells, encodings, separators, a hundred thousand rows.

use super::super::{
    check::{Checked, Known, check},
    report,
};
use super::*;
use crate::view::import::{ImportField, ImportOutcome, ImportProblem};
use proptest::prelude::*;
use std::{collections::BTreeMap, convert::Infallible};

fn read(text: &str) -> PatientsFile {
    PatientsFile::read(text.as_bytes(), "PT").unwrap()
}

fn cells(file: &PatientsFile) -> Vec<Vec<&str>> {
    let rows = file.rows.iter();
    rows.map(|row| row.cells.iter().map(String::as_str).collect())
        .collect()
}

fn checked(file: &PatientsFile) -> Vec<Checked> {
    let mapping: Vec<_> = file.view().columns.iter().map(|it| it.guess).collect();
    let nobody = |_: &_| Ok::<_, Infallible>(Known::Nobody);
    check(file, &mapping, ("PT", "2026-11-26"), nobody).unwrap()
}

fn problems(file: &PatientsFile) -> Vec<Vec<ImportProblem>> {
    checked(file).into_iter().map(|row| row.problems).collect()
}

#[test]
fn separators_and_encodings_are_found() {
    let cases: [(&[u8], u8, ImportEncoding); 5] = [
        (
            b"Nome;Telefone\nAna, Reis;912000412\n",
            b';',
            ImportEncoding::Utf8,
        ),
        (
            b"\xef\xbb\xbfNome,Telefone\nAna,912000412\n",
            b',',
            ImportEncoding::Utf8,
        ),
        (
            b"Nome\tTelefone\nAna\t912000412\n",
            b'\t',
            ImportEncoding::Utf8,
        ),
        (
            b"Nome;Telem\xf3vel\nJo\xe3o;912000412\n",
            b';',
            ImportEncoding::Western,
        ),
        (
            b"\xff\xfeA\0;\0T\0e\0l\0\n\0J\0;\x009\x001\x002\x000\x000\x000\x004\x001\x002\x00",
            b';',
            ImportEncoding::Utf16,
        ),
    ];
    for (number, (bytes, separator, encoding)) in cases.into_iter().enumerate() {
        let file = PatientsFile::read(bytes, "PT").unwrap();
        assert_eq!(
            (file.separator, file.encoding),
            (separator, encoding),
            "case {number}"
        );
        assert_eq!(file.rows.len(), 1, "case {number}");
        assert_eq!(file.rows[0].cells[1], "912000412", "case {number}");
        assert_eq!(
            file.view().columns[1].guess,
            Some(ImportField::Phone),
            "case {number}"
        );
    }
    let greek = PatientsFile::read(
        b"\xcf\xed\xef\xec\xe1;\xca\xe9\xed\xe7\xf4\xfc\n\xcd\xdf\xea\xef\xf2;6940007261\n",
        "GR",
    );
    let greek = greek.unwrap();
    assert_eq!(greek.header, ["Ονομα", "Κινητό"]);
    assert_eq!(greek.rows[0].cells[0], "Νίκος");
}

#[test]
fn quotes_and_lines_inside_cells_are_one_row() {
    let file =
        read("Nome;Telefone\n\"Reis; Ana \"\"Anita\"\"\";912000412\n\"Rua\nLonga\";912000413\n");
    let expected = [
        vec!["Reis; Ana \"Anita\"", "912000412"],
        vec!["Rua\nLonga", "912000413"],
    ];
    assert_eq!(cells(&file), expected);
    assert!(problems(&file).iter().all(Vec::is_empty));
    assert_eq!(checked(&file)[1].patient.name.as_deref(), Some("Rua Longa"));
}

/// A quote that does not close costs its own row, not those after it.
#[test]
fn an_open_quote_swallows_nobody() {
    let mut text = "Nome;Telefone\nAna;912000412\n\"Rui;912000413\n".to_owned();
    for number in 0..40 {
        text += &format!("Maria {number};9120010{number:02}\n");
    }
    let file = read(&text);
    let rows = checked(&file);
    assert_eq!(rows.len(), 42);
    assert_eq!(rows[1].problems, [ImportProblem::BrokenQuotes]);
    let new = rows.iter().filter(|row| row.outcome == ImportOutcome::New);
    assert_eq!(new.count(), 41);
    // Also near the end, where too little follows to be suspicious.
    let file = read("Nome;Telefone\nAna;912000412\n\"Rui;912000413\nEva;912000414\n");
    assert_eq!(
        problems(&file),
        [vec![], vec![ImportProblem::BrokenQuotes], vec![]]
    );
}

#[test]
fn every_bad_row_says_why_and_good_rows_stay() {
    let file = read(
        "Nome;Telefone;Nascimento;Idioma\n\
         Ana;912000412;07/03/1984;pt\n\
         Rui;;;\n\
         Eva;12;;\n\
         Ana outra vez;+351 912 000 412;;\n\
         Nuno;912000415;31/02/1980;Klingon\n\
         \u{202e}אבי\u{0};912000416;;\n",
    );
    use ImportProblem::{BadDay, BadLanguage, BadNumber, Duplicate, NoNumber};
    assert_eq!(
        problems(&file),
        [
            vec![],
            vec![NoNumber],
            vec![BadNumber],
            vec![Duplicate],
            vec![BadDay, BadLanguage],
            vec![]
        ]
    );
    let rows = checked(&file);
    assert_eq!(rows[3].same_as, Some(2));
    assert_eq!(rows[4].outcome, ImportOutcome::New);
    assert_eq!(rows[4].patient.born_on, None);
    assert_eq!(rows[5].patient.name.as_deref(), Some("אבי"));
    assert_eq!(rows[5].number, 7);
}

#[test]
fn a_file_without_names_or_rows() {
    let file = read("Ana;912000412\nRui;912000413\n");
    assert_eq!(file.header, ["", ""]);
    assert_eq!(file.rows.len(), 2);
    for empty in ["", "\n\n", "Nome;Telefone\n", "\u{feff}"] {
        assert!(
            PatientsFile::read(empty.as_bytes(), "PT").is_none(),
            "{empty:?}"
        );
    }
}

#[test]
fn a_hundred_thousand_rows_are_read() {
    let mut text = String::from("Nome;Telefone\n");
    for number in 0..100_000 {
        text += &format!("Maria {number};910{number:06}\n");
    }
    let file = read(&text);
    assert_eq!(file.rows.len(), 100_000);
    let rows = checked(&file);
    assert!(rows.iter().all(|row| row.outcome == ImportOutcome::New));
}

fn report_of(file: &PatientsFile) -> String {
    let names = [
        "row",
        "outcome",
        "problems",
        "new",
        "updated",
        "unchanged",
        "refused",
        "no_number",
        "bad_number",
        "duplicate",
        "is_lead",
        "broken_quotes",
        "bad_day",
        "bad_language",
    ];
    let words: BTreeMap<_, _> = names.map(|name| (name.to_owned(), name.to_owned())).into();
    String::from_utf8(report::csv(file, &checked(file), &words).unwrap()).unwrap()
}

/// Nothing in a saved report is a formula, and the report itself can be read again.
#[test]
fn a_report_holds_no_formula() {
    let file =
        read("Nome;Telefone\n=HYPERLINK(\"http://x\");+351912000412\n@cmd;-1\n \t=1+1;912000414\n");
    let report = report_of(&file);
    let again = read(&report);
    for record in reader(&report, b';', true).into_records() {
        for cell in record.unwrap().iter().skip(3) {
            assert!(!cell.trim_start().starts_with(report::FORMULA), "{cell}");
        }
    }
    assert_eq!(again.rows[0].cells[4], "+351912000412");
}

#[test]
fn a_report_without_its_words_is_none() {
    let file = read("Nome;Telefone\nAna;912000412\n");
    assert!(report::csv(&file, &checked(&file), &BTreeMap::new()).is_none());
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for country in ["PT", "GR"] {
            if let Some(file) = PatientsFile::read(&bytes, country) {
                let view = file.view();
                prop_assert!(file.rows.iter().all(|row| row.cells.len() == view.columns.len()));
            }
        }
    }

    #[test]
    fn any_cells_survive_writing_and_reading(names in proptest::collection::vec("[^\u{0}\r']{0,30}", 1..8)) {
        let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
        writer.write_record(["Nome", "Telefone"]).unwrap();
        for name in &names {
            writer.write_record([name.as_str(), "912000412"]).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let file = read(&text);
        prop_assert_eq!(file.rows.len(), names.len());
        for (row, name) in file.rows.iter().zip(&names) {
            prop_assert_eq!(&row.cells[0], name);
        }
    }
}
