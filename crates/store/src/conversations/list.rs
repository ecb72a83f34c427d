//! The list of conversations: one index scan, every column the row shows beside it.

use super::persons::NAME;
use super::state::{COLUMN_COUNT, COLUMNS, Conversation, from_row};
use crate::Conn;
use crate::error::StoreError;
use recado_domain::address::Address;
use recado_domain::id::{ChannelId, LabelId, StaffId};
use recado_domain::service_window::{SOON, WINDOW};
use recado_domain::time::UnixMs;
use rusqlite::{Row, ToSql};
use uuid::Uuid;

/// The tabs over the list. What is put away, snoozed or resolved, stands on its own tab only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFilter {
    /// Every conversation that is not put away.
    All,
    /// Those that whoever looks holds.
    Mine,
    /// Those that nobody looks after.
    Unassigned,
    /// With unread messages.
    Unread,
    /// The service window ends within four hours.
    EndingSoon,
    /// With an open alert.
    Risk,
    /// Put away until a time, the soonest first.
    Snoozed,
    /// Done until the contact writes again.
    Resolved,
}

/// What to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListQuery {
    /// Which tab.
    pub filter: ListFilter,
    /// Only this channel.
    pub channel: Option<ChannelId>,
    /// Who looks: what they hold is counted, and which drafts are theirs. Nobody holds or writes nothing.
    pub viewer: Option<StaffId>,
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

/// How many conversations each tab has; how many are resolved is no work and not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListCounts {
    /// Not put away.
    pub all: u64,
    /// Looked after by whoever looks.
    pub mine: u64,
    /// Looked after by nobody.
    pub unassigned: u64,
    /// With unread messages.
    pub unread: u64,
    /// Whose window ends within four hours.
    pub ending_soon: u64,
    /// With an open alert.
    pub risk: u64,
    /// Put away until a time.
    pub snoozed: u64,
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
    /// Whether whoever looks was writing here.
    pub has_own_draft: bool,
    /// Who else was writing here, and when; the latest. An empty name where nobody knows.
    pub other_draft: Option<(String, UnixMs)>,
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
    let sql = rows_sql(query.filter, label.is_some());
    let values = Values::of(query.channel, query.viewer, query.now);
    let limit = i64::from(query.limit) + 1;
    let label = label.map(|label| label.0);
    let mut params = values.params(&sql);
    params.push((":limit", &limit));
    if label.is_some() {
        params.push((":label", &label));
    }
    let mut select = conn.prepare_cached(&sql)?;
    let rows = select.query_map(params.as_slice(), list_row)?;
    let mut rows: Vec<ListRow> = rows.collect::<Result<_, _>>()?;
    let has_more = rows.len() > query.limit as usize;
    rows.truncate(query.limit as usize);
    Ok(List {
        rows,
        has_more,
        counts: counts(conn, query.channel, query.viewer, query.now)?,
    })
}

/// Returns how many conversations each tab has, as `viewer` sees them.
///
/// # Errors
/// [`StoreError`].
pub fn counts(
    conn: &Conn,
    channel: Option<ChannelId>,
    viewer: Option<StaffId>,
    now: UnixMs,
) -> Result<ListCounts, StoreError> {
    let values = Values::of(channel, viewer, now);
    let count = |filter| {
        let sql = count_sql(filter);
        let params = values.params(&sql);
        let mut query = conn.prepare_cached(&sql)?;
        query.query_row(params.as_slice(), |row| row.get(0))
    };
    Ok(ListCounts {
        all: count(ListFilter::All)?,
        mine: count(ListFilter::Mine)?,
        unassigned: count(ListFilter::Unassigned)?,
        unread: count(ListFilter::Unread)?,
        ending_soon: count(ListFilter::EndingSoon)?,
        risk: count(ListFilter::Risk)?,
        snoozed: count(ListFilter::Snoozed)?,
    })
}

fn rows_sql(filter: ListFilter, has_label: bool) -> String {
    let (index, tab) = tab(filter);
    let order = match filter {
        ListFilter::Snoozed => "snoozed_until_at",
        ListFilter::All
        | ListFilter::Mine
        | ListFilter::Unassigned
        | ListFilter::Unread
        | ListFilter::EndingSoon
        | ListFilter::Risk
        | ListFilter::Resolved => "listed_at desc",
    };
    let label = if has_label {
        " and exists (select 1 from identity_labels
           where identity_labels.identity = conversations.identity and label = :label)"
    } else {
        ""
    };
    format!(
        "select {COLUMNS}, {NAME}, is_patient,
           case when name = '' then (select value from addresses
             where addresses.identity = identities.id order by kind limit 1) end,
           exists (select 1 from drafts where drafts.conversation = conversations.id and author = :viewer),
           (select author_name from (select author_name, max(at) from drafts
             where drafts.conversation = conversations.id and author <> :viewer)),
           (select max(at) from drafts where drafts.conversation = conversations.id and author <> :viewer)
         from conversations indexed by {index} cross join identities on identities.id = conversations.identity
         where {tab} and (:channel is null or channel = :channel){label}
         order by {order} limit :limit"
    )
}

fn count_sql(filter: ListFilter) -> String {
    let (index, tab) = tab(filter);
    format!(
        "select count(*) from conversations indexed by {index}
         where {tab} and (:channel is null or channel = :channel)"
    )
}

/// The index of a tab, and what it holds in the words of that index.
fn tab(filter: ListFilter) -> (&'static str, &'static str) {
    match filter {
        ListFilter::All => (
            "conversations_open",
            "state = 'open' and last_message is not null",
        ),
        ListFilter::Mine => (
            "conversations_held",
            "state = 'open' and last_message is not null and assignee = :viewer",
        ),
        ListFilter::Unassigned => (
            "conversations_held",
            "state = 'open' and last_message is not null and assignee is null",
        ),
        ListFilter::Unread => (
            "conversations_unread",
            "state = 'open' and last_message is not null and unread > 0",
        ),
        ListFilter::EndingSoon => (
            "conversations_by_window",
            "state = 'open' and last_message is not null
               and window_opened_at > :opened_after and window_opened_at < :opened_before",
        ),
        ListFilter::Risk => (
            "conversations_risk",
            "last_message is not null and alert_level > 0",
        ),
        ListFilter::Snoozed => ("conversations_snoozed", "state = 'snoozed'"),
        ListFilter::Resolved => (
            "conversations_resolved",
            "state = 'resolved' and last_message is not null",
        ),
    }
}

/// What a query of this module may ask for by name.
struct Values {
    channel: Option<Uuid>,
    viewer: Option<Uuid>,
    opened_after: i64,
    opened_before: i64,
}

impl Values {
    fn of(channel: Option<ChannelId>, viewer: Option<StaffId>, now: UnixMs) -> Self {
        let opened_after = now.minus(WINDOW);
        Self {
            channel: channel.map(|channel| channel.0),
            viewer: viewer.map(|viewer| viewer.0),
            opened_after: opened_after.0,
            opened_before: opened_after.plus(SOON).0,
        }
    }

    /// Returns those that a statement names.
    fn params(&self, sql: &str) -> Vec<(&'static str, &dyn ToSql)> {
        let all: [(&str, &dyn ToSql); 4] = [
            (":channel", &self.channel),
            (":viewer", &self.viewer),
            (":opened_after", &self.opened_after),
            (":opened_before", &self.opened_before),
        ];
        let named = all.into_iter().filter(|(name, _)| sql.contains(name));
        named.collect()
    }
}

fn list_row(row: &Row<'_>) -> rusqlite::Result<ListRow> {
    let address: Option<String> = row.get(COLUMN_COUNT + 2)?;
    let (author, at): (Option<String>, Option<i64>) =
        (row.get(COLUMN_COUNT + 4)?, row.get(COLUMN_COUNT + 5)?);
    Ok(ListRow {
        conversation: from_row(row)?,
        name: row.get(COLUMN_COUNT)?,
        is_patient: row.get(COLUMN_COUNT + 1)?,
        address: address.and_then(|json| serde_json::from_str(&json).ok()),
        has_own_draft: row.get(COLUMN_COUNT + 3)?,
        other_draft: author.zip(at.map(UnixMs)),
    })
}

#[cfg(test)]
mod tests;
