//! What people on Messenger and Instagram are called: asked for once, after what they wrote is durable.
//!
//! Nothing waits for it, and a refusal changes nothing: the conversation stands under its masked id.

use crate::{
    connect,
    desk::{Desk, Inner},
    error::InboxError,
    receive::{content::clean, drain, spool},
};
use recado_domain::{
    channel::ChannelKind,
    id::{ChannelId, ConversationId, IdentityId},
    time::UnixMs,
};
use recado_graph::{error::GraphError, messenger::PageProduct};
use recado_store::{
    clinic::{
        people::{self, IndexKey},
        seen::{self, Seen},
        spool as rows,
    },
    error::StoreError,
};
use std::{
    collections::VecDeque,
    sync::{Mutex, Weak},
};
use tokio::sync::Notify;

/// The most people that wait to be asked about; whoever is left out is asked about when they write again.
const MOST_WAITING: usize = 1_000;

/// Somebody whose name has to be asked for.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Nameless {
    /// The channel they wrote on.
    pub channel: ChannelId,
    /// Messenger or Instagram.
    pub kind: ChannelKind,
    /// Who.
    pub identity: IdentityId,
    /// Their conversation.
    pub conversation: ConversationId,
    /// Meta's id of them on the channel.
    pub person: String,
}

/// Those who wait to be asked about.
#[derive(Default)]
pub(crate) struct Profiles {
    waiting: Mutex<VecDeque<Nameless>>,
    wake: Notify,
}

impl Profiles {
    /// Adds people to be asked about.
    pub fn ask(&self, nameless: Vec<Nameless>) {
        let Ok(mut waiting) = self.waiting.lock() else {
            return;
        };
        for person in nameless {
            if waiting.len() < MOST_WAITING && !waiting.contains(&person) {
                waiting.push_back(person);
            }
        }
        if !waiting.is_empty() {
            self.wake.notify_one();
        }
    }

    fn next(&self) -> Option<Nameless> {
        self.waiting.lock().ok()?.pop_front()
    }
}

/// Asks, one at a time, until the desk is gone.
pub(crate) async fn run(weak: Weak<Inner>) {
    loop {
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        let Some(person) = desk.inner.profiles.next() else {
            desk.inner.profiles.wake.notified().await;
            continue;
        };
        if let Err(error) = ask(&desk, person).await {
            tracing::info!("a name was not learned: {error}");
        }
    }
}

async fn ask(desk: &Desk, nameless: Nameless) -> Result<(), InboxError> {
    let of_whom = nameless.clone();
    if desk
        .with_house(move |house| {
            let hash = asked(house, &of_whom);
            Ok(house.clinic.read(|conn| seen::get(conn, hash))?.is_some())
        })
        .await?
    {
        return Ok(());
    }
    let product = match nameless.kind {
        ChannelKind::Messenger => PageProduct::Messenger,
        ChannelKind::Instagram => PageProduct::Instagram,
        ChannelKind::WhatsApp => return Ok(()),
    };
    let token = connect::access_token(desk, nameless.channel).await?;
    let answer = desk
        .inner
        .graph
        .profile(&token, &nameless.person, product)
        .await;
    let name = match answer {
        Ok(profile) => profile.name.or(profile.username),
        // People who did not agree to be named: not asked again for a while.
        Err(GraphError::Refused { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let now = desk.inner.options.clock.now();
    let name = clean::line_if_any(name.as_deref());
    desk.with_house(move |house| {
        house
            .clinic
            .write(|tx| keep(tx, house, &nameless, name, now))?;
        Ok(())
    })
    .await?;
    drain::drain(desk).await
}

/// Notes that somebody was asked about, with what they are called, in one transaction.
fn keep(
    tx: &recado_store::Tx<'_>,
    house: &crate::house::House,
    nameless: &Nameless,
    name: Option<String>,
    now: UnixMs,
) -> Result<(), StoreError> {
    // They may have moved since they were asked about, or been erased: then nothing is to be known of them.
    let Some(side) = people::side_of(tx, nameless.conversation)? else {
        return Ok(());
    };
    let seen = Seen {
        side,
        conversation: Some(nameless.conversation),
        seen_at: now,
    };
    seen::note(tx, asked(house, nameless), &seen)?;
    let Some(name) = name else { return Ok(()) };
    let filed = spool::Filed {
        naming: Some(spool::Naming {
            identity: nameless.identity,
            conversation: nameless.conversation,
            name,
            is_clinics: false,
        }),
        ..spool::Filed::default()
    };
    let (is_sealed, bytes) =
        spool::body(&house.spool_seal()?, side, &filed).map_err(|_| StoreError::Damaged)?;
    rows::push(tx, side, is_sealed, &bytes, now).map(|_| ())
}

/// The mark that somebody was asked about; forgotten with the ids of messages, so that names are asked for anew.
fn asked(house: &crate::house::House, of: &Nameless) -> seen::ProviderHash {
    asked_about(house.clinic.index_key(), of.channel, &of.person)
}

/// Returns the mark that a person of a channel was asked about.
pub(crate) fn asked_about(key: &IndexKey, channel: ChannelId, person: &str) -> seen::ProviderHash {
    key.provider_hash(channel, &format!("profile {person}"))
}
