//! JSON looked at one level at a time, keeping every byte of what lies below.
//!
//! Nothing is converted before it is asked for: ids keep all their digits (Meta writes some as
//! numbers beyond 2^64), nesting of any depth costs no stack, and an item's own bytes are at hand.
//! Strings with broken escapes (half a surrogate pair) are read with U+FFFD in their place.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A JSON value, not looked into.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a>(&'a RawValue);

/// The members of a JSON object in the order written.
pub(crate) struct Fields<'a>(Vec<(Cow<'a, str>, Node<'a>)>);

impl<'a> Node<'a> {
    /// Returns the whole body as one value; `None` when it is not JSON.
    pub(crate) fn parse(body: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(body).ok()?;
        serde_json::from_str(text).ok().map(Node)
    }

    /// Returns the bytes of this value as they came.
    pub(crate) fn raw(self) -> &'a str {
        self.0.get()
    }

    fn starts_with(self, first: &[char]) -> bool {
        self.raw().starts_with(first)
    }

    /// Returns whether it is `null`.
    pub(crate) fn is_null(self) -> bool {
        self.raw() == "null"
    }

    /// Returns its members when it is an object.
    pub(crate) fn object(self) -> Option<Fields<'a>> {
        if self.starts_with(&['{']) {
            serde_json::from_str(self.raw()).ok()
        } else {
            None
        }
    }

    /// Returns its elements when it is a list.
    pub(crate) fn list(self) -> Option<Vec<Node<'a>>> {
        if self.starts_with(&['[']) {
            let elements: Vec<&'a RawValue> = serde_json::from_str(self.raw()).ok()?;
            Some(elements.into_iter().map(Node).collect())
        } else {
            None
        }
    }

    /// Returns its text when it is a string.
    pub(crate) fn text(self) -> Option<String> {
        if self.starts_with(&['"']) {
            let Text(text) = serde_json::from_str(self.raw()).ok()?;
            Some(text.into_owned())
        } else {
            None
        }
    }

    /// Returns the text of a string or the digits of a number.
    pub(crate) fn scalar(self) -> Option<String> {
        if self.starts_with(&['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) {
            Some(self.raw().to_owned())
        } else {
            self.text()
        }
    }

    /// Returns an id: a string or number that is not empty.
    pub(crate) fn id(self) -> Option<String> {
        self.scalar().filter(|id| !id.is_empty())
    }

    /// Returns a whole number, written as a number or as text.
    pub(crate) fn integer(self) -> Option<i64> {
        self.scalar()?.trim().parse().ok()
    }

    /// Returns a finite number, written as a number or as text.
    pub(crate) fn number(self) -> Option<f64> {
        let number: f64 = self.scalar()?.trim().parse().ok()?;
        number.is_finite().then_some(number)
    }

    /// Returns whether it is `true`.
    pub(crate) fn is_true(self) -> bool {
        self.raw() == "true"
    }
}

impl<'a> Fields<'a> {
    /// Returns the members of a whole body that is an object.
    pub(crate) fn parse(body: &'a [u8]) -> Option<Self> {
        serde_json::from_str(std::str::from_utf8(body).ok()?).ok()
    }

    /// Returns a member, `null` too.
    pub(crate) fn get_any(&self, name: &str) -> Option<Node<'a>> {
        let (_, node) = self.0.iter().find(|(key, _)| key == name)?;
        Some(*node)
    }

    /// Returns a member that is not `null`.
    pub(crate) fn get(&self, name: &str) -> Option<Node<'a>> {
        self.get_any(name).filter(|node| !node.is_null())
    }

    /// Returns the members of a member that is an object.
    pub(crate) fn object(&self, name: &str) -> Option<Fields<'a>> {
        self.get(name)?.object()
    }

    /// Returns the elements of a member that is a list; none when it is anything else.
    pub(crate) fn list(&self, name: &str) -> Vec<Node<'a>> {
        self.get(name).and_then(Node::list).unwrap_or_default()
    }

    /// Returns the objects among the elements of a member that is a list.
    pub(crate) fn objects(&self, name: &str) -> Vec<Fields<'a>> {
        let elements = self.list(name).into_iter();
        elements.filter_map(Node::object).collect()
    }

    /// Returns the text of a member that is a string.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.text()
    }

    /// Returns the text of a member that is a string and not empty.
    pub(crate) fn words(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.is_empty())
    }

    /// Returns the text of a string member or the digits of a number.
    pub(crate) fn scalar(&self, name: &str) -> Option<String> {
        self.get(name)?.scalar()
    }

    /// Returns a member as an id that is not empty.
    pub(crate) fn id(&self, name: &str) -> Option<String> {
        self.get(name)?.id()
    }

    /// Returns a member as a whole number.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.get(name)?.integer()
    }

    /// Returns a member as a finite number.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.number()
    }

    /// Returns whether a member is `true`.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(Node::is_true)
    }

    /// Returns whether a member is there and not `null`.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Returns the members that are not `null`, in order.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, Node<'a>)> {
        let members = self.0.iter().map(|(name, node)| (name.as_ref(), *node));
        members.filter(|(_, node)| !node.is_null())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Vec<(Cow<'de, str>, Node<'de>)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(Text(name)) = map.next_key()? {
                    members.push((name, Node(map.next_value()?)));
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Members).map(Fields)
    }
}

/// A JSON string that may hold broken escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Characters;
        impl<'de> Visitor<'de> for Characters {
            type Value = Cow<'de, str>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
                Ok(String::from_utf8_lossy(bytes))
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
                Ok(Cow::Owned(String::from_utf8_lossy(bytes).into_owned()))
            }
        }
        // serde_json hands out bytes where text would be refused for half a surrogate pair.
        deserializer.deserialize_bytes(Characters).map(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::Node;

    #[test]
    fn ids_keep_every_digit() {
        let root = Node::parse(br#"{"a":419820077001234567890,"b":"00","c":1.5e3,"d":""}"#);
        let fields = root.and_then(Node::object).unwrap();
        assert_eq!(fields.id("a").as_deref(), Some("419820077001234567890"));
        assert_eq!(fields.id("b").as_deref(), Some("00"));
        assert_eq!(fields.id("d"), None);
        assert_eq!(fields.integer("c"), None);
        assert_eq!(fields.number("c"), Some(1500.0));
    }

    #[test]
    fn half_a_surrogate_pair_loses_one_character_only() {
        let root = Node::parse(br#"{"te\u0078t":"a\ud83d b\u0000"}"#);
        let fields = root.and_then(Node::object).unwrap();
        let text = fields.text("text").unwrap();
        assert!(text.starts_with('a') && text.ends_with(" b\0"), "{text:?}");
        assert!(text.contains('\u{fffd}'));
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{{\"x\":{}{}}}", "[".repeat(300_000), "]".repeat(300_000));
        let fields = Node::parse(deep.as_bytes()).and_then(Node::object).unwrap();
        assert_eq!(fields.list("x").len(), 1);
    }

    #[test]
    fn what_is_cut_short_is_not_json() {
        for body in [&b"{\"a\":[1,2"[..], b"", b"{} x", b"\xff", b"{\"a\":1,}"] {
            assert!(Node::parse(body).is_none());
        }
    }
}
