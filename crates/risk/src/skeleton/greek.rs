//! Greek and Greeklish in one Latin writing of the sounds: `η ι υ ει οι` are `i`, `ο ω` are `o`.
//!
//! Latin letters that people use for two Greek ones (`x`, `h`, `u`, `b`, `th`) give both readings.

use super::Forms;

/// `θ` as one letter.
const THETA: &str = "0";

pub(super) fn skeletons(folded: &str) -> Vec<String> {
    forms(folded).squashed(folded)
}

pub(super) fn forms(folded: &str) -> Forms {
    let letters: Vec<char> = folded.chars().collect();
    let mut forms = Forms::new(folded.len() + 1);
    let mut place = 0;
    while let Some(&letter) = letters.get(place) {
        let next = letters.get(place + 1).copied();
        let after = letters.get(place + 2).copied();
        place += match next.and_then(|next| pair(letter, next, after)) {
            Some(spellings) => {
                forms.push(spellings);
                2
            }
            None => {
                match single(letter) {
                    Some(spellings) => forms.push(spellings),
                    None => forms.push_character(letter),
                }
                1
            }
        };
    }
    for form in forms.0.iter_mut().filter(|form| form.contains('v')) {
        *form = devoiced(form);
    }
    forms
}

fn pair(one: char, two: char, after: Option<char>) -> Option<&'static [&'static str]> {
    let spellings: &[&str] = match (one, two) {
        ('α', 'ι') | ('a', 'i') => &["e"],
        ('ε' | 'ο' | 'υ', 'ι') | ('e' | 'o' | 'y', 'i') => &["i"],
        ('ο', 'υ') | ('o', 'u' | 'y') => &["u"],
        ('α', 'υ') | ('a', 'u' | 'y') => &["av"],
        ('ε', 'υ') | ('e', 'u' | 'y') => &["ev"],
        ('μ', 'π') | ('m', 'p') => &["b"],
        ('ν', 'τ') | ('n', 't') => &["d"],
        ('γ', 'κ' | 'γ') | ('g', 'k' | 'g') => &["g"],
        ('t', 'h') if after.is_some_and(is_vowel) => &[THETA],
        ('t', 'h') => &["ti", THETA],
        ('c', 'h') => &["h"],
        ('p', 'h') => &["f"],
        _ => return None,
    };
    Some(spellings)
}

fn single(letter: char) -> Option<&'static [&'static str]> {
    let spellings: &[&str] = match letter {
        'α' | '@' => &["a"],
        'β' => &["v"],
        'γ' => &["g"],
        'δ' => &["d"],
        'ε' => &["e"],
        'ζ' => &["z"],
        'η' | 'ι' | 'υ' | 'y' | '1' => &["i"],
        'θ' | '8' | '9' => &[THETA],
        'κ' | 'c' | 'q' => &["k"],
        'λ' => &["l"],
        'μ' => &["m"],
        'ν' => &["n"],
        'ξ' => &["ks"],
        'ο' | 'ω' | 'w' | '0' => &["o"],
        'π' => &["p"],
        'ρ' => &["r"],
        'σ' | '$' | '5' => &["s"],
        'τ' | '7' => &["t"],
        'φ' => &["f"],
        'χ' => &["h"],
        'ψ' => &["ps"],
        'x' => &["h", "ks"],
        'h' => &["i", "h"],
        'u' => &["i", "u"],
        'b' => &["v", "b"],
        '3' => &["e", "ks"],
        '4' => &["a", "ps"],
        _ => return None,
    };
    Some(spellings)
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'w' | 'y' | 'h')
}

/// Writes `v` as `f` before a voiceless sound, as it is spoken: `αυτό`, `avto` and `afto` meet.
fn devoiced(form: &str) -> String {
    let letters: Vec<char> = form.chars().collect();
    let sound = |(place, letter): (usize, &char)| match (letter, letters.get(place + 1)) {
        ('v', Some('t' | 'k' | 'p' | 's' | 'h' | 'f' | '0')) => 'f',
        (letter, _) => *letter,
    };
    letters.iter().enumerate().map(sound).collect()
}
