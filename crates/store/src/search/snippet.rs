//! The part of a message around what was looked for, with the matched letters marked.

use super::fold::{Token, tokens};
use super::query::{Query, Term};

/// How many characters are shown before the first match.
const BEFORE_CHARS: usize = 32;
/// How many characters are shown in all.
const SNIPPET_CHARS: usize = 160;

/// A part of a text, with matches as UTF-16 ranges in it (what JavaScript counts).
#[derive(Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The part; `…` where it was cut.
    pub text: String,
    /// `[start, end)` of each match.
    pub matches: Vec<(u32, u32)>,
}

impl Snippet {
    /// Returns the part of `text` around the first match of `query`.
    pub fn of(text: &str, query: &Query) -> Self {
        let found = matches(text, query);
        let first = found.first().map_or(0, |range| range.0);
        let start = back(text, first, BEFORE_CHARS);
        let end = text[start..]
            .char_indices()
            .nth(SNIPPET_CHARS)
            .map_or(text.len(), |(offset, _)| start + offset);
        let mut part = String::new();
        if start > 0 {
            part.push('…');
        }
        let shift = part.encode_utf16().count();
        // One character stays one, so that the places stay right.
        let one_line = |c: char| if c.is_whitespace() { ' ' } else { c };
        part.extend(text[start..end].chars().map(one_line));
        if end < text.len() {
            part.push('…');
        }
        let place = |at: usize| u32::try_from(shift + text[start..at].encode_utf16().count());
        let matches = found
            .into_iter()
            .filter(|(from, _)| *from < end)
            .filter_map(|(from, to)| Some((place(from).ok()?, place(to.min(end)).ok()?)))
            .collect();
        Self {
            text: part,
            matches,
        }
    }
}

/// Returns whether every term of `query` is in `text`.
pub fn is_in(text: &str, query: &Query) -> bool {
    let words = tokens(text);
    let mut terms = query.terms.iter();
    terms.all(|term| (0..words.len()).any(|first| !term_at(term, &words[first..]).is_empty()))
}

impl std::fmt::Debug for Snippet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Snippet({} matches)", self.matches.len())
    }
}

/// Returns the byte ranges that match any term, in order, none inside another.
fn matches(text: &str, query: &Query) -> Vec<(usize, usize)> {
    let words = tokens(text);
    let mut found: Vec<(usize, usize)> = Vec::new();
    for term in &query.terms {
        for first in 0..words.len() {
            found.extend(term_at(term, &words[first..]));
        }
    }
    found.sort_unstable();
    let mut apart: Vec<(usize, usize)> = Vec::new();
    for (from, to) in found {
        match apart.last_mut() {
            Some(last) if from < last.1 => last.1 = last.1.max(to),
            _ => apart.push((from, to)),
        }
    }
    apart
}

/// Returns the ranges of `term` where `words` begin.
fn term_at(term: &Term, words: &[Token]) -> Vec<(usize, usize)> {
    let wanted = &term.tokens;
    if words.len() < wanted.len() || wanted.is_empty() {
        return Vec::new();
    }
    if let ([run], true) = (wanted.as_slice(), words[0].is_run) {
        return inside_run(&run.folded, &words[0]);
    }
    let last = wanted.len() - 1;
    let mut pairs = wanted.iter().zip(words).enumerate();
    let fits = pairs.all(|(index, (wanted, word))| {
        let goes_on = index == last && term.may_go_on() && word.folded.starts_with(&wanted.folded);
        goes_on || word.folded == wanted.folded
    });
    if fits {
        vec![(words[0].start, words[last].end)]
    } else {
        Vec::new()
    }
}

fn inside_run(wanted: &str, run: &Token) -> Vec<(usize, usize)> {
    let length = wanted.chars().count();
    run.folded
        .match_indices(wanted)
        .filter_map(|(offset, _)| {
            let index = run.folded[..offset].chars().count();
            let end = run.places.get(index + length).copied().unwrap_or(run.end);
            Some((*run.places.get(index)?, end))
        })
        .collect()
}

fn back(text: &str, from: usize, chars: usize) -> usize {
    text[..from]
        .char_indices()
        .rev()
        .nth(chars)
        .map_or(0, |(offset, character)| offset + character.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_has_to_be_there() {
        let is_in = |text, query| is_in(text, &Query::parse(query));
        assert!(is_in("Pedir o orçamento à Ana", "orcam ana"));
        assert!(!is_in("Pedir o orçamento à Ana", "orcamento rui"));
        assert!(!is_in("Pedir o orçamento", "amento"));
        assert!(is_in("Pedir o orçamento", "\"o orçamento\""));
        assert!(is_in("我想预约明天的牙医", "牙医"));
    }

    fn marked(text: &str, query: &str) -> Vec<String> {
        let snippet = Snippet::of(text, &Query::parse(query));
        let units: Vec<u16> = snippet.text.encode_utf16().collect();
        snippet
            .matches
            .iter()
            .map(|(start, end)| String::from_utf16_lossy(&units[*start as usize..*end as usize]))
            .collect()
    }

    #[test]
    fn matches_are_marked_as_they_are_written() {
        assert_eq!(
            marked("O orçamento 😀 e a dor", "orcam dor"),
            ["orçamento", "dor"]
        );
        assert_eq!(marked("我的头很痛", "头很"), ["头很"]);
        assert_eq!(marked("dor de cabeça, dor", "\"dor de\""), ["dor de"]);
        assert!(marked("nada", "outro").is_empty());
    }

    #[test]
    fn long_texts_are_cut_around_the_first_match() {
        let text = format!("{} orçamento {}", "palavra ".repeat(60), "fim ".repeat(90));
        let snippet = Snippet::of(&text, &Query::parse("orcamento"));
        assert!(snippet.text.starts_with('…') && snippet.text.ends_with('…'));
        assert!(snippet.text.chars().count() <= SNIPPET_CHARS + 2);
        assert_eq!(marked(&text, "orcamento"), ["orçamento"]);
    }
}
