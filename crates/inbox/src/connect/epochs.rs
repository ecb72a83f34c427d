//! The clinic's epoch keys: made by its first desktop, signed by its identity key, wrapped to each desktop.

use crate::{desk::Desk, error::InboxError, house::House, relay::RelayClient};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use recado_domain::time::UnixMs;
use recado_protocol::{
    bytes::{IdentityKey, Signature},
    epoch::{FIRST_EPOCH, PutEpoch, Wrap, epoch_statement},
    id::{ClinicId, DeviceId},
    keys::{self, DeviceKeyPair, EpochKeyPair},
};
use recado_store::{
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
    identity_seed: Key32,
}

impl OwnKeys {
    /// Returns the keys of this desktop, made and kept on first use.
    ///
    /// # Errors
    /// Storage.
    pub fn kept(house: &House) -> Result<Self, InboxError> {
        let device = kept(house, PairName::DeviceHpke)?;
        let identity_seed = kept(house, PairName::ClinicIdentity)?;
        Ok(Self {
            device: DeviceKeyPair::from_bytes(Zeroizing::new(*device.expose())),
            identity_seed,
        })
    }

    /// Returns the public half of the clinic's identity key.
    ///
    /// # Errors
    /// [`InboxError::CutOff`] when the kept seed is no key.
    pub fn identity_key(&self) -> Result<IdentityKey, InboxError> {
        let public = self
            .pair()?
            .public_key()
            .as_ref()
            .try_into()
            .map_err(|_| InboxError::CutOff)?;
        Ok(IdentityKey(public))
    }

    fn sign(&self, statement: &[u8]) -> Result<Signature, InboxError> {
        let signature = self.pair()?.sign(statement);
        Ok(Signature(
            signature
                .as_ref()
                .try_into()
                .map_err(|_| InboxError::CutOff)?,
        ))
    }

    fn pair(&self) -> Result<Ed25519KeyPair, InboxError> {
        Ed25519KeyPair::from_seed_unchecked(self.identity_seed.expose())
            .map_err(|_| InboxError::CutOff)
    }
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
    let wrapped =
        keys::wrap_epoch_key(&own.device.public_key(), &pair).map_err(|_| InboxError::CutOff)?;
    Ok(PutEpoch {
        version: Default::default(),
        epoch: FIRST_EPOCH,
        public_key: pair.public_key(),
        signature: own.sign(&epoch_statement(clinic, FIRST_EPOCH, &pair.public_key()))?,
        wraps: vec![Wrap {
            device_id: device,
            wrapped,
        }],
    })
}

fn keep(house: &House, pair: &EpochKeyPair, now: UnixMs) -> Result<(), InboxError> {
    let epoch = Epoch {
        number: i64::from(pair.epoch()),
        public: pair.public_key().0.to_vec(),
        private: Key32::from_bytes(*pair.private_bytes()),
        created_at: now,
    };
    house
        .clinic
        .write(|tx| key_pairs::put_epoch(tx, &epoch))
        .map_err(|error: StoreError| InboxError::Store(error))?;
    house
        .epochs
        .write()
        .map_err(|_| InboxError::CutOff)?
        .insert(pair.clone());
    Ok(())
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
        let link = house
            .clinic
            .read(|conn| recado_store::clinic::relay_link::get(conn, &house.token_key))?;
        let clinic: Option<ClinicId> = link.and_then(|link| link.clinic.parse().ok());
        let Some(clinic) = clinic else { return Ok(()) };
        let identity = UnparsedPublicKey::new(&ED25519, own.identity_key()?.0);
        for epoch in answer.epochs {
            let statement = epoch_statement(clinic, epoch.epoch, &epoch.public_key);
            let is_signed = identity.verify(&statement, &epoch.signature.0).is_ok();
            let opened = epoch
                .wraps
                .iter()
                .find_map(|wrap| keys::unwrap_epoch_key(&own.device, &wrap.wrapped.0).ok());
            match opened {
                // Whoever can seal can wrap: only the key that the clinic signed is taken.
                Some(pair) if is_signed && pair.public_key() == epoch.public_key => {
                    keep(house, &pair, now)?
                }
                Some(_) => tracing::error!(
                    epoch = epoch.epoch,
                    "the relay handed over an epoch the clinic did not sign"
                ),
                None => {}
            }
        }
        Ok(())
    })
    .await
}
