//! A clinic's devices and epochs.

use deadpool_postgres::{Client, Transaction};
use recado_protocol::bytes::{IdentityKey, Sealed, SealingKey, Signature};
use recado_protocol::device::Device;
use recado_protocol::envelope::Cursor;
use recado_protocol::epoch::{Epoch, Epochs, FIRST_EPOCH, PutEpoch, Wrap};
use recado_protocol::id::DeviceId;
use recado_protocol::version::Version;

use super::access::Failed;
use super::tables::{array, number, uuid};
use super::{envelopes, settings};
use crate::buffer::{ClinicRow, EpochRefused};

/// Returns the clinic's devices, oldest first.
pub(super) async fn devices(client: &Client, clinic: ClinicRow) -> Result<Vec<Device>, Failed> {
    let statement = client
        .prepare_cached(
            "select id, name, sealing_key, paired_at, last_poll_at, acknowledged
             from devices
             where clinic = $1 and is_admitted
             order by row",
        )
        .await?;
    let rows = client.query(&statement, &[&clinic]).await?;
    rows.iter()
        .map(|row| {
            Ok(Device {
                id: DeviceId(uuid(row, 0)?),
                name: row.get(1),
                sealing_key: SealingKey(array(row, 2)?),
                paired_at: row.get(3),
                last_poll_at: row.get(4),
                acknowledged: Cursor(row.get(5)),
            })
        })
        .collect()
}

/// Removes a device and the wraps made for it; returns whether there was one.
pub(super) async fn remove_device(
    client: &mut Client,
    clinic: ClinicRow,
    device: DeviceId,
) -> Result<bool, Failed> {
    let transaction = settings::change(client).await?;
    let has_removed = delete_device(&transaction, clinic, device).await?;
    settings::changed(transaction, clinic).await?;
    Ok(has_removed)
}

/// As [`remove_device`], within a change that does more.
pub(super) async fn delete_device(
    transaction: &Transaction<'_>,
    clinic: ClinicRow,
    device: DeviceId,
) -> Result<bool, Failed> {
    envelopes::hold_clinic(transaction, clinic).await?;
    let id = device.0.as_bytes().as_slice();
    let removed = transaction
        .execute(
            "delete from devices where id = $1 and clinic = $2",
            &[&id, &clinic],
        )
        .await?;
    // Those that are left may all have acknowledged what only it had not.
    envelopes::forget_acknowledged(transaction, clinic).await?;
    Ok(removed == 1)
}

/// Takes the next epoch, or more wraps for a known one.
pub(super) async fn put_epoch(
    client: &mut Client,
    clinic: ClinicRow,
    put: &PutEpoch,
) -> Result<Result<(), EpochRefused>, Failed> {
    let transaction = settings::change(client).await?;
    let taken = take_epoch(&transaction, clinic, put).await?;
    if taken.is_ok() {
        settings::changed(transaction, clinic).await?;
    }
    Ok(taken)
}

/// As [`put_epoch`], within a change that does more.
pub(super) async fn take_epoch(
    transaction: &Transaction<'_>,
    clinic: ClinicRow,
    put: &PutEpoch,
) -> Result<Result<(), EpochRefused>, Failed> {
    for wrap in &put.wraps {
        let id = wrap.device_id.0.as_bytes().as_slice();
        let known = transaction
            .query_opt(
                "select 1 from devices where id = $1 and clinic = $2",
                &[&id, &clinic],
            )
            .await?;
        if known.is_none() {
            return Ok(Err(EpochRefused::DeviceUnknown));
        }
    }
    let epoch = i64::from(put.epoch);
    let public_key = put.public_key.as_bytes();
    let signature = put.signature.as_bytes();
    let known = transaction
        .query_opt(
            "select public_key = $3 and signature = $4 from epochs where clinic = $1 and epoch = $2",
            &[&clinic, &epoch, &public_key, &signature],
        )
        .await?;
    match known.map(|row| row.get::<_, bool>(0)) {
        Some(true) => {}
        Some(false) => return Ok(Err(EpochRefused::OutOfOrder)),
        None => {
            let newest: Option<i64> = transaction
                .query_one(
                    "select max(epoch) from epochs where clinic = $1",
                    &[&clinic],
                )
                .await?
                .get(0);
            if newest.map_or(i64::from(FIRST_EPOCH), |newest| newest + 1) != epoch {
                return Ok(Err(EpochRefused::OutOfOrder));
            }
            transaction
                .execute(
                    "insert into epochs (clinic, epoch, public_key, signature) values ($1, $2, $3, $4)",
                    &[&clinic, &epoch, &public_key, &signature],
                )
                .await?;
        }
    }
    for wrap in &put.wraps {
        let id = wrap.device_id.0.as_bytes().as_slice();
        transaction
            .execute(
                "insert into wraps (clinic, epoch, device, wrapped)
                 select $1, $2, row, $4
                 from devices
                 where id = $3
                 on conflict (clinic, epoch, device) do update set wrapped = excluded.wrapped",
                &[&clinic, &epoch, &id, &wrap.wrapped.0],
            )
            .await?;
    }
    Ok(Ok(()))
}

/// Returns all epochs, oldest first.
pub(super) async fn epochs(
    client: &Client,
    clinic: ClinicRow,
    identity_key: IdentityKey,
) -> Result<Epochs, Failed> {
    // Both in one statement, so that an epoch put in between is there with its wraps or not at all.
    let statement = client
        .prepare_cached(
            "select e.epoch, e.public_key, e.signature, d.id, w.wrapped
             from epochs e
             left join wraps w on w.clinic = e.clinic and w.epoch = e.epoch
             left join devices d on d.row = w.device
             where e.clinic = $1
             order by e.epoch, d.row",
        )
        .await?;
    let mut epochs: Vec<Epoch> = Vec::new();
    for row in &client.query(&statement, &[&clinic]).await? {
        let epoch = number(row, 0)?;
        if epochs.last().is_none_or(|last| last.epoch != epoch) {
            epochs.push(Epoch {
                epoch,
                public_key: SealingKey(array(row, 1)?),
                signature: Signature(array(row, 2)?),
                wraps: Vec::new(),
            });
        }
        let wrapped: Option<Vec<u8>> = row.get(4);
        if let (Some(last), Some(wrapped)) = (epochs.last_mut(), wrapped) {
            last.wraps.push(Wrap {
                device_id: DeviceId(uuid(row, 3)?),
                wrapped: Sealed(wrapped),
            });
        }
    }
    Ok(Epochs {
        version: Version::default(),
        identity_key,
        epochs,
    })
}
