//! What the risk rules found, as alerts to be raised and marks to be kept.

use crate::monitor::marks;
use recado_domain::{
    alert::{AlertCategory, AlertLevel},
    id::AlertId,
    time::UnixMs,
};
use recado_risk::Finding;

/// An alert about to be raised.
pub(crate) struct NewAlert {
    /// Which.
    pub id: AlertId,
    /// How soon.
    pub level: AlertLevel,
    /// What about.
    pub category: AlertCategory,
    /// Whether it is about another person.
    pub about_other: bool,
    /// When the words were written.
    pub raised_at: UnixMs,
}

/// Returns the alerts that findings call for.
pub(super) fn new_alerts(findings: &[Finding], at: UnixMs) -> Vec<NewAlert> {
    marks::worst_by_category(findings)
        .into_iter()
        .map(|finding| NewAlert {
            id: AlertId::generate(),
            level: marks::level(finding.level),
            category: marks::category(finding.category),
            about_other: finding.about_other,
            raised_at: at,
        })
        .collect()
}

/// Returns the most severe level among findings.
pub(super) fn worst(findings: &[Finding]) -> Option<AlertLevel> {
    findings
        .iter()
        .filter(|finding| marks::calls_for_a_look(finding))
        .map(|finding| marks::level(finding.level))
        .max()
}

/// Returns findings as they are kept beside a message.
pub(super) fn as_json(findings: &[Finding]) -> Option<String> {
    if findings.is_empty() {
        return None;
    }
    serde_json::to_string(findings).ok()
}
