//! The rules, as the owner set them. A rule counts anew from each time it is set.

use super::due;
use crate::{
    audit,
    desk::Desk,
    error::InboxError,
    view::{
        change::Change,
        retention::{RetentionView, RuleView},
    },
};
use recado_domain::{
    audit::ActName,
    channel::Side,
    retention::{self, GRACE, Looks, Rule},
    staff::Role,
    time::UnixMs,
};
use recado_store::{
    Conn, Tx,
    clinic::{audit as acts, erasures, settings},
    error::StoreError,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const NAME: &str = "retention.rules";
const LOOKS: &str = "retention.looks";

/// A rule as it is kept: without months, people stay for ever, and somebody said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chosen {
    /// Calendar months after the last contact.
    pub months: Option<u16>,
    /// When it was set.
    pub set_at: UnixMs,
}

/// Returns what was chosen for each side.
///
/// # Errors
/// Storage.
pub(crate) fn all(conn: &Conn) -> Result<BTreeMap<Side, Chosen>, StoreError> {
    Ok(settings::get(conn, NAME)?.unwrap_or_default())
}

/// Returns the rule that erases on each side, where there is one.
///
/// # Errors
/// Storage.
pub(super) fn that_erase(conn: &Conn) -> Result<BTreeMap<Side, Rule>, StoreError> {
    let all = all(conn)?.into_iter();
    let erase = all.filter_map(|(side, chosen)| {
        let months = chosen.months?;
        let set_at = chosen.set_at;
        Some((side, Rule { months, set_at }))
    });
    Ok(erase.collect())
}

/// Returns when it was looked who is due.
///
/// # Errors
/// Storage.
pub(super) fn looks(conn: &Conn) -> Result<Option<Looks>, StoreError> {
    settings::get(conn, LOOKS)
}

/// Notes that it is being looked, and returns all looks.
///
/// # Errors
/// Storage.
pub(super) fn look(tx: &Tx<'_>, now: UnixMs) -> Result<Looks, StoreError> {
    let looks = Looks::with(looks(tx)?, now);
    settings::set(tx, LOOKS, &looks)?;
    Ok(looks)
}

/// Sets how long the people of a side are kept; absent for ever.
///
/// # Errors
/// [`InboxError::InvalidInput`] outside the range, [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn set(
    desk: &Desk,
    side: Side,
    months: Option<u16>,
) -> Result<RetentionView, InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = house.signed_in_as(Role::decides)?;
        if months.is_some_and(|months| !retention::is_allowed(months)) {
            return Err(InboxError::InvalidInput);
        }
        house.clinic.write(|tx| {
            let mut rules = all(tx)?;
            let chosen = Chosen {
                months,
                set_at: now,
            };
            let before = rules.insert(side, chosen);
            if before.is_some_and(|before| before.months == months) {
                return Ok(());
            }
            settings::set(tx, NAME, &rules)?;
            look(tx, now)?;
            let detail = serde_json::json!({
                "side": side,
                "from": before.and_then(|before| before.months),
                "to": months,
            });
            let name = ActName::RetentionChanged;
            let act = audit::by(Some(&who), now, name, &detail.to_string());
            acts::append(tx, &act)
        })?;
        Ok(())
    })
    .await?;
    desk.tell(Change::App);
    view(desk).await
}

/// Returns the rules, and who goes next by them.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn view(desk: &Desk) -> Result<RetentionView, InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        house.signed_in_as(Role::decides)?;
        house.clinical_for_staff()?;
        let mut due = due::counted(&due::all(house)?, now);
        let (rules, unfinished, erased, looks) = house.clinic.read(|conn| {
            Ok::<_, StoreError>((
                all(conn)?,
                erasures::unfinished(conn)?,
                erasures::ledger(conn)?.len() as u64,
                looks(conn)?,
            ))
        })?;
        let rules = [Side::Leads, Side::Clinical].map(|side| {
            let chosen = rules.get(&side);
            let awake_at = chosen.map(|chosen| chosen.set_at.plus(GRACE));
            RuleView {
                side,
                months: chosen.and_then(|chosen| chosen.months),
                set_at: chosen.map(|chosen| chosen.set_at.0),
                sleeps_until: awake_at.filter(|at| *at > now).map(|at| at.0),
                due: due.remove(&side).unwrap_or_default(),
            }
        });
        Ok(RetentionView {
            rules: rules.into(),
            unfinished,
            erased,
            looked_at: looks.map(|looks| looks.last.0),
        })
    })
    .await
}
