//! Takes one note after the other, patients' first, as long as somebody wants them heard.

use super::{job, settings, turn::Turn};
use crate::{
    assist::endpoint,
    desk::{Desk, Inner},
    error::InboxError,
    house::{Held, House},
    receive::drain,
    view::transcribe::VoiceMode,
};
use recado_domain::{
    assist::AssistFeature, channel::Side, id::MediaId, time::UnixMs, transcript::LOOKS_BACK,
};
use recado_store::conversations::transcripts::{Transcript, elsewhere, jobs};
use std::{sync::Weak, time::Duration};

/// The longest sleep: a note may have come by a path that forgot to wake us.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// The longest sleep while a note waits for its time: a computer that slept, or whose clock was set, has missed it.
const WAITING_SLEEP: Duration = Duration::from_secs(2);
/// The sleep while another computer asks the service.
const TURN_SLEEP: Duration = Duration::from_secs(5);

/// Hears notes until the desk is gone.
pub(super) async fn run(weak: Weak<Inner>) {
    let mut turn = Turn::default();
    loop {
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        let pause = match round(&desk, &mut turn).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!("voice notes: {error}");
                LONGEST_SLEEP
            }
        };
        tokio::select! {
            () = desk.inner.listening.wake.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Hears what is due and returns how long to sleep when nothing happens.
async fn round(desk: &Desk, turn: &mut Turn) -> Result<Duration, InboxError> {
    let mut heard: Option<MediaId> = None;
    loop {
        let chosen = desk
            .with_house(|house| Ok(house.clinic.read(settings::read)?))
            .await?;
        if chosen.mode == VoiceMode::Off {
            turn.give_up();
            return Ok(LONGEST_SLEEP);
        }
        // What was heard before a kill lies in the spool: filed first, it is not heard again.
        drain::drain(desk).await?;
        let now = desk.inner.options.clock.now();
        let before = chosen.since.unwrap_or(now).minus(LOOKS_BACK);
        let mode = chosen.mode;
        let found = desk
            .with_house(move |house| next(house, mode, before, now))
            .await?;
        match found {
            // It was stopped and waits still: not at once again, whatever stopped it.
            Next::Note(_, note) if heard == Some(note.media) => return Ok(WAITING_SLEEP),
            Next::Note(store, note) => {
                // Another computer's words may be here by then: the note waits no more.
                if mode == VoiceMode::Service && !turn.take(desk).await? {
                    return Ok(TURN_SLEEP);
                }
                heard = Some(note.media);
                job::hear(desk, &chosen, store, *note, turn).await?;
            }
            Next::At(_) if turn.is_held() && !desk.with_house(all_told).await? => {
                return Ok(WAITING_SLEEP);
            }
            Next::At(at) => {
                turn.give_up();
                let pause = at.filter(|at| *at > now).map(|at| at.since(now));
                return Ok(pause.map_or(LONGEST_SLEEP, |pause| {
                    pause.clamp(Duration::from_millis(50), WAITING_SLEEP)
                }));
            }
        }
    }
}

/// Returns whether the other computers know what was heard here, as far as anybody is signed in who may tell them.
fn all_told(house: &House) -> Result<bool, InboxError> {
    for side in [Side::Clinical, Side::Leads] {
        if let Some(store) = house.held(side)
            && !store.read(|conn| elsewhere::queued(conn, 1))?.is_empty()
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What comes next.
enum Next {
    /// This note, now.
    Note(Held, Box<Transcript>),
    /// Nothing before this time; nothing at all when absent.
    At(Option<UnixMs>),
}

fn next(house: &House, mode: VoiceMode, before: UnixMs, now: UnixMs) -> Result<Next, InboxError> {
    // Notes wait for a service that is not ready, and are shown to a person when it stays so.
    let is_ready = match mode {
        VoiceMode::Off => false,
        VoiceMode::Computer => true,
        VoiceMode::Service => endpoint::ready(house, AssistFeature::Transcription)?.is_ok(),
    };
    let mut next_at: Option<UnixMs> = None;
    for side in [Side::Clinical, Side::Leads] {
        let Some(store) = house.held(side) else {
            continue;
        };
        store.write(|tx| {
            jobs::leave_earlier(tx, before)?;
            jobs::begin_waiting(tx, now)
        })?;
        if !is_ready {
            continue;
        }
        if let Some(note) = store.read(|conn| jobs::due(conn, now))? {
            return Ok(Next::Note(store, Box::new(note)));
        }
        let at = store.read(|conn| jobs::next_due_at(conn, now))?;
        next_at = [next_at, at].into_iter().flatten().min();
    }
    Ok(Next::At(next_at))
}
