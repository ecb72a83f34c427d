//! Meta's three products, and the webhook fields an app can subscribe to on each.
//!
//! Source: the "webhooks" page of each product on <https://developers.facebook.com/documentation/business-messaging>,
//! read 2026-11-20 (REFERENCE section 2.6).

use serde::{Deserialize, Serialize};

/// One of Meta's messaging products.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Product {
    /// WhatsApp Cloud API; people are numbers or BSUIDs.
    WhatsApp,
    /// The Page's Messenger; people are PSIDs.
    Messenger,
    /// The professional account's direct messages; people are IGSIDs.
    Instagram,
}

impl Product {
    /// Returns the `object` of its webhooks.
    pub(crate) fn object(self) -> &'static str {
        match self {
            Self::WhatsApp => "whatsapp_business_account",
            Self::Messenger => "page",
            Self::Instagram => "instagram",
        }
    }

    /// Returns the product whose webhooks have this `object`.
    pub(crate) fn of_object(object: &str) -> Option<Self> {
        [Self::WhatsApp, Self::Messenger, Self::Instagram]
            .into_iter()
            .find(|product| product.object() == object)
    }

    /// Returns every field an app can subscribe to.
    pub(crate) fn fields(self) -> &'static [&'static str] {
        match self {
            Self::WhatsApp => WHATSAPP,
            Self::Messenger => MESSENGER,
            Self::Instagram => INSTAGRAM,
        }
    }
}

/// Fields that follow an account's override of the callback; all others go to the app's own.
pub(crate) fn follows_override(field: &str) -> bool {
    const MOVED: [&str; 6] = [
        "messages",
        "calls",
        "messaging_handovers",
        "history",
        "smb_app_state_sync",
        "smb_message_echoes",
    ];
    MOVED.contains(&field) || field.starts_with("group_")
}

const WHATSAPP: &[&str] = &[
    "messages",
    "message_template_status_update",
    "message_template_quality_update",
    "message_template_components_update",
    "template_category_update",
    "template_correct_category_detection",
    "phone_number_quality_update",
    "phone_number_name_update",
    "account_update",
    "account_review_update",
    "account_alerts",
    "account_settings_update",
    "business_capability_update",
    "business_username_updates",
    "security",
    "flows",
    "history",
    "smb_app_state_sync",
    "smb_message_echoes",
    "user_preferences",
    "user_id_update",
    "payment_configuration_update",
    "partner_solutions",
    "automatic_events",
    "calls",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
    "messaging_handovers",
    "standby",
    "message_echoes",
    "consumer_profile",
];

const MESSENGER: &[&str] = &[
    "messages",
    "message_echoes",
    "message_edits",
    "message_reads",
    "message_deliveries",
    "message_reactions",
    "messaging_postbacks",
    "messaging_referrals",
    "messaging_optins",
    "messaging_account_linking",
    "messaging_handovers",
    "standby",
    "messaging_policy_enforcement",
    "messaging_customer_information",
    "response_feedback",
    "send_cart",
    "feed",
    "mention",
];

const INSTAGRAM: &[&str] = &[
    "messages",
    "messaging_postbacks",
    "messaging_seen",
    "message_reactions",
    "messaging_referral",
    "messaging_optins",
    "message_edit",
    "standby",
    "messaging_handover",
    "comments",
    "live_comments",
    "mentions",
    "story_insights",
];
