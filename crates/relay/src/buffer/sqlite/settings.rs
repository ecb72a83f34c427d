//! A clinic's channels and Meta apps, and the assets that nobody has connected.

use recado_protocol::app::App;
use recado_protocol::channel::{Channel, ChannelState};
use recado_protocol::status::UnclaimedAsset;
use rusqlite::{Connection, OptionalExtension as _};

use crate::buffer::{ChannelsRefused, ClinicRow, MOST_UNCLAIMED, UnclaimedEntry};

/// Replaces a clinic's channels.
pub(super) fn put_channels(
    connection: &Connection,
    clinic: ClinicRow,
    channels: &[Channel],
) -> rusqlite::Result<Result<(), ChannelsRefused>> {
    for channel in channels {
        let taken = connection
            .prepare_cached(
                "select 1 from channels where object = ?1 and asset_id = ?2 and clinic <> ?3 limit 1",
            )?
            .query_row((channel.object.as_str(), &channel.asset_id, clinic), |_| Ok(()))
            .optional()?;
        if taken.is_some() {
            return Ok(Err(ChannelsRefused::AssetTaken));
        }
    }
    // Of several desktops, none may know what another has connected.
    connection.execute(
        "delete from channels
         where clinic = ?1
           and (select count(*) from devices where clinic = ?1 and is_admitted) < 2",
        [clinic],
    )?;
    for channel in channels {
        connection
            .prepare_cached(
                "insert into channels (object, asset_id, number_id, clinic, is_on)
                 values (?1, ?2, ?3, ?4, ?5)
                 on conflict (object, asset_id, number_id) do update set is_on = excluded.is_on",
            )?
            .execute((
                channel.object.as_str(),
                &channel.asset_id,
                channel.number_id.as_deref().unwrap_or_default(),
                clinic,
                channel.state == ChannelState::On,
            ))?;
        connection
            .prepare_cached("delete from unclaimed where object = ?1 and asset_id = ?2")?
            .execute((channel.object.as_str(), &channel.asset_id))?;
    }
    Ok(Ok(()))
}

/// Replaces a clinic's apps.
pub(super) fn put_apps(
    connection: &Connection,
    clinic: ClinicRow,
    apps: &[App],
) -> rusqlite::Result<()> {
    // Of several desktops, none may know what another has connected.
    connection.execute(
        "delete from apps
         where clinic = ?1
           and (select count(*) from devices where clinic = ?1 and is_admitted) < 2",
        [clinic],
    )?;
    let mut insert = connection.prepare_cached(
        "insert into apps (clinic, app_id, secret, verify_token)
         values (?1, ?2, ?3, ?4)
         on conflict (clinic, app_id) do update
         set secret = excluded.secret, verify_token = excluded.verify_token",
    )?;
    for app in apps {
        insert.execute((
            clinic,
            &app.app_id,
            app.secret.expose(),
            app.verify_token.expose(),
        ))?;
    }
    Ok(())
}

/// Counts an entry for an asset that nobody has connected.
pub(super) fn count_unclaimed(
    connection: &Connection,
    entry: &UnclaimedEntry,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "insert into unclaimed (clinic, object, asset_id, count, last_at)
             values (?1, ?2, ?3, 1, ?4)
             on conflict (clinic, object, asset_id) do update
             set count = count + 1, last_at = max(last_at, excluded.last_at)",
        )?
        .execute((entry.clinic, &entry.object, &entry.asset_id, entry.at))?;
    connection
        .prepare_cached(
            "delete from unclaimed
             where clinic = ?1 and (object, asset_id) in (
               select object, asset_id
               from unclaimed
               where clinic = ?1
               order by last_at desc, object, asset_id
               limit -1 offset ?2
             )",
        )?
        .execute((entry.clinic, MOST_UNCLAIMED))
        .map(|_| ())
}

/// Returns the unclaimed assets that a clinic's own app signed for.
pub(super) fn unclaimed(
    connection: &Connection,
    clinic: ClinicRow,
) -> rusqlite::Result<Vec<UnclaimedAsset>> {
    let mut select = connection.prepare_cached(
        "select object, asset_id, count, last_at
         from unclaimed
         where clinic = ?1
         order by object, asset_id",
    )?;
    let rows = select.query_map([clinic], |row| {
        let count: i64 = row.get(2)?;
        Ok(UnclaimedAsset {
            object: row.get(0)?,
            asset_id: row.get(1)?,
            count: u64::try_from(count).unwrap_or(0),
            last_at: row.get(3)?,
        })
    })?;
    rows.collect()
}
