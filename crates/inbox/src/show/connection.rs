//! The connection page.

use crate::{
    desk::Desk,
    error::InboxError,
    relay, send,
    view::connection::{ChannelState, ChannelView, ConnectionView, RelayView},
};
use recado_store::clinic::{channels, relay_link, unreadable};

/// Returns how relay and channels stand.
///
/// # Errors
/// Storage.
pub(crate) async fn connection_view(desk: &Desk) -> Result<ConnectionView, InboxError> {
    let beat = desk.inner.pulse.beat();
    desk.with_house(move |house| {
        let url = house.clinic.read(relay_link::url)?;
        let relay = RelayView {
            address: url.as_deref().and_then(relay::shown_address),
            is_reachable: beat.is_reachable,
            last_contact_at: beat.last_contact_at.map(|at| at.0),
            waiting: beat.waiting,
            unreadable: house.clinic.read(unreadable::count)?,
            unclaimed: beat
                .unclaimed
                .iter()
                .map(|asset| format!("{} {}", asset.object, asset.asset_id))
                .collect(),
        };
        let channels = house
            .clinic
            .read(channels::all)?
            .into_iter()
            .map(channel_view)
            .collect();
        Ok(ConnectionView {
            relay,
            channels,
            outbox_waiting: send::waiting(house)?,
        })
    })
    .await
}

fn channel_view(channel: channels::Channel) -> ChannelView {
    ChannelView {
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
    }
}
