//! The reads that prove a connection: the token, the account, its numbers.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers>
//! and <https://developers.facebook.com/docs/facebook-login/guides/access-tokens/debugging>, read November 2026.

use serde_json::{Value, json};

use super::answer::Answer;
use super::error::GraphError;
use super::request::{Request, same};
use crate::simulator::Meta;
use crate::world::product::Product;

/// When the invented system user's token was issued, Unix seconds.
const ISSUED_AT: i64 = 1_795_175_995;
pub(crate) const APP_NAME: &str = "Clinic Inbox";

pub(crate) fn debug_token(meta: &Meta, request: &Request) -> Answer {
    let Some(token) = request.parameter("input_token") else {
        return GraphError::Parameter("The parameter input_token is required".to_owned()).into();
    };
    let social = [&meta.page.access_token, &meta.instagram.access_token];
    if let Some(at) = social.iter().position(|known| same(token, known)) {
        return social_token(meta, at == 0);
    }
    if !same(token, &meta.business.access_token) {
        return Answer::Ok(json!({"data": {
            "error": {"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"},
            "is_valid": false,
            "scopes": [],
        }}));
    }
    if meta.world().faults.expired_token {
        return Answer::Ok(json!({"data": {
            "app_id": meta.app.id,
            "type": "SYSTEM_USER",
            "application": APP_NAME,
            "expires_at": meta.clock.now_ms() / 1000,
            "is_valid": false,
            "scopes": [],
            "user_id": "122100990011223344",
            "error": {
                "code": 190,
                "message": "Error validating access token: Session has expired.",
                "subcode": 463,
            },
        }}));
    }
    let granular = |scope: &str| json!({"scope": scope, "target_ids": [meta.business.waba_id]});
    Answer::Ok(json!({"data": {
        "app_id": meta.app.id,
        "type": "SYSTEM_USER",
        "application": APP_NAME,
        "data_access_expires_at": 0,
        "expires_at": 0,
        "is_valid": true,
        "issued_at": ISSUED_AT,
        "scopes": ["whatsapp_business_management", "whatsapp_business_messaging", "public_profile"],
        "granular_scopes": [
            granular("whatsapp_business_management"),
            granular("whatsapp_business_messaging"),
        ],
        "user_id": "122100990011223344",
    }}))
}

fn social_token(meta: &Meta, is_page: bool) -> Answer {
    if meta.world().faults.expired_token {
        return Answer::Ok(json!({"data": {
            "is_valid": false,
            "scopes": [],
            "error": {
                "code": 190,
                "message": "Error validating access token: Session has expired.",
                "subcode": 463,
            },
        }}));
    }
    let scopes = if is_page {
        json!([
            "pages_show_list",
            "pages_messaging",
            "pages_manage_metadata",
            "pages_read_engagement",
            "instagram_basic",
            "instagram_manage_messages",
            "instagram_manage_comments",
            "public_profile",
        ])
    } else {
        json!([
            "instagram_business_basic",
            "instagram_business_manage_messages",
            "instagram_business_manage_comments",
        ])
    };
    Answer::Ok(json!({"data": {
        "app_id": meta.app.id,
        "type": if is_page { "PAGE" } else { "USER" },
        "application": APP_NAME,
        "data_access_expires_at": 0,
        "expires_at": 0,
        "is_valid": true,
        "issued_at": ISSUED_AT,
        "profile_id": if is_page { &meta.page.id } else { &meta.instagram.id },
        "scopes": scopes,
        "user_id": "122100990011223344",
    }}))
}

/// `POST /{phone-number-id}/smb_app_data`: asks the phone app for its contacts or its history.
pub(crate) fn sync_app(meta: &Meta, request: &Request) -> Answer {
    match request.parameter("sync_type") {
        Some("history" | "smb_app_state_sync") => {
            let id = meta.world().ids.media();
            Answer::Ok(json!({"messaging_product": "whatsapp", "request_id": id}))
        }
        Some(_) | None => GraphError::code(
            100,
            "Param sync_type must be one of {SMB_APP_STATE_SYNC, HISTORY}",
        )
        .into(),
    }
}

pub(crate) fn app(meta: &Meta) -> Answer {
    Answer::Ok(json!({"id": meta.app.id, "name": APP_NAME}))
}

pub(crate) fn account(meta: &Meta, request: &Request) -> Answer {
    Answer::Ok(request.pick(json!({
        "id": meta.business.waba_id,
        "name": meta.business.business_name,
        "currency": "EUR",
        "timezone_id": "42",
        "message_template_namespace": "3f6a1c55_8e4d_4c7b_9b1a_5d2f7c80e913",
        "account_review_status": "APPROVED",
        "business_verification_status": "verified",
        "country": "ES",
        "ownership_type": "CLIENT_OWNED",
    })))
}

pub(crate) fn numbers(meta: &Meta, request: &Request) -> Answer {
    let shown = request.pick(number_json(meta));
    Answer::Ok(json!({
        "data": [shown],
        "paging": {"cursors": {"before": "QVFIa", "after": "QVFIb"}},
    }))
}

pub(crate) fn number(meta: &Meta, request: &Request) -> Answer {
    Answer::Ok(request.pick(number_json(meta)))
}

fn number_json(meta: &Meta) -> Value {
    let mut number = json!({
        "verified_name": meta.business.business_name,
        "display_phone_number": meta.business.display_phone_number,
        "id": meta.business.phone_number_id,
        "quality_rating": "GREEN",
        "code_verification_status": "VERIFIED",
        "name_status": "APPROVED",
        "status": "CONNECTED",
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
        "account_mode": "LIVE",
        "is_on_biz_app": false,
        "is_official_business_account": false,
        "last_onboarded_time": "2026-10-02T08:00:00+0000",
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
        "health_status": {
            "can_send_message": "AVAILABLE",
            "entities": [
                {"entity_type": "PHONE_NUMBER", "id": meta.business.phone_number_id, "can_send_message": "AVAILABLE"},
                {"entity_type": "WABA", "id": meta.business.waba_id, "can_send_message": "AVAILABLE"},
                {"entity_type": "APP", "id": meta.app.id, "can_send_message": "AVAILABLE"},
            ],
        },
    });
    if let Some(app) = meta.world().subscriptions.apps.get(&Product::WhatsApp) {
        number["webhook_configuration"] = json!({"application": app.callback});
    }
    number
}
