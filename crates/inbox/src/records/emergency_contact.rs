//! Whom to call about a patient: on their card, and beside a flag. It lies with the patient; a call hands the number to this
//! computer's telephone program or to the clinic's telephone vendor, and to nothing else.

use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    monitor::{self, acts},
    session,
    view::emergency_contact::{EmergencyContactForm, EmergencyContactView},
};
use recado_domain::{
    audit::ActName,
    channel::Side,
    id::{AlertId, ConversationId},
    phone::Phone,
    record,
};
use recado_store::{
    clinic::alerts::Alert,
    conversations::{
        emergency_contacts::{self, EmergencyContact},
        state,
    },
    error::StoreError,
};

/// Returns whom to call about the patient of a conversation.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn of(
    desk: &Desk,
    conversation: ConversationId,
) -> Result<Option<EmergencyContactView>, InboxError> {
    desk.with_house(move |house| Ok(find(house, conversation)?.map(view)))
        .await
}

/// Writes down whom to call about a patient; an empty form says that there is nobody.
///
/// # Errors
/// [`InboxError::InvalidInput`] without a name or for what is no number, [`InboxError::Locked`],
/// [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn save(
    desk: &Desk,
    conversation: ConversationId,
    form: EmergencyContactForm,
) -> Result<(), InboxError> {
    let (name, number) = (record::line(&form.name), record::line(&form.number));
    let relation = record::line(&form.relation);
    let of = (Side::Clinical, conversation);
    if name.is_empty() && number.is_empty() && relation.is_empty() {
        let act = ActName::EmergencyContactRemoved.as_str();
        return super::change(desk, of, act, |tx, identity, _| {
            emergency_contacts::remove(tx, identity)?;
            Ok(())
        })
        .await;
    }
    let country = session::settings::current(desk).await?.country;
    let phone = Phone::parse(&number, &country).map_err(|_| InboxError::InvalidInput)?;
    if name.is_empty() {
        return Err(InboxError::InvalidInput);
    }
    let written_at = desk.inner.options.clock.now();
    let act = ActName::EmergencyContactWritten.as_str();
    super::change(desk, of, act, move |tx, identity, who| {
        let contact = EmergencyContact {
            name,
            relation,
            phone,
            written_at,
            written_by: who.name.clone(),
        };
        Ok(emergency_contacts::put(tx, identity, &contact)?)
    })
    .await
}

/// Returns whom to call about the person of a flag; that it was shown stands in the audit, once in a quarter of an hour.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn beside(
    desk: &Desk,
    id: AlertId,
) -> Result<Option<EmergencyContactView>, InboxError> {
    let again = desk.clone();
    desk.with_house(move |house| {
        let (who, alert) = acts::at_work_on(house, id)?;
        let found = of_alert(house, &alert)?;
        if found.is_some() {
            let name = ActName::EmergencyContactShown;
            again.inner.audit.once(&who, alert.conversation, name);
        }
        Ok(found.map(view))
    })
    .await
}

/// Notes that a call is begun and returns the number; whoever calls has taken the flag.
///
/// # Errors
/// [`InboxError::NotFound`] also when nobody is written down, [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn call(desk: &Desk, id: AlertId) -> Result<Phone, InboxError> {
    let now = desk.inner.options.clock.now();
    let (alert, phone) = desk
        .with_house(move |house| {
            let (who, alert) = acts::at_work_on(house, id)?;
            let found = of_alert(house, &alert)?.ok_or(InboxError::NotFound)?;
            let done = house.clinic.write(|tx| {
                acts::take(tx, &alert, &who, now)?;
                let name = ActName::EmergencyContactCalled.as_str();
                acts::append(tx, id, &who, now, (name, None))
            });
            done.map_err(|error: StoreError| error)?;
            monitor::refresh_mark(house, &alert)?;
            Ok((alert, found.phone))
        })
        .await?;
    monitor::told_everywhere(desk, &alert);
    Ok(phone)
}

/// Nobody is written down for a lead.
fn of_alert(house: &House, alert: &Alert) -> Result<Option<EmergencyContact>, InboxError> {
    match alert.side {
        Side::Leads => Ok(None),
        Side::Clinical => match find(house, alert.conversation) {
            // Its message has not been filed yet.
            Err(InboxError::NotFound) => Ok(None),
            found => found,
        },
    }
}

fn find(
    house: &House,
    conversation: ConversationId,
) -> Result<Option<EmergencyContact>, InboxError> {
    house.read(Side::Clinical, |conn| {
        let identity = state::get(conn, conversation)?.identity;
        emergency_contacts::of(conn, identity)
    })
}

fn view(contact: EmergencyContact) -> EmergencyContactView {
    EmergencyContactView {
        name: contact.name,
        relation: contact.relation,
        number: contact.phone.as_e164().to_owned(),
        written_at: contact.written_at.0,
        written_by: contact.written_by,
    }
}
