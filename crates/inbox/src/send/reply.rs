//! What a person at the desk sends: text, templates, drafts, and decisions about what went wrong.

use crate::{
    audit,
    connect::templates::offered,
    desk::Desk,
    error::InboxError,
    house::House,
    send::{
        self,
        may::{self, Open},
        payload::Payload,
    },
    view::{change::Change, template::TemplateToSend},
};
use recado_domain::{
    audit::ActName,
    channel::Side,
    id::{ConversationId, MediaId, OutboxId},
    message::{MessageKind, MessageText},
    part::Part,
    service_window::Sending,
    template::{
        TemplateError,
        fill::{FilledMedia, Filling},
    },
    time::UnixMs,
};
use recado_store::{
    clinic::templates,
    conversations::{
        drafts,
        event::Origin,
        media,
        messages::MessageId,
        outbox::{self, OutboxState},
        sending::{self, Reply},
    },
};

/// Queues a text; when this returns, it is durable. Where only a private reply to a comment may go out, it is that.
///
/// # Errors
/// [`InboxError::WindowClosed`], [`InboxError::TextLength`], [`InboxError::Template`] for a placeholder that nobody
/// filled, [`InboxError::HandledElsewhere`], [`InboxError::ChannelOff`], storage.
pub(crate) async fn send_reply(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    text: String,
    reply_to: Option<i64>,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        check_placeholders(&text)?;
        let open = may::open(house, side, conversation, now)?;
        let bubble = text_bubble(house, side, &open, text, reply_to)?;
        enqueue(house, side, &open, vec![bubble], now)
    })
    .await?;
    told(desk, side, conversation);
    Ok(())
}

/// Queues a filled template; when this returns, it is durable.
///
/// # Errors
/// [`InboxError::Template`], [`InboxError::MarketingStopped`], [`InboxError::ChannelOff`], storage.
pub(crate) async fn send_template(desk: &Desk, wanted: TemplateToSend) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let (side, conversation) = (wanted.side, wanted.conversation);
    desk.with_house(move |house| {
        let open = may::open(house, side, conversation, now)?;
        let channel = open.conversation.channel;
        let template = house
            .clinic
            .read(|conn| templates::row(conn, channel, &wanted.name, &wanted.language))?
            .as_ref()
            .and_then(offered)
            .ok_or(TemplateError::NotOffered)?;
        let media = template_media(house, side, conversation, &wanted.media)?;
        let filled = template.fill(&Filling {
            values: wanted.values,
            media,
            place: wanted.place,
        })?;
        let bubble = Bubble {
            kind: MessageKind::Template,
            text: template.body_of(&filled),
            detail: Some(filled.name.clone()),
            parts: vec![Part::Template(template.shown(&filled))],
            media: filled.header_media.as_ref().map(|file| file.id),
            card_media: filled.cards.iter().map(|card| card.media.id).collect(),
            answers_comment: None,
            payload: Payload::Template(filled),
        };
        enqueue(house, side, &open, vec![bubble], now)
    })
    .await?;
    told(desk, side, conversation);
    Ok(())
}

/// Returns staged files as a template wants to hear of them.
fn template_media(
    house: &House,
    side: Side,
    conversation: ConversationId,
    wanted: &[MediaId],
) -> Result<Vec<FilledMedia>, InboxError> {
    let staged = |id: &MediaId| {
        let file = house.read(side, |conn| media::get(conn, *id))?;
        if file.conversation != conversation || file.message.is_some() {
            return Err(InboxError::NotFound);
        }
        Ok(FilledMedia {
            id: *id,
            kind: file.kind,
            name: file.name,
        })
    };
    wanted.iter().map(staged).collect()
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
        let open = may::open(house, side, conversation, now)?;
        let row = house
            .read(side, |conn| outbox::of_message(conn, MessageId(message)))?
            .filter(|row| row.conversation == conversation)
            .ok_or(InboxError::NotFound)?;
        let payload: Payload =
            serde_json::from_str(&row.payload).map_err(|_| InboxError::NotFound)?;
        open.check(&payload)?;
        let detail = audit::outbox_detail(row.id);
        audit::note(house, now, ActName::Resent, conversation, &detail)?;
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
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let row = house.read(side, |conn| outbox::of_message(conn, MessageId(message)))?;
        let row = row
            .filter(|row| row.state == OutboxState::Unknown)
            .ok_or(InboxError::NotFound)?;
        let detail = audit::outbox_detail(row.id);
        audit::note(house, now, ActName::Left, row.conversation, &detail)?;
        house.write(side, |tx| sending::leave(tx, row.id))
    })
    .await?;
    told(desk, side, conversation);
    Ok(())
}

/// Wakes the sender and the window.
pub(super) fn told(desk: &Desk, side: Side, conversation: ConversationId) {
    desk.inner.outbox_wake.notify_one();
    desk.tell(Change::Conversation { side, conversation });
}

/// A placeholder that nobody filled reaches no contact (CASES 22).
///
/// # Errors
/// [`InboxError::Template`].
pub(super) fn check_placeholders(text: &str) -> Result<(), InboxError> {
    let unfilled = text
        .split_once("{{")
        .and_then(|(_, rest)| rest.split_once("}}"));
    match unfilled {
        Some((name, _)) => Err(TemplateError::MissingValue(name.trim().to_owned()).into()),
        None => Ok(()),
    }
}

/// A message to be queued.
pub(super) struct Bubble {
    pub kind: MessageKind,
    pub text: String,
    pub detail: Option<String>,
    pub parts: Vec<Part>,
    pub media: Option<MediaId>,
    pub card_media: Vec<MediaId>,
    pub answers_comment: Option<MessageId>,
    pub payload: Payload,
}

/// Returns a text to be queued: the private reply to a comment where nothing else may go out.
///
/// # Errors
/// [`InboxError::NotFound`] when what it answers is of another conversation.
pub(super) fn text_bubble(
    house: &House,
    side: Side,
    open: &Open,
    text: String,
    reply_to: Option<i64>,
) -> Result<Bubble, InboxError> {
    let comment = match &open.sending {
        Sending::PrivateReply { .. } => open.comment.clone(),
        Sending::Free | Sending::HumanOnly { .. } | Sending::TemplatesOnly | Sending::Nothing => {
            None
        }
    };
    let (answers_comment, payload) = match comment {
        Some((message, comment)) => {
            let comment_id = comment.comment_id;
            let body = text.clone();
            (Some(message), Payload::PrivateReply { body, comment_id })
        }
        None => {
            let reply_to = may::quoted(house, side, open.conversation.id, reply_to)?;
            let body = text.clone();
            (None, Payload::Text { body, reply_to })
        }
    };
    Ok(Bubble {
        kind: MessageKind::Text,
        text,
        detail: None,
        parts: Vec::new(),
        media: None,
        card_media: Vec::new(),
        answers_comment,
        payload,
    })
}

/// Checks and queues messages, and forgets the sender's own draft where its words go out: all of it, or nothing.
///
/// # Errors
/// What [`Open::check`] gives; [`InboxError::Locked`], [`InboxError::NotFound`] for a file that does not wait here; storage.
pub(super) fn enqueue(
    house: &House,
    side: Side,
    open: &Open,
    bubbles: Vec<Bubble>,
    now: UnixMs,
) -> Result<(), InboxError> {
    let who = house.signed_in()?;
    let has_draft = bubbles.iter().any(|bubble| bubble.payload.carries_draft());
    let mut acts = Vec::with_capacity(bubbles.len());
    let mut replies = Vec::with_capacity(bubbles.len());
    for bubble in bubbles {
        open.check(&bubble.payload)?;
        let payload = serde_json::to_string(&bubble.payload);
        let (outbox, to) = (OutboxId::generate(), open.conversation.id);
        acts.push(audit::sending(&who, now, to, outbox, &bubble.payload));
        replies.push(Reply {
            outbox,
            conversation: open.conversation.id,
            kind: bubble.kind,
            text: MessageText(bubble.text),
            detail: bubble.detail,
            payload: payload.map_err(|_| InboxError::InvalidInput)?,
            origin: Origin::Desk,
            sent_by: Some(who.name.clone()),
            reply_to: bubble.payload.reply_to().map(str::to_owned),
            at: now,
            parts: bubble.parts,
            media: bubble.media,
            card_media: bubble.card_media,
            answers_comment: bubble.answers_comment,
        });
    }
    audit::before(house, acts, || {
        house.write(side, |tx| {
            for reply in &replies {
                sending::enqueue_reply(tx, reply)?;
            }
            if has_draft {
                drafts::clear(tx, open.conversation.id, who.staff)?;
            }
            Ok(())
        })
    })?;
    send::recount_held(house)
}
