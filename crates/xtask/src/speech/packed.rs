//! Reading a model as CTranslate2 keeps it: a list of named tables, one behind the other.
//!
//! Source of the form: `python/ctranslate2/specs/model_spec.py` and `src/models/model.cc` there (read 2026-11-27).

use crate::step::Failure;
use std::collections::BTreeMap;

/// The version of the form that is read: names end in a zero, types have a number each, aliases stand at the end.
const VERSION: u32 = 6;
/// What a model of this kind calls itself.
const KIND: &str = "WhisperSpec";
/// The number of half floats among the types: whole floats, three of whole numbers, halves.
const HALF: u8 = 4;

/// A table of half floats: its bits, as they lie in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// Its measures, the outermost first.
    pub(super) shape: Vec<usize>,
    /// Its numbers, little-endian, the last measure running fastest.
    pub(super) halves: Vec<u8>,
}

impl Table {
    /// Returns some of its rows as a table of their own; a list is a table of single numbers.
    pub(super) fn rows(&self, from: usize, to: usize) -> Option<Self> {
        let row = 2 * self.shape.get(1..)?.iter().product::<usize>();
        let mut shape = self.shape.clone();
        *shape.first_mut()? = to.checked_sub(from)?;
        Some(Self {
            shape,
            halves: self.halves.get(from * row..to * row)?.to_vec(),
        })
    }
}

/// The tables of a model by their names.
#[derive(Debug)]
pub(super) struct Packed(BTreeMap<String, Table>);

impl Packed {
    /// Reads a model's file. Single numbers and words, which say how to run it, are passed over.
    pub(super) fn read(file: &[u8]) -> Result<Self, Failure> {
        Walk(file)
            .tables()
            .map(Self)
            .ok_or_else(|| Failure::new("the packed speech model is of a form that is not known"))
    }

    /// Returns a table.
    pub(super) fn table(&self, name: &str) -> Result<&Table, Failure> {
        let found = self.0.get(name);
        found.ok_or_else(|| Failure::new(format!("the packed speech model has no {name}")))
    }

    /// Returns how many layers it has on a side, `encoder` or `decoder`.
    pub(super) fn layers(&self, side: &str) -> usize {
        let is_there = |layer: &usize| {
            let name = format!("{side}/layer_{layer}/ffn/layer_norm/beta");
            self.0.contains_key(&name)
        };
        (0..).take_while(is_there).count()
    }
}

struct Walk<'a>(&'a [u8]);

impl Walk<'_> {
    fn tables(mut self) -> Option<BTreeMap<String, Table>> {
        let is_known = self.number()? == VERSION && self.text()? == KIND;
        if !is_known {
            return None;
        }
        let _revision = self.number()?;
        let mut tables = BTreeMap::new();
        for _ in 0..self.number()? {
            let name = self.text()?;
            let mut shape = Vec::new();
            for _ in 0..self.byte()? {
                shape.push(usize::try_from(self.number()?).ok()?);
            }
            let kind = self.byte()?;
            let length = usize::try_from(self.number()?).ok()?;
            let halves = self.take(length)?.to_vec();
            if shape.is_empty() {
                continue;
            }
            // A model whose weights were made smaller is another model.
            if kind != HALF || halves.len() != 2 * shape.iter().product::<usize>() {
                return None;
            }
            tables.insert(name, Table { shape, halves });
        }
        Some(tables)
    }

    fn number(&mut self) -> Option<u32> {
        let bytes = self.take(4)?.try_into().ok()?;
        Some(u32::from_le_bytes(bytes))
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn text(&mut self) -> Option<String> {
        let length = self.take(2)?.try_into().ok()?;
        let bytes = self.take(usize::from(u16::from_le_bytes(length)))?;
        let text = bytes.strip_suffix(b"\0")?;
        String::from_utf8(text.to_vec()).ok()
    }

    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Vec<u8> {
        let mut bytes = u16::to_le_bytes(text.len() as u16 + 1).to_vec();
        bytes.extend_from_slice(text.as_bytes());
        bytes.push(0);
        bytes
    }

    /// A table of two rows and a number.
    fn file(kind: u8) -> Vec<u8> {
        let mut file = VERSION.to_le_bytes().to_vec();
        file.extend(text(KIND));
        file.extend([3, 0, 0, 0, 2, 0, 0, 0]);
        file.extend(text("encoder/layer_0/ffn/layer_norm/beta"));
        file.extend([2, 2, 0, 0, 0, 1, 0, 0, 0, kind, 4, 0, 0, 0, 1, 2, 3, 4]);
        file.extend(text("encoder/num_heads"));
        file.extend([0, 2, 2, 0, 0, 0, 8, 0]);
        file
    }

    #[test]
    fn tables_are_found_by_their_names_and_cut_into_rows() {
        let packed = Packed::read(&file(HALF)).unwrap();
        assert_eq!((packed.layers("encoder"), packed.layers("decoder")), (1, 0));
        let table = packed.table("encoder/layer_0/ffn/layer_norm/beta").unwrap();
        assert_eq!(table.shape, [2, 1]);
        let second = table.rows(1, 2).unwrap();
        assert_eq!((second.shape, second.halves), (vec![1, 1], vec![3, 4]));
        assert_eq!(table.rows(1, 3), None);
        assert!(packed.table("encoder/num_heads").is_err());
    }

    #[test]
    fn half_a_file_and_other_types_are_refused() {
        let whole = file(HALF);
        assert!(Packed::read(&whole[..whole.len() - 1]).is_err());
        assert!(Packed::read(&file(1)).is_err(), "eight bits a number");
        assert!(Packed::read(b"PK").is_err());
    }
}
