//! By which channel something came.

use super::Filing;
use recado_domain::{channel::ChannelKind, id::ChannelId};
use recado_store::{
    clinic::channels::{self, Channel, ChannelState},
    error::StoreError,
};
use recado_webhook::event::Event;

impl Filing<'_> {
    /// Returns the channel an event came by.
    pub(super) fn channel(&self, kind: ChannelKind, event: &Event) -> Result<Channel, StoreError> {
        self.channel_at(kind, &event.asset_id, event.number_id.as_deref())
    }

    /// Returns the channel of an account at Meta, making one for a number nobody connected here (decision 0003).
    pub(super) fn channel_at(
        &self,
        kind: ChannelKind,
        asset: &str,
        number: Option<&str>,
    ) -> Result<Channel, StoreError> {
        if let Some(channel) = channels::find(self.tx, kind, asset, number)? {
            return Ok(channel);
        }
        if number.is_none() {
            let of_asset = channels::all(self.tx)?
                .into_iter()
                .find(|c| c.kind == kind && c.asset_id == asset);
            if let Some(channel) = of_asset {
                return Ok(channel);
            }
        }
        let channel = Channel {
            id: ChannelId::generate(),
            kind,
            asset_id: asset.to_owned(),
            number_id: number.map(str::to_owned),
            shown: number.unwrap_or(asset).to_owned(),
            name: String::new(),
            side: kind.default_side(),
            is_on: true,
            state: ChannelState::SignInAgain,
            quality: None,
            last_webhook_at: None,
            proved_at: None,
            created_at: self.now,
            colour: channels::OWN_COLOUR.to_owned(),
            messaging_limit: None,
            restriction: None,
        };
        channels::put(self.tx, &channel)?;
        Ok(channel)
    }
}
