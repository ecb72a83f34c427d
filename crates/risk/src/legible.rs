//! Whether the packs can read a text at all: one in another language or alphabet finds nothing, and is not harmless for that.
//!
//! It guesses no language. It counts how many words one of the packs knows: of our four languages' messages nearly all,
//! of others' few.

use crate::normalise::{Token, tokens};
use crate::pack::Pack;
use crate::skeleton::{Language, skeletons};

/// Fewer words say nothing of their language: `ok merci` may be anybody's.
const LEAST_WORDS: usize = 4;

/// So many of a text's words are known to the pack that knows the most of them, or it is in another language.
const LEAST_KNOWN: f64 = 0.6;

/// Latin letters sound like a short Greek word by chance.
const LEAST_LATIN_LETTERS: usize = 3;

/// Returns whether the packs can read a text, as far as its words tell.
pub(crate) fn is_legible(packs: &[Pack], text: &str) -> bool {
    let tokens = tokens(&without_addresses(text));
    let sentences = tokens.chunk_by(|one, next| one.sentence == next.sentence);
    is_known(packs, &tokens)
        && sentences
            .into_iter()
            .all(|sentence| is_known(packs, sentence))
}

/// Returns whether one pack knows enough of some words.
fn is_known(packs: &[Pack], tokens: &[Token]) -> bool {
    let words: Vec<&str> = tokens
        .iter()
        .filter(|token| !token.is_emoji)
        .map(|token| token.folded.as_str())
        .filter(|word| word.chars().all(char::is_alphabetic))
        .collect();
    if words.iter().any(|word| is_of_another_alphabet(word)) {
        return false;
    }
    if words.len() < LEAST_WORDS {
        return true;
    }
    let known = |pack: &Pack| words.iter().filter(|word| knows(pack, word)).count();
    let most = packs.iter().map(known).max().unwrap_or_default();
    most as f64 >= LEAST_KNOWN * words.len() as f64
}

fn knows(pack: &Pack, word: &str) -> bool {
    let is_foreign = pack.language == Language::Greek && !word.chars().any(is_greek);
    let shortest = if is_foreign { LEAST_LATIN_LETTERS } else { 1 };
    let forms = skeletons(pack.language, word);
    pack.is_common(word, &forms)
        || pack.fields.knows(&forms, shortest)
        || !pack.lexicon.atoms(&forms, shortest).is_empty()
}

/// Returns whether a word has letters that no pack is written in.
fn is_of_another_alphabet(word: &str) -> bool {
    let other = |letter: &char| letter.is_alphabetic() && !is_latin(*letter) && !is_greek(*letter);
    word.chars().filter(other).count() > 1
}

fn is_latin(letter: char) -> bool {
    matches!(letter, 'a'..='z' | 'A'..='Z' | '\u{aa}' | '\u{ba}' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

fn is_greek(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}

/// Links and addresses are in no language.
fn without_addresses(text: &str) -> String {
    let is_word =
        |piece: &&str| !piece.contains("://") && !piece.contains('@') && !piece.starts_with("www.");
    // Line ends part sentences.
    let lines = text.lines().map(|line| {
        line.split(' ')
            .filter(is_word)
            .collect::<Vec<_>>()
            .join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}
