//! Names, numbers and addresses make way for marks before words go out, and come back when they return.
//!
//! What stands for what is in memory only, for one question. It is a net with holes: a name nobody here knows stays in a
//! sentence, and what goes out is still about somebody's health.

mod streets;

use recado_store::search::words;
use std::{collections::BTreeMap, ops::Range};

/// The shortest name that is looked for by itself: shorter ones are words, too.
const SHORTEST_NAME: usize = 3;
/// From so many digits on, a run of them is somebody's number.
const LEAST_DIGITS: usize = 6;
/// What stands for what.
pub(crate) struct Pseudonyms {
    names: Vec<Name>,
    marks: BTreeMap<String, String>,
    by_original: BTreeMap<(Kind, String), String>,
    counts: BTreeMap<Kind, u32>,
}

struct Name {
    folded: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Person,
    Staff,
    Email,
    Link,
    Handle,
    Number,
    Place,
    Text,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Person => "PERSON",
            Self::Staff => "STAFF",
            Self::Email => "EMAIL",
            Self::Link => "LINK",
            Self::Handle => "HANDLE",
            Self::Number => "NUMBER",
            Self::Place => "ADDRESS",
            Self::Text => "TEXT",
        }
    }
}

impl Pseudonyms {
    /// Returns marks for people's names, `people` being patients and whoever belongs to them.
    pub fn new<'a>(
        people: impl IntoIterator<Item = &'a str>,
        staff: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let of = |name: &str, kind| {
            let words = words(name).into_iter().map(|(folded, _)| folded);
            let long = words.filter(|word| word.chars().count() >= SHORTEST_NAME);
            long.map(|folded| Name { folded, kind }).collect::<Vec<_>>()
        };
        let people = people.into_iter().flat_map(|name| of(name, Kind::Person));
        let mut names: Vec<Name> = people.collect();
        names.extend(staff.into_iter().flat_map(|name| of(name, Kind::Staff)));
        Self {
            names,
            marks: BTreeMap::new(),
            by_original: BTreeMap::new(),
            counts: BTreeMap::new(),
        }
    }

    /// Returns a text with marks in the place of what is known to name somebody.
    pub fn hide(&mut self, text: &str) -> String {
        let mut found = self.found(text);
        found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let mut hidden = String::with_capacity(text.len());
        let mut at = 0;
        for (range, kind) in found {
            // What two of them share is hidden once, and the rest of the second all the same.
            let range = range.start.max(at)..range.end;
            let pieces = (text.get(at..range.start), text.get(range.clone()));
            let (Some(before), Some(original)) = pieces else {
                continue;
            };
            if original.is_empty() {
                continue;
            }
            hidden.push_str(before);
            hidden.push_str(&self.mark(kind, original));
            at = range.end;
        }
        hidden.push_str(text.get(at..).unwrap_or_default());
        hidden
    }

    /// Returns a text with what the marks stand for.
    pub fn show(&self, text: &str) -> String {
        self.replaced(text, |_, original| original.to_owned())
    }

    /// As [`Pseudonyms::show`], for words that are not the person's own: a link does not come back.
    pub fn show_without_links(&self, text: &str) -> String {
        let link = format!("[{}_", Kind::Link.as_str());
        self.replaced(text, |mark, original| match mark.starts_with(&link) {
            true => "…".to_owned(),
            false => original.to_owned(),
        })
    }

    fn replaced(&self, text: &str, with: impl Fn(&str, &str) -> String) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find('[') {
            let (before, from) = rest.split_at(start);
            shown.push_str(before);
            let end = from.find(']').map_or(from.len(), |end| end + 1);
            let (mark, after) = from.split_at(end);
            match self.marks.get(mark) {
                Some(original) => {
                    shown.push_str(&with(mark, original));
                    rest = after;
                }
                None => {
                    shown.push('[');
                    rest = &from[1..];
                }
            }
        }
        shown.push_str(rest);
        shown
    }

    fn mark(&mut self, kind: Kind, original: &str) -> String {
        let known = (kind, original.to_owned());
        if let Some(mark) = self.by_original.get(&known) {
            return mark.clone();
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let mark = format!("[{}_{count}]", kind.as_str());
        self.marks.insert(mark.clone(), original.to_owned());
        self.by_original.insert(known, mark.clone());
        mark
    }

    fn found(&self, text: &str) -> Vec<(Range<usize>, Kind)> {
        let mut found = Vec::new();
        for range in pieces(text) {
            let piece = &text[range.clone()];
            if let Some((inside, kind)) = named(piece) {
                found.push((range.start + inside.start..range.start + inside.end, kind));
            }
        }
        found.extend(numbers(text).into_iter().map(|it| (it, Kind::Number)));
        found.extend(marks_in(text).into_iter().map(|it| (it, Kind::Text)));
        let words = words(text);
        found.extend(
            streets::of(text, &words)
                .into_iter()
                .map(|it| (it, Kind::Place)),
        );
        for (folded, range) in words {
            let is_capital = text[range.clone()]
                .chars()
                .next()
                .is_some_and(char::is_uppercase);
            let name = self.names.iter().find(|name| name.is(&folded, is_capital));
            found.extend(name.map(|name| (range, name.kind)));
        }
        found
    }
}

impl Name {
    /// Returns whether a word is this name: as it is, or with a capital and another ending, as Greek calls somebody.
    fn is(&self, folded: &str, is_capital: bool) -> bool {
        if folded == self.folded {
            return true;
        }
        let letters = |text: &str| text.chars().count();
        let stem: String = {
            let count = letters(&self.folded).saturating_sub(1);
            self.folded.chars().take(count).collect()
        };
        is_capital
            && letters(&stem) >= SHORTEST_NAME
            && folded.starts_with(&stem)
            && letters(folded).abs_diff(letters(&self.folded)) <= 2
    }
}

/// Returns what stands between spaces.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        match (character.is_whitespace(), start) {
            (true, Some(from)) => {
                pieces.push(from..at);
                start = None;
            }
            (false, None) => start = Some(at),
            (true, None) | (false, Some(_)) => {}
        }
    }
    pieces.extend(start.map(|from| from..text.len()));
    pieces
}

/// Returns the e-mail address, link or handle in a piece, without the signs around it.
fn named(piece: &str) -> Option<(Range<usize>, Kind)> {
    let is_around = |character: char| {
        matches!(
            character,
            '(' | ')'
                | '<'
                | '>'
                | '"'
                | '\''
                | ','
                | ';'
                | '!'
                | '«'
                | '»'
                | '“'
                | '”'
                | '['
                | ']'
        )
    };
    let from = piece.len() - piece.trim_start_matches(is_around).len();
    let inside = piece.trim_start_matches(is_around);
    let inside = inside.trim_end_matches(|it: char| is_around(it) || matches!(it, '.' | ':' | '?'));
    let range = from..from + inside.len();
    let lower = inside.to_lowercase();
    if lower.contains("://") || lower.starts_with("www.") || is_bare_link(&lower) {
        return Some((range, Kind::Link));
    }
    match inside.split_once('@') {
        Some(("", handle)) if handle.chars().any(char::is_alphanumeric) => {
            Some((range, Kind::Handle))
        }
        Some((local, domain)) if !local.is_empty() && domain.contains('.') => {
            Some((range, Kind::Email))
        }
        Some(_) | None => None,
    }
}

/// Returns whether something is a link without its scheme: a host, a slash and more.
fn is_bare_link(lower: &str) -> bool {
    let Some((host, _)) = lower.split_once('/') else {
        return false;
    };
    let is_name = |part: &str| {
        part.len() >= 2
            && part
                .chars()
                .all(|it| it.is_ascii_alphanumeric() || it == '-')
    };
    let end = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.split('.').all(is_name)
        && end.chars().all(|it| it.is_ascii_alphabetic())
}

/// Returns runs of digits that are somebody's number: telephones, and papers with their letters. A date and a time stay.
fn numbers(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut run: Option<(usize, usize)> = None;
    let mut close = |run: &mut Option<(usize, usize)>| {
        if let Some((from, until)) = run.take() {
            let piece = &text[from..until];
            let digits = piece.chars().filter(char::is_ascii_digit).count();
            if digits >= LEAST_DIGITS && !is_date(piece) {
                found.push(with_letters(text, from, until));
            }
        }
    };
    let mut gap = 0;
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        match (character, &mut run) {
            ('0'..='9', None) => run = Some((at, end)),
            ('+', None) => run = Some((at, end)),
            ('0'..='9', Some(run)) => {
                run.1 = end;
                gap = 0;
            }
            (' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}', Some(_)) if gap < 2 => gap += 1,
            (_, _) => {
                close(&mut run);
                gap = 0;
            }
        }
    }
    close(&mut run);
    found
}

/// Returns whether a piece is a day, for example `20/11/2026`, and perhaps a time after it.
fn is_date(piece: &str) -> bool {
    let (day, rest) = piece.split_once(' ').unwrap_or((piece, ""));
    // A time has four digits at most; more are somebody's number.
    if rest.chars().filter(char::is_ascii_digit).count() > 4 {
        return false;
    }
    let parts: Vec<&str> = day.split(['/', '-', '.']).collect();
    let number = |part: &str| part.parse::<u32>().ok();
    let [first, second, third] = parts.as_slice() else {
        return false;
    };
    let (Some(first), Some(second), Some(third)) = (number(first), number(second), number(third))
    else {
        return false;
    };
    let is_year = |it: u32| (2020..=2039).contains(&it) || (20..=39).contains(&it);
    let (year, month, day) = match first > 31 {
        true => (first, second, third),
        false => (third, second, first),
    };
    is_year(year) && (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// Takes in the letters that a paper's number begins or ends with, for example `12345678Z`.
fn with_letters(text: &str, from: usize, until: usize) -> Range<usize> {
    let before = text[..from].chars().next_back();
    let is_letter = |it: char| it.is_ascii_alphabetic();
    let from = match before {
        Some(letter) if is_letter(letter) => from - letter.len_utf8(),
        Some(_) | None => from,
    };
    let after = text[until..].chars().next();
    let until = match after {
        Some(letter) if is_letter(letter) => until + letter.len_utf8(),
        Some(_) | None => until,
    };
    from..until
}

/// Returns what the person wrote that looks like a mark of ours.
fn marks_in(text: &str) -> Vec<Range<usize>> {
    let starts = text.match_indices('[').map(|(at, _)| at);
    let marks = starts.filter_map(|from| {
        let end = text[from..].find(']')?;
        let inside = &text[from + 1..from + end];
        let is_mark = inside.contains('_')
            && inside
                .chars()
                .all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_');
        is_mark.then_some(from..from + end + 1)
    });
    marks.collect()
}

#[cfg(test)]
mod tests;
