//! Whose turn it is to ask a service: of several computers one asks, and tells the others what it heard. It gives the turn
//! up once everything is told; who takes it then has first read all that the relay has for it.

use crate::{
    connect,
    desk::Desk,
    error::InboxError,
    lease::{self, Duty, Lease},
};

/// The turn to ask a service.
#[derive(Default)]
pub(super) struct Turn {
    lease: Option<Lease>,
    /// Whether everything that was told before it was taken is here.
    has_read: bool,
}

impl Turn {
    /// Returns whether it is this computer's turn, having taken it if it was nobody's.
    ///
    /// # Errors
    /// An unreachable relay: notes wait. Storage.
    pub async fn take(&mut self, desk: &Desk) -> Result<bool, InboxError> {
        // Alone, it is asked each time: another computer may have come.
        let is_agreed = |it: &Lease| it.is_held() && !it.is_alone();
        if !self.lease.as_ref().is_some_and(is_agreed) {
            self.has_read = false;
            self.lease = lease::hold(desk, Duty::Transcripts).await?;
        }
        let Some(lease) = &self.lease else {
            return Ok(false);
        };
        if lease.is_alone() || self.has_read {
            return Ok(true);
        }
        let Some((client, _)) = connect::relay_client(desk).await? else {
            return Ok(false);
        };
        // What is acknowledged is filed.
        self.has_read = client.status().await?.waiting == 0;
        Ok(self.has_read)
    }

    /// Returns whether it is still this computer's.
    pub fn is_held(&self) -> bool {
        self.lease.as_ref().is_some_and(Lease::is_held)
    }

    /// Leaves it to another computer.
    pub fn give_up(&mut self) {
        *self = Self::default();
    }
}
