//! The labelled lines and what is counted on them.

use recado_risk::{Assessment, Category, Engine, Level};

/// A labelled line: `text<TAB>category<TAB>severity<TAB>tags`.
pub struct Line {
    pub language: &'static str,
    pub text: &'static str,
    pub category: Option<Category>,
    /// 4 to 1 as in the rules; 0 says nothing is the matter.
    pub severity: u8,
    pub is_hard_negative: bool,
}

/// Reads the files of a set.
pub fn lines(files: &[(&'static str, &'static str)]) -> Vec<Line> {
    let read = |language, line: &'static str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [text, category, severity, tags] = fields[..] else {
            panic!("four fields: {line}")
        };
        Line {
            language,
            text,
            category: (category != "none")
                .then(|| serde_json::from_value(category.into()).unwrap()),
            severity: severity.parse().unwrap(),
            is_hard_negative: tags.split(',').any(|tag| tag == "hn"),
        }
    };
    let file = |(language, file): &(&'static str, &'static str)| {
        let language = *language;
        file.lines()
            .map(move |line| read(language, line))
            .collect::<Vec<_>>()
    };
    files.iter().flat_map(file).collect()
}

/// What an engine makes of a set.
pub struct Figures {
    /// Lines of severity 3 and 4 that raise an alert.
    pub recall: f64,
    /// The same, or at least a review.
    pub surfaced: f64,
    /// Lines of severity 4 that are shown urgent.
    pub shown_urgent: f64,
    /// Hard negatives that raise an alert.
    pub hard_negative_alerts: f64,
    /// Hard negatives that end in review.
    pub hard_negative_reviews: f64,
    /// Ordinary lines that raise an alert, counted.
    pub plain_alerts: usize,
    /// Alerts on lines of severity 2 and more, among alerts (severity 1 left out).
    pub precision: f64,
    /// Alerts that name the right category, among right alerts.
    pub category_right: f64,
}

impl Figures {
    /// Assesses the lines; wrong ones are printed.
    pub fn of<'l>(engine: &Engine, lines: impl Iterator<Item = &'l Line>) -> Figures {
        Figures::by(|text| engine.assess(text), lines)
    }

    /// The same by another way of assessing.
    pub fn by<'l>(
        assess: impl Fn(&str) -> Assessment,
        lines: impl Iterator<Item = &'l Line>,
    ) -> Figures {
        let read: Vec<_> = lines.map(|line| (line, assess(line.text))).collect();
        let count = |is_counted: &dyn Fn(&Line, Option<Level>) -> bool| {
            read.iter()
                .filter(|(line, found)| is_counted(line, found.level()))
                .count()
        };
        let is_alert = |level: Option<Level>| level >= Some(Level::Today);
        let share = |part: usize, whole: usize| part as f64 / whole as f64;
        for (line, found) in &read {
            if line.severity != 1 && is_alert(found.level()) != (line.severity >= 2) {
                let rules: Vec<&str> = found
                    .findings
                    .iter()
                    .map(|finding| finding.rule.as_str())
                    .collect();
                println!(
                    "{} {} {:?} {rules:?} {}",
                    line.language,
                    line.severity,
                    found.level(),
                    line.text
                );
            }
        }
        let severe = count(&|line, _| line.severity >= 3);
        let hard = count(&|line, _| line.is_hard_negative);
        let right = count(&|line, level| line.severity >= 2 && is_alert(level));
        let right_category = read.iter().filter(|(line, found)| {
            line.severity >= 2
                && found.raises_alert()
                && found
                    .findings
                    .iter()
                    .any(|finding| Some(finding.category) == line.category)
        });
        Figures {
            recall: share(
                count(&|line, level| line.severity >= 3 && is_alert(level)),
                severe,
            ),
            surfaced: share(
                count(&|line, level| line.severity >= 3 && level.is_some()),
                severe,
            ),
            shown_urgent: share(
                count(&|line, level| line.severity == 4 && level == Some(Level::Urgent)),
                count(&|line, _| line.severity == 4),
            ),
            hard_negative_alerts: share(
                count(&|line, level| line.is_hard_negative && is_alert(level)),
                hard,
            ),
            hard_negative_reviews: share(
                count(&|line, level| line.is_hard_negative && level == Some(Level::Review)),
                hard,
            ),
            plain_alerts: count(&|line, level| {
                line.severity == 0 && !line.is_hard_negative && is_alert(level)
            }),
            precision: share(
                right,
                count(&|line, level| line.severity != 1 && is_alert(level)),
            ),
            category_right: share(right_category.count(), right),
        }
    }

    pub fn print(&self, name: &str) {
        println!(
            "{name}: recall {:.3}, surfaced {:.3}, urgent shown {:.3}, hard negatives alerted {:.3}, \
             in review {:.3}, plain alerts {}, precision {:.3}, category right {:.3}",
            self.recall,
            self.surfaced,
            self.shown_urgent,
            self.hard_negative_alerts,
            self.hard_negative_reviews,
            self.plain_alerts,
            self.precision,
            self.category_right,
        );
    }
}
