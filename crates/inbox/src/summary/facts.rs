//! What is counted of a day, as it is kept beside its lines.

use recado_domain::{
    message::{Direction, MessageKind},
    time::UnixMs,
    tone::Change,
};
use recado_risk::{Engine, ThemeCount};
use recado_store::conversations::{media::Media, messages::Message};
use serde::{Deserialize, Serialize};

/// What is counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Facts {
    /// Messages of the person.
    pub inbound: u32,
    /// Messages of the clinic.
    pub outbound: u32,
    /// When the first was written.
    pub first_at: Option<UnixMs>,
    /// When the last was.
    pub last_at: Option<UnixMs>,
    /// What of the person's nothing was read of.
    pub not_read: NotRead,
    /// What their words are about.
    pub themes: Vec<ThemeCount>,
    /// The tone of their words.
    pub tone: Option<ToneFacts>,
}

/// Messages that nothing here could read, or not all of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct NotRead {
    /// Voice messages and sound files.
    pub voices: u32,
    /// How long they are together, as far as it is known.
    pub voice_ms: u64,
    /// Pictures, films and stickers.
    pub pictures: u32,
    /// Words in a language that is not read for flags.
    pub foreign: u32,
    /// Everything else.
    pub others: u32,
}

/// The tone of a day beside the person's usual one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct ToneFacts {
    /// The day's, -1 to 1.
    pub value: f64,
    /// How many texts it rests on.
    pub texts: u32,
    /// The usual one of the 60 days before the week.
    pub baseline: f64,
    /// How many of these days had any.
    pub baseline_days: u32,
    /// Whether the week differs from it.
    pub change: Change,
}

impl Facts {
    /// Counts messages; those that were taken back are none.
    pub fn of<'a>(
        engine: &Engine,
        messages: impl Iterator<Item = (&'a Message, &'a [Media])>,
    ) -> Self {
        let mut facts = Self::default();
        for (message, media) in messages {
            facts.first_at.get_or_insert(message.at);
            facts.last_at = Some(message.at);
            match message.direction {
                Direction::Outbound => facts.outbound += 1,
                Direction::Inbound => {
                    facts.inbound += 1;
                    facts.not_read.note(message, media);
                    facts.not_read.foreign += u32::from(!engine.can_read(&message.text.0));
                }
            }
        }
        facts
    }
}

impl NotRead {
    fn note(&mut self, message: &Message, media: &[Media]) {
        match message.kind {
            MessageKind::Voice | MessageKind::Audio => {
                // A voice message whose words are known is read; its length is told all the same.
                self.voices += u32::from(message.text.0.is_empty());
                let lengths = media.iter().filter_map(|file| file.duration_ms);
                self.voice_ms += lengths.sum::<u64>();
            }
            MessageKind::Image | MessageKind::Video | MessageKind::Sticker => self.pictures += 1,
            MessageKind::Document
            | MessageKind::Unsupported
            | MessageKind::Unreadable
            | MessageKind::Order
            | MessageKind::Form => self.others += 1,
            MessageKind::Text
            | MessageKind::Location
            | MessageKind::Contacts
            | MessageKind::Choice
            | MessageKind::Template
            | MessageKind::Options
            | MessageKind::Shared
            | MessageKind::Comment
            | MessageKind::System => {}
        }
    }
}
