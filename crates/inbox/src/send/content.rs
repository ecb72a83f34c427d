//! What a person sends besides words and templates: files, places, cards, choices.

use crate::{
    compose::staging,
    desk::Desk,
    error::InboxError,
    house::House,
    send::{
        may::{self, Open},
        payload::Payload,
        reply::{self, Bubble},
    },
    view::{
        compose::{ContentToSend, OptionsToSend},
        media::StagedProblem,
    },
};
use recado_domain::{
    channel::{ChannelKind, Side},
    id::{ConversationId, MediaId},
    media::MediaKind,
    message::MessageKind,
    part::{Card, OfferedChoice, Options, Part, Place},
};
use recado_store::conversations::media::{self, Media};

/// Queues it; when this returns, it is durable: every message of it, or none.
///
/// # Errors
/// [`InboxError::NotTaken`], [`InboxError::WindowClosed`], [`InboxError::TextLength`], [`InboxError::TooBig`],
/// [`InboxError::InvalidInput`], [`InboxError::HandledElsewhere`], [`InboxError::ChannelOff`], storage.
pub(crate) async fn send_content(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    content: ContentToSend,
    reply_to: Option<i64>,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let open = may::open(house, side, conversation, now)?;
        let answered = may::quoted(house, side, conversation, reply_to)?;
        let bubbles = match content {
            ContentToSend::Media { media, caption } => {
                files(house, side, &open, &media, caption, answered)?
            }
            ContentToSend::Place(place) => vec![place_bubble(place, answered)?],
            ContentToSend::Card(card) => vec![card_bubble(card, answered)?],
            ContentToSend::Options(options) => vec![options_bubble(options, answered)?],
            ContentToSend::ContactRequest { body } => {
                reply::check_placeholders(&body)?;
                let text = body.clone();
                vec![bubble(
                    MessageKind::Text,
                    text,
                    Vec::new(),
                    Payload::ContactRequest { body },
                )]
            }
        };
        reply::enqueue(house, side, &open, bubbles, now)
    })
    .await?;
    reply::told(desk, side, conversation);
    Ok(())
}

/// One message a file; the caption goes with the first, or as a text of its own where files have none.
fn files(
    house: &House,
    side: Side,
    open: &Open,
    wanted: &[MediaId],
    caption: String,
    answered: Option<String>,
) -> Result<Vec<Bubble>, InboxError> {
    reply::check_placeholders(&caption)?;
    let kind = open.conversation.channel_kind;
    let mut bubbles = Vec::new();
    let mut left_over = Some(caption).filter(|caption| !caption.trim().is_empty());
    for (position, file) in wanted.iter().enumerate() {
        let file = house.read(side, |conn| media::get(conn, *file))?;
        if file.conversation != open.conversation.id || file.message.is_some() {
            return Err(InboxError::NotFound);
        }
        check_file(kind, &file)?;
        let has_caption = kind == ChannelKind::WhatsApp
            && matches!(
                file.kind,
                MediaKind::Image | MediaKind::Video | MediaKind::Document
            );
        let caption = if has_caption {
            left_over.take().unwrap_or_default()
        } else {
            String::new()
        };
        bubbles.push(Bubble {
            kind: message_kind(file.kind),
            text: caption.clone(),
            detail: file.name.clone(),
            parts: Vec::new(),
            media: Some(file.id),
            card_media: Vec::new(),
            answers_comment: None,
            payload: Payload::Media {
                media: file.id,
                kind: file.kind,
                caption,
                reply_to: answered.clone().filter(|_| position == 0),
            },
        });
    }
    if bubbles.is_empty() {
        return Err(InboxError::InvalidInput);
    }
    if let Some(text) = left_over {
        bubbles.push(bubble(
            MessageKind::Text,
            text.clone(),
            Vec::new(),
            Payload::Text {
                body: text,
                reply_to: None,
            },
        ));
    }
    Ok(bubbles)
}

/// Checks a staged file once more: it may have been staged when the channel was another.
fn check_file(kind: ChannelKind, file: &Media) -> Result<(), InboxError> {
    let problem = staging::problem(
        kind,
        file.kind,
        file.mime.as_deref().unwrap_or_default(),
        file.bytes.unwrap_or_default(),
        file.width.is_some(),
    );
    match problem {
        None => Ok(()),
        Some(StagedProblem::Size) => Err(InboxError::TooBig),
        Some(StagedProblem::Type | StagedProblem::Unreadable) => Err(InboxError::NotTaken),
    }
}

fn place_bubble(place: Place, reply_to: Option<String>) -> Result<Bubble, InboxError> {
    let is_on_earth =
        place.latitude_e7.abs() <= 900_000_000 && place.longitude_e7.abs() <= 1_800_000_000;
    if !is_on_earth {
        return Err(InboxError::InvalidInput);
    }
    let parts = vec![Part::Place(place.clone())];
    let payload = Payload::Place { place, reply_to };
    Ok(bubble(MessageKind::Location, String::new(), parts, payload))
}

fn card_bubble(card: Card, reply_to: Option<String>) -> Result<Bubble, InboxError> {
    let has_way = !card.phones.is_empty() || !card.emails.is_empty();
    if card.name.trim().is_empty() || !has_way {
        return Err(InboxError::InvalidInput);
    }
    let cards = vec![card];
    let parts = vec![Part::Cards {
        cards: cards.clone(),
    }];
    let payload = Payload::Cards { cards, reply_to };
    Ok(bubble(MessageKind::Contacts, String::new(), parts, payload))
}

fn options_bubble(wanted: OptionsToSend, reply_to: Option<String>) -> Result<Bubble, InboxError> {
    let filled = |text: String| Some(text).filter(|text| !text.trim().is_empty());
    let choices = wanted.choices.into_iter().map(|choice| OfferedChoice {
        title: choice.title,
        description: filled(choice.description),
        url: None,
    });
    let options = Options {
        header: filled(wanted.header),
        footer: filled(wanted.footer),
        opener: filled(wanted.opener),
        choices: choices.collect(),
    };
    let body = wanted.body;
    let words = [
        Some(&body),
        options.header.as_ref(),
        options.footer.as_ref(),
    ];
    for text in words.into_iter().flatten() {
        reply::check_placeholders(text)?;
    }
    if options.choices.is_empty() {
        return Err(InboxError::InvalidInput);
    }
    let parts = vec![Part::Options(options.clone())];
    let text = body.clone();
    let payload = Payload::Options {
        body,
        options,
        reply_to,
    };
    Ok(bubble(MessageKind::Options, text, parts, payload))
}

fn bubble(kind: MessageKind, text: String, parts: Vec<Part>, payload: Payload) -> Bubble {
    Bubble {
        kind,
        text,
        detail: None,
        parts,
        media: None,
        card_media: Vec::new(),
        answers_comment: None,
        payload,
    }
}

fn message_kind(kind: MediaKind) -> MessageKind {
    match kind {
        MediaKind::Image => MessageKind::Image,
        MediaKind::Video => MessageKind::Video,
        MediaKind::Audio => MessageKind::Audio,
        MediaKind::Voice => MessageKind::Voice,
        MediaKind::Document => MessageKind::Document,
        MediaKind::Sticker => MessageKind::Sticker,
    }
}
