//! Private keys of epochs and devices, and how an epoch key reaches a device: sealed to the device's key.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use crate::bytes::{Sealed, SealingKey};
use crate::sealed::{self, BadSealingKey, OpenError};

const WRAP_LABEL: &[u8] = b"recado/epoch-wrap/v1\0";
const WELCOME_LABEL: &[u8] = b"recado/welcome/v1\0";

/// An epoch's key pair, on a desktop. The private half is wiped when dropped and never printed.
#[derive(Clone)]
pub struct EpochKeyPair {
    epoch: u32,
    private: Zeroizing<[u8; 32]>,
    public: SealingKey,
}

impl EpochKeyPair {
    /// Returns a new pair for an epoch.
    pub fn generate(epoch: u32) -> Self {
        let (private, public) = sealed::new_pair();
        Self {
            epoch,
            private,
            public,
        }
    }

    /// Returns the pair of a stored private key.
    pub fn from_bytes(epoch: u32, private: Zeroizing<[u8; 32]>) -> Self {
        let public = sealed::public_of(&private);
        Self {
            epoch,
            private,
            public,
        }
    }

    /// Returns the epoch.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Returns the public half.
    pub fn public_key(&self) -> SealingKey {
        self.public
    }

    /// Returns the private half, to be stored encrypted.
    pub fn private_bytes(&self) -> &[u8; 32] {
        &self.private
    }
}

impl std::fmt::Debug for EpochKeyPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EpochKeyPair(epoch {}, …)", self.epoch)
    }
}

/// A device's key pair, to which epoch keys are wrapped.
#[derive(Clone)]
pub struct DeviceKeyPair {
    private: Zeroizing<[u8; 32]>,
    public: SealingKey,
}

impl DeviceKeyPair {
    /// Returns a new pair.
    pub fn generate() -> Self {
        let (private, public) = sealed::new_pair();
        Self { private, public }
    }

    /// Returns the pair of a stored private key.
    pub fn from_bytes(private: Zeroizing<[u8; 32]>) -> Self {
        let public = sealed::public_of(&private);
        Self { private, public }
    }

    /// Returns the public half.
    pub fn public_key(&self) -> SealingKey {
        self.public
    }

    /// Returns the private half, to be stored encrypted.
    pub fn private_bytes(&self) -> &[u8; 32] {
        &self.private
    }
}

impl std::fmt::Debug for DeviceKeyPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKeyPair(…)")
    }
}

/// All epoch keys a desktop holds.
#[derive(Clone, Debug, Default)]
pub struct EpochKeys {
    pairs: BTreeMap<u32, EpochKeyPair>,
}

impl EpochKeys {
    /// Adds a pair, replacing one of the same epoch.
    pub fn insert(&mut self, pair: EpochKeyPair) {
        self.pairs.insert(pair.epoch, pair);
    }

    /// Returns the pair of an epoch.
    pub fn get(&self, epoch: u32) -> Option<&EpochKeyPair> {
        self.pairs.get(&epoch)
    }

    /// Returns the newest pair, to which notes are sealed.
    pub fn newest(&self) -> Option<&EpochKeyPair> {
        self.pairs.values().next_back()
    }

    /// Returns all pairs, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &EpochKeyPair> {
        self.pairs.values()
    }
}

impl FromIterator<EpochKeyPair> for EpochKeys {
    fn from_iter<I: IntoIterator<Item = EpochKeyPair>>(pairs: I) -> Self {
        let mut keys = Self::default();
        pairs.into_iter().for_each(|pair| keys.insert(pair));
        keys
    }
}

/// Seals an epoch's private key to a device.
///
/// # Errors
/// [`BadSealingKey`] when the device's key is no usable point.
pub fn wrap_epoch_key(device: &SealingKey, pair: &EpochKeyPair) -> Result<Sealed, BadSealingKey> {
    sealed::seal_labelled(WRAP_LABEL, device, pair.epoch, pair.private.as_slice())
}

/// Opens an epoch's private key that was wrapped to this device.
///
/// The caller compares the pair's public half with the signed epoch: whoever can seal can wrap.
///
/// # Errors
/// See [`OpenError`].
pub fn unwrap_epoch_key(device: &DeviceKeyPair, wrapped: &[u8]) -> Result<EpochKeyPair, OpenError> {
    let epoch = sealed::epoch_of(wrapped)?;
    let private = Zeroizing::new(sealed::open_labelled(WRAP_LABEL, &device.private, wrapped)?);
    let private: [u8; 32] = private
        .as_slice()
        .try_into()
        .map_err(|_| OpenError::Damaged)?;
    Ok(EpochKeyPair::from_bytes(epoch, Zeroizing::new(private)))
}

/// Seals what a newcomer is handed when it is let in.
///
/// # Errors
/// [`BadSealingKey`] when the device's key is no usable point.
pub fn seal_welcome(device: &SealingKey, bytes: &[u8]) -> Result<Sealed, BadSealingKey> {
    sealed::seal_labelled(WELCOME_LABEL, device, 0, bytes)
}

/// Opens what this device was handed. Whoever can seal can have sealed it: the signature beside it says who did.
///
/// # Errors
/// See [`OpenError`].
pub fn open_welcome(
    device: &DeviceKeyPair,
    welcome: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    sealed::open_labelled(WELCOME_LABEL, &device.private, welcome).map(Zeroizing::new)
}
