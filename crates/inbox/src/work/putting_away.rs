//! Snoozing, resolving, reopening, and marking unread again.

use super::{at_work_on, note_act, told};
use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    view::work::{Replies, SnoozeChoiceView},
};
use recado_domain::{
    channel::Side, conversation::PuttingAway, id::ConversationId, snooze, time::UnixMs,
};
use recado_store::{
    clinic::alerts,
    conversations::{messages::MessageId, work},
};
use serde_json::json;

/// Returns the times to offer now, the soonest first.
///
/// # Errors
/// None today.
pub(crate) async fn choices(desk: &Desk) -> Result<Vec<SnoozeChoiceView>, InboxError> {
    let clock = &desk.inner.options.clock;
    let all = snooze::choices(clock.now(), &clock.zone()).into_iter();
    Ok(all
        .map(|(preset, until)| SnoozeChoiceView {
            preset,
            until: until.0,
        })
        .collect())
}

/// Puts a conversation away until a time.
///
/// # Errors
/// [`InboxError::AlertOpen`], [`InboxError::InvalidInput`] for a time that has passed or is too far,
/// [`InboxError::Locked`], [`InboxError::NotFound`], storage.
pub(crate) async fn put_off(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    until: UnixMs,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    if !snooze::may_snooze(until, now) {
        return Err(InboxError::InvalidInput);
    }
    desk.with_house(move |house| {
        let who = at_work_on(house, side, conversation)?;
        // Held until it is written: a flag that is filed meanwhile comes after, and brings it back.
        let _filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
        check(house, side, conversation, Replies::Leave)?;
        let detail = json!({ "until": until.0 });
        let place = (side, conversation);
        note_act(house, &who, now, "conversation.snoozed", detail, place)?;
        house.write(side, |tx| {
            work::put_off(tx, conversation, until, who.staff, now)
        })
    })
    .await?;
    told(desk, side, conversation);
    Ok(())
}

/// Puts a conversation away until the contact writes again.
///
/// # Errors
/// [`InboxError::AlertOpen`], [`InboxError::RepliesWait`] unless they may, [`InboxError::Locked`],
/// [`InboxError::NotFound`], storage.
pub(crate) async fn resolve(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    replies: Replies,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = at_work_on(house, side, conversation)?;
        // As in `put_off`.
        let _filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
        check(house, side, conversation, replies)?;
        let place = (side, conversation);
        note_act(house, &who, now, "conversation.resolved", json!({}), place)?;
        house.write(side, |tx| work::resolve(tx, conversation, who.staff, now))
    })
    .await?;
    told(desk, side, conversation);
    Ok(())
}

/// Brings a conversation back that was put away.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotFound`], storage.
pub(crate) async fn reopen(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = at_work_on(house, side, conversation)?;
        let place = (side, conversation);
        note_act(house, &who, now, "conversation.reopened", json!({}), place)?;
        house.write(side, |tx| work::bring_back(tx, conversation, now))
    })
    .await?;
    told(desk, side, conversation);
    Ok(())
}

/// Marks what the contact wrote as unread, from a message on or the last alone.
///
/// # Errors
/// [`InboxError::NotFound`] when the contact has written nothing from there on, [`InboxError::Locked`], storage.
pub(crate) async fn mark_unread(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    from: Option<i64>,
) -> Result<(), InboxError> {
    desk.with_house(move |house| {
        at_work_on(house, side, conversation)?;
        let from = from.map(MessageId);
        house.write(side, |tx| work::mark_unread(tx, conversation, from))
    })
    .await?;
    told(desk, side, conversation);
    Ok(())
}

/// Checks that a conversation may be put away. What `clinic.db` knows of flags counts, not what the row says.
fn check(
    house: &House,
    side: Side,
    conversation: ConversationId,
    replies: Replies,
) -> Result<(), InboxError> {
    let alert = house
        .clinic
        .read(|conn| alerts::open_level(conn, conversation))?;
    let waiting = match replies {
        Replies::Ask => house.read(side, |conn| work::replies_waiting(conn, conversation))?,
        Replies::Leave => 0,
    };
    match PuttingAway::of(alert.is_some(), waiting) {
        PuttingAway::Free => Ok(()),
        PuttingAway::AlertOpen => Err(InboxError::AlertOpen),
        PuttingAway::RepliesWait => Err(InboxError::RepliesWait),
    }
}
