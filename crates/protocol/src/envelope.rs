//! Envelopes: sealed webhook requests and notes, handed over in the order the relay wrote them.

use serde::{Deserialize, Serialize};

use crate::bytes::Sealed;
use crate::version::Version;

/// How many envelopes one page holds at most.
pub const PAGE_ENVELOPES: usize = 256;
/// How many sealed bytes one page holds at most; one larger envelope still comes alone.
pub const PAGE_BYTES: usize = 4 * 1024 * 1024;
/// How long a poll waits at most, in seconds.
pub const LONGEST_WAIT_SECONDS: u32 = 25;

/// A place in the clinic's buffer; 0 is before everything. It grows, and gaps mean nothing.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Cursor(pub i64);

/// `GET /v1/envelopes?after=&wait=`: what follows the cursor, oldest first; empty when the waiting time is over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvelopePage {
    /// The version of this body.
    pub version: Version,
    /// Up to [`PAGE_ENVELOPES`] envelopes.
    pub envelopes: Vec<Envelope>,
}

/// One sealed webhook request or note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    /// Its place; acknowledge this when it is durable on the desktop.
    pub cursor: Cursor,
    /// When the relay took it, milliseconds since 1970 UTC. Not the message's time: that is Meta's, inside.
    pub received_at: i64,
    /// See [`crate::sealed`].
    pub sealed: Sealed,
}

/// `POST /v1/envelopes`: a note of one desktop to all of the clinic's desktops, sealed to the clinic's epoch key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PostEnvelope {
    /// The version of this body.
    pub version: Version,
    /// A sealed [`PlaintextKind::Note`](crate::sealed::PlaintextKind::Note).
    pub sealed: Sealed,
}

/// The answer to [`PostEnvelope`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PostedEnvelope {
    /// The version of this body.
    pub version: Version,
    /// Where the note stands; it is durable.
    pub cursor: Cursor,
}

/// `POST /v1/acknowledge`: everything up to and with this cursor is durable on this device.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Acknowledge {
    /// The version of this body.
    pub version: Version,
    /// The last cursor that is durable.
    pub cursor: Cursor,
}
