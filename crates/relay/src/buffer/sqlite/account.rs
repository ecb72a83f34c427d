//! A clinic's devices and epochs.

use recado_protocol::bytes::{IdentityKey, Sealed, SealingKey, Signature};
use recado_protocol::device::Device;
use recado_protocol::envelope::Cursor;
use recado_protocol::epoch::{Epoch, Epochs, FIRST_EPOCH, PutEpoch, Wrap};
use recado_protocol::id::DeviceId;
use recado_protocol::version::Version;
use rusqlite::{Connection, OptionalExtension as _};

use super::tables::{array, uuid};
use super::{envelopes, pairing};
use crate::buffer::{ClinicRow, EpochRefused};

/// Returns the clinic's devices, oldest first.
pub(super) fn devices(connection: &Connection, clinic: ClinicRow) -> rusqlite::Result<Vec<Device>> {
    let mut select = connection.prepare_cached(
        "select id, name, sealing_key, paired_at, last_poll_at, acknowledged
         from devices
         where clinic = ?1 and is_admitted
         order by row",
    )?;
    let rows = select.query_map([clinic], |row| {
        Ok(Device {
            id: DeviceId(uuid(row, 0)?),
            name: row.get(1)?,
            sealing_key: SealingKey(array(row.get(2)?, 2)?),
            paired_at: row.get(3)?,
            last_poll_at: row.get(4)?,
            acknowledged: Cursor(row.get(5)?),
        })
    })?;
    rows.collect()
}

/// Removes a device and the wraps made for it; returns whether there was one.
pub(super) fn remove_device(
    connection: &Connection,
    clinic: ClinicRow,
    device: DeviceId,
) -> rusqlite::Result<bool> {
    let removed = connection.execute(
        "delete from devices where id = ?1 and clinic = ?2",
        (device.0.as_bytes(), clinic),
    )?;
    // Those that are left may all have acknowledged what only it had not.
    envelopes::forget_acknowledged(connection, clinic)?;
    Ok(removed == 1)
}

/// Takes the next epoch, or more wraps for a known one.
pub(super) fn put_epoch(
    connection: &Connection,
    clinic: ClinicRow,
    put: &PutEpoch,
) -> rusqlite::Result<Result<(), EpochRefused>> {
    for wrap in &put.wraps {
        if !pairing::is_device_of(connection, clinic, wrap.device_id)? {
            return Ok(Err(EpochRefused::DeviceUnknown));
        }
    }
    let known = connection
        .query_row(
            "select public_key = ?3 and signature = ?4 from epochs where clinic = ?1 and epoch = ?2",
            (
                clinic,
                put.epoch,
                put.public_key.as_bytes(),
                put.signature.as_bytes(),
            ),
            |row| row.get::<_, bool>(0),
        )
        .optional()?;
    match known {
        Some(true) => {}
        Some(false) => return Ok(Err(EpochRefused::OutOfOrder)),
        None => {
            let newest: Option<u32> = connection.query_row(
                "select max(epoch) from epochs where clinic = ?1",
                [clinic],
                |row| row.get(0),
            )?;
            if newest.map_or(FIRST_EPOCH, |newest| newest.saturating_add(1)) != put.epoch {
                return Ok(Err(EpochRefused::OutOfOrder));
            }
            connection.execute(
                "insert into epochs (clinic, epoch, public_key, signature) values (?1, ?2, ?3, ?4)",
                (
                    clinic,
                    put.epoch,
                    put.public_key.as_bytes(),
                    put.signature.as_bytes(),
                ),
            )?;
        }
    }
    for wrap in &put.wraps {
        connection.execute(
            "insert into wraps (clinic, epoch, device, wrapped)
             select ?1, ?2, row, ?4
             from devices
             where id = ?3
             on conflict (clinic, epoch, device) do update set wrapped = excluded.wrapped",
            (
                clinic,
                put.epoch,
                wrap.device_id.0.as_bytes(),
                &wrap.wrapped.0,
            ),
        )?;
    }
    Ok(Ok(()))
}

/// Returns all epochs, oldest first.
pub(super) fn epochs(
    connection: &Connection,
    clinic: ClinicRow,
    identity_key: IdentityKey,
) -> rusqlite::Result<Epochs> {
    let mut select = connection.prepare_cached(
        "select epoch, public_key, signature from epochs where clinic = ?1 order by epoch",
    )?;
    let rows = select.query_map([clinic], |row| {
        Ok(Epoch {
            epoch: row.get(0)?,
            public_key: SealingKey(array(row.get(1)?, 1)?),
            signature: Signature(array(row.get(2)?, 2)?),
            wraps: Vec::new(),
        })
    })?;
    let mut epochs: Vec<Epoch> = rows.collect::<rusqlite::Result<_>>()?;
    let mut wraps = connection.prepare_cached(
        "select d.id, w.wrapped
         from wraps w
         join devices d on d.row = w.device
         where w.clinic = ?1 and w.epoch = ?2
         order by d.row",
    )?;
    for epoch in &mut epochs {
        let rows = wraps.query_map((clinic, epoch.epoch), |row| {
            Ok(Wrap {
                device_id: DeviceId(uuid(row, 0)?),
                wrapped: Sealed(row.get(1)?),
            })
        })?;
        epoch.wraps = rows.collect::<rusqlite::Result<_>>()?;
    }
    Ok(Epochs {
        version: Version::default(),
        identity_key,
        epochs,
    })
}
