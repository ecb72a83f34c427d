//! Honest coverage: when envelopes wait and no desktop of the clinic polls, or those that poll keep none of them,
//! somebody is told, and told again when it is over. Nothing of any message, and the clinic only as the hash that the log uses.
//!
//! An alarm is written down before and after it is told, so that a restart neither forgets nor repeats it, and of
//! several relays one tells it. What could not be told is tried again.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use serde::Serialize;

use crate::buffer::{BufferError, Silence};
use crate::shared::Shared;

const TELL_WITHIN: Duration = Duration::from_secs(20);

/// Whom to tell, and after how long a silence.
#[derive(Clone)]
pub struct AlarmSettings {
    /// How long nobody may poll while envelopes wait.
    pub after_minutes: u32,
    /// Where to post `{"event":"nobody polls","tenantId":"6b1f…","minutes":20}`.
    pub webhook: Option<reqwest::Url>,
    /// How to send mail, and between whom.
    pub mail: Option<MailSettings>,
}

/// How to send mail, and between whom.
#[derive(Clone)]
pub struct MailSettings {
    /// `smtps://user:password@mail.example`, or `smtp://127.0.0.1:25`.
    pub server: String,
    /// The sender.
    pub from: Mailbox,
    /// The receiver.
    pub to: Mailbox,
}

impl std::fmt::Debug for AlarmSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Addresses may hold passwords and tokens.
        write!(f, "AlarmSettings({} minutes)", self.after_minutes)
    }
}

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    /// Nobody polls.
    Silence,
    /// Somebody polls, and nobody acknowledges.
    Stuck,
    /// Somebody does again, or nothing waits.
    AllClear,
}

/// Looks at all clinics once and tells what has to be told.
pub(crate) async fn look(shared: &Shared) -> Result<(), BufferError> {
    let Some(settings) = &shared.config.alarm else {
        return Ok(());
    };
    // A clinic may be new, and known to another relay alone.
    shared.catch_up().await?;
    let now = shared.clock.now_ms();
    let tenants = shared.tenants();
    for mut silence in shared.buffer.silences().await? {
        let here = shared.seen.last_poll(&tenants.devices(silence.clinic));
        silence.last_poll_at = silence.last_poll_at.max(here);
        let Some(event) = due(&silence, now, settings.after_minutes) else {
            continue;
        };
        let clinic = silence.clinic;
        if !shared.buffer.claim_alarm(clinic, now).await? {
            continue;
        }
        let tenant = tenants.id(clinic).map(crate::logging::tenant_hash);
        let tenant = tenant.unwrap_or_default();
        let minutes = match event {
            Event::Silence | Event::AllClear => silent_minutes(&silence, now),
            Event::Stuck => stuck_minutes(&silence, now),
        };
        tracing::warn!(tenantId = tenant, minutes, "{}", event.words());
        let told = Told {
            event: event.words(),
            tenant_id: &tenant,
            minutes,
        };
        if !tell(settings, &told, letter(event, &tenant, minutes)).await {
            tracing::error!(tenantId = tenant, "an alarm could not be told");
            continue;
        }
        match event {
            Event::Silence | Event::Stuck => shared.buffer.alarm_told(clinic, now).await?,
            Event::AllClear => shared.buffer.end_alarm(clinic).await?,
        }
    }
    Ok(())
}

/// Returns what has to be told of a clinic now. Pure.
fn due(silence: &Silence, now: i64, after_minutes: u32) -> Option<Event> {
    let after_minutes = i64::from(after_minutes);
    let is_silent = silence.oldest_at.is_some() && silent_minutes(silence, now) >= after_minutes;
    let is_stuck = stuck_minutes(silence, now) >= after_minutes;
    match (is_silent, is_stuck, silence.told_at) {
        (true, _, None) => Some(Event::Silence),
        (false, true, None) => Some(Event::Stuck),
        (false, false, Some(_)) => Some(Event::AllClear),
        (_, _, Some(_)) | (false, false, None) => None,
    }
}

/// How long something has waited that no desktop has acknowledged.
fn stuck_minutes(silence: &Silence, now: i64) -> i64 {
    let since = silence.unacknowledged_at;
    since.map_or(0, |since| (now - since) / 60_000)
}

fn silent_minutes(silence: &Silence, now: i64) -> i64 {
    let since = silence.oldest_at.max(silence.last_poll_at);
    since.map_or(0, |since| (now - since) / 60_000)
}

impl Event {
    fn words(self) -> &'static str {
        match self {
            Self::Silence => "nobody polls",
            Self::Stuck => "nobody acknowledges",
            Self::AllClear => "all clear",
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    event: &'static str,
    tenant_id: &'a str,
    minutes: i64,
}

/// What a mail says.
pub(crate) struct Words {
    pub(crate) subject: String,
    pub(crate) text: String,
}

fn letter(event: Event, tenant: &str, minutes: i64) -> Words {
    match event {
        Event::Silence => Words {
            subject: format!("Recado: nobody fetches messages for {tenant}"),
            text: format!(
                "Messages wait on the relay for clinic {tenant}, and no computer of the clinic has asked for them for \
                 {minutes} minutes.\nCheck that Recado runs there and is online. Nothing is lost: they wait here.\n"
            ),
        },
        Event::Stuck => Words {
            subject: format!("Recado: nobody keeps messages for {tenant}"),
            text: format!(
                "The computers of clinic {tenant} ask the relay for messages, but for {minutes} minutes none of them has \
                 kept what it was given.\nLook at Recado there: its disk may be full. Nothing is lost: they wait here.\n"
            ),
        },
        Event::AllClear => Words {
            subject: format!("Recado: all clear for {tenant}"),
            text: format!("The computers of clinic {tenant} fetch messages again.\n"),
        },
    }
}

/// Tells it every way there is; returns whether it was heard at least once.
pub(crate) async fn tell(
    settings: &AlarmSettings,
    told: &(impl Serialize + Sync),
    words: Words,
) -> bool {
    let webhook = async {
        match &settings.webhook {
            Some(url) => by_webhook(url, told).await.is_some(),
            None => false,
        }
    };
    let mail = async {
        match &settings.mail {
            Some(mail) => by_mail(mail, words).await.is_some(),
            None => false,
        }
    };
    let told = async { tokio::join!(webhook, mail) };
    match tokio::time::timeout(TELL_WITHIN, told).await {
        Ok((posted, mailed)) => posted || mailed,
        Err(_) => false,
    }
}

async fn by_webhook(url: &reqwest::Url, told: &(impl Serialize + Sync)) -> Option<()> {
    // A second installation in one process leaves the first as it is.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(TELL_WITHIN)
        .build()
        .ok()?;
    let answer = client.post(url.clone()).json(told).send().await.ok()?;
    answer.status().is_success().then_some(())
}

async fn by_mail(mail: &MailSettings, words: Words) -> Option<()> {
    let message = Message::builder()
        .from(mail.from.clone())
        .to(mail.to.clone())
        .subject(words.subject)
        .body(words.text)
        .ok()?;
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&mail.server)
        .ok()?
        .timeout(Some(TELL_WITHIN))
        .build();
    transport.send(message).await.ok().map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::{Event, Silence, due};

    #[test]
    fn an_alarm_is_due_once_after_the_silence_and_the_all_clear_once_after_the_alarm() {
        let silence = |oldest_at, last_poll_at, told_at| Silence {
            clinic: 1,
            oldest_at,
            unacknowledged_at: None,
            last_poll_at,
            told_at,
        };
        let minute = 60_000;
        for (waits, expected) in [
            (silence(Some(0), None, None), Some(Event::Silence)),
            (silence(Some(1), None, None), None),
            (silence(Some(0), Some(1), None), None),
            (silence(Some(0), Some(0), None), Some(Event::Silence)),
            (silence(None, Some(0), None), None),
            (silence(Some(0), None, Some(5)), None),
            (
                silence(Some(0), Some(minute), Some(5)),
                Some(Event::AllClear),
            ),
            (silence(None, Some(0), Some(5)), Some(Event::AllClear)),
        ] {
            assert_eq!(due(&waits, 15 * minute, 15), expected);
        }
    }

    #[test]
    fn polled_and_never_acknowledged_is_due_too_and_silence_comes_first() {
        let now = 15 * 60_000;
        let waits = |unacknowledged_at, last_poll_at, told_at| Silence {
            clinic: 1,
            oldest_at: Some(0),
            unacknowledged_at,
            last_poll_at,
            told_at,
        };
        for (waits, expected) in [
            (waits(Some(0), Some(now), None), Some(Event::Stuck)),
            (waits(Some(1), Some(now), None), None),
            // A second computer that is switched off: the first has acknowledged all.
            (waits(None, Some(now), None), None),
            (waits(Some(0), None, None), Some(Event::Silence)),
            (waits(Some(0), Some(now), Some(5)), None),
            (waits(Some(1), Some(now), Some(5)), Some(Event::AllClear)),
        ] {
            assert_eq!(due(&waits, now, 15), expected);
        }
    }
}
