//! What people did about an alert, in order. It has names of staff and codes, and no words.

use crate::error::StoreError;
use crate::sqlite::row::wrong;
use crate::{Conn, Tx};
use recado_domain::alert::step::{AlertOutcome, WrongReason};
use recado_domain::id::{AlertId, StaffId};
use recado_domain::time::UnixMs;
use rusqlite::{Row, params};

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Who took it.
    pub staff: StaffId,
    /// Their name then.
    pub name: String,
    /// When.
    pub at: UnixMs,
    /// What they did.
    pub act: StepAct,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepAct {
    /// Passed it to a colleague.
    Passed {
        /// Whom.
        to: StaffId,
        /// Their name then.
        name: String,
    },
    /// Began a call.
    Called,
    /// Wrote down what came of it.
    Outcome(AlertOutcome),
    /// Said that it was wrong.
    Wrong(WrongReason),
}

impl StepAct {
    fn kind(&self) -> &'static str {
        match self {
            Self::Passed { .. } => "passed",
            Self::Called => "called",
            Self::Outcome(_) => "outcome",
            Self::Wrong(_) => "wrong",
        }
    }

    fn code(&self) -> Option<&'static str> {
        match self {
            Self::Passed { .. } | Self::Called => None,
            Self::Outcome(outcome) => Some(outcome.as_str()),
            Self::Wrong(reason) => Some(reason.as_str()),
        }
    }

    /// Returns whether the alert is done with after it.
    pub fn is_last(&self) -> bool {
        match self {
            Self::Passed { .. } | Self::Called => false,
            Self::Outcome(outcome) => outcome.is_last(),
            Self::Wrong(_) => true,
        }
    }
}

/// Adds a step after those there are.
///
/// # Errors
/// [`StoreError`], also when there is no such alert.
pub fn add(tx: &Tx<'_>, alert: AlertId, step: &Step) -> Result<(), StoreError> {
    let (to, to_name) = match &step.act {
        StepAct::Passed { to, name } => (Some(to.0), Some(name)),
        StepAct::Called | StepAct::Outcome(_) | StepAct::Wrong(_) => (None, None),
    };
    tx.prepare_cached(
        "insert into alert_steps (alert, number, kind, staff, name, at, colleague, colleague_name, code)
         values (?1, (select coalesce(max(number), 0) + 1 from alert_steps where alert = ?1),
           ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        alert.0,
        step.act.kind(),
        step.staff.0,
        step.name,
        step.at.0,
        to,
        to_name,
        step.act.code()
    ])?;
    Ok(())
}

/// Returns the steps about an alert, the first first.
///
/// # Errors
/// [`StoreError`].
pub fn of_alert(conn: &Conn, alert: AlertId) -> Result<Vec<Step>, StoreError> {
    let mut query = conn.prepare_cached(
        "select staff, name, at, kind, colleague, colleague_name, code from alert_steps
         where alert = ?1 order by at, done_on, number",
    )?;
    let rows = query.query_map([alert.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Step> {
    let kind: String = row.get(3)?;
    let code: Option<String> = row.get(6)?;
    let code = code.as_deref().unwrap_or_default();
    let act = match kind.as_str() {
        "passed" => StepAct::Passed {
            to: StaffId(row.get(4)?),
            name: row.get(5)?,
        },
        "called" => StepAct::Called,
        "outcome" => StepAct::Outcome(AlertOutcome::from_name(code).ok_or_else(wrong)?),
        "wrong" => StepAct::Wrong(WrongReason::from_name(code).ok_or_else(wrong)?),
        _ => return Err(wrong()),
    };
    Ok(Step {
        staff: StaffId(row.get(0)?),
        name: row.get(1)?,
        at: UnixMs(row.get(2)?),
        act,
    })
}
