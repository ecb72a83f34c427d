//! People on Messenger and Instagram: what they send, react to, edit and take back.
//!
//! Source: REFERENCE sections 9 and 10 (the webhook pages of Messenger and Instagram, read 2026-11-20).

use serde_json::{Value, json};

use super::patients::change;
use super::remarks::Remark;
use super::{Control, ControlError};
use crate::graph::media;
use crate::message::{social, whatsapp};
use crate::scenarios::elsewhere::{VisitorStep, VisitorStepKind};
use crate::webhooks::envelope::{List, Update};
use crate::webhooks::receipt;
use crate::world::World;
use crate::world::media::Media;
use crate::world::person::{ChatMessage, Side};
use crate::world::product::Product;

/// The thumbs-up that Messenger's sticker button sends.
const THUMBS_UP: u64 = 369_239_263_222_822;

impl Control {
    /// Writes a text as someone on Messenger or Instagram; returns its mid.
    ///
    /// # Errors
    /// When `id` is no PSID or IGSID, or someone's on another product.
    pub async fn visitor_writes(
        &self,
        product: Product,
        id: &str,
        name: &str,
        text: &str,
        at: Option<i64>,
    ) -> Result<String, ControlError> {
        let event = json!({"message": {"text": text}});
        self.visitor_sends(product, id, name, event, at).await
    }

    /// Sends any event as someone on Messenger or Instagram: `event` holds its key and object, e.g.
    /// `{"message":{"attachments":[{"type":"image"}]}}` or `{"reaction":{"mid":"…","action":"react","emoji":"❤"}}`;
    /// [`message::social`](crate::message::social) makes them.
    ///
    /// Sender, recipient, time, mid and the addresses of files are filled in where they are missing. A file of your
    /// own: [`Control::hold_media`], then `{"type":"image","payload":{"media":"<its id>"}}`. While another app owns
    /// the thread the event comes as `standby`. Returns the mid, or nothing for events that have none.
    ///
    /// # Errors
    /// When `id` is no PSID or IGSID, someone's on another product, or `event` no object.
    pub async fn visitor_sends(
        &self,
        product: Product,
        id: &str,
        name: &str,
        mut event: Value,
        at: Option<i64>,
    ) -> Result<String, ControlError> {
        if !is_visitor(id) || product == Product::WhatsApp {
            return Err(ControlError::NotAVisitor);
        }
        if !event.is_object() {
            return Err(ControlError::NotAMessage);
        }
        let at_ms = at.unwrap_or_else(|| self.meta.clock.now_ms());
        let (mid, update) = {
            let mut world = self.meta.world();
            world
                .visitor(product, id, name)
                .ok_or(ControlError::NotAVisitor)?;
            let mid = self.complete_event(&mut world, product, &mut event);
            keep(&mut world, id, mid.as_deref(), at_ms, &event);
            let person = world
                .visitor(product, id, "")
                .ok_or(ControlError::NotAVisitor)?;
            let is_ours = person.owner_app.is_none();
            if let (false, Some(postback)) = (is_ours, event.get_mut("postback")) {
                // Copies for standby tell the title only.
                postback["payload"].take();
                if let Some(postback) = postback.as_object_mut() {
                    postback.remove("payload");
                }
            }
            let field = field(product, &event);
            let item = receipt::from_patient(&self.meta, person, at_ms, event);
            let update = match is_ours {
                true => Update::item(product, List::Messaging, field, item),
                false => Update::item(product, List::Standby, "standby", item),
            };
            (mid, update)
        };
        self.meta.post.tell_update(update, self.meta.post.ticket());
        self.meta.touch();
        Ok(mid.unwrap_or_default())
    }

    /// Plays a step of [`clinic_week_elsewhere`](crate::scenarios::elsewhere::clinic_week_elsewhere); a step of the
    /// desk does nothing here.
    ///
    /// # Errors
    /// When the step cannot happen, such as a reaction before the clinic wrote.
    pub async fn plays(&self, step: &VisitorStep) -> Result<(), ControlError> {
        let at = Some(step.at);
        match &step.kind {
            VisitorStepKind::Sends(event) => {
                let event = event.clone();
                self.visitor_sends(step.product, step.id, step.name, event, at)
                    .await
                    .map(drop)
            }
            VisitorStepKind::ReactsToLast(emoji) => self.reacts_to_last(step.id, emoji, at).await,
            VisitorStepKind::Comments(text) => {
                let remark = Remark {
                    text: (*text).to_owned(),
                    at,
                    ..Remark::default()
                };
                self.visitor_comments(step.product, step.id, step.name, remark)
                    .await
                    .map(drop)
            }
            VisitorStepKind::Desk(_) => Ok(()),
        }
    }

    /// Reacts, as anybody on any product, to the last message the clinic sent; an empty emoji takes it away.
    ///
    /// # Errors
    /// When nobody has this id, or the clinic has not written to them.
    pub async fn reacts_to_last(
        &self,
        id: &str,
        emoji: &str,
        at: Option<i64>,
    ) -> Result<(), ControlError> {
        let (key, product, last) = {
            let world = self.meta.world();
            let key = world.key_of(id);
            let person = world.people.get(&key).ok_or(ControlError::NoSuchPerson)?;
            let mut theirs = person.chat.iter().rev();
            let last = theirs.find(|message| message.side == Side::Desk);
            let last = last.ok_or(ControlError::NoSuchMessage)?.wamid.clone();
            (key, person.product, last)
        };
        let event = match (product, emoji) {
            (Product::WhatsApp, emoji) => {
                let message = whatsapp::reaction(&last, emoji);
                return self.patient_sends(&key, "", message, at).await.map(drop);
            }
            (Product::Messenger | Product::Instagram, "") => social::no_reaction(&last),
            (Product::Messenger | Product::Instagram, "❤" | "❤️") => {
                social::reaction(&last, "love", emoji)
            }
            (Product::Messenger | Product::Instagram, emoji) => {
                social::reaction(&last, "other", emoji)
            }
        };
        self.visitor_sends(product, &key, "", event, at)
            .await
            .map(drop)
    }

    /// Fills in the mid and the files; returns the mid of what is new in the chat.
    fn complete_event(
        &self,
        world: &mut World,
        product: Product,
        event: &mut Value,
    ) -> Option<String> {
        if let Some(postback) = event.get_mut("postback") {
            return Some(mid_of(world, product, postback));
        }
        let message = event.get_mut("message")?;
        self.attach_files(world, message);
        Some(mid_of(world, product, message))
    }

    /// Gives attachments and a story their addresses.
    pub(super) fn attach_files(&self, world: &mut World, message: &mut Value) {
        if let Some(story) = message.pointer_mut("/reply_to/story")
            && story.get("url").is_none()
        {
            let address = self.sample_address(world, "image");
            story["url"] = json!(address);
        }
        let Some(attachments) = message.get_mut("attachments").and_then(Value::as_array_mut) else {
            return;
        };
        for attachment in attachments {
            let kind = attachment.get("type").and_then(Value::as_str).unwrap_or("");
            let kind = kind.to_owned();
            let held = attachment
                .pointer("/payload/media")
                .and_then(Value::as_str)
                .map(str::to_owned);
            let has_address = attachment.pointer("/payload/url").is_some();
            let address = match (held, kind.as_str()) {
                (Some(id), _) => media::cdn_address(&self.meta, world, &id),
                (None, _) if has_address => continue,
                (None, "image" | "video" | "audio" | "file" | "sticker") => {
                    self.sample_address(world, &kind)
                }
                (
                    None,
                    "story_mention" | "story" | "ig_story" | "ig_post" | "share" | "post"
                    | "media_share",
                ) => self.sample_address(world, "image"),
                (None, "reel" | "ig_reel") => self.sample_address(world, "video"),
                // A heart, a view-once picture, a link preview, whatever comes next: nothing to fetch.
                (None, _) => continue,
            };
            if !attachment["payload"].is_object() {
                attachment["payload"] = json!({});
            }
            if let Some(payload) = attachment["payload"].as_object_mut() {
                payload.remove("media");
                payload.insert("url".to_owned(), json!(address));
                if kind == "sticker" && !payload.contains_key("sticker_id") {
                    payload.insert("sticker_id".to_owned(), json!(THUMBS_UP));
                }
            }
        }
    }

    fn sample_address(&self, world: &mut World, kind: &str) -> String {
        let sample = Media::sample(kind, self.meta.clock.now_ms());
        let id = sample.map(|sample| world.keep_media(sample));
        media::cdn_address(&self.meta, world, &id.unwrap_or_default())
    }
}

fn mid_of(world: &mut World, product: Product, object: &mut Value) -> String {
    if let Some(mid) = object.get("mid").and_then(Value::as_str) {
        return mid.to_owned();
    }
    let mid = world.message_id(product);
    object["mid"] = json!(mid);
    mid
}

pub(super) fn is_visitor(id: &str) -> bool {
    (16..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the field an app subscribes to for this event.
fn field(product: Product, event: &Value) -> &'static str {
    /// Key of the event, field of Messenger, field of Instagram.
    const FIELDS: [(&str, &str, &str); 9] = [
        ("message", "messages", "messages"),
        ("postback", "messaging_postbacks", "messaging_postbacks"),
        ("reaction", "message_reactions", "message_reactions"),
        ("message_edit", "message_edits", "message_edit"),
        ("referral", "messaging_referrals", "messaging_referral"),
        ("optin", "messaging_optins", "messaging_optins"),
        ("read", "message_reads", "messaging_seen"),
        (
            "policy_enforcement",
            "messaging_policy_enforcement",
            "messages",
        ),
        ("account_linking", "messaging_account_linking", "messages"),
    ];
    let found = FIELDS.iter().find(|(key, _, _)| event.get(key).is_some());
    match (found, product) {
        (Some((_, _, field)), Product::Instagram) => field,
        (Some((_, field, _)), Product::WhatsApp | Product::Messenger) => field,
        (None, _) => "messages",
    }
}

/// Puts what is new into the chat, changes what it changes, and counts the window from it.
fn keep(world: &mut World, id: &str, mid: Option<&str>, at_ms: i64, event: &Value) {
    let text = |path: &str| event.pointer(path).and_then(Value::as_str);
    if let Some(target) = text("/reaction/mid") {
        let emoji = match text("/reaction/action") {
            Some("react") => text("/reaction/emoji").or(text("/reaction/reaction")),
            Some(_) | None => None,
        };
        change(world, target, |reacted| {
            reacted.reaction = emoji.map(str::to_owned);
        });
    }
    if let (Some(target), Some(words)) = (text("/message_edit/mid"), text("/message_edit/text")) {
        change(world, target, |edited| {
            words.clone_into(&mut edited.shown);
            edited.edits += 1;
        });
    }
    let is_unsent = event.pointer("/message/is_deleted") == Some(&Value::Bool(true));
    if let (true, Some(target)) = (is_unsent, mid) {
        change(world, target, |gone| gone.is_gone = true);
        return;
    }
    let Some(person) = world.people.get_mut(id) else {
        return;
    };
    let opens = ["message", "postback", "reaction", "referral"];
    if opens.iter().any(|key| event.get(key).is_some()) {
        person.last_wrote_ms = Some(person.last_wrote_ms.unwrap_or(at_ms).max(at_ms));
    }
    if let Some(mid) = mid {
        let shown = text("/message/text")
            .or(text("/postback/title"))
            .unwrap_or("");
        let message = ChatMessage::new(Side::Patient, mid, at_ms, event.clone(), shown.to_owned());
        person.chat.push(message);
    }
}
