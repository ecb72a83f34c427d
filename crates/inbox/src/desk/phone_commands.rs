//! What the window may ask of calls through the clinic's telephone vendor.

use crate::{
    desk::Desk,
    error::InboxError,
    phone::{self, settings},
    view::phone::{OwnPhoneView, PhoneVendorForm, PhoneVendorView, Ring},
};
use recado_domain::{id::AlertId, phone::Phone};

impl Desk {
    /// Rings the telephone of whoever is signed in through the clinic's vendor, and connects it with a number.
    ///
    /// # Errors
    /// [`InboxError::Locked`], storage; that nothing rings is an answer.
    pub async fn ring(&self, alert: AlertId, to: &Phone) -> Result<Ring, InboxError> {
        phone::ring(self, alert, to).await
    }

    /// Returns the clinic's telephone vendor.
    ///
    /// # Errors
    /// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn phone_vendor(&self) -> Result<PhoneVendorView, InboxError> {
        settings::vendor(self).await
    }

    /// Keeps the clinic's telephone vendor.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
    pub async fn save_phone_vendor(&self, vendor: PhoneVendorForm) -> Result<(), InboxError> {
        settings::save_vendor(self, vendor).await
    }

    /// Returns the telephone of whoever is signed in.
    ///
    /// # Errors
    /// [`InboxError::Locked`], storage.
    pub async fn own_phone(&self) -> Result<OwnPhoneView, InboxError> {
        settings::own(self).await
    }

    /// Keeps the telephone of whoever is signed in.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`], [`InboxError::Locked`], storage.
    pub async fn save_own_phone(&self, number: String) -> Result<(), InboxError> {
        settings::save_own(self, number).await
    }
}
