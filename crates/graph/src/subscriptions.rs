//! Whether Meta posts webhooks, and where: the subscriptions of an account and of an app.
//!
//! Shapes: REFERENCE §2.6;
//! <https://developers.facebook.com/docs/graph-api/reference/app/subscriptions>, read 2026-11-20.

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::client::GraphClient;
use crate::error::GraphError;
use crate::error::answer::Call;
use crate::json;

/// An app that gets the webhooks of a WhatsApp Business Account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscribedApp {
    /// The app's id.
    pub app_id: String,
    /// Its name.
    pub name: Option<String>,
    /// Where this account's webhooks go instead of to the app's own callback.
    pub override_callback_url: Option<String>,
}

/// What an app gets webhooks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppSubscription {
    /// `whatsapp_business_account`, `page`, `instagram`, ….
    pub object: String,
    /// Where they go.
    pub callback_url: Option<String>,
    /// Whether they do.
    pub is_active: bool,
    /// The fields, as `messages`.
    pub fields: Vec<String>,
}

/// Returns the token of an app itself (`id|secret`), which is for reads about the app only.
pub fn app_token(app_id: &str, app_secret: &SecretString) -> SecretString {
    SecretString::from(format!("{app_id}|{}", app_secret.expose_secret()))
}

impl GraphClient {
    /// Reads which apps get the webhooks of a WhatsApp Business Account.
    pub async fn subscribed_apps(
        &self,
        token: &SecretString,
        waba_id: &str,
    ) -> Result<Vec<SubscribedApp>, GraphError> {
        let url = self.url(&[waba_id, "subscribed_apps"]);
        let records = self.read_pages(token, &url).await?;
        Ok(records.iter().filter_map(subscribed_app).collect())
    }

    /// Lets the app of this token get the webhooks of a WhatsApp Business Account.
    pub async fn subscribe_app(
        &self,
        token: &SecretString,
        waba_id: &str,
    ) -> Result<(), GraphError> {
        let url = self.url(&[waba_id, "subscribed_apps"]);
        self.post(Call::Repeatable, token, url, &json!({})).await?;
        Ok(())
    }

    /// Reads what an app gets webhooks of, with the app's own token ([`app_token`]).
    pub async fn app_subscriptions(
        &self,
        app_token: &SecretString,
        app_id: &str,
    ) -> Result<Vec<AppSubscription>, GraphError> {
        let url = self.url(&[app_id, "subscriptions"]);
        let records = self.read_pages(app_token, &url).await?;
        Ok(records.iter().filter_map(app_subscription).collect())
    }
}

fn subscribed_app(record: &Value) -> Option<SubscribedApp> {
    let app = record.get("whatsapp_business_api_data")?;
    Some(SubscribedApp {
        app_id: json::id(app, "id")?,
        name: json::text(app, "name"),
        override_callback_url: json::text(record, "override_callback_uri"),
    })
}

fn app_subscription(record: &Value) -> Option<AppSubscription> {
    let fields = json::list(record, "fields").iter();
    Some(AppSubscription {
        object: json::text(record, "object")?,
        callback_url: json::text(record, "callback_url"),
        // Absent in some answers; Meta lists what is switched off only with `false`.
        is_active: record["active"] != false,
        fields: fields
            .filter_map(|field| match field.as_str() {
                Some(name) => Some(name.to_owned()),
                None => json::text(field, "name"),
            })
            .collect(),
    })
}
