//! The message templates of a WhatsApp Business Account, as Meta keeps them.
//!
//! Shapes: REFERENCE §17;
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/templates>, read
//! 2026-11-20.

use secrecy::SecretString;
use serde_json::Value;
use url::Url;

use crate::client::GraphClient;
use crate::error::GraphError;
use crate::json;

/// What is asked for.
const FIELDS: &str =
    "id,name,status,category,language,components,parameter_format,quality_score,rejected_reason";

/// How many templates are asked for at once.
const PAGE: &str = "100";

/// How many pages are read at most: beyond 6,000 templates (REFERENCE §17) a cursor runs in circles.
pub(crate) const MOST_PAGES: usize = 100;

/// A paging cursor that Meta does not know any more (from v24 on).
const BAD_CURSOR: i64 = 131_059;

/// All templates of an account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Templates {
    /// Those that could be read.
    pub templates: Vec<TemplateRecord>,
    /// How many could not.
    pub unreadable: usize,
}

/// One template in one language. Its text is the clinic's own and no secret.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateRecord {
    /// Meta's id of this language.
    pub id: String,
    /// Its name; with `language` unique in an account.
    pub name: String,
    /// As `en_GB`.
    pub language: String,
    /// `APPROVED`, `PENDING`, `REJECTED`, `PAUSED`, `DISABLED`, …; only the first may be sent.
    pub status: String,
    /// `MARKETING`, `UTILITY`, `AUTHENTICATION`.
    pub category: String,
    /// Whether its variables have names (`{{name}}`) instead of numbers (`{{1}}`).
    pub is_named: bool,
    /// Its parts.
    pub components: Vec<Component>,
    /// Why Meta refused it; `None` for `NONE`.
    pub rejected_reason: Option<String>,
    /// `GREEN`, `YELLOW`, `RED`, `UNKNOWN`.
    pub quality: Option<String>,
}

/// One part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// `HEADER`, `BODY`, `FOOTER`, `BUTTONS`, ….
    pub kind: String,
    /// A header's: `TEXT`, `IMAGE`, `VIDEO`, `DOCUMENT`, `LOCATION`.
    pub format: Option<String>,
    /// Its text, with `{{…}}` where a variable stands.
    pub text: Option<String>,
    /// Its buttons.
    pub buttons: Vec<TemplateButton>,
}

/// One button of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateButton {
    /// `QUICK_REPLY`, `URL`, `PHONE_NUMBER`, ….
    pub kind: String,
    /// The words on it.
    pub text: Option<String>,
    /// Where it leads, perhaps with `{{1}}` at its end.
    pub url: Option<String>,
    /// The number it calls.
    pub phone_number: Option<String>,
}

impl GraphClient {
    /// Reads all templates of a WhatsApp Business Account, page by page.
    pub async fn templates(
        &self,
        token: &SecretString,
        waba_id: &str,
    ) -> Result<Templates, GraphError> {
        let mut url = self.url(&[waba_id, "message_templates"]);
        url.query_pairs_mut()
            .append_pair("fields", FIELDS)
            .append_pair("limit", PAGE);
        let records = self.read_pages(token, &url).await?;
        let mut templates = Templates::default();
        for record in &records {
            match template(record) {
                Some(template) => templates.templates.push(template),
                None => templates.unreadable += 1,
            }
        }
        Ok(templates)
    }

    /// Reads the `data` of all pages. Stops where `next` is absent; begins anew, once, when a cursor
    /// has gone stale.
    pub(crate) async fn read_pages(
        &self,
        token: &SecretString,
        first: &Url,
    ) -> Result<Vec<Value>, GraphError> {
        let mut records = Vec::new();
        let mut after: Option<String> = None;
        let mut has_begun_anew = false;
        for _ in 0..MOST_PAGES {
            let mut url = first.clone();
            if let Some(after) = &after {
                url.query_pairs_mut().append_pair("after", after);
            }
            let page = match self.get(token, url).await {
                Err(error) if is_stale(&error, after.as_deref()) && !has_begun_anew => {
                    has_begun_anew = true;
                    after = None;
                    records.clear();
                    continue;
                }
                page => page?,
            };
            records.extend_from_slice(json::list(&page, "data"));
            // The address in `next` is not followed: only its cursor is taken.
            let paging = page
                .get("paging")
                .filter(|paging| paging["next"].is_string());
            let next = paging.and_then(|paging| json::text(paging.get("cursors")?, "after"));
            if next.is_none() || next == after {
                break;
            }
            after = next;
        }
        Ok(records)
    }
}

fn is_stale(error: &GraphError, after: Option<&str>) -> bool {
    after.is_some() && error.code() == Some(BAD_CURSOR)
}

fn template(record: &Value) -> Option<TemplateRecord> {
    let format = json::text(record, "parameter_format");
    Some(TemplateRecord {
        id: json::id(record, "id")?,
        name: json::text(record, "name")?,
        language: json::text(record, "language")?,
        status: json::text(record, "status").unwrap_or_default(),
        category: json::text(record, "category").unwrap_or_default(),
        is_named: format.is_some_and(|format| format.eq_ignore_ascii_case("named")),
        components: json::list(record, "components")
            .iter()
            .map(component)
            .collect(),
        rejected_reason: json::text(record, "rejected_reason").filter(|reason| reason != "NONE"),
        quality: record
            .get("quality_score")
            .and_then(|quality| json::text(quality, "score")),
    })
}

fn component(component: &Value) -> Component {
    Component {
        kind: json::text(component, "type").unwrap_or_default(),
        format: json::text(component, "format"),
        text: json::text(component, "text"),
        buttons: json::list(component, "buttons")
            .iter()
            .map(|button| TemplateButton {
                kind: json::text(button, "type").unwrap_or_default(),
                text: json::text(button, "text"),
                url: json::text(button, "url"),
                phone_number: json::text(button, "phone_number"),
            })
            .collect(),
    }
}
