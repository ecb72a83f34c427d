//! Alerts that stand on more than one message: why, and which others. Without words, as the alerts themselves.

use super::people::IndexKey;
use super::seen::ProviderHash;
use crate::error::StoreError;
use crate::sqlite::row::named_if_any;
use crate::{Conn, Tx};
use recado_domain::alert::AlertLevel;
use recado_domain::alert::calling::Called;
use recado_domain::alert::together::Together;
use recado_domain::id::AlertId;
use rusqlite::{OptionalExtension, params};

impl IndexKey {
    /// Returns the hash under which a message stands once more, because what was written around it lets an alert rise
    /// that somebody had taken lower.
    pub fn again_hash(&self, message: ProviderHash, level: AlertLevel) -> ProviderHash {
        let full = self.hash(&[b"again".as_slice(), &message.0, &[level.as_number()]]);
        let mut short = [0; 16];
        short.copy_from_slice(&full[..16]);
        ProviderHash(short)
    }
}

/// Raises the level of an open alert because of what was written around its message, and returns whether it was lower
/// and open.
///
/// It calls people anew, as [`super::alerts::raise`] does: `called` says what is known of its calls from now on.
///
/// # Errors
/// [`StoreError`].
pub fn strengthen(
    tx: &Tx<'_>,
    id: AlertId,
    level: AlertLevel,
    called: Called,
) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached(
            "update alerts set level = ?2, called_times = ?3, called_at = ?4
             where id = ?1 and level < ?2 and acknowledged_at is null",
        )?
        .execute(params![
            id.0,
            level.as_number(),
            called.times,
            called.last.map(|at| at.0)
        ])?;
    Ok(changed == 1)
}

/// Says why an alert stands higher than its message's own words, and which messages it was read together with; those
/// that were said before stay.
///
/// # Errors
/// [`StoreError`].
pub fn put(
    tx: &Tx<'_>,
    id: AlertId,
    why: Together,
    with: &[ProviderHash],
) -> Result<(), StoreError> {
    tx.prepare_cached("update alerts set together = ?2 where id = ?1")?
        .execute(params![id.0, why.as_str()])?;
    for message in with {
        tx.prepare_cached(
            "insert into alert_parts (alert, message_hash) values (?1, ?2)
             on conflict (alert, message_hash) do nothing",
        )?
        .execute(params![id.0, message.0])?;
    }
    Ok(())
}

/// Returns why an alert stands higher than its message's own words; nothing when it does not.
///
/// # Errors
/// [`StoreError`].
pub fn why(conn: &Conn, id: AlertId) -> Result<Option<Together>, StoreError> {
    let found = conn
        .prepare_cached("select together from alerts where id = ?1")?
        .query_row([id.0], |row| named_if_any(row, 0, Together::from_name))
        .optional()?;
    Ok(found.flatten())
}

/// Returns the other messages an alert was read together with.
///
/// # Errors
/// [`StoreError`].
pub fn of_alert(conn: &Conn, id: AlertId) -> Result<Vec<ProviderHash>, StoreError> {
    let mut query = conn.prepare_cached("select message_hash from alert_parts where alert = ?1")?;
    let rows = query.query_map([id.0], |row| row.get(0).map(ProviderHash))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
