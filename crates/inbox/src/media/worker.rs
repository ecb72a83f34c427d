//! Fetches what waits: a few files at a time, those that have waited longest first; slower where Meta is busy.

use super::{
    fetch::{self, Done},
    locked,
};
use crate::{
    desk::{Desk, Inner},
    error::InboxError,
    house::{Held, House},
};
use recado_domain::{
    channel::Side,
    id::{ChannelId, MediaId},
    time::UnixMs,
};
use recado_store::{
    Conn,
    clinic::locked_files::{self, LockedFile},
    conversations::media::{self as rows, Media, fetching},
    media_file,
};
use std::{collections::BTreeMap, sync::Weak, time::Duration};
use tokio::task::JoinSet;

/// How many files are on their way at once.
const AT_ONCE: usize = 3;
/// The longest sleep: a row may have come by a path that forgot to wake us.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// The longest sleep while a file waits for its time: a computer that slept, or whose clock was set, has missed it.
const WAITING_SLEEP: Duration = Duration::from_secs(2);
/// How many waiting rows are looked at: more than [`AT_ONCE`], so that a busy channel does not keep the others back.
const LOOKED_AT: u32 = 64;

/// What is known while the worker runs.
#[derive(Default)]
struct Rounds {
    on_their_way: JoinSet<Done>,
    /// Until when Meta asked to wait, by channel.
    busy: BTreeMap<ChannelId, UnixMs>,
}

/// Fetches until the desk is gone.
pub(crate) async fn run(weak: Weak<Inner>) {
    let mut rounds = Rounds::default();
    loop {
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        let pause = match rounds.start_due(&desk).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!("files: {error}");
                LONGEST_SLEEP
            }
        };
        tokio::select! {
            Some(done) = rounds.on_their_way.join_next() => {
                if let Ok(done) = done {
                    desk.inner.media.ended(done.media);
                    if let Some(until) = done.busy_until {
                        rounds.busy.insert(done.channel, until);
                    }
                }
            }
            () = desk.inner.media.wake.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

impl Rounds {
    /// Starts what may be fetched now and returns how long to sleep when nothing happens.
    async fn start_due(&mut self, desk: &Desk) -> Result<Duration, InboxError> {
        let now = desk.inner.options.clock.now();
        let again = desk.clone();
        let (due, next_at) = desk
            .with_house(move |house| due(&again, house, now))
            .await?;
        self.busy.retain(|_, until| *until > now);
        for one in due {
            if self.on_their_way.len() >= AT_ONCE {
                break;
            }
            let (id, channel) = one.which();
            if self.busy.contains_key(&channel) || !desk.inner.media.begun(id) {
                continue;
            }
            let desk = desk.clone();
            self.on_their_way.spawn(async move {
                match one {
                    Due::Open(store, media) => fetch::fetch(&desk, store, *media).await,
                    Due::Locked(file) => locked::fetch(&desk, file).await,
                }
            });
        }
        let times = self.busy.values().copied().chain(next_at);
        let until_next = times.filter(|at| *at > now).map(|at| at.since(now)).min();
        Ok(until_next.map_or(LONGEST_SLEEP, |pause| {
            pause.clamp(Duration::from_millis(50), WAITING_SLEEP)
        }))
    }
}

/// A file to be fetched now.
enum Due {
    /// Of a store whose key is held.
    Open(Held, Box<Media>),
    /// Of a patient, while nobody is signed in.
    Locked(LockedFile),
}

impl Due {
    fn which(&self) -> (MediaId, ChannelId) {
        match self {
            Self::Open(_, media) => (media.id, media.channel),
            Self::Locked(file) => (file.id, file.channel),
        }
    }
}

fn due(desk: &Desk, house: &House, now: UnixMs) -> Result<(Vec<Due>, Option<UnixMs>), InboxError> {
    let mut found = Vec::new();
    let mut next_at: Option<UnixMs> = None;
    for side in [Side::Leads, Side::Clinical] {
        let Some(store) = house.held(side) else {
            let key = &house.token_key;
            let waiting = |conn: &Conn| locked_files::due(conn, key, now, LOOKED_AT);
            found.extend(house.clinic.read(waiting)?.into_iter().map(Due::Locked));
            let next = house
                .clinic
                .read(|conn| locked_files::next_due_at(conn, now))?;
            next_at = [next_at, next].into_iter().flatten().min();
            continue;
        };
        put_in_order(desk, house, &store)?;
        let waiting = store.read(|conn| fetching::due(conn, now, LOOKED_AT))?;
        let waiting = waiting.into_iter();
        found.extend(waiting.map(|media| Due::Open(store.clone(), Box::new(media))));
        let next = store.read(|conn| fetching::next_due_at(conn, now))?;
        next_at = [next_at, next].into_iter().flatten().min();
    }
    Ok((found, next_at))
}

/// Once a run and side: what was cut off waits again, and what belongs to nothing is removed.
///
/// # Errors
/// Storage.
pub(crate) fn put_in_order(desk: &Desk, house: &House, store: &Held) -> Result<(), InboxError> {
    let side = store.side();
    let mut ready = desk
        .inner
        .media
        .ready
        .lock()
        .map_err(|_| InboxError::CutOff)?;
    if ready.contains(&side) {
        return Ok(());
    }
    store.write(|tx| fetching::recover(tx).map(|_| ()))?;
    let folder = media_file::make_folder(&house.folder, side)?;
    // First those of the lock: the drain makes a file's own row before it forgets the other.
    let mut known = house.clinic.read(locked_files::ids)?;
    known.extend(store.read(rows::ids)?);
    let removed = media_file::sweep(&folder, &known, &desk.inner.media.on_their_way())?;
    if removed > 0 {
        tracing::info!(removed, "leftovers of files were removed");
    }
    ready.insert(side);
    Ok(())
}
