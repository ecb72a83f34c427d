//! How much recall is lost when the development lines are written carelessly.

use recado_risk::{Engine, Level};
use unicode_normalization::UnicodeNormalization;

use crate::figures::DEVSET;
use crate::labelled::{Line, lines};

fn recall(engine: &Engine, lines: &[&Line], rewrite: &dyn Fn(&str) -> String) -> f64 {
    let alerts = lines
        .iter()
        .filter(|line| engine.assess(&rewrite(line.text)).level() >= Some(Level::Today));
    alerts.count() as f64 / lines.len() as f64
}

fn without_punctuation(text: &str) -> String {
    text.chars()
        .filter(|mark| !",.;:!?¿¡".contains(*mark))
        .collect()
}

fn stretched(text: &str) -> String {
    let stretch = |word: &str| match word.chars().last() {
        Some(last) if last.is_alphabetic() => format!("{word}{last}{last}{last}"),
        Some(_) | None => word.to_owned(),
    };
    text.split(' ').map(stretch).collect::<Vec<_>>().join(" ")
}

/// Swaps two letters in the middle of the longest word.
fn swapped(text: &str) -> String {
    let longest = text
        .split(' ')
        .max_by_key(|word| word.chars().count())
        .unwrap_or_default();
    let mut letters: Vec<char> = longest.chars().collect();
    let middle = letters.len() / 2;
    if middle > 0 {
        letters.swap(middle, middle - 1);
    }
    text.replacen(longest, &letters.into_iter().collect::<String>(), 1)
}

/// Writes Greek as many type it.
fn greeklish(text: &str) -> String {
    let letter = |greek: char| match greek {
        'α' => "a",
        'β' => "v",
        'γ' => "g",
        'δ' => "d",
        'ε' => "e",
        'ζ' => "z",
        'η' => "h",
        'θ' => "8",
        'ι' => "i",
        'κ' => "k",
        'λ' => "l",
        'μ' => "m",
        'ν' => "n",
        'ξ' => "ks",
        'ο' => "o",
        'π' => "p",
        'ρ' => "r",
        'σ' | 'ς' => "s",
        'τ' => "t",
        'υ' => "u",
        'φ' => "f",
        'χ' => "x",
        'ψ' => "ps",
        'ω' => "w",
        _ => "",
    };
    let folded = text.to_lowercase();
    let plain = folded
        .nfd()
        .filter(|mark| !('\u{300}'..='\u{36f}').contains(mark));
    plain
        .map(|mark| match letter(mark) {
            "" => mark.to_string(),
            latin => latin.to_owned(),
        })
        .collect()
}

#[test]
fn careless_writing_costs_little_recall() {
    let engine = Engine::starter();
    let lines = lines(&DEVSET);
    let severe: Vec<&Line> = lines.iter().filter(|line| line.severity >= 3).collect();
    let greek: Vec<&Line> = severe
        .iter()
        .copied()
        .filter(|line| line.language == "el")
        .collect();
    let as_written = recall(&engine, &severe, &str::to_owned);
    let greek_as_written = recall(&engine, &greek, &str::to_owned);
    let losses = [
        (
            "capitals",
            as_written - recall(&engine, &severe, &str::to_uppercase),
            0.01,
        ),
        (
            "line wraps",
            as_written - recall(&engine, &severe, &|text| text.replace(' ', "\n")),
            0.01,
        ),
        (
            "no punctuation",
            as_written - recall(&engine, &severe, &without_punctuation),
            0.04,
        ),
        (
            "stretched words",
            as_written - recall(&engine, &severe, &stretched),
            0.05,
        ),
        (
            "two letters swapped",
            as_written - recall(&engine, &severe, &swapped),
            0.12,
        ),
        (
            "greeklish",
            greek_as_written - recall(&engine, &greek, &greeklish),
            0.10,
        ),
    ];
    for (name, loss, _) in losses {
        println!("perturbed: {name} costs {:.1} points", loss * 100.0);
    }
    for (name, loss, most) in losses {
        assert!(loss <= most, "{name}: {loss:.3}");
    }
}
