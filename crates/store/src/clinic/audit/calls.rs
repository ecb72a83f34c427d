//! Calls to Meta: what was asked, what came of it, how long it took. No ids, no contents, no token.
//!
//! A table and a chain of their own. A clinic makes thousands of calls a day and tens of acts; calls are of use for some
//! weeks and acts for years. Forgetting old calls is an act of the audit that names the last one that went and its hash:
//! the rest of the chain begins there.

use super::chain::{self, Signer, Tip};
use super::{Act, append};
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::audit::ActName;
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, params};

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiCall {
    /// When it ended.
    pub at: UnixMs,
    /// `GET`, `POST` or `DELETE`.
    pub method: String,
    /// Where, with `{id}` for every id, for example `{id}/messages`.
    pub endpoint: String,
    /// The HTTP status, or why there was none, for example `unreachable`.
    pub result: String,
    /// How long it took, in milliseconds.
    pub latency_ms: i64,
}

/// A call that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCall {
    /// Its number.
    pub id: i64,
    /// The call.
    pub call: ApiCall,
}

impl ApiCall {
    pub(crate) fn hash(&self, id: i64, previous: &[u8]) -> [u8; 32] {
        chain::digest(&[
            chain::CALLS,
            previous,
            &id.to_be_bytes(),
            &self.at.0.to_be_bytes(),
            self.method.as_bytes(),
            self.endpoint.as_bytes(),
            self.result.as_bytes(),
            &self.latency_ms.to_be_bytes(),
        ])
    }
}

/// Appends calls, the oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn append_calls(tx: &Tx<'_>, calls: &[ApiCall]) -> Result<(), StoreError> {
    if calls.is_empty() {
        return Ok(());
    }
    let signer = Signer::of(tx)?;
    let mut tip = last(tx)?;
    let mut insert = tx.prepare_cached(
        "insert into api_calls (id, at, method, endpoint, result, latency_ms, previous, hash, signature)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for call in calls {
        let id = tip.id + 1;
        let hash = call.hash(id, &tip.hash);
        insert.execute(params![
            id,
            call.at.0,
            call.method,
            call.endpoint,
            call.result,
            call.latency_ms,
            tip.hash,
            hash,
            signer.sign(chain::CALLS, &hash)
        ])?;
        tip = Tip { id, hash };
    }
    Ok(())
}

/// Returns calls from `from` to before `until`, the newest first, older than `before` (when and number).
///
/// # Errors
/// [`StoreError`].
pub fn page(
    conn: &Conn,
    from: Option<UnixMs>,
    until: Option<UnixMs>,
    before: Option<(UnixMs, i64)>,
    limit: u32,
) -> Result<Vec<KeptCall>, StoreError> {
    let (at, id) = before.unwrap_or((UnixMs(i64::MAX), i64::MAX));
    let mut query = conn.prepare_cached(
        "select id, at, method, endpoint, result, latency_ms from api_calls
         where (at, id) < (?1, ?2) and at >= ?3 and at < ?4 order by at desc, id desc limit ?5",
    )?;
    let from = from.map_or(i64::MIN, |from| from.0);
    let until = until.map_or(i64::MAX, |until| until.0);
    let rows = query.query_map(params![at.0, id, from, until, limit], |row| {
        Ok(KeptCall {
            id: row.get(0)?,
            call: call(row)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn call(row: &rusqlite::Row<'_>) -> rusqlite::Result<ApiCall> {
    Ok(ApiCall {
        at: UnixMs(row.get("at")?),
        method: row.get("method")?,
        endpoint: row.get("endpoint")?,
        result: row.get("result")?,
        latency_ms: row.get("latency_ms")?,
    })
}

/// Forgets the calls from before an instant and says so in the audit; returns how many went.
///
/// # Errors
/// [`StoreError`].
pub fn forget(tx: &Tx<'_>, before: UnixMs, now: UnixMs) -> Result<usize, StoreError> {
    let first_kept: Option<i64> = tx.query_row(
        "select min(id) from api_calls where at >= ?1",
        [before.0],
        |row| row.get(0),
    )?;
    let through = first_kept.map_or(i64::MAX, |id| id - 1);
    let gone = tx
        .query_row(
            "select id, hash from api_calls where id <= ?1 order by id desc limit 1",
            [through],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?)),
        )
        .optional()?;
    let Some((through, hash)) = gone else {
        return Ok(0);
    };
    let count = tx.execute("delete from api_calls where id <= ?1", [through])?;
    let detail = format!(
        "{{\"through\":{through},\"hash\":\"{}\"}}",
        crate::key::hex(&hash)
    );
    append(
        tx,
        &Act {
            at: now,
            staff: None,
            staff_name: String::new(),
            act: ActName::CallsForgotten.as_str().to_owned(),
            subject: None,
            result: String::new(),
            detail,
        },
    )?;
    Ok(count)
}

/// Returns the last call that was forgotten.
pub(crate) fn forgotten(conn: &Conn) -> Result<Tip, StoreError> {
    let detail: Option<String> = conn
        .prepare_cached(
            "select detail from audit where kind = ?1 and act = ?2 order by at desc, id desc limit 1",
        )?
        .query_row(
            [
                ActName::CallsForgotten.kind().as_str(),
                ActName::CallsForgotten.as_str(),
            ],
            |row| row.get(0),
        )
        .optional()?;
    let tip = detail.and_then(|detail| {
        let detail: serde_json::Value = serde_json::from_str(&detail).ok()?;
        let hash = super::head::unhex(detail.get("hash")?.as_str()?)?;
        Some(Tip {
            id: detail.get("through")?.as_i64()?,
            hash: hash.try_into().ok()?,
        })
    });
    Ok(tip.unwrap_or_default())
}

/// Returns where the chain stands.
pub(crate) fn last(conn: &Conn) -> Result<Tip, StoreError> {
    let last = chain::last(
        conn,
        "select id, hash from api_calls order by id desc limit 1",
    )?;
    if last == Tip::default() {
        // All of them were forgotten.
        return forgotten(conn);
    }
    Ok(last)
}
