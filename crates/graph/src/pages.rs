//! Pages, the Instagram accounts linked to them, and whether their webhooks come.
//!
//! Shapes: REFERENCE §19.3, §2.6;
//! <https://developers.facebook.com/docs/messenger-platform/get-started>, read 2026-11-20.

use secrecy::SecretString;
use serde_json::{Value, json};

use crate::client::GraphClient;
use crate::error::GraphError;
use crate::error::answer::Call;
use crate::json;

const PAGE_FIELDS: &str = "id,name,instagram_business_account{id,username}";
const OWNED_FIELDS: &str = "id,name,access_token,tasks,instagram_business_account{id,username}";

/// A Page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAccount {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// The professional Instagram account linked to it.
    pub instagram: Option<InstagramAccount>,
}

/// An Instagram account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstagramAccount {
    /// Its id, which webhooks carry too.
    pub id: String,
    /// Its name, without `@`.
    pub username: Option<String>,
}

/// A Page of the person whose token asks, with the token of the Page.
#[derive(Clone, Debug)]
pub struct OwnedPage {
    /// The Page.
    pub page: PageAccount,
    /// Its token, which lives until a password or a role changes.
    pub token: SecretString,
    /// What the person may do there: `MESSAGING`, `MODERATE`, ….
    pub tasks: Vec<String>,
}

/// An app that gets the webhooks of a Page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSubscription {
    /// The app's id.
    pub app_id: String,
    /// Its name.
    pub name: Option<String>,
    /// The fields, as `messages`.
    pub fields: Vec<String>,
}

impl GraphClient {
    /// Reads the Pages of the person whose token this is.
    pub async fn pages(&self, user_token: &SecretString) -> Result<Vec<OwnedPage>, GraphError> {
        let mut url = self.url(&["me", "accounts"]);
        url.query_pairs_mut().append_pair("fields", OWNED_FIELDS);
        let records = self.read_pages(user_token, &url).await?;
        Ok(records.iter().filter_map(owned_page).collect())
    }

    /// Reads a Page.
    pub async fn page(
        &self,
        token: &SecretString,
        page_id: &str,
    ) -> Result<PageAccount, GraphError> {
        let mut url = self.url(&[page_id]);
        url.query_pairs_mut().append_pair("fields", PAGE_FIELDS);
        let answer = self.get(token, url).await?;
        page(&answer).ok_or(GraphError::Unreadable { status: 200 })
    }

    /// Reads an Instagram account, with the token of its Page.
    pub async fn instagram_account(
        &self,
        token: &SecretString,
        account_id: &str,
    ) -> Result<InstagramAccount, GraphError> {
        let mut url = self.url(&[account_id]);
        url.query_pairs_mut().append_pair("fields", "id,username");
        let answer = self.get(token, url).await?;
        instagram(&answer).ok_or(GraphError::Unreadable { status: 200 })
    }

    /// Reads which apps get the webhooks of a Page, and of the Instagram account linked to it.
    pub async fn page_subscription(
        &self,
        token: &SecretString,
        page_id: &str,
    ) -> Result<Vec<PageSubscription>, GraphError> {
        let url = self.url(&[page_id, "subscribed_apps"]);
        let records = self.read_pages(token, &url).await?;
        Ok(records.iter().filter_map(subscription).collect())
    }

    /// Lets the app of this token get these fields of a Page's webhooks, instead of those it had.
    pub async fn subscribe_page(
        &self,
        token: &SecretString,
        page_id: &str,
        fields: &[&str],
    ) -> Result<(), GraphError> {
        let url = self.url(&[page_id, "subscribed_apps"]);
        let body = json!({ "subscribed_fields": fields.join(",") });
        self.post(Call::Repeatable, token, url, &body).await?;
        Ok(())
    }

    /// Ends the webhooks of a Page for the app of this token.
    pub async fn unsubscribe_page(
        &self,
        token: &SecretString,
        page_id: &str,
    ) -> Result<(), GraphError> {
        let url = self.url(&[page_id, "subscribed_apps"]);
        self.delete(token, url).await?;
        Ok(())
    }
}

fn owned_page(record: &Value) -> Option<OwnedPage> {
    let tasks = json::list(record, "tasks").iter();
    Some(OwnedPage {
        page: page(record)?,
        token: SecretString::from(json::text(record, "access_token")?),
        tasks: tasks.filter_map(Value::as_str).map(str::to_owned).collect(),
    })
}

fn page(record: &Value) -> Option<PageAccount> {
    Some(PageAccount {
        id: json::id(record, "id")?,
        name: json::text(record, "name"),
        instagram: record.get("instagram_business_account").and_then(instagram),
    })
}

fn instagram(record: &Value) -> Option<InstagramAccount> {
    Some(InstagramAccount {
        id: json::id(record, "id")?,
        username: json::text(record, "username"),
    })
}

fn subscription(record: &Value) -> Option<PageSubscription> {
    let fields = json::list(record, "subscribed_fields").iter();
    Some(PageSubscription {
        app_id: json::id(record, "id")?,
        name: json::text(record, "name"),
        fields: fields
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    })
}
