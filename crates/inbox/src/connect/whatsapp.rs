//! Connecting a WhatsApp number by hand, and proving it before "connected" is said.

use crate::{
    connect::{self, proof},
    desk::Desk,
    error::InboxError,
    relay::RelayClient,
    session,
    view::{
        change::Change,
        connection::{CheckResult, ProofView, WhatsAppForm},
    },
};
use recado_domain::{channel::ChannelKind, id::ChannelId, time::UnixMs};
use recado_graph::{numbers::Number, subscriptions::app_token};
use recado_protocol::{
    app::{App, PutApps},
    channel::{self as wire, Channels, MetaObject},
    secret::SecretText,
};
use recado_store::clinic::{
    audit,
    channels::{self, Channel, ChannelState},
    tokens::{self, TokenName},
};
use secrecy::{ExposeSecret, SecretString};

/// Connects a number: the token and the number must be right, the rest is shown as checks.
///
/// # Errors
/// [`InboxError::InvalidInput`], a refused token, a number that is not the account's, an unreachable relay or Graph.
pub(crate) async fn connect(desk: &Desk, form: WhatsAppForm) -> Result<ProofView, InboxError> {
    let form = trimmed(form)?;
    let token = SecretString::from(form.token.clone());
    let numbers = desk.inner.graph.numbers(&token, &form.waba_id).await?;
    let number = numbers
        .into_iter()
        .find(|number| number.id == form.number_id)
        .ok_or(InboxError::NumberNotInAccount)?;
    let form = with_app_id(desk, form, &token).await;
    let now = desk.inner.options.clock.now();
    let channel = desk
        .with_house(move |house| keep(house, &form, &number, now))
        .await?;
    tell_relay(desk).await?;
    desk.inner.outbox_wake.notify_one();
    desk.tell(Change::Connection);
    // Templates are wanted as soon as the first window closes.
    let again = desk.clone();
    desk.keep(&tokio::spawn(async move {
        if let Err(error) = connect::templates::sync(&again).await {
            tracing::warn!("templates were not read: {error}");
        }
    }));
    prove_channel(desk, channel).await
}

/// Proves the number that was connected last; nothing when none was.
///
/// # Errors
/// As [`prove_channel`].
pub(crate) async fn prove(desk: &Desk) -> Result<Option<ProofView>, InboxError> {
    let channel = desk
        .with_house(|house| {
            let all = house.clinic.read(channels::all)?;
            for channel in all
                .into_iter()
                .rev()
                .filter(|channel| channel.kind == ChannelKind::WhatsApp)
            {
                let token = house.clinic.read(|conn| {
                    tokens::get(conn, &house.token_key, channel.id, TokenName::Access)
                })?;
                if token.is_some() {
                    return Ok(Some(channel.id));
                }
            }
            Ok(None)
        })
        .await?;
    match channel {
        Some(channel) => Ok(Some(prove_channel(desk, channel).await?)),
        None => Ok(None),
    }
}

/// Fills in the app's id from the token, when nobody typed it.
async fn with_app_id(desk: &Desk, form: WhatsAppForm, token: &SecretString) -> WhatsAppForm {
    if !form.app_id.is_empty() {
        return form;
    }
    let app_id = connect::app_id_of(desk, token).await;
    WhatsAppForm { app_id, ..form }
}

fn trimmed(form: WhatsAppForm) -> Result<WhatsAppForm, InboxError> {
    let form = WhatsAppForm {
        waba_id: form.waba_id.trim().to_owned(),
        number_id: form.number_id.trim().to_owned(),
        token: form.token.trim().to_owned(),
        app_id: form.app_id.trim().to_owned(),
        app_secret: form.app_secret.trim().to_owned(),
        verify_token: form.verify_token.trim().to_owned(),
    };
    let is_filled = connect::is_id(&form.waba_id)
        && connect::is_id(&form.number_id)
        && (form.app_id.is_empty() || connect::is_id(&form.app_id))
        && ![&form.token, &form.app_secret, &form.verify_token]
            .iter()
            .any(|text| text.is_empty());
    if is_filled {
        Ok(form)
    } else {
        Err(InboxError::InvalidInput)
    }
}

fn keep(
    house: &crate::house::House,
    form: &WhatsAppForm,
    number: &Number,
    now: UnixMs,
) -> Result<ChannelId, InboxError> {
    house.clinic.write(|tx| {
        let known = channels::find(
            tx,
            ChannelKind::WhatsApp,
            &form.waba_id,
            Some(&form.number_id),
        )?;
        let channel = Channel {
            id: known
                .as_ref()
                .map_or_else(ChannelId::generate, |channel| channel.id),
            kind: ChannelKind::WhatsApp,
            asset_id: form.waba_id.clone(),
            number_id: Some(form.number_id.clone()),
            shown: number
                .display_phone_number
                .clone()
                .unwrap_or_else(|| form.number_id.clone()),
            name: number.verified_name.clone().unwrap_or_default(),
            side: known
                .as_ref()
                .map_or(ChannelKind::WhatsApp.default_side(), |channel| channel.side),
            is_on: true,
            state: match known.as_ref().and_then(|channel| channel.proved_at) {
                Some(_) => ChannelState::Connected,
                None => ChannelState::WaitingForMessage,
            },
            quality: number.quality_rating.clone(),
            last_webhook_at: known.as_ref().and_then(|channel| channel.last_webhook_at),
            proved_at: known.as_ref().and_then(|channel| channel.proved_at),
            created_at: known.as_ref().map_or(now, |channel| channel.created_at),
            colour: known.as_ref().map_or_else(
                || channels::OWN_COLOUR.to_owned(),
                |channel| channel.colour.clone(),
            ),
            messaging_limit: known
                .as_ref()
                .and_then(|channel| channel.messaging_limit.clone()),
            restriction: known
                .as_ref()
                .and_then(|channel| channel.restriction.clone()),
        };
        channels::put(tx, &channel)?;
        for (name, secret) in [
            (TokenName::Access, &form.token),
            (TokenName::AppId, &form.app_id),
            (TokenName::AppSecret, &form.app_secret),
            (TokenName::VerifyToken, &form.verify_token),
        ] {
            tokens::put(
                tx,
                &house.token_key,
                channel.id,
                name,
                &SecretString::from(secret.clone()),
            )?;
        }
        let who = house.signed_in().ok();
        let by = who.as_ref().map(|who| (who.staff, who.name.as_str()));
        audit::append(
            tx,
            &session::files::act(
                now,
                by,
                "channel.connected",
                &format!("{{\"channel\":\"{}\"}}", channel.id),
            ),
        )?;
        Ok(channel.id)
    })
}

/// Tells the relay which accounts are ours and how Meta's signatures are checked. Safe to repeat.
///
/// # Errors
/// An unreachable relay, storage.
pub(crate) async fn tell_relay(desk: &Desk) -> Result<(), InboxError> {
    let (client, _) = connect::relay_client(desk)
        .await?
        .ok_or(InboxError::NotFound)?;
    let (apps, channels) = desk
        .with_house(|house| {
            let all = house.clinic.read(channels::all)?;
            let mut apps: Vec<App> = Vec::new();
            let mut wire_channels = Vec::new();
            for channel in &all {
                let get = |name| {
                    house
                        .clinic
                        .read(|conn| tokens::get(conn, &house.token_key, channel.id, name))
                };
                let Some(secret) = get(TokenName::AppSecret)? else {
                    continue;
                };
                wire_channels.push(wire_channel(channel));
                let verify = get(TokenName::VerifyToken)?;
                let app_id = get(TokenName::AppId)?.map(|id| id.expose_secret().to_owned());
                // An app whose id nobody knows is told apart by the account it serves.
                let app_id = app_id
                    .filter(|id| !id.is_empty())
                    .unwrap_or_else(|| channel.asset_id.clone());
                if apps.iter().any(|app| app.app_id == app_id) {
                    continue;
                }
                apps.push(App {
                    app_id,
                    secret: SecretText::new(secret.expose_secret()),
                    verify_token: SecretText::new(
                        verify.as_ref().map_or("", |token| token.expose_secret()),
                    ),
                });
            }
            Ok((apps, wire_channels))
        })
        .await?;
    client
        .put_apps(&PutApps {
            version: Default::default(),
            apps,
        })
        .await?;
    client
        .put_channels(&Channels {
            version: Default::default(),
            channels,
        })
        .await?;
    Ok(())
}

fn wire_channel(channel: &Channel) -> wire::Channel {
    wire::Channel {
        object: match channel.kind {
            ChannelKind::WhatsApp => MetaObject::WhatsApp,
            ChannelKind::Messenger => MetaObject::Page,
            ChannelKind::Instagram => MetaObject::Instagram,
        },
        asset_id: channel.asset_id.clone(),
        number_id: channel.number_id.clone(),
        state: if channel.is_on {
            wire::ChannelState::On
        } else {
            wire::ChannelState::Off
        },
    }
}

/// Returns whether the relay took accounts, secrets and verify tokens.
pub(crate) async fn relay_check(desk: &Desk) -> CheckResult {
    match tell_relay(desk).await {
        Ok(()) => CheckResult::Passed,
        Err(InboxError::Relay(crate::relay::RelayError::Refused(_))) => CheckResult::Failed,
        Err(_) => CheckResult::Unreachable,
    }
}

/// Looks at what is proved about one number.
///
/// # Errors
/// [`InboxError::NotFound`], [`InboxError::ChannelOff`] without a token, storage.
pub(crate) async fn prove_channel(desk: &Desk, id: ChannelId) -> Result<ProofView, InboxError> {
    let channel = connect::channel(desk, id).await?;
    let token = connect::access_token(desk, id).await?;
    let (app_id, app_secret) = connect::app_of(desk, id).await?;
    let graph = &desk.inner.graph;
    let relay = relay_check(desk).await;
    let app_subscriptions = if app_id.is_empty() {
        None
    } else {
        Some(
            graph
                .app_subscriptions(&app_token(&app_id, &app_secret), &app_id)
                .await,
        )
    };
    let reads = proof::Reads {
        numbers: graph.numbers(&token, &channel.asset_id).await,
        subscribed_apps: graph.subscribed_apps(&token, &channel.asset_id).await,
        app_subscriptions,
        relay,
        has_inbound: channel.proved_at.is_some(),
    };
    let webhook_url = webhook_url(desk).await?;
    let number_id = channel.number_id.clone().unwrap_or_default();
    let checks = proof::checks(
        &reads,
        &number_id,
        &app_id,
        webhook_url.as_deref().unwrap_or_default(),
    );
    Ok(ProofView {
        channel: Some(channel.id),
        number: Some(channel.shown),
        webhook_url,
        is_connected: proof::is_connected(&checks),
        checks,
    })
}

/// Returns the address Meta must call; nothing before pairing.
///
/// # Errors
/// Storage.
pub(crate) async fn webhook_url(desk: &Desk) -> Result<Option<String>, InboxError> {
    let client: Option<(RelayClient, _)> = connect::relay_client(desk).await?;
    Ok(client
        .and_then(|(client, _)| client.webhook_url())
        .map(String::from))
}
