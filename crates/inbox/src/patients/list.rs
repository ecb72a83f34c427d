//! The list of patients by name, and one of them.

use super::is_on_whatsapp;
use crate::{
    connect::templates::offered,
    desk::Desk,
    error::InboxError,
    house::House,
    receive::people::owned,
    show,
    view::patients::{
        PatientChannelView, PatientRowView, PatientView, PatientsQuery, PatientsView,
    },
};
use recado_domain::{
    address::Address,
    channel::{ChannelKind, Side},
    id::IdentityId,
    identity,
    staff::Role,
};
use recado_store::{
    clinic::{
        channels::{self, Channel},
        people, templates,
        tokens::{self, TokenName},
    },
    conversations::{identities, patients, persons, records},
    error::StoreError,
};

/// Returns patients by name, at most `limit`.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn list(
    desk: &Desk,
    query: PatientsQuery,
    limit: u32,
) -> Result<PatientsView, InboxError> {
    desk.with_house(move |house| {
        house.signed_in_as(Role::reads_clinical)?;
        house.read(Side::Clinical, |conn| {
            let mut found = patients::list(conn, &query.text)?;
            found.retain(|patient| !query.only_silent || patient.last_at.is_none());
            let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
            found.truncate(limit as usize);
            let mut rows = Vec::with_capacity(found.len());
            for patient in found {
                let address = if patient.name.is_empty() {
                    identities::addresses(conn, patient.identity)?
                } else {
                    Vec::new()
                };
                let shown = address.first().map(|(_, address)| address.shown());
                rows.push(PatientRowView {
                    identity: patient.identity,
                    initials: identity::initials(&patient.name),
                    name: show::name(&patient.name, shown),
                    number: patient.number,
                    born_on: patient.born_on,
                    conversation: patient.conversation,
                    last_at: patient.last_at.map(|at| at.0),
                });
            }
            Ok(PatientsView { rows, total })
        })
    })
    .await
}

/// Returns a patient.
///
/// # Errors
/// As [`list`]; [`InboxError::NotFound`].
pub(crate) async fn one(desk: &Desk, identity: IdentityId) -> Result<PatientView, InboxError> {
    desk.with_house(move |house| {
        house.signed_in_as(Role::reads_clinical)?;
        is_patient(house, identity)?;
        let (person, record) = house.read(Side::Clinical, |conn| {
            Ok((persons::get(conn, identity)?, records::get(conn, identity)?))
        })?;
        let channels = match reachable(house, identity)? {
            Some(_) => can_write(house)?,
            None => Vec::new(),
        };
        let mut shown = Vec::with_capacity(channels.len());
        for channel in channels {
            let rows = house
                .clinic
                .read(|conn| templates::rows(conn, channel.id))?;
            let ready = rows.iter().filter_map(offered).count();
            shown.push(PatientChannelView {
                channel: channel.id,
                name: channel.name,
                shown: channel.shown,
                templates: u32::try_from(ready).unwrap_or(u32::MAX),
            });
        }
        let first = person.addresses.first().map(|(_, address)| address.shown());
        Ok(PatientView {
            identity,
            initials: identity::initials(&person.name),
            name: show::name(&person.name, first),
            since: person.since.0,
            number: record.number,
            born_on: record.born_on,
            language: record.language,
            addresses: show::addresses(&person.addresses),
            channels: shown,
        })
    })
    .await
}

/// Refuses whoever is no patient here.
///
/// # Errors
/// [`InboxError::NotFound`], storage.
pub(super) fn is_patient(house: &House, identity: IdentityId) -> Result<(), InboxError> {
    let person = house.clinic.read(|conn| people::get(conn, identity))?;
    match person {
        Some(person) if person.is_patient && person.side == Side::Clinical => Ok(()),
        Some(_) | None => Err(InboxError::NotFound),
    }
}

/// Returns the identity of a person that WhatsApp reaches, with its addresses; nothing when none is.
///
/// # Errors
/// Storage.
pub(super) fn reachable(
    house: &House,
    identity: IdentityId,
) -> Result<Option<(IdentityId, Vec<Address>)>, InboxError> {
    let key = house.clinic.index_key();
    for member in house.read(Side::Clinical, |conn| patients::members(conn, identity))? {
        let found: Vec<(ChannelKind, Address)> =
            house.read(Side::Clinical, |conn| identities::addresses(conn, member))?;
        let found = found.into_iter().filter(is_on_whatsapp);
        let addresses: Vec<Address> = found.map(|(_, address)| address).collect();
        let theirs = house
            .clinic
            .read(|conn| owned(conn, key, member, addresses))?;
        if !theirs.is_empty() {
            return Ok(Some((member, theirs)));
        }
    }
    Ok(None)
}

/// Returns the WhatsApp channels that can send now.
///
/// # Errors
/// Storage.
pub(super) fn can_write(house: &House) -> Result<Vec<Channel>, StoreError> {
    let all = house.clinic.read(channels::all)?;
    let mut can = Vec::new();
    for channel in all {
        let token = house
            .clinic
            .read(|conn| tokens::get(conn, &house.token_key, channel.id, TokenName::Access))?;
        if channel.kind == ChannelKind::WhatsApp && channel.is_on && token.is_some() {
            can.push(channel);
        }
    }
    Ok(can)
}
