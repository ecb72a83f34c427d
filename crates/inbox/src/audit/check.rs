//! Verifying the audit: at the start, once a day, and when the owner asks. Old calls to Meta are forgotten before it.

use crate::{
    desk::{Desk, Inner, Notice, blocking},
    error::InboxError,
    view::{
        audit::{AuditCheckView, AuditFault, AuditFaultView, AuditLog},
        change::Change,
    },
};
use recado_domain::staff::Role;
use recado_store::{
    clinic::audit::{
        calls,
        verify::{self, Chain, Fault, Log},
    },
    error::StoreError,
};
use std::{
    sync::{PoisonError, Weak},
    time::Duration,
};

/// How often it is done by itself.
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long calls to Meta are kept.
const CALLS_KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// Starts verifying.
pub(crate) fn start(desk: &Desk) {
    let weak = std::sync::Arc::downgrade(&desk.inner);
    desk.keep(&tokio::spawn(run(weak)));
}

async fn run(weak: Weak<Inner>) {
    loop {
        let Some(inner) = weak.upgrade() else { return };
        if let Err(error) = look(&Desk { inner }).await {
            tracing::error!("the audit could not be verified: {error}");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Verifies for the owner.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn verify(desk: &Desk) -> Result<AuditCheckView, InboxError> {
    desk.house()?.signed_in_as(Role::decides)?;
    super::record::flush(desk).await?;
    look(desk).await
}

/// Returns what the last look found; nothing before the first.
pub(crate) fn last(desk: &Desk) -> Option<AuditCheckView> {
    let last = desk.inner.audit_check.lock();
    last.unwrap_or_else(PoisonError::into_inner).clone()
}

async fn look(desk: &Desk) -> Result<AuditCheckView, InboxError> {
    let now = desk.inner.options.clock.now();
    let house = desk.house()?;
    let chain = blocking(move || {
        let before = now.minus(CALLS_KEPT);
        let clinic = &house.clinic;
        clinic.write(|tx| calls::forget(tx, before, now).map(|_| ()))?;
        Ok(verify::verify(clinic).map_err(|error: StoreError| error)?)
    })
    .await?;
    let found = AuditCheckView {
        at: now.0,
        entries: match chain {
            Chain::Whole { rows, .. } => rows,
            Chain::Broken { .. } => 0,
        },
        calls: match chain {
            Chain::Whole { calls, .. } => calls,
            Chain::Broken { .. } => 0,
        },
        fault: match chain {
            Chain::Whole { .. } => None,
            Chain::Broken { log, at, fault } => Some(AuditFaultView {
                log: match log {
                    Log::Acts => AuditLog::Acts,
                    Log::Calls => AuditLog::Calls,
                },
                entry: at,
                fault: fault_view(fault),
            }),
        },
    };
    if let Some(fault) = &found.fault {
        tracing::error!(entry = fault.entry, "the audit was changed");
    }
    {
        let mut last = desk.inner.audit_check.lock();
        let last = last.as_mut().map_err(|_| InboxError::CutOff)?;
        let known = last.as_ref().and_then(|last| last.fault.as_ref());
        // Told before it can be seen: whoever sees it is not told again.
        if found.fault.is_some() && found.fault.as_ref() != known {
            desk.notify(Notice::AuditBroken);
        }
        **last = Some(found.clone());
    }
    desk.tell(Change::Audit);
    Ok(found)
}

fn fault_view(fault: Fault) -> AuditFault {
    match fault {
        Fault::Changed => AuditFault::Changed,
        Fault::Detached => AuditFault::Detached,
        Fault::Unsigned | Fault::ForeignSignature => AuditFault::Foreign,
        Fault::CutOff => AuditFault::CutOff,
        Fault::HeadLost => AuditFault::HeadLost,
        Fault::KeyReplaced => AuditFault::KeyReplaced,
    }
}
