//! Files of messages as the thread shows them. Their bytes come by the window's `attachment` protocol, never by a
//! command: `/{id}` the file, `/{id}/thumbnail` a small picture of it, `/{id}/sound` a voice note any player can play.

use recado_domain::{
    id::MediaId,
    media::{MediaKind, MediaState},
};
use serde::Serialize;
use ts_rs::TS;

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MediaView {
    /// Which file.
    pub id: MediaId,
    /// What it is.
    pub kind: MediaKind,
    /// Where it stands.
    pub state: MediaState,
    /// Its type as its bytes say, for example `image/jpeg`; as the sender said until it is here.
    pub mime: Option<String>,
    /// Its name, made safe; documents have one.
    pub name: Option<String>,
    /// Its size.
    pub bytes: Option<u64>,
    /// How much of it has come, while it is on its way.
    pub received_bytes: Option<u64>,
    /// Width in pixels, known before the picture loads.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// How long it plays.
    pub duration_ms: Option<u64>,
    /// Loudness of a voice note from 0 to 100, evenly over its length.
    pub waveform: Vec<u8>,
    /// Whether there is a small picture of it.
    pub has_thumbnail: bool,
    /// Whether it is safe to show: its bytes are of a type this app draws or plays.
    pub is_shown: bool,
    /// Whether its bytes are of another type than the sender said.
    pub is_disguised: bool,
    /// Whether the system's program for it may be started: it is here, runs nothing and is what it says.
    pub may_open: bool,
    /// Whether a person may ask for it again.
    pub may_fetch_again: bool,
}

/// A file that was chosen or recorded and waits beside the composer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StagedView {
    /// The file; names it when it is sent.
    pub media: MediaView,
    /// Why the channel will not take it; absent when it will.
    pub problem: Option<StagedProblem>,
    /// The most the channel takes of this kind, in bytes.
    pub limit_bytes: u64,
}

/// Why a channel does not take a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StagedProblem {
    /// The channel takes no files of this type.
    Type,
    /// It is too big.
    Size,
    /// It is empty or cannot be read.
    Unreadable,
}

/// A recording under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordingView {
    /// How long so far.
    pub duration_ms: u64,
    /// How loud just now, 0 to 100.
    pub level: u8,
}
