//! Which messages a flag stands on, where its own words are not all: the index knows them by keyed hashes, the side's
//! database by their ids.

use super::{acts, marks};
use crate::{
    desk::Desk,
    error::InboxError,
    house::{Held, House},
    view::flags::{AlertPartView, AlertReasonsView},
};
use recado_domain::id::AlertId;
use recado_risk::{Finding, conversation::WINDOW};
use recado_store::{
    clinic::{alert_parts, alerts::Alert, seen::ProviderHash},
    conversations::{
        findings::{self, Told},
        messages::{self, Message, MessageId},
        state,
    },
    error::StoreError,
};
use std::time::Duration;

/// Returns why a flag stands on a message whose own words do not call for it, and the other messages.
///
/// # Errors
/// [`InboxError::NotFound`], [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn reasons(desk: &Desk, id: AlertId) -> Result<AlertReasonsView, InboxError> {
    desk.with_house(move |house| {
        let (_, alert) = acts::at_work_on(house, id)?;
        let (why, parts) = house.clinic.read(|conn| {
            Ok::<_, StoreError>((
                alert_parts::why(conn, id)?,
                alert_parts::of_alert(conn, id)?,
            ))
        })?;
        let Some(store) = house.held(alert.side).filter(|_| why.is_some()) else {
            return Ok(AlertReasonsView::default());
        };
        let mut with = Vec::new();
        for (hash, told) in around(house, &store, &alert)? {
            if parts.contains(&hash) {
                let message = store.read(|conn| messages::get(conn, told.message))?;
                with.push(AlertPartView {
                    message: told.message.0,
                    at: told.at.0,
                    words: words(&message, &alert),
                });
            }
        }
        Ok(AlertReasonsView { why, with })
    })
    .await
}

/// Returns the message that a flag stands on: the one that raised it, or that it was raised for later.
///
/// # Errors
/// Storage.
pub(super) fn message(
    house: &House,
    store: &Held,
    alert: &Alert,
) -> Result<Option<MessageId>, InboxError> {
    if let Some(linked) = store.read(|conn| messages::of_alert(conn, alert.id))? {
        return Ok(Some(linked));
    }
    let key = house.clinic.index_key();
    let is_it = |hash: ProviderHash| {
        hash == alert.message || key.again_hash(hash, alert.level) == alert.message
    };
    let mut told = around(house, store, alert)?.into_iter();
    Ok(told
        .find(|(hash, _)| is_it(*hash))
        .map(|(_, told)| told.message))
}

/// Returns what its person wrote in the days before a flag, with the hashes that the index knows it by.
fn around(
    house: &House,
    store: &Held,
    alert: &Alert,
) -> Result<Vec<(ProviderHash, Told)>, InboxError> {
    let days = Duration::from_millis(WINDOW.unsigned_abs());
    let (from, to) = (alert.raised_at.minus(days), alert.raised_at);
    let found = store.read(|conn| {
        let channel = state::get(conn, alert.conversation)?.channel;
        let told = findings::told(conn, alert.conversation, from, to)?;
        Ok::<_, StoreError>((channel, told))
    });
    let (channel, told) = match found {
        Ok(found) => found,
        // Raised while locked and not drained yet.
        Err(StoreError::NotFound) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let key = house.clinic.index_key();
    let hashed = told.into_iter().map(|one| {
        let hash = key.provider_hash(channel, &one.provider_id);
        (hash, one)
    });
    Ok(hashed.collect())
}

/// Returns a message's findings; none when nothing was marked.
pub(super) fn findings_of(message: &Message) -> Vec<Finding> {
    let kept = message.findings.as_deref();
    kept.and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default()
}

/// Returns the words of a message that weighed, weak ones too.
fn words(message: &Message, alert: &Alert) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for finding in findings_of(message) {
        if marks::category(finding.category) != alert.category {
            continue;
        }
        for span in finding.evidence {
            if let Some(word) = message.text.0.get(span.start..span.end)
                && !words.iter().any(|known| known == word)
            {
                words.push(word.to_owned());
            }
        }
    }
    words
}
