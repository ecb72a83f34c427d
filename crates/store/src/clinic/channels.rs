//! Channels: the clinic's accounts at Meta and how they stand.

use crate::error::StoreError;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::channel::{ChannelKind, Side};
use recado_domain::id::ChannelId;
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};

/// Whether a channel works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelState {
    /// Sends and receives.
    Connected,
    /// Graph answers, but no inbound message has proved the way in yet.
    WaitingForMessage,
    /// Meta refuses the token.
    SignInAgain,
    /// Meta has trouble; sending pauses for a while.
    Paused,
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Which.
    pub id: ChannelId,
    /// What it is at Meta.
    pub kind: ChannelKind,
    /// WhatsApp Business Account, Page or Instagram account.
    pub asset_id: String,
    /// WhatsApp's phone number id.
    pub number_id: Option<String>,
    /// Number or account name as shown.
    pub shown: String,
    /// The name patients see.
    pub name: String,
    /// Where unknown senders go.
    pub side: Side,
    /// Whether it is switched on.
    pub is_on: bool,
    /// How it stands.
    pub state: ChannelState,
    /// Quality at Meta: `GREEN`, `YELLOW`, `RED`; absent if unknown.
    pub quality: Option<String>,
    /// The last webhook for it.
    pub last_webhook_at: Option<UnixMs>,
    /// The inbound message that proved the way in.
    pub proved_at: Option<UnixMs>,
    /// When it was connected.
    pub created_at: UnixMs,
    /// The caller's name of its colour in the inbox; [`OWN_COLOUR`] for that of its kind.
    pub colour: String,
    /// How many people may be written to a day by template, as Meta names it; absent if unknown.
    pub messaging_limit: Option<String>,
    /// Why Meta does not let it send, in Meta's word; absent while it does.
    pub restriction: Option<String>,
}

/// The colour of a channel that has none of its own choosing.
pub const OWN_COLOUR: &str = "own";

impl ChannelState {
    /// Returns the name this state has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::WaitingForMessage => "waiting_for_message",
            Self::SignInAgain => "sign_in_again",
            Self::Paused => "paused",
        }
    }

    /// Returns the state named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Connected,
            Self::WaitingForMessage,
            Self::SignInAgain,
            Self::Paused,
        ]
        .into_iter()
        .find(|state| state.as_str() == name)
    }
}

/// Adds a channel, or changes what is known of it.
///
/// # Errors
/// [`StoreError`], also when another channel has the same account.
pub fn put(tx: &Tx<'_>, channel: &Channel) -> Result<(), StoreError> {
    tx.execute(
        "insert into channels (id, kind, asset_id, number_id, shown, name, side, is_on, state, quality,
           last_webhook_at, proved_at, created_at, colour, messaging_limit, restriction)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
         on conflict (id) do update set asset_id = excluded.asset_id, number_id = excluded.number_id,
           shown = excluded.shown, name = excluded.name, side = excluded.side, is_on = excluded.is_on,
           state = excluded.state, quality = excluded.quality, last_webhook_at = excluded.last_webhook_at,
           proved_at = excluded.proved_at, colour = excluded.colour, messaging_limit = excluded.messaging_limit,
           restriction = excluded.restriction",
        params![
            channel.id.0,
            channel.kind.as_str(),
            channel.asset_id,
            channel.number_id,
            channel.shown,
            channel.name,
            channel.side.as_str(),
            channel.is_on,
            channel.state.as_str(),
            channel.quality,
            channel.last_webhook_at.map(|at| at.0),
            channel.proved_at.map(|at| at.0),
            channel.created_at.0,
            channel.colour,
            channel.messaging_limit,
            channel.restriction
        ],
    )?;
    Ok(())
}

/// Sets how a channel stands.
///
/// # Errors
/// [`StoreError`].
pub fn set_state(tx: &Tx<'_>, id: ChannelId, state: ChannelState) -> Result<(), StoreError> {
    tx.prepare_cached("update channels set state = ?2 where id = ?1")?
        .execute(params![id.0, state.as_str()])?;
    Ok(())
}

/// Switches a channel on or off.
///
/// # Errors
/// [`StoreError`].
pub fn set_on(tx: &Tx<'_>, id: ChannelId, is_on: bool) -> Result<(), StoreError> {
    tx.prepare_cached("update channels set is_on = ?2 where id = ?1")?
        .execute(params![id.0, is_on])?;
    Ok(())
}

/// Sets a channel's colour in the inbox.
///
/// # Errors
/// [`StoreError`].
pub fn set_colour(tx: &Tx<'_>, id: ChannelId, colour: &str) -> Result<(), StoreError> {
    tx.prepare_cached("update channels set colour = ?2 where id = ?1")?
        .execute(params![id.0, colour])?;
    Ok(())
}

/// What Meta says a channel is worth and may do; what is absent stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// `GREEN`, `YELLOW`, `RED`.
    pub quality: Option<String>,
    /// Meta's name of the limit.
    pub messaging_limit: Option<String>,
    /// `Some(None)` when a restriction was lifted.
    pub restriction: Option<Option<String>>,
}

/// Notes what Meta says of a channel.
///
/// # Errors
/// [`StoreError`].
pub fn note_standing(tx: &Tx<'_>, id: ChannelId, standing: &Standing) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update channels set quality = coalesce(?2, quality), messaging_limit = coalesce(?3, messaging_limit),
           restriction = iif(?4, ?5, restriction) where id = ?1",
    )?
    .execute(params![
        id.0,
        standing.quality,
        standing.messaging_limit,
        standing.restriction.is_some(),
        standing.restriction.as_ref().and_then(Option::as_deref)
    ])?;
    Ok(())
}

/// Notes a webhook for a channel; the latest stays.
///
/// # Errors
/// [`StoreError`].
pub fn note_webhook(tx: &Tx<'_>, id: ChannelId, at: UnixMs) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update channels set last_webhook_at = max(coalesce(last_webhook_at, 0), ?2) where id = ?1",
    )?
    .execute(params![id.0, at.0])?;
    Ok(())
}

/// Notes that an inbound message proved a channel: the first one stays, and a waiting channel is connected.
///
/// # Errors
/// [`StoreError`].
pub fn note_proof(tx: &Tx<'_>, id: ChannelId, at: UnixMs) -> Result<(), StoreError> {
    tx.prepare_cached(
        "update channels set proved_at = coalesce(proved_at, ?2),
           state = case state when 'waiting_for_message' then 'connected' else state end
         where id = ?1",
    )?
    .execute(params![id.0, at.0])?;
    Ok(())
}

/// Returns every channel in the order they were connected.
///
/// # Errors
/// [`StoreError`].
pub fn all(conn: &Conn) -> Result<Vec<Channel>, StoreError> {
    let mut query = conn.prepare_cached(&format!("{SELECT} order by created_at, id"))?;
    let rows = query.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns a channel.
///
/// # Errors
/// [`StoreError`].
pub fn get(conn: &Conn, id: ChannelId) -> Result<Option<Channel>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} where id = ?1"))?
        .query_row([id.0], from_row)
        .optional()?)
}

/// Returns the channel of an account at Meta; `number_id` tells the numbers of one WhatsApp account apart.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    conn: &Conn,
    kind: ChannelKind,
    asset_id: &str,
    number_id: Option<&str>,
) -> Result<Option<Channel>, StoreError> {
    Ok(conn
        .prepare_cached(&format!(
            "{SELECT} where kind = ?1 and asset_id = ?2 and coalesce(number_id, '') = coalesce(?3, '')"
        ))?
        .query_row(params![kind.as_str(), asset_id, number_id], from_row)
        .optional()?)
}

const SELECT: &str =
    "select id, kind, asset_id, number_id, shown, name, side, is_on, state, quality,
   last_webhook_at, proved_at, created_at, colour, messaging_limit, restriction from channels";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Channel> {
    Ok(Channel {
        id: ChannelId(row.get(0)?),
        kind: named(row, 1, ChannelKind::from_name)?,
        asset_id: row.get(2)?,
        number_id: row.get(3)?,
        shown: row.get(4)?,
        name: row.get(5)?,
        side: named(row, 6, Side::from_name)?,
        is_on: row.get(7)?,
        state: named(row, 8, ChannelState::from_name)?,
        quality: row.get(9)?,
        last_webhook_at: row.get::<_, Option<i64>>(10)?.map(UnixMs),
        proved_at: row.get::<_, Option<i64>>(11)?.map(UnixMs),
        created_at: UnixMs(row.get(12)?),
        colour: row.get(13)?,
        messaging_limit: row.get(14)?,
        restriction: row.get(15)?,
    })
}
