//! English: figures for letters, and stretched letters read as one or two (`killl` is `kil` or `kill`).
//!
//! Plain doubles stay, or `off` would be `of`.

use super::{Forms, is_stretched, leet};

pub(super) fn skeletons(folded: &str) -> Vec<String> {
    if !is_stretched(folded) && !folded.chars().any(|letter| leet(letter).is_some()) {
        return vec![folded.to_owned()];
    }
    let letters: Vec<char> = folded.chars().collect();
    let mut forms = Forms::new(folded.len() + 1);
    for run in letters.chunk_by(|one, next| one == next) {
        let [letter, ..] = run else { continue };
        let mut buffer = [0; 4];
        let one: &str = letter.encode_utf8(&mut buffer);
        match (leet(*letter), run.len()) {
            (Some(spellings), length) => (0..length).for_each(|_| forms.push(spellings)),
            (None, 1) => forms.push(&[one]),
            (None, 2) => forms.push(&[one.repeat(2).as_str()]),
            (None, length) if *letter == '*' => forms.push(&[one.repeat(length).as_str()]),
            (None, _) => forms.push(&[one, one.repeat(2).as_str()]),
        }
    }
    forms.0
}
