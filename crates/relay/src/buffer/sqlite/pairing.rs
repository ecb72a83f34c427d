//! Pairing codes: made by the operator, used once by a desktop.

use recado_protocol::bytes::IdentityKey;
use recado_protocol::id::{ClinicId, DeviceId};
use rusqlite::{Connection, OptionalExtension as _};
use uuid::Uuid;

use super::tables::{array, uuid};
use crate::buffer::{CODE_LIFETIME_MS, ClinicRow, PairedDevice, Pairing, PairingRefused};

struct Clinic {
    row: ClinicRow,
    id: ClinicId,
    identity_key: Option<IdentityKey>,
    first_device: Option<Uuid>,
    has_epoch: bool,
}

/// Keeps a new code for a clinic, making the clinic when it is new, and forgets codes that are over.
pub(super) fn keep_code(
    connection: &Connection,
    clinic: &str,
    code_hash: [u8; 32],
    now_ms: i64,
) -> rusqlite::Result<()> {
    connection.execute(
        "insert into clinics (id, name, made_at) values (?1, ?2, ?3) on conflict (name) do nothing",
        (ClinicId::new().0.as_bytes(), clinic, now_ms),
    )?;
    connection.execute(
        "delete from pairing_codes where made_at <= ?1",
        [now_ms - CODE_LIFETIME_MS],
    )?;
    connection.execute(
        "insert into pairing_codes (hash, clinic, made_at)
         select ?1, row, ?3
         from clinics
         where name = ?2",
        (code_hash, clinic, now_ms),
    )?;
    Ok(())
}

/// Lets a desktop in, or the same one again with a fresh token.
pub(super) fn pair(
    connection: &Connection,
    pairing: &Pairing,
) -> rusqlite::Result<Result<PairedDevice, PairingRefused>> {
    let device = pairing.device.id.0;
    let Some(clinic) = clinic_of_code(connection, pairing, device)? else {
        return Ok(Err(PairingRefused::CodeWrong));
    };
    let elsewhere = connection
        .query_row(
            "select 1 from devices where id = ?1 and clinic <> ?2",
            (device.as_bytes(), clinic.row),
            |_| Ok(()),
        )
        .optional()?;
    if elsewhere.is_some() {
        return Ok(Err(PairingRefused::DeviceTaken));
    }

    // Until there is an epoch, nothing depends on the identity key. A first desktop that was lost before it put one
    // must not lock its clinic out: the next one takes its place.
    let is_first = clinic.first_device == Some(device) || !clinic.has_epoch;
    let identity_key = match (pairing.identity_key, clinic.identity_key) {
        (Some(offered), _) if is_first && !clinic.has_epoch => offered,
        (_, Some(known)) => known,
        (_, None) => return Ok(Err(PairingRefused::IdentityKeyMissing)),
    };
    if is_first && !clinic.has_epoch {
        connection.execute(
            "delete from devices where clinic = ?1 and id <> ?2",
            (clinic.row, device.as_bytes()),
        )?;
        connection.execute(
            "update clinics set identity_key = ?2, first_device = ?3 where row = ?1",
            (clinic.row, identity_key.as_bytes(), device.as_bytes()),
        )?;
    }
    keep_device(connection, clinic.row, pairing, is_first)?;
    connection.execute(
        "update pairing_codes set used_by = ?2 where hash = ?1",
        (pairing.code_hash, device.as_bytes()),
    )?;
    Ok(Ok(PairedDevice {
        clinic_id: clinic.id,
        identity_key,
        is_first,
    }))
}

fn keep_device(
    connection: &Connection,
    clinic: ClinicRow,
    pairing: &Pairing,
    is_first: bool,
) -> rusqlite::Result<()> {
    // A clinic without a roster has desktops of an earlier version only: they know nothing of letting in. Whoever comes
    // again with another key is a stranger.
    connection.execute(
        "insert into devices (id, clinic, name, sealing_key, token_hash, paired_at, acknowledged, is_admitted)
         values (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7 or not exists (select 1 from rosters where clinic = ?2))
         on conflict (id) do update
         set name = excluded.name, sealing_key = excluded.sealing_key, token_hash = excluded.token_hash,
             is_admitted = excluded.is_admitted or (is_admitted and sealing_key = excluded.sealing_key)",
        (
            pairing.device.id.0.as_bytes(),
            clinic,
            &pairing.device.name,
            pairing.device.sealing_key.as_bytes(),
            pairing.token_hash,
            pairing.now_ms,
            is_first,
        ),
    )?;
    Ok(())
}

fn clinic_of_code(
    connection: &Connection,
    pairing: &Pairing,
    device: Uuid,
) -> rusqlite::Result<Option<Clinic>> {
    connection
        .query_row(
            "select c.row, c.id, c.identity_key, c.first_device,
                    exists (select 1 from epochs where clinic = c.row)
             from pairing_codes p
             join clinics c on c.row = p.clinic
             where p.hash = ?1 and p.made_at > ?2 and (p.used_by is null or p.used_by = ?3)",
            (
                pairing.code_hash,
                pairing.now_ms - CODE_LIFETIME_MS,
                device.as_bytes(),
            ),
            |row| {
                let identity_key: Option<Vec<u8>> = row.get(2)?;
                let first_device: Option<Vec<u8>> = row.get(3)?;
                Ok(Clinic {
                    row: row.get(0)?,
                    id: ClinicId(uuid(row, 1)?),
                    identity_key: identity_key
                        .map(|bytes| array(bytes, 2))
                        .transpose()?
                        .map(IdentityKey),
                    first_device: first_device
                        .map(|bytes| array(bytes, 3))
                        .transpose()?
                        .map(Uuid::from_bytes),
                    has_epoch: row.get(4)?,
                })
            },
        )
        .optional()
}

/// Returns whether the clinic has paired that device.
pub(super) fn is_device_of(
    connection: &Connection,
    clinic: ClinicRow,
    device: DeviceId,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("select exists (select 1 from devices where id = ?1 and clinic = ?2)")?
        .query_row((device.0.as_bytes(), clinic), |row| row.get(0))
}
