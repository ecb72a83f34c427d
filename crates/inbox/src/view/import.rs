//! Patients from a file: what was read, what each row would come to, and why.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportField {
    /// The whole name.
    Name,
    /// The first name.
    FirstName,
    /// The last name.
    LastName,
    /// The phone number.
    Phone,
    /// The day of birth.
    BornOn,
    /// The clinic's own number.
    Number,
    /// The preferred language.
    Language,
}

/// How the file's letters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportEncoding {
    /// UTF-8, with or without a mark at its beginning.
    Utf8,
    /// UTF-16, by the mark at its beginning.
    Utf16,
    /// One byte a letter, western European.
    Western,
    /// One byte a letter, Greek.
    Greek,
}

/// What was read of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportFileView {
    /// How its letters are written.
    pub encoding: ImportEncoding,
    /// What stands between its cells: `,`, `;` or a tabulator.
    pub separator: String,
    /// Its columns.
    pub columns: Vec<ImportColumnView>,
    /// Its first rows, as read.
    pub preview: Vec<Vec<String>>,
    /// How many rows it has.
    pub rows: u32,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportColumnView {
    /// Its name in the first row; empty when the file has no names.
    pub name: String,
    /// What it seems to hold.
    pub guess: Option<ImportField>,
}

/// What a row comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// A patient that is not here yet.
    New,
    /// A patient that is here, with something new about them.
    Updated,
    /// A patient that is here, as the file says.
    Unchanged,
    /// Left out; the problems say why.
    Refused,
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportProblem {
    /// There is no number: left out.
    NoNumber,
    /// It is no number one could dial: left out.
    BadNumber,
    /// The number stands in an earlier row: left out.
    Duplicate,
    /// The number is a lead's: left out, a lead becomes a patient by conversion only.
    IsLead,
    /// Quotes that do not close: left out.
    BrokenQuotes,
    /// It is no day of birth: taken without it.
    BadDay,
    /// It is no language: taken without it.
    BadLanguage,
}

/// What the file comes to, with the rows that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportReportView {
    /// Patients that are not here yet.
    pub new: u32,
    /// Patients with something new about them.
    pub updated: u32,
    /// Patients that are here as the file says.
    pub unchanged: u32,
    /// Rows left out.
    pub refused: u32,
    /// The first rows with a problem; the saved report has every row.
    pub rows: Vec<ImportRowView>,
    /// How many rows have a problem.
    pub with_problems: u32,
    /// Whether it was done, not only tried.
    pub is_done: bool,
}

/// A row with a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRowView {
    /// Its number in the file; the first row is 1.
    pub row: u32,
    /// The name in it, to be recognised by.
    pub name: String,
    /// What it comes to.
    pub outcome: ImportOutcome,
    /// What is wrong with it.
    pub problems: Vec<ImportProblem>,
    /// The earlier row with the same number.
    pub same_as: Option<u32>,
}
