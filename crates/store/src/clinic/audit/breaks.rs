//! Where a chain was broken and somebody who decides began a new one: what was wrong then stays wrong and stays named,
//! and the new chain is whole for itself.
//!
//! The first entry of the new chain follows the last of the old one like any other. It holds the hash of what is kept
//! here, so that reason and findings are signed with it. What was accepted is accepted as it lay there: a row that is
//! touched afterwards is a new fault, and so is one that was whole when the chain was closed.

use super::chain::{self, Tip};
use super::head::unhex;
use super::verify::{Fault, Log, Look, Misfit};
use super::{Act, append, calls, last};
use crate::clinic::Clinic;
use crate::error::StoreError;
use crate::key::hex;
use crate::{Conn, Tx};
use recado_domain::audit::ActName;
use recado_domain::time::UnixMs;
use rusqlite::params;
use serde::{Deserialize, Serialize};

/// What a hash is on: a break.
const BREAK: &[u8] = b"recado audit break 1";

/// A chain that was closed, and the entry that begins the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The first entry of the new chain.
    pub entry: i64,
    /// When.
    pub at: UnixMs,
    /// The name of whoever decided.
    pub staff_name: String,
    /// Why, in their words.
    pub reason: String,
    /// What did not fit in the old chain.
    pub misfits: Vec<Misfit>,
    pub(super) key: Vec<u8>,
    pub(super) unsigned: Option<i64>,
    pub(super) calls: i64,
}

/// What came of beginning anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// A new chain begins with this entry.
    Anew {
        /// Its number.
        entry: i64,
    },
    /// Everything fits: there is nothing to close.
    NothingWrong,
    /// What does not fit is not what somebody saw and accepted.
    Otherwise,
}

/// What is kept of a break, beside its reason.
#[derive(Serialize, Deserialize)]
struct Record {
    /// What did not fit.
    misfits: Vec<Misfit>,
    /// The key that the old chain was held to, in hex.
    key: String,
    /// Its last row from before rows were signed, if that was known.
    unsigned: Option<i64>,
    /// Its last call to Meta.
    calls: Kept,
    /// Its last act.
    audit: Kept,
    /// What the file beside the database named; absent when it was lost.
    head: Option<HeadKept>,
}

#[derive(Serialize, Deserialize)]
struct HeadKept {
    audit: Kept,
    calls: Kept,
}

/// A row by its number and hash.
#[derive(Serialize, Deserialize)]
struct Kept {
    id: i64,
    hash: String,
}

impl From<Tip> for Kept {
    fn from(tip: Tip) -> Self {
        Self {
            id: tip.id,
            hash: hex(&tip.hash),
        }
    }
}

/// What the database says of breaks.
pub(super) struct Known {
    /// Those that are as they were signed, the earliest first.
    pub sound: Vec<Break>,
    /// The entries of the others: nothing is accepted by them.
    pub unsound: Vec<Misfit>,
}

/// Returns every break.
pub(super) fn all(conn: &Conn) -> Result<Known, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, at, staff_name, detail, reason, found
         from audit left join audit_breaks on entry = id where kind = ?1 and act = ?2 order by id",
    )?;
    let name = ActName::AuditBegunAnew;
    let mut rows = query.query([name.kind().as_str(), name.as_str()])?;
    let mut known = Known {
        sound: Vec::new(),
        unsound: Vec::new(),
    };
    while let Some(row) = rows.next()? {
        let entry: i64 = row.get(0)?;
        let (reason, found): (Option<String>, Option<String>) = (row.get(4)?, row.get(5)?);
        let (reason, found) = (reason.unwrap_or_default(), found.unwrap_or_default());
        let detail: String = row.get(3)?;
        let hash = hash(entry, &reason, &found);
        let record = Some(&found)
            .filter(|_| names(&detail, &hash))
            .and_then(|found| serde_json::from_str::<Record>(found).ok());
        let key = record.as_ref().and_then(|record| unhex(&record.key));
        match (record, key) {
            (Some(record), Some(key)) => known.sound.push(Break {
                entry,
                at: UnixMs(row.get(1)?),
                staff_name: row.get(2)?,
                reason,
                misfits: record.misfits,
                key,
                unsigned: record.unsigned,
                calls: record.calls.id,
            }),
            _ => known.unsound.push(Misfit {
                log: Log::Acts,
                at: entry,
                fault: Fault::Changed,
                row: hash,
            }),
        }
    }
    Ok(known)
}

/// Closes the chain that is broken and begins a new one with this act, in which the detail is filled in.
///
/// `mark` is that of what whoever decides has seen ([`super::verify::Survey::mark`]): nothing else is accepted.
///
/// # Errors
/// [`StoreError`]; a chain that nobody began is then as broken as before.
pub fn begin_anew(
    clinic: &Clinic,
    act: &Act,
    reason: &str,
    mark: &str,
) -> Result<Begun, StoreError> {
    let mut look = Look::begin(clinic)?;
    while clinic.read(|conn| look.go_on(conn))? {}
    clinic.write_anew(|tx| {
        // What was appended meanwhile belongs to the old chain.
        while look.go_on(tx)? {}
        let (key, unsigned) = (hex(&look.key), look.unsigned);
        let head = look.head.as_ref().ok().map(|head| HeadKept {
            audit: head.audit.into(),
            calls: head.calls.into(),
        });
        let survey = look.end()?;
        if survey.misfits.is_empty() {
            return Ok(Begun::NothingWrong);
        }
        if survey.mark() != mark {
            return Ok(Begun::Otherwise);
        }
        let tip = last(tx)?;
        let record = Record {
            misfits: survey.misfits,
            key,
            unsigned,
            calls: calls::last(tx)?.into(),
            audit: tip.into(),
            head,
        };
        let entry = tip.id + 1;
        begin(tx, entry, act, reason, &record)?;
        Ok(Begun::Anew { entry })
    })
}

fn begin(
    tx: &Tx<'_>,
    entry: i64,
    act: &Act,
    reason: &str,
    record: &Record,
) -> Result<(), StoreError> {
    let found = serde_json::to_string(record).map_err(|_| StoreError::Damaged)?;
    tx.prepare_cached("insert into audit_breaks (entry, reason, found) values (?1, ?2, ?3)")?
        .execute(params![entry, reason, found])?;
    let detail = serde_json::json!({
        "break": hash(entry, reason, &found),
        "misfits": record.misfits.len(),
    });
    append(
        tx,
        &Act {
            detail: detail.to_string(),
            ..act.clone()
        },
    )
}

fn hash(entry: i64, reason: &str, found: &str) -> String {
    let parts = [
        BREAK,
        &entry.to_be_bytes(),
        reason.as_bytes(),
        found.as_bytes(),
    ];
    hex(&chain::digest(&parts))
}

fn names(detail: &str, hash: &str) -> bool {
    let detail: Option<serde_json::Value> = serde_json::from_str(detail).ok();
    detail.is_some_and(|it| it.get("break").and_then(|it| it.as_str()) == Some(hash))
}
