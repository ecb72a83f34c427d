//! The order the clinic wants people asked in.

use crate::{
    audit,
    desk::Desk,
    error::InboxError,
    view::{
        change::Change,
        on_call::{OnCallForm, OnCallPersonView, OnCallView},
    },
};
use recado_domain::{
    alert::on_call::OnCallOrder, assignment, audit::ActName, channel::Side, staff::Role,
};
use recado_store::{
    Conn,
    clinic::{audit as acts, settings, staff},
    error::StoreError,
};
use std::collections::BTreeSet;

const NAME: &str = "alerts.on_call";

/// Returns what is kept; the default while nothing is.
///
/// # Errors
/// Storage.
pub(super) fn read(conn: &Conn) -> Result<OnCallOrder, StoreError> {
    Ok(settings::get(conn, NAME)?.unwrap_or_default())
}

/// Returns the order as it stands, without whoever has left or reads the side no more.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn view(desk: &Desk) -> Result<OnCallView, InboxError> {
    desk.with_house(|house| {
        house.signed_in_as(Role::decides)?;
        let (order, members) = house
            .clinic
            .read(|conn| Ok::<_, StoreError>((read(conn)?, staff::all(conn)?)))?;
        let may = |id, side| {
            let mut found = members.iter().filter(|it| it.id == id);
            found.any(|it| assignment::may_hold(it.role, side))
        };
        let of = |side: Side| {
            let people = order.of(side).iter().filter(|it| may(it.staff, side));
            people.cloned().collect()
        };
        Ok(OnCallView {
            order: OnCallForm {
                clinical: of(Side::Clinical),
                leads: of(Side::Leads),
                urgent_minutes: order.urgent_minutes,
                high_minutes: order.high_minutes,
            },
            people: members
                .iter()
                .map(|member| OnCallPersonView {
                    id: member.id,
                    name: member.name.clone(),
                    reads_clinical: member.role.reads_clinical(),
                })
                .collect(),
        })
    })
    .await
}

/// Keeps an order.
///
/// # Errors
/// [`InboxError::InvalidInput`] for somebody twice, somebody who may not read the side, or hours that are none;
/// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn save(desk: &Desk, form: OnCallForm) -> Result<(), InboxError> {
    let order = OnCallOrder {
        clinical: form.clinical,
        leads: form.leads,
        urgent_minutes: form.urgent_minutes,
        high_minutes: form.high_minutes,
    };
    let order = order.checked().map_err(|_| InboxError::InvalidInput)?;
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = house.signed_in_as(Role::decides)?;
        let members = house.clinic.read(staff::all)?;
        for side in [Side::Clinical, Side::Leads] {
            let may = members
                .iter()
                .filter(|it| assignment::may_hold(it.role, side));
            let may: BTreeSet<_> = may.map(|it| it.id).collect();
            if order.of(side).iter().any(|it| !may.contains(&it.staff)) {
                return Err(InboxError::InvalidInput);
            }
        }
        let done = house.clinic.write(|tx| {
            settings::set(tx, NAME, &order)?;
            let act = audit::by(Some(&who), now, ActName::OnCallChanged, "{}");
            acts::append(tx, &act)
        });
        Ok(done.map_err(|error: StoreError| error)?)
    })
    .await?;
    desk.tell(Change::App);
    Ok(())
}
