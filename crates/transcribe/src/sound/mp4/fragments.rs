//! Packets of a file that was written while it was recorded: each `moof` tells of those in the `mdat` behind it.

use super::{LONGEST_PACKET, MOST_PACKETS, boxes, child, number, number_in};
use std::ops::Range;

/// What flags of `tfhd` and `trun` say that there is. Source: ISO/IEC 14496-12, 8.8.7 and 8.8.8.
const HAS_BASE: u32 = 1;
const HAS_DESCRIPTION: u32 = 2;
const HAS_USUAL_DURATION: u32 = 8;
const HAS_USUAL_SIZE: u32 = 0x10;
const HAS_OFFSET: u32 = 1;
const HAS_FIRST_FLAGS: u32 = 4;
const HAS_DURATION: u32 = 0x100;
const HAS_SIZE: u32 = 0x200;
const HAS_FLAGS: u32 = 0x400;
const HAS_SHIFT: u32 = 0x800;

/// Adds the packets of all fragments; returns whether all that they tell of are there.
pub(super) fn packets(
    file: &[u8],
    (movie, track): (Range<usize>, Range<usize>),
    found: &mut Vec<Range<usize>>,
) -> bool {
    let Some(id) = track_id(file, track) else {
        return true;
    };
    let usual_size = usual_size(file, movie, id);
    let mut is_whole = true;
    for fragment in boxes(file, 0..file.len()).filter(|it| it.kind == *b"moof") {
        for part in boxes(file, fragment.body.clone()).filter(|it| it.kind == *b"traf") {
            let of = Fragment {
                start: fragment.start,
                part: part.body,
            };
            is_whole &= of.packets(file, id, usual_size, found);
        }
    }
    is_whole
}

struct Fragment {
    start: usize,
    part: Range<usize>,
}

impl Fragment {
    fn packets(
        &self,
        file: &[u8],
        id: u32,
        usual_size: u32,
        found: &mut Vec<Range<usize>>,
    ) -> bool {
        let Some(head) = child(file, self.part.clone(), b"tfhd") else {
            return false;
        };
        let (Some(flags), Some(of)) = (number_in(file, &head, 0), number_in(file, &head, 4)) else {
            return false;
        };
        if of != id {
            return true;
        }
        let mut at = 8;
        let mut base = Some(self.start);
        if flags & HAS_BASE != 0 {
            base = number(file, head.start + at, 8).and_then(|it| usize::try_from(it).ok());
            at += 8;
        }
        for has in [HAS_DESCRIPTION, HAS_USUAL_DURATION] {
            at += if flags & has != 0 { 4 } else { 0 };
        }
        let size = match flags & HAS_USUAL_SIZE {
            0 => Some(usual_size),
            _has => number_in(file, &head, at),
        };
        let (Some(base), Some(size)) = (base, size) else {
            return false;
        };
        let mut next = base;
        let mut runs = boxes(file, self.part.clone()).filter(|it| it.kind == *b"trun");
        runs.all(|run| {
            run_of(file, &run.body, (base, next), size, found).is_some_and(|end| {
                next = end;
                true
            })
        })
    }
}

/// Adds the packets of a run; returns where they end, nothing when some are not there.
fn run_of(
    file: &[u8],
    run: &Range<usize>,
    (base, next): (usize, usize),
    usual_size: u32,
    found: &mut Vec<Range<usize>>,
) -> Option<usize> {
    let flags = number_in(file, run, 0)?;
    let count = number_in(file, run, 4)?;
    let mut at = 8;
    let mut start = next;
    if flags & HAS_OFFSET != 0 {
        let offset = number_in(file, run, at)?.cast_signed();
        start = base.checked_add_signed(isize::try_from(offset).ok()?)?;
        at += 4;
    }
    if flags & HAS_FIRST_FLAGS != 0 {
        at += 4;
    }
    let width = |has| if flags & has != 0 { 4 } else { 0 };
    let row = width(HAS_DURATION) + width(HAS_SIZE) + width(HAS_FLAGS) + width(HAS_SHIFT);
    for _ in 0..count {
        let size = match flags & HAS_SIZE {
            0 => usual_size,
            _has => number_in(file, run, at + width(HAS_DURATION))?,
        };
        let end = start.checked_add(size as usize)?;
        let is_too_long = size as usize > LONGEST_PACKET;
        if is_too_long || end > file.len() || found.len() >= MOST_PACKETS {
            return None;
        }
        found.push(start..end);
        start = end;
        at += row;
    }
    Some(start)
}

fn track_id(file: &[u8], track: Range<usize>) -> Option<u32> {
    let head = child(file, track, b"tkhd")?;
    // Its times are longer in a later version.
    match number_in(file, &head, 0)? >> 24 {
        1 => number_in(file, &head, 20),
        _first => number_in(file, &head, 12),
    }
}

fn usual_size(file: &[u8], movie: Range<usize>, id: u32) -> u32 {
    let Some(extends) = child(file, movie, b"mvex") else {
        return 0;
    };
    let mut all = boxes(file, extends).filter(|it| it.kind == *b"trex");
    let of = all.find(|it| number_in(file, &it.body, 4) == Some(id));
    of.and_then(|it| number_in(file, &it.body, 16)).unwrap_or(0)
}
