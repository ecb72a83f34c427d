//! From bytes to rows: how the letters are written, what stands between the cells, and rows that do not close their
//! quotes, which must not swallow their neighbours.

use super::fields;
use crate::view::import::{ImportColumnView, ImportEncoding, ImportFileView};
use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1253};

/// How many rows the window is shown.
const PREVIEW: usize = 6;
/// How many rows say what stands between the cells.
const SAMPLE: usize = 20;
/// A cell longer than this, or with more lines, comes from a quote that does not close.
const LONGEST_CELL: usize = 2000;
const MOST_LINES: usize = 12;
/// More columns than this are no register of patients.
const MOST_COLUMNS: usize = 200;

/// A row of the file.
pub(crate) struct Row {
    /// Its number; the file's first row is 1.
    pub number: u32,
    /// Its cells.
    pub cells: Vec<String>,
    /// Whether its quotes do not close.
    pub is_broken: bool,
}

/// A file of patients, in memory.
pub(crate) struct PatientsFile {
    encoding: ImportEncoding,
    separator: u8,
    /// The names of the columns; empty ones when the file has none.
    pub header: Vec<String>,
    /// Its rows, without the names.
    pub rows: Vec<Row>,
}

impl PatientsFile {
    /// Reads a file; `country` says which letters a file without UTF-8 holds. Nothing when it has no row.
    pub fn read(bytes: &[u8], country: &str) -> Option<Self> {
        let (encoding, text) = decode(bytes, country);
        let separator = separator(&text);
        let mut rows = rows(&text, separator);
        let columns = rows
            .iter()
            .map(|row| row.cells.len())
            .max()?
            .min(MOST_COLUMNS);
        let first = rows.first()?;
        let has_names = !first.is_broken && fields::are_names(&first.cells, country);
        let mut header = if has_names {
            rows.remove(0).cells
        } else {
            Vec::new()
        };
        header.resize(columns, String::new());
        for row in &mut rows {
            row.cells.resize(columns, String::new());
        }
        if rows.is_empty() {
            return None;
        }
        Some(Self {
            encoding,
            separator,
            header,
            rows,
        })
    }

    /// Returns what the window is shown of it.
    pub fn view(&self) -> ImportFileView {
        let guesses = fields::guess(&self.header, self.rows.iter().take(SAMPLE));
        let first = self.rows.iter().take(PREVIEW);
        ImportFileView {
            encoding: self.encoding,
            separator: char::from(self.separator).to_string(),
            columns: self
                .header
                .iter()
                .zip(guesses)
                .map(|(name, guess)| ImportColumnView {
                    name: name.clone(),
                    guess,
                })
                .collect(),
            preview: first.map(|row| row.cells.clone()).collect(),
            rows: u32::try_from(self.rows.len()).unwrap_or(u32::MAX),
        }
    }
}

fn decode(bytes: &[u8], country: &str) -> (ImportEncoding, String) {
    let whole = |encoding: &'static encoding_rs::Encoding, named| {
        (
            named,
            encoding.decode_with_bom_removal(bytes).0.into_owned(),
        )
    };
    match bytes {
        [0xff, 0xfe, ..] => return whole(UTF_16LE, ImportEncoding::Utf16),
        [0xfe, 0xff, ..] => return whole(UTF_16BE, ImportEncoding::Utf16),
        _ => {}
    }
    if std::str::from_utf8(bytes).is_ok() {
        return whole(UTF_8, ImportEncoding::Utf8);
    }
    if matches!(country, "GR" | "CY") {
        return whole(WINDOWS_1253, ImportEncoding::Greek);
    }
    whole(WINDOWS_1252, ImportEncoding::Western)
}

/// Returns the separator by which most of the first rows have as many cells as the first.
fn separator(text: &str) -> u8 {
    let score = |separator: u8| {
        let mut records = reader(text, separator, true).into_records();
        let first = match records.next() {
            Some(Ok(first)) => first.len(),
            Some(Err(_)) | None => 0,
        };
        let alike = records
            .take(SAMPLE)
            .filter(|record| record.as_ref().is_ok_and(|record| record.len() == first));
        if first < 2 {
            (0, 0)
        } else {
            (alike.count() + 1, first)
        }
    };
    // Of equals the first: Excel writes `;` where a comma is the decimal sign.
    let mut best = (b',', score(b','));
    for separator in [b';', b'\t'] {
        let its = score(separator);
        if its > best.1 {
            best = (separator, its);
        }
    }
    best.0
}

fn reader(text: &str, separator: u8, quotes: bool) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .quoting(quotes)
        .from_reader(text.as_bytes())
}

fn rows(text: &str, separator: u8) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some(from) = whole_rows(rest, separator, &mut rows) else {
            break;
        };
        // This line opens a quote that does not close: it stands alone, and the next line is read anew.
        let line = &rest[from..];
        let end = line.find('\n').map_or(line.len(), |at| at + 1);
        let cells = reader(&line[..end], separator, false)
            .into_records()
            .next()
            .and_then(Result::ok)
            .map(|record| record.iter().map(str::to_owned).collect())
            .unwrap_or_default();
        push(&mut rows, cells, true);
        rest = &line[end..];
    }
    rows
}

/// Reads rows up to one whose quote does not close, and returns where that begins; nothing when all were read.
fn whole_rows(text: &str, separator: u8, rows: &mut Vec<Row>) -> Option<usize> {
    let mut reader = reader(text, separator, true);
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            // The text is UTF-8 and rows may have any length: nothing else can go wrong in memory.
            Ok(false) | Err(_) => return None,
        }
        let from = record.position().map_or(0, csv::Position::byte);
        let from = usize::try_from(from).unwrap_or(0);
        // A position may stand on the line's end before the record.
        let from = from + text[from..].len() - text[from..].trim_start_matches(['\r', '\n']).len();
        if record.iter().any(is_swallowing) {
            return Some(from);
        }
        // What was read to the end of the file through an odd quote was never closed.
        let is_last = reader.position().byte() >= text.len() as u64;
        let is_open = is_last && text[from..].matches('"').count() % 2 == 1;
        if is_open && text[from..].trim_end().contains('\n') {
            return Some(from);
        }
        push(rows, record.iter().map(str::to_owned).collect(), false);
    }
}

fn is_swallowing(cell: &str) -> bool {
    cell.len() > LONGEST_CELL || cell.matches('\n').count() > MOST_LINES
}

fn push(rows: &mut Vec<Row>, cells: Vec<String>, is_broken: bool) {
    let number = u32::try_from(rows.len() + 1).unwrap_or(u32::MAX);
    if cells.iter().all(|cell| cell.trim().is_empty()) && !is_broken {
        return;
    }
    rows.push(Row {
        number,
        cells: cells.into_iter().map(|cell| unescaped(&cell)).collect(),
        is_broken,
    });
}

/// Takes off the apostrophe that spreadsheets, and our own report, put before what would be a formula.
fn unescaped(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(super::report::FORMULA) => rest.to_owned(),
        Some(_) | None => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests;
