//! Notes as the thread shows them, and flagged words that came from one.

use super::settings;
use crate::{
    desk::Desk,
    error::InboxError,
    monitor::marks,
    staff::roles,
    view::transcribe::{FromVoice, PartView, TranscriptView, TranscriptsView, VoiceMode},
};
use recado_domain::{
    alert::AlertCategory,
    channel::Side,
    id::ConversationId,
    time::UnixMs,
    transcript::{TranscriptReason, TranscriptState, confidence},
};
use recado_risk::{Engine, Finding};
use recado_store::conversations::transcripts::{self, Transcript};

/// Returns the voice notes of a conversation.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn of_conversation(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
) -> Result<TranscriptsView, InboxError> {
    roles::reads(desk, side)?;
    let now = desk.inner.options.clock.now();
    let engine = desk.inner.rules.engine();
    desk.with_house(move |house| {
        let mode = house.clinic.read(settings::read)?.mode;
        let is_on = mode != VoiceMode::Off;
        let found = house.read(side, |conn| {
            transcripts::of_conversation(conn, conversation)
        })?;
        let notes = found
            .into_iter()
            .map(|note| view(&engine, note, is_on, now));
        Ok(TranscriptsView {
            is_on,
            notes: notes.collect(),
        })
    })
    .await
}

fn view(engine: &Engine, note: Transcript, is_on: bool, now: UnixMs) -> TranscriptView {
    let findings = findings(&note);
    // A kind that nothing here or there can read, and a note that says nothing, stay so.
    let is_hopeless = note.reason == Some(TranscriptReason::Format);
    TranscriptView {
        media: note.media,
        state: note.state,
        reason: note.reason,
        unsure: unsure(&note),
        marks: marks::marks(&note.text, &findings),
        is_foreign: !engine.can_read(&note.text),
        text: note.text,
        language: note.language,
        made_by: note.made_by,
        next_at: Some(note.next_at)
            .filter(|at| note.state == TranscriptState::Queued && note.tries > 0 && *at > now)
            .map(|at| at.0),
        may_hear: is_on && !note.state.is_waiting() && !is_hopeless,
        may_stop: is_on && note.state.is_waiting(),
    }
}

fn unsure(note: &Transcript) -> Vec<PartView> {
    let heard = confidence::heard(&note.segments);
    if heard.text != note.text {
        return Vec::new();
    }
    let units = |byte: usize| {
        let before = note.text.get(..byte).unwrap_or_default();
        u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
    };
    let parts = heard.unsure.iter().map(|part| PartView {
        start: units(part.start),
        end: units(part.end),
    });
    parts.collect()
}

fn findings(note: &Transcript) -> Vec<Finding> {
    let json = note.findings.as_deref();
    json.and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default()
}

/// Returns the flagged words of a category that were heard in notes, and how far to trust them; nothing when the flag is
/// not about what was heard.
pub(crate) fn flagged<'a>(
    notes: impl Iterator<Item = &'a Transcript>,
    category: AlertCategory,
) -> Option<(Vec<String>, FromVoice)> {
    let mut words = Vec::new();
    let mut trust = None;
    for note in notes {
        let mut found = findings(note);
        found.retain(|it| marks::category(it.category) == category);
        if found.is_empty() {
            continue;
        }
        words.extend(marks::words(&note.text, &found));
        let heard = confidence::heard(&note.segments);
        let is_unsure = note.state == TranscriptState::Uncertain
            || found
                .iter()
                .flat_map(|it| &it.evidence)
                .any(|span| heard.is_unsure_at(&(span.start..span.end)));
        trust = match (trust, is_unsure) {
            (Some(FromVoice::Uncertain), _) | (_, true) => Some(FromVoice::Uncertain),
            (_, false) => Some(FromVoice::Heard),
        };
    }
    trust.map(|trust| (words, trust))
}
