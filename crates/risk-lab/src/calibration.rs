//! `calibrate`: chooses from which scores on both halves of the second reader alert and put in review together, by
//! labelled lines that neither half has learnt from.

use crate::{
    line::{self, Line},
    share::{Share, rounded, threshold},
};
use anyhow::{Result, bail};
use recado_risk::{DeepScores, DeepSettings, Engine, Level, Model, Thresholds};
use serde_json::{Value, json};
use std::{fs, path::PathBuf};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Labelled lines that nothing was learnt from.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where the settings go; without it nothing is written.
    #[arg(long)]
    out: Option<PathBuf>,
    /// The quick half's weights, learnt without the lines.
    #[arg(long)]
    weights: PathBuf,
    /// What the quick half's score is worth beside the network's.
    #[arg(long, default_value_t = 0.6)]
    quick_worth: f32,
    /// Below this score of the quick half the network is not asked.
    #[arg(long, default_value_t = -2.0, allow_negative_numbers = true)]
    least_quick: f32,
    /// The share of harmless lines that may alert by the reader alone.
    #[arg(long, default_value_t = 0.03)]
    alerts: f64,
    /// So much more a text needs for an alert where rules lowered something: there are too few such lines to choose by.
    #[arg(long, default_value_t = 2.2)]
    lowered_margin: f32,
    /// The share of harmless lines that may go to review.
    #[arg(long, default_value_t = 0.06)]
    reviews: f64,
    /// The share of alerting lines below severity 4 that may be shown urgent.
    #[arg(long, default_value_t = 0.15)]
    urgent: f64,
}

struct Case {
    line: Line,
    rules: Option<Level>,
    /// Of each window that the network was asked about.
    looks: Vec<DeepScores>,
}

impl Case {
    /// The highest score of the windows that `is_counted`, and how urgent it is there.
    fn highest(
        &self,
        settings: &DeepSettings,
        is_counted: impl Fn(&DeepScores) -> bool,
    ) -> Option<(f32, f32)> {
        let counted = self.looks.iter().filter(|look| is_counted(look));
        let scored = counted.map(|look| (settings.score(look), look.urgency()));
        scored.max_by(|(one, _), (other, _)| one.total_cmp(other))
    }

    fn level(&self, settings: &DeepSettings) -> Option<Level> {
        let read = self.looks.iter().filter_map(|look| settings.level(look));
        self.rules.max(read.max())
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let quick = Model::from_bytes(&fs::read(&arguments.weights)?)?;
    let engine = Engine::starter();
    engine.self_test()?;
    let engine = engine.with_reader(Some(quick));
    let rules = Engine::starter().with_reader(None);
    let unchosen = DeepSettings {
        quick_worth: arguments.quick_worth,
        least_quick: arguments.least_quick,
        thresholds: Thresholds::UNKNOWN,
        alone: Thresholds::UNKNOWN,
    };
    let mut cases = Vec::new();
    for line in crate::lines_of(&arguments.files)? {
        let Some(looks) = engine.deep_scores(&line.text, |quick| unchosen.asks(quick)) else {
            bail!("the network is not read");
        };
        cases.push(Case {
            rules: rules.assess(&line.text).level(),
            looks,
            line,
        });
    }
    let settings = DeepSettings {
        thresholds: chosen(&cases, &unchosen, arguments, arguments.alerts),
        alone: chosen(&alone(&cases), &unchosen, arguments, arguments.alerts),
        ..unchosen
    };
    let tried: Vec<Value> = [0.01, 0.02, 0.03, 0.04, 0.05, 0.065, 0.08]
        .map(|share| {
            let settings = DeepSettings {
                thresholds: chosen(&cases, &unchosen, arguments, share),
                ..settings
            };
            json!({ "alerts": share, "figures": figures(&cases, &settings) })
        })
        .into();
    if let Some(out) = &arguments.out {
        fs::write(out, settings.to_toml())?;
    }
    println!(
        "{}",
        json!({
            "lines": cases.len(),
            "settings": settings,
            "figures": figures(&cases, &settings),
            "other_shares": tried,
        })
    );
    Ok(())
}

/// The cases as the network sees them alone.
fn alone(cases: &[Case]) -> Vec<Case> {
    let alone = |look: &DeepScores| DeepScores {
        is_alone: true,
        ..*look
    };
    cases
        .iter()
        .map(|case| Case {
            looks: case.looks.iter().map(alone).collect(),
            line: case.line.clone(),
            ..*case
        })
        .collect()
}

/// Chooses from which scores on cases alert, `alerts` of the harmless ones, and go to review.
fn chosen(
    cases: &[Case],
    unchosen: &DeepSettings,
    arguments: &Arguments,
    alerts: f64,
) -> Thresholds {
    let harmless = |is_counted: fn(&DeepScores) -> bool| -> Vec<f32> {
        let harmless = cases.iter().filter(|case| case.line.severity == 0);
        harmless
            .map(|case| case.highest(unchosen, is_counted))
            .map(|highest| highest.map_or(f32::NEG_INFINITY, |(score, _)| score))
            .collect()
    };
    let is_unlowered = |look: &DeepScores| !look.is_lowered;
    let review = threshold(harmless(|_| true), arguments.reviews);
    let alert = threshold(harmless(is_unlowered), alerts).max(review);
    let below = cases
        .iter()
        .filter(|case| (1..4).contains(&case.line.severity));
    let urgencies = below
        .filter_map(|case| case.highest(unchosen, is_unlowered))
        .filter(|(score, _)| *score >= alert)
        .map(|(_, urgency)| urgency)
        .collect();
    Thresholds {
        review,
        alert,
        alert_if_lowered: alert + arguments.lowered_margin,
        urgent: threshold(urgencies, arguments.urgent),
    }
}

/// By stratum: recall, alert or review, hard negatives alerted and surfaced, urgent shown urgent.
fn figures(cases: &[Case], settings: &DeepSettings) -> Value {
    let stratum = |tag: Option<&str>| {
        let cases: Vec<(&Line, Option<Level>)> = cases
            .iter()
            .filter(|case| tag.is_none_or(|tag| case.line.has_tag(tag)))
            .map(|case| (&case.line, case.level(settings)))
            .collect();
        let share = |is_counted: fn(&Line) -> bool, least: Level| {
            let counted = cases.iter().filter(|(line, _)| is_counted(line));
            let share = Share::of(counted, |(_, level)| *level >= Some(least));
            share.value().map(rounded)
        };
        let severe = |line: &Line| line.severity >= 3;
        json!({
            "recall_alert_ge3": share(severe, Level::Today),
            "recall_surfaced_ge3": share(severe, Level::Review),
            "hard_negative_alert_rate": share(line::Line::is_hard_negative, Level::Today),
            "hard_negative_surfaced_rate": share(line::Line::is_hard_negative, Level::Review),
            "urgent_shown_urgent": share(|line| line.severity == 4, Level::Urgent),
        })
    };
    json!({ "all": stratum(None), "direct": stratum(Some("direct")), "novel": stratum(Some("novel")) })
}
