//! Reading all clinics' settings at once, for the copy that routing keeps in memory; ids and keys as columns.

use recado_protocol::channel::{ChannelState, MetaObject};
use recado_protocol::id::{ClinicId, DeviceId};
use rusqlite::types::Type;
use rusqlite::{Connection, Row};
use uuid::Uuid;

use crate::buffer::{AppSetting, ChannelSetting, ClinicRow, ClinicSettings, DeviceSetting};

/// Returns everything routing and authentication need, by clinic.
pub(super) fn clinics(connection: &Connection) -> rusqlite::Result<Vec<ClinicSettings>> {
    let mut select = connection.prepare_cached(
        "select c.row, c.id, c.identity_key, e.epoch, e.public_key
         from clinics c
         left join epochs e
           on e.clinic = c.row and e.epoch = (select max(epoch) from epochs where clinic = c.row)
         order by c.row",
    )?;
    let clinics = select.query_map([], |row| {
        let identity_key: Option<Vec<u8>> = row.get(2)?;
        let epoch: Option<u32> = row.get(3)?;
        let public_key: Option<Vec<u8>> = row.get(4)?;
        Ok(ClinicSettings {
            row: row.get(0)?,
            id: ClinicId(uuid(row, 1)?),
            identity_key: identity_key
                .map(|bytes| array(bytes, 2))
                .transpose()?
                .map(recado_protocol::bytes::IdentityKey),
            epoch: match (epoch, public_key) {
                (Some(epoch), Some(key)) => {
                    Some((epoch, recado_protocol::bytes::SealingKey(array(key, 4)?)))
                }
                (_, _) => None,
            },
            channels: Vec::new(),
            apps: Vec::new(),
            devices: Vec::new(),
        })
    })?;
    let mut clinics: Vec<ClinicSettings> = clinics.collect::<rusqlite::Result<_>>()?;
    for clinic in &mut clinics {
        clinic.channels = channels(connection, clinic.row)?;
        clinic.apps = apps(connection, clinic.row)?;
        clinic.devices = devices(connection, clinic.row)?;
    }
    Ok(clinics)
}

/// Returns a clinic's channels.
pub(super) fn channels(
    connection: &Connection,
    clinic: ClinicRow,
) -> rusqlite::Result<Vec<ChannelSetting>> {
    let mut select = connection.prepare_cached(
        "select object, asset_id, number_id, is_on
         from channels
         where clinic = ?1
         order by object, asset_id, number_id",
    )?;
    let rows = select.query_map([clinic], |row| {
        let object: String = row.get(0)?;
        let number_id: String = row.get(2)?;
        let is_on: bool = row.get(3)?;
        Ok(ChannelSetting {
            object: MetaObject::from_meta(&object).ok_or_else(|| unreadable(0))?,
            asset_id: row.get(1)?,
            number_id: Some(number_id).filter(|id| !id.is_empty()),
            state: if is_on {
                ChannelState::On
            } else {
                ChannelState::Off
            },
        })
    })?;
    rows.collect()
}

fn apps(connection: &Connection, clinic: ClinicRow) -> rusqlite::Result<Vec<AppSetting>> {
    let mut select = connection.prepare_cached(
        "select secret, verify_token from apps where clinic = ?1 order by app_id",
    )?;
    let rows = select.query_map([clinic], |row| {
        Ok(AppSetting {
            secret: row.get(0)?,
            verify_token: row.get(1)?,
        })
    })?;
    rows.collect()
}

fn devices(connection: &Connection, clinic: ClinicRow) -> rusqlite::Result<Vec<DeviceSetting>> {
    let mut select = connection.prepare_cached(
        "select row, id, token_hash, is_admitted from devices where clinic = ?1 order by row",
    )?;
    let rows = select.query_map([clinic], |row| {
        Ok(DeviceSetting {
            row: row.get(0)?,
            id: DeviceId(uuid(row, 1)?),
            token_hash: array(row.get(2)?, 2)?,
            is_admitted: row.get(3)?,
        })
    })?;
    rows.collect()
}

/// Reads a UUID column.
pub(super) fn uuid(row: &Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    array(row.get(column)?, column).map(Uuid::from_bytes)
}

/// Reads a column of a fixed number of bytes.
pub(super) fn array<const N: usize>(bytes: Vec<u8>, column: usize) -> rusqlite::Result<[u8; N]> {
    bytes.try_into().map_err(|_| unreadable(column))
}

fn unreadable(column: usize) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(column, "unreadable".into(), Type::Blob)
}
