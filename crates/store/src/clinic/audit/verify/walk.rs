//! Following one chain, row by row.

use super::super::breaks::Break;
use super::super::chain::{self, Tip, Words};
use super::super::head::Head;
use super::super::{Subject, calls};
use super::{Fault, Log, Misfit};
use crate::Conn;
use crate::error::StoreError;
use crate::key::hex;
use rusqlite::types::ValueRef;
use rusqlite::{Row, params};

/// How many rows one view of the database looks at.
const PAGE: u32 = 1_000;

/// A stretch of the chains, from where somebody began anew to where somebody did next.
pub(super) struct Part {
    key: Vec<u8>,
    unsigned: Option<i64>,
    acts_before: i64,
    calls_through: i64,
    is_newest: bool,
}

impl Part {
    /// Returns the one that a break closed.
    pub fn before(closed: &Break) -> Self {
        Self {
            key: closed.key.clone(),
            unsigned: closed.unsigned,
            acts_before: closed.entry,
            calls_through: closed.calls,
            is_newest: false,
        }
    }

    /// Returns the one that goes on.
    pub fn newest(key: Vec<u8>, unsigned: Option<i64>) -> Self {
        Self {
            key,
            unsigned,
            acts_before: i64::MAX,
            calls_through: i64::MAX,
            is_newest: true,
        }
    }

    fn holds(&self, log: Log, id: i64) -> bool {
        let is_before = match log {
            Log::Acts => id < self.acts_before,
            Log::Calls => id <= self.calls_through,
        };
        is_before || self.is_newest
    }
}

/// What following a chain found so far.
pub(super) struct Walk {
    log: Log,
    /// The last row looked at.
    last_look: i64,
    tip: Tip,
    has_signed: bool,
    named: Option<Tip>,
    /// How many rows the newest part has.
    pub rows: u64,
    /// What does not fit.
    pub misfits: Vec<Misfit>,
}

/// What a row says of itself, and the hash its words have.
struct Link {
    previous: Vec<u8>,
    hash: Vec<u8>,
    signature: Option<Vec<u8>>,
    is: [u8; 32],
}

impl Walk {
    /// Begins at the first row after `start`.
    pub fn new(log: Log, head: Option<&Head>, start: Tip) -> Self {
        Self {
            log,
            last_look: i64::MIN,
            tip: start,
            has_signed: false,
            named: head.map(|head| match log {
                Log::Acts => head.audit,
                Log::Calls => head.calls,
            }),
            rows: 0,
            misfits: Vec::new(),
        }
    }

    /// Follows a page of rows; returns whether there was any.
    pub fn page(&mut self, conn: &Conn, parts: &[Part]) -> Result<bool, StoreError> {
        let mut query = conn.prepare_cached(match self.log {
            Log::Acts => "select * from audit where id > ?1 order by id limit ?2",
            Log::Calls => "select * from api_calls where id > ?1 order by id limit ?2",
        })?;
        let mut rows = query.query(params![self.last_look, PAGE])?;
        let mut is_any = false;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get("id")?;
            let part = parts.iter().find(|part| part.holds(self.log, id));
            let part = part.ok_or(StoreError::NotFound)?;
            let before = self.tip;
            if let Some(fault) = self.step(id, row, part)? {
                self.misfits.push(Misfit {
                    log: self.log,
                    at: id,
                    fault,
                    row: as_it_lies(row, before)?,
                });
                self.tip = Tip {
                    id,
                    hash: chain::hash_as_kept(row.get_ref("hash")?),
                };
            } else if self
                .named
                .is_some_and(|it| it.id == id && it.hash != self.tip.hash)
            {
                // The file names another row of this number: those from here on were written anew.
                self.cut_off(id);
            }
            self.last_look = id;
            self.rows += u64::from(part.is_newest);
            is_any = true;
        }
        Ok(is_any)
    }

    /// Returns everything that does not fit.
    pub fn end(mut self) -> Vec<Misfit> {
        if self.named.is_some_and(|named| named.id > self.tip.id) {
            self.cut_off(self.tip.id + 1);
        }
        self.misfits
    }

    fn cut_off(&mut self, at: i64) {
        self.misfits.push(Misfit {
            log: self.log,
            at,
            fault: Fault::CutOff,
            row: String::new(),
        });
    }

    fn step(&mut self, id: i64, row: &Row<'_>, part: &Part) -> Result<Option<Fault>, StoreError> {
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
        let may_be_unsigned = match (self.log, part.unsigned) {
            (Log::Calls, _) => false,
            (Log::Acts, Some(unsigned)) => id <= unsigned,
            (Log::Acts, None) => !self.has_signed,
        };
        match &link.signature {
            None if !may_be_unsigned => return Ok(Some(Fault::Unsigned)),
            Some(_) if may_be_unsigned && part.unsigned.is_some() => {
                return Ok(Some(Fault::ForeignSignature));
            }
            Some(signature) if !chain::is_signed(&part.key, self.of(), &link.is, signature) => {
                return Ok(Some(Fault::ForeignSignature));
            }
            Some(_) => self.has_signed = true,
            None => {}
        }
        self.tip = Tip { id, hash: link.is };
        Ok(None)
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

/// Returns what stands for a row, whatever is in it, and for where the chain stood before it.
fn as_it_lies(row: &Row<'_>, before: Tip) -> Result<String, StoreError> {
    let mut parts = vec![before.id.to_be_bytes().to_vec(), before.hash.to_vec()];
    for column in 0..row.as_ref().column_count() {
        let (kind, bytes) = match row.get_ref(column)? {
            ValueRef::Null => (0, Vec::new()),
            ValueRef::Integer(it) => (1, it.to_be_bytes().to_vec()),
            ValueRef::Real(it) => (2, it.to_be_bytes().to_vec()),
            ValueRef::Text(it) => (3, it.to_vec()),
            ValueRef::Blob(it) => (4, it.to_vec()),
        };
        parts.push([vec![kind], bytes].concat());
    }
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Ok(hex(&chain::digest(&parts)))
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
