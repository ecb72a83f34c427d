//! What somebody said who named the clinic on Instagram: its webhook tells only where, so that the words are asked for.
//!
//! What waits to be asked for is noted with the mention itself, so that no cut-off forgets it. A refusal (deleted, private, no
//! permission) ends it: the mention then stands without words, and says so.

use crate::{
    connect,
    desk::{Desk, Inner},
    error::InboxError,
    receive::{
        content::clean,
        drain,
        filing::Filing,
        take::{self, Brought},
    },
};
use recado_domain::{
    channel::{ChannelKind, Side},
    id::IdentityId,
    part::Part,
    time::UnixMs,
};
use recado_graph::{error::GraphError, messenger::mention::Mention};
use recado_store::{
    Tx,
    clinic::settings,
    conversations::event::{Contact, NewMessage},
    error::StoreError,
};
use serde::{Deserialize, Serialize};
use std::{
    sync::{Arc, Weak},
    time::Duration,
};
use tokio::sync::Notify;

/// Where the list of what waits is kept.
const NAME: &str = "mentions.to_ask_for";
/// The most that wait; what comes beyond stands without words.
const MOST_WAITING: usize = 200;
/// How long to wait after an answer that says nothing.
const PAUSE: Duration = Duration::from_secs(60);

/// A mention without words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wordless {
    pub side: Side,
    pub contact: Contact,
    /// The id it stands under here.
    pub target: String,
    pub comment_id: String,
    pub post_id: Option<String>,
    pub at: UnixMs,
}

/// What wakes who asks.
#[derive(Default)]
pub(crate) struct Mentions {
    pub wake: Notify,
}

/// Notes a mention that came without words, in the transaction that files it; returns whether it is one.
///
/// # Errors
/// Storage.
pub(super) fn note(tx: &Tx<'_>, side: Side, message: &NewMessage) -> Result<bool, StoreError> {
    let place = message.parts.iter().find_map(|part| {
        let Part::Comment(place) = part else {
            return None;
        };
        place.is_mention.then_some(place)
    });
    let is_instagram = message.contact.channel_kind == ChannelKind::Instagram;
    let Some(place) = place.filter(|_| is_instagram && message.text.0.is_empty()) else {
        return Ok(false);
    };
    let mut waiting: Vec<Wordless> = settings::get(tx, NAME)?.unwrap_or_default();
    if waiting.len() < MOST_WAITING {
        waiting.push(Wordless {
            side,
            contact: message.contact.clone(),
            target: message.provider_id.clone(),
            comment_id: place.comment_id.clone(),
            post_id: place.post_id.clone(),
            at: message.at,
        });
        settings::set(tx, NAME, &waiting)?;
    }
    Ok(true)
}

/// Forgets what waits of somebody who was erased.
///
/// # Errors
/// Storage.
pub(crate) fn forget(tx: &Tx<'_>, identity: IdentityId) -> Result<(), StoreError> {
    let waiting: Option<Vec<Wordless>> = settings::get(tx, NAME)?;
    let Some(mut waiting) = waiting else {
        return Ok(());
    };
    waiting.retain(|one| one.contact.identity != identity);
    settings::set(tx, NAME, &waiting)
}

/// Asks, one at a time, until the desk is gone.
pub(crate) async fn run(weak: Weak<Inner>) {
    loop {
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        let asked = ask_next(&desk).await;
        if let Err(error) = &asked {
            tracing::info!("the words of a mention were not learned: {error}");
        }
        if matches!(asked, Ok(true)) {
            continue;
        }
        tokio::select! {
            () = desk.inner.mentions.wake.notified() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// Asks for the words of the mention that has waited longest; returns whether there was one.
async fn ask_next(desk: &Desk) -> Result<bool, InboxError> {
    let waiting = desk
        .with_house(|house| {
            let waiting = house.clinic.read(|conn| settings::get(conn, NAME))?;
            Ok::<Vec<Wordless>, _>(waiting.unwrap_or_default())
        })
        .await?;
    let Some(first) = waiting.into_iter().next() else {
        return Ok(false);
    };
    let channel = connect::channel(desk, first.contact.channel).await?;
    let token = connect::access_token(desk, channel.id).await?;
    let mention = match (first.comment_id.as_str(), &first.post_id) {
        ("", Some(post)) => Mention::Medium(post),
        (comment, _) => Mention::Comment(comment),
    };
    let answer = desk.inner.graph.mention(&token, &channel.asset_id, mention);
    let (text, author) = match answer.await {
        Ok(mentioned) => (mentioned.text, mentioned.username),
        Err(error @ GraphError::Refused { .. }) => {
            tracing::warn!("a mention stays without words: {error}");
            (None, None)
        }
        Err(error) => return Err(error.into()),
    };
    let text = clean::text(text.as_deref().unwrap_or_default());
    let author = clean::line_if_any(author.as_deref());
    let now = desk.inner.options.clock.now();
    let inner = Arc::clone(&desk.inner);
    let brought = desk
        .with_house(move |house| {
            let mut brought = Brought::default();
            let engine = inner.rules.engine();
            house.clinic.write(|tx| {
                let waiting: Option<Vec<Wordless>> = settings::get(tx, NAME)?;
                let mut waiting = waiting.unwrap_or_default();
                let Some(place) = waiting.iter().position(|one| *one == first) else {
                    // Erased while it was asked for.
                    return Ok(());
                };
                waiting.remove(place);
                settings::set(tx, NAME, &waiting)?;
                let filing = Filing {
                    tx,
                    house,
                    engine: &engine,
                    received_at: now,
                    now,
                };
                filing.file_words(&first, &text, author, &mut brought)
            })?;
            Ok(brought)
        })
        .await?;
    drain::drain(desk).await?;
    take::tell(desk, brought);
    Ok(true)
}
