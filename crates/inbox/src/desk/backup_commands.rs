//! What the window may ask of backups, and of a restore in the first run.

use crate::{
    backup::{self, restore, show},
    desk::Desk,
    error::InboxError,
    people::Watcher,
    staff::roles,
    view::backup::{BackupNote, BackupPlan, BackupProgress, BackupView, FoundBackup, RestoreForm},
};

impl Desk {
    /// Returns how backups stand.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn backup_view(&self) -> Result<BackupView, InboxError> {
        show::view(self).await
    }

    /// Returns what everybody at the desk should know of backups.
    ///
    /// # Errors
    /// [`InboxError::Locked`], storage.
    pub async fn backup_note(&self) -> Result<BackupNote, InboxError> {
        show::note(self).await
    }

    /// Keeps where and when backups are made.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`], [`InboxError::Backup`], [`InboxError::NotAllowed`], storage.
    pub async fn plan_backups(&self, plan: BackupPlan) -> Result<(), InboxError> {
        backup::choose(self, plan).await
    }

    /// Makes a backup now; done when this returns.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] without a plan, [`InboxError::Backup`], [`InboxError::NotAllowed`], storage.
    pub async fn make_backup(&self) -> Result<(), InboxError> {
        backup::by_hand(self).await
    }

    /// Lets through who may choose a folder of this computer: owners, and everybody while there is no owner yet.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn choose_folder(&self) -> Result<(), InboxError> {
        roles::sets_up(self)
    }

    /// Looks for backups in a folder; before there is a clinic here.
    ///
    /// # Errors
    /// [`InboxError::ClinicHere`], [`InboxError::Backup`].
    pub async fn look_for_backups(&self, folder: String) -> Result<Vec<FoundBackup>, InboxError> {
        restore::look(self, folder).await
    }

    /// Restores a backup; before there is a clinic here.
    ///
    /// # Errors
    /// [`InboxError::ClinicHere`], [`InboxError::WrongPhrase`], [`InboxError::Backup`], storage.
    pub async fn restore_backup(&self, form: RestoreForm) -> Result<(), InboxError> {
        restore::restore(self, form).await
    }

    /// Returns how far a restore has got.
    ///
    /// # Errors
    /// None.
    pub async fn restore_progress(&self) -> Result<Option<BackupProgress>, InboxError> {
        Ok(self.inner.backup.progress())
    }

    /// Lets a test see how far a backup or a restore has got, to stop the process there.
    #[doc(hidden)]
    pub fn watch_backup(&self, watcher: Watcher) {
        self.inner.backup.steps.watch(watcher);
    }
}
