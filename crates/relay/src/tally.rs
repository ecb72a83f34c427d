//! What has come in, summed up for the log: once a second a line for each clinic and channel, never of one message.
//!
//! Shape: `{"message":"webhooks kept","channel":"whatsapp","tenantId":"6b1f…","webhooks":12,"inboundCount":9,
//! "statusCount":3}` (R13).

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::http::StatusCode;
use recado_protocol::channel::MetaObject;
use recado_webhook::counts::arrivals;

use crate::buffer::ClinicRow;
use crate::metrics::{head, line};
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
    const ALL: [Self; 4] = [
        Self::WhatsApp,
        Self::Messenger,
        Self::Instagram,
        Self::Unreadable,
    ];

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

impl Sums {
    fn add(&mut self, more: &Self) {
        for (key, kept) in &more.kept {
            let own = self.kept.entry(*key).or_default();
            own.webhooks += kept.webhooks;
            own.inbound += kept.inbound;
            own.statuses += kept.statuses;
        }
        for (status, refused) in &more.refused {
            *self.refused.entry(*status).or_default() += refused;
        }
        self.dropped += more.dropped;
        self.unclaimed += more.unclaimed;
    }
}

#[derive(Default)]
struct Kept {
    webhooks: u64,
    inbound: u64,
    statuses: u64,
}

/// The sums since the last line, and those of before.
#[derive(Default)]
pub(crate) struct Tally {
    sums: Mutex<Sums>,
    before: Mutex<Sums>,
}

impl Tally {
    /// Counts a kept webhook and what is in it.
    pub(crate) fn kept(&self, clinic: ClinicRow, kind: Kind, body: &[u8]) {
        let arrived = arrivals(body);
        let mut sums = self.lock();
        let kept = sums.kept.entry((clinic, kind)).or_default();
        kept.webhooks += 1;
        kept.inbound += arrived.messages;
        kept.statuses += arrived.statuses;
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
        let sums = {
            let mut before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
            let sums = std::mem::take(&mut *self.lock());
            before.add(&sums);
            sums
        };
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

    /// Writes all that has come in since the start, for Prometheus.
    pub(crate) fn write_metrics(&self, out: &mut String, tenants: &Tenants) {
        let mut all = Sums::default();
        {
            let before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
            all.add(&before);
            all.add(&self.lock());
        }
        type Count = fn(&Kept) -> u64;
        let (webhooks, inbound, statuses): (Count, Count, Count) = (
            |kept| kept.webhooks,
            |kept| kept.inbound,
            |kept| kept.statuses,
        );
        let counters = [
            ("webhooks", "Webhooks kept.", webhooks),
            ("inbound_messages", "Messages in them.", inbound),
            ("status_updates", "Statuses in them.", statuses),
        ];
        for kind in Kind::ALL {
            for (what, help, count) in counters {
                let name = format!("{}_{what}_total", kind.as_str());
                head(out, &name, help, "counter");
                let kept = all.kept.iter().filter(|((_, of), _)| *of == kind);
                for ((clinic, _), kept) in kept {
                    let tenant = tenants.id(*clinic).map(crate::logging::tenant_hash);
                    let tenant = tenant.unwrap_or_default();
                    line(out, &format!("{name}{{tenant=\"{tenant}\"}}"), count(kept));
                }
            }
        }
        let name = "recado_webhooks_refused_total";
        head(
            out,
            name,
            "Webhooks answered with anything but 200.",
            "counter",
        );
        for (status, refused) in &all.refused {
            line(out, &format!("{name}{{status=\"{status}\"}}"), refused);
        }
        let name = "recado_entries_dropped_total";
        head(out, name, "Entries of switched-off channels.", "counter");
        line(out, name, all.dropped);
        let name = "recado_entries_unclaimed_total";
        head(
            out,
            name,
            "Entries for assets no clinic has connected.",
            "counter",
        );
        line(out, name, all.unclaimed);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Sums> {
        self.sums.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
