//! The sealed format: HPKE (RFC 9180), base mode, X25519 / HKDF-SHA256 / AES-256-GCM.
//!
//! ```text
//! [version u8 = 1][epoch u32 big endian][encapsulated key, 32 bytes][ciphertext and tag]
//! ```
//! `info` is [`envelope_info`] and `aad` the five header bytes, so neither version nor epoch can be changed unseen. The
//! plaintext is `[kind u8][bytes]`. The header names nobody.
//!
//! Source: <https://www.rfc-editor.org/rfc/rfc9180>, read November 2026.

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _};
use zeroize::Zeroizing;

use crate::bytes::{Sealed, SealingKey};
use crate::keys::EpochKeys;

pub(crate) type Kem = X25519HkdfSha256;

/// The only version of the format there is.
pub const FORMAT_VERSION: u8 = 1;
/// Length of version and epoch.
pub const HEADER_BYTES: usize = 5;
/// Length of the encapsulated key.
pub const ENCAPSULATED_BYTES: usize = 32;
/// How much longer sealed bytes are than what was sealed: header, encapsulated key, kind, tag.
pub const OVERHEAD_BYTES: usize = HEADER_BYTES + ENCAPSULATED_BYTES + 1 + 16;

const ENVELOPE_LABEL: &[u8] = b"recado/envelope/v1\0";

/// What the opened bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaintextKind {
    /// A webhook body: the exact bytes of Meta, or the clinic's own entries of a shared body.
    Webhook,
    /// A body that Meta signed but that names no asset of ours: to be shown as unreadable.
    UnreadableWebhook,
    /// A note of one desktop to the clinic's desktops.
    Note,
}

impl PlaintextKind {
    /// Returns the byte that stands first in the plaintext.
    pub fn byte(self) -> u8 {
        match self {
            Self::Webhook => 1,
            Self::UnreadableWebhook => 2,
            Self::Note => 3,
        }
    }

    fn from_byte(byte: u8) -> Option<Self> {
        [Self::Webhook, Self::UnreadableWebhook, Self::Note]
            .into_iter()
            .find(|kind| kind.byte() == byte)
    }
}

/// What was inside a sealed envelope. Its `Debug` prints none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// What the bytes are.
    pub kind: PlaintextKind,
    /// The epoch it was sealed to.
    pub epoch: u32,
    /// The content.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened")
            .field("kind", &self.kind)
            .field("epoch", &self.epoch)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// Why sealed bytes could not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// A newer format: update this side.
    #[error("sealed format version {found} is newer than this build")]
    NewerFormat {
        /// The version found.
        found: u8,
    },
    /// Sealed to an epoch whose private key is not at hand: fetch the epochs' wraps.
    #[error("no private key for epoch {epoch}")]
    UnknownEpoch {
        /// The epoch it needs.
        epoch: u32,
    },
    /// Damaged, or sealed to another key.
    #[error("the sealed bytes are damaged or were sealed to another key")]
    Damaged,
    /// Opened well, but of a kind this build does not know: keep it, update this side.
    #[error("a kind of content this build does not know ({kind})")]
    UnknownKind {
        /// The kind byte.
        kind: u8,
    },
}

/// A public key that is not a point one can seal to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a key that can be sealed to")]
pub struct BadSealingKey;

/// Returns the header of the format, which is also the `aad`.
pub fn header(epoch: u32) -> [u8; HEADER_BYTES] {
    let [a, b, c, d] = epoch.to_be_bytes();
    [FORMAT_VERSION, a, b, c, d]
}

/// Returns the `info` of envelopes: a label and the header.
pub fn envelope_info(epoch: u32) -> Vec<u8> {
    info(ENVELOPE_LABEL, epoch)
}

/// Puts the sealed format together from what an HPKE implementation returned.
pub fn assemble(epoch: u32, encapsulated: &[u8], ciphertext: &[u8]) -> Sealed {
    Sealed([&header(epoch), encapsulated, ciphertext].concat())
}

/// Seals to an epoch's public key.
///
/// # Errors
/// [`BadSealingKey`] when the key is no usable point.
pub fn seal(
    public_key: &SealingKey,
    epoch: u32,
    kind: PlaintextKind,
    bytes: &[u8],
) -> Result<Sealed, BadSealingKey> {
    let mut plaintext = Zeroizing::new(Vec::with_capacity(1 + bytes.len()));
    plaintext.push(kind.byte());
    plaintext.extend_from_slice(bytes);
    seal_labelled(ENVELOPE_LABEL, public_key, epoch, &plaintext)
}

/// Opens with the private key of the epoch that the header names.
///
/// # Errors
/// See [`OpenError`]; never a panic, whatever the bytes are.
pub fn open(keys: &EpochKeys, sealed: &[u8]) -> Result<Opened, OpenError> {
    let epoch = epoch_of(sealed)?;
    let key = keys.get(epoch).ok_or(OpenError::UnknownEpoch { epoch })?;
    let mut bytes = open_labelled(ENVELOPE_LABEL, key.private_bytes(), sealed)?;
    let kind = *bytes.first().ok_or(OpenError::Damaged)?;
    let kind = PlaintextKind::from_byte(kind).ok_or(OpenError::UnknownKind { kind })?;
    bytes.remove(0);
    Ok(Opened { kind, epoch, bytes })
}

/// Returns the epoch that sealed bytes name, without opening them.
///
/// # Errors
/// [`OpenError::NewerFormat`], or [`OpenError::Damaged`] when they are too short to be any.
pub fn epoch_of(sealed: &[u8]) -> Result<u32, OpenError> {
    let &[version, a, b, c, d, ref rest @ ..] = sealed else {
        return Err(OpenError::Damaged);
    };
    if version > FORMAT_VERSION {
        return Err(OpenError::NewerFormat { found: version });
    }
    if version == 0 || rest.len() < ENCAPSULATED_BYTES + 16 {
        return Err(OpenError::Damaged);
    }
    Ok(u32::from_be_bytes([a, b, c, d]))
}

fn info(label: &[u8], epoch: u32) -> Vec<u8> {
    [label, &header(epoch)].concat()
}

pub(crate) fn seal_labelled(
    label: &[u8],
    public_key: &SealingKey,
    epoch: u32,
    plaintext: &[u8],
) -> Result<Sealed, BadSealingKey> {
    let public = <Kem as hpke::Kem>::PublicKey::from_bytes(public_key.as_bytes())
        .map_err(|_| BadSealingKey)?;
    let (encapsulated, ciphertext) = hpke::single_shot_seal::<AesGcm256, HkdfSha256, Kem>(
        &OpModeS::Base,
        &public,
        &info(label, epoch),
        plaintext,
        &header(epoch),
    )
    .map_err(|_| BadSealingKey)?;
    Ok(assemble(epoch, &encapsulated.to_bytes(), &ciphertext))
}

pub(crate) fn open_labelled(
    label: &[u8],
    private: &[u8; 32],
    sealed: &[u8],
) -> Result<Vec<u8>, OpenError> {
    let epoch = epoch_of(sealed)?;
    let (encapsulated, ciphertext) = sealed[HEADER_BYTES..].split_at(ENCAPSULATED_BYTES);
    let damaged = |_| OpenError::Damaged;
    let private = <Kem as hpke::Kem>::PrivateKey::from_bytes(private).map_err(damaged)?;
    let encapsulated =
        <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated).map_err(damaged)?;
    hpke::single_shot_open::<AesGcm256, HkdfSha256, Kem>(
        &OpModeR::Base,
        &private,
        &encapsulated,
        &info(label, epoch),
        ciphertext,
        &header(epoch),
    )
    .map_err(damaged)
}

/// Returns a new private key and its public half.
pub(crate) fn new_pair() -> (Zeroizing<[u8; 32]>, SealingKey) {
    let (private, public) = Kem::gen_keypair();
    let private = Zeroizing::new(private.to_bytes().into());
    (private, SealingKey(public.to_bytes().into()))
}

/// Returns the public half of a private key.
pub(crate) fn public_of(private: &[u8; 32]) -> SealingKey {
    match <Kem as hpke::Kem>::PrivateKey::from_bytes(private) {
        Ok(private) => SealingKey(Kem::sk_to_pk(&private).to_bytes().into()),
        // Any 32 bytes are an X25519 private key; the arm only satisfies the signature.
        Err(_) => SealingKey([0; 32]),
    }
}
