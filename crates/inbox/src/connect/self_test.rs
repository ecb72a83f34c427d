//! A self-test: an event that goes the whole way a message goes, but for Meta. This computer signs it with the clinic's
//! app secret, posts it to the relay's public address as Meta would, and waits until it comes back out of an envelope.
//!
//! So a wrong secret, a relay that keeps nothing, a lost key or a poll that brings nothing is found though nobody writes.
//! It is recognised before it is filed: it is no message, raises nothing and is kept nowhere.

use crate::{
    connect,
    desk::{Desk, Inner, Notice},
    error::InboxError,
    house::House,
    view::{change::Change, connection::SelfTestView},
};
use recado_domain::{channel::ChannelKind, time::UnixMs};
use recado_protocol::channel::MetaObject;
use recado_store::clinic::{
    channels::{self, Channel},
    tokens::{self, TokenName},
};
use recado_webhook::signature;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::{
    sync::{Mutex, PoisonError, Weak},
    time::Duration,
};

/// Meta has no such field.
const FIELD: &str = "recado_self_test";
/// The largest body that can be one.
const LARGEST: usize = 1024;
/// How long after the start the first one goes, and then each.
const FIRST_AFTER: Duration = Duration::from_secs(2 * 60);
const EVERY: Duration = Duration::from_secs(15 * 60);
/// How many may not come back before somebody is called; one alone may be a computer that slept.
const LOST_CALLS: u32 = 2;
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// What is on its way, and how the last ones went.
#[derive(Debug, Default)]
pub(crate) struct SelfTests(Mutex<Tests>);

#[derive(Debug, Default)]
struct Tests {
    /// The one on its way: its nonce, and since when by the machine's own measure.
    waiting: Option<(String, tokio::time::Instant)>,
    last: Option<(UnixMs, Duration)>,
    /// How many in a row did not come back.
    lost: u32,
}

impl SelfTests {
    /// Returns how the last ones went; nothing before the first.
    pub fn view(&self) -> Option<SelfTestView> {
        let tests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tests.last.is_none() && tests.lost == 0 {
            return None;
        }
        Some(SelfTestView {
            last_at: tests.last.map(|(at, _)| at.0),
            took_ms: tests
                .last
                .map(|(_, took)| u64::try_from(took.as_millis()).unwrap_or(u64::MAX)),
            is_lost: tests.lost >= LOST_CALLS,
        })
    }

    /// Begins one; returns whether somebody has to be called because too many before it did not come back.
    fn begin(&self, nonce: String) -> bool {
        let mut tests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = tokio::time::Instant::now();
        if tests.waiting.replace((nonce, now)).is_none() {
            return false;
        }
        tests.lost = tests.lost.saturating_add(1);
        tests.lost == LOST_CALLS
    }

    /// Takes one that came out of an envelope; returns whether it was the one that is waited for.
    fn back(&self, nonce: &str, at: UnixMs) -> bool {
        let mut tests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match tests.waiting.take() {
            Some((waiting, since)) if waiting == nonce => {
                tests.last = Some((at, since.elapsed()));
                tests.lost = 0;
                true
            }
            // Another computer's, or one that came late: the one on its way is still waited for.
            other => {
                tests.waiting = other;
                false
            }
        }
    }
}

/// Tests from time to time until the desk is gone.
pub(crate) async fn run(weak: Weak<Inner>) {
    tokio::time::sleep(FIRST_AFTER).await;
    loop {
        let Some(inner) = weak.upgrade() else { return };
        if let Err(error) = test(&Desk { inner }).await {
            tracing::warn!("a self-test was not posted: {error}");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Posts one; that it came back is told by a change. Nothing happens while no channel is connected and on.
///
/// # Errors
/// An unreachable relay or one that refuses, storage. It then counts as one that does not come back.
pub(crate) async fn test(desk: &Desk) -> Result<(), InboxError> {
    if desk.inner.pulse.beat().is_removed {
        return Ok(());
    }
    let Some((client, _)) = connect::relay_client(desk).await? else {
        return Ok(());
    };
    let nonce: String = rand::random::<[u8; 16]>()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let (named, at) = (nonce.clone(), desk.inner.options.clock.now());
    let signed = desk
        .with_house(move |house| signed_body(house, &named, at))
        .await?;
    let (Some((body, signature)), Some(url)) = (signed, client.webhook_url()) else {
        return Ok(());
    };
    if desk.inner.self_tests.begin(nonce) {
        tracing::error!("self-tests do not come back");
        desk.notify(Notice::SelfTestLost);
        desk.tell(Change::Connection);
    }
    let posted = desk
        .inner
        .http
        .post(url)
        .header(signature::HEADER, signature)
        .header("content-type", "application/json")
        .timeout(ANSWER_WITHIN)
        .body(body)
        .send()
        .await;
    match posted {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(_) | Err(_) => Err(crate::relay::RelayError::Unreachable.into()),
    }
}

/// Returns the body for the first channel that is on and has a secret, and its signature.
fn signed_body(
    house: &House,
    nonce: &str,
    at: UnixMs,
) -> Result<Option<(Vec<u8>, String)>, InboxError> {
    for channel in house.clinic.read(channels::all)? {
        if !channel.is_on {
            continue;
        }
        let secret = house
            .clinic
            .read(|conn| tokens::get(conn, &house.token_key, channel.id, TokenName::AppSecret))?;
        if let Some(secret) = secret.filter(|secret| !secret.expose_secret().is_empty()) {
            let body = body(&channel, nonce, at).to_string().into_bytes();
            let signature = signature::sign(&body, secret.expose_secret().as_bytes());
            return Ok(Some((body, signature)));
        }
    }
    Ok(None)
}

fn body(channel: &Channel, nonce: &str, at: UnixMs) -> Value {
    let object = match channel.kind {
        ChannelKind::WhatsApp => MetaObject::WhatsApp,
        ChannelKind::Messenger => MetaObject::Page,
        ChannelKind::Instagram => MetaObject::Instagram,
    };
    let value = match &channel.number_id {
        Some(number) => json!({ "metadata": { "phone_number_id": number }, "nonce": nonce }),
        None => json!({ "nonce": nonce }),
    };
    json!({
        "object": object.as_str(),
        "entry": [{
            "id": channel.asset_id,
            "time": at.0 / 1000,
            "changes": [{ "field": FIELD, "value": value }],
        }],
    })
}

/// Returns the nonce of a self-test; nothing for everything that Meta sends.
pub(crate) fn nonce_of(body: &[u8]) -> Option<String> {
    if body.len() > LARGEST {
        return None;
    }
    let body: Value = serde_json::from_slice(body).ok()?;
    let [entry] = body.get("entry")?.as_array()?.as_slice() else {
        return None;
    };
    let [change] = entry.get("changes")?.as_array()?.as_slice() else {
        return None;
    };
    // The field is the sender's word, never a patient's.
    if change.get("field")?.as_str()? != FIELD {
        return None;
    }
    Some(change.get("value")?.get("nonce")?.as_str()?.to_owned())
}

/// Tells what came back, once its envelope is durable.
pub(crate) fn came_back(desk: &Desk, nonces: &[String]) {
    let at = desk.inner.options.clock.now();
    let mut is_ours = false;
    for nonce in nonces {
        is_ours |= desk.inner.self_tests.back(nonce, at);
    }
    if is_ours {
        desk.tell(Change::Connection);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_in_a_row_that_do_not_come_back_call_somebody_once_and_one_that_does_ends_it() {
        let tests = SelfTests::default();
        assert_eq!(tests.view(), None);
        assert!(!tests.begin("1".into()));
        assert!(!tests.begin("2".into()), "one may be lost");
        assert!(!tests.view().unwrap().is_lost);
        assert!(!tests.back("1", UnixMs(5)), "late is not back");
        assert!(tests.begin("3".into()), "within two cycles");
        assert!(tests.view().unwrap().is_lost);
        assert!(!tests.begin("4".into()), "told once");
        assert!(tests.back("4", UnixMs(7)));
        let view = tests.view().unwrap();
        assert_eq!((view.last_at, view.is_lost), (Some(7), false));
        assert!(!tests.back("4", UnixMs(9)), "twice is once");
    }

    #[test]
    fn nothing_that_a_patient_writes_is_taken_for_one() {
        let with = |changes: Value| {
            let body = json!({ "object": "whatsapp_business_account", "entry": [{ "id": "1", "changes": changes }] });
            nonce_of(body.to_string().as_bytes())
        };
        let own = json!({ "field": FIELD, "value": { "nonce": "ab" } });
        let words = json!({ "field": "messages", "value": { "nonce": "ab", "text": FIELD } });
        assert_eq!(with(json!([own])), Some("ab".into()));
        assert_eq!(with(json!([words])), None);
        assert_eq!(
            with(json!([own, words])),
            None,
            "a neighbour is never hidden"
        );
        assert_eq!(nonce_of(b"{"), None);
    }
}
