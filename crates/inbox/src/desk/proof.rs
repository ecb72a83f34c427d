//! What a desk can say about what it took in: for replays, measurements and operators. Counts, never contents.

use crate::{
    connect,
    desk::{Desk, Tally},
    error::InboxError,
    receive::drain,
};
use recado_domain::{
    channel::{ChannelKind, Side},
    id::ChannelId,
    time::UnixMs,
};
use recado_store::{
    clinic::{
        channels::{self, Channel, ChannelState},
        seen, spool,
        tokens::{self, TokenName},
        unreadable,
    },
    conversations::{apply, event::Event, messages},
};
use secrecy::SecretString;

/// An account at Meta, as its webhooks name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asset {
    /// What it is.
    pub kind: ChannelKind,
    /// WABA, Page or Instagram account id.
    pub asset_id: String,
    /// WhatsApp's phone number id.
    pub number_id: Option<String>,
}

impl Desk {
    /// Returns what was taken in since the desk was opened.
    pub fn tally(&self) -> Tally {
        self.inner
            .tally
            .lock()
            .map(|tally| tally.clone())
            .unwrap_or_default()
    }

    /// Claims accounts at the relay without asking Graph: for replays and measurements, where there is no Meta.
    /// They receive and cannot send.
    ///
    /// # Errors
    /// An unreachable relay, storage.
    pub async fn claim_without_proof(
        &self,
        assets: Vec<Asset>,
        app_secret: SecretString,
    ) -> Result<(), InboxError> {
        let now = self.inner.options.clock.now();
        self.with_house(move |house| {
            house.clinic.write(|tx| {
                for asset in assets {
                    let channel = Channel {
                        id: ChannelId::generate(),
                        kind: asset.kind,
                        shown: asset
                            .number_id
                            .clone()
                            .unwrap_or_else(|| asset.asset_id.clone()),
                        asset_id: asset.asset_id,
                        number_id: asset.number_id,
                        name: String::new(),
                        side: asset.kind.default_side(),
                        is_on: true,
                        state: ChannelState::SignInAgain,
                        quality: None,
                        last_webhook_at: None,
                        proved_at: None,
                        created_at: now,
                        colour: channels::OWN_COLOUR.to_owned(),
                        messaging_limit: None,
                        restriction: None,
                    };
                    channels::put(tx, &channel)?;
                    for (name, secret) in [
                        (TokenName::AppSecret, app_secret.clone()),
                        (TokenName::AppId, SecretString::from("1".to_owned())),
                        (
                            TokenName::VerifyToken,
                            SecretString::from("no Meta verifies this".to_owned()),
                        ),
                    ] {
                        tokens::put(tx, &house.token_key, channel.id, name, &secret)?;
                    }
                }
                Ok::<_, InboxError>(())
            })
        })
        .await?;
        connect::whatsapp::tell_relay(self).await
    }

    /// Files messages as if they had come by the clinic's first channel: the long history of a measurement.
    ///
    /// # Errors
    /// [`InboxError::Locked`] for patients without a sign-in, [`InboxError::NotFound`] without a channel, storage.
    pub async fn file_history(
        &self,
        side: Side,
        mut events: Vec<Event>,
        now: UnixMs,
    ) -> Result<(), InboxError> {
        self.with_house(move |house| {
            let store = house.held(side).ok_or(InboxError::Locked)?;
            let channel = house.clinic.read(channels::all)?.into_iter().next();
            let channel = channel.ok_or(InboxError::NotFound)?.id;
            store.write(|tx| {
                for event in &mut events {
                    if let Event::Message(message) = event {
                        message.contact.channel = channel;
                    }
                    apply::apply(tx, event, now)?;
                }
                Ok(())
            })?;
            Ok(())
        })
        .await
    }

    /// Returns whether everything the relay keeps for this desk is taken in and filed in the stores.
    ///
    /// # Errors
    /// An unreachable relay, storage.
    pub async fn is_caught_up(&self) -> Result<bool, InboxError> {
        let Some((client, _)) = connect::relay_client(self).await? else {
            return Ok(true);
        };
        if client.status().await?.waiting > 0 {
            return Ok(false);
        }
        self.with_house(|house| {
            let waiting = house.clinic.read(|conn| {
                Ok::<_, InboxError>(
                    spool::count(conn, Side::Clinical)? + spool::count(conn, Side::Leads)?,
                )
            })?;
            Ok(waiting == 0)
        })
        .await
    }

    /// Returns whether an item with this id is stored: a message as a row, a reaction, edit or revoke as applied.
    ///
    /// # Errors
    /// Storage.
    pub async fn holds(&self, asset: Asset, provider_id: String) -> Result<bool, InboxError> {
        self.with_house(move |house| {
            let channel = house.clinic.read(|conn| {
                channels::find(
                    conn,
                    asset.kind,
                    &asset.asset_id,
                    asset.number_id.as_deref(),
                )
                .and_then(|found| match found {
                    Some(channel) => Ok(Some(channel)),
                    None => Ok(channels::all(conn)?
                        .into_iter()
                        .find(|c| c.kind == asset.kind && c.asset_id == asset.asset_id)),
                })
            })?;
            let Some(channel) = channel else {
                return Ok(false);
            };
            for side in [Side::Clinical, Side::Leads] {
                if let Some(store) = house.held(side)
                    && store
                        .read(|conn| messages::find(conn, channel.id, &provider_id))?
                        .is_some()
                {
                    return Ok(true);
                }
            }
            let hash = house
                .clinic
                .index_key()
                .provider_hash(channel.id, &provider_id);
            let is_known = house.clinic.read(|conn| seen::get(conn, hash))?.is_some();
            let is_drained = house.clinic.read(|conn| {
                Ok::<_, InboxError>(
                    spool::count(conn, Side::Clinical)? + spool::count(conn, Side::Leads)? == 0,
                )
            })?;
            // What could not be applied was taken out of the spool, too.
            let kept = house
                .clinic
                .read(|conn| unreadable::newest(conn, u32::MAX))?;
            let was_set_aside = kept.iter().any(|item| item.kind == drain::SET_ASIDE);
            Ok(is_known && is_drained && !was_set_aside)
        })
        .await
    }
}
