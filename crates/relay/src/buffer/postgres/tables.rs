//! Reading all clinics' settings at once, for the copy that routing keeps in memory; ids and keys as columns.

use std::collections::BTreeMap;

use deadpool_postgres::Client;
use recado_protocol::bytes::{IdentityKey, SealingKey};
use recado_protocol::channel::{ChannelState, MetaObject};
use recado_protocol::id::{ClinicId, DeviceId};
use tokio_postgres::{IsolationLevel, Row};
use uuid::Uuid;

use super::access::Failed;
use crate::buffer::{AppSetting, ChannelSetting, ClinicRow, ClinicSettings, DeviceSetting};

const CHANNELS: &str = "select clinic, object, asset_id, number_id, is_on
    from channels
    where $1::bigint is null or clinic = $1
    order by object collate \"C\", asset_id collate \"C\", number_id collate \"C\"";

/// Returns everything routing and authentication need, by clinic, and the revision it is of.
pub(super) async fn clinics(client: &mut Client) -> Result<(i64, Vec<ClinicSettings>), Failed> {
    let transaction = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await?;
    let revision: i64 = transaction
        .query_one("select settings from revisions where id = 1", &[])
        .await?
        .get(0);
    let rows = transaction
        .query(
            "select c.row, c.id, c.identity_key, e.epoch, e.public_key
             from clinics c
             left join lateral (
               select epoch, public_key from epochs where clinic = c.row order by epoch desc limit 1
             ) as e on true",
            &[],
        )
        .await?;
    let mut clinics: BTreeMap<ClinicRow, ClinicSettings> = BTreeMap::new();
    for row in &rows {
        let identity_key: Option<[u8; 32]> = optional_array(row, 2)?;
        let public_key: Option<[u8; 32]> = optional_array(row, 4)?;
        let epoch = public_key.map(|key| Ok::<_, Failed>((number(row, 3)?, SealingKey(key))));
        let settings = ClinicSettings {
            row: row.get(0),
            id: ClinicId(uuid(row, 1)?),
            identity_key: identity_key.map(IdentityKey),
            epoch: epoch.transpose()?,
            channels: Vec::new(),
            apps: Vec::new(),
            devices: Vec::new(),
        };
        clinics.insert(settings.row, settings);
    }
    for row in &transaction.query(CHANNELS, &[&None::<i64>]).await? {
        if let Some(clinic) = clinics.get_mut(&row.get(0)) {
            clinic.channels.push(channel(row)?);
        }
    }
    let apps = "select clinic, secret, verify_token from apps order by app_id collate \"C\"";
    for row in &transaction.query(apps, &[]).await? {
        if let Some(clinic) = clinics.get_mut(&row.get(0)) {
            clinic.apps.push(AppSetting {
                secret: row.get(1),
                verify_token: row.get(2),
            });
        }
    }
    let devices = "select clinic, row, id, token_hash, is_admitted from devices order by row";
    for row in &transaction.query(devices, &[]).await? {
        if let Some(clinic) = clinics.get_mut(&row.get(0)) {
            clinic.devices.push(DeviceSetting {
                row: row.get(1),
                id: DeviceId(uuid(row, 2)?),
                token_hash: array(row, 3)?,
                is_admitted: row.get(4),
            });
        }
    }
    transaction.commit().await?;
    Ok((revision, clinics.into_values().collect()))
}

/// Returns a clinic's channels.
pub(super) async fn channels(
    client: &Client,
    clinic: ClinicRow,
) -> Result<Vec<ChannelSetting>, Failed> {
    let statement = client.prepare_cached(CHANNELS).await?;
    let rows = client.query(&statement, &[&Some(clinic)]).await?;
    rows.iter().map(channel).collect()
}

fn channel(row: &Row) -> Result<ChannelSetting, Failed> {
    let object: &str = row.get(1);
    let number_id: String = row.get(3);
    Ok(ChannelSetting {
        object: MetaObject::from_meta(object).ok_or(Failed::Unreadable)?,
        asset_id: row.get(2),
        number_id: Some(number_id).filter(|id| !id.is_empty()),
        state: if row.get(4) {
            ChannelState::On
        } else {
            ChannelState::Off
        },
    })
}

/// Reads a UUID column.
pub(super) fn uuid(row: &Row, column: usize) -> Result<Uuid, Failed> {
    array(row, column).map(Uuid::from_bytes)
}

/// Reads a column of a fixed number of bytes.
pub(super) fn array<const N: usize>(row: &Row, column: usize) -> Result<[u8; N], Failed> {
    optional_array(row, column)?.ok_or(Failed::Unreadable)
}

/// Reads a column of a fixed number of bytes, or of none.
pub(super) fn optional_array<const N: usize>(
    row: &Row,
    column: usize,
) -> Result<Option<[u8; N]>, Failed> {
    let bytes: Option<&[u8]> = row.try_get(column)?;
    bytes
        .map(|bytes| bytes.try_into().map_err(|_| Failed::Unreadable))
        .transpose()
}

/// Reads an epoch's number.
pub(super) fn number(row: &Row, column: usize) -> Result<u32, Failed> {
    let number: i64 = row.try_get(column)?;
    u32::try_from(number).map_err(|_| Failed::Unreadable)
}
