//! What a message of Messenger or Instagram says: text or attachment, quick replies, what it answers.

use serde_json::{Value, json};

use super::attachment::Attachment;
use super::{Asked, choices};
use crate::graph::media;
use crate::graph::social_error::Refusal;
use crate::simulator::Meta;
use crate::world::World;
use crate::world::product::Product;

/// Longest text of Messenger, in characters.
/// Source: <https://developers.facebook.com/docs/messenger-platform/reference/send-api>, read 2026-11-20
/// (REFERENCE section 15).
const LONGEST_TEXT: usize = 2000;
/// Longest text of Instagram, in bytes of UTF-8. Source as above.
const LONGEST_INSTAGRAM_TEXT_BYTES: usize = 1000;
/// Longest `metadata`, in characters. Source as above.
const LONGEST_METADATA: usize = 1000;

/// A message once it was found right.
pub(crate) struct Content {
    product: Product,
    /// The words the patient sees.
    pub(crate) shown: String,
    pub(crate) metadata: Option<String>,
    text: Option<String>,
    attachments: Vec<Attachment>,
    reply_to: Option<String>,
}

impl Content {
    pub(super) fn read(
        world: &World,
        product: Product,
        asked: &Asked,
        person: &str,
    ) -> Result<Self, Refusal> {
        let required = || Refusal::Parameter("The parameter message is required".to_owned());
        let message = asked
            .body
            .get("message")
            .filter(|message| message.is_object())
            .ok_or_else(required)?;
        let text = text(product, message)?;
        let attachments = attachments(world, product, message, asked)?;
        match (&text, attachments.is_empty()) {
            (Some(_), false) => {
                return Err(Refusal::Parameter(
                    "Only one of the fields text and attachment can be set in a message".to_owned(),
                ));
            }
            (None, true) => {
                return Err(Refusal::Parameter(
                    "Message cannot be empty, must provide valid attachment or text".to_owned(),
                ));
            }
            (Some(_), true) | (None, false) => {}
        }
        choices::check_quick_replies(message)?;
        Ok(Self {
            product,
            shown: text.clone().unwrap_or_default(),
            metadata: metadata(message)?,
            text,
            attachments,
            reply_to: reply_to(world, &asked.body, person)?,
        })
    }

    /// Keeps the file of a form; returns its id, and the attachment id when it was to be reused.
    pub(super) fn keep_files(
        &self,
        world: &mut World,
        product: Product,
        now: i64,
    ) -> (Vec<String>, Option<String>) {
        let mut kept = Vec::new();
        let mut reusable = None;
        for attachment in &self.attachments {
            let Some(file) = attachment.file(product, now) else {
                continue;
            };
            let is_reusable = file.is_reusable;
            let id = world.keep_media(file);
            if is_reusable {
                reusable = Some(id.clone());
            }
            kept.push(id);
        }
        (kept, reusable)
    }

    /// Returns the `message` of the echo.
    pub(super) fn echo(&self, meta: &Meta, mid: &str) -> Value {
        let mut message = json!({"mid": mid, "is_echo": true});
        if self.product == Product::Messenger {
            message["app_id"] = json!(meta.app.id.parse::<u64>().unwrap_or_default());
            if let Some(metadata) = &self.metadata {
                message["metadata"] = json!(metadata);
            }
        }
        if let Some(text) = &self.text {
            message["text"] = json!(text);
        }
        if let Some(answered) = &self.reply_to {
            message["reply_to"] = json!({"mid": answered});
        }
        if !self.attachments.is_empty() {
            let mut world = meta.world();
            let sent = world
                .owner_of(mid)
                .and_then(|person| person.message(mid))
                .and_then(|message| {
                    let path = "/message/attachment/payload/attachment_id";
                    message.body.pointer(path)?.as_str().map(str::to_owned)
                });
            let address = sent.map(|id| media::cdn_address(meta, &world, &id));
            let echoed = self.attachments.iter();
            message["attachments"] = echoed
                .map(|attachment| attachment.echo(address.as_deref()))
                .collect();
        }
        json!({"message": message})
    }
}

fn text(product: Product, message: &Value) -> Result<Option<String>, Refusal> {
    let text = match message.get("text") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text,
        Some(_) => {
            return Err(Refusal::Parameter(
                "Param message[text] must be a string.".to_owned(),
            ));
        }
    };
    if text.trim().is_empty() {
        return Err(Refusal::Parameter(
            "Param message[text] must not be empty.".to_owned(),
        ));
    }
    match product {
        Product::Instagram if text.len() > LONGEST_INSTAGRAM_TEXT_BYTES => Err(Refusal::Parameter(
            "Length of param message[text] must be less than or equal to 1000 bytes".to_owned(),
        )),
        Product::WhatsApp | Product::Messenger if text.chars().count() > LONGEST_TEXT => {
            Err(Refusal::TextTooLong)
        }
        Product::WhatsApp | Product::Messenger | Product::Instagram => Ok(Some(text.clone())),
    }
}

fn attachments(
    world: &World,
    product: Product,
    message: &Value,
    asked: &Asked,
) -> Result<Vec<Attachment>, Refusal> {
    /// Most pictures in one message of Instagram.
    const MOST_PICTURES: usize = 10;
    if let Some(one) = message.get("attachment") {
        let read = Attachment::read(world, product, one, asked.file.as_ref())?;
        return Ok(vec![read]);
    }
    match message.get("attachments") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(many))
            if product == Product::Instagram && (1..=MOST_PICTURES).contains(&many.len()) =>
        {
            let is_picture =
                |one: &&Value| one.get("type").and_then(Value::as_str) != Some("image");
            if many.iter().any(|one| is_picture(&one)) {
                return Err(Refusal::Parameter(
                    "Param message[attachments] can hold images only".to_owned(),
                ));
            }
            many.iter()
                .map(|one| Attachment::read(world, product, one, None))
                .collect()
        }
        Some(_) => Err(Refusal::Parameter(
            "Param message[attachments] is not valid here".to_owned(),
        )),
    }
}

fn metadata(message: &Value) -> Result<Option<String>, Refusal> {
    match message.get("metadata") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.chars().count() <= LONGEST_METADATA => {
            Ok(Some(text.clone()))
        }
        Some(_) => Err(Refusal::Parameter(
            "Param message[metadata] must be a string of at most 1000 characters".to_owned(),
        )),
    }
}

/// Returns the mid a message answers, once it is one of this conversation.
fn reply_to(world: &World, body: &Value, person: &str) -> Result<Option<String>, Refusal> {
    let Some(answered) = body.get("reply_to") else {
        return Ok(None);
    };
    let mid = answered.get("mid").and_then(Value::as_str);
    let known = world.people.get(person).is_some_and(|person| {
        let mut chat = person.chat.iter();
        chat.any(|message| Some(message.wamid.as_str()) == mid)
    });
    match mid {
        Some(mid) if known => Ok(Some(mid.to_owned())),
        Some(_) | None => Err(Refusal::Parameter(
            "Param reply_to[mid] is not a message of this conversation".to_owned(),
        )),
    }
}
