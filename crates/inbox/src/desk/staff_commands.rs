//! What the window may ask about staff and the session: one method a command.

use crate::{
    desk::Desk,
    error::InboxError,
    session,
    staff::{emergency, login, members, phrase, roles, show},
    view::staff::{EmergencyForm, SessionView, StaffListView},
};
use recado_domain::{id::StaffId, staff::Role};

impl Desk {
    /// Returns everybody, for an owner.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], storage.
    pub async fn staff_list(&self) -> Result<StaffListView, InboxError> {
        show::list(self).await
    }

    /// Returns how the session stands, also while nobody is signed in.
    ///
    /// # Errors
    /// Storage.
    pub async fn session_view(&self) -> Result<SessionView, InboxError> {
        show::session(self).await
    }

    /// Adds a member of staff.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::WeakPassphrase`], [`InboxError::InvalidInput`], storage.
    pub async fn add_staff(
        &self,
        name: String,
        role: Role,
        passphrase: String,
    ) -> Result<StaffId, InboxError> {
        roles::decides(self)?;
        members::add(self, name, role, passphrase).await
    }

    /// Renames a member of staff.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::InvalidInput`], [`InboxError::NotFound`], storage.
    pub async fn rename_staff(&self, staff: StaffId, name: String) -> Result<(), InboxError> {
        members::rename(self, staff, name).await
    }

    /// Gives a member of staff another role; taking the clinical key away renews it before this returns.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::LastOwner`], [`InboxError::NewPhraseNeeded`], storage.
    pub async fn change_staff_role(&self, staff: StaffId, role: Role) -> Result<(), InboxError> {
        members::change_role(self, staff, role).await
    }

    /// Removes a member of staff; if they read patients, the clinical key is renewed before this returns.
    ///
    /// # Errors
    /// As [`Desk::change_staff_role`].
    pub async fn remove_staff(&self, staff: StaffId) -> Result<(), InboxError> {
        members::remove(self, staff).await
    }

    /// Gives a member of staff a new passphrase.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::WeakPassphrase`], [`InboxError::NotFound`], storage.
    pub async fn reset_passphrase(
        &self,
        staff: StaffId,
        passphrase: String,
    ) -> Result<(), InboxError> {
        roles::decides(self)?;
        members::reset_passphrase(self, staff, passphrase).await
    }

    /// Changes the passphrase of whoever is signed in.
    ///
    /// # Errors
    /// [`InboxError::WrongPassphrase`], [`InboxError::TooManyAttempts`], [`InboxError::WeakPassphrase`], storage.
    pub async fn change_passphrase(&self, old: String, new: String) -> Result<(), InboxError> {
        roles::at_work(self)?;
        members::change_passphrase(self, old, new).await
    }

    /// Lets a member of staff in by this computer's login from now on.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], keyring, storage.
    pub async fn allow_login(&self, staff: StaffId) -> Result<(), InboxError> {
        login::allow(self, staff).await
    }

    /// Asks a member of staff for their passphrase again.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::NotFound`], keyring, storage.
    pub async fn forbid_login(&self, staff: StaffId) -> Result<(), InboxError> {
        login::forbid(self, staff).await
    }

    /// Signs a member of staff in by this computer's login.
    ///
    /// # Errors
    /// [`InboxError::WrongPassphrase`] when that is not allowed, keyring, storage.
    pub async fn unlock_with_login(&self, staff: StaffId) -> Result<(), InboxError> {
        session::unlock::unlock_with_login(self, staff).await
    }

    /// Makes an emergency code and returns its words, this once.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], storage.
    pub async fn make_emergency_code(&self) -> Result<Vec<String>, InboxError> {
        emergency::make(self).await
    }

    /// Makes the emergency code open nothing any more.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
    pub async fn void_emergency_code(&self) -> Result<(), InboxError> {
        emergency::void(self).await
    }

    /// Lets whoever has the emergency code in, for an hour.
    ///
    /// # Errors
    /// [`InboxError::WrongCode`], [`InboxError::TooManyAttempts`], [`InboxError::InvalidInput`], storage.
    pub async fn use_emergency_code(&self, form: EmergencyForm) -> Result<(), InboxError> {
        emergency::enter(self, form).await
    }

    /// Notes that the owner at the desk knows of a use of the emergency code.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
    pub async fn acknowledge_emergency(&self, emergency: StaffId) -> Result<(), InboxError> {
        emergency::acknowledge(self, emergency).await
    }

    /// Returns a new recovery phrase to be written down.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`].
    pub async fn new_recovery_phrase(&self) -> Result<Vec<String>, InboxError> {
        phrase::new(self)
    }

    /// Confirms the new recovery phrase; the old one opens nothing any more.
    ///
    /// # Errors
    /// [`InboxError::WrongPhrase`], [`InboxError::NotAllowed`], storage.
    pub async fn confirm_new_recovery_phrase(
        &self,
        positions: Vec<u32>,
        words: Vec<String>,
    ) -> Result<(), InboxError> {
        phrase::confirm(self, &positions, &words).await
    }

    /// Gives an owner who has the recovery phrase a new passphrase and signs them in.
    ///
    /// # Errors
    /// [`InboxError::WrongPhrase`], [`InboxError::WeakPassphrase`], [`InboxError::NotAllowed`], storage.
    pub async fn recover_owner(
        &self,
        staff: StaffId,
        words: Vec<String>,
        passphrase: String,
    ) -> Result<(), InboxError> {
        phrase::recover_owner(self, staff, &words, passphrase).await
    }
}
