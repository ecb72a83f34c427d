//! Making the tables, one relay at a time, and refusing a server that would forget.

use deadpool_postgres::Client;

use super::access::{self, Failed, unusable};
use super::place::PostgresPlace;
use super::{envelopes, tables};
use crate::buffer::OpenBufferError;
use crate::buffer::look::{Inside, Look};

const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/postgres/0001_start.sql"),
    include_str!("../../../migrations/postgres/0002_alarms.sql"),
    include_str!("../../../migrations/postgres/0003_devices.sql"),
];
/// The schema that the last of them makes.
pub(in crate::buffer) const NEWEST_SCHEMA: i64 = MIGRATIONS.len() as i64;
const NEWEST: &str = "select coalesce(max(version), 0) from schema_version";
/// Whoever holds it may make tables: "recado" as a number.
const MIGRATING: i64 = 0x72_65_63_61_64_6f;

/// Opens the database for a move: under another name, so that relays can be told from it.
pub(in crate::buffer) async fn open_alone(
    place: &PostgresPlace,
) -> Result<Client, OpenBufferError> {
    let mut place = place.clone();
    place.name_sessions("recado-relay-move");
    prepare(&mut place).await?;
    let pool = access::pool(&place, 1)?;
    pool.get()
        .await
        .map_err(|_| unusable(&place, "no connection"))
}

/// Proves that the server keeps what it promises, and makes the tables.
pub(super) async fn prepare(place: &mut PostgresPlace) -> Result<(), OpenBufferError> {
    let pool = access::pool(place, 1)?;
    let mut client = pool.get().await.map_err(|error| match error {
        deadpool_postgres::PoolError::Backend(error) => {
            unusable(place, &access::Failed::Server(error).code())
        }
        _ => unusable(place, "no connection"),
    })?;
    let durability = durability(&client).await;
    match durability.map_err(|failed| unusable(place, &failed.code()))? {
        Durability::Kept => {}
        Durability::WhenAsked => place.insist_on_the_disk(),
        Durability::Forgets => {
            return Err(OpenBufferError::PostgresForgets {
                place: place.to_string(),
            });
        }
    }
    migrate(&mut client, place).await
}

/// Looks into the database without changing it.
pub(in crate::buffer) async fn look(place: &PostgresPlace) -> Result<Look, OpenBufferError> {
    let pool = access::pool(place, 1)?;
    let client = pool.get().await;
    let mut client = client.map_err(|_| unusable(place, "no connection"))?;
    let durability = durability(&client).await;
    if matches!(durability, Ok(Durability::Forgets)) {
        return Err(OpenBufferError::PostgresForgets {
            place: place.to_string(),
        });
    }
    let looked = look_inside(&mut client).await;
    looked.map_err(|failed| unusable(place, &failed.code()))
}

async fn look_inside(client: &mut Client) -> Result<Look, Failed> {
    let known = NEWEST_SCHEMA;
    let has_tables = "select to_regclass('schema_version') is not null";
    let mut found = 0;
    if client.query_one(has_tables, &[]).await?.get(0) {
        found = client.query_one(NEWEST, &[]).await?.get(0);
    }
    let mut inside = None;
    if found == known {
        let (_, clinics) = tables::clinics(client).await?;
        let oldest = envelopes::oldest(client).await?;
        inside = Some(Inside { clinics, oldest });
    }
    Ok(Look {
        found,
        known,
        inside,
    })
}

/// Applies what is missing; relays that start at once wait for each other.
async fn migrate(client: &mut Client, place: &PostgresPlace) -> Result<(), OpenBufferError> {
    let known = NEWEST_SCHEMA;
    let found = migrate_to_known(client)
        .await
        .map_err(|failed| unusable(place, &failed.code()))?;
    if found > known {
        return Err(OpenBufferError::PostgresNewer {
            place: place.to_string(),
            found,
            known,
        });
    }
    Ok(())
}

async fn migrate_to_known(client: &mut Client) -> Result<i64, Failed> {
    let transaction = client.transaction().await?;
    transaction
        .execute("select pg_advisory_xact_lock($1)", &[&MIGRATING])
        .await?;
    transaction
        .batch_execute("create table if not exists schema_version (version bigint primary key)")
        .await?;
    let found: i64 = transaction.query_one(NEWEST, &[]).await?.get(0);
    let missing = (1_i64..)
        .zip(MIGRATIONS)
        .filter(|(version, _)| *version > found);
    for (version, migration) in missing {
        transaction.batch_execute(migration).await?;
        transaction
            .execute(
                "insert into schema_version (version) values ($1)",
                &[&version],
            )
            .await?;
    }
    transaction.commit().await?;
    Ok(found)
}

/// Whether the server waits for its disk before it says that something is kept.
enum Durability {
    /// It does.
    Kept,
    /// Only when asked.
    WhenAsked,
    /// Never.
    Forgets,
}

/// Returns what the server promises.
async fn durability(client: &Client) -> Result<Durability, Failed> {
    let row = client
        .query_one(
            "select current_setting('fsync'), current_setting('synchronous_commit')",
            &[],
        )
        .await?;
    let (fsync, commit): (String, String) = (row.get(0), row.get(1));
    Ok(match (fsync.as_str(), commit.as_str()) {
        ("off", _) => Durability::Forgets,
        (_, "off") => Durability::WhenAsked,
        (_, _) => Durability::Kept,
    })
}
