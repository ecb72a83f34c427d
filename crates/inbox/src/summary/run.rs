//! By themselves: each day at its hour, after nights off as soon as somebody who reads patients is back, and anew when a
//! day changes. One person at a time, so that receiving never waits.

use super::{
    Work,
    make::{self, Made, OnesDay},
};
use crate::{
    assist::kept,
    desk::{Desk, Inner, blocking},
    error::InboxError,
    house::House,
    view::change::Change,
};
use recado_domain::{
    channel::Side,
    summary::{self, Day},
};
use recado_store::{
    conversations::summaries::{self, Maker, day::people},
    error::StoreError,
};
use std::{
    sync::{Arc, Weak},
    time::Duration,
};
use tokio::sync::broadcast::{Receiver, error::TryRecvError};

/// How often it is looked whether a day is due or has changed.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long the databases are left to others between two people.
const PAUSE: Duration = Duration::from_millis(5);

/// Looks now and from then on.
pub(crate) async fn run(weak: Weak<Inner>, work: Arc<Work>, mut changes: Receiver<Change>) {
    let mut seen: Option<Vec<Day>> = None;
    loop {
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        if has_changed(&mut changes) {
            seen = None;
        }
        match desk.with_house(due).await {
            Ok(due) if seen.as_ref() != Some(&due) => {
                seen = match round(&desk, &due).await {
                    Ok(()) => {
                        work.wake_drafts.notify_one();
                        Some(due)
                    }
                    Err(error) => {
                        tracing::warn!("a round of summaries was not finished: {error}");
                        None
                    }
                };
            }
            Ok(_) => {}
            // Nobody is here who reads patients: the next of them makes up for it.
            Err(_) => seen = None,
        }
        drop(desk);
        let woken = tokio::time::timeout(LOOK_EVERY, work.wake.notified());
        if woken.await.is_ok() {
            seen = None;
        }
    }
}

/// Returns whether anything of patients changed since the last look.
fn has_changed(changes: &mut Receiver<Change>) -> bool {
    let mut has_changed = false;
    loop {
        match changes.try_recv() {
            Ok(Change::Conversation { side, .. }) => has_changed |= side == Side::Clinical,
            Ok(Change::Records { .. } | Change::App) => has_changed = true,
            Ok(
                Change::Alert { .. }
                | Change::Media { .. }
                | Change::Connection
                | Change::Templates
                | Change::QuickReplies
                | Change::Summary { .. }
                | Change::Tone
                | Change::Audit
                | Change::Backup
                | Change::OpenConversation { .. },
            ) => {}
            Err(TryRecvError::Lagged(_)) => has_changed = true,
            Err(TryRecvError::Empty | TryRecvError::Closed) => return has_changed,
        }
    }
}

/// Returns the days whose hour has come, while somebody is here who reads patients.
pub(super) fn due(house: &House) -> Result<Vec<Day>, InboxError> {
    house.clinical_for_staff()?;
    let hour = house.clinic.read(kept::read)?.hour;
    let (now, zone) = (house.clock.now(), house.clock.zone());
    Ok(summary::due(now, hour, &zone))
}

/// Goes through the days, the latest first, and through whoever wrote on them.
async fn round(desk: &Desk, due: &[Day]) -> Result<(), InboxError> {
    let house = desk.house()?;
    let again = Arc::clone(&house);
    let today = blocking(move || Ok(today(&again))).await?;
    // A day that is not over yet has a summary if somebody wanted one.
    let early = today.filter(|today| due.iter().all(|day| day.on != today.on));
    let days = early.iter().map(|day| (*day, false));
    for (day, is_due) in days.chain(due.iter().rev().map(|day| (*day, true))) {
        let house = Arc::clone(&house);
        let found = blocking(move || of_day(&house, day, is_due)).await?;
        for ones in found {
            make_one(desk, ones).await?;
        }
    }
    Ok(())
}

fn today(house: &House) -> Option<Day> {
    Day::of(house.clock.now(), &house.clock.zone())
}

/// Returns whose day is to be looked at; of a day whose hour has not come, of whoever has a summary already.
fn of_day(house: &House, day: Day, is_due: bool) -> Result<Vec<OnesDay>, InboxError> {
    let store = house.clinical_for_staff()?;
    let date = day.on.to_string();
    let (mut people, made) = store.read(|conn| {
        let people = people(conn, day.from, day.until)?;
        Ok::<_, StoreError>((people, summaries::made_of(conn, &date)?))
    })?;
    // Whose messages have all gone: their summary goes, too.
    for (identity, _) in made.keys() {
        people.entry(*identity).or_default();
    }
    let wanted = people
        .into_iter()
        .filter(|(identity, _)| is_due || made.contains_key(&(*identity, Maker::Extract)));
    Ok(wanted
        .map(|(identity, conversations)| OnesDay {
            identity,
            conversations,
            day,
        })
        .collect())
}

async fn make_one(desk: &Desk, ones: OnesDay) -> Result<(), InboxError> {
    let conversations = ones.conversations.clone();
    if extract(desk, ones).await? == Made::Anew {
        tell(desk, &conversations);
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

/// Makes the extract of a day if it is not the one there is.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn extract(desk: &Desk, ones: OnesDay) -> Result<Made, InboxError> {
    let work = Arc::clone(&desk.inner.summaries);
    let engine = desk.inner.rules.engine();
    desk.with_house(move |house| {
        let store = house.clinical_for_staff()?;
        let (now, zone) = (house.clock.now(), house.clock.zone());
        make::extract(&work, &engine, &store, &ones, now, &zone)
    })
    .await
}

/// Tells the window that a summary of these conversations' person is another one.
pub(crate) fn tell(desk: &Desk, conversations: &[recado_domain::id::ConversationId]) {
    for conversation in conversations {
        desk.tell(Change::Summary {
            conversation: *conversation,
        });
    }
}
