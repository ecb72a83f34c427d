//! Switching a channel on and off (R10), and moving it between the sides.
//!
//! What a person decided is kept first and holds at once: nothing is stored, nothing is sent. The relay and, for Pages,
//! Meta's subscription are told afterwards; what could not be told is kept as unsettled and told again until it is.

use crate::{
    connect::{self, pages, whatsapp},
    desk::{Desk, Inner},
    error::InboxError,
    session,
    view::{
        change::Change,
        connection::{ChannelChange, ChannelColour},
    },
};
use recado_domain::{audit::ActName, channel::ChannelKind, id::ChannelId, pacing};
use recado_store::{
    Tx,
    clinic::{
        audit,
        channels::{self, Channel},
        settings,
    },
    error::StoreError,
};
use std::{collections::BTreeSet, sync::Weak, time::Duration};

/// Channels whose switch the relay or Meta has not been told of.
const UNSETTLED: &str = "channels.unsettled";
/// The longest pause between two tries to tell.
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);

/// Keeps a change, then tells relay and Meta.
///
/// # Errors
/// [`InboxError::NotFound`], storage. An unreachable relay or Meta is an error too, but the change stands here and is
/// told again by itself.
pub(crate) async fn change(desk: &Desk, wanted: ChannelChange) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let has_switched = desk
        .with_house(move |house| {
            let who = house.signed_in()?;
            house.clinic.write(|tx| {
                let channel = channels::get(tx, wanted.channel)?.ok_or(InboxError::NotFound)?;
                let has_switched = channel.is_on != wanted.is_on;
                let colour = colour_name(wanted.colour);
                let has_moved = channel.side != wanted.side || channel.colour != colour;
                let changed = Channel {
                    is_on: wanted.is_on,
                    side: wanted.side,
                    colour: colour.to_owned(),
                    ..channel
                };
                channels::put(tx, &changed)?;
                if has_moved {
                    let act = crate::audit::by(Some(&who), now, ActName::ChannelChanged, "{}");
                    audit::append(tx, &act.about(wanted.channel))?;
                }
                if has_switched {
                    note_unsettled(tx, wanted.channel)?;
                    let act = if wanted.is_on {
                        "channel.switched_on"
                    } else {
                        "channel.switched_off"
                    };
                    let detail = format!("{{\"channel\":\"{}\"}}", wanted.channel);
                    let by = Some((who.staff, who.name.as_str()));
                    audit::append(tx, &session::files::act(now, by, act, &detail))?;
                }
                Ok::<_, InboxError>(has_switched)
            })
        })
        .await?;
    desk.tell(Change::Connection);
    if !has_switched {
        return Ok(());
    }
    // Queued replies of a channel that is on again may leave.
    desk.inner.outbox_wake.notify_one();
    let settled = settle(desk).await;
    if settled.is_err() {
        desk.inner.switch_wake.notify_one();
    }
    settled
}

/// Tells what is unsettled until it is, also after a restart.
pub(crate) async fn run(weak: Weak<Inner>) {
    let mut failures = 0;
    loop {
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        match settle(&desk).await {
            Ok(()) => {
                failures = 0;
                desk.inner.switch_wake.notified().await;
            }
            Err(error) => {
                failures += 1;
                tracing::warn!(failures, "a switched channel is not settled yet: {error}");
                let pause = pacing::backoff(failures, rand::random()).min(LONGEST_PAUSE);
                let _ = tokio::time::timeout(pause, desk.inner.switch_wake.notified()).await;
            }
        }
    }
}

/// Tells relay and Meta of every unsettled switch. Safe to repeat.
async fn settle(desk: &Desk) -> Result<(), InboxError> {
    let unsettled = desk
        .with_house(|house| {
            let ids = house.clinic.read(unsettled_ids)?;
            let mut channels = Vec::with_capacity(ids.len());
            for id in ids {
                channels.extend(house.clinic.read(|conn| channels::get(conn, id))?);
            }
            Ok(channels)
        })
        .await?;
    if unsettled.is_empty() {
        return Ok(());
    }
    whatsapp::tell_relay(desk).await?;
    for channel in unsettled {
        match channel.kind {
            // Its account's webhooks serve other numbers too: the relay drops this one's.
            ChannelKind::WhatsApp => {}
            // Refusals would make Meta resend and then unsubscribe by itself (R10).
            ChannelKind::Messenger | ChannelKind::Instagram => {
                match connect::access_token(desk, channel.id).await {
                    Ok(token) => pages::subscribe_as_switched(desk, &channel, &token).await?,
                    // Without a token there is no subscription of ours to change.
                    Err(InboxError::ChannelOff) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        let (id, is_on) = (channel.id, channel.is_on);
        desk.with_house(move |house| {
            house.clinic.write(|tx| {
                // Switched again meanwhile: that is told in the next round.
                let now = channels::get(tx, id)?;
                if now.is_none_or(|now| now.is_on == is_on) {
                    let mut left = unsettled_ids(tx)?;
                    left.remove(&id);
                    settings::set(tx, UNSETTLED, &left)?;
                }
                Ok::<_, StoreError>(())
            })?;
            Ok(())
        })
        .await?;
    }
    desk.tell(Change::Connection);
    Ok(())
}

fn note_unsettled(tx: &Tx<'_>, channel: ChannelId) -> Result<(), StoreError> {
    let mut all = unsettled_ids(tx)?;
    all.insert(channel);
    settings::set(tx, UNSETTLED, &all)
}

fn unsettled_ids(conn: &recado_store::Conn) -> Result<BTreeSet<ChannelId>, StoreError> {
    Ok(settings::get(conn, UNSETTLED)?.unwrap_or_default())
}

const COLOURS: [(ChannelColour, &str); 7] = [
    (ChannelColour::Own, "own"),
    (ChannelColour::Teal, "teal"),
    (ChannelColour::Blue, "blue"),
    (ChannelColour::Violet, "violet"),
    (ChannelColour::Pink, "pink"),
    (ChannelColour::Orange, "orange"),
    (ChannelColour::Grey, "grey"),
];

/// Returns the name a colour has in the database.
fn colour_name(colour: ChannelColour) -> &'static str {
    let named = COLOURS.iter().find(|(known, _)| *known == colour);
    named.map_or("own", |(_, name)| name)
}

/// Returns the colour named in the database.
pub(crate) fn colour(name: &str) -> ChannelColour {
    let named = COLOURS.iter().find(|(_, known)| *known == name);
    named.map_or(ChannelColour::Own, |(colour, _)| *colour)
}
