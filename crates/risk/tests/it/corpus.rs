//! The labelled corpus keeps its own rules: form, counts, the split nobody chose, and test halves that stay as they
//! were frozen. Findings name a file and a line, never its text: whoever builds rules must not read a test line.

mod checks;
mod conversations;
mod tone;
mod words;

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use checks::{
    Line, SEVERITIES, STRATA, read, sharing_four_words, too_near, wrongly_labelled, wrongly_split,
};

/// One language: its two halves and the development lines it must stay clear of.
struct Language {
    code: &'static str,
    tune: &'static str,
    test: &'static str,
    development: [&'static str; 2],
    /// Lines the second reader learns from, written after the halves were frozen and without reading the test half.
    scenes: &'static str,
    /// The same, in wider wording, of everyday complaints, and alarming ones with harmless neighbours.
    more: [&'static str; 4],
    /// The same, of ordinary days.
    ordinary: &'static str,
    routine: &'static str,
    /// SHA-256 of the test half as frozen. A new test half is a new version: see `docs/labelling.md`.
    frozen: &'static str,
}

macro_rules! language {
    ($code:literal, $frozen:literal) => {
        Language {
            code: $code,
            tune: include_str!(concat!("../corpus/", $code, "/tune.tsv")),
            test: include_str!(concat!("../corpus/", $code, "/test.tsv")),
            development: [
                include_str!(concat!("../devset/", $code, ".tsv")),
                include_str!(concat!("../devset/", $code, "_more.tsv")),
            ],
            scenes: include_str!(concat!("../../training/", $code, "_scenes.tsv")),
            more: [
                include_str!(concat!("../../training/", $code, "_wider.tsv")),
                include_str!(concat!("../../training/", $code, "_everyday.tsv")),
                include_str!(concat!("../../training/", $code, "_further.tsv")),
                include_str!(concat!("../../training/", $code, "_pairs.tsv")),
            ],
            ordinary: include_str!(concat!("../../training/", $code, "_ordinary.tsv")),
            routine: include_str!(concat!("../corpus/routine/", $code, ".tsv")),
            frozen: $frozen,
        }
    };
}

const LANGUAGES: [Language; 4] = [
    language!(
        "en",
        "92cfea0a1071c4840e0991fbdee515630e8e846c95b5b78972ba6bcfb5aee1f4"
    ),
    language!(
        "es",
        "34fbf3713d68f8eeb7dd24f9b7100d8ea5e67f2d7797fe8d334ef584c7a32a52"
    ),
    language!(
        "pt",
        "3e0c81b317640a7d3ee24f90b8cee3780ba8acafd354f839e1c34e5da1feadb6"
    ),
    language!(
        "el",
        "9efa6e90662705225ad76c76d8c13fc1760645f72ad49dbfbfe4e245294ee510"
    ),
];

fn both_halves(language: &Language) -> Vec<Line<'static>> {
    let mut findings = Vec::new();
    let mut lines = read(language.code, "tune", language.tune, &mut findings);
    lines.extend(read(language.code, "test", language.test, &mut findings));
    assert_none(findings);
    lines
}

fn assert_none(findings: Vec<String>) {
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn every_line_is_labelled_as_the_guide_says() {
    assert_none(
        LANGUAGES
            .iter()
            .flat_map(|language| wrongly_labelled(&both_halves(language)))
            .collect(),
    );
}

#[test]
fn every_language_has_enough_of_everything() {
    for language in &LANGUAGES {
        let lines = both_halves(language);
        let code = language.code;
        let count = |is_counted: &dyn Fn(&Line<'_>) -> bool| {
            lines.iter().filter(|line| is_counted(line)).count()
        };
        assert!(lines.len() >= 420, "{code}: {}", lines.len());
        let hard = count(&|line| line.is_hard_negative());
        assert!(
            (0.45..=0.55).contains(&(hard as f64 / lines.len() as f64)),
            "{code}: {hard} of {}",
            lines.len()
        );
        let severe = count(&|line| line.severity >= 3);
        assert!(
            severe * 4 >= (lines.len() - hard) * 3,
            "{code}: {severe} severe"
        );
        for half in [true, false] {
            for stratum in STRATA {
                let here = count(&|line| line.is_tune == half && line.tags[0] == stratum);
                assert!(here >= 90, "{code} {stratum}: {here}");
            }
            for (category, _) in SEVERITIES {
                let here = count(&|line| line.is_tune == half && line.category == category);
                assert!(here >= 8, "{code} {category}: {here}");
            }
        }
        let greeklish = count(&|line| line.tags.contains(&"greeklish"));
        assert_eq!(
            code == "el",
            greeklish >= 30,
            "{code}: {greeklish} in Greeklish"
        );
    }
}

#[test]
fn the_split_is_the_one_of_the_hash() {
    assert_none(
        LANGUAGES
            .iter()
            .flat_map(|language| wrongly_split(&both_halves(language)))
            .collect(),
    );
}

#[test]
fn no_two_lines_of_a_language_share_four_words_in_a_row() {
    assert_none(
        LANGUAGES
            .iter()
            .flat_map(|language| sharing_four_words(&both_halves(language)))
            .collect(),
    );
}

#[test]
fn no_test_line_is_near_a_development_line() {
    let near = |language: &Language| {
        let test: Vec<_> = both_halves(language)
            .into_iter()
            .filter(|line| !line.is_tune)
            .collect();
        too_near(&test, &language.development)
    };
    assert_none(LANGUAGES.iter().flat_map(near).collect());
}

#[test]
fn no_scene_the_reader_learns_from_is_near_a_test_line() {
    let near = |language: &Language| {
        let mut findings = Vec::new();
        let [wider, everyday, further, pairs] = language.more;
        for (kind, lines) in [
            ("scenes", language.scenes),
            ("wider", wider),
            ("everyday", everyday),
            ("further", further),
            ("pairs", pairs),
        ] {
            let lines = read(language.code, kind, lines, &mut findings);
            findings.extend(too_near(&lines, &[language.test]));
        }
        let ordinary = read(language.code, "ordinary", language.ordinary, &mut findings);
        findings.extend(too_near(&ordinary, &[language.test, language.routine]));
        findings
    };
    assert_none(LANGUAGES.iter().flat_map(near).collect());
}

#[test]
fn scenes_are_many_half_of_them_harmless_and_all_different() {
    for language in &LANGUAGES {
        let code = language.code;
        let mut findings = Vec::new();
        let scenes = read(code, "scenes", language.scenes, &mut findings);
        assert_none(findings);
        let texts: BTreeSet<String> = scenes.iter().map(|line| line.text.to_lowercase()).collect();
        assert_eq!(texts.len(), scenes.len(), "{code}: a line is there twice");
        assert!(scenes.len() >= 1_200, "{code}: {}", scenes.len());
        let harmless = scenes.iter().filter(|line| line.severity == 0).count();
        assert!(
            (0.4..=0.6).contains(&(harmless as f64 / scenes.len() as f64)),
            "{code}: {harmless} harmless"
        );
        assert!(
            scenes
                .iter()
                .all(|line| line.tags.last().is_some_and(|tag| tag.starts_with("set:"))),
            "{code}: a line without its set"
        );
    }
}

#[test]
fn the_test_halves_are_as_frozen() {
    for language in &LANGUAGES {
        let hash: String = Sha256::digest(language.test)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(hash, language.frozen, "{}/test.tsv", language.code);
    }
}

#[test]
fn routine_lines_are_ordinary_and_all_different() {
    for language in &LANGUAGES {
        let code = language.code;
        let mut texts = BTreeSet::new();
        for (index, line) in language.routine.lines().enumerate() {
            let place = format!("routine/{code}.tsv:{}", index + 1);
            let fields: Vec<&str> = line.split('\t').collect();
            assert!(
                matches!(fields[..], [text, "none", "0", "routine"] if !text.trim().is_empty()),
                "{place}"
            );
            assert!(
                texts.insert(fields[0].to_lowercase()),
                "{place} is there twice"
            );
        }
        assert!(texts.len() >= 250, "{code}: {}", texts.len());
    }
}
