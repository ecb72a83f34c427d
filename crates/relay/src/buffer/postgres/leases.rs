//! Leases: what one desktop of a clinic does at a time.

use tokio::time::timeout;

use super::PostgresBuffer;
use super::access::{ANSWER_WITHIN, written};
use crate::buffer::leases::{FORGOTTEN_AFTER_MS, MOST_LEASES};
use crate::buffer::{BufferError, ClinicRow, DeviceRow, LeaseRefused, TakenLease};

/// Each borrows a connection for one act.
impl PostgresBuffer {
    pub(crate) async fn take_lease(
        &self,
        clinic: ClinicRow,
        device: DeviceRow,
        name: [u8; 32],
        (now_ms, until_ms): (i64, i64),
    ) -> Result<Result<TakenLease, LeaseRefused>, BufferError> {
        let client = self.lend(BufferError::NotWritten).await?;
        let work = async {
            let name = name.as_slice();
            // Names are many, of each contact one: what is long over is nobody's any more.
            client
                .execute(
                    "delete from leases where clinic = $1 and until_at <= $2",
                    &[&clinic, &(now_ms - FORGOTTEN_AFTER_MS)],
                )
                .await?;
            let count: i64 = client
                .query_one(
                    "select count(*) from leases
                     where clinic = $1 and name <> $2 and holder is not null and until_at > $3",
                    &[&clinic, &name, &now_ms],
                )
                .await?
                .get(0);
            if count >= MOST_LEASES {
                return Ok(Err(LeaseRefused::TooMany));
            }
            // One's own that is not over keeps its number; everything else gets the next.
            let taken = client
                .query_opt(
                    "insert into leases (clinic, name, holder, fencing, until_at)
                     values ($1, $2, $3, 1, $5)
                     on conflict (clinic, name) do update
                     set holder = excluded.holder, until_at = excluded.until_at,
                         fencing = leases.fencing
                           + case when leases.holder = excluded.holder and leases.until_at > $4 then 0 else 1 end
                     where leases.holder is null or leases.holder = excluded.holder or leases.until_at <= $4
                     returning fencing, until_at",
                    &[&clinic, &name, &device, &now_ms, &until_ms],
                )
                .await?;
            let taken = taken.map(|row| TakenLease {
                fencing: row.get(0),
                until: row.get(1),
            });
            Ok(taken.ok_or(LeaseRefused::Held))
        };
        let outcome = timeout(ANSWER_WITHIN, work).await;
        written(client, outcome)
    }

    pub(crate) async fn give_up_lease(
        &self,
        clinic: ClinicRow,
        device: DeviceRow,
        name: [u8; 32],
        fencing: i64,
    ) -> Result<(), BufferError> {
        let client = self.lend(BufferError::NotWritten).await?;
        let work = async {
            client
                .execute(
                    "update leases
                     set holder = null
                     where clinic = $1 and name = $2 and holder = $3 and fencing = $4",
                    &[&clinic, &name.as_slice(), &device, &fencing],
                )
                .await?;
            Ok(())
        };
        let outcome = timeout(ANSWER_WITHIN, work).await;
        written(client, outcome)
    }
}
