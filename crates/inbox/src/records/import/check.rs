//! What each row comes to. Good rows are never lost for bad ones, and what is only half wrong is taken without that half.

use super::{
    Mapping, fields,
    read::{PatientsFile, Row},
};
use crate::view::import::{ImportField, ImportOutcome, ImportProblem};
use recado_domain::{
    address::Address,
    id::IdentityId,
    phone::Phone,
    record::{self, BirthDay},
};
use recado_store::conversations::records::Record;
use std::collections::BTreeMap;

/// What a row says of a patient.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Patient {
    pub phone: Option<Phone>,
    pub name: Option<String>,
    pub born_on: Option<String>,
    pub number: Option<String>,
    pub language: Option<String>,
}

/// A row that was looked at.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Checked {
    /// Its number in the file.
    pub number: u32,
    /// What it says.
    pub patient: Patient,
    /// Who it is, if they are here.
    pub identity: Option<IdentityId>,
    /// What it comes to.
    pub outcome: ImportOutcome,
    /// What is wrong with it.
    pub problems: Vec<ImportProblem>,
    /// The earlier row with the same number.
    pub same_as: Option<u32>,
}

/// What is known about a number.
pub(super) enum Known {
    /// Nobody has it.
    Nobody,
    /// A lead has it.
    Lead,
    /// A patient has it, with this record; absent while it waits to be filed.
    Patient(IdentityId, Option<Record>),
}

/// Returns what every row comes to; `known` says who has a number.
pub(super) fn check<E>(
    file: &PatientsFile,
    mapping: &Mapping,
    (country, today): (&str, &str),
    mut known: impl FnMut(&Address) -> Result<Known, E>,
) -> Result<Vec<Checked>, E> {
    let mut seen: BTreeMap<Phone, u32> = BTreeMap::new();
    file.rows
        .iter()
        .map(|row| {
            let mut checked = read(row, mapping, country, today);
            let Some(phone) = checked.patient.phone.clone() else {
                return Ok(checked);
            };
            if let Some(earlier) = seen.get(&phone) {
                checked.same_as = Some(*earlier);
                return Ok(refused(checked, ImportProblem::Duplicate));
            }
            seen.insert(phone.clone(), row.number);
            match known(&Address::Phone(phone))? {
                Known::Nobody => checked.outcome = ImportOutcome::New,
                Known::Lead => return Ok(refused(checked, ImportProblem::IsLead)),
                Known::Patient(identity, record) => {
                    checked.identity = Some(identity);
                    let is_same =
                        record.is_some_and(|record| says_nothing_new(&checked.patient, &record));
                    checked.outcome = if is_same {
                        ImportOutcome::Unchanged
                    } else {
                        ImportOutcome::Updated
                    };
                }
            }
            Ok(checked)
        })
        .collect()
}

fn read(row: &Row, mapping: &Mapping, country: &str, today: &str) -> Checked {
    let cell = |field: ImportField| {
        let cells = row.cells.iter().zip(mapping);
        let mut found = cells.filter(|(_, its)| **its == Some(field));
        let text = found.next().map(|(cell, _)| record::line(cell));
        text.filter(|text| !text.is_empty())
    };
    let mut problems = Vec::new();
    let parts = [cell(ImportField::FirstName), cell(ImportField::LastName)];
    let joined = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let name = cell(ImportField::Name)
        .or_else(|| Some(record::line(&joined)).filter(|name| !name.is_empty()));
    let born_on = cell(ImportField::BornOn).and_then(|text| {
        let day = BirthDay::parse(&text, today).ok();
        if day.is_none() {
            problems.push(ImportProblem::BadDay);
        }
        day.map(BirthDay::as_iso)
    });
    let language = cell(ImportField::Language).and_then(|text| {
        let code = fields::language(&text);
        if code.is_none() {
            problems.push(ImportProblem::BadLanguage);
        }
        code.map(str::to_owned)
    });
    let number = cell(ImportField::Number);
    let typed = cell(ImportField::Phone);
    let phone = typed
        .as_deref()
        .and_then(|text| fields::number(text, country));
    let checked = Checked {
        number: row.number,
        patient: Patient {
            phone: phone.clone().filter(|_| !row.is_broken),
            name,
            born_on,
            number,
            language,
        },
        identity: None,
        outcome: ImportOutcome::Refused,
        problems,
        same_as: None,
    };
    if row.is_broken {
        refused(checked, ImportProblem::BrokenQuotes)
    } else if typed.is_none() {
        refused(checked, ImportProblem::NoNumber)
    } else if phone.is_none() {
        refused(checked, ImportProblem::BadNumber)
    } else {
        checked
    }
}

fn refused(checked: Checked, why: ImportProblem) -> Checked {
    let mut problems = checked.problems;
    problems.insert(0, why);
    Checked {
        outcome: ImportOutcome::Refused,
        problems,
        ..checked
    }
}

/// Returns whether everything a row says is written already; what it leaves empty stays as it is.
fn says_nothing_new(patient: &Patient, record: &Record) -> bool {
    let is_same =
        |said: &Option<String>, written: &Option<String>| said.is_none() || said == written;
    is_same(&patient.name, &record.given_name)
        && is_same(&patient.born_on, &record.born_on)
        && is_same(&patient.number, &record.number)
        && is_same(&patient.language, &record.language)
}
