//! The lines to the outside: pairing with the relay, epochs, channels and their switches, templates.

pub(crate) mod epochs;
pub(crate) mod pages;
pub(crate) mod pair;
pub(crate) mod proof;
pub(crate) mod self_test;
pub(crate) mod switch;
pub(crate) mod templates;
pub(crate) mod whatsapp;

use crate::{desk::Desk, error::InboxError, relay::RelayClient, view::connection::ProofView};
use recado_domain::{channel::ChannelKind, id::ChannelId};
use recado_graph::client::{BASE_URL, GraphClient, VERSION};
use recado_protocol::{envelope::Cursor, secret::SecretText};
use recado_store::clinic::{
    channels::{self, Channel},
    relay_link,
    tokens::{self, TokenName},
};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// Starts telling relay and Meta of switched channels, and testing the way in.
pub(crate) fn start(desk: &Desk) {
    let weak = std::sync::Arc::downgrade(&desk.inner);
    desk.keep(&tokio::spawn(switch::run(weak.clone())));
    desk.keep(&tokio::spawn(self_test::run(weak)));
}

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

/// Returns a channel.
///
/// # Errors
/// [`InboxError::NotFound`], storage.
pub(crate) async fn channel(desk: &Desk, id: ChannelId) -> Result<Channel, InboxError> {
    desk.with_house(move |house| {
        let found = house.clinic.read(|conn| channels::get(conn, id))?;
        found.ok_or(InboxError::NotFound)
    })
    .await
}

/// Looks at what is proved about a channel of any kind.
///
/// # Errors
/// [`InboxError::NotFound`], [`InboxError::ChannelOff`] without a token, storage.
pub(crate) async fn prove(desk: &Desk, id: ChannelId) -> Result<ProofView, InboxError> {
    let found = channel(desk, id).await?;
    match found.kind {
        ChannelKind::WhatsApp => whatsapp::prove_channel(desk, id).await,
        ChannelKind::Messenger | ChannelKind::Instagram => pages::prove(desk, &found).await,
    }
}

/// Returns id and secret of the Meta app a channel belongs to; empty where nobody knows them.
///
/// # Errors
/// Storage.
pub(crate) async fn app_of(
    desk: &Desk,
    channel: ChannelId,
) -> Result<(String, SecretString), InboxError> {
    desk.with_house(move |house| {
        let get = |name| {
            house
                .clinic
                .read(|conn| tokens::get(conn, &house.token_key, channel, name))
        };
        let id = get(TokenName::AppId)?.unwrap_or_default();
        let secret = get(TokenName::AppSecret)?.unwrap_or_default();
        Ok((id.expose_secret().to_owned(), secret))
    })
    .await
}

/// Returns the app a token belongs to, as Meta says; empty when it does not say.
pub(crate) async fn app_id_of(desk: &Desk, token: &SecretString) -> String {
    let report = desk.inner.graph.debug_token(token, token).await;
    let app_id = report.ok().and_then(|report| report.app_id);
    app_id.unwrap_or_default()
}

/// Returns whether a text can be one of Meta's ids.
pub(crate) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= 32 && text.bytes().all(|b| b.is_ascii_digit())
}
