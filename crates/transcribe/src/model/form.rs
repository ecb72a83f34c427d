//! Whether a file is a whole speech model: its head, its words, and every one of its tables of weights, to the last byte.
//!
//! whisper.cpp trusts what it reads: a length that lies makes it throw through our code, a type it does not expect makes it
//! end the program. Source of the format: `convert-pt-to-ggml.py` and `whisper_model_load` there (read 2026-08-22).

use super::{MAGIC, ModelFault};
use std::{
    fs::File,
    io::{BufReader, ErrorKind, Read},
    path::Path,
};

/// Bounds of what the head says, in its order: words, places, width, heads and layers of the ear; the same of the mouth
/// but for the words; bands of the spectrum; type of the weights. No published model is near the upper ones.
const BOUNDS: [(i32, i32); 11] = [
    // Fewer words than this is a model of English alone.
    (51_865, 60_000),
    (1_500, 1_500),
    (16, 4_096),
    (1, 64),
    (1, 64),
    (16, 2_048),
    (16, 4_096),
    (1, 64),
    (1, 64),
    (80, 128),
    // Whole floats are not taken: the engine stops at them.
    (1, 99_999),
];
/// The most that a word or a table's name has, in bytes.
const LONGEST_NAME: i32 = 1_024;
/// Words that the engine looks up by their letters, and throws where they are missing.
const LOOKED_UP: [&[u8]; 3] = [b" ", b" -", b" '"];
/// Which type of weights takes how many bytes for how many of them.
const TYPES: [(i32, u64, u64); 7] = [
    (0, 4, 1),
    (1, 2, 1),
    (2, 18, 32),
    (3, 20, 32),
    (6, 22, 32),
    (7, 24, 32),
    (8, 34, 32),
];
/// Half floats, in which the engine wants its filters.
const HALF: i32 = 1;

/// Proves that a file is whole and of a form that the engine takes. Reads heads only, and skips what lies between.
///
/// # Errors
/// [`ModelFault::Unreadable`], [`ModelFault::NoModel`].
pub(crate) fn prove(path: &Path) -> Result<(), ModelFault> {
    let file = File::open(path).map_err(|_| ModelFault::Unreadable)?;
    let bytes = file.metadata().map_err(|_| ModelFault::Unreadable)?.len();
    let mut walk = Walk {
        file: BufReader::new(file),
        at: 0,
        bytes,
    };
    walk.head()?;
    walk.words()?;
    let mut tables = 0;
    while walk.at < bytes {
        walk.table()?;
        tables += 1;
    }
    if tables == 0 {
        return Err(ModelFault::NoModel);
    }
    Ok(())
}

struct Walk {
    file: BufReader<File>,
    at: u64,
    bytes: u64,
}

impl Walk {
    fn head(&mut self) -> Result<(), ModelFault> {
        let mut magic = [0; 4];
        self.read(&mut magic)?;
        if magic != MAGIC {
            return Err(ModelFault::NoModel);
        }
        let mut bands = 0;
        for (place, (least, most)) in BOUNDS.into_iter().enumerate() {
            let number = self.number(least, most)?;
            if place == 9 {
                bands = number;
            }
        }
        // The spectrum's filters.
        self.number(bands, bands)?;
        let frequencies = self.number(1, 4_096)?;
        self.skip(u64::from(bands.unsigned_abs()) * u64::from(frequencies.unsigned_abs()) * 4)
    }

    fn words(&mut self) -> Result<(), ModelFault> {
        let mut missing = LOOKED_UP.to_vec();
        for _ in 0..self.number(1, 60_000)? {
            let length = self.number(0, LONGEST_NAME)?;
            let length = usize::try_from(length).unwrap_or_default();
            let mut short = [0; 2];
            match short.get_mut(..length) {
                Some(short) => {
                    self.read(short)?;
                    missing.retain(|word| *word != &*short);
                }
                None => self.skip(length as u64)?,
            }
        }
        if missing.is_empty() {
            Ok(())
        } else {
            Err(ModelFault::NoModel)
        }
    }

    fn table(&mut self) -> Result<(), ModelFault> {
        let dimensions = self.number(1, 3)?;
        let name = self.number(1, LONGEST_NAME)?;
        let kind = self.number(0, 99)?;
        let found = TYPES.into_iter().find(|(known, _, _)| *known == kind);
        let (_, bytes, each) = found.ok_or(ModelFault::NoModel)?;
        let mut weights = 1_u64;
        let mut first = 0;
        for place in 0..dimensions {
            let width = u64::from(self.number(1, 1 << 24)?.unsigned_abs());
            if place == 0 {
                first = width;
            }
            weights = weights.checked_mul(width).ok_or(ModelFault::NoModel)?;
        }
        if (dimensions == 3 && kind != HALF) || first % each != 0 {
            return Err(ModelFault::NoModel);
        }
        self.skip(u64::from(name.unsigned_abs()))?;
        let whole = (weights / each).checked_mul(bytes);
        self.skip(whole.ok_or(ModelFault::NoModel)?)
    }

    fn number(&mut self, least: i32, most: i32) -> Result<i32, ModelFault> {
        let mut bytes = [0; 4];
        self.read(&mut bytes)?;
        let number = i32::from_le_bytes(bytes);
        if (least..=most).contains(&number) {
            Ok(number)
        } else {
            Err(ModelFault::NoModel)
        }
    }

    fn read(&mut self, to: &mut [u8]) -> Result<(), ModelFault> {
        self.at += to.len() as u64;
        self.file
            .read_exact(to)
            .map_err(|error| match error.kind() {
                ErrorKind::UnexpectedEof => ModelFault::NoModel,
                _ => ModelFault::Unreadable,
            })
    }

    fn skip(&mut self, bytes: u64) -> Result<(), ModelFault> {
        self.at = self.at.checked_add(bytes).ok_or(ModelFault::NoModel)?;
        if self.at > self.bytes {
            return Err(ModelFault::NoModel);
        }
        let by = i64::try_from(bytes).map_err(|_| ModelFault::NoModel)?;
        self.file
            .seek_relative(by)
            .map_err(|_| ModelFault::Unreadable)
    }
}
