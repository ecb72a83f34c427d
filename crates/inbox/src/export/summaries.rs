//! The summaries of a person's days, in an export: the words where they stand, and what an assistant said.

use super::shape::{self, Summary, SummaryLine};
use recado_domain::id::IdentityId;
use recado_store::{
    Conn,
    conversations::{
        messages,
        summaries::{self, Line},
    },
    error::StoreError,
};

/// Returns the summaries of an identity's days, the earliest first.
///
/// # Errors
/// Storage.
pub(super) fn of(conn: &Conn, identity: IdentityId) -> Result<Vec<Summary>, StoreError> {
    let mut written = Vec::new();
    for found in summaries::of(conn, identity)? {
        let (model, host) = found.model.unzip();
        let mut lines = Vec::new();
        for line in &found.lines {
            lines.extend(line_of(conn, line)?);
        }
        written.push(Summary {
            day: found.day,
            maker: found.maker.as_str(),
            made_at: shape::instant(found.made_at),
            model,
            host,
            lines,
        });
    }
    Ok(written)
}

/// Returns a line with its words; none when they were taken back, or stand at an earlier message of the same point.
fn line_of(conn: &Conn, line: &Line) -> Result<Option<SummaryLine>, StoreError> {
    let message = messages::get(conn, line.message)?;
    if message.is_deleted {
        return Ok(None);
    }
    let quoted = message
        .text
        .0
        .get(line.span.0 as usize..line.span.1 as usize);
    let text = line.said.as_deref().or(quoted).unwrap_or_default();
    Ok((!text.is_empty()).then(|| SummaryLine {
        part: line.part.as_str(),
        at: shape::instant(message.at),
        text: text.to_owned(),
    }))
}
