//! Whose turn open flags are, for everybody who may read them.

use super::Rota;
use crate::{
    desk::Desk,
    error::InboxError,
    view::on_call::{AlertTurnView, AskedView},
};
use recado_domain::{
    alert::on_call::{Asked, AskedBy},
    assignment,
    id::StaffId,
};
use recado_store::clinic::alerts;

/// Returns whose turn each open flag is; only of the sides that whoever is signed in reads.
///
/// # Errors
/// [`InboxError::Locked`], storage.
pub(crate) async fn turns(desk: &Desk) -> Result<Vec<AlertTurnView>, InboxError> {
    let now = desk.inner.options.clock.now();
    let zone = desk.inner.options.clock.zone();
    desk.with_house(move |house| {
        let who = house.signed_in()?;
        let open = house.clinic.read(alerts::open)?;
        let rota = house.clinic.read(|conn| Rota::read(conn, now, &zone))?;
        let mut turns = Vec::new();
        for alert in open {
            if !assignment::may_hold(who.role, alert.side) {
                continue;
            }
            let asked = super::facts(house, &alert)?;
            let facts: Vec<Asked> = asked.iter().map(|it| it.asked).collect();
            let turn = rota.turn(&alert, &facts);
            let others: Vec<StaffId> = turn
                .to_come
                .iter()
                .copied()
                .filter(|staff| *staff != who.staff)
                .collect();
            let shown = |one: Asked| {
                let of = asked.iter().find(|it| it.asked == one);
                of.map(|it| AskedView {
                    name: it.name.clone(),
                    is_me: one.staff == who.staff,
                    at: one.at.0,
                    by_itself: matches!(one.by, AskedBy::Itself(_)),
                })
            };
            turns.push(AlertTurnView {
                alert: alert.id,
                now: turn.now.and_then(shown),
                next: turn
                    .next()
                    .and_then(|staff| rota.name(staff))
                    .map(str::to_owned),
                is_next_me: turn.next() == Some(who.staff),
                passes_on_at: turn.passes_on_at.map(|at| at.0),
                to_come: others,
                asked: facts.len().try_into().unwrap_or(u32::MAX),
            });
        }
        Ok(turns)
    })
    .await
}
