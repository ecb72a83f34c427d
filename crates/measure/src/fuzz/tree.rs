//! JSON that may hold what no JSON library would write: repeated keys, half surrogate pairs, numbers of any length.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A JSON value; whatever has no members is the text it is written as.
#[derive(Clone)]
pub(super) enum Tree {
    /// A string, number, word, or anything else, as written.
    Leaf(String),
    /// A list.
    List(Vec<Tree>),
    /// An object; keys as written, with their quotation marks.
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// Reads JSON; nothing when it is none, or nested too deep to be taken apart.
    pub(super) fn parse(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok()
    }

    /// Returns how many values there are, itself included.
    pub(super) fn size(&self) -> usize {
        1 + match self {
            Self::Leaf(_) => 0,
            Self::List(elements) => elements.iter().map(Self::size).sum(),
            Self::Object(members) => members.iter().map(|(_, value)| value.size()).sum(),
        }
    }

    /// Returns the value of this number, counted from the root, each before those inside it.
    pub(super) fn at(&mut self, place: usize) -> Option<&mut Self> {
        if place == 0 {
            return Some(self);
        }
        let children: Vec<&mut Self> = match self {
            Self::Leaf(_) => Vec::new(),
            Self::List(elements) => elements.iter_mut().collect(),
            Self::Object(members) => members.iter_mut().map(|(_, value)| value).collect(),
        };
        let mut place = place - 1;
        for child in children {
            let size = child.size();
            if place < size {
                return child.at(place);
            }
            place -= size;
        }
        None
    }

    /// Returns the member of this name.
    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let quoted = format!("\"{name}\"");
        let found = members.iter().find(|(key, _)| *key == quoted);
        found.map(|(_, value)| value)
    }

    /// Writes it as JSON.
    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::Leaf(text) => out.push_str(text),
            Self::List(elements) => {
                out.push('[');
                for (place, element) in elements.iter().enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    element.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (place, (key, value)) in members.iter().enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    out.push_str(key);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

/// Returns a string as JSON writes it.
fn quoted<E: Error>(text: &str) -> Result<String, E> {
    serde_json::to_string(text).map_err(E::custom)
}

impl<'de> Visitor<'de> for Any {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Leaf(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Leaf(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Leaf(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Leaf(value.to_string()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Tree, E> {
        quoted(value).map(Tree::Leaf)
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Leaf("null".to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = list.next_element()? {
            elements.push(element);
        }
        Ok(Tree::List(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut members = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, Tree>()? {
            members.push((quoted(&key)?, value));
        }
        Ok(Tree::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn json_comes_out_as_it_went_in() {
        let json = r#"{"b":[1,-2,0.5,true,null,"é\n\"\\"],"a":{},"a":[[]]}"#;
        let tree = Tree::parse(json.as_bytes()).unwrap();
        let mut written = String::new();
        tree.write(&mut written);
        assert_eq!(written, json);
        assert_eq!(tree.size(), 11);
    }

    #[test]
    fn every_value_has_a_number() {
        let mut tree = Tree::parse(br#"{"a":[1,2],"b":{"c":3}}"#).unwrap();
        for (place, expected) in [(1, "[1,2]"), (3, "2"), (4, r#"{"c":3}"#), (5, "3")] {
            let mut written = String::new();
            tree.at(place).unwrap().write(&mut written);
            assert_eq!(written, expected);
        }
        assert!(tree.at(6).is_none());
        assert!(tree.member("b").is_some() && tree.member("c").is_none());
    }
}
