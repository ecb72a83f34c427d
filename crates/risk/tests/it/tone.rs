//! How well the word lists read the labelled tone lines: macro-F1 of three classes and Spearman's rank correlation
//! with the 5-point rating, per language.
//!
//! The files are in the order of a hash, so odd and even lines are two halves nobody chose: the lists were tuned on
//! the first, third, fifth line and so on; the others are held out. `cargo test -p recado-risk --test it tone --
//! --nocapture` prints the figures.

use recado_risk::ToneReader;

mod figures;
mod lines;

use figures::{macro_f1, spearman};
use lines::{FILES, Line, ROUTINE, lines};

/// Unscored and what rounds to nothing is neutral: VADER's own bounds.
const NEUTRAL_WITHIN: f64 = 0.05;

struct Figures {
    macro_f1: f64,
    spearman: f64,
    scored: usize,
}

fn figures(reader: &ToneReader, lines: &[Line]) -> Figures {
    let values: Vec<Option<f64>> = lines
        .iter()
        .map(|line| reader.read(line.text).map(|tone| tone.value))
        .collect();
    let plain: Vec<f64> = values.iter().map(|value| value.unwrap_or(0.0)).collect();
    let read: Vec<&str> = plain
        .iter()
        .map(|value| match value {
            value if *value > NEUTRAL_WITHIN => "positive",
            value if *value < -NEUTRAL_WITHIN => "negative",
            _ => "neutral",
        })
        .collect();
    let labelled: Vec<&str> = lines.iter().map(|line| line.class).collect();
    let ratings: Vec<f64> = lines.iter().map(|line| line.rating).collect();
    Figures {
        macro_f1: macro_f1(&labelled, &read),
        spearman: spearman(&ratings, &plain),
        scored: values.iter().flatten().count(),
    }
}

#[test]
fn the_lists_read_the_labelled_lines_well_enough() {
    let reader = ToneReader::starter();
    assert!(reader.faults().is_empty(), "{:?}", reader.faults());
    let mut short = Vec::new();
    for (code, file, floor) in FILES {
        let all = lines(file);
        let tuned_on: Vec<Line> = all.iter().copied().step_by(2).collect();
        let held_out: Vec<Line> = all.iter().copied().skip(1).step_by(2).collect();
        for (name, half) in [
            ("all", &all),
            ("tuned on", &tuned_on),
            ("held out", &held_out),
        ] {
            let reached = figures(&reader, half);
            println!(
                "{code} {name}: macro-F1 {:.3}, Spearman {:.3}, scored {} of {}",
                reached.macro_f1,
                reached.spearman,
                reached.scored,
                half.len()
            );
            let is_held_out = name == "held out";
            if is_held_out
                && (reached.macro_f1 < floor.macro_f1 || reached.spearman < floor.spearman)
            {
                short.push(format!(
                    "{code}: {:.3}, {:.3}",
                    reached.macro_f1, reached.spearman
                ));
            }
        }
    }
    assert!(
        short.is_empty(),
        "held-out lines below the floor: {short:?}"
    );
}

#[test]
fn every_hit_lies_on_whole_characters_and_adds_up() {
    let reader = ToneReader::starter();
    for (code, file, _) in FILES {
        for line in lines(file) {
            let Some(tone) = reader.read(line.text) else {
                continue;
            };
            assert!((-1.0..=1.0).contains(&tone.value), "{code}: {}", line.text);
            let mut end = 0;
            for hit in &tone.hits {
                assert!(line.text.get(hit.span.start..hit.span.end).is_some());
                assert!(
                    hit.span.start >= end,
                    "{code}: hits overlap in {}",
                    line.text
                );
                end = hit.span.start;
            }
            let sum: f64 = tone.hits.iter().map(|hit| hit.value).sum::<f64>() + tone.exclamations;
            assert!((tone.value - sum / (sum * sum + 15.0).sqrt()).abs() < 1e-9);
        }
    }
}

#[test]
fn an_ordinary_day_is_mostly_unscored_and_hardly_ever_negative() {
    let reader = ToneReader::starter();
    for (code, file) in ROUTINE {
        let texts: Vec<&str> = file
            .lines()
            .filter_map(|line| line.split('\t').next())
            .collect();
        let values: Vec<f64> = texts
            .iter()
            .filter_map(|text| reader.read(text))
            .map(|tone| tone.value)
            .collect();
        let negative = values.iter().filter(|value| **value < -0.3).count();
        println!(
            "{code}: {} of {} routine lines scored, {negative} clearly negative",
            values.len(),
            texts.len()
        );
        assert!(values.len() * 4 <= texts.len(), "{code}: {}", values.len());
        assert!(negative * 50 <= texts.len(), "{code}: {negative}");
    }
}
