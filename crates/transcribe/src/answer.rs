//! What a service answers: words, and, where it says so, how certain they are. Every field but the words is optional.

use recado_domain::transcript::{
    confidence::{Segment, Word},
    language,
};
use serde_json::Value;
use std::time::Duration;

/// The most that is read of an answer, in bytes.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// The most words that were heard in a piece, in bytes: nobody speaks so much in ten minutes.
const LONGEST_TEXT: usize = 256 * 1024;
/// The most segments and words apart from each other.
const MOST_PARTS: usize = 20_000;
/// The most that a service may ask to be left alone for.
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);

/// What was heard.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// The pieces, in order.
    pub segments: Vec<Segment>,
    /// The language, as ISO 639 of two letters; absent when it is not said, or is none that is known.
    pub language: Option<String>,
}

impl Answer {
    /// Puts what was heard in a later part behind this.
    pub fn append(&mut self, later: Self, from_ms: u64) {
        let moved = later.segments.into_iter().map(|segment| Segment {
            start_ms: segment.start_ms + from_ms,
            end_ms: segment.end_ms + from_ms,
            ..segment
        });
        self.segments.extend(moved);
        self.language = self.language.take().or(later.language);
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ServiceFault {
    /// The key is not known there, or not allowed to.
    #[error("the service refuses the key")]
    Refused,
    /// The address or the model is wrong, or it does not take this form.
    #[error("the service does not understand the question")]
    NotUnderstood,
    /// The file is too big for it.
    #[error("the service takes nothing this big")]
    TooBig,
    /// Not reached, busy, or broken: later perhaps.
    #[error("the service does not answer now")]
    Later(
        /// How long it asked to be left alone.
        Option<Duration>,
    ),
    /// It answered something else than a transcript.
    #[error("the service answers no transcript")]
    Unreadable,
}

/// Returns what a status other than success means; `retry_after` is that header, in seconds.
pub fn fault(status: u16, retry_after: Option<&str>) -> ServiceFault {
    match status {
        401..=403 => ServiceFault::Refused,
        413 => ServiceFault::TooBig,
        408 | 425 | 429 | 500.. => {
            let seconds = retry_after.and_then(|it| it.trim().parse().ok());
            let wait = seconds.map(Duration::from_secs);
            ServiceFault::Later(wait.map(|it| it.min(LONGEST_WAIT)))
        }
        _ => ServiceFault::NotUnderstood,
    }
}

/// Reads an answer.
///
/// # Errors
/// [`ServiceFault::Unreadable`].
pub fn read(body: &[u8]) -> Result<Answer, ServiceFault> {
    let answer: Value = serde_json::from_slice(body).map_err(|_| ServiceFault::Unreadable)?;
    let text = answer.get("text").and_then(Value::as_str);
    let told = answer.get("segments").and_then(Value::as_array);
    let mut segments: Vec<Segment> = told.into_iter().flatten().filter_map(segment).collect();
    if segments.is_empty() {
        let text = text.ok_or(ServiceFault::Unreadable)?;
        segments.push(Segment {
            end_ms: milliseconds(answer.get("duration")),
            text: text.to_owned(),
            ..Segment::default()
        });
    }
    // Some tell the words apart from the segments.
    let words: Vec<(u64, Word)> = answer
        .get("words")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|it| Some((milliseconds(it.get("start")), word(it)?)))
        .collect();
    let length: usize = segments.iter().map(|it| it.text.len()).sum();
    let parts: usize = segments.iter().map(|it| 1 + it.words.len()).sum();
    if length > LONGEST_TEXT || parts + words.len() > MOST_PARTS {
        return Err(ServiceFault::Unreadable);
    }
    if segments.iter().all(|it| it.words.is_empty()) {
        share(words, &mut segments);
    }
    let named = ["language", "detected_language"]
        .into_iter()
        .find_map(|name| answer.get(name).and_then(Value::as_str));
    Ok(Answer {
        segments,
        language: named.and_then(language::code_of).map(str::to_owned),
    })
}

fn segment(told: &Value) -> Option<Segment> {
    let words = told.get("words").and_then(Value::as_array);
    Some(Segment {
        start_ms: milliseconds(told.get("start")),
        end_ms: milliseconds(told.get("end")),
        text: told.get("text")?.as_str()?.to_owned(),
        words: words.into_iter().flatten().filter_map(word).collect(),
        log_probability: number(told.get("avg_logprob")),
        no_speech: number(told.get("no_speech_prob")),
    })
}

fn word(told: &Value) -> Option<Word> {
    Some(Word {
        text: told.get("word")?.as_str()?.to_owned(),
        probability: number(told.get("probability")).map(|it| it.clamp(0.0, 1.0)),
    })
}

/// Gives each word to the segment in which it begins.
fn share(words: Vec<(u64, Word)>, segments: &mut [Segment]) {
    for (at, word) in words {
        let place = segments.iter().rposition(|it| it.start_ms <= at);
        if let Some(segment) = place.and_then(|place| segments.get_mut(place)) {
            segment.words.push(word);
        }
    }
}

fn number(told: Option<&Value>) -> Option<f32> {
    told.and_then(Value::as_f64).map(|it| it as f32)
}

fn milliseconds(told: Option<&Value>) -> u64 {
    let seconds = told.and_then(Value::as_f64).unwrap_or_default();
    (seconds.clamp(0.0, 1e9) * 1000.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_alone_are_enough() {
        let answer = read("{\"text\":\"Olá, bom dia\"}".as_bytes()).unwrap();
        assert_eq!(answer.segments[0].text, "Olá, bom dia");
        assert_eq!(answer.language, None);
        for broken in ["", "[]", "{\"error\":1}", "<html>"] {
            assert_eq!(read(broken.as_bytes()), Err(ServiceFault::Unreadable));
        }
    }

    /// As whisper-server writes it (read 2026-08-22), with a field of another kind than it should be.
    #[test]
    fn what_a_server_says_of_itself_is_kept() {
        let body = r#"{"task":"transcribe","language":"portuguese","duration":2.5,"text":" Olá doutora",
            "segments":[{"id":0,"start":0.0,"end":2.5,"text":" Olá doutora","avg_logprob":-0.2,
            "no_speech_prob":"none","words":[{"word":" Olá","probability":0.9},{"word":" doutora","probability":0.4}]}]}"#;
        let answer = read(body.as_bytes()).unwrap();
        let segment = &answer.segments[0];
        assert_eq!((segment.start_ms, segment.end_ms), (0, 2500));
        assert_eq!(
            (segment.log_probability, segment.no_speech),
            (Some(-0.2), None)
        );
        assert_eq!(segment.words[1].probability, Some(0.4));
        assert_eq!(answer.language.as_deref(), Some("pt"));
    }

    #[test]
    fn more_than_anybody_says_is_no_answer() {
        let body = format!("{{\"text\":\"{}\"}}", "la ".repeat(100_000));
        assert_eq!(read(body.as_bytes()), Err(ServiceFault::Unreadable));
        let words = vec!["{\"word\":\"a\",\"start\":0}"; 30_000].join(",");
        let body = format!("{{\"text\":\"a\",\"words\":[{words}]}}");
        assert_eq!(read(body.as_bytes()), Err(ServiceFault::Unreadable));
    }

    #[test]
    fn words_told_apart_go_to_their_segments() {
        let body = r#"{"text":"a b","segments":[{"start":0,"end":1,"text":"a"},{"start":1,"end":2,"text":"b"}],
            "words":[{"word":"a","start":0.1},{"word":"b","start":1.2}]}"#;
        let answer = read(body.as_bytes()).unwrap();
        assert_eq!(answer.segments[0].words[0].text, "a");
        assert_eq!(answer.segments[1].words[0].text, "b");
    }

    #[test]
    fn a_status_says_whether_to_come_again() {
        assert_eq!(fault(401, None), ServiceFault::Refused);
        assert_eq!(fault(403, None), ServiceFault::Refused);
        assert_eq!(fault(413, None), ServiceFault::TooBig);
        for status in [302, 400, 404, 422] {
            assert_eq!(fault(status, None), ServiceFault::NotUnderstood, "{status}");
        }
        for status in [408, 429, 500, 503] {
            assert_eq!(fault(status, None), ServiceFault::Later(None), "{status}");
        }
        let asked = Some(Duration::from_secs(7));
        assert_eq!(fault(429, Some("7")), ServiceFault::Later(asked));
        assert_eq!(
            fault(503, Some("99999999")),
            ServiceFault::Later(Some(LONGEST_WAIT))
        );
        assert_eq!(fault(429, Some("Wed, 21 Oct")), ServiceFault::Later(None));
    }

    #[test]
    fn later_parts_stand_behind() {
        let mut first = read(b"{\"text\":\"one\",\"language\":\"en\"}").unwrap();
        let later = r#"{"text":"two","segments":[{"start":1,"end":2,"text":"two"}]}"#;
        first.append(read(later.as_bytes()).unwrap(), 600_000);
        assert_eq!(first.segments[1].start_ms, 601_000);
        assert_eq!(first.language.as_deref(), Some("en"));
    }
}
