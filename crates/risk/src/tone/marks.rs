//! The word lists, compiled.

use std::collections::BTreeMap;

use super::file::{EMOJI, EmojiFile, ToneFault, ToneFile, source};
use crate::phrase_book::PhraseBook;
use crate::skeleton::Language;

/// What a listed phrase does to the tone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Mark {
    /// -3 to 3.
    Feeling(f64),
    Courtesy,
    Administration,
    Negation,
    NoNegation,
    Stronger,
    Weaker,
    Contrast,
}

/// One language's list.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) language: Language,
    pub(super) book: PhraseBook<Mark>,
}

impl Words {
    pub(super) fn compile(language: Language) -> Result<Words, ToneFault> {
        let list = language.code();
        let file: ToneFile = toml::from_str(source(language))
            .map_err(|source| ToneFault::Unreadable { list, source })?;
        let mut entries: Vec<(&str, Mark)> = Vec::new();
        for listed in &file.words {
            check(listed.value, list)?;
            let mark = Mark::Feeling(listed.value);
            entries.extend(listed.stems.split_whitespace().map(|stem| (stem, mark)));
            entries.extend(listed.phrases.iter().map(|phrase| (phrase.as_str(), mark)));
        }
        entries.extend(
            file.courtesy
                .split_whitespace()
                .map(|word| (word, Mark::Courtesy)),
        );
        for (phrases, mark) in [
            (&file.administration, Mark::Administration),
            (&file.negation, Mark::Negation),
            (&file.no_negation, Mark::NoNegation),
            (&file.stronger, Mark::Stronger),
            (&file.weaker, Mark::Weaker),
            (&file.contrast, Mark::Contrast),
        ] {
            entries.extend(phrases.iter().map(|phrase| (phrase.as_str(), mark)));
        }
        let mut book = PhraseBook::new(language);
        for (phrase, mark) in entries {
            book.add(phrase, mark).map_err(|source| ToneFault::Phrase {
                list,
                phrase: phrase.to_owned(),
                source,
            })?;
        }
        book.close();
        Ok(Words { language, book })
    }
}

/// Emoji by their first character, and emoticons as written.
#[derive(Debug, Default)]
pub(super) struct Emoji {
    pub(super) emoji: BTreeMap<String, f64>,
    pub(super) emoticons: Vec<(String, f64)>,
}

impl Emoji {
    pub(super) fn compile() -> Result<Emoji, ToneFault> {
        let list = "emoji";
        let file: EmojiFile =
            toml::from_str(EMOJI).map_err(|source| ToneFault::Unreadable { list, source })?;
        let mut compiled = Emoji::default();
        for signs in file.signs {
            check(signs.value, list)?;
            for sign in signs.signs.split_whitespace() {
                if sign.is_ascii() {
                    compiled.emoticons.push((sign.to_owned(), signs.value));
                } else {
                    let plain = sign.chars().take(1).collect();
                    compiled.emoji.insert(plain, signs.value);
                }
            }
        }
        compiled
            .emoticons
            .sort_by_key(|(sign, _)| std::cmp::Reverse(sign.len()));
        Ok(compiled)
    }
}

fn check(value: f64, list: &'static str) -> Result<(), ToneFault> {
    if (-3.0..=3.0).contains(&value) {
        Ok(())
    } else {
        Err(ToneFault::Value { list })
    }
}
