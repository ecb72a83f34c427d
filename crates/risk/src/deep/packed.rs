//! Rows of numbers of four bits, as they lie in the file: there are far more than are ever needed at once.

/// So many numbers of a row share a scale.
pub(super) const GROUP: usize = 32;

/// A group: its scale, then two numbers a byte.
const BYTES: usize = 2 + GROUP / 2;

#[derive(Debug)]
pub(super) struct Packed {
    bytes: &'static [u8],
    row: usize,
}

impl Packed {
    /// Returns how many bytes a row takes.
    pub(super) fn row_of(width: usize) -> usize {
        width / GROUP * BYTES
    }

    pub(super) fn new(width: usize, bytes: &'static [u8]) -> Packed {
        Packed {
            bytes,
            row: Packed::row_of(width),
        }
    }

    /// Writes a row; one that is not there stays as it was.
    pub(super) fn write_row(&self, at: usize, row: &mut [f32]) {
        let from = at.saturating_mul(self.row);
        let bytes = self.bytes.get(from..from.saturating_add(self.row));
        let groups = bytes.unwrap_or_default().chunks_exact(BYTES);
        for (group, numbers) in groups.zip(row.chunks_exact_mut(GROUP)) {
            let (scale, packed) = group.split_at(2);
            let scale = match scale {
                [low, high] => f32::from_bits(u32::from(u16::from_le_bytes([*low, *high])) << 16),
                _ => 0.0,
            };
            let (low, high) = numbers.split_at_mut(GROUP / 2);
            for ((byte, low), high) in packed.iter().zip(low).zip(high) {
                *low = (f32::from(byte & 15) - 8.0) * scale;
                *high = (f32::from(byte >> 4) - 8.0) * scale;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_bits_are_numbers_around_nothing() {
        // Scale 0.5, then 0 and 15 in the first byte, 8 and 8 in all others.
        let mut bytes = vec![0x00, 0x3f, 0xf0];
        bytes.extend([0x88; 15]);
        let packed = Packed::new(GROUP, bytes.leak());
        let mut row = [9.0; GROUP];
        packed.write_row(0, &mut row);
        assert_eq!((row[0], row[16]), (-4.0, 3.5));
        let others = row.iter().enumerate().filter(|(place, _)| place % 16 != 0);
        assert!(
            others
                .map(|(_, number)| *number)
                .all(|number| number == 0.0)
        );
        packed.write_row(1, &mut row);
        assert_eq!(row[0], -4.0);
    }
}
