//! Finds what stands between quotation marks or music notes.
//!
//! An unpaired mark quotes nothing, and a text that is quoted from end to end is not a quotation: people also put
//! their own message in quotation marks.

use crate::finding::Span;

/// Returns the quotations of a text with their marks; they may nest.
pub(super) fn quotations(text: &str) -> Vec<Span> {
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut found = Vec::new();
    let mut previous: Option<char> = None;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        if let Some(role) = role(character, previous, next) {
            let opened = open.iter().rposition(|(mark, _)| *mark == role.pair);
            match (opened, role.may_close, role.may_open) {
                (Some(place), true, _) => {
                    let start = open[place].1;
                    open.truncate(place);
                    found.push(Span {
                        start,
                        end: at + character.len_utf8(),
                    });
                }
                (_, _, true) => open.push((role.pair, at)),
                (_, _, false) => {}
            }
        }
        previous = Some(character);
    }
    found.retain(|quotation| has_words_outside(text, *quotation));
    found
}

fn has_words_outside(text: &str, quotation: Span) -> bool {
    let is_word =
        |part: Option<&str>| part.is_some_and(|part| part.chars().any(char::is_alphanumeric));
    // Notes around a whole text are a song; marks around it are not.
    let is_song = text
        .get(quotation.start..)
        .is_some_and(|rest| rest.starts_with(['🎵', '🎶']));
    is_song || is_word(text.get(..quotation.start)) || is_word(text.get(quotation.end..))
}

struct Role {
    /// The same for a mark that opens and the one that closes it.
    pair: char,
    may_open: bool,
    may_close: bool,
}

fn role(character: char, previous: Option<char>, next: Option<char>) -> Option<Role> {
    let role = |pair, may_open, may_close| {
        Some(Role {
            pair,
            may_open,
            may_close,
        })
    };
    match character {
        '"' => role('"', true, true),
        '“' | '„' => role('“', true, character == '“'),
        '”' => role('“', false, true),
        '«' => role('«', true, false),
        '»' => role('«', false, true),
        '🎵' | '🎶' | '♪' => role('🎵', true, true),
        '\'' | '‘' | '’' => {
            let after_word = previous.is_some_and(char::is_alphanumeric);
            let before_word = next.is_some_and(char::is_alphanumeric);
            let after_space = previous
                .is_none_or(|previous| previous.is_whitespace() || "([:".contains(previous));
            let may_close =
                !before_word && (after_word || previous.is_some_and(|mark| ".,!?…".contains(mark)));
            role('\'', after_space && !may_close, may_close)
        }
        _ => None,
    }
}
