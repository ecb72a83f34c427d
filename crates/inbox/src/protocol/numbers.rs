//! Whether somebody of the clinic looked at the emergency numbers of its country, and not too long ago.

use crate::{
    audit,
    desk::Desk,
    error::InboxError,
    monitor::help,
    session,
    view::{change::Change, protocol::EmergencyNumbersView},
};
use recado_domain::{
    alert::emergency::{self, Country},
    audit::ActName,
    staff::Role,
    time::UnixMs,
};
use recado_store::{
    clinic::{audit as log, settings},
    error::StoreError,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

const NAME: &str = "alerts.numbers";

/// Who looked at which country's numbers, and when.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Confirmed {
    country: String,
    at: i64,
    by: String,
}

/// Returns the numbers of the clinic's country and when they were confirmed.
///
/// # Errors
/// [`InboxError::Locked`], storage.
pub(crate) async fn view(desk: &Desk) -> Result<EmergencyNumbersView, InboxError> {
    let here = session::settings::current(desk).await?.country;
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        house.signed_in()?;
        let country = Country::of_code(&here);
        let kept: Option<Confirmed> = house.clinic.read(|conn| settings::get(conn, NAME))?;
        let kept = kept.filter(|it| it.country == here);
        Ok(EmergencyNumbersView {
            country,
            lines: country.map_or_else(Vec::new, |country| {
                country.lines().iter().map(help::line).collect()
            }),
            is_due: emergency::is_check_due(kept.as_ref().map(|it| UnixMs(it.at)), now),
            confirmed_at: kept.as_ref().map(|it| it.at),
            confirmed_by: kept.map(|it| it.by),
        })
    })
    .await
}

/// Writes down that whoever is signed in looked at the numbers of the clinic's country.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn confirm(desk: &Desk) -> Result<(), InboxError> {
    let country = session::settings::current(desk).await?.country;
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = house.signed_in_as(Role::decides)?;
        let kept = Confirmed {
            country,
            at: now.0,
            by: who.name.clone(),
        };
        let done = house.clinic.write(|tx| {
            settings::set(tx, NAME, &kept)?;
            let detail = json!({ "country": kept.country }).to_string();
            let act = audit::by(Some(&who), now, ActName::EmergencyNumbersConfirmed, &detail);
            log::append(tx, &act)
        });
        Ok(done.map_err(|error: StoreError| error)?)
    })
    .await?;
    desk.tell(Change::App);
    Ok(())
}
