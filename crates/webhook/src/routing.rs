//! Whose a body is: the assets its entries name, and a body for each.
//!
//! Looks no deeper than ids and does not know which clinic an asset belongs to. Bytes are only put
//! together anew when a body holds entries for several receivers (ARCHITECTURE §1.1).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::event::Object;
use crate::json::{Fields, Node};
use crate::quiet::debug_by_name;

/// The longest id of an account or number: Meta's have 20 digits. They are repeated with every item, so that a longer
/// one would multiply; it counts as none.
pub(crate) const LONGEST_ID_BYTES: usize = 256;

/// Where a body belongs.
#[derive(Debug)]
pub enum Routes<'a> {
    /// To the assets its entries name.
    Assets(Assets<'a>),
    /// Nowhere that it says.
    Unroutable(Unroutable),
}

/// Why a body belongs nowhere that it says.
#[derive(Clone, PartialEq, Eq)]
pub enum Unroutable {
    /// It is not JSON.
    NotJson,
    /// It is JSON but not an object.
    OddRoot,
    /// It names no `object`.
    NoObject,
    /// It names an `object` that this program does not know.
    UnknownObject {
        /// That name, at most 64 characters of it.
        name: String,
    },
    /// It has no entries, or they are no list.
    NoEntries,
}

/// The assets a body speaks about.
pub struct Assets<'a> {
    body: &'a [u8],
    object: Object,
    assets: Vec<Asset>,
    entries: Vec<(usize, &'a str)>,
}

/// One asset of a body.
#[derive(Clone, PartialEq, Eq)]
pub struct Asset {
    /// WABA id, Page id or Instagram account id, in digits; `None` for entries that name none.
    pub asset_id: Option<String>,
    /// The WhatsApp `phone_number_id`s that its entries name.
    pub number_ids: BTreeSet<String>,
}

impl<'a> Assets<'a> {
    /// Returns the product; never [`Object::Unknown`].
    pub fn object(&self) -> Object {
        self.object
    }

    /// Returns the assets, each once, in the order of their first entry.
    pub fn list(&self) -> &[Asset] {
        &self.assets
    }

    /// Returns a body of the entries of all assets that `is_wanted` takes; `None` when it takes none.
    ///
    /// The exact bytes when nothing is left out, otherwise `{"object":…,"entry":[…]}` with each entry
    /// as it came.
    pub fn body_for(&self, is_wanted: impl Fn(&Asset) -> bool) -> Option<Cow<'a, [u8]>> {
        let wanted: Vec<bool> = self.assets.iter().map(is_wanted).collect();
        if wanted.iter().all(|wanted| *wanted) {
            return Some(Cow::Borrowed(self.body));
        }
        if !wanted.contains(&true) {
            return None;
        }
        let name = self.object.name().unwrap_or_default();
        let mut body = format!("{{\"object\":\"{name}\",\"entry\":[");
        let entries = self.entries.iter().filter(|(asset, _)| wanted[*asset]);
        for (position, (_, entry)) in entries.enumerate() {
            if position > 0 {
                body.push(',');
            }
            body.push_str(entry);
        }
        body.push_str("]}");
        Some(Cow::Owned(body.into_bytes()))
    }
}

debug_by_name!(Asset);

impl fmt::Debug for Unroutable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotJson => "not JSON",
            Self::OddRoot => "odd root",
            Self::NoObject => "no object",
            Self::UnknownObject { .. } => "unknown object",
            Self::NoEntries => "no entries",
        })
    }
}

impl fmt::Debug for Assets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assets")
            .field("object", &self.object)
            .field("assets", &self.assets.len())
            .field("entries", &self.entries.len())
            .finish_non_exhaustive()
    }
}

/// Finds the assets of a body.
pub(crate) fn routes(body: &[u8]) -> Routes<'_> {
    match find(body) {
        Ok(assets) => Routes::Assets(assets),
        Err(reason) => Routes::Unroutable(reason),
    }
}

fn find(body: &[u8]) -> Result<Assets<'_>, Unroutable> {
    let fields = Fields::parse(body).ok_or_else(|| match Node::parse(body) {
        Some(_) => Unroutable::OddRoot,
        None => Unroutable::NotJson,
    })?;
    let name = fields.text("object").ok_or(Unroutable::NoObject)?;
    let object = Object::from_name(&name);
    if object == Object::Unknown {
        let name = name.chars().take(64).collect();
        return Err(Unroutable::UnknownObject { name });
    }
    let nodes = fields.list("entry");
    if nodes.is_empty() {
        return Err(Unroutable::NoEntries);
    }

    let mut assets: Vec<Asset> = Vec::new();
    let mut places: BTreeMap<Option<String>, usize> = BTreeMap::new();
    let mut entries = Vec::with_capacity(nodes.len());
    for node in nodes {
        let entry = node.object();
        let changes = match (object, &entry) {
            (Object::WhatsApp, Some(entry)) => entry.objects("changes"),
            (Object::WhatsApp | Object::Page | Object::Instagram | Object::Unknown, _) => {
                Vec::new()
            }
        };
        let asset_id =
            entry.and_then(|entry| waba_inside(&changes).or_else(|| short(entry.id("id"))));
        let place = *places.entry(asset_id).or_insert_with_key(|asset_id| {
            assets.push(Asset {
                asset_id: asset_id.clone(),
                number_ids: BTreeSet::new(),
            });
            assets.len() - 1
        });
        let values = changes.iter().filter_map(|change| change.object("value"));
        let number_ids = values.filter_map(|value| number_id(&value));
        assets[place].number_ids.extend(number_ids);
        entries.push((place, node.raw()));
    }
    Ok(Assets {
        body,
        object,
        assets,
        entries,
    })
}

/// Returns the asset an entry belongs to.
pub(crate) fn asset_id(object: Object, entry: &Fields<'_>) -> Option<String> {
    let inside = match object {
        Object::WhatsApp => waba_inside(&entry.objects("changes")),
        Object::Page | Object::Instagram | Object::Unknown => None,
    };
    inside.or_else(|| short(entry.id("id")))
}

fn short(id: Option<String>) -> Option<String> {
    id.filter(|id| id.len() <= LONGEST_ID_BYTES)
}

/// Returns the WABA that an `account_update` names inside: some carry the business portfolio's id on
/// the entry (REFERENCE §2.4).
fn waba_inside(changes: &[Fields<'_>]) -> Option<String> {
    let updates = changes
        .iter()
        .filter(|change| change.text("field").as_deref() == Some("account_update"));
    updates
        .filter_map(|change| {
            let waba = change.object("value")?.object("waba_info")?.id("waba_id");
            short(waba)
        })
        .next()
}

/// Returns the WhatsApp number that a change speaks about.
pub(crate) fn number_id(value: &Fields<'_>) -> Option<String> {
    let metadata = value.object("metadata");
    let named = metadata.and_then(|metadata| metadata.id("phone_number_id"));
    // `messaging_handovers` names it as the recipient.
    let named = named.or_else(|| value.object("recipient")?.id("phone_number_id"));
    short(named)
}
