//! The steps beside a flag: the original's or the clinic's own, kept as versions, and which of them were done.

use crate::{
    audit,
    desk::Desk,
    error::InboxError,
    monitor::acts,
    view::{
        change::Change,
        protocol::{AlertProtocolView, ProtocolView, TickView},
    },
};
use recado_domain::{
    alert::protocol::{MOST_STEPS, Protocol},
    audit::ActName,
    id::AlertId,
    staff::Role,
};
use recado_store::{
    clinic::{audit as log, protocols},
    error::StoreError,
};
use serde_json::json;

/// Returns the protocol as it stands.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn view(desk: &Desk) -> Result<ProtocolView, InboxError> {
    desk.with_house(|house| {
        house.signed_in_as(Role::decides)?;
        let now = house.clinic.read(protocols::current)?;
        let (kept_by, kept_at) = now.kept.unzip();
        Ok(ProtocolView {
            version: now.version,
            steps: now.steps,
            kept_by,
            kept_at: kept_at.map(|at| at.0),
        })
    })
    .await
}

/// Keeps the clinic's own steps as a new version, or the original again.
///
/// # Errors
/// [`InboxError::InvalidInput`] for steps that cannot be kept, [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn save(desk: &Desk, steps: Option<Protocol>) -> Result<(), InboxError> {
    let steps = steps.map(Protocol::checked).transpose();
    let steps = steps.map_err(|_| InboxError::InvalidInput)?;
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = house.signed_in_as(Role::decides)?;
        let done = house.clinic.write(|tx| {
            // What stands already needs no version of its own.
            if protocols::current(tx)?.steps == steps {
                return Ok(());
            }
            let by = (who.staff, who.name.as_str());
            let version = protocols::keep(tx, steps.as_ref(), by, now)?;
            let detail = json!({ "version": version, "original": steps.is_none() });
            let act = audit::by(
                Some(&who),
                now,
                ActName::ProtocolChanged,
                &detail.to_string(),
            );
            log::append(tx, &act)
        });
        Ok(done.map_err(|error: StoreError| error)?)
    })
    .await?;
    desk.tell(Change::App);
    Ok(())
}

/// Returns what is to be done about a flag; which version was shown stands in the audit, once in a quarter of an hour.
///
/// # Errors
/// [`InboxError::NotFound`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn beside(desk: &Desk, id: AlertId) -> Result<AlertProtocolView, InboxError> {
    let again = desk.clone();
    desk.with_house(move |house| {
        let (who, alert) = acts::at_work_on(house, id)?;
        let (now, ticks) = house.clinic.read(|conn| {
            let now = protocols::current(conn)?;
            let ticks = protocols::ticks(conn, id, now.version)?;
            Ok::<_, StoreError>((now, ticks))
        })?;
        let detail = json!({ "alert": id.to_string(), "version": now.version });
        again
            .inner
            .audit
            .shown(&who, alert.conversation, ActName::ProtocolShown, &detail);
        Ok(AlertProtocolView {
            version: now.version,
            steps: now.steps.map(|steps| steps.of(alert.level).to_vec()),
            ticks: ticks
                .into_iter()
                .map(|tick| TickView {
                    step: tick.step,
                    by: tick.name,
                    at: tick.at.0,
                })
                .collect(),
        })
    })
    .await
}

/// Writes down that a step was done about a flag, or that it was not after all.
///
/// # Errors
/// [`InboxError::InvalidInput`] for a step there cannot be or of a version that counts no more, [`InboxError::NotFound`],
/// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn tick(
    desk: &Desk,
    id: AlertId,
    (version, step): (u32, u32),
    is_done: bool,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let conversation = desk
        .with_house(move |house| {
            let (who, alert) = acts::at_work_on(house, id)?;
            let current = house.clinic.read(protocols::current)?;
            let steps = current.steps.as_ref().map(|it| it.of(alert.level).len());
            let is_there = usize::try_from(step).is_ok_and(|it| it < steps.unwrap_or(MOST_STEPS));
            if current.version != version || !is_there {
                return Err(InboxError::InvalidInput);
            }
            let done = house.clinic.write(|tx| {
                let by = (who.staff, who.name.as_str());
                let (is_new, name) = if is_done {
                    let is_new = protocols::tick(tx, id, (version, step), by, now)?;
                    (is_new, ActName::ProtocolTicked)
                } else {
                    let is_new = protocols::untick(tx, id, (version, step))?;
                    (is_new, ActName::ProtocolUnticked)
                };
                if !is_new {
                    return Ok(());
                }
                let detail = json!({ "alert": id.to_string(), "version": version, "step": step });
                log::append(tx, &audit::by(Some(&who), now, name, &detail.to_string()))
            });
            done.map_err(|error: StoreError| error)?;
            Ok(alert.conversation)
        })
        .await?;
    desk.tell(Change::Alert {
        alert: id,
        conversation,
    });
    Ok(())
}
