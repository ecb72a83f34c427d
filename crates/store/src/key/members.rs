//! The members of the `keys` file: a key pair each, the private half wrapped by their passphrase, and the clinical key
//! sealed to those who may read. So the clinical key can be renewed with nobody's passphrase at hand.

use super::Key32;
use super::derive::KdfCost;
use super::file::{KeyName, KeysError, KeysFile};
use super::pair;
use super::recipient::Recipient;
use super::slot::Slot;
use recado_domain::id::StaffId;
use secrecy::SecretString;

/// The name of a private half inside its slot.
const PRIVATE_HALF: &str = "half";

/// How a member of staff stands in the `keys` file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// No passphrase, or one that opens nothing any more: they need a new one from an owner.
    NoPassphrase,
    /// Written by an earlier version; their next sign-in brings it up to date.
    Earlier,
    /// A key pair of their own.
    KeyPair,
}

/// What somebody's private half opens. After a cut-off only trying says which of the two the database has.
#[derive(Debug, Clone, Default)]
pub struct ClinicalKeys {
    /// The key in use; absent for who may not read.
    pub current: Option<Key32>,
    /// The key on its way, while the database is being re-encrypted.
    pub pending: Option<Key32>,
}

impl KeysFile {
    /// Returns how somebody stands.
    pub fn standing(&self, staff: StaffId) -> Standing {
        if self.members.contains_key(&staff) {
            Standing::KeyPair
        } else if self.passphrases.contains_key(&staff) {
            Standing::Earlier
        } else {
            Standing::NoPassphrase
        }
    }

    /// Gives a member a new key pair under this passphrase. Nothing is sealed to it yet, and an earlier one is gone.
    ///
    /// # Errors
    /// [`KeysError::NoRandomness`].
    pub fn put_member(
        &mut self,
        machine: &Key32,
        staff: StaffId,
        passphrase: &SecretString,
        cost: KdfCost,
    ) -> Result<(), KeysError> {
        let private = pair::generate()?;
        let public = pair::public_of(&private).map_err(|_| KeysError::Damaged)?;
        let slot = private_slot(&private, passphrase, cost, &member_context(staff))?;
        self.remove_member(staff);
        self.publics
            .put(machine, Recipient::Staff(staff), &public)?;
        self.members.insert(staff, slot);
        Ok(())
    }

    /// Returns a member's private half.
    ///
    /// # Errors
    /// [`KeysError::NoSlot`], [`KeysError::WrongSecret`], or [`KeysError::Damaged`] when it is not the one that the
    /// machine key vouches for.
    pub fn open_member(
        &self,
        machine: &Key32,
        staff: StaffId,
        passphrase: &SecretString,
    ) -> Result<Key32, KeysError> {
        let slot = self.members.get(&staff).ok_or(KeysError::NoSlot)?;
        let private = open_private(slot, passphrase, &member_context(staff))?;
        self.check(machine, Recipient::Staff(staff), &private)?;
        Ok(private)
    }

    /// Wraps a member's private half by another passphrase; the pair stays, and what is sealed to it.
    ///
    /// # Errors
    /// [`KeysError::NoSlot`], [`KeysError::NoRandomness`].
    pub fn rewrap_member(
        &mut self,
        staff: StaffId,
        private: &Key32,
        passphrase: &SecretString,
        cost: KdfCost,
    ) -> Result<(), KeysError> {
        let slot = private_slot(private, passphrase, cost, &member_context(staff))?;
        *self.members.get_mut(&staff).ok_or(KeysError::NoSlot)? = slot;
        Ok(())
    }

    /// Removes a member and everything sealed to them; returns whether there was one.
    pub fn remove_member(&mut self, staff: StaffId) -> bool {
        self.withdraw(Recipient::Staff(staff));
        self.remove_recipient(Recipient::Login(staff));
        self.publics.remove(Recipient::Staff(staff));
        let was_earlier = self.passphrases.remove(&staff).is_some();
        self.members.remove(&staff).is_some() || was_earlier
    }

    /// Makes a key pair known whose private half somebody else keeps (the keyring).
    ///
    /// # Errors
    /// [`KeysError::Damaged`] when it is no private half.
    pub fn put_recipient(
        &mut self,
        machine: &Key32,
        recipient: Recipient,
        private: &Key32,
    ) -> Result<(), KeysError> {
        let public = pair::public_of(private).map_err(|_| KeysError::Damaged)?;
        self.withdraw(recipient);
        self.publics.put(machine, recipient, &public)
    }

    /// Forgets a recipient and what is sealed to it; returns whether it was known.
    pub fn remove_recipient(&mut self, recipient: Recipient) -> bool {
        self.withdraw(recipient);
        self.publics.remove(recipient)
    }

    /// Returns whether a recipient is known.
    pub fn has_recipient(&self, recipient: Recipient) -> bool {
        self.publics.has(recipient)
    }

    /// Returns whether the clinical key is sealed to a recipient.
    pub fn reaches(&self, recipient: Recipient) -> bool {
        self.clinical.has(recipient)
    }

    /// Seals the clinical key to a recipient.
    ///
    /// # Errors
    /// [`KeysError::NoSlot`] for one that is not known, [`KeysError::Damaged`] for one that the machine key does not
    /// vouch for.
    pub fn seal_clinical(
        &mut self,
        machine: &Key32,
        recipient: Recipient,
        clinical: &Key32,
    ) -> Result<(), KeysError> {
        let public = self.publics.get(machine, recipient)?;
        self.clinical.put(recipient, &public, clinical)
    }

    /// Takes the clinical key away from a recipient. Who has it in their head keeps it until it is renewed.
    pub fn withdraw(&mut self, recipient: Recipient) {
        self.clinical.remove(recipient);
        self.pending.remove(recipient);
    }

    /// Returns the clinical keys sealed to this private half.
    ///
    /// # Errors
    /// [`KeysError::WrongSecret`] or [`KeysError::Damaged`].
    pub fn clinical_keys(
        &self,
        recipient: Recipient,
        private: &Key32,
    ) -> Result<ClinicalKeys, KeysError> {
        Ok(ClinicalKeys {
            current: self.clinical.open(recipient, private)?,
            pending: self.pending.open(recipient, private)?,
        })
    }

    /// Proves that a private half is the one the machine key vouches for.
    ///
    /// # Errors
    /// [`KeysError::NoSlot`] or [`KeysError::Damaged`].
    pub fn check(
        &self,
        machine: &Key32,
        recipient: Recipient,
        private: &Key32,
    ) -> Result<(), KeysError> {
        let public = pair::public_of(private).map_err(|_| KeysError::Damaged)?;
        if self.publics.get(machine, recipient)? == public {
            Ok(())
        } else {
            Err(KeysError::Damaged)
        }
    }

    /// Seals a new clinical key, on its way, to these and nobody else. To be saved before the database changes.
    ///
    /// # Errors
    /// As [`KeysFile::seal_clinical`].
    pub fn prepare_renewal(
        &mut self,
        machine: &Key32,
        recipients: &[Recipient],
        new: &Key32,
    ) -> Result<(), KeysError> {
        self.pending.clear();
        for recipient in recipients {
            let public = self.publics.get(machine, *recipient)?;
            self.pending.put(*recipient, &public, new)?;
        }
        Ok(())
    }

    /// Returns whether a new clinical key is on its way.
    pub fn is_renewing(&self) -> bool {
        !self.pending.is_empty()
    }

    /// The database has the new key: it takes the old one's place. What only earlier versions could open is gone.
    pub fn finish_renewal(&mut self) {
        if self.is_renewing() {
            self.clinical = std::mem::take(&mut self.pending);
            self.passphrases.clear();
        }
    }

    /// The database still has the old key: the new one is forgotten.
    pub fn abandon_renewal(&mut self) {
        self.pending.clear();
    }

    /// Makes the emergency code's slot anew; an earlier code opens nothing any more.
    ///
    /// # Errors
    /// [`KeysError::NoRandomness`].
    pub fn set_emergency(
        &mut self,
        machine: &Key32,
        code: &SecretString,
        cost: KdfCost,
        clinical: &Key32,
    ) -> Result<(), KeysError> {
        let private = pair::generate()?;
        self.emergency = Some(private_slot(&private, code, cost, "emergency")?);
        self.put_recipient(machine, Recipient::Emergency, &private)?;
        self.seal_clinical(machine, Recipient::Emergency, clinical)
    }

    /// Returns the emergency code's private half.
    ///
    /// # Errors
    /// [`KeysError::NoSlot`] or [`KeysError::WrongSecret`].
    pub fn open_emergency(&self, machine: &Key32, code: &SecretString) -> Result<Key32, KeysError> {
        let slot = self.emergency.as_ref().ok_or(KeysError::NoSlot)?;
        let private = open_private(slot, code, "emergency")?;
        self.check(machine, Recipient::Emergency, &private)?;
        Ok(private)
    }

    /// Returns whether there is an emergency code.
    pub fn has_emergency(&self) -> bool {
        self.emergency.is_some()
    }

    /// Makes the emergency code open nothing any more.
    pub fn void_emergency(&mut self) {
        self.emergency = None;
        self.remove_recipient(Recipient::Emergency);
    }
}

fn member_context(staff: StaffId) -> String {
    format!("member/{staff}")
}

pub(super) fn private_slot(
    private: &Key32,
    secret: &SecretString,
    cost: KdfCost,
    context: &str,
) -> Result<Slot, KeysError> {
    let name = KeyName::Private(PRIVATE_HALF.to_owned());
    Slot::new(secret, cost, context, &[(name, private)])
}

pub(super) fn open_private(
    slot: &Slot,
    secret: &SecretString,
    context: &str,
) -> Result<Key32, KeysError> {
    slot.open(secret, context)?
        .remove(&KeyName::Private(PRIVATE_HALF.to_owned()))
        .ok_or(KeysError::NoSlot)
}
