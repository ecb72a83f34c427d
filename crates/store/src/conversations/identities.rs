//! Identities and their addresses, as staff see them.

use super::event::Contact;
use crate::clinic::people::address_kind;
use crate::error::StoreError;
use crate::search;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::address::Address;
use recado_domain::channel::ChannelKind;
use recado_domain::id::IdentityId;
use recado_domain::time::UnixMs;
use rusqlite::params;

/// A person.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// Who.
    pub id: IdentityId,
    /// The name they gave themselves; empty when none is known.
    pub name: String,
    /// Whether they are a patient (a lead otherwise).
    pub is_patient: bool,
    /// Where a lead stands; absent for patients.
    pub lead_status: Option<String>,
    /// The first contact.
    pub since: UnixMs,
    /// Addresses with the kind of channel each was seen on.
    pub addresses: Vec<(ChannelKind, Address)>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identity({})", self.id)
    }
}

/// Adds or completes a person by what an event at `at` told; the latest name stays, whatever the order, and the name
/// by hand is shown before it.
pub(super) fn note(tx: &Tx<'_>, contact: &Contact, at: UnixMs) -> Result<(), StoreError> {
    let name = contact.name.as_deref().map_or("", str::trim);
    let name_at = if name.is_empty() { i64::MIN } else { at.0 };
    tx.prepare_cached(
        "insert into identities (id, name, name_at, folded_name, is_patient, lead_status, since_at, told_name)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?2)
         on conflict (id) do update set since_at = min(since_at, excluded.since_at)",
    )?
    .execute(params![
        contact.identity.0,
        name,
        name_at,
        search::folded_words(name),
        contact.is_patient,
        (!contact.is_patient).then_some("new"),
        at.0
    ])?;
    if !name.is_empty() {
        let changed = tx
            .prepare_cached(
                "update identities set told_name = ?2, name_at = ?3 where id = ?1 and (name_at, told_name) < (?3, ?2)",
            )?
            .execute(params![contact.identity.0, name, name_at])?;
        if changed > 0 {
            show_name(tx, contact.identity)?;
        }
    }
    put_addresses(
        tx,
        contact.identity,
        contact.channel_kind,
        &contact.addresses,
    )
}

/// Adds what is not known yet of a person's addresses; `of_channel` is where those were seen that belong to one.
pub(super) fn put_addresses(
    tx: &Tx<'_>,
    identity: IdentityId,
    of_channel: ChannelKind,
    addresses: &[Address],
) -> Result<(), StoreError> {
    for address in addresses {
        let value = serde_json::to_string(address).map_err(|_| StoreError::Damaged)?;
        tx.prepare_cached(
            "insert into addresses (value, identity, kind, channel_kind) values (?1, ?2, ?3, ?4)
             on conflict (identity, value) do nothing",
        )?
        .execute(params![
            value,
            identity.0,
            address_kind(address),
            address.channel_kind(of_channel).as_str()
        ])?;
    }
    Ok(())
}

/// Writes the name that is shown and found: the one by hand, else the told one. Both are found.
pub(super) fn show_name(tx: &Tx<'_>, id: IdentityId) -> Result<(), StoreError> {
    let (given, told): (Option<String>, String) = tx
        .prepare_cached("select given_name, told_name from identities where id = ?1")?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let given = given.unwrap_or_default();
    let shown = if given.is_empty() { &told } else { &given };
    tx.prepare_cached("update identities set name = ?2, folded_name = ?3 where id = ?1")?
        .execute(params![
            id.0,
            shown,
            search::folded_words(&format!("{given} {told}"))
        ])?;
    Ok(())
}

/// Returns a person with their addresses.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(conn: &Conn, id: IdentityId) -> Result<Identity, StoreError> {
    let identity = conn
        .prepare_cached(
            "select name, is_patient, lead_status, since_at from identities where id = ?1",
        )?
        .query_row([id.0], |row| {
            Ok(Identity {
                id,
                name: row.get(0)?,
                is_patient: row.get(1)?,
                lead_status: row.get(2)?,
                since: UnixMs(row.get(3)?),
                addresses: Vec::new(),
            })
        })?;
    let addresses = addresses(conn, id)?;
    Ok(Identity {
        addresses,
        ..identity
    })
}

/// Sets a person's name as it stands in the clinic's address book elsewhere; what the contact calls themselves later
/// does not replace it, what somebody writes here does (see [`super::records`]).
///
/// # Errors
/// [`StoreError`].
pub fn rename(tx: &Tx<'_>, id: IdentityId, name: &str) -> Result<(), StoreError> {
    tx.execute(
        "update identities set told_name = ?2, name_at = ?3 where id = ?1",
        params![id.0, name.trim(), i64::MAX],
    )?;
    show_name(tx, id)
}

/// Returns the addresses of a person, in the order of their kinds.
///
/// # Errors
/// [`StoreError`].
pub fn addresses(conn: &Conn, id: IdentityId) -> Result<Vec<(ChannelKind, Address)>, StoreError> {
    let mut query = conn.prepare_cached(
        "select channel_kind, value from addresses where identity = ?1 order by kind, value",
    )?;
    let rows = query.query_map([id.0], |row| {
        let kind = named(row, 0, ChannelKind::from_name)?;
        Ok((kind, row.get::<_, String>(1)?))
    })?;
    rows.map(|row| {
        let (kind, json) = row?;
        let address = serde_json::from_str(&json).map_err(|_| StoreError::Damaged)?;
        Ok((kind, address))
    })
    .collect()
}
