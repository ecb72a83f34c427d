//! Attachments of Messenger and Instagram: by link, by id of an upload, or as the file of a form.
//!
//! Links are not fetched: the simulator asks nobody. Source:
//! <https://developers.facebook.com/docs/messenger-platform/reference/attachment-upload-api>, read 2026-11-20
//! (REFERENCE sections 14 to 16).

use serde_json::{Value, json};
use url::Url;

use super::{Account, choices};
use crate::graph::answer::Answer;
use crate::graph::error::GraphError;
use crate::graph::form::Part;
use crate::graph::request::Request;
use crate::graph::social_error::Refusal;
use crate::simulator::Meta;
use crate::world::World;
use crate::world::media::{Media, Origin, essence};
use crate::world::product::Product;

const MEGABYTE: usize = 1024 * 1024;
/// Largest attachment, in bytes.
const LARGEST: usize = 25 * MEGABYTE;
/// Largest picture of Instagram, in bytes.
const LARGEST_INSTAGRAM_PICTURE: usize = 8 * MEGABYTE;

/// Where an attachment's content comes from.
enum Source {
    Link(String),
    /// An upload; the phone shows it by the id in the request.
    Kept,
    File {
        mime_type: String,
        name: Option<String>,
        bytes: Vec<u8>,
    },
    /// A template, a sticker, a heart: nothing to fetch.
    Nothing(Value),
}

/// One attachment once it was found right.
pub(crate) struct Attachment {
    kind: String,
    source: Source,
    is_reusable: bool,
}

impl Attachment {
    pub(super) fn read(
        world: &World,
        product: Product,
        attachment: &Value,
        file: Option<&Part>,
    ) -> Result<Self, Refusal> {
        let kind = attachment.get("type").and_then(Value::as_str).unwrap_or("");
        let payload = attachment.get("payload").unwrap_or(&Value::Null);
        let is_reusable = payload.get("is_reusable") == Some(&json!(true))
            || payload.get("is_reusable").and_then(Value::as_str) == Some("true");
        let source = match (kind, product) {
            ("template", _) => {
                choices::check_template(payload)?;
                Source::Nothing(payload.clone())
            }
            ("like_heart" | "MEDIA_SHARE" | "sticker", Product::Instagram) => {
                Source::Nothing(payload.clone())
            }
            ("image" | "video" | "audio" | "file", _) => {
                source(world, product, kind, payload, file)?
            }
            (_, Product::WhatsApp | Product::Messenger | Product::Instagram) => {
                return Err(Refusal::Parameter(
                    "Param message[attachment][type] must be one of {AUDIO, FILE, IMAGE, TEMPLATE, VIDEO}"
                        .to_owned(),
                ));
            }
        };
        Ok(Self {
            kind: kind.to_owned(),
            source,
            is_reusable,
        })
    }

    /// Returns the file of a form, to be kept.
    pub(super) fn file(&self, product: Product, now: i64) -> Option<Media> {
        let Source::File {
            mime_type,
            name,
            bytes,
        } = &self.source
        else {
            return None;
        };
        Some(Media {
            file_name: name.clone(),
            origin: Origin::Desk(product),
            is_reusable: self.is_reusable,
            ..Media::from_patient(mime_type, bytes.clone(), now)
        })
    }

    /// Returns the attachment as the echo carries it, with the address of its file.
    pub(super) fn echo(&self, address: Option<&str>) -> Value {
        match &self.source {
            Source::Link(link) => json!({"type": self.kind, "payload": {"url": link}}),
            Source::Kept | Source::File { .. } => {
                json!({"type": self.kind, "payload": {"url": address}})
            }
            Source::Nothing(Value::Null) => json!({"type": self.kind}),
            Source::Nothing(payload) if self.kind == "template" => {
                json!({"title": "", "url": null, "type": self.kind, "payload": payload})
            }
            Source::Nothing(payload) => json!({"type": self.kind, "payload": payload}),
        }
    }
}

fn source(
    world: &World,
    product: Product,
    kind: &str,
    payload: &Value,
    file: Option<&Part>,
) -> Result<Source, Refusal> {
    if let Some(id) = payload.get("attachment_id") {
        let id = match id {
            Value::String(id) => id.clone(),
            other => other.to_string(),
        };
        let media = world.media.get(&id).ok_or(Refusal::NoSuchAttachment)?;
        let is_ours = matches!(media.origin, Origin::Desk(owner) if owner != Product::WhatsApp);
        return match is_ours {
            true if is_of_kind(product, kind, &media.essence()) => Ok(Source::Kept),
            true => Err(Refusal::WrongFile),
            false => Err(Refusal::NoSuchAttachment),
        };
    }
    if let Some(link) = payload.get("url").and_then(Value::as_str) {
        let is_fetchable =
            Url::parse(link).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        return match is_fetchable {
            true => Ok(Source::Link(link.to_owned())),
            false => Err(Refusal::NotFetched),
        };
    }
    if kind == "image" && payload.get("sticker_id").is_some() && product == Product::Messenger {
        return Ok(Source::Nothing(payload.clone()));
    }
    let Some(file) = file else {
        return Err(Refusal::Parameter(
            "Param message[attachment][payload] must hold a url, an attachment_id or come with filedata"
                .to_owned(),
        ));
    };
    let mime_type = file.mime_type.clone().unwrap_or_default();
    check_file(product, kind, &essence(&mime_type), file.bytes.len())?;
    Ok(Source::File {
        mime_type,
        name: file.file_name.clone(),
        bytes: file.bytes.clone(),
    })
}

fn check_file(product: Product, kind: &str, essence: &str, length: usize) -> Result<(), Refusal> {
    let most = match (product, kind) {
        (Product::Instagram, "image") => LARGEST_INSTAGRAM_PICTURE,
        (Product::WhatsApp | Product::Messenger | Product::Instagram, _) => LARGEST,
    };
    if length > most {
        return Err(Refusal::TooBig);
    }
    match length > 0 && is_of_kind(product, kind, essence) {
        true => Ok(()),
        false => Err(Refusal::WrongFile),
    }
}

/// Returns whether a file of this type may be sent as this kind.
fn is_of_kind(product: Product, kind: &str, essence: &str) -> bool {
    let (family, _) = essence.split_once('/').unwrap_or(("", ""));
    match (product, kind) {
        (Product::Instagram, "image") => {
            matches!(essence, "image/png" | "image/jpeg" | "image/gif")
        }
        (Product::Instagram, "video") => matches!(
            essence,
            "video/mp4" | "video/ogg" | "video/x-msvideo" | "video/quicktime" | "video/webm"
        ),
        (Product::Instagram, "audio") => matches!(
            essence,
            "audio/aac" | "audio/mp4" | "audio/x-m4a" | "audio/wav" | "audio/x-wav"
        ),
        (Product::Instagram, "file") => essence == "application/pdf",
        (_, "image" | "video" | "audio") => family == kind,
        (_, "file") => !essence.is_empty(),
        (Product::WhatsApp | Product::Messenger | Product::Instagram, _) => false,
    }
}

/// `POST /{page-id}/message_attachments`: one upload for many sends.
pub(crate) async fn upload(meta: &Meta, account: Account, request: &Request) -> Answer {
    let fault = meta.world().faults.next_upload();
    if let Some(code) = fault {
        let refusal = Refusal::Asked {
            code,
            subcode: None,
        };
        return GraphError::Social(refusal).into();
    }
    let asked = match super::asked(request).await {
        Ok(asked) => asked,
        Err(error) => return error.into(),
    };
    let is_instagram = account == Account::Instagram
        || asked.body.get("platform").and_then(Value::as_str) == Some("instagram")
        || request.parameter("platform") == Some("instagram");
    let product = match is_instagram {
        true => Product::Instagram,
        false => Product::Messenger,
    };
    let attachment = asked.body.pointer("/message/attachment");
    let required =
        || Refusal::Parameter("The parameter message[attachment] is required".to_owned());
    let kept = attachment.ok_or_else(required).and_then(|attachment| {
        let mut world = meta.world();
        let read = Attachment::read(&world, product, attachment, asked.file.as_ref())?;
        let now = meta.clock.now_ms();
        let media = match &read.source {
            Source::Link(_) => {
                // What the link holds is not known here; the kind's sample stands for it.
                let sample = Media::sample(&read.kind, now).ok_or(Refusal::NotFetched)?;
                Media {
                    origin: Origin::Desk(product),
                    ..sample
                }
            }
            Source::File { .. } | Source::Kept | Source::Nothing(_) => {
                read.file(product, now).ok_or(Refusal::WrongFile)?
            }
        };
        Ok(world.keep_media(Media {
            is_reusable: true,
            ..media
        }))
    });
    meta.touch();
    match kept {
        Ok(id) => Answer::Ok(json!({"attachment_id": id})),
        Err(refusal) => GraphError::Social(refusal).into(),
    }
}
