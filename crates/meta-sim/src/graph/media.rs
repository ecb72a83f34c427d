//! Media at Meta: upload, the short-lived address, the bytes behind it, deletion, and where the two CDNs live.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media>,
//! read November 2026.

pub(crate) mod download;
pub(crate) mod kinds;
pub(crate) mod resumable;
pub(crate) mod upload;

use serde_json::json;

use super::answer::Answer;
use super::error::GraphError;
use crate::simulator::Meta;
use crate::webhooks::signature;
use crate::world::World;

/// How long WhatsApp's addresses work, in milliseconds.
const ADDRESS_LIVES_MS: i64 = 5 * 60 * 1000;
/// How long addresses of the Messenger and Instagram CDN work here, in milliseconds; Meta says only "short-lived".
const CDN_ADDRESS_LIVES_MS: i64 = 24 * 60 * 60 * 1000;

pub(crate) fn read(meta: &Meta, id: &str) -> Answer {
    let now = meta.clock.now_ms();
    let media = meta.world().media.get(id).cloned();
    match media.filter(|media| media.is_alive(now)) {
        Some(media) => Answer::Ok(media.answer(id, &address(meta, &meta.world(), id))),
        None => GraphError::unsupported("get", id).into(),
    }
}

pub(crate) fn delete(meta: &Meta, id: &str) -> Answer {
    match meta.world().media.remove(id) {
        Some(_) => Answer::Ok(json!({"success": true})),
        None => GraphError::unsupported("delete", id).into(),
    }
}

/// Returns an address of the bytes that works for five minutes and wants the token.
pub(crate) fn address(meta: &Meta, world: &World, id: &str) -> String {
    let expires = meta.clock.now_ms() + ADDRESS_LIVES_MS;
    let (base, number) = place(meta, world, id);
    let hash = hash(meta, id, expires, number);
    format!(
        "{base}/lookaside/whatsapp_business/attachments/?mid={id}&source=getMedia&ext={expires}&hash={hash}"
    )
}

/// Returns an address on the CDN of Messenger and Instagram: signed, and to be fetched without a token.
pub(crate) fn cdn_address(meta: &Meta, world: &World, id: &str) -> String {
    let expires = meta.clock.now_ms() + CDN_ADDRESS_LIVES_MS;
    let (base, number) = place(meta, world, id);
    let hash = hash(meta, id, expires, number);
    format!("{base}/cdn/{id}?_nc_cat=1&oe={expires}&oh={hash}")
}

/// Returns the host a file is served from, and which of its addresses is the newest.
fn place(meta: &Meta, world: &World, id: &str) -> (String, u32) {
    let media = world.media.get(id);
    let elsewhere = media
        .filter(|media| media.is_elsewhere)
        .and(meta.elsewhere_url.clone());
    let base = elsewhere.unwrap_or_else(|| meta.base_url.clone());
    (base, media.map_or(0, |media| media.address_number))
}

fn hash(meta: &Meta, id: &str, expires: i64, number: u32) -> String {
    let signed = signature::proof(&meta.app.secret, &format!("{id}.{expires}.{number}"));
    signed.chars().take(24).collect()
}
