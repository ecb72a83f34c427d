//! Slots of the `keys` file: keys wrapped by a key, or by a secret that a person knows.

use super::Key32;
use super::derive::{Kdf, KdfCost};
use super::file::{KeyName, KeysError};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Wrapped keys, each by the name of what it opens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Wrapped(BTreeMap<String, String>);

/// Keys wrapped by a secret that a person knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Slot {
    kdf: Kdf,
    pub(crate) keys: Wrapped,
}

impl Slot {
    pub(crate) fn new(
        secret: &SecretString,
        cost: KdfCost,
        context: &str,
        keys: &[(KeyName, &Key32)],
    ) -> Result<Self, KeysError> {
        let mut slot = Self {
            kdf: Kdf::fresh(cost)?,
            keys: Wrapped::default(),
        };
        let wrapping = slot.wrapping(secret)?;
        for (name, key) in keys {
            slot.keys.put(&wrapping, context, name, key)?;
        }
        Ok(slot)
    }

    /// Returns the slot with this key and no other; nothing when it holds none of that name.
    pub(crate) fn only(&self, name: &KeyName) -> Option<Self> {
        let name = name.to_text();
        let wrapped = self.keys.0.get(&name)?.clone();
        Some(Self {
            kdf: self.kdf.clone(),
            keys: Wrapped(BTreeMap::from([(name, wrapped)])),
        })
    }

    pub(crate) fn wrapping(&self, secret: &SecretString) -> Result<Key32, KeysError> {
        self.kdf.key(secret).ok_or(KeysError::Damaged)
    }

    pub(crate) fn open(
        &self,
        secret: &SecretString,
        context: &str,
    ) -> Result<BTreeMap<KeyName, Key32>, KeysError> {
        let wrapping = self.wrapping(secret)?;
        let names = self.keys.0.keys().map(|name| KeyName::from_text(name));
        names
            .map(|name| Ok((name.clone(), self.keys.open(&wrapping, context, &name)?)))
            .collect()
    }
}

impl Wrapped {
    pub(crate) fn put(
        &mut self,
        wrapping: &Key32,
        context: &str,
        name: &KeyName,
        key: &Key32,
    ) -> Result<(), KeysError> {
        let name = name.to_text();
        let wrapped = wrapping.wrap(&format!("recado/{context}/{name}"), key)?;
        self.0.insert(name, hex(&wrapped));
        Ok(())
    }

    pub(crate) fn open(
        &self,
        wrapping: &Key32,
        context: &str,
        name: &KeyName,
    ) -> Result<Key32, KeysError> {
        let name = name.to_text();
        let wrapped = self.0.get(&name).ok_or(KeysError::NoSlot)?;
        let wrapped = from_hex(wrapped).ok_or(KeysError::Damaged)?;
        wrapping
            .unwrap_key(&format!("recado/{context}/{name}"), &wrapped)
            .map_err(|_| KeysError::WrongSecret)
    }
}

impl KeyName {
    fn to_text(&self) -> String {
        match self {
            Self::Machine => "machine".into(),
            Self::Token => "token".into(),
            Self::Leads => "leads".into(),
            Self::Clinical => "clinical".into(),
            Self::Private(name) => format!("private:{name}"),
        }
    }

    fn from_text(text: &str) -> Self {
        match text {
            "machine" => Self::Machine,
            "token" => Self::Token,
            "leads" => Self::Leads,
            "clinical" => Self::Clinical,
            other => Self::Private(other.strip_prefix("private:").unwrap_or(other).into()),
        }
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16);
    digits
        .chunks(2)
        .map(|pair| u8::try_from(value(pair[0])? * 16 + value(pair[1])?).ok())
        .collect()
}
