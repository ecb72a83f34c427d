//! What Meta tells about the clinic's accounts, numbers and templates.
//!
//! Knows nothing of JSON. Meta's words for states stay as they come, since new ones appear without notice; ids keep
//! all their digits. Facts: REFERENCE §6.

use std::fmt;

use crate::quiet::debug_by_name;

/// One piece of news about an account.
#[derive(Clone, PartialEq)]
pub enum AccountEvent {
    /// `message_template_status_update`.
    TemplateStatus(TemplateStatus),
    /// `message_template_quality_update`.
    TemplateQuality {
        /// Which template.
        template: TemplateName,
        /// GREEN, YELLOW, RED or UNKNOWN.
        previous: Option<String>,
        /// The same words.
        new: Option<String>,
    },
    /// `template_category_update`.
    TemplateCategory {
        /// Which template.
        template: TemplateName,
        /// What it was; `None` while the change is only announced.
        previous: Option<String>,
        /// What it is: UTILITY, MARKETING, AUTHENTICATION.
        new: Option<String>,
        /// What Meta will make of it, when only announced.
        correct: Option<String>,
        /// When it will, Unix milliseconds, UTC.
        changes_at: Option<i64>,
    },
    /// `message_template_components_update`: its text was changed.
    TemplateComponents(TemplateComponents),
    /// `phone_number_quality_update`.
    NumberQuality {
        /// The number, in digits.
        number: Option<String>,
        /// ONBOARDING, THROUGHPUT_UPGRADE; in older bodies UPGRADE, DOWNGRADE, FLAGGED, UNFLAGGED.
        event: Option<String>,
        /// The limit until now, `TIER_1K`.
        old_limit: Option<String>,
        /// The limit from now on.
        current_limit: Option<String>,
        /// People a day the whole business may begin with, `TIER_10K`.
        business_limit: Option<String>,
    },
    /// `phone_number_name_update`.
    NumberName {
        /// The number, in digits.
        number: Option<String>,
        /// APPROVED, DECLINED, DEFERRED or PENDING.
        decision: Option<String>,
        /// The name asked for.
        name: Option<String>,
        /// Why not.
        reason: Option<String>,
    },
    /// `account_review_update`.
    Review {
        /// APPROVED, REJECTED, PENDING or DEFERRED.
        decision: Option<String>,
    },
    /// `account_update`.
    Update(AccountUpdate),
    /// `account_alerts`.
    Alert(AccountAlert),
    /// `business_capability_update`.
    Capability {
        /// People a day the business may begin with: a number or `TIER_10K`, as written.
        business_limit: Option<String>,
        /// Numbers the business may have.
        numbers_per_business: Option<u64>,
        /// Numbers the account may have.
        numbers_per_account: Option<u64>,
    },
    /// `account_settings_update`.
    Settings {
        /// `phone_number_settings`, ….
        kind: Option<String>,
        /// The `phone_number_id`.
        number_id: Option<String>,
        /// Whether people can call it: ENABLED or DISABLED.
        calling: Option<String>,
    },
    /// `security`: the two-step PIN.
    Security {
        /// The number, in digits.
        number: Option<String>,
        /// PIN_CHANGED, PIN_RESET_REQUEST or PIN_REQUEST_SUCCESS.
        event: Option<String>,
    },
    /// `business_username_updates`.
    Username {
        /// The number, in digits.
        number: Option<String>,
        /// The name.
        username: Option<String>,
        /// `approved`, `reserved` or `deleted`.
        status: Option<String>,
    },
    /// `flows`.
    Flow {
        /// The flow.
        flow_id: Option<String>,
        /// FLOW_STATUS_CHANGE, ENDPOINT_ERROR_RATE, ….
        event: Option<String>,
        /// Meta's sentence.
        message: Option<String>,
        /// What it was.
        old_status: Option<String>,
        /// What it is.
        new_status: Option<String>,
    },
    /// A Page's `policy_enforcement`: for the owner.
    Policy {
        /// `warning`, `block` or `unblock`.
        action: Option<String>,
        /// Meta's sentence.
        reason: Option<String>,
    },
}

impl AccountEvent {
    /// Returns the name of its kind, safe for logs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TemplateStatus(_) => "template_status",
            Self::TemplateQuality { .. } => "template_quality",
            Self::TemplateCategory { .. } => "template_category",
            Self::TemplateComponents(_) => "template_components",
            Self::NumberQuality { .. } => "number_quality",
            Self::NumberName { .. } => "number_name",
            Self::Review { .. } => "account_review",
            Self::Update(_) => "account_update",
            Self::Alert(_) => "account_alert",
            Self::Capability { .. } => "capability",
            Self::Settings { .. } => "account_settings",
            Self::Security { .. } => "security",
            Self::Username { .. } => "username",
            Self::Flow { .. } => "flow",
            Self::Policy { .. } => "policy",
        }
    }
}

impl fmt::Debug for AccountEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

/// Which template is meant.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TemplateName {
    /// Its id, in digits; beyond 2^53.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its language, `en_GB`.
    pub language: Option<String>,
}

/// What became of a template.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TemplateStatus {
    /// Which.
    pub template: TemplateName,
    /// APPROVED, REJECTED, PAUSED, DISABLED, …; empty when Meta gives none.
    pub event: String,
    /// UTILITY, MARKETING, AUTHENTICATION.
    pub category: Option<String>,
    /// Why: `INCORRECT_CATEGORY`, …, or Meta's sentence; never `NONE`.
    pub reason: Option<String>,
    /// `FIRST_PAUSE`, ….
    pub title: Option<String>,
    /// Meta's sentence about that.
    pub description: Option<String>,
    /// Meta's sentence on a rejection.
    pub rejection: Option<String>,
    /// What Meta says would help.
    pub recommendation: Option<String>,
    /// When it was switched off, Unix milliseconds, UTC.
    pub disabled_at: Option<i64>,
}

/// What a template says from now on.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TemplateComponents {
    /// Which.
    pub template: TemplateName,
    /// The title.
    pub header: Option<String>,
    /// The text.
    pub body: Option<String>,
    /// The line below.
    pub footer: Option<String>,
    /// The buttons.
    pub buttons: Vec<TemplateButton>,
}

/// A button of a template.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TemplateButton {
    /// QUICK_REPLY, URL, PHONE_NUMBER, ….
    pub kind: Option<String>,
    /// The words on it.
    pub text: Option<String>,
    /// Its address or phone number.
    pub target: Option<String>,
}

/// What became of an account.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AccountUpdate {
    /// ACCOUNT_RESTRICTION, DISABLED_UPDATE, PARTNER_REMOVED, ACCOUNT_OFFBOARDED, …; empty when Meta gives none.
    pub event: String,
    /// The number it is about, in digits.
    pub number: Option<String>,
    /// SCHEDULE_FOR_DISABLE, DISABLE or REINSTATE.
    pub ban_state: Option<String>,
    /// When, in Meta's words: `December 5, 2026`.
    pub ban_date: Option<String>,
    /// What the account may no longer do.
    pub restrictions: Vec<Restriction>,
    /// What rule was broken.
    pub violation: Option<String>,
    /// Why the WhatsApp Business app and we were parted: `PRIMARY_INACTIVITY`, ….
    pub disconnection_reason: Option<String>,
    /// Who parted us.
    pub disconnected_by: Option<String>,
    /// Where the business is now, ISO 3166.
    pub country: Option<String>,
}

/// Something an account may not do for a time.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Restriction {
    /// `RESTRICTED_BIZ_INITIATED_MESSAGING`, ….
    pub kind: Option<String>,
    /// Unix milliseconds, UTC; `None` means without end.
    pub until: Option<i64>,
}

/// Something Meta wants the owner to know.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AccountAlert {
    /// BUSINESS, PHONE_NUMBER or WABA.
    pub entity_kind: Option<String>,
    /// Its id, in digits.
    pub entity_id: Option<String>,
    /// WARNING, CRITICAL, ….
    pub severity: Option<String>,
    /// ACTIVE, ….
    pub status: Option<String>,
    /// `OBA_REJECTED`, ….
    pub kind: Option<String>,
    /// Meta's sentence.
    pub description: Option<String>,
}

/// An error as Meta tells it, about one message or about the whole account.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct MetaError {
    /// Meta's code, 131052.
    pub code: Option<i64>,
    /// Meta's short text.
    pub title: Option<String>,
    /// Meta's longer text.
    pub details: Option<String>,
}

impl fmt::Debug for MetaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error {:?}", self.code)
    }
}

debug_by_name!(
    TemplateName,
    TemplateStatus,
    TemplateComponents,
    TemplateButton,
    AccountUpdate,
    Restriction,
    AccountAlert,
);
