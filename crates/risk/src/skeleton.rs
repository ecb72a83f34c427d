//! Writes a folded word as it sounds in one language, so that spellings of the same word meet.
//!
//! Both the packs' words and the text go through it. A word whose spelling can be read in several ways (Greeklish
//! `x`, a stretched `killl`) has several skeletons, and two words are alike when they share one.

use std::borrow::Cow;

mod english;
mod greek;
mod iberian;

/// A language with a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Language {
    English,
    Spanish,
    Portuguese,
    Greek,
}

impl Language {
    /// Every language with a pack, in the order they are read.
    #[cfg(test)]
    pub(crate) const ALL: [Language; 4] = [
        Language::English,
        Language::Spanish,
        Language::Portuguese,
        Language::Greek,
    ];

    /// Returns the code that rule ids start with.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Spanish => "es",
            Language::Portuguese => "pt",
            Language::Greek => "el",
        }
    }
}

/// A word of this many skeletons is as ambiguous as it gets; further readings are dropped.
const MOST_FORMS: usize = 16;

/// Returns the skeletons of a folded word, at least one.
pub(crate) fn skeletons(language: Language, folded: &str) -> Vec<String> {
    if !folded.chars().any(char::is_alphabetic) {
        return vec![folded.to_owned()];
    }
    match language {
        Language::English => english::skeletons(folded),
        Language::Spanish => iberian::skeletons(folded, iberian::DoubleL::SoundsLikeI),
        Language::Portuguese => iberian::skeletons(folded, iberian::DoubleL::SoundsLikeL),
        Language::Greek => greek::skeletons(folded),
    }
}

/// Returns the likeliest skeleton of a folded word for [`crate::reader`], which knows two scripts and no languages.
pub(crate) fn sound(is_greek: bool, folded: &str) -> String {
    if !folded.chars().any(char::is_alphabetic) {
        return folded.to_owned();
    }
    if is_greek {
        greek::forms(folded).likeliest(folded)
    } else {
        iberian::forms(folded, iberian::DoubleL::SoundsLikeL).likeliest(folded)
    }
}

/// Readings under construction: every piece appended multiplies them by its spellings.
struct Forms(Vec<String>);

impl Forms {
    /// `length` is about how many bytes the reading will have.
    fn new(length: usize) -> Self {
        Forms(vec![String::with_capacity(length)])
    }

    fn push(&mut self, spellings: &[&str]) {
        let [first, others @ ..] = spellings else {
            return;
        };
        if others.is_empty() {
            self.0.iter_mut().for_each(|form| form.push_str(first));
            return;
        }
        let mut branches = Vec::new();
        let room = MOST_FORMS / self.0.len();
        for spelling in others.iter().take(room.saturating_sub(1)) {
            for form in &self.0 {
                let mut branch = String::with_capacity(form.len() + 8);
                branch.push_str(form);
                branch.push_str(spelling);
                branches.push(branch);
            }
        }
        for form in &mut self.0 {
            form.push_str(first);
        }
        self.0.extend(branches);
    }

    fn push_character(&mut self, character: char) {
        self.0.iter_mut().for_each(|form| form.push(character));
    }

    /// Returns the reading made of every piece's first spelling, with repeated letters taken as one.
    fn likeliest(self, fallback: &str) -> String {
        let form = self.0.into_iter().next().unwrap_or_default();
        let form = if has_repeats(&form) {
            squash(&form)
        } else {
            form
        };
        if form.is_empty() {
            fallback.to_owned()
        } else {
            form
        }
    }

    /// Returns the readings with repeated letters taken as one.
    fn squashed(self, fallback: &str) -> Vec<String> {
        let mut forms = self.0;
        for form in forms.iter_mut().filter(|form| has_repeats(form)) {
            *form = squash(form);
        }
        forms.sort_unstable();
        forms.dedup();
        forms.retain(|form| !form.is_empty());
        if forms.is_empty() {
            forms.push(fallback.to_owned());
        }
        forms
    }
}

/// Returns a folded word with stretched letters, three and more, taken as one.
pub(crate) fn unstretched(folded: &str) -> Cow<'_, str> {
    if !is_stretched(folded) {
        return Cow::Borrowed(folded);
    }
    let mut short = String::with_capacity(folded.len());
    let letters: Vec<char> = folded.chars().collect();
    for run in letters.chunk_by(|one, next| one == next) {
        let kept = if run.len() >= 3 { 1 } else { run.len() };
        short.extend(run.iter().take(kept));
    }
    Cow::Owned(short)
}

/// Three of one letter in a row.
fn is_stretched(word: &str) -> bool {
    let (mut last, mut run) = (None, 0);
    word.chars().any(|letter| {
        run = if last == Some(letter) { run + 1 } else { 1 };
        last = Some(letter);
        run >= 3
    })
}

fn has_repeats(word: &str) -> bool {
    let mut last = None;
    word.chars()
        .any(|letter| last.replace(letter) == Some(letter))
}

fn squash(word: &str) -> String {
    let mut squashed = String::with_capacity(word.len());
    let mut previous = None;
    for character in word.chars() {
        // Each `*` stands for one letter, and figures mean themselves.
        if previous != Some(character) || character == '*' || character.is_ascii_digit() {
            squashed.push(character);
        }
        previous = Some(character);
    }
    squashed
}

/// Returns the letters a figure or sign stands for inside a word that has letters.
fn leet(character: char) -> Option<&'static [&'static str]> {
    match character {
        '0' => Some(&["o"]),
        '1' => Some(&["i", "l"]),
        '3' => Some(&["e"]),
        '4' | '@' => Some(&["a"]),
        '5' | '$' => Some(&["s"]),
        '7' => Some(&["t"]),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
