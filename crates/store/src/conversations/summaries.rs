//! Summaries of one person's day: what was counted, and where in which messages the lines stand. The words themselves are
//! the messages'; only a draft by an assistant has words of its own, and goes with any message it was made from.

pub mod day;

use super::messages::MessageId;
use crate::error::StoreError;
use crate::sqlite::row::{named, wrong};
use crate::{Conn, Tx};
use recado_domain::id::{IdentityId, SummaryId};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeMap;

/// What a summary was made from, in short: another one means that the day has changed.
pub type Fingerprint = [u8; 32];

/// Who made a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Maker {
    /// This computer, of the person's own words.
    Extract,
    /// An assistant.
    Draft,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinePart {
    /// One of the sentences that say most.
    KeySentence,
    /// A question the clinic wrote nothing after.
    Unanswered,
    /// An appointment asked for, moved, cancelled or named.
    Appointment,
    /// A medicine.
    Medication,
    /// What an assistant says of some messages.
    Point,
    /// What an assistant says they are about.
    Theme,
}

/// A piece of one message, or what an assistant says of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub part: LinePart,
    /// Its place in that part, from 0.
    pub number: u32,
    /// Which of its messages this is, from 0.
    pub evidence: u32,
    /// The message.
    pub message: MessageId,
    /// Bytes of the message's text.
    pub span: (u32, u32),
    /// The words that name something, inside them.
    pub words: Option<(u32, u32)>,
    /// A draft's own words; absent where the message's are quoted.
    pub said: Option<String>,
}

/// A summary.
#[derive(Clone, PartialEq, Eq)]
pub struct Summary {
    /// Which.
    pub id: SummaryId,
    /// Whose: the first of the person's contacts here.
    pub identity: IdentityId,
    /// The day, for example `2026-11-20`.
    pub day: String,
    /// Who made it.
    pub maker: Maker,
    /// When.
    pub made_at: UnixMs,
    /// The version of what made it.
    pub engine: String,
    /// A draft's model, and where it was asked.
    pub model: Option<(String, String)>,
    /// From how many messages it was made.
    pub messages: u32,
    /// What it was made from.
    pub fingerprint: Fingerprint,
    /// JSON: what was counted.
    pub facts: String,
    /// Its lines, by part and place.
    pub lines: Vec<Line>,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Line({:?} {}, {})",
            self.part, self.number, self.message.0
        )
    }
}

impl std::fmt::Debug for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Summary({}, {}, {:?})", self.id, self.day, self.maker)
    }
}

impl Maker {
    /// Returns the name this maker has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Extract => "extract",
            Self::Draft => "draft",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Extract, Self::Draft]
            .into_iter()
            .find(|it| it.as_str() == name)
    }
}

impl LinePart {
    const ALL: [Self; 6] = [
        Self::KeySentence,
        Self::Unanswered,
        Self::Appointment,
        Self::Medication,
        Self::Point,
        Self::Theme,
    ];

    /// Returns the name this part has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::KeySentence => "key_sentence",
            Self::Unanswered => "unanswered",
            Self::Appointment => "appointment",
            Self::Medication => "medication",
            Self::Point => "point",
            Self::Theme => "theme",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// Keeps a summary in the place of an earlier one by the same maker. A new extract takes the place of a draft, too: that
/// was made from another day.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, new: &Summary) -> Result<(), StoreError> {
    match new.maker {
        Maker::Extract => remove(tx, new.identity, &new.day)?,
        Maker::Draft => {
            tx.prepare_cached(
                "delete from day_summaries where identity = ?1 and day = ?2 and maker = 'draft'",
            )?
            .execute(params![new.identity.0, new.day])?;
        }
    }
    let (model, host) = new.model.clone().unzip();
    tx.prepare_cached(
        "insert into day_summaries (id, identity, day, maker, made_at, engine, model, host, messages, fingerprint,
           facts) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        new.id.0,
        new.identity.0,
        new.day,
        new.maker.as_str(),
        new.made_at.0,
        new.engine,
        model,
        host,
        new.messages,
        new.fingerprint,
        new.facts
    ])?;
    let mut insert = tx.prepare_cached(
        "insert into summary_lines (summary, part, number, evidence, message, starts, ends, words_start, words_end,
           said) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for line in &new.lines {
        let (words_start, words_end) = line.words.unzip();
        insert.execute(params![
            new.id.0,
            line.part.as_str(),
            line.number,
            line.evidence,
            line.message.0,
            line.span.0,
            line.span.1,
            words_start,
            words_end,
            line.said
        ])?;
    }
    Ok(())
}

/// Removes what there is of a person's day.
///
/// # Errors
/// [`StoreError`].
pub fn remove(tx: &Tx<'_>, identity: IdentityId, day: &str) -> Result<(), StoreError> {
    tx.prepare_cached("delete from day_summaries where identity = ?1 and day = ?2")?
        .execute(params![identity.0, day])?;
    Ok(())
}

/// Removes the drafts that say something of a message: it was taken back.
///
/// # Errors
/// [`StoreError`].
pub(super) fn forget_drafts_of(tx: &Tx<'_>, message: MessageId) -> Result<(), StoreError> {
    tx.prepare_cached(
        "delete from day_summaries where maker = 'draft'
           and id in (select summary from summary_lines where message = ?1)",
    )?
    .execute([message.0])?;
    Ok(())
}

/// Returns a summary of a person's day.
///
/// # Errors
/// [`StoreError`].
pub fn get(
    conn: &Conn,
    identity: IdentityId,
    day: &str,
    maker: Maker,
) -> Result<Option<Summary>, StoreError> {
    let found = conn
        .prepare_cached(&format!(
            "{ROW} where identity = ?1 and day = ?2 and maker = ?3"
        ))?
        .query_row(params![identity.0, day, maker.as_str()], row)
        .optional()?;
    found.map(|found| with_lines(conn, found)).transpose()
}

/// Returns all summaries of a contact, by day.
///
/// # Errors
/// [`StoreError`].
pub fn of(conn: &Conn, identity: IdentityId) -> Result<Vec<Summary>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{ROW} where identity = ?1 order by day, maker desc"
    ))?;
    let rows = query.query_map([identity.0], row)?;
    let found: Vec<Summary> = rows.collect::<Result<_, _>>()?;
    found
        .into_iter()
        .map(|found| with_lines(conn, found))
        .collect()
}

/// Returns what the summaries of a day were made from.
///
/// # Errors
/// [`StoreError`].
pub fn made_of(
    conn: &Conn,
    day: &str,
) -> Result<BTreeMap<(IdentityId, Maker), Fingerprint>, StoreError> {
    let mut query = conn
        .prepare_cached("select identity, maker, fingerprint from day_summaries where day = ?1")?;
    let rows = query.query_map([day], |row| {
        let of = (IdentityId(row.get(0)?), named(row, 1, Maker::from_name)?);
        Ok((of, row.get(2)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

const ROW: &str =
    "select id, identity, day, maker, made_at, engine, model, host, messages, fingerprint, facts
   from day_summaries";

fn row(row: &Row<'_>) -> rusqlite::Result<Summary> {
    let (model, host): (Option<String>, Option<String>) = (row.get(6)?, row.get(7)?);
    Ok(Summary {
        id: SummaryId(row.get(0)?),
        identity: IdentityId(row.get(1)?),
        day: row.get(2)?,
        maker: named(row, 3, Maker::from_name)?,
        made_at: UnixMs(row.get(4)?),
        engine: row.get(5)?,
        model: model.zip(host),
        messages: row.get(8)?,
        fingerprint: row.get(9)?,
        facts: row.get(10)?,
        lines: Vec::new(),
    })
}

fn with_lines(conn: &Conn, mut summary: Summary) -> Result<Summary, StoreError> {
    let mut query = conn.prepare_cached(
        "select part, number, evidence, message, starts, ends, words_start, words_end, said from summary_lines
         where summary = ?1 order by part, number, evidence",
    )?;
    let rows = query.query_map([summary.id.0], |row| {
        let words: (Option<u32>, Option<u32>) = (row.get(6)?, row.get(7)?);
        let (starts, ends) = (row.get(4)?, row.get(5)?);
        if starts > ends {
            return Err(wrong());
        }
        Ok(Line {
            part: named(row, 0, LinePart::from_name)?,
            number: row.get(1)?,
            evidence: row.get(2)?,
            message: MessageId(row.get(3)?),
            span: (starts, ends),
            words: words.0.zip(words.1),
            said: row.get(8)?,
        })
    })?;
    summary.lines = rows.collect::<Result<_, _>>()?;
    Ok(summary)
}
