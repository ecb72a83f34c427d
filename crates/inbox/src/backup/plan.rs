//! What is kept of backups in `clinic.db`: the owner's plan, and how the last ones went.

use crate::{
    error::InboxError,
    house::House,
    view::backup::{BackupFault, BackupPlan},
};
use recado_domain::{backup::History, time::UnixMs};
use recado_store::{
    Conn, Tx,
    clinic::settings,
    error::StoreError,
    key::{Key32, recovery::PhraseLock},
};
use serde::{Deserialize, Serialize};

const PLAN: &str = "backup.plan";
const RECORD: &str = "backup.record";
const OWED: &str = "backup.owed_since";
const LEDGER: &str = "backup.erasures";

/// Where and when, and since when that is so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plan {
    /// What the owner chose.
    #[serde(flatten)]
    pub chosen: BackupPlan,
    /// When it was chosen first.
    pub since: UnixMs,
}

/// How the last backups went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Those that are good as far as is known, the newest last.
    pub made: Vec<Made>,
    /// Those that turned out not to be.
    pub bad: Vec<String>,
    /// When one was tried and failed, after the last that did not.
    pub failed_at: Option<UnixMs>,
    /// Why.
    pub fault: Option<BackupFault>,
    /// What opens the last one: another phrase since means that a new one is due.
    pub lock: Option<PhraseLock>,
}

/// A backup that was made here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Made {
    /// Its name.
    pub name: String,
    /// The instant that it is of.
    pub at: UnixMs,
    /// Whether every database of it was opened and counted.
    pub is_whole: bool,
    /// Its key, until patients' data in it was opened; the words open it as well.
    pub key: Option<[u8; 32]>,
}

impl Made {
    /// Returns its key, while it is kept.
    pub fn key(&self) -> Option<Key32> {
        self.key.map(Key32::from_bytes)
    }
}

impl Record {
    /// Returns what the rule needs to know.
    pub fn history(&self, since: UnixMs) -> History {
        History {
            since,
            made_at: self.made.last().map(|made| made.at),
            failed_at: self.failed_at,
        }
    }
}

/// Returns the plan; nothing before an owner chose.
///
/// # Errors
/// Storage.
pub(crate) fn plan(conn: &Conn) -> Result<Option<Plan>, StoreError> {
    settings::get(conn, PLAN)
}

/// Keeps the plan.
///
/// # Errors
/// Storage.
pub(crate) fn keep_plan(tx: &Tx<'_>, plan: &Plan) -> Result<(), StoreError> {
    settings::set(tx, PLAN, plan)
}

/// Returns how the last backups went.
///
/// # Errors
/// Storage.
pub(crate) fn record(conn: &Conn) -> Result<Record, StoreError> {
    Ok(settings::get(conn, RECORD)?.unwrap_or_default())
}

/// Keeps how the last backups went.
///
/// # Errors
/// Storage.
pub(crate) fn keep_record(tx: &Tx<'_>, record: &Record) -> Result<(), StoreError> {
    settings::set(tx, RECORD, record)
}

/// Returns since when backups from before an erasure are to be destroyed; nothing when none are.
///
/// # Errors
/// Storage.
pub(crate) fn owed_since(conn: &Conn) -> Result<Option<UnixMs>, StoreError> {
    settings::get(conn, OWED)
}

/// Writes down that every backup from before `at` is to be destroyed once there is a good one from after it.
///
/// # Errors
/// Storage.
pub(crate) fn owe(tx: &Tx<'_>, at: UnixMs) -> Result<(), StoreError> {
    settings::set(tx, OWED, &at)
}

/// The backups from before `at` are destroyed. An erasure from after it is not forgotten.
///
/// # Errors
/// Storage.
pub(crate) fn owe_no_more(tx: &Tx<'_>, at: UnixMs) -> Result<(), StoreError> {
    match owed_since(tx)? {
        Some(since) if since > at => Ok(()),
        Some(_) | None => settings::remove(tx, OWED),
    }
}

/// Keeps the list of what was erased, to be laid beside the backups.
///
/// # Errors
/// Storage.
pub(crate) fn keep_ledger(tx: &Tx<'_>, list: &[u8]) -> Result<(), StoreError> {
    settings::set(tx, LEDGER, &list)
}

/// Returns the list of what was erased; nothing before the first erasure.
///
/// # Errors
/// Storage.
pub(crate) fn ledger(conn: &Conn) -> Result<Option<Vec<u8>>, StoreError> {
    settings::get(conn, LEDGER)
}

/// Changes the record in one transaction.
///
/// # Errors
/// Storage.
pub(crate) fn change(
    house: &House,
    act: impl FnOnce(&Tx<'_>, &mut Record) -> Result<(), StoreError>,
) -> Result<(), InboxError> {
    house.clinic.write(|tx| {
        let mut now = record(tx)?;
        act(tx, &mut now)?;
        keep_record(tx, &now)
    })?;
    Ok(())
}
