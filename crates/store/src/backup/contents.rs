//! What a database holds: how many rows of each table, and a hash over all of them. Two copies with the same contents
//! say the same, whatever their pages look like.

use super::BackupError;
use crate::Conn;
use crate::clinic::{self, CLINIC_FILE};
use crate::conversations;
use crate::error::{OpenError, StoreError};
use crate::key::{Key32, hex};
use crate::sqlite::{Kind, Protection, connect, digest::add, rekey};
use rusqlite::OpenFlags;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// What a database holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// The version of its schema.
    pub version: u32,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    /// SHA-256 over every row of every table, hexadecimal.
    pub hash: String,
}

/// Rows between two looks whether to go on.
const STEP_ROWS: u64 = 4096;

/// Returns what a database holds, as long as `goes_on` says so.
///
/// # Errors
/// [`BackupError::Stopped`], [`BackupError::Store`].
pub fn of(conn: &Conn, goes_on: &mut dyn FnMut() -> bool) -> Result<Contents, BackupError> {
    let version = conn
        .query_row("pragma user_version", [], |row| row.get(0))
        .map_err(StoreError::from)?;
    let names = tables(conn)?;
    let mut whole = Sha256::new();
    let mut rows = BTreeMap::new();
    for name in names {
        let count = add_table(conn, &name, &mut whole, goes_on)?;
        rows.insert(name, count.ok_or(BackupError::Stopped)?);
    }
    Ok(Contents {
        version,
        rows,
        hash: hex(&whole.finalize()),
    })
}

fn tables(conn: &Conn) -> Result<Vec<String>, StoreError> {
    let mut query = conn.prepare(
        "select name from sqlite_master
         where type = 'table' and name not like 'sqlite\\_%' escape '\\'
           and sql not like 'create virtual table%' order by name",
    )?;
    let names = query.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// Adds a table's rows in the order of its own tree, which is the same in every copy.
///
/// Returns how many there are; nothing when it was stopped.
fn add_table(
    conn: &Conn,
    name: &str,
    whole: &mut Sha256,
    goes_on: &mut dyn FnMut() -> bool,
) -> Result<Option<u64>, StoreError> {
    whole.update((name.len() as u64).to_be_bytes());
    whole.update(name);
    let mut select = conn.prepare(&format!("select * from \"{name}\" not indexed"))?;
    let columns = select.column_count();
    let mut rows = select.query([])?;
    let mut count: u64 = 0;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            add(whole, row.get_ref(column)?);
        }
        count += 1;
        if count.is_multiple_of(STEP_ROWS) && !goes_on() {
            return Ok(None);
        }
    }
    whole.update(count.to_be_bytes());
    Ok(Some(count))
}

/// Opens a copy that nobody else has open: reads every page, the structure of every table, and what it holds.
///
/// The file's name says which database it is a copy of. It is left as it was.
///
/// # Errors
/// [`OpenError::WrongKey`], [`OpenError::Damaged`], [`OpenError::NewerThanApp`] and the rest of [`OpenError`].
pub fn check(copy: &Path, key: &Key32) -> Result<Contents, OpenError> {
    let kind = kind_of(copy);
    rekey::check(copy, key, kind)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let connection = connect(copy, Protection::Key(key), kind, flags)?;
    let contents = of(&connection, &mut || true).map_err(|_| OpenError::Damaged)?;
    connection.close().map_err(|(_, error)| error)?;
    let known = u32::try_from(kind.migrations.len()).unwrap_or(u32::MAX);
    if contents.version > known {
        let found = contents.version;
        return Err(OpenError::NewerThanApp { found, known });
    }
    Ok(contents)
}

pub(crate) fn kind_of(path: &Path) -> &'static Kind {
    if path.file_name().is_some_and(|name| name == CLINIC_FILE) {
        &clinic::KIND
    } else {
        &conversations::KIND
    }
}
