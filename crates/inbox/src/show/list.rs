//! The conversation list of one place.

use crate::{
    desk::Desk,
    error::InboxError,
    show,
    view::list::{ListFilter, ListQuery, ListView, RowView},
};
use recado_domain::{
    identity,
    message::{Direction, MessageKind},
    time::UnixMs,
};
use recado_store::conversations::list::{self, ListRow};

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
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let wanted = list::ListQuery {
            filter: match query.filter {
                ListFilter::All => list::ListFilter::All,
                ListFilter::Unread => list::ListFilter::Unread,
                ListFilter::EndingSoon => list::ListFilter::EndingSoon,
                ListFilter::Risk => list::ListFilter::Risk,
            },
            channel_kind: query.channel,
            now,
            limit: limit.clamp(1, LONGEST),
        };
        let found = house.read(query.side, |conn| list::list(conn, &wanted))?;
        Ok(ListView {
            rows: found.rows.into_iter().map(|row| view(row, now)).collect(),
            has_more: found.has_more,
            unread: found.counts.unread,
            ending_soon: found.counts.ending_soon,
            risk: found.counts.risk,
        })
    })
    .await
}

fn view(row: ListRow, now: UnixMs) -> RowView {
    let conversation = row.conversation;
    let last = conversation.last;
    RowView {
        conversation: conversation.id,
        initials: identity::initials(&row.name),
        name: show::name(&row.name, row.address.map(|address| address.shown())),
        is_patient: row.is_patient,
        channel: conversation.channel_kind,
        preview: last
            .as_ref()
            .map(|last| last.preview.clone())
            .unwrap_or_default(),
        kind: last.as_ref().map_or(MessageKind::Text, |last| last.kind),
        direction: last
            .as_ref()
            .map_or(Direction::Inbound, |last| last.direction),
        status: last.as_ref().and_then(|last| last.status),
        last_at: last.as_ref().map_or(0, |last| last.at.0),
        unread: conversation.unread,
        window: show::window(conversation.window_opened_at, now),
        alert: conversation.alert,
        has_draft: !conversation.draft.trim().is_empty(),
    }
}
