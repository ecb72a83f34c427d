//! What is done with a signed webhook: which clinic gets which bytes, what is dropped, what nobody has claimed. Pure.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use recado_protocol::channel::MetaObject;
use recado_protocol::sealed::PlaintextKind;
use recado_webhook::event::Object;
use recado_webhook::payload::routes;
use recado_webhook::routing::{Assets, Routes, Unroutable};

use super::filter;
use crate::tenants::{Switch, Tenants};

/// What is done with a webhook.
#[derive(Debug, Default)]
pub(super) struct Plan<'a> {
    /// To be sealed and kept.
    pub(super) parcels: Vec<Parcel<'a>>,
    /// Object and asset id of what nobody has claimed; both may be empty.
    pub(super) unclaimed: Vec<(String, String)>,
    /// How many assets or changes belong to switched-off channels.
    pub(super) dropped: u64,
}

/// A clinic's part of a webhook.
pub(super) struct Parcel<'a> {
    /// The clinic's place among the tenants.
    pub(super) clinic: usize,
    pub(super) kind: PlaintextKind,
    pub(super) body: Cow<'a, [u8]>,
    pub(super) object: Option<MetaObject>,
}

impl std::fmt::Debug for Parcel<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Parcel({:?}, {} bytes)", self.kind, self.body.len())
    }
}

impl Plan<'_> {
    /// Returns whether all of the webhook belongs to channels that are switched off.
    pub(super) fn is_all_off(&self) -> bool {
        self.dropped > 0 && self.parcels.is_empty() && self.unclaimed.is_empty()
    }
}

/// Decides; `secret` is the place of the app secret that signed the body.
pub(super) fn plan<'a>(tenants: &Tenants, secret: usize, body: &'a [u8]) -> Plan<'a> {
    let signers = tenants.users_of(secret);
    match routes(body) {
        Routes::Assets(assets) => match object_of(assets.object()) {
            Some(object) => by_asset(tenants, signers, object, &assets),
            None => unreadable(signers, body, String::new()),
        },
        Routes::Unroutable(reason) => {
            let object = match reason {
                Unroutable::UnknownObject { name } => name,
                Unroutable::NotJson
                | Unroutable::OddRoot
                | Unroutable::NoObject
                | Unroutable::NoEntries => String::new(),
            };
            unreadable(signers, body, object)
        }
    }
}

fn object_of(object: Object) -> Option<MetaObject> {
    match object {
        Object::WhatsApp => Some(MetaObject::WhatsApp),
        Object::Page => Some(MetaObject::Page),
        Object::Instagram => Some(MetaObject::Instagram),
        Object::Unknown => None,
    }
}

/// A body that names no asset: to the one clinic it can only be for, otherwise counted.
fn unreadable<'a>(signers: &[usize], body: &'a [u8], object: String) -> Plan<'a> {
    match signers {
        [only] => Plan {
            parcels: vec![Parcel {
                clinic: *only,
                kind: PlaintextKind::UnreadableWebhook,
                body: Cow::Borrowed(body),
                object: None,
            }],
            ..Plan::default()
        },
        _ => Plan {
            unclaimed: vec![(object, String::new())],
            ..Plan::default()
        },
    }
}

/// What happens to one asset's entries.
enum Verdict {
    /// A clinic's, by its place.
    For(usize),
    /// Switched off, or nobody's.
    Nobodys,
}

fn by_asset<'a>(
    tenants: &Tenants,
    signers: &[usize],
    object: MetaObject,
    assets: &Assets<'a>,
) -> Plan<'a> {
    let mut plan = Plan::default();
    let mut verdicts: BTreeMap<Option<&str>, Verdict> = BTreeMap::new();
    let mut readers: BTreeSet<usize> = BTreeSet::new();
    let mut clinics: BTreeSet<usize> = BTreeSet::new();
    let mut off: BTreeSet<String> = BTreeSet::new();
    for asset in assets.list() {
        let asset_id = asset.asset_id.as_deref();
        // Only an app of the owner may speak for its assets.
        let owner = asset_id
            .and_then(|id| tenants.owner(object, id))
            .filter(|owner| signers.contains(owner));
        let verdict = match (owner, asset_id, signers) {
            (Some(owner), Some(id), _) => {
                match tenants.switch(owner, object, id, &asset.number_ids) {
                    Switch::On => {
                        readers.insert(owner);
                        Verdict::For(owner)
                    }
                    Switch::Without(numbers) => {
                        readers.insert(owner);
                        off.extend(numbers);
                        Verdict::For(owner)
                    }
                    Switch::Off => {
                        plan.dropped += 1;
                        Verdict::Nobodys
                    }
                }
            }
            (None, None, [only]) => Verdict::For(*only),
            (_, _, _) => {
                let id = asset_id.unwrap_or_default().to_owned();
                plan.unclaimed.push((object.as_str().to_owned(), id));
                Verdict::Nobodys
            }
        };
        if let Verdict::For(clinic) = verdict {
            clinics.insert(clinic);
        }
        verdicts.insert(asset_id, verdict);
    }
    for clinic in clinics {
        let is_wanted = |asset: &recado_webhook::routing::Asset| matches!(verdicts.get(&asset.asset_id.as_deref()), Some(Verdict::For(c)) if *c == clinic);
        let mut body = assets.body_for(is_wanted);
        if let (Some(whole), false) = (&body, off.is_empty()) {
            let (rest, dropped) = filter::without_numbers(whole, &off);
            plan.dropped += dropped;
            body = rest.map(Cow::Owned);
        }
        if let Some(body) = body {
            let kind = if readers.contains(&clinic) {
                PlaintextKind::Webhook
            } else {
                PlaintextKind::UnreadableWebhook
            };
            plan.parcels.push(Parcel {
                clinic,
                kind,
                body,
                object: Some(object),
            });
        }
    }
    plan
}
