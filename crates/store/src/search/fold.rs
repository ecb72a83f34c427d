//! Folding: text to words of plain letters and digits, each with its place in the text.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word, or a run of Chinese or Japanese characters.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Folded: letters and digits only.
    pub(super) folded: String,
    /// Where it begins in the text, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// Whether it is written without spaces between words.
    pub(super) is_run: bool,
    /// For runs: where each folded character begins in the text.
    pub(super) places: Vec<usize>,
}

impl Token {
    /// Returns the words the index keeps for it: itself, or the pairs of a run and its last character.
    pub(super) fn index_words(&self) -> Vec<Cow<'_, str>> {
        if !self.is_run {
            return vec![Cow::Borrowed(&self.folded)];
        }
        let mut words = pairs(&self.folded);
        words.extend(self.folded.chars().last().map(String::from));
        words.into_iter().map(Cow::Owned).collect()
    }
}

/// Returns each two neighbouring characters of a run.
pub(super) fn pairs(run: &str) -> Vec<String> {
    let next = run.chars().skip(1);
    run.chars()
        .zip(next)
        .map(|(first, second)| [first, second].iter().collect())
        .collect()
}

/// Returns the words of a text in order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader::default();
    for (start, character) in text.char_indices() {
        let end = start + character.len_utf8();
        if character.is_ascii_alphanumeric() {
            reader.letter(character.to_ascii_lowercase(), start, end);
        } else if character.is_ascii() {
            reader.is_inside = false;
        } else {
            reader.beyond_ascii(character, start, end);
        }
    }
    reader.tokens
}

#[derive(Default)]
struct Reader {
    tokens: Vec<Token>,
    is_inside: bool,
}

impl Reader {
    fn beyond_ascii(&mut self, character: char, start: usize, end: usize) {
        if is_ignored(character) {
            // A mark belongs to the letter before it.
            if let Some(token) = self.tokens.last_mut()
                && self.is_inside
            {
                token.end = end;
            }
            return;
        }
        let letters: Vec<char> = std::iter::once(character)
            .nfkd()
            .flat_map(char::to_lowercase)
            .flat_map(plain)
            .filter(|letter| letter.is_alphanumeric() && !is_ignored(*letter))
            .collect();
        if letters.is_empty() {
            self.is_inside = false;
        }
        for letter in letters {
            self.letter(letter, start, end);
        }
    }

    fn letter(&mut self, letter: char, start: usize, end: usize) {
        let is_run = is_written_without_spaces(letter);
        match self.tokens.last_mut() {
            Some(token) if self.is_inside && token.is_run == is_run => {
                token.folded.push(letter);
                token.end = end;
                if is_run {
                    token.places.push(start);
                }
            }
            _ => self.tokens.push(Token {
                folded: letter.to_string(),
                start,
                end,
                is_run,
                places: if is_run { vec![start] } else { Vec::new() },
            }),
        }
        self.is_inside = true;
    }
}

/// Accents, vowel marks, the Arabic lengthening stroke and invisible joiners.
fn is_ignored(character: char) -> bool {
    is_combining_mark(character)
        || matches!(
            character,
            '\u{0640}' | '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'
        )
}

/// Letters that people type in another way and that no decomposition brings together.
fn plain(letter: char) -> impl Iterator<Item = char> {
    let (first, second) = match letter {
        'ı' => ('i', None),
        'ß' => ('s', Some('s')),
        'ς' => ('σ', None),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'ø' => ('o', None),
        'đ' | 'ð' => ('d', None),
        'ł' => ('l', None),
        'þ' => ('t', Some('h')),
        'ى' | 'ی' => ('ي', None),
        'ة' => ('ه', None),
        'ٱ' => ('ا', None),
        'ک' => ('ك', None),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

/// Chinese characters, Japanese kana, and scripts of the same habit.
fn is_written_without_spaces(letter: char) -> bool {
    matches!(letter,
        '\u{0E00}'..='\u{0EFF}' // Thai, Lao
        | '\u{3040}'..='\u{30FF}' // kana
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.folded).collect()
    }

    #[test]
    fn accents_case_and_marks_do_not_matter() {
        let table = [
            ("Orçamento", "orcamento"),
            ("ΚΑΛΗΜΈΡΑ", "καλημερα"),
            ("Καλημέρα", "καλημερα"),
            ("φίλος", "φιλοσ"),
            ("ΦΊΛΟΣ", "φιλοσ"),
            ("ağrı", "agri"),
            ("İstanbul", "istanbul"),
            ("Straße", "strasse"),
            ("مُحَمَّد", "محمد"),
            ("محـــمد", "محمد"),
            ("ｆｕｌｌ", "full"),
            ("e\u{301}te\u{301}", "ete"),
        ];
        for (text, expected) in table {
            assert_eq!(folded(text), [expected], "{text}");
        }
    }

    #[test]
    fn words_end_where_letters_end_and_know_their_place() {
        let text = "Olá, João! 3€ don't";
        let found = tokens(text);
        let places: Vec<&str> = found.iter().map(|t| &text[t.start..t.end]).collect();
        assert_eq!(places, ["Olá", "João", "3", "don", "t"]);
    }

    #[test]
    fn runs_are_cut_into_pairs() {
        let run = &tokens("我的头很痛")[0];
        assert!(run.is_run);
        assert_eq!(run.index_words(), ["我的", "的头", "头很", "很痛", "痛"]);
        assert_eq!(folded("MRI检查OK"), ["mri", "检查", "ok"]);
    }
}
