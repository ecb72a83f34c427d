//! A flag that nobody takes asks the next person by itself: locked or not, and by the clock, so that a computer which
//! slept does so when it wakes.

use super::Rota;
use crate::{
    audit,
    desk::{Desk, Notice},
    error::InboxError,
    house::House,
    view::change::Change,
};
use recado_domain::{alert::on_call::Asked, audit::ActName, id::AlertId, time::UnixMs};
use recado_store::{
    clinic::{
        alert_asked,
        alerts::{self, Alert},
        audit as acts,
    },
    error::StoreError,
};
use serde_json::json;

/// Asks the next about every open flag whose time has come, and calls people about those that passed on.
///
/// It is written down first. A kill before the call loses nothing: an open flag calls again by itself.
///
/// # Errors
/// Storage.
pub(crate) async fn ask(desk: &Desk, now: UnixMs) -> Result<(), InboxError> {
    let again = desk.clone();
    let zone = desk.inner.options.clock.zone();
    desk.with_house(move |house| {
        let open = house.clinic.read(alerts::open)?;
        if open.is_empty() {
            return Ok(());
        }
        let rota = house.clinic.read(|conn| Rota::read(conn, now, &zone))?;
        if rota.is_empty() {
            return Ok(());
        }
        for alert in open {
            let asked = super::facts(house, &alert)?;
            let facts: Vec<Asked> = asked.iter().map(|it| it.asked).collect();
            if rota.turn(&alert, &facts).is_due(now).is_none() {
                continue;
            }
            let Some(next) = ask_next(house, &rota, alert.id, now)? else {
                continue;
            };
            if next.is_passed_on {
                again.notify(Notice::Alert {
                    alert: alert.id,
                    side: alert.side,
                    conversation: alert.conversation,
                });
            }
            again.tell(Change::Alert {
                alert: alert.id,
                conversation: alert.conversation,
            });
        }
        Ok(())
    })
    .await
}

struct Next {
    /// Whether somebody was asked before them.
    is_passed_on: bool,
}

/// Asks whoever is due, in one transaction with its act; nobody when somebody took the flag or was asked meanwhile.
fn ask_next(
    house: &House,
    rota: &Rota,
    id: AlertId,
    now: UnixMs,
) -> Result<Option<Next>, InboxError> {
    let done = house.clinic.write(|tx| {
        let Some(alert) = alerts::get(tx, id)?.filter(|it: &Alert| it.acknowledged.is_none())
        else {
            return Ok(None);
        };
        let facts = alert_asked::of_alert(tx, id)?;
        let facts: Vec<Asked> = facts.iter().map(|it| it.asked).collect();
        let turn = rota.turn(&alert, &facts);
        let Some((staff, name)) = turn
            .is_due(now)
            .and_then(|staff| Some((staff, rota.name(staff)?)))
        else {
            return Ok(None);
        };
        if !alert_asked::put(tx, id, alert.level, (staff, name), now)? {
            return Ok(None);
        }
        let is_passed_on = turn.now.is_some();
        if is_passed_on {
            // This is a call: the next one by the clock is its pause later.
            alerts::set_called(tx, id, now)?;
        }
        let detail = json!({
            "staff": staff.to_string(), "alert": id.to_string(), "level": alert.level.as_number(), "by": "itself",
        });
        acts::append(
            tx,
            &audit::by(None, now, ActName::AlertAsked, &detail.to_string()),
        )?;
        Ok(Some(Next { is_passed_on }))
    });
    Ok(done.map_err(|error: StoreError| error)?)
}
