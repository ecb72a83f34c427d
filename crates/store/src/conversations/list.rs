//! The list of conversations: one index scan, every column the row shows beside it.

use super::state::{COLUMNS, Conversation, from_row};
use crate::Conn;
use crate::error::StoreError;
use recado_domain::address::Address;
use recado_domain::id::{ChannelId, LabelId};
use recado_domain::service_window::{SOON, WINDOW};
use recado_domain::time::UnixMs;
use rusqlite::{Row, named_params};

/// The tabs over the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFilter {
    /// Every conversation.
    All,
    /// With unread messages.
    Unread,
    /// The service window ends within four hours.
    EndingSoon,
    /// With an open alert.
    Risk,
}

/// What to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListQuery {
    /// Which tab.
    pub filter: ListFilter,
    /// Only this channel.
    pub channel: Option<ChannelId>,
    /// The time that windows are looked at.
    pub now: UnixMs,
    /// How many rows at most.
    pub limit: u32,
}

/// The list, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Rows, newest first.
    pub rows: Vec<ListRow>,
    /// Whether older rows exist beyond these.
    pub has_more: bool,
    /// How many there are on the other tabs.
    pub counts: ListCounts,
}

/// How many conversations each tab has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListCounts {
    /// With unread messages.
    pub unread: u64,
    /// Whose window ends within four hours.
    pub ending_soon: u64,
    /// With an open alert.
    pub risk: u64,
}

/// A row of the list.
#[derive(Clone, PartialEq, Eq)]
pub struct ListRow {
    /// The conversation; always with a newest message.
    pub conversation: Conversation,
    /// The contact's name; empty when none is known.
    pub name: String,
    /// Whether the contact is a patient.
    pub is_patient: bool,
    /// An address to show when there is no name.
    pub address: Option<Address>,
}

impl std::fmt::Debug for ListRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ListRow({:?})", self.conversation)
    }
}

/// Returns the list.
///
/// # Errors
/// [`StoreError`].
pub fn list(conn: &Conn, query: &ListQuery) -> Result<List, StoreError> {
    select(conn, query, None)
}

/// Returns the part of the list whose people have a label; the counts are those of the whole list.
///
/// # Errors
/// [`StoreError`].
pub fn labelled(conn: &Conn, query: &ListQuery, label: LabelId) -> Result<List, StoreError> {
    select(conn, query, Some(label))
}

fn select(conn: &Conn, query: &ListQuery, label: Option<LabelId>) -> Result<List, StoreError> {
    let tab = match query.filter {
        ListFilter::All => ":opened_after is not null and :opened_before is not null",
        ListFilter::Unread => {
            "unread > 0 and :opened_after is not null and :opened_before is not null"
        }
        ListFilter::EndingSoon => ENDING_SOON,
        ListFilter::Risk => {
            "alert_level > 0 and :opened_after is not null and :opened_before is not null"
        }
    };
    let has_label = match label {
        None => ":label is null",
        Some(_) => {
            "exists (select 1 from identity_labels
               where identity_labels.identity = conversations.identity and label = :label)"
        }
    };
    let mut select = conn.prepare_cached(&format!(
        "select {COLUMNS}, name, is_patient,
           case when name = '' then (select value from addresses
             where addresses.identity = identities.id order by kind limit 1) end
         from conversations join identities on identities.id = conversations.identity
         where last_message is not null and {tab} and (:channel is null or channel = :channel)
           and {has_label}
         order by last_at desc limit :limit"
    ))?;
    let (opened_after, opened_before) = ending_soon(query.now);
    let channel = query.channel.map(|channel| channel.0);
    let rows = select.query_map(
        named_params! {
            ":opened_after": opened_after,
            ":opened_before": opened_before,
            ":channel": channel,
            ":label": label.map(|label| label.0),
            ":limit": i64::from(query.limit) + 1,
        },
        list_row,
    )?;
    let mut rows: Vec<ListRow> = rows.collect::<Result<_, _>>()?;
    let has_more = rows.len() > query.limit as usize;
    rows.truncate(query.limit as usize);
    Ok(List {
        rows,
        has_more,
        counts: counts(conn, query.channel, query.now)?,
    })
}

/// Returns how many conversations each tab has.
///
/// # Errors
/// [`StoreError`].
pub fn counts(
    conn: &Conn,
    channel: Option<ChannelId>,
    now: UnixMs,
) -> Result<ListCounts, StoreError> {
    let (opened_after, opened_before) = ending_soon(now);
    let mut query = conn.prepare_cached(&format!(
        "select
           (select count(*) from conversations
             where unread > 0 and (:channel is null or channel = :channel)),
           (select count(*) from conversations
             where {ENDING_SOON} and last_message is not null and (:channel is null or channel = :channel)),
           (select count(*) from conversations
             where alert_level > 0 and (:channel is null or channel = :channel))"
    ))?;
    Ok(query.query_row(
        named_params! {
            ":channel": channel.map(|channel| channel.0),
            ":opened_after": opened_after,
            ":opened_before": opened_before,
        },
        |row| {
            Ok(ListCounts {
                unread: row.get(0)?,
                ending_soon: row.get(1)?,
                risk: row.get(2)?,
            })
        },
    )?)
}

const ENDING_SOON: &str = "window_opened_at > :opened_after and window_opened_at < :opened_before";

/// Returns between which opening times a window is open and ends soon.
fn ending_soon(now: UnixMs) -> (i64, i64) {
    let opened_after = now.minus(WINDOW);
    (opened_after.0, opened_after.plus(SOON).0)
}

fn list_row(row: &Row<'_>) -> rusqlite::Result<ListRow> {
    let address: Option<String> = row.get(18)?;
    Ok(ListRow {
        conversation: from_row(row)?,
        name: row.get(16)?,
        is_patient: row.get(17)?,
        address: address.and_then(|json| serde_json::from_str(&json).ok()),
    })
}
