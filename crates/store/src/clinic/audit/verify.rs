//! Verifying: every row of both chains, and the file that says how far they had got.
//!
//! Goes page by page, each in a view of its own, so that nobody waits for it: rows that are appended meanwhile are
//! followed, too.

use super::calls;
use super::chain::{self, Tip, Words};
use super::head::{Head, Unusable};
use super::{Subject, last};
use crate::Conn;
use crate::clinic::Clinic;
use crate::clinic::key_pairs::{self, PairName};
use crate::error::StoreError;
use rusqlite::{Row, params};

/// How many rows one view of the database looks at.
const PAGE: u32 = 1_000;

/// Which chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Log {
    /// What people did.
    Acts,
    /// Calls to Meta.
    Calls,
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It was changed after it was written.
    Changed,
    /// Those before it are missing or stand in another order.
    Detached,
    /// It has no signature.
    Unsigned,
    /// This device's key did not sign it.
    ForeignSignature,
    /// It and those after it were cut off.
    CutOff,
    /// The file that says how far the chain had got is missing, or not ours.
    HeadLost,
    /// The device's key was replaced.
    KeyReplaced,
}

/// What a look at everything found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// Every row follows from the one before.
    Whole {
        /// How many acts there are.
        rows: u64,
        /// How many calls.
        calls: u64,
    },
    /// Something was changed.
    Broken {
        /// In which chain.
        log: Log,
        /// The number of the first entry that does not fit.
        at: i64,
        /// What is wrong with it.
        fault: Fault,
    },
}

/// Checks both chains against each other's numbers, the device's key, and the file beside the database.
///
/// # Errors
/// [`StoreError`] when it cannot be read; a broken chain is an answer, not an error.
pub fn verify(clinic: &Clinic) -> Result<Chain, StoreError> {
    // The file first: rows that are appended while this goes on are ahead of it, which is no fault.
    let head = clinic.audit_head();
    let (newest, kept_key) = clinic.read(|conn| {
        let pair = key_pairs::get(conn, PairName::DeviceSigning)?;
        Ok::<_, StoreError>((last(conn)?.id, pair.and_then(|pair| pair.public)))
    })?;
    let at_the_end = |fault| Chain::Broken {
        log: Log::Acts,
        at: newest,
        fault,
    };
    let key = match (&head, &kept_key) {
        (Ok(head), _) => head.key.clone(),
        (Err(_), Some(key)) => key.clone(),
        (Err(Unusable::Missing | Unusable::Forged), None) => {
            return Ok(at_the_end(Fault::KeyReplaced));
        }
    };
    let head = head.ok();
    let rows = match follow(clinic, Log::Acts, &key, head.as_ref(), Tip::default())? {
        Ok(rows) => rows,
        Err(broken) => return Ok(broken),
    };
    // The file comes before the calls: where they begin is itself an act.
    let Some(head) = head else {
        return Ok(at_the_end(Fault::HeadLost));
    };
    if kept_key.as_ref() != Some(&head.key) {
        return Ok(at_the_end(Fault::KeyReplaced));
    }
    let start = clinic.read(calls::forgotten)?;
    match follow(clinic, Log::Calls, &key, Some(&head), start)? {
        Ok(calls) => Ok(Chain::Whole { rows, calls }),
        Err(broken) => Ok(broken),
    }
}

/// Follows one chain to its end.
fn follow(
    clinic: &Clinic,
    log: Log,
    key: &[u8],
    head: Option<&Head>,
    start: Tip,
) -> Result<Result<u64, Chain>, StoreError> {
    let named = head.map(|head| match log {
        Log::Acts => head.audit,
        Log::Calls => head.calls,
    });
    let mut walk = Walk {
        log,
        key,
        unsigned: head.map(|head| head.unsigned),
        last_look: i64::MIN,
        tip: start,
        has_signed: false,
        rows: 0,
        named,
    };
    loop {
        let before = walk.rows;
        if let Some((at, fault)) = clinic.read(|conn| walk.page(conn))? {
            return Ok(Err(Chain::Broken { log, at, fault }));
        }
        if walk.rows == before {
            break;
        }
    }
    match named {
        Some(named) if named.id > walk.tip.id => Ok(Err(Chain::Broken {
            log,
            at: walk.tip.id + 1,
            fault: Fault::CutOff,
        })),
        Some(_) | None => Ok(Ok(walk.rows)),
    }
}

struct Walk<'a> {
    log: Log,
    key: &'a [u8],
    /// The last row from before rows were signed, if that is known.
    unsigned: Option<i64>,
    last_look: i64,
    tip: Tip,
    has_signed: bool,
    rows: u64,
    named: Option<Tip>,
}

/// What a row says of itself, and the hash its words have.
struct Link {
    previous: Vec<u8>,
    hash: Vec<u8>,
    signature: Option<Vec<u8>>,
    is: [u8; 32],
}

impl Walk<'_> {
    /// Follows a page of rows; returns the first that does not fit.
    fn page(&mut self, conn: &Conn) -> Result<Option<(i64, Fault)>, StoreError> {
        let mut query = conn.prepare_cached(match self.log {
            Log::Acts => "select * from audit where id > ?1 order by id limit ?2",
            Log::Calls => "select * from api_calls where id > ?1 order by id limit ?2",
        })?;
        let mut rows = query.query(params![self.last_look, PAGE])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get("id")?;
            if let Some(fault) = self.step(id, row)? {
                return Ok(Some((id, fault)));
            }
            (self.last_look, self.rows) = (id, self.rows + 1);
        }
        Ok(None)
    }

    fn step(&mut self, id: i64, row: &Row<'_>) -> Result<Option<Fault>, StoreError> {
        if id != self.tip.id + 1 {
            return Ok(Some(Fault::Detached));
        }
        let is_signed: bool = row
            .get_ref("signature")?
            .as_blob_or_null()
            .is_ok_and(|it| it.is_some());
        // What cannot even be read as what we write was not written by us.
        let Ok(link) = self.link(id, row, is_signed) else {
            return Ok(Some(Fault::Changed));
        };
        if link.previous != self.tip.hash {
            return Ok(Some(Fault::Detached));
        }
        if link.hash != link.is {
            return Ok(Some(Fault::Changed));
        }
        let may_be_unsigned = match (self.log, self.unsigned) {
            (Log::Calls, _) => false,
            (Log::Acts, Some(unsigned)) => id <= unsigned,
            (Log::Acts, None) => !self.has_signed,
        };
        match &link.signature {
            None if !may_be_unsigned => return Ok(Some(Fault::Unsigned)),
            Some(_) if may_be_unsigned && self.unsigned.is_some() => {
                return Ok(Some(Fault::ForeignSignature));
            }
            Some(signature) if !chain::is_signed(self.key, self.of(), &link.is, signature) => {
                return Ok(Some(Fault::ForeignSignature));
            }
            Some(_) => self.has_signed = true,
            None => {}
        }
        self.tip = Tip { id, hash: link.is };
        // The file names another row of this number: those from here on were written anew.
        let is_as_named = self
            .named
            .is_none_or(|named| named.id != id || named.hash == link.is);
        Ok((!is_as_named).then_some(Fault::CutOff))
    }

    fn of(&self) -> &'static [u8] {
        match self.log {
            Log::Acts => chain::AUDIT,
            Log::Calls => chain::CALLS,
        }
    }

    fn link(&self, id: i64, row: &Row<'_>, is_signed: bool) -> rusqlite::Result<Link> {
        let previous: Vec<u8> = row.get("previous")?;
        let is = match self.log {
            Log::Calls => calls::call(row)?.hash(id, &previous),
            Log::Acts => act_hash(id, row, &previous, is_signed)?,
        };
        Ok(Link {
            previous,
            is,
            hash: row.get("hash")?,
            signature: row.get("signature")?,
        })
    }
}

fn act_hash(
    id: i64,
    row: &Row<'_>,
    previous: &[u8],
    is_signed: bool,
) -> rusqlite::Result<[u8; 32]> {
    let staff = row.get_ref("staff")?.as_blob_or_null()?;
    let subject = row.get_ref("subject")?.as_blob_or_null()?;
    let words = Words {
        id,
        at: row.get("at")?,
        staff,
        staff_name: row.get_ref("staff_name")?.as_str()?,
        act: row.get_ref("act")?.as_str()?,
        kind: row.get_ref("kind")?.as_str()?,
        subject_kind: row.get_ref("subject_kind")?.as_str_or_null()?,
        subject,
        result: row.get_ref("result")?.as_str()?,
        detail: row.get_ref("detail")?.as_str()?,
    };
    if is_signed {
        return Ok(words.hash(previous));
    }
    // The hash of these rows does not cover the columns the migration filled: they have to follow from the others.
    let named = Subject::in_detail(words.detail);
    let is_filled_right = words.kind == kind_of_unsigned(words.act)
        && words.subject_kind == named.map(|subject| subject.kind.as_str())
        && words.subject
            == named
                .as_ref()
                .map(|subject| subject.id.as_bytes().as_slice())
        && words.result.is_empty();
    if is_filled_right {
        Ok(words.unsigned_hash(previous))
    } else {
        Err(crate::sqlite::row::wrong())
    }
}

/// Returns the kind that migration 0004 gave rows; it never changes again.
fn kind_of_unsigned(act: &str) -> &'static str {
    match act.split('.').next().unwrap_or_default() {
        "session" => "sign_in",
        "alert" | "staff" => "people",
        _ => "settings",
    }
}

#[cfg(test)]
mod tests;
