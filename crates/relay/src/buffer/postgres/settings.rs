//! A clinic's channels and Meta apps, and the assets that nobody has connected.

use std::collections::BTreeMap;

use deadpool_postgres::{Client, Transaction};
use recado_protocol::app::App;
use recado_protocol::channel::{Channel, ChannelState};
use recado_protocol::status::UnclaimedAsset;

use super::access::Failed;
use crate::buffer::{ChannelsRefused, ClinicRow, MOST_UNCLAIMED, UnclaimedEntry};

/// Begins a change of settings: one at a time across all relays, as with a file's one writer.
pub(super) async fn change(client: &mut Client) -> Result<Transaction<'_>, Failed> {
    let transaction = client.transaction().await?;
    transaction
        .execute(
            "update revisions set settings = settings + 1 where id = 1",
            &[],
        )
        .await?;
    Ok(transaction)
}

/// Commits a change of a clinic's settings, and tells all relays.
pub(super) async fn changed(transaction: Transaction<'_>, clinic: ClinicRow) -> Result<(), Failed> {
    transaction
        .execute(
            "select pg_notify('recado_settings', $1::bigint::text)",
            &[&clinic],
        )
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// Returns how often settings were changed.
pub(super) async fn revision(client: &Client) -> Result<i64, Failed> {
    let statement = client
        .prepare_cached("select settings from revisions where id = 1")
        .await?;
    Ok(client.query_one(&statement, &[]).await?.get(0))
}

/// Replaces a clinic's channels.
pub(super) async fn put_channels(
    client: &mut Client,
    clinic: ClinicRow,
    channels: &[Channel],
) -> Result<Result<(), ChannelsRefused>, Failed> {
    let transaction = change(client).await?;
    let objects: Vec<&str> = channels.iter().map(|c| c.object.as_str()).collect();
    let assets: Vec<&str> = channels.iter().map(|c| c.asset_id.as_str()).collect();
    let taken = transaction
        .query_opt(
            "select 1
             from channels
             where clinic <> $1
               and (object, asset_id) in (select * from unnest($2::text[], $3::text[]))
             limit 1",
            &[&clinic, &objects, &assets],
        )
        .await?;
    if taken.is_some() {
        return Ok(Err(ChannelsRefused::AssetTaken));
    }
    // Of several desktops, none may know what another has connected.
    transaction
        .execute(
            "delete from channels
             where clinic = $1
               and (select count(*) from devices where clinic = $1 and is_admitted) < 2",
            &[&clinic],
        )
        .await?;
    let insert = transaction
        .prepare_cached(
            "insert into channels (object, asset_id, number_id, clinic, is_on)
             values ($1, $2, $3, $4, $5)
             on conflict (object, asset_id, number_id) do update set is_on = excluded.is_on",
        )
        .await?;
    for channel in channels {
        let number_id = channel.number_id.as_deref().unwrap_or_default();
        let is_on = channel.state == ChannelState::On;
        let object = channel.object.as_str();
        transaction
            .execute(
                &insert,
                &[&object, &channel.asset_id, &number_id, &clinic, &is_on],
            )
            .await?;
    }
    transaction
        .execute(
            "delete from unclaimed
             where (object, asset_id) in (select * from unnest($1::text[], $2::text[]))",
            &[&objects, &assets],
        )
        .await?;
    changed(transaction, clinic).await?;
    Ok(Ok(()))
}

/// Replaces a clinic's apps.
pub(super) async fn put_apps(
    client: &mut Client,
    clinic: ClinicRow,
    apps: &[App],
) -> Result<(), Failed> {
    let transaction = change(client).await?;
    // Of several desktops, none may know what another has connected.
    transaction
        .execute(
            "delete from apps
             where clinic = $1
               and (select count(*) from devices where clinic = $1 and is_admitted) < 2",
            &[&clinic],
        )
        .await?;
    let insert = transaction
        .prepare_cached(
            "insert into apps (clinic, app_id, secret, verify_token)
             values ($1, $2, $3, $4)
             on conflict (clinic, app_id) do update
             set secret = excluded.secret, verify_token = excluded.verify_token",
        )
        .await?;
    for app in apps {
        let (secret, verify_token) = (app.secret.expose(), app.verify_token.expose());
        transaction
            .execute(&insert, &[&clinic, &app.app_id, &secret, &verify_token])
            .await?;
    }
    changed(transaction, clinic).await
}

/// Counts entries for assets that nobody has connected.
pub(super) async fn count_unclaimed(
    transaction: &Transaction<'_>,
    entries: &[&UnclaimedEntry],
) -> Result<(), Failed> {
    // Summed up, because one statement may touch a row once; in order, so that two relays never wait in a circle.
    let mut sums: BTreeMap<(ClinicRow, &str, &str), (i64, i64)> = BTreeMap::new();
    for entry in entries {
        let key = (entry.clinic, entry.object.as_str(), entry.asset_id.as_str());
        let (count, last_at) = sums.entry(key).or_insert((0, entry.at));
        *count += 1;
        *last_at = (*last_at).max(entry.at);
    }
    let clinics: Vec<ClinicRow> = sums.keys().map(|(clinic, _, _)| *clinic).collect();
    let objects: Vec<&str> = sums.keys().map(|(_, object, _)| *object).collect();
    let assets: Vec<&str> = sums.keys().map(|(_, _, asset)| *asset).collect();
    let counts: Vec<i64> = sums.values().map(|(count, _)| *count).collect();
    let last: Vec<i64> = sums.values().map(|(_, last_at)| *last_at).collect();
    let insert = transaction
        .prepare_cached(
            "insert into unclaimed (clinic, object, asset_id, count, last_at)
             select *
             from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
             on conflict (clinic, object, asset_id) do update
             set count = unclaimed.count + excluded.count,
                 last_at = greatest(unclaimed.last_at, excluded.last_at)",
        )
        .await?;
    transaction
        .execute(&insert, &[&clinics, &objects, &assets, &counts, &last])
        .await?;
    let forget = transaction
        .prepare_cached(
            "delete from unclaimed
             where (clinic, object, asset_id) in (
               select clinic, object, asset_id
               from (
                 select clinic, object, asset_id,
                        row_number() over (
                          partition by clinic order by last_at desc, object, asset_id
                        ) as place
                 from unclaimed
                 where clinic = any($1)
               ) as ranked
               where place > $2
             )",
        )
        .await?;
    transaction
        .execute(&forget, &[&clinics, &MOST_UNCLAIMED])
        .await?;
    Ok(())
}

/// Returns the unclaimed assets that a clinic's own app signed for.
pub(super) async fn unclaimed(
    client: &Client,
    clinic: ClinicRow,
) -> Result<Vec<UnclaimedAsset>, Failed> {
    let statement = client
        .prepare_cached(
            "select object, asset_id, count, last_at
             from unclaimed
             where clinic = $1
             order by object collate \"C\", asset_id collate \"C\"",
        )
        .await?;
    let rows = client.query(&statement, &[&clinic]).await?;
    let assets = rows.iter().map(|row| UnclaimedAsset {
        object: row.get(0),
        asset_id: row.get(1),
        count: u64::try_from(row.get::<_, i64>(2)).unwrap_or(0),
        last_at: row.get(3),
    });
    Ok(assets.collect())
}
