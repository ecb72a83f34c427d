//! Which crate may use which. The table is the architecture; an arrow that is not in it is a decision to be taken first.

use crate::assert_none;
use serde_json::Value;
use std::process::Command;

/// Each of our packages with those of ours it may use; tests are free.
const ARROWS: &[(&str, &[&str])] = &[
    ("recado-domain", &[]),
    ("recado-risk", &[]),
    ("recado-protocol", &[]),
    ("recado-webhook", &[]),
    ("recado-graph", &[]),
    ("recado-store", &["recado-domain"]),
    (
        "recado-inbox",
        &[
            "recado-domain",
            "recado-risk",
            "recado-protocol",
            "recado-webhook",
            "recado-graph",
            "recado-store",
            "recado-transcribe",
        ],
    ),
    ("recado-transcribe", &["recado-domain"]),
    ("recado-relay", &["recado-protocol", "recado-webhook"]),
    ("recado-meta-sim", &[]),
    ("recado", &["recado-inbox"]),
    (
        "recado-measure",
        &[
            "recado-inbox",
            "recado-store",
            "recado-protocol",
            "recado-webhook",
            "recado-domain",
            "recado-risk",
            "recado-meta-sim",
        ],
    ),
    ("recado-risk-lab", &["recado-risk"]),
    ("xtask", &[]),
];

/// The only package that may know the window's framework.
const WINDOW: &str = "recado";

fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version=1", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo metadata");
    serde_json::from_slice(&output.stdout).expect("JSON from cargo metadata")
}

fn forbidden(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().expect("packages");
    let mut findings = Vec::new();
    for package in packages {
        let name = package["name"].as_str().expect("a package's name");
        let Some((_, allowed)) = ARROWS.iter().find(|(crate_name, _)| *crate_name == name) else {
            findings.push(format!("{name}: not in the table of crates"));
            continue;
        };
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let used = dependency["name"].as_str().expect("a dependency's name");
            let is_ours = ARROWS.iter().any(|(crate_name, _)| *crate_name == used);
            // Normal dependencies have no kind.
            if dependency["kind"].is_null() && is_ours && !allowed.contains(&used) {
                findings.push(format!("{name} uses {used}: no such arrow"));
            }
            if used.starts_with("tauri") && name != WINDOW {
                findings.push(format!(
                    "{name} uses {used}: only {WINDOW} knows the window"
                ));
            }
        }
    }
    findings
}

#[test]
fn crates_use_each_other_only_as_drawn() {
    assert_none(forbidden(&metadata()));
}

#[test]
fn a_wrong_arrow_a_stranger_and_a_hidden_window_are_found() {
    let metadata = serde_json::json!({ "packages": [
        { "name": "recado-meta-sim", "dependencies": [
            { "name": "recado-webhook", "kind": null },
            { "name": "recado-graph", "kind": "dev" },
        ] },
        { "name": "recado-inbox", "dependencies": [{ "name": "tauri-utils", "kind": "build" }] },
        { "name": "recado-helpers", "dependencies": [] },
    ] });
    assert_eq!(
        forbidden(&metadata),
        [
            "recado-meta-sim uses recado-webhook: no such arrow",
            "recado-inbox uses tauri-utils: only recado knows the window",
            "recado-helpers: not in the table of crates",
        ]
    );
}
