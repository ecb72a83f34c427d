//! What people said about false alarms: words of one person that go to review for a while, and rules that raise no more
//! than a review here. The words are keyed hashes.

use super::people::IndexKey;
use crate::error::StoreError;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::alert::step::WrongReason;
use recado_domain::id::{AlertId, IdentityId, ShieldId, StaffId};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeSet;

/// The keyed hash of a person, a rule and words; see [`IndexKey::words_hash`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WordsHash(pub [u8; 32]);

impl IndexKey {
    /// Returns the keyed hash of words of a person that a rule raised.
    pub fn words_hash(&self, identity: IdentityId, rule: &str, words: &str) -> WordsHash {
        let parts = [
            b"shield".as_slice(),
            identity.0.as_bytes(),
            rule.as_bytes(),
            &[0],
            words.as_bytes(),
        ];
        WordsHash(self.hash(&parts))
    }

    /// Returns a keyed number of words: the same words give the same, and nothing leads back.
    pub fn words_number(&self, words: &str) -> u64 {
        let full = self.hash(&[b"weak sign".as_slice(), words.as_bytes()]);
        let mut short = [0; 8];
        short.copy_from_slice(&full[..8]);
        u64::from_be_bytes(short)
    }
}

/// Words of a person that were a false alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shield {
    /// Which.
    pub id: ShieldId,
    /// Whose words, which rule.
    pub words: WordsHash,
    /// Whose.
    pub identity: IdentityId,
    /// The alert of which it was said.
    pub alert: AlertId,
    /// The rule.
    pub rule: String,
    /// Why it was wrong.
    pub reason: WrongReason,
    /// Who said so.
    pub staff: StaffId,
    /// Their name then.
    pub staff_name: String,
    /// When.
    pub at: UnixMs,
    /// From then on it counts no more.
    pub until: UnixMs,
}

/// Keeps that words were a false alarm; said again, it counts from then.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, shield: &Shield) -> Result<(), StoreError> {
    tx.execute(
        "insert into shields (id, words_hash, identity, alert, rule, reason, staff, staff_name, at, until_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         on conflict (words_hash) do update set id = excluded.id, alert = excluded.alert,
           reason = excluded.reason, staff = excluded.staff, staff_name = excluded.staff_name,
           at = excluded.at, until_at = excluded.until_at",
        params![
            shield.id.0,
            shield.words.0,
            shield.identity.0,
            shield.alert.0,
            shield.rule,
            shield.reason.as_str(),
            shield.staff.0,
            shield.staff_name,
            shield.at.0,
            shield.until.0
        ],
    )?;
    Ok(())
}

/// Returns until when words of a person count as a false alarm of a rule; nothing when they do not.
///
/// # Errors
/// [`StoreError`].
pub fn until(conn: &Conn, words: WordsHash) -> Result<Option<UnixMs>, StoreError> {
    Ok(conn
        .prepare_cached("select until_at from shields where words_hash = ?1")?
        .query_row([words.0], |row| row.get(0).map(UnixMs))
        .optional()?)
}

/// Returns those that count at a time, the newest first.
///
/// # Errors
/// [`StoreError`].
pub fn at_work(conn: &Conn, now: UnixMs) -> Result<Vec<Shield>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, words_hash, identity, alert, rule, reason, staff, staff_name, at, until_at
         from shields where until_at > ?1 order by at desc, id",
    )?;
    let rows = query.query_map([now.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes one and returns of which alert it was said; nothing when it is gone.
///
/// # Errors
/// [`StoreError`].
pub fn remove(tx: &Tx<'_>, id: ShieldId) -> Result<Option<AlertId>, StoreError> {
    Ok(tx
        .prepare_cached("delete from shields where id = ?1 returning alert")?
        .query_row([id.0], |row| row.get(0).map(AlertId))
        .optional()?)
}

/// Lowers a rule for this clinic and returns whether it was not lowered before.
///
/// # Errors
/// [`StoreError`].
pub fn lower(
    tx: &Tx<'_>,
    rule: &str,
    (staff, name): (StaffId, &str),
    at: UnixMs,
) -> Result<bool, StoreError> {
    let added = tx.execute(
        "insert into lowered_rules (rule, staff, staff_name, at) values (?1, ?2, ?3, ?4)
         on conflict (rule) do nothing",
        params![rule, staff.0, name, at.0],
    )?;
    Ok(added == 1)
}

/// Lets a rule raise what it did before, and returns whether it was lowered.
///
/// # Errors
/// [`StoreError`].
pub fn restore(tx: &Tx<'_>, rule: &str) -> Result<bool, StoreError> {
    Ok(tx.execute("delete from lowered_rules where rule = ?1", [rule])? == 1)
}

/// Returns the rules that are lowered here.
///
/// # Errors
/// [`StoreError`].
pub fn lowered(conn: &Conn) -> Result<BTreeSet<String>, StoreError> {
    let mut query = conn.prepare_cached("select rule from lowered_rules")?;
    let rows = query.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Shield> {
    Ok(Shield {
        id: ShieldId(row.get(0)?),
        words: WordsHash(row.get(1)?),
        identity: IdentityId(row.get(2)?),
        alert: AlertId(row.get(3)?),
        rule: row.get(4)?,
        reason: named(row, 5, WrongReason::from_name)?,
        staff: StaffId(row.get(6)?),
        staff_name: row.get(7)?,
        at: UnixMs(row.get(8)?),
        until: UnixMs(row.get(9)?),
    })
}
