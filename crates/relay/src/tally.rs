//! What has come in, summed up for the log: once a second a line for each clinic and channel, never of one message.
//!
//! Shape: `{"message":"webhooks kept","channel":"whatsapp","tenantId":"6b1f…","webhooks":12,"inboundCount":9,
//! "statusCount":3}` (R13).

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::http::StatusCode;
use recado_protocol::channel::MetaObject;
use recado_webhook::counts::count;
use recado_webhook::payload;

use crate::buffer::ClinicRow;
use crate::tenants::Tenants;

/// Through which channel something came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    WhatsApp,
    Messenger,
    Instagram,
    Unreadable,
}

impl Kind {
    pub(crate) fn of(object: Option<MetaObject>) -> Self {
        match object {
            Some(MetaObject::WhatsApp) => Self::WhatsApp,
            Some(MetaObject::Page) => Self::Messenger,
            Some(MetaObject::Instagram) => Self::Instagram,
            None => Self::Unreadable,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::WhatsApp => "whatsapp",
            Self::Messenger => "messenger",
            Self::Instagram => "instagram",
            Self::Unreadable => "unreadable",
        }
    }
}

#[derive(Default)]
struct Sums {
    kept: BTreeMap<(ClinicRow, Kind), Kept>,
    refused: BTreeMap<u16, u64>,
    dropped: u64,
    unclaimed: u64,
}

#[derive(Default)]
struct Kept {
    webhooks: u64,
    inbound: u64,
    statuses: u64,
}

/// The sums since the last line.
#[derive(Default)]
pub(crate) struct Tally(Mutex<Sums>);

impl Tally {
    /// Counts a kept webhook and what is in it.
    pub(crate) fn kept(&self, clinic: ClinicRow, kind: Kind, body: &[u8]) {
        let counts = count(&payload::read(body));
        let mut sums = self.lock();
        let kept = sums.kept.entry((clinic, kind)).or_default();
        kept.webhooks += 1;
        kept.inbound += counts.messages;
        kept.statuses += counts.statuses;
    }

    /// Counts a refused webhook.
    pub(crate) fn refused(&self, status: StatusCode) {
        *self.lock().refused.entry(status.as_u16()).or_default() += 1;
    }

    /// Counts what belongs to switched-off channels.
    pub(crate) fn dropped(&self, dropped: u64) {
        if dropped > 0 {
            self.lock().dropped += dropped;
        }
    }

    /// Counts what nobody has claimed.
    pub(crate) fn unclaimed(&self, unclaimed: usize) {
        if unclaimed > 0 {
            self.lock().unclaimed += unclaimed as u64;
        }
    }

    /// Logs the sums and begins anew.
    pub(crate) fn log(&self, tenants: &Tenants) {
        let sums = std::mem::take(&mut *self.lock());
        for ((clinic, kind), kept) in sums.kept {
            tracing::info!(
                channel = kind.as_str(),
                tenantId = tenants.id(clinic).map(crate::logging::tenant_hash),
                webhooks = kept.webhooks,
                inboundCount = kept.inbound,
                statusCount = kept.statuses,
                "webhooks kept"
            );
        }
        for (status, webhooks) in sums.refused {
            tracing::warn!(status, webhooks, "webhooks refused");
        }
        if sums.dropped > 0 {
            tracing::info!(
                dropped = sums.dropped,
                "entries of switched-off channels dropped"
            );
        }
        if sums.unclaimed > 0 {
            tracing::info!(
                unclaimed = sums.unclaimed,
                "entries for assets that no clinic has connected"
            );
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Sums> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
