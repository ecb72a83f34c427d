//! A payload of the outbox as Graph takes it, for each product. Files are named by the ids Meta gave for them.

use crate::send::payload::Payload;
use recado_domain::{
    address::Address,
    channel::ChannelKind,
    id::{ChannelId, MediaId},
    media::MediaKind,
    part::{self, OfferedChoice, Options},
};
use recado_graph::{
    limits::{self, LimitError, Product, files::FileKind},
    messages::{
        Content, Location, Outgoing, Recipient,
        contact::{CardEmail, CardPhone, ContactCard},
        interactive::{Buttons, Frame, List, ListRow, ListSection, ReplyButton},
    },
    messenger::{
        AttachmentSource, PageContent, PageOutgoing, PageProduct, PageRecipient, PageTag,
        QuickReply, attachment::AttachmentKind,
    },
};
use recado_store::clinic::channels::Channel;
use std::collections::BTreeMap;

mod template;

/// What Meta calls a file, and its name.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Uploaded {
    /// Meta's id of it.
    pub id: String,
    /// The name the contact sees.
    pub name: Option<String>,
    /// Whether it was uploaded just now: Meta cannot have forgotten it.
    pub is_fresh: bool,
}

/// The files of a payload, by our ids.
pub(crate) type UploadedFiles = BTreeMap<MediaId, Uploaded>;

/// Why a payload cannot be sent on a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// The product has no such message.
    NotTaken,
    /// Meta would refuse it as too long, too many, empty or too big.
    Limit(LimitError),
}

/// Returns the product of a channel.
pub(crate) fn product(kind: ChannelKind) -> Product {
    match kind {
        ChannelKind::WhatsApp => Product::WhatsApp,
        ChannelKind::Messenger => Product::Messenger,
        ChannelKind::Instagram => Product::Instagram,
    }
}

/// Returns which of a Page's products a channel is.
pub(crate) fn page_product(kind: ChannelKind) -> Option<PageProduct> {
    match kind {
        ChannelKind::WhatsApp => None,
        ChannelKind::Messenger => Some(PageProduct::Messenger),
        ChannelKind::Instagram => Some(PageProduct::Instagram),
    }
}

/// Returns as what Meta judges a file.
pub(crate) fn file_kind(kind: MediaKind) -> FileKind {
    match kind {
        MediaKind::Image => FileKind::Image,
        MediaKind::Video => FileKind::Video,
        MediaKind::Audio => FileKind::Audio,
        MediaKind::Voice => FileKind::Voice,
        MediaKind::Document => FileKind::Document,
        MediaKind::Sticker => FileKind::Sticker,
    }
}

/// Returns a message for WhatsApp.
///
/// # Errors
/// [`Misfit::NotTaken`] for what WhatsApp has not, or when a file is missing among `files`.
pub(crate) fn whatsapp(
    payload: &Payload,
    to: Recipient,
    files: &UploadedFiles,
    callback_data: String,
) -> Result<Outgoing, Misfit> {
    let content = match payload {
        Payload::Text { body, .. } => Content::Text {
            body: body.clone(),
            preview: has_link(body),
        },
        Payload::Template(filled) => Content::Template(template::filled(filled, files)?),
        Payload::Media {
            media,
            kind,
            caption,
            ..
        } => media_content(uploaded(files, *media)?, *kind, caption),
        Payload::Place { place, .. } => Content::Location(location(place)),
        Payload::Cards { cards, .. } => Content::Contacts(cards.iter().map(card).collect()),
        Payload::Options { body, options, .. } => choices(body, options),
        Payload::ContactRequest { body } => Content::ContactRequest { body: body.clone() },
        Payload::Reaction { target, emoji } => Content::Reaction {
            target: target.clone(),
            emoji: emoji.clone(),
        },
        Payload::PrivateReply { .. } => return Err(Misfit::NotTaken),
    };
    Ok(Outgoing {
        to,
        content,
        reply_to: payload.reply_to().map(str::to_owned),
        callback_data: Some(callback_data),
    })
}

/// Returns a message for Messenger or Instagram. Reactions are not messages there.
///
/// # Errors
/// [`Misfit::NotTaken`] for what they have not, or when a file is missing among `files`.
pub(crate) fn page(
    payload: &Payload,
    person: Option<String>,
    is_by_hand: bool,
    files: &UploadedFiles,
    metadata: String,
) -> Result<PageOutgoing, Misfit> {
    let plain = |body: &String| PageContent::Text {
        body: body.clone(),
        quick_replies: Vec::new(),
    };
    let content = match payload {
        Payload::Text { body, .. } | Payload::PrivateReply { body, .. } => plain(body),
        Payload::Options { body, options, .. } if options.opener.is_none() => PageContent::Text {
            body: body.clone(),
            quick_replies: (1..)
                .zip(&options.choices)
                .map(|(number, choice)| QuickReply {
                    title: choice.title.clone(),
                    payload: choice_id(number),
                })
                .collect(),
        },
        Payload::Media { media, kind, .. } => PageContent::Attachment {
            kind: attachment_kind(*kind).ok_or(Misfit::NotTaken)?,
            by: AttachmentSource::AttachmentId(uploaded(files, *media)?.id.clone()),
        },
        Payload::Options { .. }
        | Payload::Template(_)
        | Payload::Place { .. }
        | Payload::Cards { .. }
        | Payload::ContactRequest { .. }
        | Payload::Reaction { .. } => return Err(Misfit::NotTaken),
    };
    let to = match (payload, person) {
        (Payload::PrivateReply { comment_id, .. }, _) => PageRecipient::Comment(comment_id.clone()),
        (_, Some(person)) => PageRecipient::Person(person),
        (_, None) => return Err(Misfit::NotTaken),
    };
    Ok(PageOutgoing {
        to,
        content,
        reply_to: payload.reply_to().map(str::to_owned),
        tag: is_by_hand.then_some(PageTag::HumanAgent),
        metadata: Some(metadata),
    })
}

/// Returns as what a file is attached on Messenger and Instagram.
pub(crate) fn attachment_kind(kind: MediaKind) -> Option<AttachmentKind> {
    match kind {
        MediaKind::Image => Some(AttachmentKind::Image),
        MediaKind::Video => Some(AttachmentKind::Video),
        MediaKind::Audio | MediaKind::Voice => Some(AttachmentKind::Audio),
        MediaKind::Document => Some(AttachmentKind::File),
        MediaKind::Sticker => None,
    }
}

/// Checks a payload as Meta would, before it is taken into the outbox. Files are checked where they are staged.
///
/// # Errors
/// [`Misfit`].
pub(crate) fn check(kind: ChannelKind, payload: &Payload) -> Result<(), Misfit> {
    // Ids of files and people change nothing of what is judged here.
    let files = payload.files().into_iter().map(|file| {
        let anything = Uploaded {
            id: String::new(),
            name: None,
            is_fresh: false,
        };
        (file, anything)
    });
    let files = files.collect();
    match kind {
        ChannelKind::WhatsApp => {
            let to = Recipient::UserId(String::new());
            let message = whatsapp(payload, to, &files, String::new())?;
            check_whatsapp(&message.content).map_err(Misfit::Limit)
        }
        ChannelKind::Messenger | ChannelKind::Instagram => {
            if let Payload::Reaction { emoji, .. } = payload {
                return page_reaction(kind, emoji.as_deref()).map(|_| ());
            }
            let message = page(payload, Some(String::new()), false, &files, String::new())?;
            match &message.content {
                PageContent::Text {
                    body,
                    quick_replies,
                } => limits::text(product(kind), body)
                    .and_then(|()| limits::quick_replies(quick_replies))
                    .map_err(Misfit::Limit),
                PageContent::Attachment { .. } => Ok(()),
            }
        }
    }
}

fn check_whatsapp(content: &Content) -> Result<(), LimitError> {
    match content {
        Content::Text { body, .. } => limits::text(Product::WhatsApp, body),
        Content::Image { caption, .. }
        | Content::Video { caption, .. }
        | Content::Document { caption, .. } => limits::caption(caption.as_deref().unwrap_or("")),
        Content::Contacts(cards) => limits::contacts(cards.len()),
        Content::Buttons(buttons) => limits::interactive::buttons(buttons),
        Content::List(list) => limits::interactive::list(list),
        Content::LinkButton(link) => limits::interactive::link_button(link),
        Content::ContactRequest { body } => limits::interactive::contact_request(body),
        Content::Reaction { .. }
        | Content::Audio { .. }
        | Content::Sticker { .. }
        | Content::Location(_)
        | Content::Template(_) => Ok(()),
    }
}

/// Returns Instagram's word for a reaction, or nothing to take it back. Messenger's is not confirmed.
///
/// # Errors
/// [`Misfit::NotTaken`] on other channels, and for other emoji than a heart.
pub(crate) fn page_reaction(
    kind: ChannelKind,
    emoji: Option<&str>,
) -> Result<Option<&'static str>, Misfit> {
    match (kind, emoji) {
        (ChannelKind::Instagram, None) => Ok(None),
        (ChannelKind::Instagram, Some("❤" | "❤️")) => {
            Ok(Some(recado_graph::messenger::thread::LOVE))
        }
        (ChannelKind::Instagram | ChannelKind::Messenger | ChannelKind::WhatsApp, _) => {
            Err(Misfit::NotTaken)
        }
    }
}

/// Returns where a WhatsApp message goes: the number if we know it, the user id otherwise.
pub(crate) fn whatsapp_recipient(addresses: &[Address]) -> Option<Recipient> {
    let phone = addresses.iter().find_map(|address| match address {
        Address::Phone(phone) => Some(Recipient::Phone(phone.as_e164().to_owned())),
        Address::UserId(_) | Address::PageScoped { .. } => None,
    });
    phone.or_else(|| {
        addresses.iter().find_map(|address| match address {
            Address::UserId(id) => Some(Recipient::UserId(id.clone())),
            Address::Phone(_) | Address::PageScoped { .. } => None,
        })
    })
}

/// Returns the id that a person has for this Page or account.
pub(crate) fn page_recipient(addresses: &[Address], of: ChannelId) -> Option<String> {
    addresses.iter().find_map(|address| match address {
        Address::PageScoped { channel, id } if *channel == of => Some(id.clone()),
        Address::PageScoped { .. } | Address::Phone(_) | Address::UserId(_) => None,
    })
}

/// Returns in whose name a channel sends: the WhatsApp number, or whoever the token belongs to, which is the Page also
/// for the Instagram account linked to it. Source: REFERENCE §14 (read 2026-11-20).
pub(crate) fn sender_id(channel: &Channel) -> &str {
    match channel.kind {
        ChannelKind::WhatsApp => channel.number_id.as_deref().unwrap_or(&channel.asset_id),
        ChannelKind::Messenger | ChannelKind::Instagram => "me",
    }
}

fn uploaded(files: &UploadedFiles, media: MediaId) -> Result<&Uploaded, Misfit> {
    files.get(&media).ok_or(Misfit::NotTaken)
}

fn media_content(file: &Uploaded, kind: MediaKind, caption: &str) -> Content {
    let media_id = file.id.clone();
    let caption = (!caption.is_empty()).then(|| caption.to_owned());
    match kind {
        MediaKind::Image => Content::Image { media_id, caption },
        MediaKind::Video => Content::Video { media_id, caption },
        MediaKind::Audio => Content::Audio {
            media_id,
            voice: false,
        },
        MediaKind::Voice => Content::Audio {
            media_id,
            voice: true,
        },
        MediaKind::Document => Content::Document {
            media_id,
            caption,
            file_name: file.name.clone(),
        },
        MediaKind::Sticker => Content::Sticker { media_id },
    }
}

fn location(place: &part::Place) -> Location {
    Location {
        latitude: place.latitude_e7 as f64 / 1e7,
        longitude: place.longitude_e7 as f64 / 1e7,
        name: place.name.clone(),
        address: place.address.clone(),
    }
}

fn card(card: &part::Card) -> ContactCard {
    ContactCard {
        formatted_name: card.name.clone(),
        company: card.organisation.clone(),
        phones: card
            .phones
            .iter()
            .map(|phone| CardPhone {
                phone: phone.clone(),
                ..CardPhone::default()
            })
            .collect(),
        emails: card
            .emails
            .iter()
            .map(|email| CardEmail {
                email: email.clone(),
                ..CardEmail::default()
            })
            .collect(),
        ..ContactCard::default()
    }
}

fn choices(body: &str, options: &Options) -> Content {
    let frame = Frame {
        header: options.header.clone(),
        body: body.to_owned(),
        footer: options.footer.clone(),
    };
    let numbered = || (1..).zip(&options.choices);
    let title = |choice: &OfferedChoice| choice.title.clone();
    match &options.opener {
        None => Content::Buttons(Buttons {
            frame,
            buttons: numbered()
                .map(|(number, choice)| ReplyButton {
                    id: choice_id(number),
                    title: title(choice),
                })
                .collect(),
        }),
        Some(opener) => Content::List(List {
            frame,
            button: opener.clone(),
            sections: vec![ListSection {
                title: None,
                rows: numbered()
                    .map(|(number, choice)| ListRow {
                        id: choice_id(number),
                        title: title(choice),
                        description: choice.description.clone(),
                    })
                    .collect(),
            }],
        }),
    }
}

/// Returns what comes back when the contact chooses; the label comes with it and is what people read.
fn choice_id(number: usize) -> String {
    format!("choice-{number}")
}

/// Returns whether a text holds a link that WhatsApp shows a preview of. Source: REFERENCE §13.
fn has_link(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        ["https://", "http://"].iter().any(|scheme| {
            word.split_once(scheme)
                .is_some_and(|(_, rest)| rest.contains('.'))
        })
    })
}
