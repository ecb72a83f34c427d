//! Reads a day and puts its extract together.

use std::collections::BTreeMap;

use super::file::{ExtractFault, Sign, Signs};
use super::sentence::{is_question_mark, sentences};
use super::{DayMessage, Direction, Extract, Mention, Quote, Theme, ThemeCount, rank};
use crate::finding::Span;
use crate::guess::{Guess, Votes, languages};
use crate::normalise::{Token, tokens};
use crate::phrase_book::Found;
use crate::skeleton::{Language, skeletons};
use crate::tone::ToneReader;

const MOST_KEY_SENTENCES: usize = 5;
/// Every two are compared: time and memory grow with the square.
const MOST_COMPARED: usize = 200;
/// A sentence without any sign needs so many words to be a key sentence.
const LEAST_WORDS: usize = 4;
/// A message with fewer words known in its best language is read in the day's.
const LEAST_VOTES: usize = 2;
/// From this tone on a sentence tells a feeling.
const FEELING: f64 = 0.4;
/// Units that follow a number of medicine.
const UNITS: [&str; 8] = ["mg", "mcg", "ml", "μg", "mgr", "ug", "μγ", "mgs"];

const FLAG_WEIGHS: f64 = 5.0;
const QUESTION_WEIGHS: f64 = 2.0;
const MEDICATION_WEIGHS: f64 = 2.0;
const APPOINTMENT_WEIGHS: f64 = 2.0;
const CHANGE_WEIGHS: f64 = 1.5;
const FEELING_WEIGHS: f64 = 1.0;

/// Makes extracts; build it once and share it. The same messages give the same extract.
#[derive(Debug)]
pub struct Extractor {
    languages: Vec<Signs>,
    guess: Guess,
    tone: ToneReader,
    faults: Vec<ExtractFault>,
}

/// One sentence of the person's, as read.
struct Sentence<'a> {
    quote: Quote,
    at: (i64, usize),
    text: &'a str,
    words: Vec<String>,
    is_question: bool,
    is_flagged: bool,
    appointment: Option<Span>,
    medication: Option<Span>,
    is_change: bool,
    themes: Vec<Theme>,
}

impl Extractor {
    /// Compiles the lists: English, Spanish, Portuguese and Greek.
    ///
    /// A list that does not compile is left out; [`Extractor::faults`] says so.
    pub fn starter() -> Extractor {
        let mut faults = Vec::new();
        let mut compiled = Vec::new();
        for language in languages() {
            match Signs::compile(language) {
                Ok(signs) => compiled.push(signs),
                Err(fault) => faults.push(fault),
            }
        }
        Extractor {
            languages: compiled,
            guess: Guess::starter(),
            tone: ToneReader::starter(),
            faults,
        }
    }

    /// Returns the lists that could not be read; empty in a sound build.
    pub fn faults(&self) -> &[ExtractFault] {
        &self.faults
    }

    /// Returns the extract of one person's day; the messages may come in any order.
    pub fn extract(&self, messages: &[DayMessage<'_>]) -> Extract {
        let mut sentences = self.read(messages);
        sentences.sort_by_key(|sentence| (sentence.at, sentence.quote.span));
        let answered_at = messages
            .iter()
            .enumerate()
            .filter(|(_, message)| message.direction == Direction::Outbound)
            .map(|(place, message)| (message.at_ms, place))
            .max();
        let mention = |sentence: &Sentence<'_>, words: Option<Span>| {
            Some(Mention {
                sentence: sentence.quote,
                words: words?,
            })
        };
        Extract {
            unanswered: sentences
                .iter()
                .filter(|sentence| sentence.is_question && Some(sentence.at) > answered_at)
                .map(|sentence| sentence.quote)
                .collect(),
            appointments: sentences
                .iter()
                .filter_map(|sentence| mention(sentence, sentence.appointment))
                .collect(),
            medications: sentences
                .iter()
                .filter_map(|sentence| mention(sentence, sentence.medication))
                .collect(),
            themes: themes(&sentences),
            key_sentences: self.key_sentences(&sentences),
        }
    }

    fn read<'a>(&self, messages: &[DayMessage<'a>]) -> Vec<Sentence<'a>> {
        let inbound = messages
            .iter()
            .enumerate()
            .filter(|(_, message)| message.direction == Direction::Inbound);
        let voted: Vec<(usize, &DayMessage<'a>, Votes)> = inbound
            .map(|(place, message)| (place, message, self.votes(&tokens(message.text))))
            .collect();
        let mut day = Votes::default();
        voted.iter().for_each(|(_, _, votes)| day.add(*votes));
        let mut read = Vec::new();
        for (place, message, votes) in voted {
            let votes = if votes.most() < LEAST_VOTES {
                day
            } else {
                votes
            };
            let language = votes.winner();
            let Some(signs) = self
                .languages
                .iter()
                .find(|signs| signs.language == language)
            else {
                continue;
            };
            for span in sentences(message.text, language == Language::Greek) {
                read.push(self.sentence(place, message, span, signs));
            }
        }
        read
    }

    fn votes(&self, tokens: &[Token]) -> Votes {
        let mut votes = self.guess.votes(tokens);
        for signs in &self.languages {
            let mut known: Vec<usize> = signs
                .book
                .find(tokens)
                .into_iter()
                .filter(|found| found.mark != Sign::Medication)
                .flat_map(|found| found.tokens)
                .collect();
            known.sort_unstable();
            known.dedup();
            *votes.of(signs.language) += known.len();
        }
        votes
    }

    fn sentence<'a>(
        &self,
        place: usize,
        message: &DayMessage<'a>,
        span: Span,
        signs: &Signs,
    ) -> Sentence<'a> {
        let text = message.text.get(span.start..span.end).unwrap_or_default();
        let tokens = tokens(text);
        let found = signs.book.find(&tokens);
        let of_message = |places: &[usize]| {
            let at = |place: Option<&usize>| {
                place
                    .and_then(|place| tokens.get(*place))
                    .map(|token| token.span)
            };
            Span {
                start: span.start + at(places.first()).map_or(0, |word| word.start),
                end: span.start + at(places.last()).map_or(text.len(), |word| word.end),
            }
        };
        let first = |sign: Sign| {
            let longest =
                |found: &&Found<Sign>| (std::cmp::Reverse(found.first()), found.tokens.len());
            found
                .iter()
                .filter(|found| found.mark == sign)
                .max_by_key(longest)
        };
        let has = |sign: Sign| first(sign).is_some();
        let asks = text
            .chars()
            .any(|character| is_question_mark(character, signs.language == Language::Greek));
        let begins_as_question = found.iter().any(|found| {
            found.mark == Sign::Question
                && (found.first() == 0
                    || (found.tokens.len() > 1 && begins_clause(&tokens, found.first())))
        });
        let ends_as_question = found
            .iter()
            .any(|found| found.mark == Sign::QuestionAtEnd && found.last() + 1 == tokens.len());
        let is_greeting =
            first(Sign::Courtesy).is_some_and(|courtesy| tokens.len() <= courtesy.tokens.len() + 2);
        let appointment = first(Sign::Appointment)
            .or_else(|| first(Sign::Date).filter(|_| has(Sign::Coming) || names_a_time(text)));
        let dose = tokens.iter().position(is_dose);
        let medication = match (first(Sign::Medication), dose) {
            (Some(found), _) => Some(of_message(&found.tokens)),
            (None, Some(dose)) => Some(of_message(&[dose])),
            (None, None) => None,
        };
        let mut themes: Vec<Theme> = found
            .iter()
            .filter_map(|found| match found.mark {
                Sign::Theme(theme) => Some(theme),
                Sign::Medication => Some(Theme::Medication),
                Sign::Question
                | Sign::QuestionAtEnd
                | Sign::Courtesy
                | Sign::Appointment
                | Sign::Date
                | Sign::Coming
                | Sign::Change => None,
            })
            .collect();
        themes.sort_unstable();
        themes.dedup();
        Sentence {
            quote: Quote {
                message: place,
                span,
            },
            at: (message.at_ms, place),
            text,
            is_question: (asks || begins_as_question || ends_as_question)
                && !is_greeting
                && !tokens.is_empty(),
            is_flagged: message
                .flagged
                .iter()
                .any(|flag| flag.start < span.end && span.start < flag.end),
            appointment: appointment.map(|found| of_message(&found.tokens)),
            medication,
            is_change: has(Sign::Change),
            themes,
            words: tokens
                .iter()
                .filter(|token| {
                    !token.is_emoji && !self.guess.is_common(signs.language, &token.folded)
                })
                .filter_map(|token| skeletons(signs.language, &token.folded).into_iter().next())
                .collect(),
        }
    }

    fn key_sentences(&self, sentences: &[Sentence<'_>]) -> Vec<Quote> {
        let compared = self.to_compare(sentences);
        let words: Vec<&[String]> = compared
            .iter()
            .map(|(sentence, _)| sentence.words.as_slice())
            .collect();
        let likeness = rank::likeness(&words);
        let scores: Vec<f64> = compared
            .iter()
            .zip(rank::centrality(&likeness))
            .map(|((sentence, signs), centrality)| {
                let is_long = sentence.text.split_whitespace().count() >= LEAST_WORDS;
                if *signs > 0.0 || is_long {
                    signs + centrality
                } else {
                    0.0
                }
            })
            .collect();
        let mut places = rank::chosen(&scores, &likeness, MOST_KEY_SENTENCES);
        places.sort_unstable();
        places
            .into_iter()
            .filter_map(|place| compared.get(place))
            .map(|(sentence, _)| sentence.quote)
            .collect()
    }

    /// Returns the sentences that are compared with each other and what their signs weigh: of a flood those with the
    /// heaviest signs, then the latest, as they were written.
    fn to_compare<'a, 'b>(&self, sentences: &'b [Sentence<'a>]) -> Vec<(&'b Sentence<'a>, f64)> {
        let mut weighed: Vec<_> = sentences
            .iter()
            .map(|sentence| self.signs_weigh(sentence))
            .enumerate()
            .collect();
        weighed.sort_by(|one, other| other.1.total_cmp(&one.1).then(other.0.cmp(&one.0)));
        weighed.truncate(MOST_COMPARED);
        weighed.sort_by_key(|(place, _)| *place);
        weighed
            .into_iter()
            .filter_map(|(place, signs)| Some((sentences.get(place)?, signs)))
            .collect()
    }

    fn signs_weigh(&self, sentence: &Sentence<'_>) -> f64 {
        let tells_feeling = || {
            let tone = self.tone.read(sentence.text);
            tone.is_some_and(|tone| tone.value.abs() >= FEELING)
        };
        [
            (sentence.is_flagged, FLAG_WEIGHS),
            (sentence.is_question, QUESTION_WEIGHS),
            (sentence.medication.is_some(), MEDICATION_WEIGHS),
            (sentence.appointment.is_some(), APPOINTMENT_WEIGHS),
            (sentence.is_change, CHANGE_WEIGHS),
            (tells_feeling(), FEELING_WEIGHS),
        ]
        .iter()
        .filter(|(is_there, _)| *is_there)
        .map(|(_, weight)| weight)
        .sum()
    }
}

/// Counts each theme once a message, the most frequent first.
fn themes(sentences: &[Sentence<'_>]) -> Vec<ThemeCount> {
    let mut messages: BTreeMap<Theme, Vec<usize>> = BTreeMap::new();
    for sentence in sentences {
        for theme in &sentence.themes {
            messages
                .entry(*theme)
                .or_default()
                .push(sentence.quote.message);
        }
    }
    let mut counts: Vec<ThemeCount> = messages
        .into_iter()
        .map(|(theme, mut messages)| {
            messages.sort_unstable();
            messages.dedup();
            ThemeCount {
                theme,
                messages: messages.len(),
            }
        })
        .collect();
    counts.sort_by_key(|count| (std::cmp::Reverse(count.messages), count.theme));
    counts
}

/// Returns whether a token is the first of its clause.
fn begins_clause(tokens: &[Token], place: usize) -> bool {
    let clause = |place: usize| tokens.get(place).map(|token| token.clause);
    place
        .checked_sub(1)
        .is_none_or(|before| clause(before) != clause(place))
}

/// Returns whether a token is a number with a unit in one word: `50mg`.
fn is_dose(token: &Token) -> bool {
    let unit = token
        .folded
        .trim_start_matches(|letter: char| letter.is_ascii_digit());
    UNITS.contains(&unit)
}

/// Returns whether a text holds a clock time: `10:30`, `5pm`, `17h`, `9.15`.
fn names_a_time(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.split_whitespace().any(|word| {
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        let digits = word.chars().take_while(char::is_ascii_digit).count();
        let rest = word.get(digits..).unwrap_or_default();
        let mut minutes = rest.chars();
        let is_clock = matches!(minutes.next(), Some(':' | '.' | 'h'))
            && minutes.as_str().len() == 2
            && minutes.all(|digit| digit.is_ascii_digit());
        (1..=2).contains(&digits)
            && (is_clock || ["h", "hs", "am", "pm", "πμ", "μμ"].contains(&rest))
    }) || lower.contains(" π.μ")
        || lower.contains(" μ.μ")
}
