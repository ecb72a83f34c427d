//! What stays of an assistant's answer: what names messages it was given, quotes that stand in them, and plain words.
//! Nothing in an answer is an instruction here either.

use super::question::Asked;
use crate::assist::chat;
use recado_domain::message::Direction;
use recado_store::conversations::{
    messages::Message,
    summaries::{Line, LinePart},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The longest point and the longest label, in characters.
const LONGEST_POINT: usize = 300;
const LONGEST_LABEL: usize = 40;
/// The longest answer that is looked at, in bytes: what fits the form is far shorter.
const LONGEST_ANSWER: usize = 64 * 1024;
/// How many of each are kept.
const MOST_POINTS: usize = 6;
const MOST_LABELS: usize = 6;
const MOST_QUOTES: usize = 10;
/// From so many digits on a number has to stand in the messages a point comes from.
const LEAST_DIGITS: usize = 5;

/// Whether somebody says that they feel otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MoodChange {
    /// Better.
    Better,
    /// The same.
    Same,
    /// Worse.
    Worse,
    /// Nothing of it, or not clearly.
    #[default]
    #[serde(other)]
    Unclear,
}

/// What stays.
pub(crate) struct Checked {
    /// Its lines, each of a message.
    pub lines: Vec<Line>,
    /// Whether they say that they feel otherwise.
    pub mood: MoodChange,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Given {
    themes: Vec<Theme>,
    key_points: Vec<Point>,
    mood_change: MoodChange,
    unanswered: Vec<Named>,
    appointments: Vec<Quoted>,
    medication: Vec<Quoted>,
}

#[derive(Deserialize)]
struct Theme {
    label: String,
    evidence_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Point {
    text: String,
    evidence_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Named {
    message_id: String,
}

#[derive(Deserialize)]
struct Quoted {
    message_id: String,
    quote: String,
}

/// Returns what stays of an answer; nothing when it is not of the form, or when nothing in it is borne out.
pub(crate) fn check(asked: &Asked, content: &str) -> Option<Checked> {
    if content.len() > LONGEST_ANSWER {
        return None;
    }
    let given: Given = serde_json::from_value(chat::object(content)?).ok()?;
    let mut lines = Vec::new();
    let points = given.key_points.iter();
    let points = points.filter_map(|it| said(asked, &it.text, &it.evidence_ids, LONGEST_POINT));
    add(&mut lines, LinePart::Point, points.take(MOST_POINTS));
    if lines.is_empty() {
        return None;
    }
    let themes = given.themes.iter();
    let themes = themes.filter_map(|it| said(asked, &it.label, &it.evidence_ids, LONGEST_LABEL));
    add(&mut lines, LinePart::Theme, themes.take(MOST_LABELS));
    let open = given.unanswered.iter();
    let open = open.filter_map(|it| whole(theirs(asked, &it.message_id)?));
    quotes(&mut lines, LinePart::Unanswered, open);
    let quoted = |all: &[Quoted]| {
        let all = all.iter().filter_map(|it| quote(asked, it));
        all.collect::<Vec<_>>()
    };
    quotes(
        &mut lines,
        LinePart::Appointment,
        quoted(&given.appointments),
    );
    quotes(&mut lines, LinePart::Medication, quoted(&given.medication));
    Some(Checked {
        lines,
        mood: given.mood_change,
    })
}

/// Words of the assistant's, and the messages they come from.
struct Said<'a> {
    text: String,
    evidence: Vec<&'a Message>,
}

fn said<'a>(asked: &'a Asked, text: &str, ids: &[String], longest: usize) -> Option<Said<'a>> {
    let unique: BTreeSet<&String> = ids.iter().collect();
    let evidence = unique.into_iter().filter_map(|id| message(asked, id));
    let evidence: Vec<&Message> = evidence.collect();
    let text = plain(&asked.pseudonyms.show_without_links(&plain(text)));
    let is_right = !evidence.is_empty()
        && text.chars().any(char::is_alphabetic)
        && text.chars().count() <= longest
        && numbers_stand(&text, &evidence);
    is_right.then_some(Said { text, evidence })
}

fn add<'a>(lines: &mut Vec<Line>, part: LinePart, all: impl Iterator<Item = Said<'a>>) {
    for (said, number) in all.zip(0..) {
        for (message, evidence) in said.evidence.into_iter().zip(0..) {
            lines.push(Line {
                part,
                number,
                evidence,
                message: message.id,
                span: (0, 0),
                words: None,
                said: (evidence == 0).then(|| said.text.clone()),
            });
        }
    }
}

/// A message and where in it something stands.
type Place<'a> = (&'a Message, u32, u32);

fn quotes<'a>(lines: &mut Vec<Line>, part: LinePart, all: impl IntoIterator<Item = Place<'a>>) {
    let mut seen = BTreeSet::new();
    let new = all
        .into_iter()
        .filter(|(message, starts, ends)| seen.insert((message.id, *starts, *ends)));
    for ((message, starts, ends), number) in new.take(MOST_QUOTES).zip(0..) {
        lines.push(Line {
            part,
            number,
            evidence: 0,
            message: message.id,
            span: (starts, ends),
            words: None,
            said: None,
        });
    }
}

/// Returns where a quote stands in the message it is said to be of.
fn quote<'a>(asked: &'a Asked, quoted: &Quoted) -> Option<Place<'a>> {
    let message = theirs(asked, &quoted.message_id)?;
    let words = asked.pseudonyms.show(&quoted.quote);
    let words = words.trim();
    if words.is_empty() {
        return None;
    }
    let starts = message.text.0.find(words)?;
    place(message, starts, starts + words.len())
}

fn whole(message: &Message) -> Option<Place<'_>> {
    place(message, 0, message.text.0.len())
}

fn place(message: &Message, starts: usize, ends: usize) -> Option<Place<'_>> {
    Some((
        message,
        u32::try_from(starts).ok()?,
        u32::try_from(ends).ok()?,
    ))
}

fn theirs<'a>(asked: &'a Asked, id: &str) -> Option<&'a Message> {
    message(asked, id).filter(|message| message.direction == Direction::Inbound)
}

fn message<'a>(asked: &'a Asked, id: &str) -> Option<&'a Message> {
    let number: usize = id.trim().strip_prefix('m')?.parse().ok()?;
    asked.messages.get(number.checked_sub(1)?)
}

/// Returns whether each long number of a text stands in one of these messages: none is made up.
fn numbers_stand(text: &str, evidence: &[&Message]) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let all: Vec<String> = evidence.iter().map(|it| digits(&it.text.0)).collect();
    text.split(char::is_alphabetic)
        .map(digits)
        .filter(|number| number.len() >= LEAST_DIGITS)
        .all(|number| all.iter().any(|digits| digits.contains(&number)))
}

/// Returns a text without markup, links and signs one does not see, on one line.
pub(super) fn plain(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut is_tag = false;
    for character in text.chars() {
        match character {
            '<' => is_tag = true,
            '>' if is_tag => is_tag = false,
            _ if is_tag => {}
            '*' | '`' | '#' | '|' | '>' | '~' => {}
            it if is_unseen(it) => {}
            it if it.is_control() => kept.push(' '),
            it => kept.push(it),
        }
    }
    let kept = without_targets(&kept);
    let words = kept.split_whitespace().filter(|word| !is_link(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Leaves the words of `[words](target)`.
fn without_targets(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        kept.push_str(before);
        kept.push(']');
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

fn is_link(word: &str) -> bool {
    let lower = word.to_lowercase();
    lower.contains("://") || lower.contains("www.") || lower.contains("javascript:")
}

fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}'
    ) || ('\u{e0000}'..='\u{e007f}').contains(&character)
}

#[cfg(test)]
mod tests;
