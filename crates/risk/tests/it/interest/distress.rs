//! Distress is not a sales signal: no word of it makes anybody more urgent.

use super::{SETS, lines};
use recado_risk::{Engine, InterestReader};

macro_rules! corpus {
    ($language:literal) => {
        (
            $language,
            [
                include_str!(concat!("../../corpus/", $language, "/tune.tsv")),
                include_str!(concat!("../../corpus/", $language, "/test.tsv")),
            ],
        )
    };
}

const CORPORA: [(&str, [&str; 2]); 4] =
    [corpus!("en"), corpus!("es"), corpus!("pt"), corpus!("el")];

/// The lines of the risk corpora of severity 2 and more.
fn severe(files: [&'static str; 2]) -> Vec<&'static str> {
    files
        .into_iter()
        .flat_map(str::lines)
        .filter_map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [text, _, severity, _] = fields[..] else {
                panic!("four fields: {line}")
            };
            (severity.parse::<u8>().unwrap() >= 2).then_some(text)
        })
        .collect()
}

#[test]
fn no_line_of_distress_is_urgent_to_schedule() {
    let reader = InterestReader::starter();
    let mut urgent = Vec::new();
    for (language, files) in CORPORA {
        let severe = severe(files);
        assert!(severe.len() > 100, "{language}");
        for text in severe {
            let reading = reader.read(text);
            if let Some(sign) = reading.urgency {
                urgent.push(format!(
                    "{} {}: {text}",
                    sign.rule,
                    &text[sign.span.start..sign.span.end]
                ));
            }
        }
    }
    assert!(urgent.is_empty(), "{}", urgent.join("\n"));
}

/// Every wish to come, followed by every fiftieth line of distress, in three ways of writing on.
#[test]
fn distress_beside_a_wish_makes_nobody_more_urgent() {
    let reader = InterestReader::starter();
    let mut raised = Vec::new();
    for (set, (_, files)) in SETS.iter().zip(CORPORA) {
        let because = match set.language {
            "es" => " porque ",
            "pt" => " porque ",
            "el" => " γιατί ",
            _ => " because ",
        };
        let severe = severe(files);
        let wishes = lines(set.test).into_iter().chain(lines(set.tune));
        for (place, wish) in wishes.filter(|line| line.wants_to_come()).enumerate() {
            let before = reader.read(wish.text).urgency.map(|sign| sign.what);
            for text in severe.iter().skip(place % 50).step_by(50) {
                for between in [". ", because, "\n"] {
                    let both = format!("{}{between}{text}", wish.text);
                    let after = reader.read(&both).urgency.map(|sign| sign.what);
                    if after > before {
                        raised.push(both);
                    }
                }
            }
        }
    }
    assert!(raised.is_empty(), "{}\n{}", raised.len(), raised.join("\n"));
}

/// What the rules mark as a reason to worry is never what makes a text urgent. The second reader points at whatever
/// weighed, which may be a day of the week.
#[test]
fn the_words_of_a_flag_are_not_the_words_of_an_urgency() {
    let reader = InterestReader::starter();
    let engine = Engine::starter().with_reader(None);
    for set in SETS {
        for line in lines(set.tune).into_iter().chain(lines(set.test)) {
            let Some(urgency) = reader.read(line.text).urgency else {
                continue;
            };
            for finding in engine.assess(line.text).findings {
                for words in finding.evidence {
                    let is_apart =
                        words.end <= urgency.span.start || urgency.span.end <= words.start;
                    assert!(is_apart, "{}", line.text);
                }
            }
        }
    }
}
