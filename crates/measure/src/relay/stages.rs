//! Where the time of a webhook goes, as the relay itself counts it.

use super::{
    figure::{Figure, Figures},
    place::Measured,
};

/// The relay's names of what a webhook passes, with what they are, in order.
const STAGES: [(&str, &str); 4] = [
    ("signature", "HMAC of the body"),
    ("routing", "JSON: whose it is"),
    ("sealing", "HPKE"),
    ("counting", "JSON: counts for the log"),
];

/// Prints the mean of each stage over everything that the relay has seen since its start.
pub(super) async fn print(figures: &mut Figures, relay: &Measured) -> anyhow::Result<()> {
    let metrics = relay.metrics().await?;
    let value = |name: String| metrics.get(&name).copied().unwrap_or(0.0);
    let mean = |name: &str| {
        let count = value(format!("recado_{name}_seconds_count")).max(1.0);
        value(format!("recado_{name}_seconds_sum")) / count * 1_000_000.0
    };
    let (append, commit) = (mean("append"), mean("commit"));
    let appended = value("recado_append_seconds_count".into());
    let commits = value("recado_commit_seconds_count".into()).max(1.0);
    let mut rows: Vec<(String, f64)> = STAGES
        .iter()
        .map(|(name, what)| ((*what).to_owned(), mean(name)))
        .collect();
    rows.push((
        "waiting for the commit before".into(),
        (append - commit).max(0.0),
    ));
    let group = appended / commits;
    rows.push((format!("the commit, shared by {group:.0}"), commit));
    for (case, micros) in rows {
        figures.add(Figure {
            section: "Where the time of a webhook goes (64 connections, 1.5 KB)",
            case,
            store: Some(relay.kind.name()),
            micros: Some(micros),
            ..Figure::default()
        })?;
    }
    Ok(())
}
