//! Risk alerts without their words. None is closed without a person's name.

use super::seen::ProviderHash;
use crate::error::StoreError;
use crate::sqlite::row::{named, wrong};
use crate::{Conn, Tx};
use recado_domain::alert::{
    AlertCategory, AlertLevel, AlertState, calling::Called, step::AlertOutcome,
};
use recado_domain::channel::Side;
use recado_domain::id::{AlertId, ConversationId, IdentityId, StaffId};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Which.
    pub id: AlertId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Where that is kept.
    pub side: Side,
    /// Who wrote.
    pub identity: IdentityId,
    /// The message that raised it.
    pub message: ProviderHash,
    /// How soon.
    pub level: AlertLevel,
    /// What about.
    pub category: AlertCategory,
    /// Whether it is about another person than the writer.
    pub about_other: bool,
    /// When the message was written.
    pub raised_at: UnixMs,
    /// Who has it; open while nobody has.
    pub acknowledged: Option<Acknowledged>,
    /// To whom it was passed last; everybody's when absent.
    pub passed_to: Option<StaffId>,
    /// How often and when people were called about it.
    pub called: Called,
}

/// Who took an alert, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledged {
    /// Who.
    pub by: StaffId,
    /// Their name then.
    pub name: String,
    /// When.
    pub at: UnixMs,
}

impl Alert {
    /// Returns where it stands.
    pub fn state(&self) -> AlertState {
        match self.acknowledged {
            None => AlertState::Open,
            Some(_) => AlertState::Acknowledged,
        }
    }
}

/// Raises an alert and returns whether it is new: one message raises one of a category, however often it comes.
///
/// # Errors
/// [`StoreError`].
pub fn raise(tx: &Tx<'_>, alert: &Alert) -> Result<bool, StoreError> {
    let added = tx
        .prepare_cached(
            "insert into alerts (id, conversation, side, identity, message_hash, level, category,
               about_other, raised_at, called_times, called_at)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             on conflict (message_hash, category) do nothing",
        )?
        .execute(params![
            alert.id.0,
            alert.conversation.0,
            alert.side.as_str(),
            alert.identity.0,
            alert.message.0,
            alert.level.as_number(),
            alert.category.as_str(),
            alert.about_other,
            alert.raised_at.0,
            alert.called.times,
            alert.called.last.map(|at| at.0)
        ])?;
    Ok(added == 1)
}

/// Returns the alert that a message raised in a category.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    conn: &Conn,
    message: ProviderHash,
    category: AlertCategory,
) -> Result<Option<Alert>, StoreError> {
    Ok(conn
        .prepare_cached(&format!(
            "{SELECT} where message_hash = ?1 and category = ?2"
        ))?
        .query_row(params![message.0, category.as_str()], from_row)
        .optional()?)
}

/// Acknowledges an alert and returns whether it was open; the first name stays.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such alert.
pub fn acknowledge(tx: &Tx<'_>, id: AlertId, by: &Acknowledged) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "update alerts set acknowledged_by = ?2, acknowledged_name = ?3, acknowledged_at = ?4
         where id = ?1 and acknowledged_at is null",
        params![id.0, by.by.0, by.name, by.at.0],
    )?;
    if changed == 0 && get(tx, id)?.is_none() {
        return Err(StoreError::NotFound);
    }
    Ok(changed == 1)
}

/// Passes an alert to a member of staff; it stays as open as it was.
///
/// # Errors
/// [`StoreError`].
pub fn pass(tx: &Tx<'_>, id: AlertId, to: StaffId) -> Result<(), StoreError> {
    tx.execute(
        "update alerts set passed_to = ?2 where id = ?1",
        params![id.0, to.0],
    )?;
    Ok(())
}

/// Records that people were called about an alert.
///
/// # Errors
/// [`StoreError`].
pub fn set_called(tx: &Tx<'_>, id: AlertId, at: UnixMs) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update alerts set called_at = ?2, called_times = called_times + 1 where id = ?1",
    )?
    .execute(params![id.0, at.0])?;
    Ok(())
}

/// Returns the alerts that somebody has taken since a time and that are not done with, the most severe first and then the
/// newest.
///
/// # Errors
/// [`StoreError`].
pub fn in_hand(conn: &Conn, since: UnixMs) -> Result<Vec<Alert>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where acknowledged_at >= ?1
           and not exists (select 1 from alert_steps where alert = id
             and (kind = 'wrong' or kind = 'outcome' and code <> ?2))
         order by level desc, raised_at desc"
    ))?;
    let not_done = AlertOutcome::NoAnswer.as_str();
    let rows = query.query_map(params![since.0, not_done], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns an alert.
///
/// # Errors
/// [`StoreError`].
pub fn get(conn: &Conn, id: AlertId) -> Result<Option<Alert>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} where id = ?1"))?
        .query_row([id.0], from_row)
        .optional()?)
}

/// Returns the open alerts, the most severe first and then the newest.
///
/// # Errors
/// [`StoreError`].
pub fn open(conn: &Conn) -> Result<Vec<Alert>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where acknowledged_at is null order by level desc, raised_at desc"
    ))?;
    let rows = query.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns a conversation's alerts: open ones first, the most severe first, then the newest.
///
/// # Errors
/// [`StoreError`].
pub fn of_conversation(
    conn: &Conn,
    conversation: ConversationId,
) -> Result<Vec<Alert>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where conversation = ?1
         order by acknowledged_at is not null, level desc, raised_at desc"
    ))?;
    let rows = query.query_map([conversation.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns how many alerts are open.
///
/// # Errors
/// [`StoreError`].
pub fn count_open(conn: &Conn) -> Result<u64, StoreError> {
    Ok(conn.query_row(
        "select count(*) from alerts where acknowledged_at is null",
        [],
        |row| row.get(0),
    )?)
}

/// Returns the most severe open alert of a conversation.
///
/// # Errors
/// [`StoreError`].
pub fn open_level(
    conn: &Conn,
    conversation: ConversationId,
) -> Result<Option<AlertLevel>, StoreError> {
    let level: Option<u8> = conn
        .prepare_cached(
            "select max(level) from alerts where conversation = ?1 and acknowledged_at is null",
        )?
        .query_row([conversation.0], |row| row.get(0))?;
    Ok(level.and_then(AlertLevel::from_number))
}

pub(super) const SELECT: &str =
    "select id, conversation, side, identity, message_hash, level, category, about_other,
   raised_at, acknowledged_by, acknowledged_name, acknowledged_at, passed_to, called_times, called_at from alerts";

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Alert> {
    let by: Option<_> = row.get(9)?;
    let acknowledged = match by {
        Some(by) => Some(Acknowledged {
            by: StaffId(by),
            name: row.get(10)?,
            at: UnixMs(row.get(11)?),
        }),
        None => None,
    };
    Ok(Alert {
        id: AlertId(row.get(0)?),
        conversation: ConversationId(row.get(1)?),
        side: named(row, 2, Side::from_name)?,
        identity: IdentityId(row.get(3)?),
        message: ProviderHash(row.get(4)?),
        level: AlertLevel::from_number(row.get(5)?).ok_or_else(wrong)?,
        category: named(row, 6, AlertCategory::from_name)?,
        about_other: row.get(7)?,
        raised_at: UnixMs(row.get(8)?),
        acknowledged,
        passed_to: row.get::<_, Option<_>>(12)?.map(StaffId),
        called: Called {
            times: row.get(13)?,
            last: row.get::<_, Option<_>>(14)?.map(UnixMs),
        },
    })
}
