//! How an act lies in the spool: plain for the leads, sealed to the clinical spool key for patients.
//!
//! `clinic.db` itself is encrypted by the machine key; the second seal keeps patients' words from everybody on this
//! machine until a clinician signs in.

use recado_domain::channel::Side;
use recado_domain::id::{ChannelId, ConversationId, IdentityId, OutboxId};
use recado_protocol::{
    bytes::SealingKey,
    keys::{EpochKeyPair, EpochKeys},
    sealed::{self, PlaintextKind},
};
use recado_store::{
    Conn, Tx,
    clinic::{
        key_pairs::{self, KeyPair, PairName},
        settings,
    },
    conversations::{
        automatic::AutomaticStep,
        event::Event,
        private_keys,
        records::Imported,
        together::{
            SentElsewhere,
            records::RecordElsewhere,
            work::{UnreadFrom, WorkElsewhere},
        },
        transcripts::{elsewhere::HeardElsewhere, pieces::HeardPiece},
    },
    error::StoreError,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The number of the first clinical spool key. A renewal of the clinical key makes the next; none is an epoch of the
/// relay.
const FIRST: u32 = 0;
/// The number of the clinical spool key in use.
const NUMBER: &str = "spool.number";

/// To whom the clinical part of the spool is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SpoolSeal {
    /// The public half.
    pub key: SealingKey,
    /// Which one it is.
    pub number: u32,
}

/// Returns to whom the clinical part of the spool is sealed now.
///
/// # Errors
/// Storage.
pub(crate) fn current(conn: &Conn) -> Result<SpoolSeal, StoreError> {
    let pair = key_pairs::get(conn, PairName::ClinicalSpool)?.and_then(|pair| pair.public);
    let public = pair.ok_or(StoreError::Damaged)?;
    let public = <[u8; 32]>::try_from(public.as_slice()).map_err(|_| StoreError::Damaged)?;
    Ok(SpoolSeal {
        key: SealingKey(public),
        number: settings::get(conn, NUMBER)?.unwrap_or(FIRST),
    })
}

/// Keeps to whom the clinical part of the spool is sealed from now on; the private half is in `clinical.db` already.
///
/// # Errors
/// Storage.
pub(crate) fn keep_current(tx: &Tx<'_>, seal: SpoolSeal) -> Result<(), StoreError> {
    let public = KeyPair {
        public: Some(seal.key.0.to_vec()),
        private: None,
    };
    key_pairs::put(tx, PairName::ClinicalSpool, &public)?;
    settings::set(tx, NUMBER, &seal.number)
}

/// Returns the name of a clinical spool key inside `clinical.db`.
pub(crate) fn key_name(number: u32) -> String {
    if number == FIRST {
        "clinical spool".to_owned()
    } else {
        format!("clinical spool {number}")
    }
}

/// One row of the spool.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Filed {
    /// What happened.
    #[serde(default)]
    pub event: Option<Event>,
    /// Our outbox id, when a status or an echo carried it back.
    #[serde(default)]
    pub outbox: Option<OutboxId>,
    /// Which version of the risk rules read its words; absent where they marked nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) engine: Option<String>,
    /// What somebody is called, where that was learned apart from what they wrote.
    #[serde(default)]
    pub naming: Option<Naming>,
    /// The conversation it is taken to belong to, also where the event itself does not say so.
    #[serde(default)]
    pub conversation: Option<ConversationId>,
    /// Patients from a file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imported: Vec<Imported>,
    /// What left by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automatic: Option<AutomaticStep>,
    /// A message that was sent from another computer of the clinic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_elsewhere: Option<Box<SentElsewhere>>,
    /// A voice note that was heard on another computer of the clinic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_elsewhere: Option<Box<HeardElsewhere>>,
    /// A piece of a voice note that a service has heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_piece: Option<Box<HeardPiece>>,
    /// The channel and Meta's id of the message up to which the conversation was read on another computer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_elsewhere: Option<(ChannelId, String)>,
    /// How often whoever read it there knew it to be marked unread again.
    #[serde(default)]
    pub read_turn: u64,
    /// The channel, and the messages that were marked unread again on another computer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread_elsewhere: Option<(ChannelId, UnreadFrom)>,
    /// How the conversation was left on another computer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_elsewhere: Option<Box<WorkElsewhere>>,
    /// What was said of its person on another computer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_elsewhere: Option<Box<RecordElsewhere>>,
}

/// What somebody is called.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Naming {
    /// Who.
    pub identity: IdentityId,
    /// Their conversation, to be shown again.
    pub conversation: ConversationId,
    /// The name.
    pub name: String,
    /// Whether the clinic calls them so; otherwise it only fills an empty name.
    pub is_clinics: bool,
}

/// Why a spool row cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a spool row cannot be read")]
pub(crate) struct Unreadable;

/// Returns the message that an event is about which does not bring one.
pub(crate) fn target(event: &Event) -> Option<(ChannelId, &str)> {
    match event {
        Event::Status(status) => Some((status.channel, &status.provider_id)),
        Event::Reaction(reaction) => Some((reaction.contact.channel, &reaction.target)),
        Event::Edit(edit) => Some((edit.channel, &edit.target)),
        Event::Revoke(revoke) => Some((revoke.channel, &revoke.target)),
        Event::Learned(learned) => Some((learned.channel, &learned.target)),
        Event::Message(_)
        | Event::Receipt(_)
        | Event::Opening(_)
        | Event::Handled(_)
        | Event::Marketing(_)
        | Event::Heard(_) => None,
    }
}

/// Returns the conversation that a row says it belongs to; rows of an earlier version may not say it.
pub(crate) fn conversation(filed: &Filed) -> Option<ConversationId> {
    let named = filed.naming.as_ref().map(|naming| naming.conversation);
    let told = filed.event.as_ref().and_then(|event| match event {
        Event::Message(message) => Some(message.contact.conversation),
        Event::Receipt(receipt) => Some(receipt.contact.conversation),
        Event::Reaction(reaction) => Some(reaction.contact.conversation),
        Event::Opening(opening) => Some(opening.contact.conversation),
        Event::Handled(handled) => Some(handled.contact.conversation),
        Event::Marketing(marketing) => Some(marketing.contact.conversation),
        Event::Status(_) | Event::Edit(_) | Event::Revoke(_) | Event::Learned(_) => None,
        // It says so itself: its row names the conversation.
        Event::Heard(_) => None,
    });
    filed.conversation.or(told).or(named)
}

fn plain(filed: &Filed) -> Result<Vec<u8>, Unreadable> {
    serde_json::to_vec(filed).map_err(|_| Unreadable)
}

/// Returns bytes sealed to the clinical spool key.
pub(crate) fn sealed_to(seal: &SpoolSeal, bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    sealed::seal(&seal.key, seal.number, PlaintextKind::Note, bytes)
        .map(|sealed| sealed.0)
        .map_err(|_| Unreadable)
}

/// Returns an act as it lies in the spool of a side, and whether it is sealed.
pub(crate) fn body(
    seal: &SpoolSeal,
    side: Side,
    filed: &Filed,
) -> Result<(bool, Vec<u8>), Unreadable> {
    let bytes = plain(filed)?;
    match side {
        Side::Leads => Ok((false, bytes)),
        Side::Clinical => Ok((true, sealed_to(seal, &bytes)?)),
    }
}

/// Returns an act from plain bytes.
pub(crate) fn read(bytes: &[u8]) -> Result<Filed, Unreadable> {
    serde_json::from_slice(bytes).map_err(|_| Unreadable)
}

/// The private halves of the clinical spool keys, which lie inside `clinical.db`: rows may wait for an older one.
pub(crate) struct SpoolKey(EpochKeys);

impl SpoolKey {
    /// Returns the keys up to the one in use.
    ///
    /// # Errors
    /// Storage; [`StoreError::Damaged`] without the one in use.
    pub fn all(conn: &Conn, newest: u32) -> Result<Self, StoreError> {
        let mut keys = EpochKeys::default();
        for number in FIRST..=newest {
            if let Some(private) = private_keys::get(conn, &key_name(number))? {
                let private = Zeroizing::new(*private.expose());
                keys.insert(EpochKeyPair::from_bytes(number, private));
            }
        }
        keys.get(newest).ok_or(StoreError::Damaged)?;
        Ok(Self(keys))
    }

    /// Returns what was sealed with [`sealed_to`].
    pub fn open_bytes(&self, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
        let opened = sealed::open(&self.0, bytes).map_err(|_| Unreadable)?;
        Ok(Zeroizing::new(opened.bytes))
    }

    /// Returns an act from sealed bytes.
    pub fn open(&self, bytes: &[u8]) -> Result<Filed, Unreadable> {
        read(&self.open_bytes(bytes)?)
    }
}

/// Returns a new clinical spool key.
pub(crate) fn new_pair(number: u32) -> EpochKeyPair {
    EpochKeyPair::generate(number)
}
