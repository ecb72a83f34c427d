//! Reminders of flags that somebody took: nobody has heard of the person since, or it is time to ask again.
//!
//! What is due follows from the index each time it is looked at, so that a restart, a lock and a late start forget
//! nothing; only when people were called and who ended one is written down.

use super::{acts, may_read, who};
use crate::{
    desk::{Desk, Notice},
    error::InboxError,
    house::House,
    session::files,
    view::{change::Change, flags::ReminderView},
};
use recado_domain::{
    alert::{
        AlertLevel,
        calling::Called,
        reminder::{self, ReminderKind},
    },
    audit::ActName,
    id::{AlertId, ConversationId},
    time::UnixMs,
};
use recado_risk::{Level, conversation::silence_reminder};
use recado_store::{
    clinic::{
        audit,
        reminders::{self, Watched},
    },
    error::StoreError,
};
use std::{collections::BTreeSet, time::Duration};

/// So long after a flag nobody is reminded of it any more.
const LOOKED_BACK: Duration = Duration::from_secs(60 * 24 * 60 * 60);

/// A reminder that is due.
struct Due {
    kind: ReminderKind,
    watched: Watched,
    due: UnixMs,
    since: UnixMs,
    called: Called,
}

/// Returns the reminders that are due, the most severe first; only of the sides that whoever is signed in reads.
///
/// # Errors
/// [`InboxError::Locked`], storage.
pub(crate) async fn list(desk: &Desk) -> Result<Vec<ReminderView>, InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        house.signed_in()?;
        let mut shown = Vec::new();
        for one in due(house, now)? {
            let alert = &one.watched.alert;
            if may_read(house, alert.side) {
                shown.push(ReminderView {
                    kind: one.kind,
                    alert: alert.id,
                    conversation: alert.conversation,
                    side: alert.side,
                    who: who(house, alert)?,
                    level: alert.level,
                    category: alert.category,
                    since: one.since.0,
                    is_late: one.kind == ReminderKind::FollowUp
                        && reminder::is_follow_up_late(one.since, now),
                });
            }
        }
        Ok(shown)
    })
    .await
}

/// Ends the reminder to ask again, of every flag of the conversation that is done with.
///
/// A silence is ended by the person, or by writing down what came of it.
///
/// # Errors
/// [`InboxError::NotFound`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn settle(desk: &Desk, id: AlertId) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let conversation = desk
        .with_house(move |house| {
            let (who, alert) = acts::at_work_on(house, id)?;
            let watched = watched(house, now)?;
            let ended = watched
                .iter()
                .filter(|one| one.alert.conversation == alert.conversation && one.ended.is_some());
            house.clinic.write(|tx| {
                let mut is_first = false;
                for one in ended {
                    let by = (who.staff, who.name.as_str());
                    is_first |= reminders::settle(tx, one.alert.id, by, now)?;
                }
                if is_first {
                    let by = Some((who.staff, who.name.as_str()));
                    let detail = format!("{{\"alert\":\"{id}\"}}");
                    let act = ActName::ReminderSettled.as_str();
                    audit::append(tx, &files::act(now, by, act, &detail))?;
                }
                Ok::<_, StoreError>(())
            })?;
            Ok(alert.conversation)
        })
        .await?;
    desk.tell(Change::Alert {
        alert: id,
        conversation,
    });
    Ok(())
}

/// Calls people about reminders that are due and that nobody else calls about: an open flag calls by itself.
///
/// They are called first and it is written down afterwards: what a kill leaves out is called once more.
///
/// # Errors
/// Storage.
pub(super) async fn call(desk: &Desk, now: UnixMs) -> Result<(), InboxError> {
    let again = desk.clone();
    desk.with_house(move |house| {
        for one in due(house, now)? {
            let alert = &one.watched.alert;
            let is_calling = alert.acknowledged.is_none();
            if is_calling || !reminder::is_called(one.kind, alert.level, one.due, one.called, now) {
                continue;
            }
            again.notify(Notice::Reminder {
                alert: alert.id,
                side: alert.side,
                conversation: alert.conversation,
            });
            again.tell(Change::Alert {
                alert: alert.id,
                conversation: alert.conversation,
            });
            house
                .clinic
                .write(|tx| reminders::set_called(tx, alert.id, one.kind, now))?;
        }
        Ok(())
    })
    .await
}

fn watched(house: &House, now: UnixMs) -> Result<Vec<Watched>, InboxError> {
    let since = now.minus(LOOKED_BACK);
    Ok(house.clinic.read(|conn| reminders::watched(conn, since))?)
}

/// Returns what is due, the most severe first; of each kind once a conversation.
fn due(house: &House, now: UnixMs) -> Result<Vec<Due>, InboxError> {
    let mut all: Vec<Due> = watched(house, now)?
        .into_iter()
        .flat_map(|one| [silence(&one), follow_up(&one)])
        .flatten()
        .filter(|one| one.due <= now)
        .collect();
    all.sort_by_key(|one| {
        let alert = &one.watched.alert;
        (
            std::cmp::Reverse(alert.level),
            std::cmp::Reverse(alert.raised_at),
            alert.id,
        )
    });
    let mut seen: BTreeSet<(ReminderKind, ConversationId)> = BTreeSet::new();
    all.retain(|one| seen.insert((one.kind, one.watched.alert.conversation)));
    Ok(all)
}

fn silence(one: &Watched) -> Option<Due> {
    let alert = &one.alert;
    let raised = alert.raised_at;
    let written = one.written.unwrap_or(raised);
    let contact = one.contact.map(|at| at.0);
    let first = silence_reminder(level(alert.level), raised.0, written.0, contact)?;
    let tried = one.tried.filter(|at| *at >= raised);
    (!one.is_wrong).then(|| Due {
        kind: ReminderKind::Silence,
        due: reminder::silence_due(alert.level, UnixMs(first), tried),
        since: raised,
        called: one.silence,
        watched: one.clone(),
    })
}

fn follow_up(one: &Watched) -> Option<Due> {
    let ended = one.ended.filter(|_| !one.is_wrong && !one.is_followed_up)?;
    Some(Due {
        kind: ReminderKind::FollowUp,
        due: reminder::follow_up_due(ended),
        since: ended,
        called: one.follow_up,
        watched: one.clone(),
    })
}

fn level(level: AlertLevel) -> Level {
    match level {
        AlertLevel::Review => Level::Review,
        AlertLevel::Today => Level::Today,
        AlertLevel::High => Level::High,
        AlertLevel::Urgent => Level::Urgent,
    }
}
