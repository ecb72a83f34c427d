//! What the payloads' `INDEX.tsv` says of each file.

use anyhow::Context as _;
use recado_webhook::counts::Counts;
use std::{collections::BTreeMap, path::Path};

/// The rows of an index by file.
pub(super) struct Expected(BTreeMap<String, Row>);

struct Row {
    messages: u64,
    statuses: u64,
    others: u64,
    /// Distinct messages, where the note names them.
    distinct: Option<u64>,
}

/// Reads an index: `file kind inbound_messages statuses other_events note`, with tabs between them.
pub(super) fn read(path: &Path) -> anyhow::Result<Expected> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let mut rows = BTreeMap::new();
    for line in text.lines().skip(1) {
        let mut fields = line.split('\t');
        let file = fields.next().unwrap_or_default().to_owned();
        let mut number = fields.clone().skip(1).map(str::parse);
        let mut next = || {
            number
                .next()
                .and_then(Result::ok)
                .with_context(|| format!("{file} lacks a count"))
        };
        let (messages, statuses, others) = (next()?, next()?, next()?);
        let note = fields.nth(4).unwrap_or_default();
        let distinct = note
            .strip_suffix(" distinct")
            .and_then(|count| count.parse().ok());
        rows.insert(
            file,
            Row {
                messages,
                statuses,
                others,
                distinct,
            },
        );
    }
    Ok(Expected(rows))
}

impl Expected {
    /// Returns whether a file gave what its row says; a file without a row may give anything.
    pub(super) fn is_given_by(&self, file: &str, counts: &Counts, stored: u64) -> bool {
        self.0.get(file).is_none_or(|row| {
            row.messages == counts.messages
                && row.statuses == counts.statuses
                && row.others == counts.other_events()
                && stored
                    == row
                        .distinct
                        .filter(|_| row.messages > 0)
                        .unwrap_or(row.messages)
        })
    }
}
