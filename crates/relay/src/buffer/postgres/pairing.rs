//! Pairing codes: made by the operator, used once by a desktop.

use deadpool_postgres::{Client, Transaction};
use recado_protocol::bytes::IdentityKey;
use recado_protocol::id::ClinicId;

use super::access::Failed;
use super::settings;
use super::tables::{optional_array, uuid};
use crate::buffer::{CODE_LIFETIME_MS, ClinicRow, PairedDevice, Pairing, PairingRefused};

struct Clinic {
    row: ClinicRow,
    id: ClinicId,
    identity_key: Option<IdentityKey>,
    first_device: Option<[u8; 16]>,
    has_epoch: bool,
}

/// Keeps a new code for a clinic, making the clinic when it is new, and forgets codes that are over.
pub(super) async fn keep_code(
    client: &mut Client,
    clinic: &str,
    code_hash: &[u8; 32],
    now_ms: i64,
) -> Result<(), Failed> {
    let transaction = settings::change(client).await?;
    let id = ClinicId::new();
    transaction
        .execute(
            "insert into clinics (id, name, made_at)
             values ($1, $2, $3)
             on conflict (lower(name collate \"C\")) do nothing",
            &[&id.0.as_bytes().as_slice(), &clinic, &now_ms],
        )
        .await?;
    transaction
        .execute(
            "delete from pairing_codes where made_at <= $1",
            &[&(now_ms - CODE_LIFETIME_MS)],
        )
        .await?;
    let row: ClinicRow = transaction
        .query_one(
            "insert into pairing_codes (hash, clinic, made_at)
             select $1, row, $3
             from clinics
             where lower(name collate \"C\") = lower($2 collate \"C\")
             returning clinic",
            &[&code_hash.as_slice(), &clinic, &now_ms],
        )
        .await?
        .get(0);
    settings::changed(transaction, row).await
}

/// Lets a desktop in, or the same one again with a fresh token.
pub(super) async fn pair(
    client: &mut Client,
    pairing: &Pairing,
) -> Result<Result<PairedDevice, PairingRefused>, Failed> {
    let transaction = settings::change(client).await?;
    let device = pairing.device.id.0.as_bytes().as_slice();
    let Some(clinic) = clinic_of_code(&transaction, pairing).await? else {
        return Ok(Err(PairingRefused::CodeWrong));
    };
    let elsewhere = transaction
        .query_opt(
            "select 1 from devices where id = $1 and clinic <> $2",
            &[&device, &clinic.row],
        )
        .await?;
    if elsewhere.is_some() {
        return Ok(Err(PairingRefused::DeviceTaken));
    }

    // Until there is an epoch, nothing depends on the identity key. A first desktop that was lost before it put one
    // must not lock its clinic out: the next one takes its place.
    let is_first =
        clinic.first_device.as_ref() == Some(pairing.device.id.0.as_bytes()) || !clinic.has_epoch;
    let identity_key = match (pairing.identity_key, clinic.identity_key) {
        (Some(offered), _) if is_first && !clinic.has_epoch => offered,
        (_, Some(known)) => known,
        (_, None) => return Ok(Err(PairingRefused::IdentityKeyMissing)),
    };
    if is_first && !clinic.has_epoch {
        transaction
            .execute(
                "delete from devices where clinic = $1 and id <> $2",
                &[&clinic.row, &device],
            )
            .await?;
        transaction
            .execute(
                "update clinics set identity_key = $2, first_device = $3 where row = $1",
                &[&clinic.row, &identity_key.as_bytes(), &device],
            )
            .await?;
    }
    keep_device(&transaction, clinic.row, pairing, is_first).await?;
    transaction
        .execute(
            "update pairing_codes set used_by = $2 where hash = $1",
            &[&pairing.code_hash.as_slice(), &device],
        )
        .await?;
    settings::changed(transaction, clinic.row).await?;
    Ok(Ok(PairedDevice {
        clinic_id: clinic.id,
        identity_key,
        is_first,
    }))
}

async fn keep_device(
    transaction: &Transaction<'_>,
    clinic: ClinicRow,
    pairing: &Pairing,
    is_first: bool,
) -> Result<(), Failed> {
    // A clinic without a roster has desktops of an earlier version only: they know nothing of letting in. Whoever comes
    // again with another key is a stranger.
    transaction
        .execute(
            "insert into devices (id, clinic, name, sealing_key, token_hash, paired_at, acknowledged, is_admitted)
             values ($1, $2, $3, $4, $5, $6, 0, $7 or not exists (select 1 from rosters where clinic = $2))
             on conflict (id) do update
             set name = excluded.name, sealing_key = excluded.sealing_key, token_hash = excluded.token_hash,
                 is_admitted = excluded.is_admitted
                   or (devices.is_admitted and devices.sealing_key = excluded.sealing_key)",
            &[
                &pairing.device.id.0.as_bytes().as_slice(),
                &clinic,
                &pairing.device.name,
                &pairing.device.sealing_key.as_bytes(),
                &pairing.token_hash.as_slice(),
                &pairing.now_ms,
                &is_first,
            ],
        )
        .await?;
    Ok(())
}

async fn clinic_of_code(
    transaction: &Transaction<'_>,
    pairing: &Pairing,
) -> Result<Option<Clinic>, Failed> {
    let row = transaction
        .query_opt(
            "select c.row, c.id, c.identity_key, c.first_device,
                    exists (select 1 from epochs where clinic = c.row)
             from pairing_codes p
             join clinics c on c.row = p.clinic
             where p.hash = $1 and p.made_at > $2 and (p.used_by is null or p.used_by = $3)",
            &[
                &pairing.code_hash.as_slice(),
                &(pairing.now_ms - CODE_LIFETIME_MS),
                &pairing.device.id.0.as_bytes().as_slice(),
            ],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let identity_key: Option<[u8; 32]> = optional_array(&row, 2)?;
    Ok(Some(Clinic {
        row: row.get(0),
        id: ClinicId(uuid(&row, 1)?),
        identity_key: identity_key.map(IdentityKey),
        first_device: optional_array(&row, 3)?,
        has_epoch: row.get(4),
    }))
}
