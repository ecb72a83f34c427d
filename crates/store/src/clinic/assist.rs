//! What assistants were asked for and what it cost, and the key of their endpoint, sealed by the token key. No words.
//!
//! A call is reserved before it leaves, with the most that it may cost, and ended after it came back with what it did cost,
//! each in one transaction: jobs beside each other cannot spend more than there is. A call that nobody ended was cut off,
//! and may have been answered and paid for: it counts with the most, for good.

use super::tokens::{open_text, seal_text};
use crate::error::StoreError;
use crate::key::Key32;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::assist::credit::{Amounts, fits};
use recado_domain::assist::{AssistFeature, AssistPlace};
use recado_domain::id::AssistUsageId;
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, params};
use secrecy::SecretString;

/// How a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsageStatus {
    /// On its way.
    Reserved,
    /// Answered.
    Done,
    /// Not answered, or with something that cannot be used.
    Failed,
}

impl UsageStatus {
    /// Returns the name this status has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// A call that is about to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUsage {
    /// Which.
    pub id: AssistUsageId,
    /// What for.
    pub feature: AssistFeature,
    /// Where to.
    pub place: AssistPlace,
    /// Host and port.
    pub endpoint: String,
    /// The model.
    pub model: String,
    /// When.
    pub at: UnixMs,
    /// From when on it was cut off if nobody has ended it.
    pub expires_at: UnixMs,
    /// The most it may cost, in millionths of the currency.
    pub cost_micro: u64,
    /// The currency, for example `EUR`.
    pub currency: String,
}

/// A month of the budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// When it began, by the clinic's clock.
    pub began_at: UnixMs,
    /// The currency, for example `EUR`.
    pub currency: String,
    /// What might be spent, in millionths of the currency.
    pub monthly_micro: u64,
    /// What was.
    pub spent_micro: u64,
}

/// What a feature took since a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// What for.
    pub feature: AssistFeature,
    /// How many calls.
    pub calls: u64,
    /// How many of them failed.
    pub failed: u64,
    /// What they took.
    pub amounts: Amounts,
    /// What they cost, in millionths of the currency.
    pub cost_micro: u64,
}

/// Keeps a call if it fits into the month that began at `since`, and returns whether it does. What costs nothing fits. Money
/// in another currency was spent out of another budget.
///
/// # Errors
/// [`StoreError`].
pub fn reserve(
    tx: &Tx<'_>,
    new: &NewUsage,
    monthly: u64,
    since: UnixMs,
) -> Result<bool, StoreError> {
    let is_free = new.cost_micro == 0;
    if !is_free {
        if !fits(monthly, used(tx, since, &new.currency)?, new.cost_micro) {
            return Ok(false);
        }
        keep_month(tx, since, &new.currency, monthly)?;
    }
    tx.prepare_cached(
        "insert into assist_usage (id, feature, place, endpoint, model, at, expires_at, status, tokens_in,
           tokens_out, audio_ms, cost_micro, currency)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'reserved', 0, 0, 0, ?8, ?9)",
    )?
    .execute(params![
        new.id.0,
        new.feature.as_str(),
        new.place.as_str(),
        new.endpoint,
        new.model,
        new.at.0,
        new.expires_at.0,
        whole(new.cost_micro),
        new.currency
    ])?;
    Ok(true)
}

/// Ends a call with what it took, once; also one that was taken for cut off.
///
/// # Errors
/// [`StoreError`].
pub fn end(
    tx: &Tx<'_>,
    id: AssistUsageId,
    status: UsageStatus,
    amounts: &Amounts,
    cost_micro: u64,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update assist_usage set status = ?2, tokens_in = ?3, tokens_out = ?4, audio_ms = ?5, cost_micro = ?6
         where id = ?1 and status = 'reserved'",
    )?
    .execute(params![
        id.0,
        status.as_str(),
        whole(amounts.tokens_in),
        whole(amounts.tokens_out),
        whole(amounts.audio_ms),
        whole(cost_micro)
    ])?;
    Ok(())
}

/// Returns what was spent in a currency since a time, with all that was reserved and not ended.
///
/// # Errors
/// [`StoreError`].
pub fn used(conn: &Conn, since: UnixMs, currency: &str) -> Result<u64, StoreError> {
    Ok(conn
        .prepare_cached(
            "select coalesce(sum(cost_micro), 0) from assist_usage where at >= ?1 and currency = ?2",
        )?
        .query_row(params![since.0, currency], |row| row.get(0))?)
}

/// Keeps what may be spent in a month, as it is chosen now.
///
/// # Errors
/// [`StoreError`].
pub fn keep_month(
    tx: &Tx<'_>,
    began_at: UnixMs,
    currency: &str,
    monthly: u64,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert or replace into assist_months (began_at, currency, monthly_micro) values (?1, ?2, ?3)",
    )?
    .execute(params![began_at.0, currency, whole(monthly)])?;
    Ok(())
}

/// Returns the months of the budget with what was spent in each, the latest first: at most `most`.
///
/// # Errors
/// [`StoreError`].
pub fn months(conn: &Conn, most: u32) -> Result<Vec<Month>, StoreError> {
    let mut query = conn.prepare_cached(
        "select began_at, currency, monthly_micro,
           (select coalesce(sum(cost_micro), 0) from assist_usage
            where assist_usage.currency = months.currency and at >= began_at and at < until_at)
         from (select *, coalesce((select min(next.began_at) from assist_months as next
             where next.began_at > assist_months.began_at), ?2) as until_at from assist_months) as months
         order by began_at desc, currency limit ?1",
    )?;
    let rows = query.query_map(params![most, i64::MAX], |row| {
        Ok(Month {
            began_at: UnixMs(row.get(0)?),
            currency: row.get(1)?,
            monthly_micro: row.get(2)?,
            spent_micro: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns what each feature took since a time. What is on its way at `now` is not told; what was cut off has failed.
///
/// # Errors
/// [`StoreError`].
pub fn totals(conn: &Conn, since: UnixMs, now: UnixMs) -> Result<Vec<Total>, StoreError> {
    let mut query = conn.prepare_cached(
        "select feature, count(*), sum(status <> 'done'), sum(tokens_in), sum(tokens_out), sum(audio_ms),
           sum(cost_micro) from assist_usage where at >= ?1 and (status <> 'reserved' or expires_at <= ?2)
         group by feature order by feature",
    )?;
    let rows = query.query_map([since.0, now.0], |row| {
        Ok(Total {
            feature: named(row, 0, AssistFeature::from_name)?,
            calls: row.get(1)?,
            failed: row.get(2)?,
            amounts: Amounts {
                tokens_in: row.get(3)?,
                tokens_out: row.get(4)?,
                audio_ms: row.get(5)?,
            },
            cost_micro: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets calls from before a time.
///
/// # Errors
/// [`StoreError`].
pub fn prune(tx: &Tx<'_>, before: UnixMs) -> Result<usize, StoreError> {
    Ok(tx.execute("delete from assist_usage where at < ?1", [before.0])?)
}

/// Keeps the key of an endpoint and forgets every other.
///
/// # Errors
/// [`StoreError`].
pub fn put_key(
    tx: &Tx<'_>,
    token_key: &Key32,
    origin: &str,
    key: &SecretString,
) -> Result<(), StoreError> {
    forget_keys(tx)?;
    tx.execute(
        "insert into assist_keys (origin, sealed) values (?1, ?2)",
        params![origin, seal_text(token_key, &context(origin), key)?],
    )?;
    Ok(())
}

/// Returns the key of an endpoint.
///
/// # Errors
/// [`StoreError::WrongKey`] when the token key does not open it.
pub fn key(
    conn: &Conn,
    token_key: &Key32,
    origin: &str,
) -> Result<Option<SecretString>, StoreError> {
    let sealed: Option<Vec<u8>> = conn
        .prepare_cached("select sealed from assist_keys where origin = ?1")?
        .query_row([origin], |row| row.get(0))
        .optional()?;
    sealed
        .map(|sealed| open_text(token_key, &context(origin), &sealed))
        .transpose()
}

/// Returns whether an endpoint has a key.
///
/// # Errors
/// [`StoreError`].
pub fn has_key(conn: &Conn, origin: &str) -> Result<bool, StoreError> {
    Ok(conn.query_row(
        "select exists (select 1 from assist_keys where origin = ?1)",
        [origin],
        |row| row.get(0),
    )?)
}

/// Forgets every key.
///
/// # Errors
/// [`StoreError`].
pub fn forget_keys(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.execute("delete from assist_keys", [])?;
    Ok(())
}

fn context(origin: &str) -> String {
    format!("recado/assist/{origin}")
}

/// SQLite's sums must not run over, whatever an endpoint says it took.
fn whole(number: u64) -> i64 {
    const MOST: u64 = 1 << 53;
    i64::try_from(number.min(MOST)).unwrap_or(i64::MAX)
}
