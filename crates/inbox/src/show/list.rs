//! The conversation list of one place.

use crate::{
    desk::Desk,
    error::InboxError,
    show,
    view::{
        list::{ListFilter, ListQuery, ListView, RowView},
        work::RowWorkView,
    },
    work,
};
use recado_domain::{
    id::LabelId,
    identity,
    message::{Direction, MessageKind},
    time::UnixMs,
};
use recado_store::{
    Conn,
    clinic::staff,
    conversations::{
        list::{self, ListRow},
        media,
        messages::MessageId,
    },
    error::StoreError,
};
use std::collections::BTreeMap;

/// The longest list one question may ask for.
const LONGEST: u32 = 2000;

/// Returns the newest conversations.
///
/// # Errors
/// [`InboxError::Locked`] for the clinical place without a sign-in; storage.
pub(crate) async fn list(
    desk: &Desk,
    query: ListQuery,
    limit: u32,
) -> Result<ListView, InboxError> {
    select(desk, query, limit, None).await
}

/// Returns the part of the list whose people have a label.
///
/// # Errors
/// As [`list()`].
pub(crate) async fn labelled(
    desk: &Desk,
    query: ListQuery,
    limit: u32,
    label: LabelId,
) -> Result<ListView, InboxError> {
    select(desk, query, limit, Some(label)).await
}

async fn select(
    desk: &Desk,
    query: ListQuery,
    limit: u32,
    label: Option<LabelId>,
) -> Result<ListView, InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let me = house.signed_in().ok().map(|who| who.staff);
        let staff = house.clinic.read(staff::all)?;
        let wanted = list::ListQuery {
            filter: match query.filter {
                ListFilter::All => list::ListFilter::All,
                ListFilter::Mine => list::ListFilter::Mine,
                ListFilter::Unassigned => list::ListFilter::Unassigned,
                ListFilter::Unread => list::ListFilter::Unread,
                ListFilter::EndingSoon => list::ListFilter::EndingSoon,
                ListFilter::Risk => list::ListFilter::Risk,
                ListFilter::Snoozed => list::ListFilter::Snoozed,
                ListFilter::Resolved => list::ListFilter::Resolved,
            },
            channel: query.channel,
            viewer: me,
            now,
            limit: limit.clamp(1, LONGEST),
        };
        let (found, lengths) = house.read(query.side, |conn| {
            let found = match label {
                None => list::list(conn, &wanted)?,
                Some(label) => list::labelled(conn, &wanted, label)?,
            };
            let lengths = lengths(conn, &found.rows)?;
            Ok((found, lengths))
        })?;
        let rows = found.rows.into_iter();
        Ok(ListView {
            rows: rows
                .map(|row| {
                    let work = work::show::of_row(&row, &staff, me);
                    view(row, work, &lengths, now)
                })
                .collect(),
            has_more: found.has_more,
            all: found.counts.all,
            mine: found.counts.mine,
            unassigned: found.counts.unassigned,
            unread: found.counts.unread,
            ending_soon: found.counts.ending_soon,
            risk: found.counts.risk,
            snoozed: found.counts.snoozed,
        })
    })
    .await
}

/// How long what plays plays, by its message, for example `0:14`.
type Lengths = BTreeMap<MessageId, String>;

/// Returns the lengths of last messages that play and have no words, by one query for all rows.
fn lengths(conn: &Conn, rows: &[ListRow]) -> Result<Lengths, StoreError> {
    let playing: Vec<MessageId> = rows
        .iter()
        .filter_map(|row| row.conversation.last.as_ref())
        .filter(|last| last.preview.is_empty() && plays(last.kind))
        .map(|last| last.id)
        .collect();
    if playing.is_empty() {
        return Ok(Lengths::new());
    }
    let files = media::of_messages(conn, &playing)?;
    Ok(files
        .into_iter()
        .filter_map(|(message, files)| {
            let seconds = files.first()?.duration_ms? / 1000;
            Some((message, format!("{}:{:02}", seconds / 60, seconds % 60)))
        })
        .collect())
}

fn plays(kind: MessageKind) -> bool {
    matches!(
        kind,
        MessageKind::Voice | MessageKind::Audio | MessageKind::Video
    )
}

fn view(row: ListRow, work: RowWorkView, lengths: &Lengths, now: UnixMs) -> RowView {
    let conversation = row.conversation;
    let last = conversation.last;
    let preview = last.as_ref().map(|last| {
        let length = lengths.get(&last.id);
        length.unwrap_or(&last.preview).clone()
    });
    RowView {
        conversation: conversation.id,
        initials: identity::initials(&row.name),
        name: show::name(&row.name, row.address.map(|address| address.shown())),
        is_patient: row.is_patient,
        channel: conversation.channel_kind,
        channel_id: conversation.channel,
        is_handled_elsewhere: conversation.handled_elsewhere_at.is_some(),
        preview: preview.unwrap_or_default(),
        kind: last.as_ref().map_or(MessageKind::Text, |last| last.kind),
        direction: last
            .as_ref()
            .map_or(Direction::Inbound, |last| last.direction),
        status: last.as_ref().and_then(|last| last.status),
        last_at: last.as_ref().map_or(0, |last| last.at.0),
        unread: conversation.unread,
        window: show::window(
            conversation.channel_kind,
            conversation.window_opened_at,
            now,
        ),
        alert: conversation.alert,
        has_draft: row.has_own_draft,
        work,
    }
}
