//! Meta's own payloads about accounts, as news.

use super::*;
use recado_webhook::payload;
use std::path::Path;

fn read(fixture: &str) -> Vec<News> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/meta");
    let body = std::fs::read(Path::new(root).join(format!("{fixture}.json"))).unwrap();
    let events = payload::read(&body).events;
    events
        .iter()
        .filter_map(|event| news(&event.item))
        .collect()
}

fn restriction(fixture: &str) -> Option<Option<String>> {
    match read(fixture).remove(0).effect {
        Effect::Standing(standing) => standing.restriction,
        _ => None,
    }
}

/// R6: the account fields say what they are about, and what they do.
#[test]
fn account_fields_are_news() {
    use ChannelEventKind::*;
    for (fixture, about, is_warning) in [
        (
            "whatsapp/field_template_status_rejected",
            TemplateStatus,
            true,
        ),
        (
            "whatsapp/field_template_status_approved",
            TemplateStatus,
            false,
        ),
        ("whatsapp/field_template_quality", TemplateQuality, false),
        (
            "whatsapp/field_template_category_announced",
            TemplateCategory,
            true,
        ),
        (
            "whatsapp/field_template_components",
            TemplateComponents,
            false,
        ),
        ("whatsapp/field_phone_quality_throughput", Quality, false),
        ("whatsapp/field_phone_name_declined", Name, true),
        ("whatsapp/field_account_review_approved", Review, false),
        ("whatsapp/field_account_restriction", Account, true),
        ("whatsapp/field_account_alert", Alert, true),
        ("whatsapp/field_capability", Capability, false),
        ("whatsapp/field_security_pin_changed", Security, true),
        ("whatsapp/field_business_username", Username, false),
        ("whatsapp/field_flow_endpoint_errors", Flow, true),
        ("whatsapp/value_errors_only", Error, true),
        ("whatsapp/coex_history_declined", History, true),
        ("messenger/policy_block", Policy, true),
    ] {
        let news = read(fixture);
        assert_eq!(news.len(), 1, "{fixture}");
        assert_eq!(
            (news[0].about, news[0].is_warning),
            (about, is_warning),
            "{fixture}"
        );
        assert!(!news[0].detail.is_empty(), "{fixture}");
    }
}

#[test]
fn a_restriction_is_set_and_lifted() {
    let offboarded = restriction("whatsapp/field_account_offboarded");
    assert_eq!(offboarded, Some(Some("ACCOUNT_OFFBOARDED".into())));
    assert_eq!(
        restriction("whatsapp/field_account_reconnected"),
        Some(None)
    );
    assert_eq!(
        restriction("messenger/policy_block"),
        Some(Some("block".into()))
    );
    assert_eq!(restriction("whatsapp/field_account_partner_added"), None);
}

#[test]
fn an_announced_category_changes_nothing_yet() {
    let announced = read("whatsapp/field_template_category_announced").remove(0);
    assert_eq!(announced.effect, Effect::Nothing);
    let done = read("whatsapp/field_template_category_done").remove(0);
    assert!(matches!(done.effect, Effect::TemplateCategory(..)));
}
