//! Who is told about events: the app's callback and the account's subscription of the app.
//!
//! Source: <https://developers.facebook.com/docs/graph-api/reference/app/subscriptions> and
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override>, read November 2026.

use axum::http::Method;
use serde_json::{Value, json};
use url::Url;

use super::answer::Answer;
use super::connection_reads::APP_NAME;
use super::error::GraphError;
use super::request::{Request, Token};
use crate::simulator::Meta;
use crate::webhooks::challenge;
use crate::world::product::Product;
use crate::world::subscription::{AccountSubscription, AppSubscription};

/// Longest override address Meta takes.
const LONGEST_OVERRIDE: usize = 200;

pub(crate) fn of_app(meta: &Meta, token: Token) -> Answer {
    if token != Token::App {
        return GraphError::NoPermission.into();
    }
    let apps = meta.world().subscriptions.apps.clone();
    let data: Vec<Value> = apps
        .iter()
        .map(|(product, app)| {
            let fields: Vec<Value> = app
                .fields
                .iter()
                .map(|name| json!({"name": name, "version": "v25.0"}))
                .collect();
            json!({
                "object": product.object(),
                "callback_url": app.callback,
                "active": true,
                "fields": fields,
            })
        })
        .collect();
    Answer::Ok(json!({"data": data}))
}

pub(crate) async fn set_app(meta: &Meta, token: Token, request: &Request) -> Answer {
    if token != Token::App {
        return GraphError::NoPermission.into();
    }
    let required = |name: &str| {
        let missing = || GraphError::Parameter(format!("The parameter {name} is required"));
        request
            .parameter(name)
            .map(str::to_owned)
            .ok_or_else(missing)
    };
    let read = || -> Result<(String, Url, String), GraphError> {
        let callback = callback(&required("callback_url")?)?;
        Ok((required("object")?, callback, required("verify_token")?))
    };
    let (object, callback, verify_token) = match read() {
        Ok(read) => read,
        Err(error) => return error.into(),
    };
    let Some(product) = Product::of_object(&object) else {
        return GraphError::code(
            100,
            "Param object must be one of {whatsapp_business_account, page, instagram}",
        )
        .into();
    };
    let fields = request.parameter("fields").unwrap_or("messages");
    let fields: Vec<String> = fields
        .split(',')
        .map(|field| field.trim().to_owned())
        .collect();
    if let Some(unknown) = fields
        .iter()
        .find(|field| !product.fields().contains(&field.as_str()))
    {
        return GraphError::code(100, format!("Param fields holds no known field: {unknown}"))
            .into();
    }
    if let Err(why) = challenge::verify(meta, &callback, &verify_token).await {
        return GraphError::CallbackRefused(why).into();
    }
    let subscription = AppSubscription { callback, fields };
    meta.world()
        .subscriptions
        .apps
        .insert(product, subscription);
    meta.touch();
    Answer::Ok(json!({"success": true}))
}

pub(crate) async fn account(meta: &Meta, request: &Request) -> Answer {
    if request.method == Method::GET {
        return Answer::Ok(json!({"data": subscribed(meta)}));
    }
    if request.method == Method::DELETE {
        meta.world().subscriptions.account = AccountSubscription::default();
        meta.touch();
        return Answer::Ok(json!({"success": true}));
    }
    let override_callback = match request.parameter("override_callback_uri") {
        Some(address) if address.len() > LONGEST_OVERRIDE => {
            return GraphError::code(
                100,
                "Param override_callback_uri must be at most 200 characters long",
            )
            .into();
        }
        Some(address) => match callback(address) {
            Ok(url) => Some(url),
            Err(error) => return error.into(),
        },
        None => None,
    };
    if let Some(url) = &override_callback {
        let token = request.parameter("verify_token").unwrap_or("");
        if let Err(why) = challenge::verify(meta, url, token).await {
            return GraphError::CallbackRefused(why).into();
        }
    }
    {
        let account = &mut meta.world().subscriptions.account;
        account.active = true;
        account.override_callback = override_callback;
    }
    meta.touch();
    Answer::Ok(json!({"success": true}))
}

fn subscribed(meta: &Meta) -> Vec<Value> {
    let account = meta.world().subscriptions.account.clone();
    if !account.active {
        return Vec::new();
    }
    let mut app = json!({"whatsapp_business_api_data": {
        "link": format!("https://www.facebook.com/games/?app_id={}", meta.app.id),
        "name": APP_NAME,
        "id": meta.app.id,
    }});
    if let Some(url) = account.override_callback {
        app["override_callback_uri"] = json!(url);
    }
    vec![app]
}

/// Reads a callback address: https as at Meta, or http on loopback.
fn callback(address: &str) -> Result<Url, GraphError> {
    let refused = || GraphError::code(100, "callback_url must be an https address");
    let url = Url::parse(address).map_err(|_| refused())?;
    let is_loopback = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    if url.scheme() == "https" || (url.scheme() == "http" && is_loopback) {
        Ok(url)
    } else {
        Err(refused())
    }
}
