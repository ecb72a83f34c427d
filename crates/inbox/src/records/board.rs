//! The lead board: of both sides for those who read both, so that a lead who wrote to a clinical number is not forgotten.

use super::card::{label_view, lead_view, readable};
use crate::{
    desk::Desk,
    error::InboxError,
    show,
    view::board::{BoardCardView, BoardColumnView, BoardView},
};
use recado_domain::{
    channel::Side,
    lead_status::LeadStatus,
    message::{Direction, MessageKind},
    time::UnixMs,
};
use recado_store::{
    Conn,
    conversations::{
        board::{self, Card},
        labels, records,
    },
    error::StoreError,
};
use std::{collections::BTreeMap, time::Duration};

/// The most cards one question may ask for in a column.
const LONGEST: u32 = 500;
/// What counts as lately come.
const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

/// Returns the board with at most `limit` cards a column.
///
/// # Errors
/// [`InboxError::Locked`], storage.
pub(crate) async fn board(desk: &Desk, limit: u32) -> Result<BoardView, InboxError> {
    let now = desk.inner.options.clock.now();
    let limit = limit.clamp(1, LONGEST);
    desk.with_house(move |house| {
        let who = house.signed_in()?;
        let mut all = Read::default();
        for side in readable(&who) {
            let read = house.read(side, |conn| read(conn, side, limit, now))?;
            all.join(read);
        }
        Ok(all.view(limit))
    })
    .await
}

#[derive(Default)]
struct Read {
    counts: BTreeMap<LeadStatus, u64>,
    flagged: BTreeMap<LeadStatus, u64>,
    columns: BTreeMap<LeadStatus, Vec<BoardCardView>>,
    apart: Vec<BoardCardView>,
    came_this_week: u64,
}

impl Read {
    fn join(&mut self, other: Self) {
        let add = |to: &mut BTreeMap<LeadStatus, u64>, from: BTreeMap<LeadStatus, u64>| {
            for (status, count) in from {
                *to.entry(status).or_default() += count;
            }
        };
        add(&mut self.counts, other.counts);
        add(&mut self.flagged, other.flagged);
        for (status, cards) in other.columns {
            self.columns.entry(status).or_default().extend(cards);
        }
        self.apart.extend(other.apart);
        self.came_this_week += other.came_this_week;
    }

    fn view(mut self, limit: u32) -> BoardView {
        let count = |of: &BTreeMap<LeadStatus, u64>, status| of.get(&status).copied().unwrap_or(0);
        let open = LeadStatus::ALL
            .into_iter()
            .filter(|status| !matches!(status, LeadStatus::Converted | LeadStatus::Lost));
        let total = open.map(|status| count(&self.counts, status)).sum();
        let mut columns = Vec::new();
        for status in LeadStatus::ALL {
            let mut cards = self.columns.remove(&status).unwrap_or_default();
            cards.sort_by_key(|card| std::cmp::Reverse(card.last_at));
            cards.truncate(limit as usize);
            let apart = count(&self.flagged, status);
            columns.push(BoardColumnView {
                status,
                count: count(&self.counts, status).saturating_sub(apart),
                cards,
            });
        }
        self.apart
            .sort_by_key(|card| (std::cmp::Reverse(card.alert), card.last_at));
        BoardView {
            columns,
            apart: self.apart,
            total,
            came_this_week: self.came_this_week,
        }
    }
}

fn read(conn: &Conn, side: Side, limit: u32, now: UnixMs) -> Result<Read, StoreError> {
    let views = |cards: Vec<Card>| -> Result<Vec<BoardCardView>, StoreError> {
        cards
            .into_iter()
            .map(|card| view(conn, side, card))
            .collect()
    };
    let mut columns = BTreeMap::new();
    for status in LeadStatus::ALL {
        columns.insert(status, views(board::column(conn, status, limit)?)?);
    }
    Ok(Read {
        counts: board::counts(conn)?,
        flagged: board::flagged(conn)?,
        columns,
        apart: views(board::needing_a_person(conn, LONGEST)?)?,
        came_this_week: board::count_since(conn, now.minus(WEEK))?,
    })
}

fn view(conn: &Conn, side: Side, card: Card) -> Result<BoardCardView, StoreError> {
    let conversation = card.conversation;
    let identity = conversation.identity;
    let lead = records::lead(conn, identity)?.ok_or(StoreError::Damaged)?;
    let labels = labels::of(conn, identity)?;
    let last = conversation.last;
    Ok(BoardCardView {
        side,
        conversation: conversation.id,
        name: show::name(&card.name, card.address.map(|address| address.shown())),
        channel: conversation.channel_kind,
        channel_id: conversation.channel,
        preview: last
            .as_ref()
            .map(|last| last.preview.clone())
            .unwrap_or_default(),
        kind: last.as_ref().map_or(MessageKind::Text, |last| last.kind),
        direction: last
            .as_ref()
            .map_or(Direction::Inbound, |last| last.direction),
        last_at: last.as_ref().map_or(0, |last| last.at.0),
        since: card.since.0,
        unread: conversation.unread,
        lead: lead_view(&lead),
        labels: labels.into_iter().map(label_view).collect(),
        alert: conversation.alert,
    })
}
