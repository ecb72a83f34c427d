//! A webhook request's body, read leniently: every item gives exactly one event.
//!
//! Does not check the signature (`signature`) and does not know whose the assets are. Never fails and
//! never panics: what cannot be read is an event too. Shapes: REFERENCE §2.4.

use std::fmt;

use crate::event::{Event, Item, Object, Unreadable};
use crate::json::{Fields, Node};
use crate::routing::{self, Routes};
use crate::{instagram, messenger, whatsapp};

/// What a body holds.
#[derive(Clone, PartialEq)]
pub struct Reading {
    /// The product.
    pub object: Object,
    /// `object` as the body gives it, known or not.
    pub object_name: Option<String>,
    /// Its events in the order written.
    pub events: Vec<Event>,
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading")
            .field("object", &self.object)
            .field("events", &self.events)
            .finish_non_exhaustive()
    }
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
    for node in out.elements(&fields, "entry") {
        let Some(entry) = out.object(node) else {
            continue;
        };
        out.asset_id = routing::asset_id(out.object, &entry).unwrap_or_default();
        out.entry_at = at_from_either(entry.integer("time"));
        match out.object {
            Object::WhatsApp => whatsapp::read_entry(&entry, &mut out),
            Object::Page => messenger::read_entry(&entry, &mut out),
            Object::Instagram => instagram::read_entry(&entry, &mut out),
            Object::Unknown => {}
        }
        out.asset_id.clear();
        out.number_id = None;
        out.entry_at = None;
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
    /// Meta's time of the entry being read, Unix milliseconds.
    pub(crate) entry_at: Option<i64>,
    events: Vec<Event>,
}

impl Collector {
    fn new(object: Object) -> Self {
        Self {
            object,
            asset_id: String::new(),
            number_id: None,
            entry_at: None,
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
            entry_at: self.entry_at,
            item: Box::new(item),
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

    /// Returns the elements of a list; what is no list becomes an event.
    pub(crate) fn elements<'a>(&mut self, fields: &Fields<'a>, name: &str) -> Vec<Node<'a>> {
        let Some(node) = fields.get(name) else {
            return Vec::new();
        };
        node.list().unwrap_or_else(|| {
            self.unreadable(Unreadable::NotAList, node);
            Vec::new()
        })
    }

    /// Returns the members of an element; one that is no object becomes an event, in its place among the others.
    pub(crate) fn object<'a>(&mut self, element: Node<'a>) -> Option<Fields<'a>> {
        let fields = element.object();
        if fields.is_none() {
            self.unreadable(Unreadable::NotAnItem, element);
        }
        fields
    }

    /// Reads the changes of an entry; with Instagram Login one may stand on the entry itself.
    pub(crate) fn each_change<'a>(
        &mut self,
        entry: &Fields<'a>,
        read: impl Fn(&Change<'a>, &mut Self),
    ) {
        for node in self.elements(entry, "changes") {
            let Some(change) = self.object(node) else {
                continue;
            };
            let change = Change {
                node,
                field: change.text("field").unwrap_or_default(),
                value: change.get("value"),
            };
            read(&change, self);
        }
        if let (Some(field), Some(value)) = (entry.text("field"), entry.get("value")) {
            let change = Change {
                node: value,
                field,
                value: Some(value),
            };
            read(&change, self);
        }
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

/// Returns Unix milliseconds from Meta's seconds or milliseconds: the documents disagree on some (U22).
pub(crate) fn at_from_either(time: Option<i64>) -> Option<i64> {
    // 10^11 seconds are the year 5138, 10^11 milliseconds are 1973.
    match time {
        Some(time) if time < 100_000_000_000 => at_from_seconds(Some(time)),
        time => at_from_milliseconds(time),
    }
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
