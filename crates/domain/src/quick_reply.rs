//! Quick replies: the clinic's own saved texts, with variables from a closed set.
//!
//! What cannot be filled stays as it is written, `{{first_name}}`, so that a person sees it; nothing with `{{` in it
//! leaves.

mod date;

use crate::{snooze::today_and_tomorrow, time::UnixMs};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use ts_rs::TS;

/// The longest text, in characters: what every channel takes at once.
pub const LONGEST_TEXT: usize = 1000;
/// The longest shortcut, in characters.
pub const LONGEST_SHORTCUT: usize = 32;

/// What a quick reply can be filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Variable {
    /// The contact's first name.
    FirstName,
    /// The contact's name.
    Name,
    /// The clinic's name.
    Clinic,
    /// The name of whoever writes.
    MyName,
    /// Today's date, as `26 de novembro`.
    Today,
    /// Tomorrow's date.
    Tomorrow,
}

impl Variable {
    /// Every variable, in the order they are offered.
    pub const ALL: [Self; 6] = [
        Self::FirstName,
        Self::Name,
        Self::Clinic,
        Self::MyName,
        Self::Today,
        Self::Tomorrow,
    ];

    /// Returns the name between the braces.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstName => "first_name",
            Self::Name => "name",
            Self::Clinic => "clinic",
            Self::MyName => "my_name",
            Self::Today => "today",
            Self::Tomorrow => "tomorrow",
        }
    }

    /// Returns the variable of this name, however it is cased.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// What the variables stand for in one conversation. Empty words fill nothing.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The contact's name.
    pub name: &'a str,
    /// The clinic's name.
    pub clinic: &'a str,
    /// Who writes.
    pub my_name: &'a str,
    /// The instant it is.
    pub now: UnixMs,
    /// The clinic's time zone.
    pub zone: &'a TimeZone,
    /// The language of the text, for example `pt`; absent for figures only.
    pub language: Option<&'a str>,
}

/// A filled text.
#[derive(Clone, PartialEq, Eq)]
pub struct Filled {
    /// The text; what could not be filled stands there as written.
    pub text: String,
    /// What could not be filled, as written between the braces.
    pub unfilled: BTreeSet<String>,
}

impl std::fmt::Debug for Filled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Filled({} unfilled)", self.unfilled.len())
    }
}

/// Fills the variables of a text.
pub fn fill(text: &str, facts: &Facts<'_>) -> Filled {
    let mut filled = String::with_capacity(text.len());
    let mut unfilled = BTreeSet::new();
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) => filled.push_str(words),
            Piece::Variable { name, written } => {
                match Variable::from_name(name).and_then(|variable| value(variable, facts)) {
                    Some(value) => filled.push_str(&value),
                    None => {
                        unfilled.insert(name.trim().to_owned());
                        filled.push_str(written);
                    }
                }
            }
        }
    }
    Filled {
        text: filled,
        unfilled,
    }
}

/// Returns what stands between braces in a text and is no variable.
pub fn unknown(text: &str) -> BTreeSet<String> {
    let names = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Words(_) => None,
        Piece::Variable { name, .. } => Some(name.trim()),
    });
    let unknown = names.filter(|name| Variable::from_name(name).is_none());
    unknown.map(str::to_owned).collect()
}

/// Returns a shortcut as it is kept, without its slash: one word, for example `horario`.
///
/// Nothing when it is empty, too long or of several words.
pub fn shortcut(typed: &str) -> Option<String> {
    let word = typed.trim().trim_start_matches('/').to_lowercase();
    let is_word = !word.is_empty() && !word.contains(char::is_whitespace) && !word.contains('/');
    (is_word && word.chars().count() <= LONGEST_SHORTCUT).then_some(word)
}

enum Piece<'a> {
    Words(&'a str),
    /// `{{ name }}`, and all of it as written.
    Variable {
        name: &'a str,
        written: &'a str,
    },
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let (words, from) = rest.split_at(start);
        let Some(length) = from.find("}}") else { break };
        let (written, after) = from.split_at(length + "}}".len());
        pieces.push(Piece::Words(words));
        pieces.push(Piece::Variable {
            name: &written[2..length],
            written,
        });
        rest = after;
    }
    pieces.push(Piece::Words(rest));
    pieces
}

fn value(variable: Variable, facts: &Facts<'_>) -> Option<String> {
    let word = |word: &str| (!word.trim().is_empty()).then(|| word.trim().to_owned());
    let day = || today_and_tomorrow(facts.now, facts.zone);
    match variable {
        Variable::FirstName => facts.name.split_whitespace().next().and_then(word),
        Variable::Name => word(facts.name),
        Variable::Clinic => word(facts.clinic),
        Variable::MyName => word(facts.my_name),
        Variable::Today => day().map(|(today, _)| date::written(today, facts.language)),
        Variable::Tomorrow => day().map(|(_, tomorrow)| date::written(tomorrow, facts.language)),
    }
}

#[cfg(test)]
mod tests;
