//! What one computer of the clinic does at a time, so that a second one does not do it again (CASES 24).
//!
//! | what | where | why |
//! | --- | --- | --- |
//! | automatic replies | one computer, agreed upon for each contact (`send::automatic`) | the contact would have it twice |
//! | summaries that are paid for by use | one computer: [`Duty::Summaries`] | the clinic would pay twice |
//! | hearing voice notes by a service | one computer: [`Duty::Transcripts`]; the others are told what it heard | the clinic would pay twice |
//! | backups, retention, upkeep, the audit's own check | every computer, without a lease | each looks after its own files |
//! | reading templates, names and account news from Meta | every computer, without a lease | each keeps its own copy, and reading twice changes nothing |
//! | fetching files of messages | every computer, without a lease | each keeps its own |
//! | calling people about a flag | every computer, without a lease | whoever is near should hear it; a name on it ends it everywhere |
//!
//! **When the relay cannot be asked**, nobody holds anything: the act waits. What is done by a computer that lost the relay
//! might be done by another one, too, and an automatic act that comes late harms less than one that comes twice. A clinic of
//! one computer asks nobody: it holds everything.

use crate::{
    connect,
    desk::Desk,
    error::InboxError,
    relay::{RelayClient, RelayError},
    together::{names::SharedKey, verify::Circle},
};
use recado_protocol::{
    error::ErrorCode,
    lease::{Lease as Taken, LeaseName},
};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// How long a lease lasts without being renewed: as long as nobody does its work when its computer is switched off.
const LASTS_SECONDS: u32 = 60;
/// How often it is renewed: two attempts may fail.
const RENEWED_EVERY: Duration = Duration::from_secs(20);

/// What needs a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// Asking a service that is paid for by use.
    Summaries,
    /// Asking a service that hears voice notes.
    Transcripts,
}

impl Duty {
    fn name(self) -> &'static str {
        match self {
            Self::Summaries => "summaries",
            Self::Transcripts => "transcripts",
        }
    }
}

/// A duty that is this computer's, renewed until it is dropped, and given up then. Whoever works for longer than a moment
/// asks [`Lease::is_held`] again before each act that must not be done twice.
pub struct Lease {
    held: Held,
}

enum Held {
    /// There is no other computer.
    Alone,
    AtRelay {
        /// Until when, by this computer's steady clock; absent once it is lost.
        until: Until,
        renewing: tokio::task::JoinHandle<()>,
        giving_up: Option<GivingUp>,
    },
}

type Until = Arc<Mutex<Option<Instant>>>;

struct GivingUp {
    client: RelayClient,
    name: LeaseName,
    fencing: u64,
}

/// Takes a duty on; nothing while another computer of the clinic has it.
///
/// # Errors
/// An unreachable relay: the act waits. Storage.
pub async fn hold(desk: &Desk, duty: Duty) -> Result<Option<Lease>, InboxError> {
    let asked = desk
        .with_house(move |house| {
            let others = Circle::of(house)?.filter(Circle::has_others);
            let Some(key) = house.clinic.read(SharedKey::of)? else {
                return Ok(None);
            };
            Ok(others.map(|_| key.lease(duty.name())))
        })
        .await?;
    let Some(name) = asked else {
        return Ok(Some(Lease { held: Held::Alone }));
    };
    let Some((client, _)) = connect::relay_client(desk).await? else {
        return Ok(Some(Lease { held: Held::Alone }));
    };
    let asked_at = Instant::now();
    match client.take_lease(&name, LASTS_SECONDS).await {
        Ok(taken) => Ok(Some(Lease::of(client, name, asked_at, &taken))),
        Err(RelayError::Refused(ErrorCode::LeaseHeld)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl Lease {
    /// Returns whether there was no other computer when it was taken.
    pub fn is_alone(&self) -> bool {
        matches!(self.held, Held::Alone)
    }

    /// Returns whether the duty is still this computer's.
    pub fn is_held(&self) -> bool {
        match &self.held {
            Held::Alone => true,
            Held::AtRelay { until, .. } => {
                let until = *until.lock().unwrap_or_else(PoisonError::into_inner);
                until.is_some_and(|until| Instant::now() < until)
            }
        }
    }

    fn of(client: RelayClient, name: LeaseName, asked_at: Instant, taken: &Taken) -> Self {
        let until: Until = Arc::new(Mutex::new(Some(asked_at + left(taken))));
        let giving_up = GivingUp {
            client: client.clone(),
            name: name.clone(),
            fencing: taken.fencing,
        };
        let renewed = Arc::clone(&until);
        let fencing = taken.fencing;
        let renewing =
            tokio::spawn(async move { while renew(&client, &name, fencing, &renewed).await {} });
        Self {
            held: Held::AtRelay {
                until,
                renewing,
                giving_up: Some(giving_up),
            },
        }
    }
}

/// Renews a lease after a while; returns whether it is to be renewed again. Under another number it was another's
/// meanwhile: what was begun under the old one does not go on.
async fn renew(client: &RelayClient, name: &LeaseName, fencing: u64, until: &Until) -> bool {
    tokio::time::sleep(RENEWED_EVERY).await;
    let asked_at = Instant::now();
    let renewed = match client.take_lease(name, LASTS_SECONDS).await {
        Ok(taken) if taken.fencing == fencing => Some(asked_at + left(&taken)),
        Ok(_) | Err(RelayError::Refused(ErrorCode::LeaseHeld)) => None,
        // It lasts as long as it was given for.
        Err(_) => return true,
    };
    *until.lock().unwrap_or_else(PoisonError::into_inner) = renewed;
    renewed.is_some()
}

/// Returns how long a lease lasts from when it was asked for, whatever the clocks of relay and desktop say.
fn left(taken: &Taken) -> Duration {
    Duration::from_millis(u64::try_from(taken.until - taken.now).unwrap_or(0))
}

impl Drop for Lease {
    fn drop(&mut self) {
        // One that is over may have been taken again, under the same number.
        let was_held = self.is_held();
        match &mut self.held {
            Held::Alone => {}
            Held::AtRelay {
                renewing,
                giving_up,
                ..
            } => {
                renewing.abort();
                if !was_held {
                    return;
                }
                let (Some(it), Ok(runtime)) =
                    (giving_up.take(), tokio::runtime::Handle::try_current())
                else {
                    return;
                };
                // What is not given up is over in a minute.
                runtime.spawn(async move {
                    let _ = it.client.give_up_lease(&it.name, it.fencing).await;
                });
            }
        }
    }
}
