//! To whom the clinical key is sealed, and how a public half in the `keys` file is known to be the clinic's own.
//!
//! The file lies beside the databases for everybody on this computer to write. So each public half carries a tag by
//! the machine key: a half that somebody put there is not sealed to.

use super::pair::{self, PublicKey};
use super::slot::{from_hex, hex};
use super::{Key32, file::KeysError};
use hmac::{Hmac, KeyInit, Mac};
use recado_domain::id::StaffId;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::collections::BTreeMap;
use zeroize::Zeroize;

/// Somebody, or some paper, whose private half opens the clinical key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recipient {
    /// A member of staff; their passphrase wraps the private half.
    Staff(StaffId),
    /// The same person by this computer's login; the system's keyring holds the private half.
    Login(StaffId),
    /// The recovery phrase.
    Phrase,
    /// The emergency code.
    Emergency,
}

impl Recipient {
    pub(crate) fn to_text(self) -> String {
        match self {
            Self::Staff(staff) => format!("staff/{staff}"),
            Self::Login(staff) => format!("login/{staff}"),
            Self::Phrase => "phrase".to_owned(),
            Self::Emergency => "emergency".to_owned(),
        }
    }
}

/// A public half as it lies in the file. Hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Tagged {
    key: String,
    tag: String,
}

/// The public halves, by recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Publics(BTreeMap<String, Tagged>);

impl Publics {
    pub(crate) fn put(
        &mut self,
        machine: &Key32,
        recipient: Recipient,
        public: &PublicKey,
    ) -> Result<(), KeysError> {
        let name = recipient.to_text();
        let tag = tagging(machine, &name, &public.0)?.finalize();
        let tagged = Tagged {
            key: hex(&public.0),
            tag: hex(&tag.into_bytes()),
        };
        self.0.insert(name, tagged);
        Ok(())
    }

    /// Returns a public half that the machine key vouches for.
    pub(crate) fn get(
        &self,
        machine: &Key32,
        recipient: Recipient,
    ) -> Result<PublicKey, KeysError> {
        let name = recipient.to_text();
        let tagged = self.0.get(&name).ok_or(KeysError::NoSlot)?;
        let key = from_hex(&tagged.key).ok_or(KeysError::Damaged)?;
        let key: [u8; 32] = key.try_into().map_err(|_| KeysError::Damaged)?;
        let tag = from_hex(&tagged.tag).ok_or(KeysError::Damaged)?;
        tagging(machine, &name, &key)?
            .verify_slice(&tag)
            .map_err(|_| KeysError::Damaged)?;
        Ok(PublicKey(key))
    }

    pub(crate) fn has(&self, recipient: Recipient) -> bool {
        self.0.contains_key(&recipient.to_text())
    }

    pub(crate) fn remove(&mut self, recipient: Recipient) -> bool {
        self.0.remove(&recipient.to_text()).is_some()
    }
}

fn tagging(machine: &Key32, name: &str, key: &[u8; 32]) -> Result<Hmac<Sha256>, KeysError> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(machine.expose()).map_err(|_| KeysError::Damaged)?;
    mac.update(b"recado/keys/public/");
    mac.update(name.as_bytes());
    mac.update(b"/");
    mac.update(key);
    Ok(mac)
}

/// A key, sealed once for each recipient. Hexadecimal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Sealings(BTreeMap<String, String>);

impl Sealings {
    pub(crate) fn put(
        &mut self,
        recipient: Recipient,
        public: &PublicKey,
        key: &Key32,
    ) -> Result<(), KeysError> {
        let name = recipient.to_text();
        let sealed =
            pair::seal(public, &context(&name), key.expose()).map_err(|_| KeysError::Damaged)?;
        self.0.insert(name, hex(&sealed));
        Ok(())
    }

    /// Returns the key, or nothing when none was sealed to this recipient.
    pub(crate) fn open(
        &self,
        recipient: Recipient,
        private: &Key32,
    ) -> Result<Option<Key32>, KeysError> {
        let name = recipient.to_text();
        let Some(sealed) = self.0.get(&name) else {
            return Ok(None);
        };
        let sealed = from_hex(sealed).ok_or(KeysError::Damaged)?;
        let mut plain =
            pair::open(private, &context(&name), &sealed).map_err(|_| KeysError::WrongSecret)?;
        let key = Key32::from_slice(&plain).ok_or(KeysError::Damaged);
        plain.zeroize();
        key.map(Some)
    }

    pub(crate) fn has(&self, recipient: Recipient) -> bool {
        self.0.contains_key(&recipient.to_text())
    }

    pub(crate) fn remove(&mut self, recipient: Recipient) {
        self.0.remove(&recipient.to_text());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

fn context(recipient: &str) -> String {
    format!("recado/keys/clinical/{recipient}")
}
