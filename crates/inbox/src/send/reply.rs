//! What a person at the desk sends: text, templates, drafts, and decisions about what went wrong.

use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    send::{self, payload::Payload},
    show,
    view::{change::Change, template::TemplateToSend},
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, OutboxId},
    message::{MessageKind, MessageText},
    service_window::ServiceWindow,
    template::TemplateError,
    time::UnixMs,
};
use recado_store::{
    clinic::{
        channels, templates,
        tokens::{self, TokenName},
    },
    conversations::{
        event::Origin,
        messages::{self, MessageId},
        outbox::{self, OutboxState},
        sending::{self, Reply},
        state::{self, Conversation},
    },
};

/// Keeps what is being written.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotFound`], storage.
pub(crate) async fn save_draft(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    text: String,
) -> Result<(), InboxError> {
    desk.with_house(move |house| house.write(side, |tx| state::set_draft(tx, conversation, &text)))
        .await
}

/// Queues a text; when this returns, it is durable.
///
/// # Errors
/// [`InboxError::WindowClosed`], [`InboxError::TextLength`], [`InboxError::ChannelOff`], storage.
pub(crate) async fn send_reply(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    text: String,
    reply_to: Option<i64>,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let found = house.read(side, |conn| state::get(conn, conversation))?;
        check_length(&text, &found)?;
        check_window(&found, now)?;
        check_channel(house, &found)?;
        let reply_to = match reply_to {
            Some(id) => quoted(house, side, conversation, id)?,
            None => None,
        };
        let payload = Payload::Text {
            body: text.clone(),
            reply_to: reply_to.clone(),
        };
        enqueue(
            house,
            side,
            conversation,
            MessageKind::Text,
            text,
            None,
            reply_to,
            &payload,
            now,
        )
    })
    .await?;
    told(desk, side, conversation);
    Ok(())
}

/// Queues a filled template; when this returns, it is durable.
///
/// # Errors
/// [`InboxError::Template`], [`InboxError::ChannelOff`], storage.
pub(crate) async fn send_template(desk: &Desk, wanted: TemplateToSend) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let (side, conversation) = (wanted.side, wanted.conversation);
    desk.with_house(move |house| {
        let found = house.read(side, |conn| state::get(conn, conversation))?;
        check_channel(house, &found)?;
        let template = house
            .clinic
            .read(|conn| templates::get(conn, found.channel, &wanted.name, &wanted.language))?
            .ok_or(TemplateError::NotOffered)?;
        let filled = template.fill(&wanted.values)?;
        let (text, detail) = (filled.shown.clone(), Some(filled.name.clone()));
        enqueue(
            house,
            side,
            conversation,
            MessageKind::Template,
            text,
            detail,
            None,
            &Payload::Template(filled),
            now,
        )
    })
    .await?;
    told(desk, side, conversation);
    Ok(())
}

/// Sends a failed or uncertain message again: a person decided so.
///
/// # Errors
/// [`InboxError::WindowClosed`], [`InboxError::NotFound`], storage.
pub(crate) async fn resend(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    message: i64,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let found = house.read(side, |conn| state::get(conn, conversation))?;
        let row = house
            .read(side, |conn| outbox::of_message(conn, MessageId(message)))?
            .ok_or(InboxError::NotFound)?;
        let needs_open_window = serde_json::from_str::<Payload>(&row.payload)
            .is_ok_and(|payload| payload.needs_open_window());
        if needs_open_window {
            check_window(&found, now)?;
        }
        house.write(side, |tx| sending::resend(tx, row.id, now))?;
        Ok(())
    })
    .await?;
    told(desk, side, conversation);
    Ok(())
}

/// Leaves an uncertain message as it is: a person decided so.
///
/// # Errors
/// [`InboxError::NotFound`], storage.
pub(crate) async fn leave_uncertain(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    message: i64,
) -> Result<(), InboxError> {
    desk.with_house(move |house| {
        let row = house.read(side, |conn| outbox::of_message(conn, MessageId(message)))?;
        let row = row
            .filter(|row| row.state == OutboxState::Unknown)
            .ok_or(InboxError::NotFound)?;
        house.write(side, |tx| sending::leave(tx, row.id))
    })
    .await?;
    told(desk, side, conversation);
    Ok(())
}

fn told(desk: &Desk, side: Side, conversation: ConversationId) {
    desk.inner.outbox_wake.notify_one();
    desk.tell(Change::Conversation { side, conversation });
}

fn check_length(text: &str, conversation: &Conversation) -> Result<(), InboxError> {
    let units = text.encode_utf16().count();
    let limit = show::text_limit(conversation.channel_kind) as usize;
    if text.trim().is_empty() || units > limit {
        Err(InboxError::TextLength)
    } else {
        Ok(())
    }
}

fn check_window(conversation: &Conversation, now: UnixMs) -> Result<(), InboxError> {
    let window = ServiceWindow::at(conversation.window_opened_at, now);
    if window.may_send_free_text() {
        Ok(())
    } else {
        Err(InboxError::WindowClosed)
    }
}

fn check_channel(house: &House, conversation: &Conversation) -> Result<(), InboxError> {
    let channel = house
        .clinic
        .read(|conn| channels::get(conn, conversation.channel))?
        .ok_or(InboxError::ChannelOff)?;
    let token = house
        .clinic
        .read(|conn| tokens::get(conn, &house.token_key, channel.id, TokenName::Access))?;
    if channel.is_on && token.is_some() {
        Ok(())
    } else {
        Err(InboxError::ChannelOff)
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the parts of one bubble; a struct would only repeat `Reply`"
)]
fn enqueue(
    house: &House,
    side: Side,
    conversation: ConversationId,
    kind: MessageKind,
    text: String,
    detail: Option<String>,
    reply_to: Option<String>,
    payload: &Payload,
    now: UnixMs,
) -> Result<(), InboxError> {
    let sent_by = house.signed_in()?.name;
    let reply = Reply {
        outbox: OutboxId::generate(),
        conversation,
        kind,
        text: MessageText(text),
        detail,
        payload: serde_json::to_string(payload).map_err(|_| InboxError::InvalidInput)?,
        origin: Origin::Desk,
        sent_by: Some(sent_by),
        reply_to,
        at: now,
    };
    house.write(side, |tx| sending::enqueue_reply(tx, &reply))?;
    send::recount_held(house)
}

/// Returns the provider id of a message that is quoted; it has to stand in the same conversation.
fn quoted(
    house: &House,
    side: Side,
    conversation: ConversationId,
    id: i64,
) -> Result<Option<String>, InboxError> {
    let message = house.read(side, |conn| messages::get(conn, MessageId(id)))?;
    if message.conversation != conversation {
        return Err(InboxError::NotFound);
    }
    Ok(message.provider_id)
}
