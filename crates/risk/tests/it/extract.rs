//! Extracts of hand-made days: ten a language, largely the same in each, in `tests/days/<language>.txt`. The lists
//! were mended until these days came out right, so the figures say that nothing broke, not how a clinic's day fares.
//!
//! A day begins with `= name`. `> text` is a message of the person, `< text` of the clinic, in the order of time.
//! Below, `? words` belong to a question that is open at the end of the day, `@ words` to an appointment, `+ words` to
//! a medicine, `* words` must be in a key sentence, `# themes` must be among the themes.

use std::sync::LazyLock;

use proptest::prelude::*;
use recado_risk::{DayMessage, Direction, Extract, Extractor, Quote, ToneReader};

const DAYS: [(&str, &str); 4] = [
    ("en", include_str!("../days/en.txt")),
    ("es", include_str!("../days/es.txt")),
    ("pt", include_str!("../days/pt.txt")),
    ("el", include_str!("../days/el.txt")),
];

#[derive(Default)]
struct Day {
    name: &'static str,
    messages: Vec<(Direction, &'static str)>,
    open: Vec<&'static str>,
    appointments: Vec<&'static str>,
    medications: Vec<&'static str>,
    key: Vec<&'static str>,
    themes: Vec<&'static str>,
}

fn days(file: &'static str) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for line in file.lines() {
        let Some((mark, rest)) = line.split_once(' ') else {
            panic!("a line has a mark: {line}")
        };
        if mark == "=" {
            days.push(Day {
                name: rest,
                ..Day::default()
            });
            continue;
        }
        let Some(day) = days.last_mut() else {
            panic!("a day begins with its name")
        };
        match mark {
            ">" => day.messages.push((Direction::Inbound, rest)),
            "<" => day.messages.push((Direction::Outbound, rest)),
            "?" => day.open.push(rest),
            "@" => day.appointments.push(rest),
            "+" => day.medications.push(rest),
            "*" => day.key.push(rest),
            "#" => day.themes.extend(rest.split(' ')),
            other => panic!("no such mark: {other}"),
        }
    }
    days
}

fn messages(day: &Day) -> Vec<DayMessage<'static>> {
    day.messages
        .iter()
        .zip(0..)
        .map(|((direction, text), at_ms)| DayMessage {
            direction: *direction,
            text,
            at_ms,
            flagged: &[],
        })
        .collect()
}

fn quoted(messages: &[DayMessage<'static>], quote: Quote) -> &'static str {
    let Some(text) = messages[quote.message]
        .text
        .get(quote.span.start..quote.span.end)
    else {
        panic!("{quote:?} is no part of its message")
    };
    text
}

/// How many of the planted words stand in one of the quotes.
fn found(planted: &[&str], quotes: &[&str]) -> usize {
    let is_quoted = |words: &&&str| quotes.iter().any(|quote| quote.contains(**words));
    planted.iter().filter(is_quoted).count()
}

#[derive(Default, Debug)]
struct Count {
    planted: usize,
    found: usize,
    given: usize,
}

impl Count {
    fn add(&mut self, planted: &[&str], quotes: &[&str]) {
        self.planted += planted.len();
        self.found += found(planted, quotes);
        self.given += quotes.len();
    }

    fn recall(&self) -> f64 {
        self.found as f64 / self.planted as f64
    }

    fn f1(&self) -> f64 {
        2.0 * self.found as f64 / (self.planted + self.given) as f64
    }
}

#[test]
fn planted_facts_and_open_questions_are_found() {
    let extractor = Extractor::starter();
    assert!(extractor.faults().is_empty(), "{:?}", extractor.faults());
    let mut short = Vec::new();
    for (code, file) in DAYS {
        let [
            mut open,
            mut appointments,
            mut medications,
            mut key,
            mut themes,
        ] = <[Count; 5]>::default();
        for day in days(file) {
            let messages = messages(&day);
            let extract = extractor.extract(&messages);
            let all = |quotes: Vec<Quote>| -> Vec<&str> {
                quotes
                    .into_iter()
                    .map(|quote| quoted(&messages, quote))
                    .collect()
            };
            let questions = all(extract.unanswered.clone());
            let dates = all(extract
                .appointments
                .iter()
                .map(|mention| mention.sentence)
                .collect());
            let medicines = all(extract
                .medications
                .iter()
                .map(|mention| mention.sentence)
                .collect());
            let sentences = all(extract.key_sentences.clone());
            let named = names(&extract);
            let named: Vec<&str> = named.iter().map(String::as_str).collect();
            for (what, planted, quotes) in [
                ("open", &day.open, &questions),
                ("appointment", &day.appointments, &dates),
                ("medication", &day.medications, &medicines),
                ("key", &day.key, &sentences),
                ("theme", &day.themes, &named),
            ] {
                let missed: Vec<_> = planted
                    .iter()
                    .filter(|words| found(&[words], quotes) == 0)
                    .collect();
                let extra: Vec<_> = quotes
                    .iter()
                    .filter(|quote| !planted.iter().any(|words| quote.contains(words)))
                    .collect();
                let is_exact = !matches!(what, "key" | "theme");
                if !missed.is_empty() || (is_exact && !extra.is_empty()) {
                    println!(
                        "{code} {}: {what} missed {missed:?}, beside {extra:?}",
                        day.name
                    );
                }
            }
            open.add(&day.open, &questions);
            appointments.add(&day.appointments, &dates);
            medications.add(&day.medications, &medicines);
            key.add(&day.key, &sentences);
            themes.add(&day.themes, &named);
        }
        let planted = appointments.planted + medications.planted + key.planted;
        let recall = (appointments.found + medications.found + key.found) as f64 / planted as f64;
        println!(
            "{code}: planted facts {recall:.3} of {planted}, open questions F1 {:.3}, appointments F1 {:.3}, medication \
             F1 {:.3}, key sentences {:.3}, themes {:.3}",
            open.f1(),
            appointments.f1(),
            medications.f1(),
            key.recall(),
            themes.recall()
        );
        if recall < 0.9
            || open.f1() < 0.85
            || themes.recall() < 0.8
            || medications.f1() < 0.8
            || appointments.f1() < 0.7
        {
            short.push(code);
        }
    }
    assert!(short.is_empty(), "below the floor: {short:?}");
}

fn names(extract: &Extract) -> Vec<String> {
    extract
        .themes
        .iter()
        .map(|count| format!("{:?}", count.theme).to_lowercase())
        .collect()
}

#[test]
fn an_extract_quotes_the_person_and_nothing_else() {
    let extractor = Extractor::starter();
    for (code, file) in DAYS {
        for day in days(file) {
            let messages = messages(&day);
            let extract = extractor.extract(&messages);
            let mentions = extract.appointments.iter().chain(&extract.medications);
            for mention in mentions.clone() {
                assert!(mention.sentence.span.start <= mention.words.start);
                assert!(mention.words.end <= mention.sentence.span.end);
            }
            let mentioned = mentions.map(|mention| mention.sentence);
            let quotes = extract
                .unanswered
                .iter()
                .chain(&extract.key_sentences)
                .copied();
            for quote in quotes.chain(mentioned) {
                let text = quoted(&messages, quote);
                assert!(!text.is_empty() && text.trim() == text, "{code}: {text}");
                assert_eq!(messages[quote.message].direction, Direction::Inbound);
            }
            assert!(extract.key_sentences.len() <= 5);
        }
    }
}

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(Extractor::starter);
static READER: LazyLock<ToneReader> = LazyLock::new(ToneReader::starter);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_quoted_whole_characters_only(
        texts in proptest::collection::vec("(\\PC|[.?;!\n \u{301}\u{37e}]|don.t |pill |¿|πότε |10:30 |🙂|!){0,24}", 1..5)
    ) {
        let messages: Vec<DayMessage<'_>> = texts
            .iter()
            .zip(0..)
            .map(|(text, at_ms)| DayMessage { direction: Direction::Inbound, text, at_ms, flagged: &[] })
            .collect();
        let extract = EXTRACTOR.extract(&messages);
        let mentions = extract.appointments.iter().chain(&extract.medications);
        let mentioned = mentions.flat_map(|mention| {
            [(mention.sentence.message, mention.sentence.span), (mention.sentence.message, mention.words)]
        });
        let quotes = extract.unanswered.iter().chain(&extract.key_sentences);
        for (message, span) in quotes.map(|quote| (quote.message, quote.span)).chain(mentioned) {
            prop_assert!(messages[message].text.get(span.start..span.end).is_some_and(|text| !text.is_empty()));
        }
        for text in &texts {
            for hit in READER.read(text).into_iter().flat_map(|tone| tone.hits) {
                prop_assert!(text.get(hit.span.start..hit.span.end).is_some());
            }
        }
    }
}

/// Somebody who floods a clinic costs it neither memory nor the sentence that counts.
#[test]
fn of_a_flood_the_flagged_sentence_is_quoted() {
    const FLAGGED: &str = "esta noche no quiero seguir viviendo";
    let texts: Vec<String> = (0..4_000)
        .map(|number| match number {
            1_234 => FLAGGED.to_owned(),
            other => format!("mira la foto numero {other} que mando ahora mismo"),
        })
        .collect();
    let all = [recado_risk::Span {
        start: 0,
        end: FLAGGED.len(),
    }];
    let messages: Vec<DayMessage<'_>> = texts
        .iter()
        .enumerate()
        .map(|(place, text)| DayMessage {
            direction: Direction::Inbound,
            text,
            at_ms: place as i64,
            flagged: if place == 1_234 { &all } else { &[] },
        })
        .collect();
    let extract = EXTRACTOR.extract(&messages);
    assert!(extract.key_sentences.iter().any(|it| it.message == 1_234));
}
