//! Further desktops: asking, answering, letting in, taking out.

use recado_protocol::bytes::SealingKey;
use recado_protocol::id::DeviceId;
use recado_protocol::pairing::NewDevice;
use rusqlite::{Connection, OptionalExtension as _};

use super::tables::{array, uuid};
use super::{SqliteBuffer, account};
use crate::buffer::{
    Admitting, Asking, BufferError, ClinicRow, DeviceRow, LettingRefused, Removing, SignedRoster,
};

impl SqliteBuffer {
    pub(crate) async fn ask_in(
        &self,
        clinic: ClinicRow,
        device: DeviceRow,
        request: Vec<u8>,
        now_ms: i64,
    ) -> Result<(), BufferError> {
        self.writer
            .run(move |tx| {
                tx.execute(
                    "insert into joinings (device, clinic, asked_at, request)
                     values (?1, ?2, ?3, ?4)
                     on conflict (device) do update
                     set asked_at = excluded.asked_at, request = excluded.request,
                         offer = null, reveal = null, welcome = null
                     where request <> excluded.request",
                    (device, clinic, now_ms, request),
                )
                .map(|_| ())
            })
            .await
    }

    pub(crate) async fn asking(&self, clinic: ClinicRow) -> Result<Vec<Asking>, BufferError> {
        self.read(move |connection| asking(connection, clinic))
            .await
    }

    pub(crate) async fn offer(
        &self,
        clinic: ClinicRow,
        device: DeviceId,
        request: Vec<u8>,
        offer: Vec<u8>,
    ) -> Result<bool, BufferError> {
        self.writer
            .run(move |tx| {
                let kept = tx.execute(
                    "update joinings
                     set offer = ?4
                     where device = (select row from devices where id = ?1 and clinic = ?2)
                       and request = ?3 and (offer is null or offer = ?4)",
                    (device.0.as_bytes(), clinic, request, offer),
                )?;
                Ok(kept == 1)
            })
            .await
    }

    pub(crate) async fn reveal(
        &self,
        device: DeviceRow,
        reveal: Vec<u8>,
    ) -> Result<bool, BufferError> {
        self.writer
            .run(move |tx| {
                let kept = tx.execute(
                    "update joinings
                     set reveal = ?2
                     where device = ?1 and offer is not null and (reveal is null or reveal = ?2)",
                    (device, reveal),
                )?;
                Ok(kept == 1)
            })
            .await
    }

    pub(crate) async fn admit(
        &self,
        clinic: ClinicRow,
        admitting: Admitting,
    ) -> Result<Result<(), LettingRefused>, BufferError> {
        self.writer
            .run(move |tx| admit(tx, clinic, &admitting))
            .await
    }

    pub(crate) async fn take_out(
        &self,
        clinic: ClinicRow,
        removing: Removing,
    ) -> Result<Result<(), LettingRefused>, BufferError> {
        self.writer
            .run(move |tx| take_out(tx, clinic, &removing))
            .await
    }

    pub(crate) async fn roster(&self, clinic: ClinicRow) -> Result<Option<Vec<u8>>, BufferError> {
        self.read(move |connection| {
            connection
                .prepare_cached("select body from rosters where clinic = ?1")?
                .query_row([clinic], |row| row.get(0))
                .optional()
        })
        .await
    }

    pub(crate) async fn put_roster(
        &self,
        clinic: ClinicRow,
        roster: SignedRoster,
    ) -> Result<Result<(), LettingRefused>, BufferError> {
        self.writer
            .run(move |tx| {
                if !is_next(tx, clinic, &roster)? {
                    return Ok(Err(LettingRefused::RosterOutOfDate));
                }
                put_roster(tx, clinic, &roster).map(Ok)
            })
            .await
    }
}

fn asking(connection: &Connection, clinic: ClinicRow) -> rusqlite::Result<Vec<Asking>> {
    let mut select = connection.prepare_cached(
        "select d.id, d.name, d.sealing_key, j.asked_at, j.request, j.offer, j.reveal, j.welcome
         from joinings j
         join devices d on d.row = j.device
         where j.clinic = ?1
         order by j.asked_at, d.row",
    )?;
    let rows = select.query_map([clinic], |row| {
        Ok(Asking {
            device: NewDevice {
                id: DeviceId(uuid(row, 0)?),
                name: row.get(1)?,
                sealing_key: SealingKey(array(row.get(2)?, 2)?),
            },
            asked_at: row.get(3)?,
            request: row.get(4)?,
            offer: row.get(5)?,
            reveal: row.get(6)?,
            welcome: row.get(7)?,
        })
    })?;
    rows.collect()
}

fn admit(
    connection: &Connection,
    clinic: ClinicRow,
    admitting: &Admitting,
) -> rusqlite::Result<Result<(), LettingRefused>> {
    let found: Option<(DeviceRow, Option<Vec<u8>>, bool)> = connection
        .query_row(
            "select d.row, j.welcome, j.request = ?3
             from joinings j
             join devices d on d.row = j.device
             where d.id = ?1 and j.clinic = ?2",
            (admitting.device.0.as_bytes(), clinic, &admitting.request),
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    let Some((device, welcome, is_same_request)) = found else {
        return Ok(Err(LettingRefused::Unknown));
    };
    match welcome {
        // The answer was lost, and it is asked again.
        Some(welcome) if is_same_request && welcome == admitting.welcome => return Ok(Ok(())),
        None if is_same_request => {}
        Some(_) | None => return Ok(Err(LettingRefused::JoiningOutOfDate)),
    }
    if !is_next(connection, clinic, &admitting.roster)? {
        return Ok(Err(LettingRefused::RosterOutOfDate));
    }
    connection.execute(
        "update joinings set welcome = ?2 where device = ?1",
        (device, &admitting.welcome),
    )?;
    connection.execute(
        "update devices set is_admitted = 1 where row = ?1",
        [device],
    )?;
    for wrap in &admitting.wraps {
        connection.execute(
            "insert into wraps (clinic, epoch, device, wrapped)
             select clinic, epoch, ?3, ?4
             from epochs
             where clinic = ?1 and epoch = ?2
             on conflict (clinic, epoch, device) do update set wrapped = excluded.wrapped",
            (clinic, wrap.epoch, device, &wrap.wrapped.0),
        )?;
    }
    put_roster(connection, clinic, &admitting.roster).map(Ok)
}

fn take_out(
    connection: &Connection,
    clinic: ClinicRow,
    removing: &Removing,
) -> rusqlite::Result<Result<(), LettingRefused>> {
    if !is_next(connection, clinic, &removing.roster)? {
        return Ok(Err(LettingRefused::RosterOutOfDate));
    }
    // The epoch first: what it refuses has changed nothing.
    if account::put_epoch(connection, clinic, &removing.epoch)?.is_err() {
        return Ok(Err(LettingRefused::EpochOutOfOrder));
    }
    let id = removing.device.0.as_bytes();
    connection.execute(
        "update clinics set first_device = null where row = ?1 and first_device = ?2",
        (clinic, id),
    )?;
    // Nobody is no fault: then it was taken out by hand, and the roster still named it.
    account::remove_device(connection, clinic, removing.device)?;
    put_roster(connection, clinic, &removing.roster).map(Ok)
}

fn is_next(
    connection: &Connection,
    clinic: ClinicRow,
    roster: &SignedRoster,
) -> rusqlite::Result<bool> {
    let last: Option<u32> = connection
        .query_row(
            "select number from rosters where clinic = ?1",
            [clinic],
            |row| row.get(0),
        )
        .optional()?;
    Ok(last.is_none_or(|last| last.checked_add(1) == Some(roster.number)))
}

fn put_roster(
    connection: &Connection,
    clinic: ClinicRow,
    roster: &SignedRoster,
) -> rusqlite::Result<()> {
    connection.execute(
        "insert into rosters (clinic, number, body)
         values (?1, ?2, ?3)
         on conflict (clinic) do update set number = excluded.number, body = excluded.body",
        (clinic, roster.number, &roster.body),
    )?;
    for (device, name) in &roster.names {
        connection.execute(
            "update devices set name = ?3 where id = ?1 and clinic = ?2",
            (device.0.as_bytes(), clinic, name),
        )?;
    }
    Ok(())
}
