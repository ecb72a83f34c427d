//! Whom to call about a patient in an emergency: one for a person, however many contacts of theirs are here.

use super::persons;
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::id::IdentityId;
use recado_domain::phone::Phone;
use recado_domain::time::UnixMs;
use rusqlite::params;

/// Whom to call. Printing it for debugging shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct EmergencyContact {
    /// Their name.
    pub name: String,
    /// Who they are to the patient, in the clinic's words; may be empty.
    pub relation: String,
    /// Their number.
    pub phone: Phone,
    /// When it was written down.
    pub written_at: UnixMs,
    /// By whom, by their name then.
    pub written_by: String,
}

impl std::fmt::Debug for EmergencyContact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EmergencyContact(…)")
    }
}

/// Returns whom to call about a person: the one that was written down last, for any of their contacts here.
///
/// # Errors
/// [`StoreError`].
pub fn of(conn: &Conn, identity: IdentityId) -> Result<Option<EmergencyContact>, StoreError> {
    let mut found: Option<EmergencyContact> = None;
    for member in persons::members(conn, identity)? {
        let own = own(conn, member)?;
        found = match (found, own) {
            (Some(known), Some(own)) if own.written_at > known.written_at => Some(own),
            (Some(known), Some(_) | None) => Some(known),
            (None, own) => own,
        };
    }
    Ok(found)
}

/// Returns what is written down with an identity itself.
///
/// # Errors
/// [`StoreError`].
pub fn own(conn: &Conn, identity: IdentityId) -> Result<Option<EmergencyContact>, StoreError> {
    let mut query = conn.prepare_cached(
        "select name, relation, number, written_at, written_by from emergency_contacts where identity = ?1",
    )?;
    let mut rows = query.query([identity.0])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let number: String = row.get(2)?;
    Ok(Some(EmergencyContact {
        name: row.get(0)?,
        relation: row.get(1)?,
        phone: Phone::from_e164(&number).map_err(|_| StoreError::Damaged)?,
        written_at: UnixMs(row.get(3)?),
        written_by: row.get(4)?,
    }))
}

/// Writes down whom to call about a person, in place of whoever it was.
///
/// # Errors
/// [`StoreError`], also when there is no such identity.
pub fn put(
    tx: &Tx<'_>,
    identity: IdentityId,
    contact: &EmergencyContact,
) -> Result<(), StoreError> {
    remove(tx, identity)?;
    tx.prepare_cached(
        "insert into emergency_contacts (identity, name, relation, number, written_at, written_by)
         values (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        identity.0,
        contact.name,
        contact.relation,
        contact.phone.as_e164(),
        contact.written_at.0,
        contact.written_by
    ])?;
    Ok(())
}

/// Removes whom to call about a person, and returns whether there was somebody.
///
/// # Errors
/// [`StoreError`].
pub fn remove(tx: &Tx<'_>, identity: IdentityId) -> Result<bool, StoreError> {
    let mut removed = 0;
    for member in persons::members(tx, identity)? {
        removed += tx
            .prepare_cached("delete from emergency_contacts where identity = ?1")?
            .execute([member.0])?;
    }
    Ok(removed > 0)
}
