//! What a person typed into the search field.

use super::fold::{Token, pairs, tokens};

/// A question: every term has to be there. A term in quotes is a phrase; the others are beginnings of words.
#[derive(Clone, PartialEq, Eq)]
pub struct Query {
    pub(super) terms: Vec<Term>,
}

/// One thing that has to be there: words in a row.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) tokens: Vec<Token>,
    /// Whether the last word may go on.
    pub(super) is_beginning: bool,
}

impl Query {
    /// Reads what a person typed; an open quote ends with the text.
    pub fn parse(text: &str) -> Self {
        let mut terms = Vec::new();
        let is_quote = |c| matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
        for (index, part) in text.split(is_quote).enumerate() {
            if index % 2 == 1 {
                terms.push(Term {
                    tokens: tokens(part),
                    is_beginning: false,
                });
                continue;
            }
            terms.extend(part.split_whitespace().map(|word| Term {
                tokens: tokens(word),
                is_beginning: true,
            }));
        }
        terms.retain(|term| !term.tokens.is_empty());
        Self { terms }
    }

    /// Returns whether nothing can be looked for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Returns the folded words, for names.
    pub(crate) fn words(&self) -> Vec<&str> {
        let tokens = self.terms.iter().flat_map(|term| &term.tokens);
        tokens.map(|token| token.folded.as_str()).collect()
    }

    /// Returns the question in FTS5's language; nothing when nothing can be looked for.
    pub(crate) fn to_fts(&self) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let terms: Vec<String> = self.terms.iter().map(Term::to_fts).collect();
        Some(terms.join(" "))
    }
}

impl Term {
    /// Returns words in a row. They are letters and digits only, so quoting them is enough.
    fn to_fts(&self) -> String {
        let words: Vec<String> = self.tokens.iter().flat_map(words_of).collect();
        let phrase = format!("\"{}\"", words.join(" "));
        if self.may_go_on() {
            phrase + " *"
        } else {
            phrase
        }
    }

    /// One Latin letter alone would find half of everything, slowly: it has to be the whole word.
    /// A single character of a run is the beginning of its pairs; a pair is whole.
    pub(super) fn may_go_on(&self) -> bool {
        let Some(last) = self.tokens.last() else {
            return false;
        };
        let is_single = last.folded.chars().nth(1).is_none();
        if last.is_run {
            is_single
        } else {
            self.is_beginning && !is_single
        }
    }
}

fn words_of(token: &Token) -> Vec<String> {
    let is_single = token.folded.chars().nth(1).is_none();
    if token.is_run && !is_single {
        return pairs(&token.folded);
    }
    vec![token.folded.clone()]
}

impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Query({} terms)", self.terms.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_become_what_fts_understands() {
        let table = [
            ("Orça", Some("\"orca\" *")),
            ("dor cabeça", Some("\"dor\" * \"cabeca\" *")),
            ("\"dor de cabeça\"", Some("\"dor de cabeca\"")),
            ("don't", Some("\"don t\"")),
            ("头很痛", Some("\"头很 很痛\"")),
            ("痛", Some("\"痛\" *")),
            ("a", Some("\"a\"")),
            ("AND (x) OR* ^y:", Some("\"and\" * \"x\" \"or\" * \"y\"")),
            ("  *** \"\" ", None),
        ];
        for (text, expected) in table {
            assert_eq!(Query::parse(text).to_fts().as_deref(), expected, "{text}");
        }
    }
}
