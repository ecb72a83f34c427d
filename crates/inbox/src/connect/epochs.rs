//! The clinic's epoch keys: made by its first desktop, signed by its identity key, wrapped to each desktop.

use crate::{desk::Desk, devices::roster, error::InboxError, house::House, relay::RelayClient};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use recado_domain::time::UnixMs;
use recado_protocol::{
    bytes::{IdentityKey, SealingKey, Signature, SigningKey},
    epoch::{Epochs, FIRST_EPOCH, PutEpoch, Wrap, epoch_statement},
    id::{ClinicId, DeviceId},
    keys::{self, DeviceKeyPair, EpochKeyPair},
};
use recado_store::{
    Tx,
    clinic::key_pairs::{self, Epoch, KeyPair, PairName},
    error::StoreError,
    key::Key32,
};
use zeroize::Zeroizing;

/// The clinic's own keys on this desktop.
pub(crate) struct OwnKeys {
    /// To which epoch keys are wrapped for this desktop.
    pub device: DeviceKeyPair,
    /// The seed of the clinic's identity key.
    pub identity_seed: Key32,
    /// The seed of the key with which this desktop signs for the others.
    notes_seed: Key32,
}

impl OwnKeys {
    /// Returns the keys of this desktop, made and kept on first use.
    ///
    /// # Errors
    /// Storage.
    pub fn kept(house: &House) -> Result<Self, InboxError> {
        let device = kept(house, PairName::DeviceHpke)?;
        let identity_seed = kept(house, PairName::ClinicIdentity)?;
        let notes_seed = kept(house, PairName::DeviceNotes)?;
        Ok(Self {
            device: DeviceKeyPair::from_bytes(Zeroizing::new(*device.expose())),
            identity_seed,
            notes_seed,
        })
    }

    /// Returns the public half of the key with which this desktop signs for the others.
    ///
    /// # Errors
    /// [`InboxError::CutOff`] when the kept seed is no key.
    pub fn signing_key(&self) -> Result<SigningKey, InboxError> {
        Ok(SigningKey(public_of(&self.notes_seed)?))
    }

    /// Returns the public half of the clinic's identity key.
    ///
    /// # Errors
    /// [`InboxError::CutOff`] when the kept seed is no key.
    pub fn identity_key(&self) -> Result<IdentityKey, InboxError> {
        Ok(IdentityKey(public_of(&self.identity_seed)?))
    }

    /// Signs as this desktop, for the others.
    ///
    /// # Errors
    /// [`InboxError::CutOff`] when the kept seed is no key.
    pub fn sign_note(&self, statement: &[u8]) -> Result<Signature, InboxError> {
        signed_by(&self.notes_seed, statement)
    }

    /// Signs as the clinic.
    ///
    /// # Errors
    /// [`InboxError::CutOff`] when the kept seed is no key.
    pub fn sign(&self, statement: &[u8]) -> Result<Signature, InboxError> {
        signed_by(&self.identity_seed, statement)
    }
}

fn signed_by(seed: &Key32, statement: &[u8]) -> Result<Signature, InboxError> {
    let signature = pair_of(seed)?.sign(statement);
    let signature = signature.as_ref().try_into();
    Ok(Signature(signature.map_err(|_| InboxError::CutOff)?))
}

/// Returns the public half of an Ed25519 seed.
///
/// # Errors
/// [`InboxError::CutOff`] when it is no key.
pub(crate) fn public_of(seed: &Key32) -> Result<[u8; 32], InboxError> {
    let pair = pair_of(seed)?;
    let public = pair.public_key().as_ref().try_into();
    public.map_err(|_| InboxError::CutOff)
}

fn pair_of(seed: &Key32) -> Result<Ed25519KeyPair, InboxError> {
    Ed25519KeyPair::from_seed_unchecked(seed.expose()).map_err(|_| InboxError::CutOff)
}

fn kept(house: &House, name: PairName) -> Result<Key32, InboxError> {
    house.clinic.write(|tx| {
        if let Some(private) = key_pairs::get(tx, name)?.and_then(|pair| pair.private) {
            return Ok(private);
        }
        let fresh = Key32::generate().map_err(|_| InboxError::CutOff)?;
        let pair = KeyPair {
            public: None,
            private: Some(fresh.clone()),
        };
        key_pairs::put(tx, name, &pair)?;
        Ok(fresh)
    })
}

/// Returns the first epoch, made and kept on first use, ready to be published. Safe to repeat.
///
/// # Errors
/// Storage.
pub(crate) fn first(
    house: &House,
    own: &OwnKeys,
    clinic: ClinicId,
    device: DeviceId,
    now: UnixMs,
) -> Result<PutEpoch, InboxError> {
    let known = house
        .epochs
        .read()
        .map_err(|_| InboxError::CutOff)?
        .get(FIRST_EPOCH)
        .cloned();
    let pair = match known {
        Some(pair) => pair,
        None => {
            let pair = EpochKeyPair::generate(FIRST_EPOCH);
            keep(house, &pair, now)?;
            pair
        }
    };
    let own_key = own.device.public_key();
    signed(own, clinic, &pair, [(device, own_key)])
}

/// Returns an epoch signed by the clinic and wrapped to these desktops, ready to be published.
///
/// # Errors
/// [`InboxError::CutOff`] when a key is none.
pub(crate) fn signed(
    own: &OwnKeys,
    clinic: ClinicId,
    pair: &EpochKeyPair,
    to: impl IntoIterator<Item = (DeviceId, SealingKey)>,
) -> Result<PutEpoch, InboxError> {
    let wraps = to.into_iter().map(|(device_id, key)| {
        let wrapped = keys::wrap_epoch_key(&key, pair).map_err(|_| InboxError::CutOff)?;
        Ok(Wrap { device_id, wrapped })
    });
    Ok(PutEpoch {
        version: Default::default(),
        epoch: pair.epoch(),
        public_key: pair.public_key(),
        signature: own.sign(&epoch_statement(clinic, pair.epoch(), &pair.public_key()))?,
        wraps: wraps.collect::<Result<_, InboxError>>()?,
    })
}

/// Keeps an epoch's keys, on the disk and in memory.
///
/// # Errors
/// Storage.
pub(crate) fn keep(house: &House, pair: &EpochKeyPair, now: UnixMs) -> Result<(), InboxError> {
    house
        .clinic
        .write(|tx| write(tx, pair, now))
        .map_err(|error: StoreError| InboxError::Store(error))?;
    house
        .epochs
        .write()
        .map_err(|_| InboxError::CutOff)?
        .insert(pair.clone());
    Ok(())
}

/// Writes an epoch's keys to the disk.
///
/// # Errors
/// Storage.
pub(crate) fn write(tx: &Tx<'_>, pair: &EpochKeyPair, now: UnixMs) -> Result<(), StoreError> {
    let epoch = Epoch {
        number: i64::from(pair.epoch()),
        public: pair.public_key().0.to_vec(),
        private: Key32::from_bytes(*pair.private_bytes()),
        created_at: now,
    };
    key_pairs::put_epoch(tx, &epoch)
}

/// Returns the epochs that the clinic signed and that were wrapped to this desktop; whatever else the relay hands over is
/// left alone.
pub(crate) fn opened(
    answer: &Epochs,
    clinic: ClinicId,
    identity: &IdentityKey,
    device: &DeviceKeyPair,
) -> Vec<EpochKeyPair> {
    let identity = UnparsedPublicKey::new(&ED25519, identity.0);
    let mut pairs = Vec::new();
    for epoch in &answer.epochs {
        let statement = epoch_statement(clinic, epoch.epoch, &epoch.public_key);
        let is_signed = identity.verify(&statement, &epoch.signature.0).is_ok();
        let mut wraps = epoch.wraps.iter();
        let opened = wraps.find_map(|wrap| keys::unwrap_epoch_key(device, &wrap.wrapped.0).ok());
        match opened {
            // Whoever can seal can wrap: only the key that the clinic signed is taken.
            Some(pair)
                if is_signed
                    && pair.public_key() == epoch.public_key
                    && pair.epoch() == epoch.epoch =>
            {
                pairs.push(pair);
            }
            Some(_) => tracing::error!(
                epoch = epoch.epoch,
                "the relay handed over an epoch the clinic did not sign"
            ),
            None => {}
        }
    }
    pairs
}

/// Fetches epochs that were wrapped to this desktop, believing only what the clinic's identity key signed.
///
/// # Errors
/// An unreachable relay, storage.
pub(crate) async fn fetch(desk: &Desk, client: &RelayClient) -> Result<(), InboxError> {
    let answer = client.epochs().await?;
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let own = OwnKeys::kept(house)?;
        let place = match roster::place(house) {
            Ok(place) => place,
            Err(InboxError::NotFound) => return Ok(()),
            Err(error) => return Err(error),
        };
        for pair in opened(&answer, place.clinic, &own.identity_key()?, &own.device) {
            let known = {
                let epochs = house.epochs.read().map_err(|_| InboxError::CutOff)?;
                epochs.get(pair.epoch()).map(EpochKeyPair::public_key)
            };
            match known {
                None => keep(house, &pair, now)?,
                Some(known) if known == pair.public_key() => {}
                Some(_) => tracing::error!(
                    epoch = pair.epoch(),
                    "the relay handed over another key for an epoch that is known"
                ),
            }
        }
        Ok(())
    })
    .await
}
