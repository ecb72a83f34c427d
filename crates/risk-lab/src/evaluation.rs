//! `eval`: one JSON object with the engine's figures on a file of labelled lines.

use crate::{
    line::{self, Line},
    share::{Share, rounded},
};
use anyhow::{Result, bail};
use recado_risk::{Assessment, Engine, Level, Model, Reason};
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The labelled lines.
    file: PathBuf,
    /// Writes the lines that came out wrong to stderr, one a line: number, label, level, rules, text.
    #[arg(long)]
    misses: bool,
    /// Reads only lines with this tag.
    #[arg(long, value_name = "TAG")]
    only_tag: Option<String>,
    /// Leaves the second reader out.
    #[arg(long)]
    rules_only: bool,
    /// Leaves the second reader's deep half out.
    #[arg(long, conflicts_with = "rules_only")]
    quick: bool,
    /// Reads with other weights of the quick half than the shipped ones.
    #[arg(long, value_name = "FILE", conflicts_with = "rules_only")]
    weights: Option<PathBuf>,
}

/// A line and what the engine made of it.
pub(crate) struct Read<'l> {
    line: &'l Line,
    found: Assessment,
    level: Option<Level>,
}

impl<'l> Read<'l> {
    pub(crate) fn new(line: &'l Line, found: Assessment) -> Read<'l> {
        let level = shown(&found);
        Read { line, found, level }
    }

    fn alerts(&self) -> bool {
        self.level >= Some(Level::Today)
    }

    fn is_severe(&self) -> bool {
        self.line.severity >= 3
    }

    /// An alert where none is due, or none where one is; severity 1 may go either way.
    fn is_wrong(&self) -> bool {
        self.line.severity != 1 && self.alerts() != (self.line.severity >= 2)
    }
}

/// The level a person sees: weak signs below an alert are kept for the conversation and shown to nobody.
fn shown(found: &Assessment) -> Option<Level> {
    let is_seen = |reasons: &[Reason], level: Level| {
        level > Level::Review
            || !reasons
                .iter()
                .any(|reason| matches!(reason, Reason::WeakSigns { .. }))
    };
    let seen = found
        .findings
        .iter()
        .filter(|finding| is_seen(&finding.reasons, finding.level));
    seen.map(|finding| finding.level).max()
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let mut lines = line::read(&arguments.file)?;
    if let Some(tag) = &arguments.only_tag {
        lines.retain(|line| line.has_tag(tag));
    }
    if lines.is_empty() {
        bail!("no line to read");
    }
    let mut engine = Engine::starter();
    engine.self_test()?;
    if arguments.rules_only {
        engine = engine.with_reader(None);
    }
    if let Some(file) = &arguments.weights {
        engine = engine.with_reader(Some(Model::from_bytes(&fs::read(file)?)?));
    }
    let is_deep = !arguments.rules_only && !arguments.quick;
    // Once unmeasured, so that the first lines do not pay for cold caches.
    lines
        .iter()
        .for_each(|line| drop(engine.assess(&line.text)));
    let (found, times) = timed(&lines, |text| engine.assess(text));
    let deep = is_deep.then(|| timed(&lines, |text| engine.assess_deeply(text)));
    let (found, deep_times) = match deep {
        Some((found, times)) => (found, Some(times)),
        None => (found, None),
    };
    let read: Vec<Read> = lines
        .iter()
        .zip(found)
        .map(|(line, found)| Read::new(line, found))
        .collect();
    if arguments.misses {
        read.iter().filter(|read| read.is_wrong()).for_each(print);
    }
    let mut object = figures(&read.iter().collect::<Vec<_>>());
    object.insert("by_severity".into(), by_severity(&read));
    object.insert("by_tag".into(), by_tag(&read));
    object.insert("by_category".into(), by_category(&read));
    insert_times(&mut object, "", times);
    if let Some(times) = deep_times {
        insert_times(&mut object, "deep_", times);
    }
    object.insert("engine_version".into(), engine.version().into());
    object.insert("second_reader".into(), (!arguments.rules_only).into());
    object.insert("deep".into(), is_deep.into());
    println!("{}", Value::Object(object));
    Ok(())
}

/// Returns what is found in each line, and how long each took.
fn timed(lines: &[Line], assess: impl Fn(&str) -> Assessment) -> (Vec<Assessment>, Vec<Duration>) {
    let timed = lines.iter().map(|line| {
        let start = Instant::now();
        let found = assess(&line.text);
        (found, start.elapsed())
    });
    timed.unzip()
}

fn insert_times(object: &mut Map<String, Value>, prefix: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| micros(times[(times.len() - 1) * share / 100]);
    for (name, value) in [
        ("mean_us", mean(&times)),
        ("median_us", at(50)),
        ("p99_us", at(99)),
    ] {
        object.insert(format!("{prefix}{name}"), value.into());
    }
}

fn print(read: &Read) {
    let rules: Vec<&str> = read
        .found
        .findings
        .iter()
        .map(|finding| finding.rule.as_str())
        .collect();
    let category = read
        .line
        .category
        .map_or("none", recado_risk::Category::name);
    let level = read.level.map_or("nothing".to_owned(), |level| {
        format!("{level:?}").to_lowercase()
    });
    eprintln!(
        "{}\t{category} {}\t{level}\t{}\t{}\t{}",
        read.line.number,
        read.line.severity,
        rules.join(" "),
        read.line.tags.join(","),
        read.line.text
    );
}

fn micros(time: Duration) -> f64 {
    rounded(time.as_secs_f64() * 1_000_000.0)
}

fn mean(times: &[Duration]) -> f64 {
    let whole: Duration = times.iter().sum();
    rounded(whole.as_secs_f64() * 1_000_000.0 / times.len() as f64)
}

/// The shares everyone asks for first, in the order they are printed.
fn shares(read: &[&Read]) -> [(&'static str, Share); 7] {
    let severe = || read.iter().filter(|read| read.is_severe());
    let hard = || read.iter().filter(|read| read.line.is_hard_negative());
    let judged = read
        .iter()
        .filter(|read| read.alerts() && read.line.severity != 1);
    let right = read
        .iter()
        .filter(|read| read.alerts() && read.line.severity >= 2);
    let urgent = read.iter().filter(|read| read.line.severity == 4);
    [
        (
            "recall_alert_ge3",
            Share::of(severe(), |read| read.alerts()),
        ),
        (
            "recall_surfaced_ge3",
            Share::of(severe(), |read| read.level.is_some()),
        ),
        (
            "precision_alert",
            Share::of(judged, |read| read.line.severity >= 2),
        ),
        (
            "hard_negative_alert_rate",
            Share::of(hard(), |read| read.alerts()),
        ),
        (
            "hard_negative_surfaced_rate",
            Share::of(hard(), |read| read.level.is_some()),
        ),
        (
            "urgent_shown_urgent",
            Share::of(urgent, |read| read.level == Some(Level::Urgent)),
        ),
        (
            "category_right",
            Share::of(right, |read| {
                let alerts = read
                    .found
                    .findings
                    .iter()
                    .filter(|finding| finding.level >= Level::Today);
                alerts
                    .clone()
                    .any(|finding| Some(finding.category) == read.line.category)
            }),
        ),
    ]
}

/// Plain numbers beside the counts and intervals they come with.
fn figures(read: &[&Read]) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("lines".into(), read.len().into());
    let (mut counts, mut intervals) = (Map::new(), Map::new());
    for (name, share) in shares(read) {
        object.insert(name.into(), json!(share.value().map(rounded)));
        counts.insert(name.into(), share.whole.into());
        intervals.insert(
            name.into(),
            json!(share.interval().map(|ends| ends.map(rounded))),
        );
    }
    object.insert("of".into(), counts.into());
    object.insert("intervals_95".into(), intervals.into());
    object
}

fn by_severity(read: &[Read]) -> Value {
    let one = |severity: u8| {
        let lines = || read.iter().filter(|read| read.line.severity == severity);
        let value = json!({
            "lines": lines().count(),
            "alert": Share::of(lines(), |read| read.alerts()),
            "surfaced": Share::of(lines(), |read| read.level.is_some()),
            "urgent": Share::of(lines(), |read| read.level == Some(Level::Urgent)),
        });
        (severity.to_string(), value)
    };
    Value::Object((0..=4).map(one).collect())
}

fn by_tag(read: &[Read]) -> Value {
    let mut tags: BTreeMap<&str, Vec<&Read>> = BTreeMap::new();
    for read in read {
        for tag in &read.line.tags {
            tags.entry(tag).or_default().push(read);
        }
    }
    Value::Object(
        tags.into_iter()
            .map(|(tag, read)| (tag.to_owned(), figures(&read).into()))
            .collect(),
    )
}

fn by_category(read: &[Read]) -> Value {
    let mut categories: BTreeMap<&str, Vec<&Read>> = BTreeMap::new();
    for read in read {
        let name = read
            .line
            .category
            .map_or("none", recado_risk::Category::name);
        categories.entry(name).or_default().push(read);
    }
    let one = |(name, read): (&str, Vec<&Read>)| {
        let severe = || read.iter().filter(|read| read.is_severe());
        let value = json!({
            "lines": read.len(),
            "recall_alert_ge3": Share::of(severe(), |read| read.alerts()),
            "recall_surfaced_ge3": Share::of(severe(), |read| read.level.is_some()),
        });
        (name.to_owned(), value)
    };
    Value::Object(categories.into_iter().map(one).collect())
}
