//! Staff members. Their passphrases are in the `keys` file, not here.

use crate::error::StoreError;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::{id::StaffId, staff::Role, time::UnixMs};
use rusqlite::params;

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// Who.
    pub id: StaffId,
    /// Their name at the desk.
    pub name: String,
    /// What their keys open.
    pub role: Role,
    /// When they were added.
    pub created_at: UnixMs,
}

/// Adds a member of staff, or changes their name and role.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, member: &StaffMember) -> Result<(), StoreError> {
    tx.execute(
        "insert into staff (id, name, role, created_at) values (?1, ?2, ?3, ?4)
         on conflict (id) do update set name = excluded.name, role = excluded.role",
        params![
            member.id.0,
            member.name,
            member.role.as_str(),
            member.created_at.0
        ],
    )?;
    Ok(())
}

/// Returns everybody, in the order they were added.
///
/// # Errors
/// [`StoreError`].
pub fn all(conn: &Conn) -> Result<Vec<StaffMember>, StoreError> {
    let mut query = conn
        .prepare_cached("select id, name, role, created_at from staff order by created_at, id")?;
    let rows = query.query_map([], |row| {
        Ok(StaffMember {
            id: StaffId(row.get(0)?),
            name: row.get(1)?,
            role: named(row, 2, Role::from_name)?,
            created_at: UnixMs(row.get(3)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes a member; what they did stays in the audit, with their name. Returns whether there was one.
///
/// # Errors
/// [`StoreError`].
pub fn remove(tx: &Tx<'_>, member: StaffId) -> Result<bool, StoreError> {
    Ok(tx.execute("delete from staff where id = ?1", [member.0])? == 1)
}
