//! What leads ask for, on labelled lines of our own: half of them ask for nothing. The lists were written and tuned on the
//! lines of `tune.tsv`; those of `test.tsv` were held out.

mod distress;
mod figures;

use figures::Figures;
use recado_risk::{Interest, InterestReader};
use std::collections::BTreeSet;

/// `text<TAB>intents<TAB>urgency`; intents are separated by commas, or `none`, or `withdrawn`.
#[derive(Debug, Clone, Copy)]
struct Line {
    text: &'static str,
    intents: &'static str,
    urgency: &'static str,
}

struct Set {
    language: &'static str,
    tune: &'static str,
    test: &'static str,
}

macro_rules! set {
    ($language:literal) => {
        Set {
            language: $language,
            tune: include_str!(concat!("../corpus/interest/", $language, "/tune.tsv")),
            test: include_str!(concat!("../corpus/interest/", $language, "/test.tsv")),
        }
    };
}

const SETS: [Set; 4] = [set!("en"), set!("es"), set!("pt"), set!("el")];

fn lines(file: &'static str) -> Vec<Line> {
    file.lines()
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [text, intents, urgency] = fields[..] else {
                panic!("three fields: {line}")
            };
            Line {
                text,
                intents,
                urgency,
            }
        })
        .collect()
}

impl Line {
    fn intents(self) -> BTreeSet<String> {
        match self.intents {
            "none" | "withdrawn" => BTreeSet::new(),
            intents => intents.split(',').map(str::to_owned).collect(),
        }
    }

    fn wants_to_come(self) -> bool {
        self.intents.contains("appointment") || self.intents.contains("availability")
    }
}

fn name<T: serde::Serialize>(it: &T) -> String {
    serde_json::to_value(it)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

fn read_intents(reading: &Interest) -> BTreeSet<String> {
    reading
        .intents
        .iter()
        .map(|sign| name(&sign.what))
        .collect()
}

fn read_urgency(reading: &Interest) -> String {
    reading
        .urgency
        .as_ref()
        .map_or("none".to_owned(), |sign| name(&sign.what))
}

#[test]
fn half_of_the_lines_ask_for_nothing() {
    for set in SETS {
        for file in [set.tune, set.test] {
            let lines = lines(file);
            let harmless = lines.iter().filter(|line| line.intents().is_empty());
            assert_eq!(
                (lines.len(), harmless.count()),
                (60, 30),
                "{}",
                set.language
            );
        }
    }
}

#[test]
fn held_out_lines_keep_their_floors() {
    let reader = InterestReader::starter();
    for set in SETS {
        let tuned = Figures::of(&reader, &lines(set.tune));
        let held_out = Figures::of(&reader, &lines(set.test));
        println!("{} tuned    {tuned}", set.language);
        println!("{} held out {held_out}", set.language);
        for miss in tuned.misses.iter().chain(&held_out.misses) {
            println!("   {miss}");
        }
        held_out.keep_floors(set.language);
    }
}

#[test]
fn the_same_text_has_the_same_reading() {
    let (one, other) = (InterestReader::starter(), InterestReader::starter());
    for set in SETS {
        for line in lines(set.test) {
            assert_eq!(one.read(line.text), other.read(line.text));
        }
    }
}

#[test]
fn words_lie_in_the_text() {
    let reader = InterestReader::starter();
    for set in SETS {
        for line in lines(set.tune).into_iter().chain(lines(set.test)) {
            let reading = reader.read(line.text);
            let intents = reading.intents.iter().map(|sign| sign.span);
            let urgency = reading.urgency.iter().map(|sign| sign.span);
            let withdrawn = reading.withdrawn.iter().map(|sign| sign.span);
            for span in intents.chain(urgency).chain(withdrawn) {
                let words = line.text.get(span.start..span.end);
                assert!(
                    words.is_some_and(|words| !words.is_empty()),
                    "{}",
                    line.text
                );
            }
        }
    }
}
