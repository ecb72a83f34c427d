//! Finds what stands between quotation marks or music notes.
//!
//! An unpaired mark quotes nothing, and a text that is quoted from end to end is not a quotation: people also put
//! their own message in quotation marks.

use std::collections::VecDeque;

use crate::finding::Span;

/// So many marks may stand open; the oldest are given up.
const MOST_OPEN: usize = 16;

/// Returns the quotations of a text with their marks, by their start; they may nest.
pub(super) fn quotations(text: &str) -> Vec<Span> {
    let mut open: VecDeque<(char, usize)> = VecDeque::new();
    let mut found = Vec::new();
    let mut previous: Option<char> = None;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        if let Some(role) = role(character, previous, next) {
            let opened = open.iter().rposition(|(mark, _)| *mark == role.pair);
            match opened.filter(|_| role.may_close) {
                Some(place) => {
                    let start = open.get(place).map_or(at, |(_, start)| *start);
                    open.truncate(place);
                    found.push(Span {
                        start,
                        end: at + character.len_utf8(),
                    });
                }
                None if role.may_open => {
                    open.push_back((role.pair, at));
                    if open.len() > MOST_OPEN {
                        open.pop_front();
                    }
                }
                None => {}
            }
        }
        previous = Some(character);
    }
    retain_parts(text, &mut found);
    found.sort_unstable();
    found
}

/// Drops quotations with nothing said outside them, songs excepted.
fn retain_parts(text: &str, found: &mut Vec<Span>) {
    let first_word = text.find(char::is_alphanumeric).unwrap_or(text.len());
    let last_word = text.rfind(char::is_alphanumeric).unwrap_or_default();
    found.retain(|quotation| {
        let rest = text.get(quotation.start..).unwrap_or_default();
        let is_song = rest.starts_with(['🎵', '🎶', '♪']);
        is_song || first_word < quotation.start || last_word >= quotation.end
    });
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
