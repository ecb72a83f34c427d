//! The store: whether it opens, whether this program knows its schema, and how the clinics in it stand.

use super::Finding;
use crate::buffer::{ClinicSettings, Look, OpenBufferError};
use crate::config::Config;
use crate::logging::tenant_hash;

const CHECK: &str = "store";
const DAY_MS: i64 = 86_400_000;
/// Media ids die at Meta on day 7.
const OLD_DAYS: i64 = 5;

/// Says what was seen in the store.
pub(super) fn look(config: &Config, looked: &Result<Look, OpenBufferError>) -> Vec<Finding> {
    let look = match looked {
        Ok(look) => look,
        Err(error) => {
            let advice = "if the relay never ran here, start it once; otherwise the file is damaged or not this \
                          account's";
            return vec![Finding::fail(CHECK, error.to_string(), advice)];
        }
    };
    let mut findings = vec![version(look.found, look.known)];
    let Some(inside) = &look.inside else {
        return findings;
    };
    if inside.clinics.is_empty() {
        let advice = "make a code with `recado-relay pair --clinic NAME`";
        findings.push(Finding::warn("clinics", "no clinic has paired yet", advice));
    }
    for clinic in &inside.clinics {
        findings.push(standing(clinic));
        let oldest = inside.oldest.iter().find(|(row, _)| *row == clinic.row);
        if let Some((_, at)) = oldest {
            let days = (config.clock.now_ms() - at) / DAY_MS;
            findings.extend(waiting(clinic, days, i64::from(config.retention_days)));
        }
    }
    findings
}

/// Says whether the two schemas go together. Pure.
fn version(found: i64, known: i64) -> Finding {
    let detail = format!("schema {found}, this program knows {known}");
    if found > known {
        let advice = "install the newer version again; docs/relay.md says how to go back";
        Finding::fail(CHECK, detail, advice)
    } else if found < known {
        let advice = "start the relay: it brings the store up to date by itself";
        Finding::warn(CHECK, detail, advice)
    } else {
        Finding::ok(CHECK, detail)
    }
}

/// Says what a clinic still lacks before Meta's webhooks reach it.
fn standing(clinic: &ClinicSettings) -> Finding {
    let tenant = tenant_hash(clinic.id);
    let has_secrets = clinic.apps.iter().all(|app| !app.secret.trim().is_empty());
    let has_tokens = clinic
        .apps
        .iter()
        .all(|app| !app.verify_token.trim().is_empty());
    let advice = "connect the channel in Recado, on the clinic's computer";
    let lacks = |what: &str| Finding::warn("clinics", format!("{tenant} {what}"), advice);
    if clinic.devices.is_empty() {
        let advice = "pair a computer of the clinic; until then nobody fetches its messages";
        Finding::warn("clinics", format!("{tenant} has no computer"), advice)
    } else if clinic.epoch.is_none() {
        lacks("has no key to seal to yet")
    } else if clinic.apps.is_empty() {
        lacks("has not told its Meta app's secret yet")
    } else if !(has_secrets && has_tokens) {
        let detail = format!("{tenant} has an app without its secret or verify token");
        Finding::fail("clinics", detail, advice)
    } else if clinic.channels.is_empty() {
        lacks("has no channel yet")
    } else {
        let (apps, channels) = (clinic.apps.len(), clinic.channels.len());
        Finding::ok(
            "clinics",
            format!("{tenant}: {apps} app secret(s), {channels} channel(s)"),
        )
    }
}

fn waiting(clinic: &ClinicSettings, days: i64, retention_days: i64) -> Option<Finding> {
    if days < OLD_DAYS {
        return None;
    }
    let tenant = tenant_hash(clinic.id);
    let detail =
        format!("{tenant}: messages wait since {days} days, deleted after {retention_days}");
    let advice = "see to it that Recado runs on the clinic's computer and is online";
    Some(if days + 2 >= retention_days {
        Finding::fail("waiting", detail, advice)
    } else {
        Finding::warn("waiting", detail, advice)
    })
}
