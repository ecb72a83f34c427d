//! Where somebody lives: a street and the number of a house.

use super::LEAST_DIGITS;
use std::ops::Range;

/// Words before a street's name, folded.
const STREETS: [&str; 19] = [
    "rua",
    "avenida",
    "av",
    "travessa",
    "praca",
    "largo",
    "calle",
    "plaza",
    "paseo",
    "carrera",
    "street",
    "road",
    "avenue",
    "lane",
    "οδοσ",
    "οδο",
    "λεωφοροσ",
    "λεωφορο",
    "πλατεια",
];
/// How many words may stand between such a word and the number of the house.
const MOST_STREET_WORDS: usize = 5;

/// Returns streets with the number of a house.
pub(super) fn of(text: &str, words: &[(String, Range<usize>)]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (place, (folded, range)) in words.iter().enumerate() {
        if !STREETS.contains(&folded.as_str()) {
            continue;
        }
        let mut after = words.iter().skip(place + 1).take(MOST_STREET_WORDS);
        let house = after.find(|(folded, _)| {
            folded.chars().all(char::is_numeric) && folded.len() < LEAST_DIGITS
        });
        if let Some((_, house)) = house {
            let between = &text[range.start..house.end];
            if !between.contains(['.', '!', '?', '\n']) || folded == "av" {
                found.push(range.start..house.end);
            }
        }
    }
    found
}
