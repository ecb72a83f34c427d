//! The labelled tone lines and the floors that held-out lines must keep.

/// What held-out lines reached, rounded down: a change of the lists may not lose it.
#[derive(Clone, Copy)]
pub(super) struct Floor {
    pub(super) macro_f1: f64,
    pub(super) spearman: f64,
}

const fn floor(macro_f1: f64, spearman: f64) -> Floor {
    Floor { macro_f1, spearman }
}

pub(super) const FILES: [(&str, &str, Floor); 4] = [
    (
        "en",
        include_str!("../../corpus/tone/en.tsv"),
        floor(0.94, 0.92),
    ),
    (
        "es",
        include_str!("../../corpus/tone/es.tsv"),
        floor(0.92, 0.90),
    ),
    (
        "pt",
        include_str!("../../corpus/tone/pt.tsv"),
        floor(0.88, 0.86),
    ),
    (
        "el",
        include_str!("../../corpus/tone/el.tsv"),
        floor(0.90, 0.85),
    ),
];

/// An ordinary day of a clinic; the text stands before the first tab.
pub(super) const ROUTINE: [(&str, &str); 4] = [
    ("en", include_str!("../../corpus/routine/en.tsv")),
    ("es", include_str!("../../corpus/routine/es.tsv")),
    ("pt", include_str!("../../corpus/routine/pt.tsv")),
    ("el", include_str!("../../corpus/routine/el.tsv")),
];

/// `text<TAB>class<TAB>rating`.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) text: &'static str,
    pub(super) class: &'static str,
    pub(super) rating: f64,
}

pub(super) fn lines(file: &'static str) -> Vec<Line> {
    file.lines()
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [text, class, rating] = fields[..] else {
                panic!("a tone line has three fields")
            };
            let Ok(rating) = rating.parse() else {
                panic!("a rating is a number")
            };
            Line {
                text,
                class,
                rating,
            }
        })
        .collect()
}
