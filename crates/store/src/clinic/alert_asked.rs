//! Whose turn an alert was: whom it asked by itself, and whom people passed it to.

use crate::error::StoreError;
use crate::sqlite::row::wrong;
use crate::{Conn, Tx};
use recado_domain::alert::AlertLevel;
use recado_domain::alert::on_call::{Asked, AskedBy};
use recado_domain::id::{AlertId, StaffId};
use recado_domain::time::UnixMs;
use rusqlite::params;

/// Somebody was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedOf {
    /// Who, when, and by whom.
    pub asked: Asked,
    /// Their name then.
    pub name: String,
}

/// Writes down that an alert asked somebody by itself, and returns whether it had not at this level.
///
/// # Errors
/// [`StoreError`], also when there is no such alert.
pub fn put(
    tx: &Tx<'_>,
    alert: AlertId,
    level: AlertLevel,
    (staff, name): (StaffId, &str),
    at: UnixMs,
) -> Result<bool, StoreError> {
    let added = tx
        .prepare_cached(
            "insert into alert_asked (alert, level, staff, name, at) values (?1, ?2, ?3, ?4, ?5)
             on conflict (alert, level, staff) do nothing",
        )?
        .execute(params![alert.0, level.as_number(), staff.0, name, at.0])?;
    Ok(added == 1)
}

/// Returns everybody who was asked about an alert, by itself or by a person who passed it on, the first first.
///
/// # Errors
/// [`StoreError`].
pub fn of_alert(conn: &Conn, alert: AlertId) -> Result<Vec<AskedOf>, StoreError> {
    let mut query = conn.prepare_cached(
        "select level, staff, name, at from
           (select level, staff, name, at from alert_asked where alert = ?1
            union all
            select null, colleague, colleague_name, at from alert_steps where alert = ?1 and kind = 'passed')
         order by at, level is null, staff",
    )?;
    let rows = query.query_map([alert.0], |row| {
        let level: Option<u8> = row.get(0)?;
        let by = match level {
            Some(level) => AskedBy::Itself(AlertLevel::from_number(level).ok_or_else(wrong)?),
            None => AskedBy::Person,
        };
        Ok(AskedOf {
            asked: Asked {
                at: UnixMs(row.get(3)?),
                by,
                staff: StaffId(row.get(1)?),
            },
            name: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
