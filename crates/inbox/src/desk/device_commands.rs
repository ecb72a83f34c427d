//! What the window may ask of the clinic's computers.

use crate::{
    desk::Desk,
    devices,
    error::InboxError,
    staff::roles,
    view::devices::{DevicesView, JoiningView},
};
use recado_domain::id::DeviceId;
use recado_protocol::id::DeviceId as AtRelay;

impl Desk {
    /// Returns the clinic's computers, and to owners who asks to be let in.
    ///
    /// # Errors
    /// [`InboxError::Locked`], storage.
    pub async fn devices_view(&self) -> Result<DevicesView, InboxError> {
        roles::at_work(self)?;
        devices::show::devices(self).await
    }

    /// Lets a computer in whose screen shows this code, too.
    ///
    /// # Errors
    /// [`InboxError::CodeChanged`] when the code is not that of the computer that would be let in, an unreachable relay,
    /// storage.
    pub async fn let_in(&self, device: DeviceId, code: String) -> Result<(), InboxError> {
        roles::decides(self)?;
        devices::letting_in::let_in(self, AtRelay(device.0), code).await
    }

    /// Turns away a computer that asks to be let in.
    ///
    /// # Errors
    /// An unreachable relay, storage.
    pub async fn turn_away(&self, device: DeviceId) -> Result<(), InboxError> {
        roles::decides(self)?;
        devices::letting_in::turn_away(self, AtRelay(device.0)).await
    }

    /// Gives a computer another name.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`], an unreachable relay, storage.
    pub async fn rename_device(&self, device: DeviceId, name: String) -> Result<(), InboxError> {
        roles::decides(self)?;
        devices::removing::rename(self, AtRelay(device.0), name).await
    }

    /// Takes a computer out: it can open nothing of what comes from now on.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`] for this computer itself, an unreachable relay, storage.
    pub async fn remove_device(&self, device: DeviceId) -> Result<(), InboxError> {
        roles::decides(self)?;
        devices::removing::remove(self, AtRelay(device.0)).await
    }

    /// Returns how far this computer's own way in has got; nothing when it does not ask.
    ///
    /// # Errors
    /// Storage.
    pub async fn joining_view(&self) -> Result<Option<JoiningView>, InboxError> {
        roles::sets_up(self)?;
        devices::show::joining(self).await
    }

    /// Says that both screens show this code.
    ///
    /// # Errors
    /// [`InboxError::CodeChanged`] when it is not the one that stands here, storage.
    pub async fn confirm_joining(&self, code: String) -> Result<(), InboxError> {
        roles::sets_up(self)?;
        devices::joining::confirm(self, code).await
    }

    /// Gives up asking to be let in.
    ///
    /// # Errors
    /// Storage.
    pub async fn give_up_joining(&self) -> Result<(), InboxError> {
        roles::sets_up(self)?;
        devices::joining::give_up(self).await
    }
}
