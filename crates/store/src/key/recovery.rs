//! What the recovery phrase opens: its slot holds machine, token and leads key and the private half of a key pair.
//! Everything that changes later (the clinical key, the private keys of device and epochs) is sealed to its public half.

use super::Key32;
use super::derive::KdfCost;
use super::file::{KeyName, KeysError, KeysFile};
use super::members::ClinicalKeys;
use super::pair;
use super::phrase::RecoveryPhrase;
use super::recipient::Recipient;
use super::slot::{Slot, from_hex, hex};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zeroize::Zeroize;

/// The private half inside the phrase's slot.
const HALF: &str = "recovery half";

/// The private half of the recovery phrase's pair, wrapped by the phrase and by nothing else: it goes with whatever is
/// sealed to the public half.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhraseLock(Slot);

impl PhraseLock {
    /// Returns the private half.
    ///
    /// # Errors
    /// [`KeysError::WrongSecret`] or [`KeysError::Damaged`].
    pub fn open(&self, phrase: &RecoveryPhrase) -> Result<Key32, KeysError> {
        let mut keys = self.0.open(phrase.as_secret(), "phrase")?;
        keys.remove(&KeyName::Private(HALF.to_owned()))
            .ok_or(KeysError::Damaged)
    }
}

impl KeysFile {
    /// Returns what opens things sealed to the recovery phrase; nothing for a phrase of an earlier version.
    pub fn phrase_lock(&self) -> Option<PhraseLock> {
        let slot = self.phrase.as_ref()?;
        slot.only(&KeyName::Private(HALF.to_owned()))
            .map(PhraseLock)
    }

    /// Seals `plain` to the recovery phrase's public half; the phrase itself is not needed.
    ///
    /// # Errors
    /// [`KeysError::NoSlot`] for a phrase of an earlier version, [`KeysError::Damaged`] for a half that the machine key
    /// does not vouch for.
    pub fn seal_to_phrase(
        &self,
        machine: &Key32,
        context: &str,
        plain: &[u8],
    ) -> Result<Vec<u8>, KeysError> {
        let public = self.publics.get(machine, Recipient::Phrase)?;
        pair::seal(&public, context, plain).map_err(|_| KeysError::Damaged)
    }

    /// Returns whether a recovery phrase was made.
    pub fn has_phrase(&self) -> bool {
        self.phrase.is_some()
    }

    /// Returns whether the phrase is one that a renewed clinical key reaches: those of earlier versions are not.
    pub fn phrase_has_pair(&self) -> bool {
        self.has_phrase() && self.has_recipient(Recipient::Phrase)
    }

    /// Makes the recovery phrase's slot anew with these keys; an earlier phrase opens nothing any more.
    ///
    /// # Errors
    /// [`KeysError::NoRandomness`].
    pub fn set_phrase(
        &mut self,
        machine: &Key32,
        phrase: &RecoveryPhrase,
        cost: KdfCost,
        keys: &[(KeyName, &Key32)],
    ) -> Result<(), KeysError> {
        let private = pair::generate()?;
        let mut wrapped = vec![(KeyName::Private(HALF.to_owned()), &private)];
        let (sealed, plain): (Vec<_>, Vec<_>) =
            keys.iter().cloned().partition(|(name, _)| match name {
                KeyName::Clinical | KeyName::Private(_) => true,
                KeyName::Machine | KeyName::Token | KeyName::Leads => false,
            });
        wrapped.extend(plain);
        self.phrase = Some(Slot::new(phrase.as_secret(), cost, "phrase", &wrapped)?);
        self.put_recipient(machine, Recipient::Phrase, &private)?;
        self.private.clear();
        for (name, key) in sealed {
            self.add_to_phrase(machine, &name, key)?;
        }
        Ok(())
    }

    /// Adds or replaces a key that the recovery phrase opens; the phrase itself is not needed.
    ///
    /// # Errors
    /// [`KeysError::NoSlot`] for a phrase of an earlier version, or for a key that only [`KeysFile::set_phrase`] takes.
    pub fn add_to_phrase(
        &mut self,
        machine: &Key32,
        name: &KeyName,
        key: &Key32,
    ) -> Result<(), KeysError> {
        match name {
            KeyName::Clinical => self.seal_clinical(machine, Recipient::Phrase, key),
            KeyName::Private(name) => {
                let public = self.publics.get(machine, Recipient::Phrase)?;
                let sealed = pair::seal(&public, &context(name), key.expose())
                    .map_err(|_| KeysError::Damaged)?;
                self.private.insert(name.clone(), hex(&sealed));
                Ok(())
            }
            KeyName::Machine | KeyName::Token | KeyName::Leads => Err(KeysError::NoSlot),
        }
    }

    /// Returns whether a private key of this name is sealed to the phrase.
    pub fn phrase_holds(&self, name: &str) -> bool {
        self.private.contains_key(name)
    }

    /// Returns every key that the recovery phrase opens.
    ///
    /// # Errors
    /// [`KeysError::NoSlot`] or [`KeysError::WrongSecret`].
    pub fn open_by_phrase(
        &self,
        phrase: &RecoveryPhrase,
    ) -> Result<BTreeMap<KeyName, Key32>, KeysError> {
        let slot = self.phrase.as_ref().ok_or(KeysError::NoSlot)?;
        let mut keys = slot.open(phrase.as_secret(), "phrase")?;
        let Some(private) = keys.remove(&KeyName::Private(HALF.to_owned())) else {
            return Ok(keys);
        };
        if let Some(clinical) = self.clinical.open(Recipient::Phrase, &private)? {
            keys.insert(KeyName::Clinical, clinical);
        }
        for (name, sealed) in &self.private {
            let sealed = from_hex(sealed).ok_or(KeysError::Damaged)?;
            let mut plain = pair::open(&private, &context(name), &sealed)
                .map_err(|_| KeysError::WrongSecret)?;
            let key = Key32::from_slice(&plain).ok_or(KeysError::Damaged);
            plain.zeroize();
            keys.insert(KeyName::Private(name.clone()), key?);
        }
        Ok(keys)
    }

    /// Returns the clinical keys that the recovery phrase opens.
    ///
    /// # Errors
    /// [`KeysError::NoSlot`] or [`KeysError::WrongSecret`].
    pub fn clinical_by_phrase(&self, phrase: &RecoveryPhrase) -> Result<ClinicalKeys, KeysError> {
        let slot = self.phrase.as_ref().ok_or(KeysError::NoSlot)?;
        let mut keys = slot.open(phrase.as_secret(), "phrase")?;
        match keys.remove(&KeyName::Private(HALF.to_owned())) {
            Some(private) => self.clinical_keys(Recipient::Phrase, &private),
            None => Ok(ClinicalKeys {
                current: keys.remove(&KeyName::Clinical),
                pending: None,
            }),
        }
    }
}

fn context(name: &str) -> String {
    format!("recado/keys/phrase/{name}")
}
