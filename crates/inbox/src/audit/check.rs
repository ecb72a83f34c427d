//! Verifying the audit: at the start, once a day, and when the owner asks. Old calls to Meta are forgotten before it.

use crate::{
    desk::{Desk, Inner, Notice, blocking},
    error::InboxError,
    view::{
        audit::{
            AuditBreakView, AuditCheckView, AuditFault, AuditFaultView, AuditLog, AuditMisfitView,
        },
        change::Change,
    },
};
use recado_domain::staff::Role;
use recado_store::{
    clinic::audit::{
        breaks::Break,
        calls,
        verify::{self, Fault, Log, Misfit},
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

pub(super) async fn look(desk: &Desk) -> Result<AuditCheckView, InboxError> {
    let now = desk.inner.options.clock.now();
    let house = desk.house()?;
    let survey = blocking(move || {
        let before = now.minus(CALLS_KEPT);
        let clinic = &house.clinic;
        clinic.write(|tx| calls::forget(tx, before, now).map(|_| ()))?;
        Ok(verify::survey(clinic).map_err(|error: StoreError| error)?)
    })
    .await?;
    let first = survey.misfits.first();
    let is_whole = first.is_none();
    let found = AuditCheckView {
        at: now.0,
        entries: survey.rows * u64::from(is_whole),
        calls: survey.calls * u64::from(is_whole),
        fault: first.map(|misfit| AuditFaultView {
            log: log_view(misfit.log),
            entry: misfit.at,
            fault: fault_view(misfit.fault),
        }),
        misfits: runs(&survey.misfits),
        mark: survey.mark(),
        breaks: survey.breaks.iter().rev().map(break_view).collect(),
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

fn break_view(closed: &Break) -> AuditBreakView {
    AuditBreakView {
        entry: closed.entry,
        at: closed.at.0,
        by: closed.staff_name.clone(),
        reason: closed.reason.clone(),
        misfits: runs(&closed.misfits),
    }
}

/// Returns entries that follow each other and are wrong for the same reason as one.
fn runs(misfits: &[Misfit]) -> Vec<AuditMisfitView> {
    let mut runs: Vec<AuditMisfitView> = Vec::new();
    for misfit in misfits {
        let (log, fault) = (log_view(misfit.log), fault_view(misfit.fault));
        match runs.last_mut() {
            Some(run)
                if (run.log, run.fault) == (log, fault)
                    && (misfit.at == run.through || misfit.at == run.through + 1) =>
            {
                run.through = misfit.at;
            }
            Some(_) | None => runs.push(AuditMisfitView {
                log,
                from: misfit.at,
                through: misfit.at,
                fault,
            }),
        }
    }
    runs
}

fn log_view(log: Log) -> AuditLog {
    match log {
        Log::Acts => AuditLog::Acts,
        Log::Calls => AuditLog::Calls,
    }
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
