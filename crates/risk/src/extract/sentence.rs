//! Cuts a message into sentences that keep their bytes.

use crate::finding::Span;

/// Words whose full stop ends no sentence.
const ABBREVIATIONS: [&str; 14] = [
    "dr", "dra", "sr", "sra", "mr", "mrs", "ms", "prof", "st", "δρ", "κ", "κα", "κος", "nr",
];

/// Returns the sentences of a text, without the space around them; none is empty.
///
/// `;` ends a sentence where `semicolon_asks`, as in Greek.
pub(super) fn sentences(text: &str, semicolon_asks: bool) -> Vec<Span> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let end = at + character.len_utf8();
        let next = characters.peek().map(|(_, next)| *next);
        let is_mark = is_question_mark(character, semicolon_asks)
            || matches!(character, '.' | '!' | '…')
                && !(character == '.'
                    && follows_abbreviation(text.get(start..at).unwrap_or_default()));
        let ends_here = next.is_none_or(|next| next.is_whitespace() || matches!(next, '¿' | '¡'));
        if character == '\n' || (is_mark && ends_here) {
            push(&mut sentences, text, start, end);
            start = end;
        }
    }
    push(&mut sentences, text, start, text.len());
    sentences
}

/// Returns whether a character asks.
pub(super) fn is_question_mark(character: char, semicolon_asks: bool) -> bool {
    matches!(character, '?' | '\u{37e}' | '？') || (character == ';' && semicolon_asks)
}

fn push(sentences: &mut Vec<Span>, text: &str, start: usize, end: usize) {
    let piece = text.get(start..end).unwrap_or_default();
    let start = start + piece.len() - piece.trim_start().len();
    let end = start + piece.trim().len();
    if start < end {
        sentences.push(Span { start, end });
    }
}

fn follows_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|letter: char| !letter.is_alphabetic()).next();
    word.is_some_and(|word| ABBREVIATIONS.contains(&word.to_lowercase().as_str()))
}
