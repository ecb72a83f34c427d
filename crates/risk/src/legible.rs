//! Who can read some words: the packs, the network alone, or nobody here. Words in another language or alphabet find
//! nothing, and are not harmless for that.
//!
//! It counts how many words a pack knows: of our four languages' messages nearly all, of others' few. French has no pack;
//! the network has read it, and it is known by its commonest words.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::normalise::{Token, tokens};
use crate::pack::Pack;
use crate::quick_hash::QuickSet;
use crate::skeleton::{Language, skeletons};

/// Fewer words say nothing of their language: `ok merci` may be anybody's.
const LEAST_WORDS: usize = 4;

/// So many of some words are known to the pack that knows the most of them, or they are in another language.
const LEAST_KNOWN: f64 = 0.6;

/// French has some words with Spanish and Portuguese in common; where a pack knows so many it is not French.
const MOST_KNOWN_OF_FRENCH: f64 = 0.7;

/// So many words of French are among its commonest, and two at least.
const LEAST_FRENCH: f64 = 0.25;

/// Latin letters sound like a short Greek word by chance.
const LEAST_LATIN_LETTERS: usize = 3;

/// French's commonest words, as a file.
pub(crate) const FRENCH_WORDS: &str = include_str!("../data/fr.toml");

/// The same to be looked up.
static FRENCH: LazyLock<QuickSet<String>> = LazyLock::new(|| {
    let known: Option<CommonWords> = toml::from_str(FRENCH_WORDS).ok();
    known
        .into_iter()
        .flat_map(|known| known.common_words)
        .collect()
});

#[derive(Deserialize)]
struct CommonWords {
    common_words: Vec<String>,
}

/// Who can read some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Legibility {
    /// The packs, and both halves of the second reader; other languages than French are not told from theirs.
    ByPacks,
    /// The network alone.
    ByNetwork,
    /// Nobody: half of them or more are in another alphabet.
    InOtherLetters,
}

/// Returns whether a text and each of its sentences can be read; `has_network` says whether there is one.
pub(crate) fn can_read(packs: &[Pack], has_network: bool, text: &str) -> bool {
    let tokens = tokens(&without_addresses(text));
    let sentences = tokens.chunk_by(|one, next| one.sentence == next.sentence);
    let mut parts = std::iter::once(tokens.as_slice()).chain(sentences);
    let is_in_our_letters = |token: &Token| !is_of_another_alphabet(&token.folded);
    tokens.iter().all(is_in_our_letters)
        && parts.all(|part| match of_words(packs, part) {
            Legibility::ByPacks => is_known(packs, &words_of(part)),
            Legibility::ByNetwork => has_network,
            Legibility::InOtherLetters => false,
        })
}

/// Returns whether a pack knows enough of some words, or they are too few to tell.
fn is_known(packs: &[Pack], words: &[&str]) -> bool {
    words.len() < LEAST_WORDS || share_known(packs, words) >= LEAST_KNOWN
}

/// Returns who can read some words.
pub(crate) fn of_words(packs: &[Pack], tokens: &[Token]) -> Legibility {
    let mut words = words_of(tokens);
    let all = words.len();
    words.retain(|word| !is_of_another_alphabet(word));
    // A greeting in other letters takes nothing from the words beside it.
    if words.len() * 2 <= all && all > 0 {
        return Legibility::InOtherLetters;
    }
    let french = words.iter().filter(|word| FRENCH.contains(**word)).count();
    let is_french = french >= 2 && french as f64 >= LEAST_FRENCH * words.len() as f64;
    if is_french && share_known(packs, &words) < MOST_KNOWN_OF_FRENCH {
        Legibility::ByNetwork
    } else {
        Legibility::ByPacks
    }
}

fn words_of(tokens: &[Token]) -> Vec<&str> {
    tokens
        .iter()
        .filter(|token| !token.is_emoji)
        .map(|token| token.folded.as_str())
        .filter(|word| word.chars().all(char::is_alphabetic))
        .collect()
}

/// Returns the share of some words that the pack knows which knows the most.
fn share_known(packs: &[Pack], words: &[&str]) -> f64 {
    let known = |pack: &Pack| words.iter().filter(|word| knows(pack, word)).count();
    let most = packs.iter().map(known).max().unwrap_or_default();
    most as f64 / words.len().max(1) as f64
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
