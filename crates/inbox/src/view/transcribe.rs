//! Voice notes as a machine heard them, and how the clinic has them heard.

use crate::view::{assist::AssistState, thread::MarkView};
use recado_domain::{
    id::MediaId,
    transcript::{TranscriptReason, TranscriptState},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where voice notes are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VoiceMode {
    /// Nowhere.
    Off,
    /// By a model on this computer.
    Computer,
    /// By the clinic's service.
    Service,
}

/// The voice notes of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TranscriptsView {
    /// Whether notes are heard at all.
    pub is_on: bool,
    /// Each note; those without a row are not listed.
    pub notes: Vec<TranscriptView>,
}

/// A voice note as a machine heard it, or why it did not.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TranscriptView {
    /// Which note.
    pub media: MediaId,
    /// Where it stands.
    pub state: TranscriptState,
    /// Why it was not heard.
    pub reason: Option<TranscriptReason>,
    /// What was heard; empty until then.
    pub text: String,
    /// The uncertain parts, as UTF-16 ranges of `text`.
    pub unsure: Vec<PartView>,
    /// The words that raised a flag, as UTF-16 ranges of `text`.
    pub marks: Vec<MarkView>,
    /// Whether what was heard is in a language that is not read for flags.
    pub is_foreign: bool,
    /// The language as it was heard, as ISO 639 of two letters.
    pub language: Option<String>,
    /// By which model, and where; absent until it was heard.
    pub made_by: Option<String>,
    /// When it is tried again, while it waits for that.
    pub next_at: Option<i64>,
    /// Whether a person may ask for it to be heard, or heard again.
    pub may_hear: bool,
    /// Whether a person may stop it.
    pub may_stop: bool,
}

/// A part of a text, as a range of UTF-16 code units (what JavaScript counts).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PartView {
    /// First code unit.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// How far flagged words from a voice note can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FromVoice {
    /// As far as a machine hears.
    Heard,
    /// Not: somebody has to listen.
    Uncertain,
}

/// How voice notes are heard, for an owner's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VoiceSettingsView {
    /// Where.
    pub mode: VoiceMode,
    /// The language to expect where the person's own is not known; absent to find out.
    pub language: Option<String>,
    /// Whether this program can hear by itself.
    pub may_be_here: bool,
    /// The model on this computer.
    pub model: Option<ModelView>,
    /// The models that can be fetched, the smallest first.
    pub offered: Vec<OfferedModelView>,
    /// The model that is on its way here, or did not come.
    pub download: Option<DownloadView>,
    /// The clinic's service.
    pub service: ServiceView,
    /// How many notes the service or the model failed on, and that can be tried again together.
    pub failed: u64,
}

/// A speech model on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ModelView {
    /// Its published name, or that of its file.
    pub name: String,
    /// Whether it is, byte for byte, one that is published.
    pub is_published: bool,
    /// Whether its file is still there.
    pub is_there: bool,
    /// Its size.
    pub bytes: u64,
}

/// A speech model that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OfferedModelView {
    /// Its published name.
    pub name: String,
    /// Its size, rounded up to MiB.
    pub bytes: u64,
}

/// A speech model on its way here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DownloadView {
    /// Its published name.
    pub name: String,
    /// How much has come.
    pub received_bytes: u64,
    /// How much there is; absent until that is known.
    pub total_bytes: Option<u64>,
    /// Where it stands.
    pub state: DownloadState,
}

/// Where a download stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DownloadState {
    /// It comes.
    Coming,
    /// All of it is here and is being checked.
    Checking,
    /// It broke off; what came is kept, and another click goes on from there.
    BrokenOff,
    /// What came is not what was published: it was thrown away.
    Wrong,
    /// The disk has no room for it, or cannot be written.
    Disk,
}

/// The clinic's service for voice notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServiceView {
    /// Whether it is asked, or why not.
    pub state: AssistState,
    /// Host and port; empty while it is not asked.
    pub host: String,
    /// The model; empty for none.
    pub model: String,
    /// Whether it is outside the clinic.
    pub is_cloud: bool,
}

/// What an owner chooses of voice notes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VoiceSettingsForm {
    /// Where they are heard.
    pub mode: VoiceMode,
    /// The language to expect; absent to find out.
    pub language: Option<String>,
}
