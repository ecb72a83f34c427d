//! Further desktops: asking, answering, letting in, taking out.

use deadpool_postgres::{Client, Transaction};
use recado_protocol::bytes::SealingKey;
use recado_protocol::id::DeviceId;
use recado_protocol::pairing::NewDevice;
use tokio::time::timeout;

use super::access::{ANSWER_WITHIN, Failed, read, written};
use super::tables::{array, uuid};
use super::{PostgresBuffer, account, settings};
use crate::buffer::{
    Admitting, Asking, BufferError, ClinicRow, DeviceRow, LettingRefused, Removing, SignedRoster,
};

/// Each borrows a connection for one act.
impl PostgresBuffer {
    pub(crate) async fn ask_in(
        &self,
        clinic: ClinicRow,
        device: DeviceRow,
        request: Vec<u8>,
        now_ms: i64,
    ) -> Result<(), BufferError> {
        let client = self.lend(BufferError::NotWritten).await?;
        let work = async {
            client
                .execute(
                    "insert into joinings (device, clinic, asked_at, request)
                     values ($1, $2, $3, $4)
                     on conflict (device) do update
                     set asked_at = excluded.asked_at, request = excluded.request,
                         offer = null, reveal = null, welcome = null
                     where joinings.request <> excluded.request",
                    &[&device, &clinic, &now_ms, &request],
                )
                .await?;
            Ok(())
        };
        let outcome = timeout(ANSWER_WITHIN, work).await;
        written(client, outcome)
    }

    pub(crate) async fn asking(&self, clinic: ClinicRow) -> Result<Vec<Asking>, BufferError> {
        let client = self.lend(BufferError::NotRead).await?;
        let outcome = timeout(ANSWER_WITHIN, asking(&client, clinic)).await;
        read(client, outcome)
    }

    pub(crate) async fn offer(
        &self,
        clinic: ClinicRow,
        device: DeviceId,
        request: Vec<u8>,
        offer: Vec<u8>,
    ) -> Result<bool, BufferError> {
        let client = self.lend(BufferError::NotWritten).await?;
        let work = async {
            let id = device.0.as_bytes().as_slice();
            let kept = client
                .execute(
                    "update joinings
                     set offer = $4
                     where device = (select row from devices where id = $1 and clinic = $2)
                       and request = $3 and (offer is null or offer = $4)",
                    &[&id, &clinic, &request, &offer],
                )
                .await?;
            Ok(kept == 1)
        };
        let outcome = timeout(ANSWER_WITHIN, work).await;
        written(client, outcome)
    }

    pub(crate) async fn reveal(
        &self,
        device: DeviceRow,
        reveal: Vec<u8>,
    ) -> Result<bool, BufferError> {
        let client = self.lend(BufferError::NotWritten).await?;
        let work = async {
            let kept = client
                .execute(
                    "update joinings
                     set reveal = $2
                     where device = $1 and offer is not null and (reveal is null or reveal = $2)",
                    &[&device, &reveal],
                )
                .await?;
            Ok(kept == 1)
        };
        let outcome = timeout(ANSWER_WITHIN, work).await;
        written(client, outcome)
    }

    pub(crate) async fn admit(
        &self,
        clinic: ClinicRow,
        admitting: Admitting,
    ) -> Result<Result<(), LettingRefused>, BufferError> {
        let mut client = self.lend(BufferError::NotWritten).await?;
        let outcome = timeout(ANSWER_WITHIN, admit(&mut client, clinic, &admitting)).await;
        written(client, outcome)
    }

    pub(crate) async fn take_out(
        &self,
        clinic: ClinicRow,
        removing: Removing,
    ) -> Result<Result<(), LettingRefused>, BufferError> {
        let mut client = self.lend(BufferError::NotWritten).await?;
        let outcome = timeout(ANSWER_WITHIN, take_out(&mut client, clinic, &removing)).await;
        written(client, outcome)
    }

    pub(crate) async fn roster(&self, clinic: ClinicRow) -> Result<Option<Vec<u8>>, BufferError> {
        let client = self.lend(BufferError::NotRead).await?;
        let work = async {
            let body = "select body from rosters where clinic = $1";
            let row = client.query_opt(body, &[&clinic]).await?;
            Ok(row.map(|row| row.get(0)))
        };
        let outcome = timeout(ANSWER_WITHIN, work).await;
        read(client, outcome)
    }

    pub(crate) async fn put_roster(
        &self,
        clinic: ClinicRow,
        roster: SignedRoster,
    ) -> Result<Result<(), LettingRefused>, BufferError> {
        let mut client = self.lend(BufferError::NotWritten).await?;
        let work = async {
            let transaction = settings::change(&mut client).await?;
            if !is_next(&transaction, clinic, &roster).await? {
                return Ok(Err(LettingRefused::RosterOutOfDate));
            }
            put_roster(&transaction, clinic, &roster).await?;
            settings::changed(transaction, clinic).await?;
            Ok(Ok(()))
        };
        let outcome = timeout(ANSWER_WITHIN, work).await;
        written(client, outcome)
    }
}

async fn asking(client: &Client, clinic: ClinicRow) -> Result<Vec<Asking>, Failed> {
    let statement = client
        .prepare_cached(
            "select d.id, d.name, d.sealing_key, j.asked_at, j.request, j.offer, j.reveal, j.welcome
             from joinings j
             join devices d on d.row = j.device
             where j.clinic = $1
             order by j.asked_at, d.row",
        )
        .await?;
    let rows = client.query(&statement, &[&clinic]).await?;
    rows.iter()
        .map(|row| {
            Ok(Asking {
                device: NewDevice {
                    id: DeviceId(uuid(row, 0)?),
                    name: row.get(1),
                    sealing_key: SealingKey(array(row, 2)?),
                },
                asked_at: row.get(3),
                request: row.get(4),
                offer: row.get(5),
                reveal: row.get(6),
                welcome: row.get(7),
            })
        })
        .collect()
}

async fn admit(
    client: &mut Client,
    clinic: ClinicRow,
    admitting: &Admitting,
) -> Result<Result<(), LettingRefused>, Failed> {
    let transaction = settings::change(client).await?;
    let id = admitting.device.0.as_bytes().as_slice();
    let found = transaction
        .query_opt(
            "select d.row, j.welcome, j.request = $3
             from joinings j
             join devices d on d.row = j.device
             where d.id = $1 and j.clinic = $2
             for update of j",
            &[&id, &clinic, &admitting.request],
        )
        .await?;
    let Some(found) = found else {
        return Ok(Err(LettingRefused::Unknown));
    };
    let device: DeviceRow = found.get(0);
    let welcome: Option<Vec<u8>> = found.get(1);
    let is_same_request: bool = found.get(2);
    match welcome {
        // The answer was lost, and it is asked again.
        Some(welcome) if is_same_request && welcome == admitting.welcome => return Ok(Ok(())),
        None if is_same_request => {}
        Some(_) | None => return Ok(Err(LettingRefused::JoiningOutOfDate)),
    }
    if !is_next(&transaction, clinic, &admitting.roster).await? {
        return Ok(Err(LettingRefused::RosterOutOfDate));
    }
    transaction
        .execute(
            "update joinings set welcome = $2 where device = $1",
            &[&device, &admitting.welcome],
        )
        .await?;
    transaction
        .execute(
            "update devices set is_admitted = true where row = $1",
            &[&device],
        )
        .await?;
    for wrap in &admitting.wraps {
        transaction
            .execute(
                "insert into wraps (clinic, epoch, device, wrapped)
                 select clinic, epoch, $3, $4
                 from epochs
                 where clinic = $1 and epoch = $2
                 on conflict (clinic, epoch, device) do update set wrapped = excluded.wrapped",
                &[&clinic, &i64::from(wrap.epoch), &device, &wrap.wrapped.0],
            )
            .await?;
    }
    put_roster(&transaction, clinic, &admitting.roster).await?;
    settings::changed(transaction, clinic).await?;
    Ok(Ok(()))
}

async fn take_out(
    client: &mut Client,
    clinic: ClinicRow,
    removing: &Removing,
) -> Result<Result<(), LettingRefused>, Failed> {
    let transaction = settings::change(client).await?;
    if !is_next(&transaction, clinic, &removing.roster).await? {
        return Ok(Err(LettingRefused::RosterOutOfDate));
    }
    let taken = account::take_epoch(&transaction, clinic, &removing.epoch).await?;
    if taken.is_err() {
        return Ok(Err(LettingRefused::EpochOutOfOrder));
    }
    let id = removing.device.0.as_bytes().as_slice();
    transaction
        .execute(
            "update clinics set first_device = null where row = $1 and first_device = $2",
            &[&clinic, &id],
        )
        .await?;
    // Nobody is no fault: then it was taken out by hand, and the roster still named it.
    account::delete_device(&transaction, clinic, removing.device).await?;
    put_roster(&transaction, clinic, &removing.roster).await?;
    settings::changed(transaction, clinic).await?;
    Ok(Ok(()))
}

async fn is_next(
    transaction: &Transaction<'_>,
    clinic: ClinicRow,
    roster: &SignedRoster,
) -> Result<bool, Failed> {
    let last = transaction
        .query_opt("select number from rosters where clinic = $1", &[&clinic])
        .await?;
    let last: Option<i64> = last.map(|row| row.get(0));
    Ok(last.is_none_or(|last| last + 1 == i64::from(roster.number)))
}

async fn put_roster(
    transaction: &Transaction<'_>,
    clinic: ClinicRow,
    roster: &SignedRoster,
) -> Result<(), Failed> {
    transaction
        .execute(
            "insert into rosters (clinic, number, body)
             values ($1, $2, $3)
             on conflict (clinic) do update set number = excluded.number, body = excluded.body",
            &[&clinic, &i64::from(roster.number), &roster.body],
        )
        .await?;
    for (device, name) in &roster.names {
        let id = device.0.as_bytes().as_slice();
        transaction
            .execute(
                "update devices set name = $3 where id = $1 and clinic = $2",
                &[&id, &clinic, name],
            )
            .await?;
    }
    Ok(())
}
