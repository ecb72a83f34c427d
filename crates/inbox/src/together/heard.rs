//! What a service heard in a voice note, as a note tells the others: one computer pays, every computer reads and flags it.

use super::{names::ChannelRef, words::Word};
use crate::{
    error::InboxError,
    house::{Held, House},
};
use recado_domain::{
    channel::Side,
    id::MediaId,
    time::UnixMs,
    transcript::{TranscriptState, confidence::Segment},
};
use recado_store::{
    clinic::channels,
    conversations::{
        messages, state,
        transcripts::{self, elsewhere},
    },
    error::StoreError,
};
use serde::{Deserialize, Serialize};

/// The most that segments may take of a note, in bytes: the relay takes 256 KiB, sealed.
const MOST_BYTES: usize = 120 * 1024;

/// A service heard a voice note.
#[derive(Serialize, Deserialize)]
pub(crate) struct HeardWord {
    /// By which channel it came.
    pub channel: ChannelRef,
    /// Meta's id of its message.
    pub message: String,
    /// When that was written.
    pub written_at: UnixMs,
    /// Which of the message's files it is, from 0.
    pub position: u32,
    /// On which side it was heard: what is a patient's never gets to the leads by way of another computer.
    pub side: Side,
    /// SHA-256 of the sound.
    pub sha256: Vec<u8>,
    /// Whether the words are to be trusted.
    pub state: TranscriptState,
    /// What was heard.
    pub text: String,
    /// The pieces, with times and how certain they are; left out where they are too many.
    #[serde(default)]
    pub segments: Vec<Segment>,
    /// Mean probability of the words.
    #[serde(default)]
    pub confidence: Option<f32>,
    /// The language as it was heard.
    #[serde(default)]
    pub language: Option<String>,
    /// By which model, and where.
    pub made_by: String,
    /// When.
    pub at: UnixMs,
}

/// Returns what there is to tell of a note; nothing when its words are gone.
///
/// # Errors
/// Storage.
pub(super) fn word(
    house: &House,
    store: &Held,
    media: MediaId,
) -> Result<Option<Word>, InboxError> {
    let found = store.read(|conn| {
        let note = transcripts::get(conn, media)?;
        let (message, position) = elsewhere::place(conn, media)?;
        let channel = state::get(conn, note.conversation)?.channel;
        let made = elsewhere::made(conn, media)?;
        Ok::<_, StoreError>((note, messages::get(conn, message)?, position, channel, made))
    })?;
    let (note, message, position, channel, made) = found;
    let (Some(provider_id), Some((at, confidence))) = (message.provider_id, made) else {
        return Ok(None);
    };
    let channel = house.clinic.read(|conn| channels::get(conn, channel))?;
    let (Some(channel), Some(sha256)) = (channel, note.sha256) else {
        return Ok(None);
    };
    if message.is_deleted || !note.state.is_heard() {
        return Ok(None);
    }
    Ok(Some(Word::Heard(Box::new(HeardWord {
        channel: ChannelRef::of(&channel),
        message: provider_id,
        written_at: message.at,
        position,
        side: store.side(),
        sha256,
        state: note.state,
        text: note.text,
        segments: cut(note.segments),
        confidence,
        language: note.language,
        made_by: note.made_by.unwrap_or_default(),
        at,
    }))))
}

/// Leaves out single words where there are too many, and then the pieces: the text itself stays.
fn cut(segments: Vec<Segment>) -> Vec<Segment> {
    let takes =
        |segments: &[Segment]| serde_json::to_vec(segments).map_or(usize::MAX, |bytes| bytes.len());
    if takes(&segments) <= MOST_BYTES {
        return segments;
    }
    let without_words = segments.into_iter().map(|segment| Segment {
        words: Vec::new(),
        ..segment
    });
    let without_words: Vec<Segment> = without_words.collect();
    match takes(&without_words) {
        few if few <= MOST_BYTES => without_words,
        _many => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::together::words;
    use recado_domain::transcript::confidence::Word as Single;

    /// As version 1 says it, for years.
    #[test]
    fn a_golden_word_is_read() {
        let heard = r#"{"note":"heard","channel":{"kind":"whatsapp","asset":"10","number":"20"},"message":"wamid.1",
            "written_at":1795165200000,"position":0,"side":"clinical","sha256":[7],"state":"done","text":"Bom dia",
            "made_by":"whisper @ api.example","at":1795165205000,"later":true}"#;
        let Some(Word::Heard(heard)) = words::read(heard.as_bytes()) else {
            panic!("it is read")
        };
        assert_eq!(
            (heard.text.as_str(), heard.state),
            ("Bom dia", TranscriptState::Done)
        );
        assert!(heard.segments.is_empty() && heard.language.is_none());
    }

    #[test]
    fn a_long_note_leaves_out_what_it_has_too_much_of() {
        let word = Single {
            text: " palavra".into(),
            probability: Some(0.5),
        };
        let segments = |count: usize, words: usize| {
            let segment = Segment {
                text: "palavra".into(),
                words: vec![word.clone(); words],
                ..Segment::default()
            };
            vec![segment; count]
        };
        assert_eq!(cut(segments(20, 10)), segments(20, 10));
        assert_eq!(cut(segments(400, 10)), segments(400, 0));
        assert!(cut(segments(4_000, 10)).is_empty());
    }
}
