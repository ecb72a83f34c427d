//! One conversation, ready to be drawn.

use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    media::read,
    monitor::{self, marks},
    send::outcome,
    show,
    view::thread::{
        AutomaticView, ContactView, FailureView, MessageOrigin, MessageView, OlderMessagesView,
        QuoteView, ReactionView, ThreadView,
    },
    work,
};
use recado_domain::{
    channel::Side, delivery::DeliveryStatus, id::ConversationId, identity, message::Direction,
    service_window::Sending, time::UnixMs,
};
use recado_risk::{Engine, Finding};
use recado_store::{
    clinic::{alerts, channels, staff},
    conversations::{
        comments, drafts,
        event::Origin,
        identities::Identity,
        media::Media,
        messages::MessageId,
        persons, state,
        thread::{self, Page, ThreadMessage},
    },
};
use std::time::Duration;

/// How many messages a page holds.
const PAGE: u32 = 60;
/// How long a lost answer may still be explained by a status before a person is asked.
const UNCERTAIN_AFTER: Duration = Duration::from_secs(60);

/// Opens a thread at its newest page, or around a message.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotFound`], storage.
pub(crate) async fn open(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    around: Option<i64>,
) -> Result<ThreadView, InboxError> {
    let now = desk.inner.options.clock.now();
    let again = desk.clone();
    desk.with_house(move |house| {
        let me = house.signed_in().ok().map(|who| who.staff);
        let (found, contact, page, drafts, first_unread, comment) = house.read(side, |conn| {
            let found = state::get(conn, conversation)?;
            let contact = persons::get(conn, found.identity)?;
            let page = match around {
                Some(message) => thread::around(conn, conversation, MessageId(message), PAGE)?,
                None => thread::newest(conn, conversation, PAGE)?,
            };
            Ok((
                found,
                contact,
                page,
                drafts::of_conversation(conn, conversation)?,
                thread::first_unread(conn, conversation)?,
                comments::open(conn, conversation, now)?,
            ))
        })?;
        note_reading(&again, house, side, conversation)?;
        let channel = house
            .clinic
            .read(|conn| channels::get(conn, found.channel))?;
        let is_channel_on = channel.as_ref().is_some_and(|channel| channel.is_on);
        let staff = house.clinic.read(staff::all)?;
        let own = drafts.iter().find(|draft| Some(draft.author) == me);
        let (kind, opened_at) = (found.channel_kind, found.window_opened_at);
        let comment = comment.map(|(_, comment)| comment);
        let may = Sending::at(kind, opened_at, comment.as_ref(), now);
        Ok(ThreadView {
            conversation,
            side,
            contact: contact_view(&contact),
            channel: found.channel_kind,
            channel_id: found.channel,
            channel_shown: channel.map(|channel| channel.shown).unwrap_or_default(),
            is_channel_on,
            window: show::window(kind, opened_at, now),
            sending: show::sending(&may, is_channel_on, found.handled_elsewhere_at.is_some()),
            abilities: show::abilities(kind),
            handled_elsewhere_since: found.handled_elsewhere_at.map(|at| at.0),
            alerts: alerts_of(house, conversation)?,
            has_older: page.has_older,
            messages: messages(&again, page, now),
            first_unread: first_unread.map(|id| id.0),
            draft: own.map(|draft| draft.text.clone()).unwrap_or_default(),
            work: work::show::of_thread(&found, &drafts, &staff, me),
            text_limit: show::text_limit(found.channel_kind),
            text_unit: show::text_unit(found.channel_kind),
        })
    })
    .await
}

/// Returns the page before a message.
///
/// # Errors
/// As [`open`].
pub(crate) async fn older(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    before: i64,
) -> Result<OlderMessagesView, InboxError> {
    let now = desk.inner.options.clock.now();
    let again = desk.clone();
    desk.with_house(move |house| {
        let page = house.read(side, |conn| {
            thread::before(conn, conversation, MessageId(before), PAGE)
        })?;
        note_reading(&again, house, side, conversation)?;
        Ok(OlderMessagesView {
            has_older: page.has_older,
            messages: messages(&again, page, now),
        })
    })
    .await
}

/// Has it written down that somebody reads what is clinical; reading does not wait for it.
fn note_reading(
    desk: &Desk,
    house: &House,
    side: Side,
    conversation: ConversationId,
) -> Result<(), InboxError> {
    match side {
        Side::Clinical => desk.inner.audit.read(&house.signed_in()?, conversation),
        Side::Leads => {}
    }
    Ok(())
}

fn alerts_of(
    house: &House,
    conversation: ConversationId,
) -> Result<Vec<crate::view::thread::AlertView>, InboxError> {
    let alerts = house
        .clinic
        .read(|conn| alerts::of_conversation(conn, conversation))?;
    alerts
        .iter()
        .map(|alert| monitor::view(house, alert))
        .collect()
}

fn contact_view(contact: &Identity) -> ContactView {
    let first = contact
        .addresses
        .first()
        .map(|(_, address)| address.shown());
    ContactView {
        name: show::name(&contact.name, first),
        initials: identity::initials(&contact.name),
        is_patient: contact.is_patient,
        since: contact.since.0,
        addresses: show::addresses(&contact.addresses),
    }
}

fn messages(desk: &Desk, page: Page, now: UnixMs) -> Vec<MessageView> {
    let engine = desk.inner.rules.engine();
    page.messages
        .into_iter()
        .map(|message| view(desk, &engine, message, now))
        .collect()
}

fn view(desk: &Desk, engine: &Engine, shown: ThreadMessage, now: UnixMs) -> MessageView {
    let message = shown.message;
    let findings: Vec<Finding> = message
        .findings
        .as_deref()
        .and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default();
    // Taken back by its author: kept as evidence, not shown.
    let is_shown = !message.is_deleted;
    let text = if is_shown {
        message.text.0
    } else {
        String::new()
    };
    let files = shown.media.iter().filter(|_| is_shown);
    let (of_cards, files): (Vec<&Media>, Vec<&Media>) = files.partition(|file| file.card.is_some());
    let shown_files = |files: Vec<&Media>| {
        let views = files.into_iter();
        let views = views.map(|file| read::view(file, desk.inner.media.received(file.id)));
        views.collect()
    };
    MessageView {
        id: message.id.0,
        direction: message.direction,
        kind: message.kind,
        marks: marks::marks(&text, &findings),
        is_foreign: message.direction == Direction::Inbound && !engine.can_read(&text),
        text,
        detail: message.detail,
        media: shown_files(files),
        card_media: shown_files(of_cards),
        parts: message.parts.into_iter().filter(|_| is_shown).collect(),
        origin: origin(message.origin),
        is_forwarded: message.is_forwarded,
        at: message.at.0,
        status: message
            .status
            .map(|status| settled(status, message.at, now)),
        failure: message.failure.map(|failure| {
            let (advice, action) = outcome::from_name(failure.code, &failure.reason);
            FailureView {
                code: failure.code,
                advice,
                action,
            }
        }),
        sent_by: message.sent_by,
        automatic: message.automatic.map(|automatic| AutomaticView {
            hours: automatic.hours,
            known_level: automatic.known_level,
        }),
        reply_to: match (shown.quote, message.reply_to) {
            (Some(quote), _) => Some(QuoteView {
                id: Some(quote.id.0),
                direction: Some(quote.direction),
                kind: Some(quote.kind),
                text: quote.text.0.chars().take(140).collect(),
            }),
            // It answers something this desk never saw.
            (None, Some(_)) => Some(QuoteView {
                id: None,
                direction: None,
                kind: None,
                text: String::new(),
            }),
            (None, None) => None,
        },
        reactions: shown
            .reactions
            .into_iter()
            .map(|reaction| ReactionView {
                emoji: reaction.emoji,
                direction: reaction.direction,
            })
            .collect(),
        is_edited: message.is_edited,
        is_deleted: message.is_deleted,
        level: message.level,
    }
}

fn origin(origin: Origin) -> MessageOrigin {
    match origin {
        Origin::Contact => MessageOrigin::Contact,
        Origin::Desk => MessageOrigin::Desk,
        Origin::Echo => MessageOrigin::Elsewhere,
        Origin::History => MessageOrigin::History,
        Origin::Automatic => MessageOrigin::Automatic,
    }
}

/// Returns the status to show: a lost answer is a question to a person only when evidence had time to come.
fn settled(status: DeliveryStatus, at: UnixMs, now: UnixMs) -> DeliveryStatus {
    if status == DeliveryStatus::Unknown && now.since(at) < UNCERTAIN_AFTER {
        DeliveryStatus::Queued
    } else {
        status
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_answer_is_asked_about_only_after_a_minute() {
        let at = UnixMs(1_000_000);
        let just_before = UnixMs(at.plus(UNCERTAIN_AFTER).0 - 1);
        assert_eq!(
            settled(DeliveryStatus::Unknown, at, just_before),
            DeliveryStatus::Queued
        );
        assert_eq!(
            settled(DeliveryStatus::Unknown, at, at.plus(UNCERTAIN_AFTER)),
            DeliveryStatus::Unknown
        );
        assert_eq!(
            settled(DeliveryStatus::Sent, at, just_before),
            DeliveryStatus::Sent
        );
    }
}
