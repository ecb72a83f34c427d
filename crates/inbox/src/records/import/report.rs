//! The report of every row as a file of its own, which no spreadsheet takes for formulas.

use super::{check::Checked, read::PatientsFile};
use crate::view::import::{ImportOutcome, ImportProblem};
use std::collections::BTreeMap;

/// What begins a formula in some spreadsheet.
pub(super) const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Returns the report in UTF-8 with a mark, so that spreadsheets know; nothing when a word is missing.
pub(super) fn csv(
    file: &PatientsFile,
    checked: &[Checked],
    words: &BTreeMap<String, String>,
) -> Option<Vec<u8>> {
    let word = |name: &str| words.get(name).map(String::as_str);
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .from_writer("\u{feff}".as_bytes().to_vec());
    let mut header = vec![word("row")?, word("outcome")?, word("problems")?];
    header.extend(file.header.iter().map(String::as_str));
    writer.write_record(header.into_iter().map(harmless)).ok()?;
    for (row, checked) in file.rows.iter().zip(checked) {
        let problems = checked.problems.iter().map(|it| word(problem(*it)));
        let problems: Vec<&str> = problems.collect::<Option<_>>()?;
        let number = checked.number.to_string();
        let problems = problems.join(" · ");
        let mut cells = vec![number.as_str(), word(outcome(checked.outcome))?, &problems];
        cells.extend(row.cells.iter().map(String::as_str));
        writer.write_record(cells.into_iter().map(harmless)).ok()?;
    }
    writer.into_inner().ok()
}

/// Puts an apostrophe before what would be a formula; reading the report takes it off again.
fn harmless(cell: &str) -> String {
    let cell: String = cell.chars().filter(|c| *c != '\0').collect();
    if cell.trim_start().starts_with(FORMULA) || cell.starts_with(FORMULA) {
        format!("'{}", cell.trim_start())
    } else {
        cell
    }
}

fn outcome(outcome: ImportOutcome) -> &'static str {
    match outcome {
        ImportOutcome::New => "new",
        ImportOutcome::Updated => "updated",
        ImportOutcome::Unchanged => "unchanged",
        ImportOutcome::Refused => "refused",
    }
}

fn problem(problem: ImportProblem) -> &'static str {
    match problem {
        ImportProblem::NoNumber => "no_number",
        ImportProblem::BadNumber => "bad_number",
        ImportProblem::Duplicate => "duplicate",
        ImportProblem::IsLead => "is_lead",
        ImportProblem::BrokenQuotes => "broken_quotes",
        ImportProblem::BadDay => "bad_day",
        ImportProblem::BadLanguage => "bad_language",
    }
}
