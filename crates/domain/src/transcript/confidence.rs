//! How far heard words can be trusted: by what the transcriber says of itself, and by words that go round in circles.
//!
//! The limits are whisper.cpp's own defaults (log probability −1.0, no speech 0.6; read 2026-08-22).

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Under this mean log probability a segment is uncertain.
const LEAST_LOG_PROBABILITY: f32 = -1.0;
/// Over this probability that nobody speaks, too.
const MOST_NO_SPEECH: f32 = 0.6;
/// Under this probability a word is underlined.
const LEAST_WORD: f32 = 0.5;
/// The longest run of words that is looked for again right behind itself.
const LONGEST_RUN: usize = 12;

/// A word as it was heard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// The word, with the marks around it.
    pub text: String,
    /// How certain, from 0 to 1; absent when the transcriber does not say.
    #[serde(default)]
    pub probability: Option<f32>,
}

/// A stretch of speech as it was heard.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Segment {
    /// Where it begins, in ms.
    pub start_ms: u64,
    /// Where it ends, in ms.
    pub end_ms: u64,
    /// Its words in one piece.
    pub text: String,
    /// Its words one by one; empty when the transcriber does not say.
    #[serde(default)]
    pub words: Vec<Word>,
    /// Mean log probability; absent when the transcriber does not say.
    #[serde(default)]
    pub log_probability: Option<f32>,
    /// How likely it is that nobody speaks here; absent when the transcriber does not say.
    #[serde(default)]
    pub no_speech: Option<f32>,
}

/// Heard words, with what is known of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Heard {
    /// Everything that was heard, in one piece.
    pub text: String,
    /// The parts of it that are uncertain, in bytes of `text`: words, or whole segments. In order, apart from each other.
    pub unsure: Vec<Range<usize>>,
    /// The parts that are uncertain as whole segments.
    pub unsure_segments: Vec<Range<usize>>,
    /// Mean probability of the words, from 0 to 1; absent when nothing says it.
    pub confidence: Option<f32>,
}

impl Heard {
    /// Returns whether somebody has to listen before the words are believed: most of them are uncertain, or none is there.
    pub fn is_uncertain(&self) -> bool {
        let unsure: usize = self.unsure_segments.iter().map(Range::len).sum();
        self.text.is_empty()
            || unsure * 2 > self.text.len()
            || self.confidence.is_some_and(|mean| mean < LEAST_WORD)
    }

    /// Returns whether a part of the text lies in an uncertain segment.
    pub fn is_unsure_at(&self, part: &Range<usize>) -> bool {
        let meets = |unsure: &Range<usize>| unsure.start < part.end && part.start < unsure.end;
        self.unsure_segments.iter().any(meets)
    }
}

/// Returns the words of some segments, and which of them are uncertain.
pub fn heard(segments: &[Segment]) -> Heard {
    let mut heard = Heard::default();
    let mut probabilities = Vec::new();
    for segment in segments {
        let said = segment.text.trim();
        if said.is_empty() {
            continue;
        }
        if !heard.text.is_empty() {
            heard.text.push(' ');
        }
        let start = heard.text.len();
        heard.text.push_str(said);
        let whole = start..heard.text.len();
        probabilities.extend(segment.words.iter().filter_map(|word| word.probability));
        if is_uncertain(segment) {
            heard.unsure_segments.push(whole.clone());
            heard.unsure.push(whole);
        } else {
            heard.unsure.extend(unsure_words(said, segment, start));
        }
    }
    // Words that go round in circles across segments, too: each of them is often one sentence.
    for circle in circles(&heard.text) {
        add(&mut heard.unsure_segments, circle.clone());
        add(&mut heard.unsure, circle);
    }
    heard.confidence = mean(&probabilities).or_else(|| mean_of_segments(segments));
    heard
}

fn is_uncertain(segment: &Segment) -> bool {
    let is_weak = segment
        .log_probability
        .is_some_and(|it| it < LEAST_LOG_PROBABILITY);
    let is_silence = segment.no_speech.is_some_and(|it| it > MOST_NO_SPEECH);
    is_weak || is_silence || is_no_speech(segment.text.trim())
}

/// Returns whether a transcriber only describes what it heard instead of writing words down: `[Music] [Applause]`,
/// `(risas).`, `*suspiro*`, `♪ la la ♪`. It is often sure of that, and wrong: unclear speech is heard as music.
fn is_no_speech(said: &str) -> bool {
    const PAIRS: [(char, char); 5] = [('[', ']'), ('(', ')'), ('*', '*'), ('♪', '♪'), ('♫', '♫')];
    let mut rest = said;
    loop {
        rest =
            rest.trim_start_matches(|sign: char| sign.is_whitespace() || ".,!?…-".contains(sign));
        if rest.is_empty() {
            return true;
        }
        let described = PAIRS.iter().find_map(|(open, close)| {
            let inside = rest.strip_prefix(*open)?;
            inside.split_once(*close).map(|(_, after)| after)
        });
        let lone = rest.strip_prefix(['♪', '♫']);
        match described.or(lone) {
            Some(after) => rest = after,
            None => return false,
        }
    }
}

fn unsure_words(said: &str, segment: &Segment, start: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    for word in &segment.words {
        let text = word.text.trim();
        let Some(at) = said.get(from..).and_then(|rest| rest.find(text)) else {
            continue;
        };
        if text.is_empty() {
            continue;
        }
        let place = from + at;
        from = place + text.len();
        if word.probability.is_some_and(|it| it < LEAST_WORD) {
            found.push(start + place..start + from);
        }
    }
    found
}

/// Returns the runs of words that come again and again right behind themselves: what a transcriber hears in silence.
///
/// One word has to stand there six times (people say "no, no, no"), a run of several three times.
fn circles(text: &str) -> Vec<Range<usize>> {
    let words: Vec<(Range<usize>, String)> = words(text);
    let same = |a: usize, b: usize| words[a].1 == words[b].1;
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = LONGEST_RUN.min((words.len() - at) / 2);
        let circle = (1..=longest).find_map(|run| {
            let mut end = at + run;
            while end < words.len() && same(end, end - run) {
                end += 1;
            }
            let times = (end - at) / run;
            let enough = if run == 1 { 6 } else { 3 };
            (times >= enough).then_some(end)
        });
        match circle {
            Some(end) => {
                found.push(words[at].0.start..words[end - 1].0.end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let base = text.as_ptr() as usize;
    let place = |word: &str| {
        let start = word.as_ptr() as usize - base;
        start..start + word.len()
    };
    let bare = |word: &str| -> String {
        let letters = word.chars().filter(|it| it.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    text.split_whitespace()
        .map(|word| (place(word), bare(word)))
        .filter(|(_, bare)| !bare.is_empty())
        .collect()
}

/// Puts a range into an ordered list, joined with those it meets.
fn add(list: &mut Vec<Range<usize>>, new: Range<usize>) {
    let mut joined = new;
    list.retain(|old| {
        let meets = old.start <= joined.end && joined.start <= old.end;
        if meets {
            joined = joined.start.min(old.start)..joined.end.max(old.end);
        }
        !meets
    });
    let place = list.partition_point(|old| old.start < joined.start);
    list.insert(place, joined);
}

fn mean(values: &[f32]) -> Option<f32> {
    let count = values.len();
    (count > 0).then(|| values.iter().sum::<f32>() / count as f32)
}

/// Without words, what the segments say of theirs.
fn mean_of_segments(segments: &[Segment]) -> Option<f32> {
    let all: Vec<f32> = segments
        .iter()
        .filter_map(|it| it.log_probability)
        .map(|it| it.exp().clamp(0.0, 1.0))
        .collect();
    mean(&all)
}

#[cfg(test)]
mod tests;
