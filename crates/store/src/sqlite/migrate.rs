//! Migrations: forward only, each in a transaction that also sets `user_version`, the file copied aside first.

use super::beside;
use crate::error::{OpenError, StoreError};
use rusqlite::Connection;
use std::fs;
use std::path::Path;

/// One shipped step; its number is its place in the list, from 1.
pub(crate) struct Migration {
    pub(crate) sql: &'static str,
}

/// Brings a database to the newest schema.
///
/// `file` is copied aside before the first step when it already has a schema.
pub(crate) fn to_newest(
    connection: &mut Connection,
    migrations: &[Migration],
    file: Option<&Path>,
) -> Result<(), OpenError> {
    let found: u32 = connection.query_row("pragma user_version", [], |row| row.get(0))?;
    let known = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(OpenError::NewerThanApp { found, known });
    }
    if let Some(file) = file {
        if found == 0 {
            // A whole file of ours always has a version: this one lost its contents.
            return Err(OpenError::Damaged);
        }
        if found < known {
            copy_aside(connection, file, found)?;
        }
    }
    for (number, migration) in (1..).zip(migrations).skip(found as usize) {
        apply(connection, number, migration).map_err(|error| match error {
            StoreError::Disk => OpenError::DiskFull,
            StoreError::Damaged => OpenError::Damaged,
            StoreError::NotFound | StoreError::WrongKey | StoreError::Sqlite(_) => {
                OpenError::Migration(number)
            }
        })?;
    }
    Ok(())
}

fn apply(connection: &mut Connection, number: u32, step: &Migration) -> Result<(), StoreError> {
    let tx = connection.transaction()?;
    tx.execute_batch(step.sql)?;
    tx.execute_batch(&format!("pragma user_version = {number}"))?;
    tx.commit()?;
    Ok(())
}

fn copy_aside(connection: &Connection, file: &Path, version: u32) -> Result<(), OpenError> {
    connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    let copy = beside(file, &format!(".before-{}", version + 1));
    let new = beside(&copy, ".new");
    fs::copy(file, &new)?;
    fs::File::open(&new)?.sync_all()?;
    fs::rename(&new, &copy)?;
    Ok(())
}

#[cfg(test)]
mod tests;
