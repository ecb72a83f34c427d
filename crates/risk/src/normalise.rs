//! Cuts a text into folded tokens that remember their bytes, sentence, clause and quotation.
//!
//! Folding drops case, accents, apostrophes inside words and invisible characters, so `DON’T`, `don't` and `dont`
//! are one token. It knows no language: what a word sounds like is [`crate::skeleton`]'s.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use crate::finding::Span;

mod quotation;

/// One word or emoji.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Lower case, without accents: `Mañana` is `manana`.
    pub(crate) folded: String,
    /// Its bytes in the original, combining marks included.
    pub(crate) span: Span,
    /// Counts up at sentence marks; emoji belong to the sentence before them.
    pub(crate) sentence: usize,
    /// Counts up at line ends and sentence marks.
    pub(crate) line: usize,
    /// Counts up at commas, brackets, dashes, line ends and sentence marks.
    pub(crate) clause: usize,
    /// The quotation it stands in, with its marks, unless the whole text is quoted.
    pub(crate) quotation: Option<Span>,
    /// Whether it is an emoji.
    pub(crate) is_emoji: bool,
}

/// What separates the next token from the last one; the order is the strength.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Break {
    Space,
    Clause,
    Line,
    Sentence,
}

/// Returns the tokens of a text in order.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let quotations = quotation::quotations(text);
    let mut cutter = Cutter::default();
    let mut characters = text.char_indices().peekable();
    let mut previous = None;
    while let Some((at, character)) = characters.next() {
        let end = at + character.len_utf8();
        let next = characters.peek().map(|(_, next)| *next);
        match kind(character, previous, next, cutter.word.is_some()) {
            Kind::Word => cutter.word_character(character, at, end),
            Kind::Mark => cutter.extend(at, end),
            Kind::Invisible => {}
            Kind::Emoji => cutter.emoji(character, at, end),
            Kind::Separator(strength) => cutter.separate(strength),
        }
        previous = Some(character);
    }
    cutter.close_word();
    let mut tokens = cutter.tokens;
    quote(&mut tokens, &quotations);
    tokens
}

/// Tells each token the longest quotation it stands in; both come in the order of the text.
fn quote(tokens: &mut [Token], quotations: &[Span]) {
    let mut quotations = quotations.iter().copied().peekable();
    let mut longest: Option<Span> = None;
    for token in tokens {
        while let Some(begun) = quotations.next_if(|next| next.start <= token.span.start) {
            longest = longest
                .filter(|longest| longest.end >= begun.end)
                .or(Some(begun));
        }
        token.quotation = longest.filter(|quotation| quotation.covers(token.span));
    }
}

/// Returns where in a text some of its tokens stand, from the first to the last of `places`; nothing of it for none.
pub(crate) fn span_of(tokens: &[Token], places: &[usize]) -> Span {
    let at = |place: Option<&usize>| {
        place
            .and_then(|place| tokens.get(*place))
            .map(|token| token.span)
    };
    Span {
        start: at(places.first()).map_or(0, |span| span.start),
        end: at(places.last()).map_or(0, |span| span.end),
    }
}

/// Returns the folded words of a pack's literal: `self-harm` gives two.
pub(crate) fn literal_words(literal: &str) -> Vec<String> {
    tokens(literal)
        .into_iter()
        .map(|token| token.folded)
        .collect()
}

enum Kind {
    Word,
    /// A combining mark, an emoji's variation selector or skin tone: belongs to the token before it.
    Mark,
    Invisible,
    Emoji,
    Separator(Break),
}

fn kind(character: char, previous: Option<char>, next: Option<char>, in_word: bool) -> Kind {
    let next_is_word = next.is_some_and(char::is_alphanumeric);
    let after_digit = previous.is_some_and(|previous| previous.is_ascii_digit());
    match character {
        _ if character.is_alphanumeric() => Kind::Word,
        '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{20e3}' => Kind::Mark,
        _ if is_combining_mark(character) => Kind::Mark,
        '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => Kind::Invisible,
        '\'' | '’' | '‘' | 'ʼ' | '`' | '´' if in_word && next_is_word => Kind::Invisible,
        '@' | '$' if next_is_word => Kind::Word,
        '*' if in_word && (next_is_word || next == Some('*')) => Kind::Word,
        '.' | ',' if after_digit && next.is_some_and(|next| next.is_ascii_digit()) => {
            Kind::Separator(Break::Space)
        }
        '.' | '!' | '?' | ';' | '…' | '\u{37e}' | '¿' | '¡' => Kind::Separator(Break::Sentence),
        '\n' if previous == Some('\n') => Kind::Separator(Break::Sentence),
        '\n' => Kind::Separator(Break::Line),
        ',' | ':' | '(' | ')' | '[' | ']' | '–' | '—' | '·' => Kind::Separator(Break::Clause),
        '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' => Kind::Emoji,
        _ => Kind::Separator(Break::Space),
    }
}

#[derive(Default)]
struct Cutter {
    tokens: Vec<Token>,
    word: Option<(String, Span)>,
    pending: Option<Break>,
    sentence: usize,
    line: usize,
    clause: usize,
}

impl Cutter {
    fn word_character(&mut self, character: char, start: usize, end: usize) {
        let (folded, span) = self
            .word
            .get_or_insert_with(|| (String::new(), Span { start, end }));
        span.end = end;
        decompose_compatible(character, |part| {
            for lower in part.to_lowercase() {
                if !is_combining_mark(lower)
                    && (lower.is_alphanumeric() || matches!(lower, '@' | '$' | '*'))
                {
                    folded.push(if lower == 'ς' { 'σ' } else { lower });
                }
            }
        });
    }

    /// Adds a combining mark's bytes to the token it belongs to.
    fn extend(&mut self, start: usize, end: usize) {
        if let Some((_, span)) = &mut self.word {
            span.end = end;
        } else if let Some(last) = self.tokens.last_mut()
            && last.span.end == start
        {
            last.span.end = end;
        }
    }

    fn emoji(&mut self, character: char, start: usize, end: usize) {
        self.close_word();
        self.push(character.to_string(), Span { start, end }, true);
    }

    fn separate(&mut self, strength: Break) {
        self.close_word();
        self.pending = self.pending.max(Some(strength));
    }

    fn close_word(&mut self) {
        if let Some((folded, span)) = self.word.take()
            && !folded.is_empty()
        {
            self.sentence += usize::from(self.pending >= Some(Break::Sentence));
            self.line += usize::from(self.pending >= Some(Break::Line));
            self.clause += usize::from(self.pending >= Some(Break::Clause));
            self.push(folded, span, false);
            self.pending = None;
        }
    }

    fn push(&mut self, folded: String, span: Span, is_emoji: bool) {
        self.tokens.push(Token {
            folded,
            span,
            sentence: self.sentence,
            line: self.line,
            clause: self.clause,
            quotation: None,
            is_emoji,
        });
    }
}

#[cfg(test)]
mod tests;
