//! Figures on labelled lines, with gates a little under what was reached; `docs/risk.md` says what they are worth.

use recado_risk::{Engine, Level};

use crate::labelled::{Figures, lines};

/// The lines the rules were written and tuned with: their figures flatter.
pub const DEVSET: [(&str, &str); 4] = [
    ("en", include_str!("../devset/en.tsv")),
    ("es", include_str!("../devset/es.tsv")),
    ("pt", include_str!("../devset/pt.tsv")),
    ("el", include_str!("../devset/el.tsv")),
];

/// A second lot in plain words. The rules missed a good third of it when it was written, and learnt from it.
const MORE: [(&str, &str); 4] = [
    ("en", include_str!("../devset/en_more.tsv")),
    ("es", include_str!("../devset/es_more.tsv")),
    ("pt", include_str!("../devset/pt_more.tsv")),
    ("el", include_str!("../devset/el_more.tsv")),
];

/// Lines written after the rules and read once. A rule is not changed for one of them: it gets a line of its own.
pub(crate) const UNTUNED: [(&str, &str); 4] = [
    ("en", include_str!("../untuned/en.tsv")),
    ("es", include_str!("../untuned/es.tsv")),
    ("pt", include_str!("../untuned/pt.tsv")),
    ("el", include_str!("../untuned/el.tsv")),
];

#[test]
fn figures_on_the_development_lines_hold() {
    let engine = Engine::starter();
    let lines = lines(&DEVSET);
    assert_eq!(lines.len(), 1080);
    for (language, _) in DEVSET {
        let figures = Figures::of(
            &engine,
            lines.iter().filter(|line| line.language == language),
        );
        figures.print(language);
        assert!(figures.recall >= 0.96, "{language}");
        assert!(figures.hard_negative_alerts <= 0.04, "{language}");
    }
    let all = Figures::of(&engine, lines.iter());
    all.print("development lines");
    assert!(all.recall >= 0.97);
    assert!(all.surfaced >= 0.98);
    assert!(all.shown_urgent >= 0.80);
    assert!(all.hard_negative_alerts <= 0.03);
    assert!(all.hard_negative_reviews <= 0.30);
    assert!(all.precision >= 0.95);
    assert!(all.category_right >= 0.97);
    assert_eq!(all.plain_alerts, 0);
}

/// An ordinary day; nothing here was trained on.
pub(crate) const ROUTINE: [(&str, &str); 4] = [
    ("en", include_str!("../corpus/routine/en.tsv")),
    ("es", include_str!("../corpus/routine/es.tsv")),
    ("pt", include_str!("../corpus/routine/pt.tsv")),
    ("el", include_str!("../corpus/routine/el.tsv")),
];

#[test]
fn an_ordinary_day_is_quiet() {
    let engine = Engine::starter();
    let lines = lines(&ROUTINE);
    let levels: Vec<Option<Level>> = lines
        .iter()
        .map(|line| engine.assess(line.text).level())
        .collect();
    let share = |is_counted: &dyn Fn(&Option<Level>) -> bool| {
        levels.iter().filter(|level| is_counted(level)).count() as f64 / levels.len() as f64
    };
    let alerts = share(&|level| *level >= Some(Level::Today));
    let reviews = share(&|level| *level == Some(Level::Review));
    println!("ordinary day: alerts {alerts:.4}, reviews {reviews:.4}");
    assert!(alerts <= 0.01, "{alerts}");
    assert!(reviews <= 0.05, "{reviews}");
}

#[test]
fn figures_on_the_second_lot_hold() {
    let all = Figures::of(&Engine::starter(), lines(&MORE).iter());
    all.print("second lot");
    assert!(all.recall >= 0.95);
    assert!(all.hard_negative_alerts <= 0.05);
}

#[test]
fn figures_on_lines_no_rule_was_tuned_with_hold() {
    let engine = Engine::starter();
    let lines = lines(&UNTUNED);
    for (language, _) in UNTUNED {
        let here = lines.iter().filter(|line| line.language == language);
        Figures::of(&engine, here).print(language);
    }
    let all = Figures::of(&engine, lines.iter());
    all.print("untuned lines");
    // Phrases alone found 0.27 here. It must not fall again, and must not be paid for with noise.
    assert!(all.recall >= 0.80);
    assert!(all.hard_negative_alerts <= 0.05);
}
