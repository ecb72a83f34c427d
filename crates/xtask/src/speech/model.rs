//! Writing a model as whisper.cpp reads it: head, filters, words, and the tables by the names it knows.
//!
//! Source of the form: `convert-pt-to-ggml.py` and `whisper_model_load` there (read 2026-11-27). Half floats go over as
//! they are; lists and places become whole floats.

use super::{
    filters,
    packed::{Packed, Table},
};
use crate::step::Failure;

const MAGIC: u32 = 0x6767_6d6c;
/// Every model of this kind has heads of this width.
const HEAD: usize = 64;

/// Returns the file of a model.
pub(super) fn write(packed: &Packed, words: &[Vec<u8>]) -> Result<Vec<u8>, Failure> {
    let mut file = MAGIC.to_le_bytes().to_vec();
    head(&mut file, packed)?;
    numbers(&mut file, &[filters::BANDS, filters::STEPS])?;
    file.extend(filters::all().into_iter().flat_map(f32::to_le_bytes));
    numbers(&mut file, &[words.len()])?;
    for word in words {
        numbers(&mut file, &[word.len()])?;
        file.extend_from_slice(word);
    }
    for (name, table) in named(packed)? {
        put(&mut file, &name, &table)?;
    }
    Ok(file)
}

/// Words; then places, width, heads and layers of the ear and of the mouth; bands; half floats.
fn head(file: &mut Vec<u8>, packed: &Packed) -> Result<(), Failure> {
    let measure = |name: &str, place: usize| -> Result<usize, Failure> {
        let found = packed.table(name)?.shape.get(place).copied();
        found.ok_or_else(|| Failure::new(format!("{name} has too few measures")))
    };
    let mut all = vec![measure("decoder/embeddings/weight", 0)?];
    for side in ["encoder", "decoder"] {
        let places = format!("{side}/position_encodings/encodings");
        let width = measure(&places, 1)?;
        let layers = packed.layers(side);
        all.extend([measure(&places, 0)?, width, width / HEAD, layers]);
    }
    all.extend([filters::BANDS, 1]);
    numbers(file, &all)
}

/// Returns the tables with the names they get, in the order of the published files.
fn named(packed: &Packed) -> Result<Vec<(String, Table)>, Failure> {
    let mut all = Names {
        packed,
        done: Vec::new(),
    };
    for side in ["decoder", "encoder"] {
        let to = format!("{side}.positional_embedding");
        all.same(&format!("{side}/position_encodings/encodings"), &to)?;
    }
    all.same(
        "decoder/embeddings/weight",
        "decoder.token_embedding.weight",
    )?;
    for layer in 0..packed.layers("decoder") {
        let (from, to) = (
            format!("decoder/layer_{layer}"),
            format!("decoder.blocks.{layer}"),
        );
        all.layer(&from, &to)?;
        let (from, to) = (format!("{from}/attention"), format!("{to}.cross_attn"));
        all.norm(&from, &format!("{to}_ln"))?;
        all.both(&format!("{from}/linear_0"), &format!("{to}.query"))?;
        all.parts(&format!("{from}/linear_1"), &to, &["key", "value"])?;
        all.both(&format!("{from}/linear_2"), &format!("{to}.out"))?;
    }
    all.norm("decoder", "decoder.ln")?;
    for place in ["conv1", "conv2"] {
        all.both(&format!("encoder/{place}"), &format!("encoder.{place}"))?;
    }
    for layer in 0..packed.layers("encoder") {
        let (from, to) = (
            format!("encoder/layer_{layer}"),
            format!("encoder.blocks.{layer}"),
        );
        all.layer(&from, &to)?;
    }
    all.norm("encoder", "encoder.ln_post")?;
    Ok(all.done)
}

struct Names<'a> {
    packed: &'a Packed,
    done: Vec<(String, Table)>,
}

impl Names<'_> {
    /// What both sides have in each layer.
    fn layer(&mut self, from: &str, to: &str) -> Result<(), Failure> {
        self.norm(&format!("{from}/ffn"), &format!("{to}.mlp_ln"))?;
        self.both(&format!("{from}/ffn/linear_0"), &format!("{to}.mlp.0"))?;
        self.both(&format!("{from}/ffn/linear_1"), &format!("{to}.mlp.2"))?;
        let (from, to) = (format!("{from}/self_attention"), format!("{to}.attn"));
        self.norm(&from, &format!("{to}_ln"))?;
        let parts = ["query", "key", "value"];
        self.parts(&format!("{from}/linear_0"), &to, &parts)?;
        self.both(&format!("{from}/linear_1"), &format!("{to}.out"))
    }

    fn norm(&mut self, from: &str, to: &str) -> Result<(), Failure> {
        self.same(&format!("{from}/layer_norm/gamma"), &format!("{to}.weight"))?;
        self.same(&format!("{from}/layer_norm/beta"), &format!("{to}.bias"))
    }

    fn both(&mut self, from: &str, to: &str) -> Result<(), Failure> {
        for part in ["weight", "bias"] {
            self.same(&format!("{from}/{part}"), &format!("{to}.{part}"))?;
        }
        Ok(())
    }

    /// What lies in one table, one part above the other. Keys have no bias: what stands in its place is nothing.
    fn parts(&mut self, from: &str, to: &str, parts: &[&str]) -> Result<(), Failure> {
        for (place, part) in parts.iter().enumerate() {
            for kind in ["weight", "bias"] {
                let whole = self.packed.table(&format!("{from}/{kind}"))?;
                let rows = whole.shape.first().map_or(0, |rows| rows / parts.len());
                let cut = whole.rows(place * rows, (place + 1) * rows);
                let cut = cut.ok_or_else(|| Failure::new(format!("{from} cannot be cut")))?;
                if (*part, kind) == ("key", "bias") {
                    if cut.halves.iter().any(|byte| *byte != 0) {
                        return Err(Failure::new(format!("the keys of {from} have a bias")));
                    }
                } else {
                    self.done.push((format!("{to}.{part}.{kind}"), cut));
                }
            }
        }
        Ok(())
    }

    fn same(&mut self, from: &str, to: &str) -> Result<(), Failure> {
        let table = self.packed.table(from)?.clone();
        self.done.push((to.to_owned(), table));
        Ok(())
    }
}

fn put(file: &mut Vec<u8>, name: &str, table: &Table) -> Result<(), Failure> {
    let mut shape = table.shape.clone();
    let is_whole = shape.len() == 1 || name.ends_with("positional_embedding");
    if name.starts_with("encoder.conv") && shape.len() == 1 {
        // Added to every place in time: a column.
        shape.push(1);
    }
    numbers(file, &[shape.len(), name.len(), usize::from(!is_whole)])?;
    shape.reverse();
    numbers(file, &shape)?;
    file.extend_from_slice(name.as_bytes());
    if is_whole {
        let halves = table.halves.chunks_exact(2);
        let wholes = halves.map(|it| whole(u16::from_le_bytes([it[0], it[1]])));
        file.extend(wholes.flat_map(f32::to_le_bytes));
    } else {
        file.extend_from_slice(&table.halves);
    }
    Ok(())
}

/// Returns the number that a half float is.
fn whole(half: u16) -> f32 {
    let sign = if half >> 15 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from(half >> 10 & 0x1f);
    let fraction = f32::from(half & 0x3ff) / 1_024.0;
    match exponent {
        0 => sign * fraction * 2_f32.powi(-14),
        0x1f if fraction == 0.0 => sign * f32::INFINITY,
        0x1f => f32::NAN,
        _ => sign * (1.0 + fraction) * 2_f32.powi(exponent - 15),
    }
}

fn numbers(file: &mut Vec<u8>, numbers: &[usize]) -> Result<(), Failure> {
    for number in numbers {
        let number = i32::try_from(*number);
        let number = number.map_err(|_| Failure::new("the speech model is too big"))?;
        file.extend_from_slice(&number.to_le_bytes());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_floats_keep_their_value() {
        for (half, value) in [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x0001, 5.960_464_5e-8),
            (0x7bff, 65_504.0),
            (0x7c00, f32::INFINITY),
        ] {
            assert_eq!(whole(half), value, "{half:#x}");
        }
        assert!(whole(0x7e00).is_nan());
    }

    #[test]
    fn a_table_is_written_with_its_measures_turned_round() {
        let table = Table {
            shape: vec![2, 1],
            halves: vec![0, 0x3c, 0, 0x40],
        };
        let mut file = Vec::new();
        put(&mut file, "a.weight", &table).unwrap();
        let head: Vec<u8> = [2, 8, 1, 1, 2]
            .into_iter()
            .flat_map(i32::to_le_bytes)
            .collect();
        assert_eq!(
            file,
            [head.as_slice(), b"a.weight", &[0, 0x3c, 0, 0x40]].concat()
        );
        let list = table.rows(0, 2).map(|it| Table {
            shape: vec![2],
            ..it
        });
        let mut file = Vec::new();
        put(&mut file, "encoder.conv1.bias", &list.unwrap()).unwrap();
        let head: Vec<u8> = [2, 18, 0, 1, 2]
            .into_iter()
            .flat_map(i32::to_le_bytes)
            .collect();
        let numbers = [1_f32.to_le_bytes(), 2_f32.to_le_bytes()].concat();
        assert_eq!(
            file,
            [head.as_slice(), b"encoder.conv1.bias", &numbers].concat()
        );
    }
}
