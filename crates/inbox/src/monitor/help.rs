//! What helps whoever deals with a flag: whom to call, and what the clinic wrote down for its place.

use super::acts;
use crate::{
    audit,
    desk::Desk,
    error::InboxError,
    house::House,
    session,
    view::alert::{AlertHelpView, AlertSettingsView, EmergencyLineView, LastContactView},
    work::show,
};
use recado_domain::{
    address::Address,
    alert::emergency::{Country, Line},
    assignment,
    audit::ActName,
    id::AlertId,
    phone::Phone,
    staff::Role,
};
use recado_store::{
    clinic::{alerts::Alert, people, persons as index, settings, staff},
    conversations::{persons, state, thread},
    error::StoreError,
};

const SETTINGS: &str = "alerts";
/// The longest number of the clinic's own choice, in characters: a number with a word beside it.
const LONGEST_LOCAL_NUMBER: usize = 60;

/// Returns what helps with a flag.
///
/// # Errors
/// [`InboxError::NotFound`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn help(desk: &Desk, id: AlertId) -> Result<AlertHelpView, InboxError> {
    let here = session::settings::current(desk).await?.country;
    desk.with_house(move |house| {
        let (who, alert) = acts::at_work_on(house, id)?;
        let phone = phone(house, &alert)?;
        let place = read_settings(house)?;
        let country = phone
            .as_ref()
            .and_then(Country::of_phone)
            .or_else(|| Country::of_code(&here));
        let members = house.clinic.read(staff::all)?;
        let last = match house.held(alert.side) {
            Some(store) => store.read(|conn| thread::last_by_a_person(conn, alert.conversation))?,
            None => None,
        };
        Ok(AlertHelpView {
            phone: phone.map(|phone| phone.as_e164().to_owned()),
            country,
            lines: country.map_or_else(Vec::new, |country| {
                country.lines().iter().map(line).collect()
            }),
            local_number: Some(place.local_number).filter(|number| !number.is_empty()),
            colleagues: members
                .iter()
                .filter(|member| assignment::may_hold(member.role, alert.side))
                .map(|member| show::colleague(member, Some(who.staff)))
                .collect(),
            last_contact: last.map(|(by, at)| LastContactView { by, at: at.0 }),
        })
    })
    .await
}

/// Returns what the clinic wrote down for flags.
///
/// # Errors
/// [`InboxError::Locked`], storage.
pub(crate) async fn place(desk: &Desk) -> Result<AlertSettingsView, InboxError> {
    desk.with_house(|house| {
        house.signed_in()?;
        read_settings(house)
    })
    .await
}

/// Sets what the clinic wrote down for flags.
///
/// # Errors
/// [`InboxError::NotAllowed`] for whoever does not decide, [`InboxError::TextLength`], storage.
pub(crate) async fn set_place(desk: &Desk, place: AlertSettingsView) -> Result<(), InboxError> {
    let place = AlertSettingsView {
        local_number: place.local_number.trim().to_owned(),
    };
    if place.local_number.chars().count() > LONGEST_LOCAL_NUMBER {
        return Err(InboxError::TextLength);
    }
    desk.with_house(move |house| {
        house.signed_in_as(Role::decides)?;
        house
            .clinic
            .write(|tx| settings::set(tx, SETTINGS, &place))?;
        Ok(())
    })
    .await?;
    audit::after(desk, ActName::AlertSettingsChanged).await;
    Ok(())
}

/// Returns the number on which somebody can be called, where the side's key is held and a number is known.
pub(super) fn phone(house: &House, alert: &Alert) -> Result<Option<Phone>, InboxError> {
    let Some(store) = house.held(alert.side) else {
        return Ok(None);
    };
    let person = store.read(|conn| {
        let found = state::get(conn, alert.conversation)?;
        persons::get(conn, found.identity)
    })?;
    // A number may have become somebody else's since it stood in these rows: the index knows.
    let key = house.clinic.index_key();
    let own = house.clinic.read(|conn| {
        let members = index::person(conn, alert.identity)?;
        let mut own = Vec::new();
        for (_, address) in person.addresses {
            let owner = people::find(conn, key, &address)?;
            let is_own =
                owner.is_none_or(|it| members.iter().any(|one| one.identity == it.identity));
            if is_own {
                own.push(address);
            }
        }
        Ok::<_, StoreError>(own)
    })?;
    Ok(own.into_iter().find_map(|address| match address {
        Address::Phone(phone) => Some(phone),
        Address::UserId(_) | Address::PageScoped { .. } => None,
    }))
}

fn read_settings(house: &House) -> Result<AlertSettingsView, InboxError> {
    let kept = house.clinic.read(|conn| settings::get(conn, SETTINGS))?;
    Ok(kept.unwrap_or_default())
}

/// Returns a number as the window shows it.
pub(crate) fn line(line: &Line) -> EmergencyLineView {
    EmergencyLineView {
        purpose: line.purpose,
        number: line.number.to_owned(),
        name: line.name.to_owned(),
        is_always_open: line.is_always_open,
        source: line.read.map(|read| match read.at {
            "" => read.month.to_owned(),
            at => format!("{at}, {}", read.month),
        }),
    }
}
