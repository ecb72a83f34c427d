//! A webhook request's body, read leniently: every item gives exactly one event.
//!
//! Does not check the signature (`signature`) and does not know whose the assets are. Never fails and
//! never panics: what cannot be read is an event too. Shapes: REFERENCE §2.4.

use crate::event::{Event, Item, Object, Unreadable};
use crate::json::{Fields, Node};
use crate::routing::{self, Routes};
use crate::{instagram, messenger, whatsapp};

/// What a body holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The product.
    pub object: Object,
    /// `object` as the body gives it, known or not.
    pub object_name: Option<String>,
    /// Its events in the order written.
    pub events: Vec<Event>,
}

/// Reads a body.
pub fn read(body: &[u8]) -> Reading {
    let mut out = Collector::new(Object::Unknown);
    let Some(root) = Node::parse(body) else {
        let reason = Unreadable::NotJson;
        let raw = String::from_utf8_lossy(body).into_owned();
        out.push(Item::Unreadable { reason }, raw);
        return out.finish(None);
    };
    let Some(fields) = root.object() else {
        out.unreadable(Unreadable::OddRoot, root);
        return out.finish(None);
    };
    let Some(name) = fields.text("object") else {
        out.unreadable(Unreadable::NoObject, root);
        return out.finish(None);
    };
    out.object = Object::from_name(&name);
    if out.object == Object::Unknown {
        out.unreadable(Unreadable::UnknownObject, root);
        return out.finish(Some(name));
    }
    for (_, entry) in out.objects(&fields, "entry") {
        out.asset_id = routing::asset_id(out.object, &entry).unwrap_or_default();
        match out.object {
            Object::WhatsApp => whatsapp::read_entry(&entry, &mut out),
            Object::Page => messenger::read_entry(&entry, &mut out),
            Object::Instagram => instagram::read_entry(&entry, &mut out),
            Object::Unknown => {}
        }
        out.asset_id.clear();
        out.number_id = None;
    }
    out.finish(Some(name))
}

/// Finds whose a body is, without reading its items: all that a relay needs.
pub fn routes(body: &[u8]) -> Routes<'_> {
    routing::routes(body)
}

/// Takes up the events of one body.
pub(crate) struct Collector {
    pub(crate) object: Object,
    pub(crate) asset_id: String,
    pub(crate) number_id: Option<String>,
    events: Vec<Event>,
}

impl Collector {
    fn new(object: Object) -> Self {
        Self {
            object,
            asset_id: String::new(),
            number_id: None,
            events: Vec::new(),
        }
    }

    fn finish(self, object_name: Option<String>) -> Reading {
        Reading {
            object: self.object,
            object_name,
            events: self.events,
        }
    }

    /// Returns how many events there are.
    pub(crate) fn len(&self) -> usize {
        self.events.len()
    }

    /// Adds an event.
    pub(crate) fn push(&mut self, item: Item, raw: String) {
        self.events.push(Event {
            object: self.object,
            asset_id: self.asset_id.clone(),
            number_id: self.number_id.clone(),
            item,
            raw,
        });
    }

    /// Adds an event of a kind that nothing here reads further.
    pub(crate) fn other(&mut self, field: &str, node: Node<'_>) {
        let field = field.to_owned();
        self.push(Item::Other { field }, node.raw().to_owned());
    }

    /// Adds what could not be read.
    pub(crate) fn unreadable(&mut self, reason: Unreadable, node: Node<'_>) {
        self.push(Item::Unreadable { reason }, node.raw().to_owned());
    }

    /// Returns the objects in a list; what is no list, and what is no object in it, becomes an event.
    pub(crate) fn objects<'a>(
        &mut self,
        fields: &Fields<'a>,
        name: &str,
    ) -> Vec<(Node<'a>, Fields<'a>)> {
        let Some(node) = fields.get(name) else {
            return Vec::new();
        };
        let Some(elements) = node.list() else {
            self.unreadable(Unreadable::NotAList, node);
            return Vec::new();
        };
        let mut objects = Vec::with_capacity(elements.len());
        for element in elements {
            match element.object() {
                Some(fields) => objects.push((element, fields)),
                None => self.unreadable(Unreadable::NotAnItem, element),
            }
        }
        objects
    }

    /// Returns the changes of an entry; with Instagram Login one may stand on the entry itself.
    pub(crate) fn changes<'a>(&mut self, entry: &Fields<'a>) -> Vec<Change<'a>> {
        let listed = self.objects(entry, "changes");
        let mut changes: Vec<_> = listed
            .iter()
            .map(|(node, change)| Change {
                node: *node,
                field: change.text("field").unwrap_or_default(),
                value: change.get("value"),
            })
            .collect();
        if let (Some(field), Some(value)) = (entry.text("field"), entry.get("value")) {
            changes.push(Change {
                node: value,
                field,
                value: Some(value),
            });
        }
        changes
    }
}

/// One element of `changes`.
pub(crate) struct Change<'a> {
    pub(crate) node: Node<'a>,
    pub(crate) field: String,
    pub(crate) value: Option<Node<'a>>,
}

/// Returns Unix milliseconds from Meta's seconds; `None` beyond the years 1970–9999.
pub(crate) fn at_from_seconds(seconds: Option<i64>) -> Option<i64> {
    at_from_milliseconds(seconds?.checked_mul(1_000))
}

/// Returns Unix milliseconds; `None` beyond the years 1970–9999.
pub(crate) fn at_from_milliseconds(milliseconds: Option<i64>) -> Option<i64> {
    milliseconds.filter(|at| (0..253_402_300_800_000).contains(at))
}

/// Returns an id for an item that has none: the same for the same parts, and no id of Meta's.
pub(crate) fn synthetic_id(parts: &[&str]) -> String {
    use sha2::{Digest, Sha256};
    use std::fmt::Write;

    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut id = String::from("recado.");
    for byte in hash.finalize() {
        // Writing to a string does not fail.
        let _ = write!(id, "{byte:02x}");
    }
    id
}
