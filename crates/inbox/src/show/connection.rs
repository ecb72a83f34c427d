//! The connection page.

use crate::{
    connect::switch,
    desk::Desk,
    error::InboxError,
    relay, send,
    view::connection::{
        ChannelEventKind, ChannelEventView, ChannelState, ChannelView, ConnectionView, RelayView,
    },
};
use recado_store::{
    Conn,
    clinic::{
        channel_events::{self, ChannelEvent},
        channels, relay_link, unreadable,
    },
    error::StoreError,
};
use serde::de::DeserializeOwned;

/// How many of a channel's events are shown.
const EVENTS: u32 = 20;

/// Returns how relay and channels stand.
///
/// # Errors
/// Storage.
pub(crate) async fn connection_view(desk: &Desk) -> Result<ConnectionView, InboxError> {
    let beat = desk.inner.pulse.beat();
    let self_test = desk.inner.self_tests.view();
    desk.with_house(move |house| {
        let url = house.clinic.read(relay_link::url)?;
        let relay = RelayView {
            address: url.as_deref().and_then(relay::shown_address),
            is_reachable: beat.is_reachable,
            is_trying: url.is_some() && !beat.has_asked && !beat.is_removed,
            is_removed: beat.is_removed,
            last_contact_at: beat.last_contact_at.map(|at| at.0),
            waiting: beat.waiting,
            unreadable: house.clinic.read(unreadable::count)?,
            self_test,
            unclaimed: beat
                .unclaimed
                .iter()
                .map(|asset| format!("{} {}", asset.object, asset.asset_id))
                .collect(),
        };
        let channels = house.clinic.read(|conn| {
            let all = channels::all(conn)?.into_iter();
            all.map(|channel| channel_view(conn, channel)).collect()
        })?;
        Ok(ConnectionView {
            relay,
            channels,
            outbox_waiting: send::waiting(house)?,
        })
    })
    .await
}

fn channel_view(conn: &Conn, channel: channels::Channel) -> Result<ChannelView, StoreError> {
    let events = channel_events::of_channel(conn, channel.id, EVENTS)?;
    Ok(ChannelView {
        id: channel.id,
        kind: channel.kind,
        side: channel.side,
        shown: channel.shown,
        name: channel.name,
        is_on: channel.is_on,
        state: match channel.state {
            channels::ChannelState::Connected => ChannelState::Connected,
            channels::ChannelState::WaitingForMessage => ChannelState::WaitingForMessage,
            channels::ChannelState::SignInAgain => ChannelState::SignInAgain,
            channels::ChannelState::Paused => ChannelState::Paused,
        },
        quality: channel.quality,
        last_webhook_at: channel.last_webhook_at.map(|at| at.0),
        colour: switch::colour(&channel.colour),
        messaging_limit: channel.messaging_limit,
        restriction: channel.restriction,
        events: events.into_iter().map(event_view).collect(),
    })
}

fn event_view(event: ChannelEvent) -> ChannelEventView {
    ChannelEventView {
        at: event.at.0,
        about: named(&event.about).unwrap_or(ChannelEventKind::Other),
        is_warning: event.is_warning,
        detail: event.detail,
    }
}

/// Returns the value that has this name across the wire, which is its name in the database, too.
fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}
