//! What a newcomer is handed: the clinic's identity, and its channels with their secrets, so that nobody types them again.
//!
//! It travels sealed to the newcomer's key and signed by the clinic; only desktops read it. It carries its version, and
//! what a version does not know is left alone.

use crate::{error::InboxError, house::House, session::files::CLINIC_NAME};
use recado_domain::{
    channel::{ChannelKind, Side},
    id::ChannelId,
    time::UnixMs,
};
use recado_protocol::{bytes::Nonce, roster::Roster};
use recado_store::{
    Conn, Tx,
    clinic::{
        channels::{self, Channel, ChannelState},
        settings,
        tokens::{self, TokenName},
    },
    error::StoreError,
    key::Key32,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zeroize::Zeroize;

const VERSION: u32 = 1;
const SECRETS: [(TokenName, &str); 5] = [
    (TokenName::Access, "access"),
    (TokenName::AppId, "app_id"),
    (TokenName::AppSecret, "app_secret"),
    (TokenName::VerifyToken, "verify_token"),
    (TokenName::PageId, "page_id"),
];

/// What a newcomer is handed.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Letter {
    version: u32,
    /// The seed of the clinic's identity key. Whoever is in can let in and take out.
    identity_seed: Nonce,
    /// The roster with the newcomer in it.
    pub roster: Roster,
    /// The clinic's name.
    clinic: String,
    channels: Vec<ChannelInLetter>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChannelInLetter {
    id: ChannelId,
    kind: ChannelKind,
    asset_id: String,
    number_id: Option<String>,
    shown: String,
    name: String,
    side: Side,
    is_on: bool,
    state: String,
    quality: Option<String>,
    proved_at: Option<UnixMs>,
    created_at: UnixMs,
    colour: String,
    messaging_limit: Option<String>,
    restriction: Option<String>,
    secrets: BTreeMap<String, String>,
}

impl Drop for Letter {
    fn drop(&mut self) {
        self.identity_seed.0.zeroize();
        for channel in &mut self.channels {
            channel.secrets.values_mut().for_each(Zeroize::zeroize);
        }
    }
}

impl Letter {
    /// Returns the letter of this clinic as it is now.
    ///
    /// # Errors
    /// Storage.
    pub fn of(house: &House, identity_seed: &Key32, roster: Roster) -> Result<Self, InboxError> {
        let (clinic, all) = house.clinic.read(|conn| {
            let clinic: Option<String> = settings::get(conn, CLINIC_NAME)?;
            let all = channels::all(conn)?;
            let channels: Result<Vec<_>, StoreError> = all
                .into_iter()
                .map(|channel| in_letter(conn, &house.token_key, channel))
                .collect();
            Ok::<_, StoreError>((clinic.unwrap_or_default(), channels?))
        })?;
        Ok(Self {
            version: VERSION,
            identity_seed: Nonce(*identity_seed.expose()),
            roster,
            clinic,
            channels: all,
        })
    }

    /// Returns the seed of the clinic's identity key.
    pub fn identity_seed(&self) -> Key32 {
        Key32::from_bytes(self.identity_seed.0)
    }

    /// Keeps what it says about the clinic and its channels; what is here already stays.
    ///
    /// # Errors
    /// Storage.
    pub fn keep(&self, tx: &Tx<'_>, token_key: &Key32) -> Result<(), StoreError> {
        if settings::get::<String>(tx, CLINIC_NAME)?.is_none() {
            settings::set(tx, CLINIC_NAME, &self.clinic)?;
        }
        for known in &self.channels {
            if channels::get(tx, known.id)?.is_some() {
                continue;
            }
            channels::put(tx, &known.channel())?;
            for (name, text) in SECRETS {
                if let Some(secret) = known.secrets.get(text) {
                    let secret = SecretString::from(secret.clone());
                    tokens::put(tx, token_key, known.id, name, &secret)?;
                }
            }
        }
        Ok(())
    }
}

fn in_letter(
    conn: &Conn,
    token_key: &Key32,
    channel: Channel,
) -> Result<ChannelInLetter, StoreError> {
    let mut secrets = BTreeMap::new();
    for (name, text) in SECRETS {
        if let Some(secret) = tokens::get(conn, token_key, channel.id, name)? {
            secrets.insert(text.to_owned(), secret.expose_secret().to_owned());
        }
    }
    Ok(ChannelInLetter {
        id: channel.id,
        kind: channel.kind,
        asset_id: channel.asset_id,
        number_id: channel.number_id,
        shown: channel.shown,
        name: channel.name,
        side: channel.side,
        is_on: channel.is_on,
        state: channel.state.as_str().to_owned(),
        quality: channel.quality,
        proved_at: channel.proved_at,
        created_at: channel.created_at,
        colour: channel.colour,
        messaging_limit: channel.messaging_limit,
        restriction: channel.restriction,
        secrets,
    })
}

impl ChannelInLetter {
    fn channel(&self) -> Channel {
        Channel {
            id: self.id,
            kind: self.kind,
            asset_id: self.asset_id.clone(),
            number_id: self.number_id.clone(),
            shown: self.shown.clone(),
            name: self.name.clone(),
            side: self.side,
            is_on: self.is_on,
            state: ChannelState::from_name(&self.state).unwrap_or(ChannelState::Connected),
            quality: self.quality.clone(),
            last_webhook_at: None,
            proved_at: self.proved_at,
            created_at: self.created_at,
            colour: self.colour.clone(),
            messaging_limit: self.messaging_limit.clone(),
            restriction: self.restriction.clone(),
        }
    }
}
