//! Packets of a file that has one table of them: `stsz` says how long each is, `stsc` how many lie in each chunk, `stco`
//! or `co64` where the chunks are.

use super::{LONGEST_PACKET, MOST_PACKETS, child, number, number_in};
use std::ops::Range;

/// Adds the packets of a table; returns whether all that it tells of are there.
pub(super) fn packets(file: &[u8], table: Range<usize>, found: &mut Vec<Range<usize>>) -> bool {
    let part = |kind| child(file, table.clone(), kind);
    let (Some(sizes), Some(runs)) = (part(b"stsz"), part(b"stsc")) else {
        return false;
    };
    let (chunks, wide) = match (part(b"stco"), part(b"co64")) {
        (Some(chunks), _) => (chunks, 4),
        (None, Some(chunks)) => (chunks, 8),
        (None, None) => return false,
    };
    let (Some(same), Some(count)) = (number_in(file, &sizes, 4), number_in(file, &sizes, 8)) else {
        return false;
    };
    let size = |place: usize| match same {
        0 => number_in(file, &sizes, 12 + place * 4),
        same => Some(same),
    };
    let mut runs = Runs { file, part: runs };
    let mut place = 0;
    for chunk in 0..number_in(file, &chunks, 4).unwrap_or(0) as usize {
        let at = chunks.start + 8 + chunk * wide;
        let start = number(file, at, wide).filter(|_| at + wide <= chunks.end);
        let (Some(start), Some(packets)) = (start, runs.in_chunk(chunk)) else {
            return false;
        };
        let mut start = usize::try_from(start).unwrap_or(usize::MAX);
        for _ in 0..packets {
            if place >= count as usize || found.len() >= MOST_PACKETS {
                return place >= count as usize;
            }
            let end = size(place).and_then(|size| start.checked_add(size as usize));
            let Some(end) = end.filter(|end| *end <= file.len() && *end - start <= LONGEST_PACKET)
            else {
                return false;
            };
            found.push(start..end);
            start = end;
            place += 1;
        }
    }
    place >= count as usize
}

/// How many packets lie in chunks, run by run.
struct Runs<'a> {
    file: &'a [u8],
    part: Range<usize>,
}

impl Runs<'_> {
    /// Returns how many lie in a chunk, counted from 0. Asked in order: runs that are over are left behind.
    fn in_chunk(&mut self, chunk: usize) -> Option<u32> {
        // The next run begins later than this chunk, or there is none.
        while let Some(next) = self.first_of(1)
            && next as usize <= chunk + 1
        {
            self.part.start += 12;
        }
        number_in(self.file, &self.part, 8 + 4)
    }

    fn first_of(&self, run: usize) -> Option<u32> {
        number_in(self.file, &self.part, 8 + run * 12)
    }
}
