//! The phone numbers of a WhatsApp Business Account.
//!
//! Shapes: REFERENCE §18;
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers>,
//! read 2026-11-20.

use secrecy::SecretString;
use serde_json::Value;

use crate::client::GraphClient;
use crate::error::GraphError;
use crate::json;

const FIELDS: &str = "id,display_phone_number,verified_name,quality_rating,code_verification_status,name_status,status,platform_type,throughput,account_mode,is_on_biz_app,whatsapp_business_manager_messaging_limit";

/// A phone number of the clinic, as Meta keeps it. Values are Meta's words (REFERENCE §18).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// The `phone_number_id`.
    pub id: String,
    /// As `+44 20 7946 0958`.
    pub display_phone_number: Option<String>,
    /// The name people see.
    pub verified_name: Option<String>,
    /// `GREEN`, `YELLOW`, `RED`, `UNKNOWN`.
    pub quality_rating: Option<String>,
    /// `VERIFIED`, `NOT_VERIFIED`, `EXPIRED`.
    pub code_verification_status: Option<String>,
    /// `APPROVED`, `PENDING_REVIEW`, `DECLINED`, ….
    pub name_status: Option<String>,
    /// `CONNECTED`, `PENDING`, `RESTRICTED`, `BANNED`, ….
    pub status: Option<String>,
    /// `CLOUD_API`, `ON_PREMISE`, `NOT_APPLICABLE`.
    pub platform_type: Option<String>,
    /// `STANDARD`, `HIGH`, `NOT_APPLICABLE`.
    pub throughput: Option<String>,
    /// `LIVE` or `SANDBOX`.
    pub account_mode: Option<String>,
    /// Whether it is used in the WhatsApp Business app too.
    pub is_on_business_app: bool,
    /// `TIER_250`, `TIER_2K`, `TIER_10K`, `TIER_100K`, `TIER_UNLIMITED`.
    pub messaging_limit: Option<String>,
}

impl GraphClient {
    /// Reads the numbers of a WhatsApp Business Account.
    pub async fn numbers(
        &self,
        token: &SecretString,
        waba_id: &str,
    ) -> Result<Vec<Number>, GraphError> {
        let mut url = self.url(&[waba_id, "phone_numbers"]);
        url.query_pairs_mut().append_pair("fields", FIELDS);
        let records = self.read_pages(token, &url).await?;
        Ok(records.iter().filter_map(number).collect())
    }

    /// Reads one number.
    pub async fn number(
        &self,
        token: &SecretString,
        number_id: &str,
    ) -> Result<Number, GraphError> {
        let mut url = self.url(&[number_id]);
        url.query_pairs_mut().append_pair("fields", FIELDS);
        let answer = self.get(token, url).await?;
        number(&answer).ok_or(GraphError::Unreadable { status: 200 })
    }
}

fn number(record: &Value) -> Option<Number> {
    let throughput = record.get("throughput");
    Some(Number {
        id: json::id(record, "id")?,
        display_phone_number: json::text(record, "display_phone_number"),
        verified_name: json::text(record, "verified_name"),
        quality_rating: json::text(record, "quality_rating"),
        code_verification_status: json::text(record, "code_verification_status"),
        name_status: json::text(record, "name_status"),
        status: json::text(record, "status"),
        platform_type: json::text(record, "platform_type"),
        throughput: throughput.and_then(|throughput| json::text(throughput, "level")),
        account_mode: json::text(record, "account_mode"),
        is_on_business_app: record["is_on_biz_app"] == true,
        messaging_limit: json::text(record, "whatsapp_business_manager_messaging_limit"),
    })
}
