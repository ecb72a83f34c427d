//! What things are called so that every computer of the clinic means the same, and nobody else can tell what.
//!
//! The keys of the people index are each computer's own. What all computers of a clinic share, and the relay does not, is
//! the seed of the clinic's identity.

use aws_lc_rs::hmac;
use recado_domain::{address::Address, channel::ChannelKind, id::StaffId};
use recado_protocol::lease::LeaseName;
use recado_store::{
    Conn,
    clinic::{
        channels::Channel,
        key_pairs::{self, PairName},
        staff,
        together::SharedName,
    },
    error::StoreError,
};
use serde::{Deserialize, Serialize};

/// A channel as every computer of the clinic knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChannelRef {
    /// What it is at Meta.
    pub kind: ChannelKind,
    /// WhatsApp Business Account, Page or Instagram account.
    pub asset: String,
    /// WhatsApp's phone number id.
    pub number: Option<String>,
}

impl ChannelRef {
    /// Returns how a channel is known.
    pub fn of(channel: &Channel) -> Self {
        Self {
            kind: channel.kind,
            asset: channel.asset_id.clone(),
            number: channel.number_id.clone(),
        }
    }
}

/// The key of names that all computers of the clinic make alike.
pub(crate) struct SharedKey(hmac::Key);

impl SharedKey {
    /// Returns the key; nothing while this computer has no clinic.
    ///
    /// # Errors
    /// Storage.
    pub fn of(conn: &Conn) -> Result<Option<Self>, StoreError> {
        let pair = key_pairs::get(conn, PairName::ClinicIdentity)?;
        let seed = pair.and_then(|pair| pair.private);
        Ok(seed.map(|seed| {
            let seed = hmac::Key::new(hmac::HMAC_SHA256, seed.expose());
            let key = hmac::sign(&seed, b"recado/shared-names/v1");
            Self(hmac::Key::new(hmac::HMAC_SHA256, key.as_ref()))
        }))
    }

    /// Returns what every computer calls a message.
    pub fn message(&self, channel: &ChannelRef, provider_id: &str) -> SharedName {
        let number = channel.number.as_deref().unwrap_or_default();
        let kind = channel.kind.as_str();
        SharedName(self.hash(&["message", kind, &channel.asset, number, provider_id]))
    }

    /// Returns what every computer calls something that one of them does at a time.
    pub fn lease(&self, name: &str) -> LeaseName {
        LeaseName::from_hash(&self.hash(&["lease", name]))
    }

    /// Returns what every computer calls somebody on a channel, by an address that Meta told all of them.
    pub fn contact(&self, channel: &ChannelRef, address: &Address) -> SharedName {
        let told = match address {
            Address::Phone(phone) => phone.as_e164(),
            Address::UserId(id) | Address::PageScoped { id, .. } => id,
        };
        let number = channel.number.as_deref().unwrap_or_default();
        let kind = channel.kind.as_str();
        let parts = ["acknowledgement", kind, &channel.asset, number, told];
        SharedName(self.hash(&parts))
    }

    /// Returns what every computer calls an acknowledgement of a contact, which one of them sends.
    pub fn acknowledgement(&self, channel: &ChannelRef, address: &Address) -> LeaseName {
        LeaseName::from_hash(&self.contact(channel, address).0)
    }

    fn hash(&self, parts: &[&str]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part.as_bytes());
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.sign().as_ref());
        hash
    }
}

/// Returns who a member of staff of another computer is here: the same id where one was put back from a copy of the other,
/// else whoever alone has the name; nobody of this computer's otherwise.
///
/// # Errors
/// Storage.
pub(crate) fn colleague(conn: &Conn, id: StaffId, name: &str) -> Result<StaffId, StoreError> {
    let members = staff::all(conn)?;
    if members.iter().any(|member| member.id == id) {
        return Ok(id);
    }
    let folded = |name: &str| name.trim().to_lowercase();
    let wanted = folded(name);
    let mut named = members
        .iter()
        .filter(|member| folded(&member.name) == wanted);
    match (named.next(), named.next()) {
        (Some(only), None) => Ok(only.id),
        (Some(_), Some(_)) | (None, _) => Ok(id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use recado_store::{
        clinic::{Clinic, key_pairs::KeyPair},
        key::Key32,
    };

    fn clinic_of(seed: [u8; 32]) -> (Clinic, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let clinic = Clinic::create(folder.path(), &Key32::generate().unwrap()).unwrap();
        assert!(clinic.read(SharedKey::of).unwrap().is_none());
        let pair = KeyPair {
            public: None,
            private: Some(Key32::from_bytes(seed)),
        };
        clinic
            .write(|tx| key_pairs::put(tx, PairName::ClinicIdentity, &pair))
            .unwrap();
        (clinic, folder)
    }

    fn channel(asset: &str, number: Option<&str>) -> ChannelRef {
        ChannelRef {
            kind: ChannelKind::WhatsApp,
            asset: asset.into(),
            number: number.map(str::to_owned),
        }
    }

    #[test]
    fn two_computers_of_one_clinic_call_a_message_the_same_and_another_clinics_do_not() {
        let (one, _one) = clinic_of([1; 32]);
        let (other, _other) = clinic_of([1; 32]);
        let (stranger, _stranger) = clinic_of([2; 32]);
        let name = |clinic: &Clinic, channel: &ChannelRef, id: &str| {
            let key = clinic.read(SharedKey::of).unwrap().unwrap();
            key.message(channel, id)
        };
        let here = channel("10", Some("20"));
        let said = name(&one, &here, "wamid.1");
        assert_eq!(said, name(&other, &here, "wamid.1"));
        assert_ne!(said, name(&stranger, &here, "wamid.1"));
        assert_ne!(said, name(&one, &here, "wamid.2"));
        assert_ne!(said, name(&one, &channel("10", None), "wamid.1"));
        assert_ne!(said, name(&one, &channel("1", Some("020")), "wamid.1"));
        let key = one.read(SharedKey::of).unwrap().unwrap();
        assert_ne!(key.lease("replies"), key.lease("summaries"));
    }
}
