//! The network's file. Little-endian, in this order:
//!
//! `DPR1`; layers, width, heads, inner width, places, pieces (u32 each); the SHA-256 of all before and behind it; the score
//! of an unknown piece (f32); each piece as its length (u8), its bytes and its score (f32); then the numbers: pieces,
//! places, first norm; for each layer queries, keys and values, what is gathered, its norm, inner, outer, last norm;
//! pooling; what is said.
//!
//! Pieces are packed: 32 numbers of a row share a scale, the upper half of an f32, and take four bits each, of which 8 means
//! nothing. A matrix is a signed byte a number, a scale (f32) an output, then what is added to each output. Places, norms and
//! what is added are f32.

use sha2::{Digest, Sha256};

use super::WINDOW;
use super::encoder::{Encoder, Layer, Norm, SAID};
use super::linear::{Linear, Rows};
use super::packed::{GROUP, Packed};
use super::pieces::Pieces;
use crate::bytes::Bytes;
use crate::reader::ReaderFault;

const MAGIC: &[u8; 4] = b"DPR1";

/// Where the digest begins.
const COUNTED: usize = 4 + 6 * 4;

/// What a file's beginning says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    layers: usize,
    width: usize,
    heads: usize,
    inner: usize,
    places: usize,
    pieces: usize,
    /// Of all before and behind it.
    pub(super) digest: [u8; 32],
}

impl Head {
    /// Reads a file's beginning; what follows is left to [`read`].
    pub(super) fn of(bytes: &'static [u8]) -> Result<Head, ReaderFault> {
        Fields(Bytes(bytes)).head()
    }
}

/// Reads a whole file.
pub(super) fn read(bytes: &'static [u8]) -> Result<(Pieces, Encoder), ReaderFault> {
    let mut fields = Fields(Bytes(bytes));
    let head = fields.head()?;
    let counted = bytes.get(..COUNTED).unwrap_or_default();
    let whole = Sha256::new().chain_update(counted).chain_update(fields.0.0);
    if head.digest != <[u8; 32]>::from(whole.finalize()) {
        return Err(ReaderFault::Unreadable);
    }
    let unknown = fields.0.number()?;
    let mut pieces = Vec::with_capacity(head.pieces);
    for _ in 0..head.pieces {
        let [length] = fields.0.take()?;
        let piece = str::from_utf8(fields.0.bytes(usize::from(length))?);
        let piece = piece.map_err(|_| ReaderFault::Unreadable)?;
        pieces.push((piece, fields.0.number()?));
    }
    let width = head.width;
    let packed = fields.0.bytes(Packed::row_of(width) * head.pieces)?;
    let encoder = Encoder {
        heads: head.heads,
        pieces: Packed::new(width, packed),
        places: fields.plain(head.places, width)?,
        norm: fields.norm(width)?,
        layers: (0..head.layers)
            .map(|_| {
                Ok(Layer {
                    asked: fields.linear(3 * width, width)?,
                    gathered: fields.linear(width, width)?,
                    norm: fields.norm(width)?,
                    inner: fields.linear(head.inner, width)?,
                    outer: fields.linear(width, head.inner)?,
                    last_norm: fields.norm(width)?,
                })
            })
            .collect::<Result<_, ReaderFault>>()?,
        pooled: fields.linear(width, width)?,
        said: fields.linear(SAID, width)?,
    };
    if fields.0.0.is_empty() {
        Ok((Pieces::new(pieces, unknown), encoder))
    } else {
        Err(ReaderFault::Unreadable)
    }
}

/// The file, read from its beginning.
struct Fields(Bytes<'static>);

impl Fields {
    fn head(&mut self) -> Result<Head, ReaderFault> {
        if self.0.take()? != *MAGIC {
            return Err(ReaderFault::Unreadable);
        }
        let head = Head {
            layers: self.0.count()?,
            width: self.0.count()?,
            heads: self.0.count()?,
            inner: self.0.count()?,
            places: self.0.count()?,
            pieces: self.0.count()?,
            digest: self.0.take()?,
        };
        let is_whole = head.heads > 0
            && head.width.is_multiple_of(head.heads)
            && head.width.is_multiple_of(GROUP)
            && head.inner.is_multiple_of(GROUP)
            // Small enough that no size below overflows.
            && [head.layers, head.width, head.inner, head.places].iter().all(|count| *count <= 1 << 13)
            && head.places >= WINDOW
            && head.pieces <= 1 << 20;
        if is_whole {
            Ok(head)
        } else {
            Err(ReaderFault::Unreadable)
        }
    }

    fn plain(&mut self, rows: usize, width: usize) -> Result<Rows, ReaderFault> {
        Ok(Rows::new(width, self.numbers(rows * width)?))
    }

    fn numbers(&mut self, count: usize) -> Result<Vec<f32>, ReaderFault> {
        let (numbers, _) = self.0.bytes(count * 4)?.as_chunks();
        Ok(numbers
            .iter()
            .map(|number| f32::from_le_bytes(*number))
            .collect())
    }

    fn norm(&mut self, width: usize) -> Result<Norm, ReaderFault> {
        Ok(Norm {
            scale: self.numbers(width)?,
            bias: self.numbers(width)?,
        })
    }

    fn linear(&mut self, outputs: usize, width: usize) -> Result<Linear, ReaderFault> {
        Ok(Linear {
            width,
            weights: self.0.bytes(outputs * width)?,
            scales: self.numbers(outputs)?,
            bias: self.numbers(outputs)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deep::WEIGHTS;

    #[test]
    fn a_damaged_file_is_refused() {
        let read = |bytes: Vec<u8>| read(bytes.leak()).map(|_| ());
        assert_eq!(read(WEIGHTS.to_vec()), Ok(()));
        for at in [0, 4, 12, 20, 40, 100, WEIGHTS.len() / 2, WEIGHTS.len() - 1] {
            let mut damaged = WEIGHTS.to_vec();
            // Other counts that would fit as well are among these.
            damaged[at] ^= 4;
            assert_eq!(read(damaged), Err(ReaderFault::Unreadable), "{at}");
        }
        assert_eq!(read(WEIGHTS[..1000].to_vec()), Err(ReaderFault::Unreadable));
        assert_eq!(read(Vec::new()), Err(ReaderFault::Unreadable));
    }
}
