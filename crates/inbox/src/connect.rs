//! The lines to the outside: pairing with the relay, epochs, the WhatsApp number, its templates.

pub(crate) mod epochs;
pub(crate) mod pair;
pub(crate) mod proof;
pub(crate) mod templates;
pub(crate) mod whatsapp;

use crate::{desk::Desk, error::InboxError, relay::RelayClient};
use recado_domain::id::ChannelId;
use recado_graph::client::{BASE_URL, GraphClient, VERSION};
use recado_protocol::{envelope::Cursor, secret::SecretText};
use recado_store::clinic::{
    relay_link,
    tokens::{self, TokenName},
};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// Returns a client of Graph, or of the simulator on this machine.
///
/// # Errors
/// [`InboxError::InvalidInput`] for any other address.
pub(crate) fn graph_client(base: Option<&Url>) -> Result<GraphClient, InboxError> {
    let base = match base {
        Some(base) => base.clone(),
        None => Url::parse(BASE_URL).map_err(|_| InboxError::InvalidInput)?,
    };
    GraphClient::new(base, VERSION).map_err(|_| InboxError::InvalidInput)
}

/// Returns a client of the paired relay and the cursor; nothing before pairing.
///
/// # Errors
/// Storage.
pub(crate) async fn relay_client(desk: &Desk) -> Result<Option<(RelayClient, Cursor)>, InboxError> {
    let link = desk
        .with_house(|house| {
            Ok(house
                .clinic
                .read(|conn| relay_link::get(conn, &house.token_key))?)
        })
        .await?;
    let Some(link) = link else { return Ok(None) };
    let token = SecretText::new(link.token.expose_secret());
    let client = RelayClient::new(desk.inner.http.clone(), &link.url, Some(token))?;
    Ok(Some((client, Cursor(link.cursor))))
}

/// Returns a channel's access token.
///
/// # Errors
/// [`InboxError::ChannelOff`] when it has none; storage.
pub(crate) async fn access_token(
    desk: &Desk,
    channel: ChannelId,
) -> Result<SecretString, InboxError> {
    desk.with_house(move |house| {
        let token = house
            .clinic
            .read(|conn| tokens::get(conn, &house.token_key, channel, TokenName::Access))?;
        token.ok_or(InboxError::ChannelOff)
    })
    .await
}
