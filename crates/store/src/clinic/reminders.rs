//! What is known of severe alerts for reminding people of them, and what became of a reminder. That one is due is
//! nobody's row: it follows from what is here, whatever order it came in.

use super::alerts::{self, Alert};
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::alert::calling::Called;
use recado_domain::alert::reminder::ReminderKind;
use recado_domain::id::{AlertId, StaffId};
use recado_domain::time::UnixMs;
use rusqlite::{Row, params};

/// A severe alert and what happened since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// The alert.
    pub alert: Alert,
    /// When its person wrote last.
    pub written: Option<UnixMs>,
    /// When a contact with its person was written down last, for any of the conversation's alerts.
    pub contact: Option<UnixMs>,
    /// When it was written down last that nobody answered.
    pub tried: Option<UnixMs>,
    /// When the alert was done with as a true one.
    pub ended: Option<UnixMs>,
    /// Whether somebody said that it was wrong.
    pub is_wrong: bool,
    /// The calls about its person's silence.
    pub silence: Called,
    /// The calls to ask again.
    pub follow_up: Called,
    /// Whether somebody ended the reminder to ask again.
    pub is_followed_up: bool,
}

/// Returns the high and urgent alerts raised since a time, the newest first.
///
/// # Errors
/// [`StoreError`].
pub fn watched(conn: &Conn, since: UnixMs) -> Result<Vec<Watched>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "select alerts.*,
           (select written_at from people_conversations where conversation = alerts.conversation),
           (select max(at) from alert_steps where kind = 'outcome' and code <> 'no_answer' and alert in
             (select id from alerts as others where others.conversation = alerts.conversation)),
           (select max(at) from alert_steps where kind = 'outcome' and code = 'no_answer' and alert in
             (select id from alerts as others where others.conversation = alerts.conversation)),
           (select min(at) from alert_steps where alert = alerts.id and kind = 'outcome' and code <> 'no_answer'),
           exists (select 1 from alert_steps where alert = alerts.id and kind = 'wrong'),
           silence.called_times, silence.called_at, follow_up.called_times, follow_up.called_at,
           follow_up.settled_at is not null
         from ({} where level >= 3 and raised_at >= ?1) as alerts
         left join reminders as silence on silence.alert = alerts.id and silence.kind = 'silence'
         left join reminders as follow_up on follow_up.alert = alerts.id and follow_up.kind = 'follow_up'
         order by alerts.raised_at desc, alerts.id",
        alerts::SELECT
    ))?;
    let rows = query.query_map([since.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Records that people were called about a reminder.
///
/// # Errors
/// [`StoreError`].
pub fn set_called(
    tx: &Tx<'_>,
    alert: AlertId,
    kind: ReminderKind,
    at: UnixMs,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into reminders (alert, kind, called_at, called_times) values (?1, ?2, ?3, 1)
         on conflict (alert, kind) do update set called_at = excluded.called_at,
           called_times = called_times + 1",
    )?
    .execute(params![alert.0, kind.as_str(), at.0])?;
    Ok(())
}

/// Ends the reminder to ask again and returns whether nobody had; the first name stays.
///
/// # Errors
/// [`StoreError`].
pub fn settle(
    tx: &Tx<'_>,
    alert: AlertId,
    (staff, name): (StaffId, &str),
    at: UnixMs,
) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "insert into reminders (alert, kind, settled_by, settled_name, settled_at)
         values (?1, ?2, ?3, ?4, ?5)
         on conflict (alert, kind) do update set settled_by = excluded.settled_by,
           settled_name = excluded.settled_name, settled_at = excluded.settled_at
           where settled_at is null",
        params![
            alert.0,
            ReminderKind::FollowUp.as_str(),
            staff.0,
            name,
            at.0
        ],
    )?;
    Ok(changed == 1)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Watched> {
    let time = |place| row.get::<_, Option<_>>(place).map(|at| at.map(UnixMs));
    let called = |place| {
        Ok::<_, rusqlite::Error>(Called {
            times: row.get::<_, Option<u32>>(place)?.unwrap_or_default(),
            last: time(place + 1)?,
        })
    };
    Ok(Watched {
        alert: alerts::from_row(row)?,
        written: time(15)?,
        contact: time(16)?,
        tried: time(17)?,
        ended: time(18)?,
        is_wrong: row.get(19)?,
        silence: called(20)?,
        follow_up: called(22)?,
        is_followed_up: row.get(24)?,
    })
}
