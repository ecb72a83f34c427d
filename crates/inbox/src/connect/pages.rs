//! Connecting a Page or an Instagram account by hand, and proving it before "connected" is said.
//!
//! An Instagram account is reached through the Page it is linked to: the Page's token reads and sends for both.

use crate::{
    connect::{self, proof, whatsapp},
    desk::Desk,
    error::InboxError,
    session,
    view::{
        change::Change,
        connection::{Check, CheckResult, CheckView, PageForm, ProofView},
    },
};
use recado_domain::{channel::ChannelKind, id::ChannelId, time::UnixMs};
use recado_graph::{
    error::GraphError,
    pages::{PageAccount, PageSubscription},
    subscriptions::{AppSubscription, app_token},
};
use recado_store::clinic::{
    audit,
    channels::{self, Channel, ChannelState},
    tokens::{self, TokenName},
};
use secrecy::{ExposeSecret, SecretString};

/// The fields of a Page's webhooks this app reads (REFERENCE §2.6, read 2026-11-20). Subscribing a Page also enables the
/// Instagram account linked to it.
const PAGE_FIELDS: [&str; 12] = [
    "messages",
    "message_echoes",
    "message_edits",
    "message_reads",
    "message_deliveries",
    "message_reactions",
    "messaging_postbacks",
    "messaging_referrals",
    "messaging_handovers",
    "standby",
    "messaging_policy_enforcement",
    "feed",
];

/// Connects an account: token and account must be right, the rest is shown as checks.
///
/// # Errors
/// [`InboxError::InvalidInput`], a refused token, a Page without that account, an unreachable relay or Graph.
pub(crate) async fn connect(desk: &Desk, form: PageForm) -> Result<ProofView, InboxError> {
    let form = trimmed(form)?;
    let token = SecretString::from(form.token.clone());
    let page = desk.inner.graph.page(&token, &form.page_id).await?;
    let account = account_of(&form, &page).ok_or(InboxError::NumberNotInAccount)?;
    let app_id = match form.app_id.as_str() {
        "" => connect::app_id_of(desk, &token).await,
        given => given.to_owned(),
    };
    let form = PageForm { app_id, ..form };
    let now = desk.inner.options.clock.now();
    let channel = desk
        .with_house(move |house| keep(house, &form, account, now))
        .await?;
    whatsapp::tell_relay(desk).await?;
    subscribe_as_switched(desk, &channel, &token).await?;
    desk.inner.outbox_wake.notify_one();
    desk.tell(Change::Connection);
    prove(desk, &channel).await
}

/// Subscribes a channel's Page, or takes the subscription back, as the channel is switched. Two channels of one Page
/// (Messenger and its Instagram account) share the subscription: it goes when both are off.
///
/// # Errors
/// What Graph answers, storage.
pub(crate) async fn subscribe_as_switched(
    desk: &Desk,
    channel: &Channel,
    token: &SecretString,
) -> Result<(), InboxError> {
    let page = page_id(desk, channel).await?;
    let is_wanted = channel.is_on || shares_page_with_one_that_is_on(desk, channel, &page).await?;
    if is_wanted {
        desk.inner
            .graph
            .subscribe_page(token, &page, &PAGE_FIELDS)
            .await?;
    } else {
        desk.inner.graph.unsubscribe_page(token, &page).await?;
    }
    Ok(())
}

/// Returns the Page a channel is reached through.
///
/// # Errors
/// Storage.
pub(crate) async fn page_id(desk: &Desk, channel: &Channel) -> Result<String, InboxError> {
    let (id, asset_id) = (channel.id, channel.asset_id.clone());
    desk.with_house(move |house| {
        let kept = house
            .clinic
            .read(|conn| tokens::get(conn, &house.token_key, id, TokenName::PageId))?;
        Ok(kept.map_or(asset_id, |page| page.expose_secret().to_owned()))
    })
    .await
}

async fn shares_page_with_one_that_is_on(
    desk: &Desk,
    channel: &Channel,
    page: &str,
) -> Result<bool, InboxError> {
    let (id, page) = (channel.id, page.to_owned());
    let others = desk
        .with_house(move |house| {
            let all = house.clinic.read(channels::all)?;
            Ok(all
                .into_iter()
                .filter(|other| other.id != id && other.is_on)
                .filter(|other| other.kind != ChannelKind::WhatsApp)
                .collect::<Vec<_>>())
        })
        .await?;
    for other in others {
        if page_id(desk, &other).await? == page {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Looks again at what is proved about a Page or an Instagram account.
///
/// # Errors
/// [`InboxError::ChannelOff`] without a token, storage.
pub(crate) async fn prove(desk: &Desk, channel: &Channel) -> Result<ProofView, InboxError> {
    let page = page_id(desk, channel).await?;
    let token = connect::access_token(desk, channel.id).await?;
    let (app_id, app_secret) = connect::app_of(desk, channel.id).await?;
    let graph = &desk.inner.graph;
    let relay = whatsapp::relay_check(desk).await;
    let app_subscriptions = if app_id.is_empty() {
        None
    } else {
        let app_token = app_token(&app_id, &app_secret);
        Some(graph.app_subscriptions(&app_token, &app_id).await)
    };
    let webhook_url = whatsapp::webhook_url(desk).await?;
    let reads = Reads {
        page: graph.page(&token, &page).await,
        subscription: graph.page_subscription(&token, &page).await,
        app_subscriptions,
        relay,
        has_inbound: channel.proved_at.is_some(),
    };
    let checks = checks(
        channel,
        &reads,
        &app_id,
        webhook_url.as_deref().unwrap_or_default(),
    );
    Ok(ProofView {
        channel: Some(channel.id),
        number: Some(channel.shown.clone()),
        webhook_url,
        is_connected: proof::is_connected(&checks),
        checks,
    })
}

/// What was read to prove a connection.
struct Reads {
    page: Result<PageAccount, GraphError>,
    subscription: Result<Vec<PageSubscription>, GraphError>,
    app_subscriptions: Option<Result<Vec<AppSubscription>, GraphError>>,
    relay: CheckResult,
    has_inbound: bool,
}

fn checks(channel: &Channel, reads: &Reads, app_id: &str, webhook_url: &str) -> Vec<CheckView> {
    let token = match &reads.page {
        Ok(_) => CheckResult::Passed,
        Err(GraphError::TokenRejected { .. }) => CheckResult::Failed,
        Err(_) => CheckResult::Unreachable,
    };
    let account = proof::judged(&reads.page, |page| match channel.kind {
        ChannelKind::Instagram => page
            .instagram
            .as_ref()
            .is_some_and(|account| account.id == channel.asset_id),
        ChannelKind::Messenger | ChannelKind::WhatsApp => page.id == channel.asset_id,
    });
    let subscription = proof::judged(&reads.subscription, |apps| {
        apps.iter().any(|app| {
            let is_ours = app_id.is_empty() || app.app_id == app_id;
            is_ours && app.fields.iter().any(|field| field == "messages")
        })
    });
    let object = match channel.kind {
        ChannelKind::Instagram => "instagram",
        ChannelKind::Messenger | ChannelKind::WhatsApp => "page",
    };
    let app = match &reads.app_subscriptions {
        None => CheckResult::Waiting,
        Some(read) => proof::judged(read, |all| {
            all.iter()
                .any(|one| proof::is_ours(one, object, webhook_url))
        }),
    };
    let inbound = if reads.has_inbound {
        CheckResult::Passed
    } else {
        CheckResult::Waiting
    };
    [
        (Check::Token, token),
        (Check::Number, account),
        (Check::Relay, reads.relay),
        (Check::AccountSubscription, subscription),
        (Check::AppSubscription, app),
        (Check::InboundMessage, inbound),
    ]
    .into_iter()
    .map(|(check, result)| CheckView { check, result })
    .collect()
}

fn trimmed(form: PageForm) -> Result<PageForm, InboxError> {
    let form = PageForm {
        kind: form.kind,
        page_id: form.page_id.trim().to_owned(),
        token: form.token.trim().to_owned(),
        app_id: form.app_id.trim().to_owned(),
        app_secret: form.app_secret.trim().to_owned(),
        verify_token: form.verify_token.trim().to_owned(),
    };
    let is_filled = connect::is_id(&form.page_id)
        && (form.app_id.is_empty() || connect::is_id(&form.app_id))
        && form.kind != ChannelKind::WhatsApp
        && ![&form.token, &form.app_secret, &form.verify_token]
            .iter()
            .any(|text| text.is_empty());
    if is_filled {
        Ok(form)
    } else {
        Err(InboxError::InvalidInput)
    }
}

/// The account to be connected: its id in webhooks, how it is shown, the name patients see.
struct Account {
    asset_id: String,
    shown: String,
    name: String,
}

fn account_of(form: &PageForm, page: &PageAccount) -> Option<Account> {
    let name = page.name.clone().unwrap_or_default();
    match form.kind {
        ChannelKind::Instagram => {
            let account = page.instagram.as_ref()?;
            let shown = account
                .username
                .as_ref()
                .map_or_else(|| account.id.clone(), |username| format!("@{username}"));
            Some(Account {
                asset_id: account.id.clone(),
                shown,
                name,
            })
        }
        ChannelKind::Messenger | ChannelKind::WhatsApp => Some(Account {
            asset_id: page.id.clone(),
            shown: page.name.clone().unwrap_or_else(|| page.id.clone()),
            name,
        }),
    }
}

fn keep(
    house: &crate::house::House,
    form: &PageForm,
    account: Account,
    now: UnixMs,
) -> Result<Channel, InboxError> {
    house.clinic.write(|tx| {
        let known = channels::find(tx, form.kind, &account.asset_id, None)?;
        let proved_at = known.as_ref().and_then(|channel| channel.proved_at);
        let fresh = Channel {
            id: ChannelId::generate(),
            kind: form.kind,
            asset_id: account.asset_id.clone(),
            number_id: None,
            shown: String::new(),
            name: String::new(),
            side: form.kind.default_side(),
            is_on: true,
            state: ChannelState::WaitingForMessage,
            quality: None,
            last_webhook_at: None,
            proved_at: None,
            created_at: now,
            colour: "own".to_owned(),
            messaging_limit: None,
            restriction: None,
        };
        let channel = Channel {
            shown: account.shown,
            name: account.name,
            is_on: true,
            state: match proved_at {
                Some(_) => ChannelState::Connected,
                None => ChannelState::WaitingForMessage,
            },
            ..known.unwrap_or(fresh)
        };
        channels::put(tx, &channel)?;
        for (name, secret) in [
            (TokenName::Access, &form.token),
            (TokenName::AppId, &form.app_id),
            (TokenName::AppSecret, &form.app_secret),
            (TokenName::VerifyToken, &form.verify_token),
            (TokenName::PageId, &form.page_id),
        ] {
            let secret = SecretString::from(secret.clone());
            tokens::put(tx, &house.token_key, channel.id, name, &secret)?;
        }
        let who = house.signed_in().ok();
        let by = who.as_ref().map(|who| (who.staff, who.name.as_str()));
        let detail = format!("{{\"channel\":\"{}\"}}", channel.id);
        audit::append(
            tx,
            &session::files::act(now, by, "channel.connected", &detail),
        )?;
        Ok(channel)
    })
}
