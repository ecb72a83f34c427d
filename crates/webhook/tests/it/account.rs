//! What the payloads say about accounts, numbers and templates.

use recado_webhook::account::{AccountEvent, AccountUpdate, TemplateStatus};
use recado_webhook::event::Item;
use recado_webhook::payload::read;

use crate::fixtures::{events, rows};

fn news(name: &str) -> AccountEvent {
    let event = events(&format!("{name}.json")).remove(0);
    match *event.item {
        Item::Account(news) => news,
        other => panic!("{name}: {other:?}"),
    }
}

fn template(name: &str) -> TemplateStatus {
    match news(&format!("whatsapp/field_template_status_{name}")) {
        AccountEvent::TemplateStatus(status) => status,
        other => panic!("{name}: {other:?}"),
    }
}

fn update(name: &str) -> AccountUpdate {
    match news(&format!("whatsapp/field_account_{name}")) {
        AccountEvent::Update(update) => update,
        other => panic!("{name}: {other:?}"),
    }
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

#[test]
fn a_template_keeps_every_digit_of_its_id() {
    for name in [
        "approved",
        "rejected",
        "paused",
        "disabled",
        "unknown_event",
    ] {
        let status = template(name);
        // Beyond 2^53: a double would end in …120.
        assert_eq!(status.template.id, text("1387372356726668123"), "{name}");
        assert_eq!(status.template.name, text("appt_reminder_v3"));
        assert_eq!(status.template.language, text("en_GB"));
    }
}

#[test]
fn a_template_says_why_and_what_would_help() {
    let rejected = template("rejected");
    assert_eq!(rejected.event, "REJECTED");
    assert_eq!(rejected.reason, text("INCORRECT_CATEGORY"));
    assert_eq!(rejected.category, text("UTILITY"));
    assert_eq!(rejected.rejection, text("The content looks promotional."));
    assert!(rejected.recommendation.unwrap().starts_with("Submit it as"));

    let approved = template("approved");
    assert_eq!(
        (approved.event.as_str(), approved.reason),
        ("APPROVED", None)
    );
    let paused = template("paused");
    assert_eq!(paused.title, text("FIRST_PAUSE"));
    assert!(paused.description.is_some() && paused.reason.is_none());
    assert_eq!(template("disabled").disabled_at, Some(1_795_179_600_000));
    assert_eq!(template("unknown_event").event, "TELEPORTED");
}

#[test]
fn a_template_changes_quality_category_and_words() {
    let AccountEvent::TemplateQuality { previous, new, .. } =
        news("whatsapp/field_template_quality")
    else {
        panic!("no quality");
    };
    assert_eq!((previous, new), (text("GREEN"), text("YELLOW")));

    for (name, expected) in [
        (
            "announced",
            (
                None,
                text("UTILITY"),
                text("MARKETING"),
                Some(1_795_262_400_000),
            ),
        ),
        ("done", (text("UTILITY"), text("MARKETING"), None, None)),
    ] {
        let AccountEvent::TemplateCategory {
            previous,
            new,
            correct,
            changes_at,
            ..
        } = news(&format!("whatsapp/field_template_category_{name}"))
        else {
            panic!("{name}: no category");
        };
        assert_eq!((previous, new, correct, changes_at), expected, "{name}");
    }

    let AccountEvent::TemplateComponents(parts) = news("whatsapp/field_template_components") else {
        panic!("no components");
    };
    assert_eq!(parts.header, text("Reminder"));
    assert_eq!(parts.body, text("Hi {{1}}, see you on {{2}}"));
    assert_eq!(parts.footer, text("Reply STOP to opt out"));
    assert_eq!(parts.buttons[0].kind, text("QUICK_REPLY"));
    assert_eq!(parts.buttons[0].text, text("Cancel"));
}

#[test]
fn a_number_changes_limits_and_name() {
    for (name, old, current, business) in [
        ("flagged_old", None, "TIER_1K", None),
        (
            "throughput",
            text("TIER_2K"),
            "TIER_UNLIMITED",
            text("TIER_10K"),
        ),
    ] {
        let AccountEvent::NumberQuality {
            number,
            event,
            old_limit,
            current_limit,
            business_limit,
        } = news(&format!("whatsapp/field_phone_quality_{name}"))
        else {
            panic!("{name}: no quality");
        };
        assert_eq!(number, text("442079460958"), "{name}");
        assert!(event.is_some());
        assert_eq!(old_limit, old);
        assert_eq!(current_limit.as_deref(), Some(current));
        assert_eq!(business_limit, business);
    }
    for (name, decided, why) in [
        ("approved", "APPROVED", None),
        ("declined", "DECLINED", text("NAME_EMPTY_OR_GENERIC")),
    ] {
        let AccountEvent::NumberName {
            decision, reason, ..
        } = news(&format!("whatsapp/field_phone_name_{name}"))
        else {
            panic!("{name}: no name");
        };
        assert_eq!((decision.as_deref(), reason), (Some(decided), why));
    }
}

#[test]
fn an_account_is_banned_restricted_and_parted_from_us() {
    let disabled = update("disabled");
    assert_eq!(disabled.event, "DISABLED_UPDATE");
    assert_eq!(disabled.ban_state, text("SCHEDULE_FOR_DISABLE"));
    assert_eq!(disabled.ban_date, text("December 5, 2026"));

    let restricted = update("restriction");
    assert_eq!(restricted.restrictions.len(), 2);
    assert_eq!(restricted.restrictions[0].until, Some(1_795_780_800_000));
    assert!(restricted.restrictions[1].kind.is_some());

    assert_eq!(update("violation").violation, text("SCAM"));
    let removed = update("partner_removed_coexistence");
    assert_eq!(removed.event, "PARTNER_REMOVED");
    assert_eq!(removed.disconnection_reason, text("PRIMARY_INACTIVITY"));
    assert_eq!(removed.disconnected_by, text("SYSTEM"));
    assert_eq!(removed.number, text("442079460958"));
    assert_eq!(update("offboarded").event, "ACCOUNT_OFFBOARDED");
    assert_eq!(update("reconnected").event, "ACCOUNT_RECONNECTED");
    assert_eq!(update("deleted").event, "ACCOUNT_DELETED");
}

#[test]
fn the_other_account_fields_are_told_too() {
    let AccountEvent::Alert(alert) = news("whatsapp/field_account_alert") else {
        panic!("no alert");
    };
    assert_eq!(alert.entity_id, text("388120055500123"));
    assert_eq!(alert.kind, text("OBA_REJECTED"));
    assert_eq!(alert.severity, text("WARNING"));
    assert_eq!(alert.status, text("ACTIVE"));

    for (name, limit, of_business, of_account) in [
        ("capability", "TIER_10K", None, Some(25)),
        ("capability_numeric_old", "2000", Some(20), None),
    ] {
        let expected = AccountEvent::Capability {
            business_limit: text(limit),
            numbers_per_business: of_business,
            numbers_per_account: of_account,
        };
        assert_eq!(news(&format!("whatsapp/field_{name}")), expected);
    }
    for (file, kind) in [
        ("whatsapp/field_account_review_approved", "account_review"),
        ("whatsapp/field_account_settings", "account_settings"),
        ("whatsapp/field_account_volume_tier", "account_update"),
        ("whatsapp/field_security_pin_changed", "security"),
        ("whatsapp/field_business_username", "username"),
        ("whatsapp/field_flow_status", "flow"),
        ("whatsapp/field_flow_endpoint_errors", "flow"),
        ("messenger/policy_block", "policy"),
        ("messenger/policy_warning_old_key", "policy"),
    ] {
        assert_eq!(news(file).kind(), kind, "{file}");
    }
}

#[test]
fn account_news_say_when() {
    let event = events("whatsapp/field_account_deleted.json").remove(0);
    assert_eq!(event.entry_at, Some(1_795_176_000_000));
    let event = events("messenger/policy_block.json").remove(0);
    assert_eq!(event.entry_at, Some(1_795_176_000_456));
    let event = events("whatsapp/msg_text.json").remove(0);
    assert_eq!(event.entry_at, None);
}

#[test]
fn an_error_of_the_whole_account_keeps_its_code() {
    for (file, has_details) in [
        ("value_errors_only", true),
        ("batch_messages_statuses_errors", false),
    ] {
        let events = events(&format!("whatsapp/{file}.json"));
        let errors: Vec<_> = events
            .iter()
            .filter_map(|event| match &*event.item {
                Item::AccountError(error) => Some(error),
                _ => None,
            })
            .collect();
        assert_eq!(errors.len(), 1, "{file}");
        assert!(errors[0].code.is_some() && errors[0].title.is_some());
        assert_eq!(errors[0].details.is_some(), has_details, "{file}");
    }
}

#[test]
fn a_field_without_its_essential_part_stays_unnamed() {
    let fields: Vec<String> = rows()
        .iter()
        .filter(|row| row.file.starts_with("whatsapp/field_"))
        .flat_map(|row| {
            let body = crate::fixtures::body(&row.file);
            let value: serde_json::Value = serde_json::from_slice(&body).unwrap();
            let field = value["entry"][0]["changes"][0]["field"].as_str();
            field.map(str::to_owned)
        })
        .collect();
    assert!(fields.len() > 20);
    for field in fields {
        for value in ["{}", "{\"x\":1}", "[]", "7", "\"\""] {
            let body = format!(
                r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"{field}","value":{value}}}]}}]}}"#
            );
            let reading = read(body.as_bytes());
            assert_eq!(reading.events.len(), 1, "{field} {value}");
            let expected = Item::Other {
                field: field.clone(),
            };
            assert_eq!(*reading.events[0].item, expected, "{field} {value}");
        }
    }
}
