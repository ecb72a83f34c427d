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

pub mod change;
pub mod definition;

/// What is asked for.
const FIELDS: &str =
    "id,name,status,category,language,components,parameter_format,quality_score,rejected_reason";

/// How many templates are asked for at once.
const PAGE: &str = "100";

/// How many pages are read at most: beyond 6,000 templates (REFERENCE §17) a cursor runs in circles.
pub(crate) const MOST_PAGES: usize = 100;

/// A paging cursor that Meta does not know any more (from v24 on).
const BAD_CURSOR: i64 = 131_059;

impl GraphClient {
    async fn template_records(
        &self,
        token: &SecretString,
        waba_id: &str,
    ) -> Result<Vec<Value>, GraphError> {
        let mut url = self.url(&[waba_id, "message_templates"]);
        url.query_pairs_mut()
            .append_pair("fields", FIELDS)
            .append_pair("limit", PAGE);
        self.read_pages(token, &url).await
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
