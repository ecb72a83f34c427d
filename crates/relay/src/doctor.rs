//! Whether a relay can be relied on: its settings, this machine, its store, and the way from outside to it.
//!
//! Looks and never changes anything, whether a relay serves or not. Clinics appear as the hash that the log uses;
//! no secret, token or name is in a finding.

mod certificate;
mod clock;
mod disk;
mod outside;
mod settings;
mod store;

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use crate::buffer::{self, Look};
use crate::config::{Config, ConfigError, Database};

const ANSWER_WITHIN: Duration = Duration::from_secs(15);

/// How it stands with one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Ok,
    /// It works, and will not for ever, or not for everybody.
    Warn,
    /// It does not work.
    Fail,
}

impl State {
    /// Returns `ok`, `warn` or `FAIL`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "FAIL",
        }
    }
}

/// What was found of one thing, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which thing: `clock`.
    pub check: &'static str,
    /// How it stands.
    pub state: State,
    /// One sentence: `1 s off`.
    pub detail: String,
    /// What to do, when there is something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

impl Finding {
    fn ok(check: &'static str, detail: impl Into<String>) -> Self {
        Self {
            check,
            state: State::Ok,
            detail: detail.into(),
            advice: None,
        }
    }

    fn warn(check: &'static str, detail: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            check,
            state: State::Warn,
            detail: detail.into(),
            advice: Some(advice.into()),
        }
    }

    fn fail(check: &'static str, detail: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            state: State::Fail,
            ..Self::warn(check, detail, advice)
        }
    }

    /// Whether it does not work.
    pub fn is_failure(&self) -> bool {
        self.state == State::Fail
    }
}

/// The finding when the settings are refused; nothing else can be looked at then.
pub fn refused(error: &ConfigError) -> Finding {
    let text = error.to_string();
    let (problem, advice) = text
        .split_once('\n')
        .unwrap_or((&text, "name it with --config"));
    Finding::fail("settings", problem.trim(), advice.trim())
}

/// Looks at everything.
pub async fn look(config: &Config, file: Option<&Path>, clock: &str) -> Vec<Finding> {
    let mut findings = settings::look(config, file);
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(ANSWER_WITHIN)
        .build();
    let Ok(client) = client else {
        let advice = "install `ca-certificates`";
        findings.push(Finding::fail(
            "outside",
            "no HTTPS client could be made",
            advice,
        ));
        return findings;
    };
    findings.push(clock::look(config, &client, clock).await);
    if let Database::Sqlite(database) = &config.database {
        findings.extend(disk::look(config, database));
    }
    let looked = buffer::look(&config.database).await;
    findings.extend(store::look(config, &looked));
    findings.extend(certificate::look(config).await);
    let inside = looked.ok().and_then(|look: Look| look.inside);
    let clinics = inside.map(|inside| inside.clinics).unwrap_or_default();
    findings.extend(outside::look(config, &client, &clinics).await);
    findings
}
