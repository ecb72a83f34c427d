//! Drafts by themselves, behind the extracts: of days whose hour has come, once they are quiet, one after the other, and
//! not again and again where nothing comes of it.

use super::write::{self, Outcome};
use crate::{
    assist::endpoint,
    desk::{Desk, Inner},
    error::InboxError,
    house::House,
    lease::{self, Duty, Lease},
    summary::{
        Work,
        make::OnesDay,
        run::{self, due},
    },
};
use recado_domain::{assist::AssistFeature, id::IdentityId, summary::Day, time::UnixMs};
use recado_store::{
    conversations::summaries::{
        self, Fingerprint, Maker,
        day::{messages_of, person},
    },
    error::StoreError,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, Weak},
    time::Duration,
};

/// How often it is looked whether a draft is wanting.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long a day has to be quiet: a conversation under way is not drafted with every line.
const QUIET: Duration = Duration::from_secs(10 * 60);
/// How long is waited after each try that came to nothing; after the last of them nobody asks by themselves.
const WAITS: [Duration; 3] = [
    Duration::from_secs(60),
    Duration::from_secs(10 * 60),
    Duration::from_secs(60 * 60),
];

/// Tries that came to nothing, by whose and which day.
pub(crate) type Tries = BTreeMap<(IdentityId, String), Try>;

/// Tries of one day that came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Try {
    /// What the day was.
    fingerprint: Fingerprint,
    /// How many there were.
    times: usize,
    /// When the next may be.
    next_at: UnixMs,
}

/// A day that wants a draft.
struct Wanting {
    ones: OnesDay,
    fingerprint: Fingerprint,
}

/// Looks now and from then on.
pub(crate) async fn run(weak: Weak<Inner>, work: Arc<Work>) {
    let mut duty = None;
    loop {
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        match round(&desk, &mut duty).await {
            // Nobody is here who reads patients: another computer may see to it.
            Ok(()) => {}
            Err(
                InboxError::Locked
                | InboxError::NotAllowed
                | InboxError::Renewing
                | InboxError::NotFound,
            ) => duty = None,
            Err(error) => tracing::warn!("drafts of summaries were not finished: {error}"),
        }
        drop(desk);
        let _ = tokio::time::timeout(LOOK_EVERY, work.wake_drafts.notified()).await;
    }
}

/// Drafts what is wanting, while it is this computer that does: a second one would pay again.
async fn round(desk: &Desk, duty: &mut Option<Lease>) -> Result<(), InboxError> {
    let work = Arc::clone(&desk.inner.summaries);
    let wanting = desk.with_house(move |house| wanting(house, &work)).await?;
    for one in wanting {
        // Alone, it is asked each time: another computer may have come.
        if !duty
            .as_ref()
            .is_some_and(|it| it.is_held() && !it.is_alone())
        {
            *duty = lease::hold(desk, Duty::Summaries).await?;
        }
        if duty.is_none() {
            return Ok(());
        }
        let conversations = one.ones.conversations.clone();
        let now = desk.inner.options.clock.now();
        let outcome = write::draft(desk, &one.ones, None).await?;
        let of = (one.ones.identity, one.ones.date());
        note(&desk.inner.summaries, of, one.fingerprint, outcome, now);
        match outcome {
            Outcome::Drafted => run::tell(desk, &conversations),
            // The endpoint is no more, or there is no credit: nobody else's draft comes either.
            Outcome::NotReady(_) => return Ok(()),
            Outcome::NotAgreed(_) | Outcome::Nothing | Outcome::Failed { .. } => {}
        }
    }
    Ok(())
}

/// Returns the days that want a draft and may have one, the latest first.
fn wanting(house: &House, work: &Work) -> Result<Vec<Wanting>, InboxError> {
    let target = match endpoint::ready(house, AssistFeature::Summaries)? {
        Ok(target) => target,
        Err(_state) => return Ok(Vec::new()),
    };
    let store = house.clinical_for_staff()?;
    let now = house.clock.now();
    let mut wanting = Vec::new();
    for day in due(house)?.into_iter().rev() {
        let date = day.on.to_string();
        let made = store.read(|conn| summaries::made_of(conn, &date))?;
        for ((identity, maker), fingerprint) in &made {
            let has_draft = made.get(&(*identity, Maker::Draft)) == Some(fingerprint);
            let is_tired = rests(work, &(*identity, date.clone()), *fingerprint, now);
            if *maker != Maker::Extract || has_draft || is_tired {
                continue;
            }
            let ones = ones_day(&store, *identity, day)?;
            let may = write::agreed(&store, &ones)?.allows(target.place);
            if may && is_quiet(&store, &ones, now)? {
                wanting.push(Wanting {
                    ones,
                    fingerprint: *fingerprint,
                });
            }
        }
    }
    Ok(wanting)
}

type Clinical = recado_store::conversations::Store<recado_store::conversations::Clinical>;

fn ones_day(store: &Clinical, identity: IdentityId, day: Day) -> Result<OnesDay, InboxError> {
    let (identity, conversations) = store.read(|conn| person(conn, identity))?;
    Ok(OnesDay {
        identity,
        conversations,
        day,
    })
}

fn is_quiet(store: &Clinical, ones: &OnesDay, now: UnixMs) -> Result<bool, InboxError> {
    let last = store.read(|conn| {
        let all = messages_of(conn, &ones.conversations, ones.day.from, ones.day.until)?;
        Ok::<_, StoreError>(all.last().map(|message| message.at))
    })?;
    Ok(last.is_some_and(|last| last.plus(QUIET) <= now))
}

/// Returns whether a day is not asked about again yet, or by itself at all.
fn rests(work: &Work, of: &(IdentityId, String), fingerprint: Fingerprint, now: UnixMs) -> bool {
    let tries = work.tries.lock().unwrap_or_else(PoisonError::into_inner);
    tries.get(of).is_some_and(|it| {
        it.fingerprint == fingerprint && (it.times >= WAITS.len() || now < it.next_at)
    })
}

/// Returns whether nobody asks about a day any more by themselves, as it stands.
pub(crate) fn gave_up(work: &Work, ones: &OnesDay, fingerprint: Fingerprint) -> bool {
    let tries = work.tries.lock().unwrap_or_else(PoisonError::into_inner);
    tries
        .get(&(ones.identity, ones.date()))
        .is_some_and(|it| it.fingerprint == fingerprint && it.times >= WAITS.len())
}

/// Remembers what came of somebody's asking about a day by hand.
///
/// # Errors
/// Storage.
pub(crate) async fn note_of(
    desk: &Desk,
    ones: &OnesDay,
    outcome: Outcome,
) -> Result<(), InboxError> {
    let work = Arc::clone(&desk.inner.summaries);
    let ones = ones.clone();
    desk.with_house(move |house| {
        let store = house.clinical_for_staff()?;
        let made =
            store.read(|conn| summaries::get(conn, ones.identity, &ones.date(), Maker::Extract))?;
        if let Some(made) = made {
            let of = (ones.identity, ones.date());
            note(&work, of, made.fingerprint, outcome, house.clock.now());
        }
        Ok(())
    })
    .await
}

/// Remembers what came of asking about a day.
fn note(
    work: &Work,
    of: (IdentityId, String),
    fingerprint: Fingerprint,
    outcome: Outcome,
    now: UnixMs,
) {
    let mut tries = work.tries.lock().unwrap_or_else(PoisonError::into_inner);
    match outcome {
        Outcome::Drafted => {
            tries.remove(&of);
        }
        Outcome::NotReady(_) | Outcome::NotAgreed(_) => {}
        Outcome::Nothing | Outcome::Failed { .. } => {
            let known = tries.get(&of).filter(|it| it.fingerprint == fingerprint);
            let before = known.map_or(0, |it| it.times);
            let times = match outcome {
                Outcome::Failed { may_pass: true } => before + 1,
                // The same question would come to the same.
                _final => WAITS.len(),
            };
            let wait = WAITS.get(before).copied().unwrap_or_default();
            tries.insert(
                of,
                Try {
                    fingerprint,
                    times,
                    next_at: now.plus(wait),
                },
            );
        }
    }
}
