//! Flags: which are open, and the person who takes one.

pub(crate) mod marks;

use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    session::files,
    view::{change::Change, thread::AlertView},
};
use recado_domain::{alert::AlertState, channel::Side, id::AlertId};
use recado_risk::Finding;
use recado_store::{
    clinic::{
        alerts::{self, Acknowledged, Alert},
        audit,
    },
    conversations::{messages, state},
    error::StoreError,
};

/// Returns the alerts nobody has acknowledged, the most severe first; only of the sides that whoever is signed in reads.
///
/// # Errors
/// Storage.
pub(crate) async fn open_alerts(desk: &Desk) -> Result<Vec<AlertView>, InboxError> {
    desk.with_house(|house| {
        let open = house.clinic.read(alerts::open)?;
        open.iter()
            .filter(|alert| may_read(house, alert.side))
            .map(|alert| view(house, alert))
            .collect()
    })
    .await
}

/// Acknowledges an alert with the name of whoever is signed in.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotFound`], storage.
pub(crate) async fn acknowledge(desk: &Desk, id: AlertId) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let alert = desk
        .with_house(move |house| {
            let who = house.signed_in()?;
            let by = Acknowledged {
                by: who.staff,
                name: who.name.clone(),
                at: now,
            };
            let known = house.clinic.read(|conn| alerts::get(conn, id))?;
            if !may_read(house, known.ok_or(InboxError::NotFound)?.side) {
                return Err(InboxError::NotAllowed);
            }
            let alert = house.clinic.write(|tx| {
                let alert = alerts::get(tx, id)?.ok_or(StoreError::NotFound)?;
                if alerts::acknowledge(tx, id, &by)? {
                    let detail = format!("{{\"alert\":\"{id}\"}}");
                    audit::append(
                        tx,
                        &files::act(
                            now,
                            Some((who.staff, &who.name)),
                            "alert.acknowledged",
                            &detail,
                        ),
                    )?;
                }
                Ok::<_, StoreError>(alert)
            });
            let alert = alert.map_err(|error| match error {
                StoreError::NotFound => InboxError::NotFound,
                other => InboxError::Store(other),
            })?;
            refresh_mark(house, &alert)?;
            Ok(alert)
        })
        .await?;
    desk.tell(Change::Alert {
        alert: id,
        conversation: alert.conversation,
    });
    desk.tell(Change::App);
    desk.tell(Change::Conversation {
        side: alert.side,
        conversation: alert.conversation,
    });
    Ok(())
}

/// Copies the most severe open level of an alert's conversation to the row that the list shows.
pub(crate) fn refresh_mark(house: &House, alert: &Alert) -> Result<(), InboxError> {
    let _filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
    let level = house
        .clinic
        .read(|conn| alerts::open_level(conn, alert.conversation))?;
    let Some(store) = house.held(alert.side) else {
        return Ok(());
    };
    match store.write(|tx| state::set_alert(tx, alert.conversation, level)) {
        // The conversation of an alert raised while locked is not drained yet; draining sets its mark.
        Ok(()) | Err(StoreError::NotFound) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Returns whether whoever is signed in reads this side.
fn may_read(house: &House, side: Side) -> bool {
    let allowed = house.signed_in_as(|role| match side {
        Side::Clinical => role.reads_clinical(),
        Side::Leads => true,
    });
    allowed.is_ok()
}

/// Returns an alert as the window shows it.
///
/// # Errors
/// Storage.
pub(crate) fn view(house: &House, alert: &Alert) -> Result<AlertView, InboxError> {
    let may_read = may_read(house, alert.side);
    let message = match house.held(alert.side).filter(|_| may_read) {
        Some(store) => store.read(|conn| match messages::of_alert(conn, alert.id)? {
            Some(id) => messages::get(conn, id).map(Some),
            None => Ok(None),
        })?,
        None => None,
    };
    let words = message.as_ref().map_or_else(Vec::new, |message| {
        let findings: Vec<Finding> = message
            .findings
            .as_deref()
            .and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default();
        let of_category: Vec<Finding> = findings
            .into_iter()
            .filter(|finding| marks::category(finding.category) == alert.category)
            .collect();
        marks::words(&message.text.0, &of_category)
    });
    Ok(AlertView {
        id: alert.id,
        conversation: alert.conversation,
        level: alert.level,
        category: alert.category,
        about_other: alert.about_other,
        words,
        message: message.map(|message| message.id.0),
        raised_at: alert.raised_at.0,
        state: match alert.acknowledged {
            Some(_) => AlertState::Acknowledged,
            None => AlertState::Open,
        },
        acknowledged_by: alert.acknowledged.as_ref().map(|by| by.name.clone()),
        acknowledged_at: alert.acknowledged.as_ref().map(|by| by.at.0),
    })
}
