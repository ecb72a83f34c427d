//! Making the extract of a person's day, and keeping it: in one transaction, and only if the day is still the same.

use super::{
    Work,
    facts::{Facts, ToneFacts},
};
use crate::error::InboxError;
use jiff::tz::TimeZone;
use recado_domain::{
    delivery::DeliveryStatus,
    id::{ConversationId, IdentityId, SummaryId},
    message::{Direction, MessageKind},
    summary::{self, Day},
    time::UnixMs,
    tone::{self, ScoredText},
};
use recado_risk::{DayMessage, Engine, Extract, Finding, Mention, Quote, Span};
use recado_store::{
    Conn,
    conversations::{
        Clinical, Store,
        media::{self, Media},
        messages::{Message, MessageId},
        persons,
        summaries::{
            self, Fingerprint, Line, LinePart, Maker, Summary,
            day::{fingerprint, messages_of},
        },
    },
    error::StoreError,
};
use std::{collections::BTreeMap, time::Duration};

/// The version of extracts: another one when what is kept of them changes.
const ENGINE: &str = concat!("extract 1, Recado ", env!("CARGO_PKG_VERSION"));
/// How far back the tone's usual value looks, from the end of the day.
const TONE_SPAN: Duration = Duration::from_secs(67 * 24 * 60 * 60);

/// Somebody's day.
#[derive(Debug, Clone)]
pub(crate) struct OnesDay {
    /// The first of the person's contacts, under which it is kept.
    pub identity: IdentityId,
    /// All their conversations here.
    pub conversations: Vec<ConversationId>,
    /// The day.
    pub day: Day,
}

/// Whether an extract was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made {
    /// It is new, or another one than before.
    Anew,
    /// The one there is is of this day as it stands.
    AsItWas,
    /// Nothing was written, or all of it is gone: there is none.
    Nothing,
    /// The day changed meanwhile: the next round makes it.
    Overtaken,
}

/// What was read of a day.
pub(crate) struct Read {
    /// Its messages but the lines about the conversation itself, the earliest first.
    pub messages: Vec<Message>,
    /// What they were in short.
    pub fingerprint: Fingerprint,
    media: BTreeMap<MessageId, Vec<Media>>,
    earlier: Vec<Message>,
}

impl OnesDay {
    /// Reads it.
    ///
    /// # Errors
    /// Storage.
    pub fn read(&self, conn: &Conn) -> Result<Read, StoreError> {
        let all = messages_of(conn, &self.conversations, self.day.from, self.day.until)?;
        let earlier = messages_of(
            conn,
            &self.conversations,
            self.day.until.minus(TONE_SPAN),
            self.day.from,
        )?;
        let ids: Vec<MessageId> = all.iter().map(|message| message.id).collect();
        Ok(Read {
            fingerprint: fingerprint(&all),
            media: media::of_messages(conn, &ids)?,
            messages: all.into_iter().filter(counts).collect(),
            earlier,
        })
    }

    /// Returns its date as it is kept, for example `2026-11-20`.
    pub fn date(&self) -> String {
        self.day.on.to_string()
    }
}

/// Makes the extract of a day if there is none of it as it stands now.
///
/// # Errors
/// Storage.
pub(crate) fn extract(
    work: &Work,
    engine: &Engine,
    store: &Store<Clinical>,
    ones: &OnesDay,
    now: UnixMs,
    zone: &TimeZone,
) -> Result<Made, InboxError> {
    let date = ones.date();
    let (read, kept) = store.read(|conn| {
        let kept = summaries::get(conn, ones.identity, &date, Maker::Extract)?;
        Ok::<_, StoreError>((ones.read(conn)?, kept))
    })?;
    if read.messages.is_empty() {
        if kept.is_some() {
            store.write(|tx| summaries::remove(tx, ones.identity, &date))?;
        }
        return Ok(Made::Nothing);
    }
    if kept.is_some_and(|kept| kept.fingerprint == read.fingerprint) {
        return Ok(Made::AsItWas);
    }
    let new = summary(work, engine, ones, &read, now, zone)?;
    let is_same = store.write(|tx| {
        let all = messages_of(tx, &ones.conversations, ones.day.from, ones.day.until)?;
        if fingerprint(&all) != read.fingerprint {
            return Ok(false);
        }
        // Contacts that have become one person since: their days are in this one.
        for member in persons::members(tx, ones.identity)? {
            summaries::remove(tx, member, &date)?;
        }
        summaries::put(tx, &new)?;
        Ok::<_, StoreError>(true)
    })?;
    Ok(match is_same {
        true => Made::Anew,
        false => Made::Overtaken,
    })
}

/// Returns whether a message is one of the day's: not a line about the conversation, not taken back, not one that never
/// arrived.
fn counts(message: &Message) -> bool {
    message.kind != MessageKind::System
        && !message.is_deleted
        && message.status != Some(DeliveryStatus::Failed)
}

fn summary(
    work: &Work,
    engine: &Engine,
    ones: &OnesDay,
    read: &Read,
    now: UnixMs,
    zone: &TimeZone,
) -> Result<Summary, InboxError> {
    let flagged: Vec<Vec<Span>> = read.messages.iter().map(evidence).collect();
    let day: Vec<DayMessage<'_>> = read
        .messages
        .iter()
        .zip(&flagged)
        .map(|(message, flagged)| DayMessage {
            direction: match message.direction {
                Direction::Inbound => recado_risk::Direction::Inbound,
                Direction::Outbound => recado_risk::Direction::Outbound,
            },
            text: &message.text.0,
            at_ms: message.at.0,
            flagged,
        })
        .collect();
    let extract = work.extractor().extract(&day);
    let files = |message: &Message| read.media.get(&message.id).map_or(&[][..], Vec::as_slice);
    let counted = read.messages.iter();
    let facts = Facts {
        themes: extract.themes.clone(),
        tone: tone_of(work, ones, read, zone),
        ..Facts::of(engine, counted.map(|message| (message, files(message))))
    };
    Ok(Summary {
        id: SummaryId::generate(),
        identity: ones.identity,
        day: ones.date(),
        maker: Maker::Extract,
        made_at: now,
        engine: ENGINE.to_owned(),
        model: None,
        messages: u32::try_from(read.messages.len()).unwrap_or(u32::MAX),
        fingerprint: read.fingerprint,
        facts: serde_json::to_string(&facts).map_err(|_| StoreError::Damaged)?,
        lines: lines(&extract, &read.messages),
    })
}

fn evidence(message: &Message) -> Vec<Span> {
    let findings: Vec<Finding> = message
        .findings
        .as_deref()
        .and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default();
    let spans = findings.into_iter().flat_map(|finding| finding.evidence);
    spans.collect()
}

fn lines(extract: &Extract, messages: &[Message]) -> Vec<Line> {
    let quotes = |part, quotes: &[Quote]| {
        let lines = quotes.iter().zip(0..);
        let lines = lines.filter_map(|(quote, number)| line(part, number, quote, None, messages));
        lines.collect::<Vec<_>>()
    };
    let mentions = |part, mentions: &[Mention]| {
        let lines = mentions.iter().zip(0..);
        let lines = lines.filter_map(|(mention, number)| {
            let words = Some(mention.words);
            line(part, number, &mention.sentence, words, messages)
        });
        lines.collect::<Vec<_>>()
    };
    [
        quotes(LinePart::KeySentence, &extract.key_sentences),
        quotes(LinePart::Unanswered, &extract.unanswered),
        mentions(LinePart::Appointment, &extract.appointments),
        mentions(LinePart::Medication, &extract.medications),
    ]
    .concat()
}

fn line(
    part: LinePart,
    number: u32,
    quote: &Quote,
    words: Option<Span>,
    messages: &[Message],
) -> Option<Line> {
    let place = |span: Span| {
        let start = u32::try_from(span.start).ok()?;
        Some((start, u32::try_from(span.end).ok()?))
    };
    Some(Line {
        part,
        number,
        evidence: 0,
        message: messages.get(quote.message)?.id,
        span: place(quote.span)?,
        words: words.and_then(place),
        said: None,
    })
}

/// Returns the day's tone beside the person's usual one; nothing for a day without a feeling word.
fn tone_of(work: &Work, ones: &OnesDay, read: &Read, zone: &TimeZone) -> Option<ToneFacts> {
    let all = read.earlier.iter().filter(|message| counts(message));
    let all = all.chain(&read.messages);
    let scored: Vec<ScoredText> = all
        .filter(|message| message.direction == Direction::Inbound)
        .filter_map(|message| {
            let tone = work.tone().read(&message.text.0)?;
            Some(ScoredText {
                on: summary::date(message.at, zone)?,
                value: tone.value,
                words: u32::try_from(tone.scored_words).unwrap_or(u32::MAX),
            })
        })
        .collect();
    let week = tone::week(&scored, ones.day.on);
    let today = week.days.last().and_then(|day| day.tone)?;
    Some(ToneFacts {
        value: today.value,
        texts: today.texts,
        baseline: week.baseline,
        baseline_days: week.baseline_days,
        change: week.change,
    })
}
