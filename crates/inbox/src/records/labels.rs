//! Labels: each side's own, looked after by who decides, given and taken by who works there.

use super::card::label_view;
use crate::{
    desk::Desk,
    error::InboxError,
    view::{
        change::Change,
        record::{LabelForm, LabelRowView},
    },
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, LabelId},
    record,
    staff::Role,
};
use recado_store::conversations::{
    labels::{self, Label},
    together::records as told,
};

/// Returns the labels of a side with how many people have each, by name.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn all(desk: &Desk, side: Side) -> Result<Vec<LabelRowView>, InboxError> {
    desk.with_house(move |house| {
        house.signed_in()?;
        let all = house.read(side, labels::all)?;
        let rows = all.into_iter().map(|(label, people)| LabelRowView {
            label: label_view(label),
            people,
        });
        Ok(rows.collect())
    })
    .await
}

/// Adds a label to a side, or changes one.
///
/// # Errors
/// [`InboxError::InvalidInput`] for an empty name or one that another label has, [`InboxError::NotAllowed`], storage.
pub(crate) async fn save(desk: &Desk, side: Side, wanted: LabelForm) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let label = Label {
        id: wanted.id.unwrap_or_else(LabelId::generate),
        name: record::line(&wanted.name),
        colour: wanted.colour,
    };
    if label.name.is_empty() {
        return Err(InboxError::InvalidInput);
    }
    desk.with_house(move |house| {
        let who = house.signed_in_as(Role::decides)?;
        if !house.write(side, |tx| labels::put(tx, &label, now))? {
            return Err(InboxError::InvalidInput);
        }
        let detail = format!("{{\"label\":\"{}\"}}", label.id);
        super::note(house, now, &who, "label.saved", &detail)
    })
    .await?;
    desk.tell(Change::Records { side });
    Ok(())
}

/// Removes a label from everybody and for good.
///
/// # Errors
/// [`InboxError::NotFound`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn remove(desk: &Desk, side: Side, label: LabelId) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = house.signed_in_as(Role::decides)?;
        house.write(side, |tx| {
            told::label_goes(tx, label, &who.name, now)?;
            labels::remove(tx, label)
        })?;
        let detail = format!("{{\"label\":\"{label}\"}}");
        super::note(house, now, &who, "label.removed", &detail)
    })
    .await?;
    desk.inner.together.wake();
    desk.tell(Change::Records { side });
    Ok(())
}

/// Gives a conversation's person a label, or takes it.
///
/// # Errors
/// [`InboxError::NotFound`], [`InboxError::Locked`], storage.
pub(crate) async fn set(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    label: LabelId,
    has: bool,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    super::change(
        desk,
        (side, conversation),
        "person.labelled",
        move |tx, identity, who| {
            let whose = (identity, conversation);
            told::labelled_here(tx, whose, label, has, &who.name, now)?;
            if has {
                labels::add(tx, identity, label, &who.name, now)?;
            } else {
                labels::take(tx, identity, label)?;
            }
            Ok(())
        },
    )
    .await
}
