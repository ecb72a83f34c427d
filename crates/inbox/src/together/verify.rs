//! Whether a note is one of the clinic's: signed by a computer that stands on the roster here, written not too long ago.
//! The relay can hand over what it likes; nothing of it is used that fails here.

use crate::{
    desk::Desk,
    devices::roster,
    error::InboxError,
    house::House,
    relay::{RelayClient, RelayError},
};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use recado_domain::{id::DeviceId, time::UnixMs, together};
use recado_protocol::{
    envelope::Envelope,
    id::{ClinicId, DeviceId as AtRelay},
    note::{SignedNote, note_statement},
    roster::Roster,
    sealed::{self, Opened, PlaintextKind},
    version::{self, DecodeError},
};
use std::sync::Arc;

/// How long the note of a first run is that proves the way: random bytes that say nothing.
const PROOF_BYTES: usize = 16;

/// Why a note is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// Nobody on the roster signed it.
    NotOurs,
    /// It is older than a relay keeps notes, or from the future.
    NotTimely,
    /// A later version says what this one does not know.
    Newer,
    /// What it says cannot be read.
    Unreadable,
    /// It came before. Sent twice and played again look the same; it costs nobody anything.
    Repeated,
}

impl Why {
    /// Returns the name this has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotOurs => "not_ours",
            Self::NotTimely => "not_timely",
            Self::Newer => "newer",
            Self::Unreadable => "unreadable",
            Self::Repeated => "repeated",
        }
    }

    /// Returns whether a person is told: that something was repeated says nothing to them.
    pub fn is_shown(name: &str) -> bool {
        name != Self::Repeated.as_str()
    }
}

/// What a note turned out to be.
pub(crate) enum Verified {
    /// A computer of the clinic said it.
    Ours(SignedNote),
    /// The proof of a first run.
    Proof,
    /// It is not used.
    Refused(Why),
}

/// Who this computer is, and who else is in.
pub(crate) struct Circle {
    /// The clinic at the relay.
    pub clinic: ClinicId,
    /// This computer.
    pub here: AtRelay,
    /// Who is in.
    pub roster: Roster,
}

impl Circle {
    /// Returns it; nothing before this computer is paired and has a roster.
    ///
    /// # Errors
    /// Storage.
    pub fn of(house: &House) -> Result<Option<Self>, InboxError> {
        let place = match roster::place(house) {
            Ok(place) => place,
            Err(InboxError::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        };
        let roster = roster::kept(house)?;
        Ok(roster.map(|roster| Self {
            clinic: place.clinic,
            here: place.device,
            roster,
        }))
    }

    /// Returns whether anybody else is in.
    pub fn has_others(&self) -> bool {
        let mut members = self.roster.members.iter();
        members.any(|member| member.device_id != self.here)
    }

    /// Returns this computer's id.
    pub fn this(&self) -> DeviceId {
        DeviceId(self.here.0)
    }

    /// Returns what an opened note is.
    pub fn verify(&self, opened: &Opened, now: UnixMs) -> Verified {
        if opened.bytes.len() == PROOF_BYTES {
            return Verified::Proof;
        }
        let note = match version::decode::<SignedNote>(&opened.bytes) {
            Ok(note) => note,
            Err(DecodeError::Newer { .. }) => return Verified::Refused(Why::Newer),
            Err(DecodeError::Malformed { .. }) => return Verified::Refused(Why::NotOurs),
        };
        let mut members = self.roster.members.iter();
        let Some(member) = members.find(|member| member.device_id == note.device_id) else {
            return Verified::Refused(Why::NotOurs);
        };
        let ids = (note.id, note.device_id);
        let statement = note_statement(self.clinic, opened.epoch, ids, note.written_at, &note.body);
        let is_signed = UnparsedPublicKey::new(&ED25519, member.signing_key.as_bytes())
            .verify(&statement, note.signature.as_bytes());
        if is_signed.is_err() {
            return Verified::Refused(Why::NotOurs);
        }
        if !together::is_timely(UnixMs(note.written_at), now) {
            return Verified::Refused(Why::NotTimely);
        }
        Verified::Ours(note)
    }
}

/// Reads the roster again when a page holds a note of a computer that is not on it: it may have been let in elsewhere a
/// moment ago. A clinic of one computer asks nothing.
///
/// # Errors
/// An unreachable relay: the page comes again. Storage.
pub(crate) async fn meet(
    desk: &Desk,
    client: &RelayClient,
    page: &Arc<[Envelope]>,
) -> Result<(), InboxError> {
    let page = Arc::clone(page);
    let is_new = desk
        .with_house(move |house| has_stranger(house, &page))
        .await?;
    if !is_new {
        return Ok(());
    }
    match roster::follow(desk, client).await {
        Ok(_) => Ok(()),
        // Asking again would tell no more; whoever is not on the list here is not believed.
        Err(InboxError::Relay(error @ (RelayError::Refused(_) | RelayError::Newer))) => {
            tracing::warn!("the list of computers was not read: {error}");
            Ok(())
        }
        Err(error) => Err(error),
    }
}

fn has_stranger(house: &House, page: &[Envelope]) -> Result<bool, InboxError> {
    let Some(circle) = Circle::of(house)?.filter(Circle::has_others) else {
        return Ok(false);
    };
    let epochs = house.epochs.read().map_err(|_| InboxError::CutOff)?;
    let members = &circle.roster.members;
    let mut opened = page
        .iter()
        .filter_map(|envelope| sealed::open(&epochs, &envelope.sealed.0).ok())
        .filter(|opened| opened.kind == PlaintextKind::Note)
        .filter_map(|opened| version::decode::<SignedNote>(&opened.bytes).ok());
    Ok(opened.any(|note| {
        members
            .iter()
            .all(|member| member.device_id != note.device_id)
    }))
}
