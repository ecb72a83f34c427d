//! What is proved about a WhatsApp number, from what Graph and the relay answered. Pure: reads come in as values.

use crate::view::connection::{Check, CheckResult, CheckView};
use recado_graph::{
    error::GraphError,
    numbers::Number,
    subscriptions::{AppSubscription, SubscribedApp},
};

/// What was read to prove a connection; absent reads were not made.
pub(crate) struct Reads {
    /// The numbers of the account.
    pub numbers: Result<Vec<Number>, GraphError>,
    /// The apps subscribed to the account.
    pub subscribed_apps: Result<Vec<SubscribedApp>, GraphError>,
    /// What the app gets webhooks of; absent without an app id.
    pub app_subscriptions: Option<Result<Vec<AppSubscription>, GraphError>>,
    /// Whether the relay took account, secret and verify token.
    pub relay: CheckResult,
    /// Whether a message of the number ever came in.
    pub has_inbound: bool,
}

/// Returns the checks in the order people read them.
pub(crate) fn checks(
    reads: &Reads,
    number_id: &str,
    app_id: &str,
    webhook_url: &str,
) -> Vec<CheckView> {
    let token = match &reads.numbers {
        Ok(_) => CheckResult::Passed,
        Err(GraphError::TokenRejected { .. }) => CheckResult::Failed,
        Err(_) => CheckResult::Unreachable,
    };
    let number = judged(&reads.numbers, |numbers| {
        numbers.iter().any(|number| number.id == number_id)
    });
    let account = judged(&reads.subscribed_apps, |apps| {
        apps.iter()
            .any(|app| app_id.is_empty() || app.app_id == app_id)
    });
    let overridden = reads.subscribed_apps.as_ref().is_ok_and(|apps| {
        apps.iter()
            .filter_map(|app| app.override_callback_url.as_deref())
            .any(|url| is_same_address(url, webhook_url))
    });
    let app = match &reads.app_subscriptions {
        _ if overridden => CheckResult::Passed,
        None => CheckResult::Waiting,
        Some(subscriptions) => judged(subscriptions, |subscriptions| {
            subscriptions
                .iter()
                .any(|subscription| is_ours(subscription, "whatsapp_business_account", webhook_url))
        }),
    };
    let inbound = if reads.has_inbound {
        CheckResult::Passed
    } else {
        CheckResult::Waiting
    };
    [
        (Check::Token, token),
        (Check::Number, number),
        (Check::Relay, reads.relay),
        (Check::AccountSubscription, account),
        (Check::AppSubscription, app),
        (Check::InboundMessage, inbound),
    ]
    .into_iter()
    .map(|(check, result)| CheckView { check, result })
    .collect()
}

/// Returns whether everything was proved. A message that came in proves the subscriptions by itself.
pub(crate) fn is_connected(checks: &[CheckView]) -> bool {
    checks.iter().all(|view| match view.check {
        Check::AppSubscription => matches!(view.result, CheckResult::Passed | CheckResult::Waiting),
        Check::Token
        | Check::Number
        | Check::Relay
        | Check::AccountSubscription
        | Check::InboundMessage => view.result == CheckResult::Passed,
    })
}

/// Returns what a read says about a point.
pub(crate) fn judged<T>(
    read: &Result<T, GraphError>,
    is_so: impl FnOnce(&T) -> bool,
) -> CheckResult {
    match read {
        Ok(value) if is_so(value) => CheckResult::Passed,
        Ok(_) | Err(GraphError::Refused { .. }) => CheckResult::Failed,
        Err(GraphError::TokenRejected { .. }) => CheckResult::Failed,
        Err(_) => CheckResult::Unreachable,
    }
}

/// Returns whether an app's subscription brings messages of a product to our relay.
pub(crate) fn is_ours(subscription: &AppSubscription, object: &str, webhook_url: &str) -> bool {
    subscription.object == object
        && subscription.is_active
        && subscription.fields.iter().any(|field| field == "messages")
        && subscription
            .callback_url
            .as_deref()
            .is_some_and(|url| is_same_address(url, webhook_url))
}

fn is_same_address(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOOK: &str = "https://relay.alameda.example/webhooks/meta";

    fn number(id: &str) -> Number {
        Number {
            id: id.into(),
            display_phone_number: None,
            verified_name: None,
            quality_rating: None,
            code_verification_status: None,
            name_status: None,
            status: None,
            platform_type: None,
            throughput: None,
            account_mode: None,
            is_on_business_app: false,
            messaging_limit: None,
        }
    }

    fn good() -> Reads {
        Reads {
            numbers: Ok(vec![number("388")]),
            subscribed_apps: Ok(vec![SubscribedApp {
                app_id: "880".into(),
                name: None,
                override_callback_url: None,
            }]),
            app_subscriptions: Some(Ok(vec![AppSubscription {
                object: "whatsapp_business_account".into(),
                callback_url: Some(HOOK.into()),
                is_active: true,
                fields: vec!["messages".into()],
            }])),
            relay: CheckResult::Passed,
            has_inbound: true,
        }
    }

    fn failed(reads: &Reads) -> Vec<Check> {
        checks(reads, "388", "880", HOOK)
            .into_iter()
            .filter(|view| view.result == CheckResult::Failed)
            .map(|view| view.check)
            .collect()
    }

    #[test]
    fn everything_proved_is_connected_and_a_missing_message_is_not() {
        assert!(is_connected(&checks(&good(), "388", "880", HOOK)));
        let silent = Reads {
            has_inbound: false,
            ..good()
        };
        assert!(!is_connected(&checks(&silent, "388", "880", HOOK)));
    }

    /// CASES 18: the app is not subscribed, or the account id is wrong: found before "connected" is said.
    #[test]
    fn each_missing_piece_is_named() {
        assert_eq!(
            failed(&Reads {
                numbers: Ok(vec![number("1")]),
                ..good()
            }),
            [Check::Number]
        );
        assert_eq!(
            failed(&Reads {
                subscribed_apps: Ok(vec![]),
                ..good()
            }),
            [Check::AccountSubscription]
        );
        assert_eq!(
            failed(&Reads {
                app_subscriptions: Some(Ok(vec![])),
                ..good()
            }),
            [Check::AppSubscription]
        );
        let rejected = || GraphError::TokenRejected {
            code: Some(190),
            subcode: None,
            trace_id: None,
        };
        let no_token = Reads {
            numbers: Err(rejected()),
            ..good()
        };
        assert_eq!(failed(&no_token), [Check::Token, Check::Number]);
    }

    #[test]
    fn an_outage_is_not_a_failure() {
        let away = Reads {
            numbers: Err(GraphError::Unreachable),
            ..good()
        };
        assert!(failed(&away).is_empty());
        assert!(!is_connected(&checks(&away, "388", "880", HOOK)));
    }
}
