//! The fields that speak about a WhatsApp account, its numbers and templates.
//!
//! Shapes: REFERENCE §6. A value without its essential part is left to the caller as unknown.

use super::digits;
use crate::account::{
    AccountAlert, AccountEvent, AccountUpdate, Restriction, TemplateButton, TemplateComponents,
    TemplateName, TemplateStatus,
};
use crate::json::Fields;
use crate::payload::at_from_either;

/// Reads the value of an account field.
pub(super) fn read(field: &str, value: &Fields<'_>) -> Option<AccountEvent> {
    match field {
        "message_template_status_update" => template_status(value),
        "message_template_quality_update" => Some(AccountEvent::TemplateQuality {
            template: template(value)?,
            previous: value.words("previous_quality_score"),
            new: value.words("new_quality_score"),
        }),
        "template_category_update" => Some(AccountEvent::TemplateCategory {
            template: template(value)?,
            previous: value.words("previous_category"),
            new: value.words("new_category"),
            correct: value.words("correct_category"),
            changes_at: at_from_either(value.integer("category_update_timestamp")),
        }),
        "message_template_components_update" => template_components(value),
        "phone_number_quality_update" => Some(AccountEvent::NumberQuality {
            number: number(value, "display_phone_number"),
            event: value.words("event"),
            old_limit: value.id("old_limit"),
            current_limit: value.id("current_limit"),
            business_limit: value.id("max_daily_conversations_per_business"),
        })
        .filter(|_| value.has("event") || value.has("current_limit")),
        "phone_number_name_update" => Some(AccountEvent::NumberName {
            number: number(value, "display_phone_number"),
            decision: Some(value.words("decision")?),
            name: value.words("requested_verified_name"),
            reason: value.words("rejection_reason"),
        }),
        "account_review_update" => Some(AccountEvent::Review {
            decision: Some(value.words("decision")?),
        }),
        "account_update" => account_update(value),
        "account_alerts" => account_alert(value),
        "business_capability_update" => capability(value),
        "account_settings_update" => settings(value),
        "security" => Some(AccountEvent::Security {
            number: number(value, "display_phone_number"),
            event: Some(value.words("event")?),
        }),
        "business_username_updates" => Some(AccountEvent::Username {
            number: number(value, "display_phone_number"),
            username: value.words("username"),
            status: Some(value.words("status")?),
        }),
        "flows" => Some(AccountEvent::Flow {
            flow_id: value.id("flow_id"),
            event: Some(value.words("event")?),
            message: value.words("message"),
            old_status: value.words("old_status"),
            new_status: value.words("new_status"),
        }),
        _ => None,
    }
}

fn number(fields: &Fields<'_>, name: &str) -> Option<String> {
    let number = digits(&fields.id(name)?);
    (!number.is_empty()).then_some(number)
}

fn template(value: &Fields<'_>) -> Option<TemplateName> {
    let template = TemplateName {
        id: value.id("message_template_id"),
        name: value.words("message_template_name"),
        language: value.words("message_template_language"),
    };
    (template.id.is_some() || template.name.is_some()).then_some(template)
}

fn template_status(value: &Fields<'_>) -> Option<AccountEvent> {
    let other = value.object("other_info");
    let told = |key| other.as_ref().and_then(|other| other.words(key));
    let rejection = value.object("rejection_info");
    let rejected = |key| rejection.as_ref().and_then(|info| info.words(key));
    let disabled = value.object("disable_info");
    let disabled_at = disabled.and_then(|info| info.integer("disable_date"));
    Some(AccountEvent::TemplateStatus(TemplateStatus {
        template: template(value)?,
        event: value.words("event").unwrap_or_default(),
        category: value.words("message_template_category"),
        reason: value.words("reason").filter(|reason| reason != "NONE"),
        title: told("title"),
        description: told("description"),
        rejection: rejected("reason"),
        recommendation: rejected("recommendation"),
        disabled_at: at_from_either(disabled_at),
    }))
}

fn template_components(value: &Fields<'_>) -> Option<AccountEvent> {
    let buttons = value.objects("message_template_buttons");
    let button = |button: &Fields<'_>| TemplateButton {
        kind: button.words("message_template_button_type"),
        text: button.words("message_template_button_text"),
        target: button
            .words("message_template_button_url")
            .or_else(|| button.id("message_template_button_phone_number")),
    };
    Some(AccountEvent::TemplateComponents(TemplateComponents {
        template: template(value)?,
        header: value.words("message_template_title"),
        body: value.words("message_template_element"),
        footer: value.words("message_template_footer"),
        buttons: buttons.iter().map(button).collect(),
    }))
}

fn account_update(value: &Fields<'_>) -> Option<AccountEvent> {
    let ban = value.object("ban_info");
    let banned = |key| ban.as_ref().and_then(|ban| ban.id(key));
    let parted = value.object("disconnection_info");
    let parting = |key| parted.as_ref().and_then(|parted| parted.words(key));
    let violation = value.object("violation_info");
    let restrictions = value.objects("restriction_info");
    let restriction = |restriction: &Fields<'_>| Restriction {
        kind: restriction.words("restriction_type"),
        until: at_from_either(restriction.integer("expiration")),
    };
    Some(AccountEvent::Update(AccountUpdate {
        event: value.words("event")?,
        number: number(value, "phone_number"),
        ban_state: banned("waba_ban_state"),
        ban_date: banned("waba_ban_date"),
        restrictions: restrictions.iter().map(restriction).collect(),
        violation: violation.and_then(|info| info.words("violation_type")),
        disconnection_reason: parting("reason"),
        disconnected_by: parting("initiated_by"),
        country: value.words("country"),
    }))
}

fn account_alert(value: &Fields<'_>) -> Option<AccountEvent> {
    // Older bodies have these keys on the value itself.
    let inner = value.object("alert_info");
    let alert = inner.as_ref().unwrap_or(value);
    let alert = AccountAlert {
        entity_kind: value.words("entity_type"),
        entity_id: value.id("entity_id"),
        severity: alert.words("alert_severity"),
        status: alert.words("alert_status"),
        kind: alert.words("alert_type"),
        description: alert.words("alert_description"),
    };
    (alert.kind.is_some() || alert.description.is_some()).then_some(AccountEvent::Alert(alert))
}

fn capability(value: &Fields<'_>) -> Option<AccountEvent> {
    let count = |key| value.integer(key).and_then(|count| count.try_into().ok());
    let business_limit = value
        .id("max_daily_conversations_per_business")
        .or_else(|| value.id("max_daily_conversation_per_phone"));
    let numbers_per_business = count("max_phone_numbers_per_business");
    let numbers_per_account = count("max_phone_numbers_per_waba");
    let says_something =
        business_limit.is_some() || numbers_per_business.is_some() || numbers_per_account.is_some();
    says_something.then_some(AccountEvent::Capability {
        business_limit,
        numbers_per_business,
        numbers_per_account,
    })
}

fn settings(value: &Fields<'_>) -> Option<AccountEvent> {
    let kind = value.words("type")?;
    let inner = value.object(&kind);
    let calling = inner.as_ref().and_then(|inner| inner.object("calling"));
    Some(AccountEvent::Settings {
        number_id: inner.and_then(|inner| inner.id("phone_number_id")),
        calling: calling.and_then(|calling| calling.words("status")),
        kind: Some(kind),
    })
}
