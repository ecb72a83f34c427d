//! Settings that are right by themselves and wrong together.

use std::path::Path;

use super::Finding;
use crate::config::Config;

const CHECK: &str = "settings";

/// Looks at the settings and who may read their file.
pub(super) fn look(config: &Config, file: Option<&Path>) -> Vec<Finding> {
    let mut findings = vec![Finding::ok(CHECK, "they can be read")];
    if let Some(file) = file.filter(|file| others_may_read(file)) {
        findings.push(Finding::warn(
            CHECK,
            "every user of this machine may read the file, and it can hold passwords",
            format!("chmod o-rwx {}", file.display()),
        ));
    }
    findings.extend(proxy(config));
    findings.push(match &config.alarm {
        Some(alarm) => {
            let minutes = alarm.after_minutes;
            Finding::ok("alarms", format!("told after {minutes} minutes of silence"))
        }
        None => Finding::warn(
            "alarms",
            "nobody is told when messages wait and no computer fetches them",
            "set `alarm_webhook`, or `alarm_smtp`, `alarm_from` and `alarm_to`",
        ),
    });
    findings
}

/// Who stands before the relay, and whether it knows.
fn proxy(config: &Config) -> Option<Finding> {
    let is_local = config.listen.ip().is_loopback();
    let is_https = config
        .public_url
        .as_deref()
        .is_some_and(|url| url.starts_with("https://"));
    match (&config.tls, config.behind_proxy) {
        (None, false) if is_https => Some(Finding::warn(
            CHECK,
            "a proxy has to speak TLS for it, and its address is taken for everybody's",
            "set behind_proxy = true, or tls = \"acme\" if there is no proxy",
        )),
        (None, true) if !is_local && !is_near(config) => Some(Finding::warn(
            CHECK,
            "it listens for everybody, so that the proxy can be gone around",
            "let it listen on 127.0.0.1 or on a private network",
        )),
        (Some(_), _) if config.listen.port() != 443 => Some(Finding::warn(
            CHECK,
            "certificates are given out only if port 443 leads here",
            "set listen = \"[::]:443\", or forward port 443",
        )),
        (_, _) => None,
    }
}

fn is_near(config: &Config) -> bool {
    match config.listen.ip() {
        std::net::IpAddr::V4(ip) => ip.is_private(),
        std::net::IpAddr::V6(ip) => ip.is_unique_local(),
    }
}

#[cfg(unix)]
fn others_may_read(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(file).map(|metadata| metadata.permissions().mode());
    mode.is_ok_and(|mode| mode & 0o004 != 0)
}

#[cfg(not(unix))]
fn others_may_read(_: &Path) -> bool {
    false
}
