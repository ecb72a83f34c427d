//! `train`: learns the second reader's weights, chooses its thresholds by cross-validation, and says what to expect.

use crate::{
    learner::{Example, Settings, highest, learn},
    line::{self, Line},
    share::{Share, rounded, threshold},
};
use anyhow::{Result, bail};
use recado_risk::{Engine, Level, Model, Thresholds};
use serde_json::{Value, json};
use std::{fs, path::PathBuf};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Labelled lines; files of one set with the same number of lines are parallel and share their folds.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where the weights go; without it nothing is written.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Those of the files by whose harmless lines the thresholds are chosen, out of fold; without it by all.
    #[arg(long, num_args = 1..)]
    calibrate: Vec<PathBuf>,
    /// Lines that are only measured, never learnt from.
    #[arg(long, num_args = 1..)]
    test: Vec<PathBuf>,
    /// The share of harmless lines that may alert by the reader alone, in cross-validation.
    #[arg(long, default_value_t = 0.065)]
    alerts: f64,
    /// The same for lines in which rules lowered something, of all files.
    #[arg(long, default_value_t = 0.004)]
    alerts_if_lowered: f64,
    /// The share of harmless lines that may go to review.
    #[arg(long, default_value_t = 0.18)]
    reviews: f64,
    /// The table has 2 to this power of rows.
    #[arg(long, default_value_t = 20)]
    bits: u32,
    #[arg(long, default_value_t = 16)]
    rounds: usize,
    #[arg(long, default_value_t = 0.2)]
    rate: f32,
    #[arg(long, default_value_t = 0.002)]
    decay: f32,
    /// The share of a line's features that each step leaves out.
    #[arg(long, default_value_t = 0.3)]
    dropout: f32,
    /// So many orders of the lines are learnt and averaged.
    #[arg(long, default_value_t = 1)]
    runs: u64,
    /// The share of alerting lines below severity 4 that may be shown urgent.
    #[arg(long, default_value_t = 0.09)]
    urgent: f64,
    #[arg(long, default_value_t = 5)]
    folds: usize,
}

struct Case {
    line: Line,
    example: Example,
    fold: usize,
    /// Whether thresholds are chosen by it.
    is_calibrating: bool,
    /// Whether the rules lowered something or found less than an alert.
    is_lowered: bool,
    rules: Option<Level>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if arguments.folds < 2 {
        bail!("cross-validation needs two folds");
    }
    if let Some(file) = arguments
        .calibrate
        .iter()
        .find(|file| !arguments.files.contains(file))
    {
        bail!("{} is none of the files that are learnt", file.display());
    }
    let settings = Settings {
        bits: arguments.bits,
        rounds: arguments.rounds,
        rate: arguments.rate,
        decay: arguments.decay,
        dropout: arguments.dropout,
        runs: arguments.runs,
    };
    let engine = Engine::starter().with_reader(None);
    engine.self_test()?;
    let mut cases = Vec::new();
    let mut files = Vec::new();
    for file in &arguments.files {
        let lines = line::read(file)?;
        files.push((file.clone(), cases.len()..cases.len() + lines.len()));
        for (place, line) in lines.into_iter().enumerate() {
            let group = line.set().unwrap_or(place / 4);
            let fold = group % arguments.folds;
            let mut case = Case::new(&engine, line, settings.bits, fold);
            case.is_calibrating =
                arguments.calibrate.is_empty() || arguments.calibrate.contains(file);
            cases.push(case);
        }
    }
    let mut scores = vec![(0.0_f32, 0.0_f32); cases.len()];
    for fold in 0..arguments.folds {
        let examples: Vec<&Example> = cases
            .iter()
            .filter(|case| case.fold != fold)
            .map(|case| &case.example)
            .collect();
        let model = learn(&examples, settings);
        for (case, score) in cases
            .iter()
            .zip(&mut scores)
            .filter(|(case, _)| case.fold == fold)
        {
            *score = highest(&model, &case.example);
        }
    }
    let harmless = |is_counted: &dyn Fn(&Case) -> bool| {
        let harmless = cases.iter().zip(&scores);
        let harmless = harmless.filter(|(case, _)| case.line.severity == 0 && is_counted(case));
        harmless.map(|(_, score)| score.0).collect::<Vec<f32>>()
    };
    let review = threshold(harmless(&|case| case.is_calibrating), arguments.reviews);
    let unlowered = harmless(&|case| case.is_calibrating && !case.is_lowered);
    let alert = threshold(unlowered, arguments.alerts).max(review);
    // Of these there are too few to choose by some files alone.
    let lowered = harmless(&|case| case.is_lowered);
    let lowered = threshold(lowered, arguments.alerts_if_lowered).max(alert);
    let examples: Vec<&Example> = cases.iter().map(|case| &case.example).collect();
    let below = cases.iter().zip(&scores).filter(|(case, score)| {
        case.is_calibrating
            && (1..4).contains(&case.line.severity)
            && score.0 >= alert
            && !case.is_lowered
    });
    let urgent = threshold(below.map(|(_, score)| score.1).collect(), arguments.urgent);
    let thresholds = Thresholds {
        review,
        alert,
        alert_if_lowered: lowered,
        urgent,
    };
    let model = learn(&examples, settings).with_thresholds(thresholds);
    let alone = recall_alone(cases.iter().zip(scores.iter().copied()));
    let crossed = figures(cases.iter().zip(scores.iter().copied()), &model);
    let by_file: Vec<Value> = files
        .into_iter()
        .map(|(file, places)| {
            let here = cases.iter().zip(scores.iter().copied());
            let here = here.skip(places.start).take(places.len());
            let alone = recall_alone(here.clone());
            json!({ "file": file, "figures": figures(here, &model), "reader_alone": alone })
        })
        .collect();
    let mut tests = Vec::new();
    for file in &arguments.test {
        let read = line::read(file)?.into_iter();
        let read: Vec<Case> = read
            .map(|line| Case::new(&engine, line, settings.bits, 0))
            .collect();
        let scored = read
            .iter()
            .map(|case| (case, highest(&model, &case.example)));
        tests.push(json!({ "file": file, "figures": figures(scored.clone(), &model), "reader_alone": recall_alone(scored) }));
    }
    if let Some(out) = &arguments.out {
        fs::write(out, model.to_bytes())?;
    }
    println!(
        "{}",
        json!({
            "lines": cases.len(),
            "thresholds": thresholds,
            "cross_validated": crossed,
            "cross_validated_by_file": by_file,
            "reader_alone": alone,
            "tests": tests,
        })
    );
    Ok(())
}

/// The first and the last head's.
type Scores = (f32, f32);

impl Case {
    fn new(engine: &Engine, line: Line, bits: u32, fold: usize) -> Case {
        let rules = engine.assess(&line.text);
        Case {
            example: Example::new(engine, &line, bits),
            fold,
            is_calibrating: false,
            is_lowered: rules.lowers(),
            rules: rules.level(),
            line,
        }
    }
}

/// The reader's recall without any rule, where 2, 5 and 10 % of the harmless reach the threshold.
fn recall_alone<'c>(scored: impl Iterator<Item = (&'c Case, Scores)>) -> Value {
    let scored: Vec<(&Case, Scores)> = scored.collect();
    let of = |is_counted: &dyn Fn(&Case) -> bool| -> Vec<f32> {
        let counted = scored.iter().filter(|(case, _)| is_counted(case));
        counted.map(|(_, score)| score.0).collect()
    };
    let severe = of(&|case| case.line.severity >= 3);
    let recall = |share: f64| {
        let least = threshold(of(&|case| case.line.severity == 0), share);
        let share = Share::of(severe.iter(), |score| **score >= least);
        share.value().map(rounded)
    };
    json!({ "at_2": recall(0.02), "at_5": recall(0.05), "at_10": recall(0.10) })
}

fn figures<'c>(scored: impl Iterator<Item = (&'c Case, Scores)>, model: &Model) -> Value {
    let scored: Vec<(&Case, Option<Level>)> = scored
        .map(|(case, (score, urgency))| {
            let read = model.thresholds().level(score, urgency, case.is_lowered);
            (case, case.rules.max(read))
        })
        .collect();
    let alone = |level: Option<Level>| level >= Some(Level::Today);
    let share = |is_counted: &dyn Fn(&Case) -> bool,
                 is_part: &dyn Fn(&Case, Option<Level>) -> bool| {
        let counted = scored.iter().filter(|(case, _)| is_counted(case));
        let share = Share::of(counted, |(case, level)| is_part(case, *level));
        json!([share.value().map(rounded), share.whole])
    };
    let severe = |case: &Case| case.line.severity >= 3;
    let hard = |case: &Case| case.line.is_hard_negative();
    json!({
        "rules_recall_ge3": share(&severe, &|case, _| alone(case.rules)),
        "rules_hard_negative_alerts": share(&hard, &|case, _| alone(case.rules)),
        "recall_alert_ge3": share(&severe, &|_, level| alone(level)),
        "recall_surfaced_ge3": share(&severe, &|_, level| level.is_some()),
        "recall_missed_by_rules": share(&|case| severe(case) && !alone(case.rules), &|_, level| alone(level)),
        "hard_negative_alerts": share(&hard, &|_, level| alone(level)),
        "hard_negative_surfaced": share(&hard, &|_, level| level.is_some()),
        "urgent_shown_urgent": share(&|case| case.line.severity == 4, &|_, level| level == Some(Level::Urgent)),
        "harmless_shown_urgent": share(&|case| case.line.severity == 0, &|_, level| level == Some(Level::Urgent)),
        "harmless_alerts": share(&|case| case.line.severity == 0, &|_, level| alone(level)),
    })
}
