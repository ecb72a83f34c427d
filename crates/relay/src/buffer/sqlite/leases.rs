//! Leases: what one desktop of a clinic does at a time.

use rusqlite::{Connection, OptionalExtension as _};

use super::SqliteBuffer;
use crate::buffer::leases::{FORGOTTEN_AFTER_MS, MOST_LEASES};
use crate::buffer::{BufferError, ClinicRow, DeviceRow, LeaseRefused, TakenLease};

impl SqliteBuffer {
    pub(crate) async fn take_lease(
        &self,
        clinic: ClinicRow,
        device: DeviceRow,
        name: [u8; 32],
        times: (i64, i64),
    ) -> Result<Result<TakenLease, LeaseRefused>, BufferError> {
        self.writer
            .run(move |tx| take(tx, clinic, device, name, times))
            .await
    }

    pub(crate) async fn give_up_lease(
        &self,
        clinic: ClinicRow,
        device: DeviceRow,
        name: [u8; 32],
        fencing: i64,
    ) -> Result<(), BufferError> {
        self.writer
            .run(move |tx| {
                tx.execute(
                    "update leases
                     set holder = null
                     where clinic = ?1 and name = ?2 and holder = ?3 and fencing = ?4",
                    (clinic, name, device, fencing),
                )
                .map(|_| ())
            })
            .await
    }
}

fn take(
    connection: &Connection,
    clinic: ClinicRow,
    device: DeviceRow,
    name: [u8; 32],
    (now_ms, until_ms): (i64, i64),
) -> rusqlite::Result<Result<TakenLease, LeaseRefused>> {
    // Names are many, of each contact one: what is long over is nobody's any more.
    connection
        .prepare_cached("delete from leases where clinic = ?1 and until_at <= ?2")?
        .execute((clinic, now_ms - FORGOTTEN_AFTER_MS))?;
    let count: i64 = connection
        .prepare_cached(
            "select count(*) from leases
             where clinic = ?1 and name <> ?2 and holder is not null and until_at > ?3",
        )?
        .query_row((clinic, name, now_ms), |row| row.get(0))?;
    if count >= MOST_LEASES {
        return Ok(Err(LeaseRefused::TooMany));
    }
    // One's own that is not over keeps its number; everything else gets the next.
    let taken = connection
        .prepare_cached(
            "insert into leases (clinic, name, holder, fencing, until_at)
             values (?1, ?2, ?3, 1, ?5)
             on conflict (clinic, name) do update
             set holder = excluded.holder, until_at = excluded.until_at,
                 fencing = fencing + case when holder = excluded.holder and until_at > ?4 then 0 else 1 end
             where holder is null or holder = excluded.holder or until_at <= ?4
             returning fencing, until_at",
        )?
        .query_row((clinic, name, device, now_ms, until_ms), |row| {
            Ok(TakenLease {
                fencing: row.get(0)?,
                until: row.get(1)?,
            })
        })
        .optional()?;
    Ok(taken.ok_or(LeaseRefused::Held))
}
