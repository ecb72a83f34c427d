//! The window has no network: its content security policy names the program's own schemes and nothing else.

use crate::{assert_none, checkout::Checkout};
use serde_json::Value;

/// What the window may load from: itself, the commands, files of messages, and bytes it made itself. The addresses on
/// `localhost` are the same schemes where the web view has no schemes of its own.
const OURS: [&str; 7] = [
    "'self'",
    "'none'",
    "ipc:",
    "http://ipc.localhost",
    "attachment:",
    "http://attachment.localhost",
    "blob:",
];

/// What runs or reaches out may not come from files and bytes.
const STRICT: [&str; 4] = ["default-src", "script-src", "object-src", "frame-src"];

fn loose(policy: &Value) -> Vec<String> {
    let Some(rules) = policy.as_object() else {
        return vec!["there is no policy".to_owned()];
    };
    let mut findings = Vec::new();
    if rules.get("default-src").and_then(Value::as_str) != Some("'none'") {
        findings.push("default-src is not 'none'".to_owned());
    }
    for (rule, sources) in rules {
        for source in sources.as_str().unwrap_or("*").split_whitespace() {
            let is_strict = STRICT.contains(&rule.as_str());
            let may_stand_here = !is_strict || source.starts_with('\'');
            let is_ours = OURS.contains(&source) && may_stand_here;
            if !is_ours {
                findings.push(format!("{rule}: {source}"));
            }
        }
    }
    findings
}

#[test]
fn the_window_has_no_network() {
    let checkout = Checkout::read();
    let config: Value = serde_json::from_str(&checkout.file("tauri.conf.json").text)
        .expect("tauri.conf.json is JSON");
    let policy = &config["app"]["security"]["csp"];
    assert_none(loose(policy));
    // Files of messages are drawn and played from their own protocol.
    for rule in ["img-src", "media-src", "connect-src"] {
        let sources = policy[rule].as_str().unwrap_or_default();
        assert!(sources.contains("attachment:"), "{rule}");
    }
}

#[test]
fn a_door_in_the_policy_is_found() {
    let policy = serde_json::json!({
        "default-src": "'self'",
        "script-src": "'self' blob:",
        "connect-src": "ipc: https://graph.facebook.com",
    });
    let mut findings = loose(&policy);
    findings.sort();
    assert_eq!(
        findings,
        [
            "connect-src: https://graph.facebook.com",
            "default-src is not 'none'",
            "script-src: blob:"
        ]
    );
}
