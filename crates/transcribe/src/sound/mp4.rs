//! The packets of the sound in an MP4: where in the file they lie, whole or in fragments. Reads nothing beyond the bytes
//! that are there, whatever they say of themselves.
//!
//! Source: ISO/IEC 14496-12 (boxes), 14496-14 and 14496-1 (`esds`). What an edit list says is not looked at: it cuts the
//! twentieth of a second that an encoder needs to begin.

mod fragments;
mod table;

use super::{SoundFault, aac::Config};
use std::ops::Range;

/// The most packets that are looked at: more than the longest note has at the highest rate.
const MOST_PACKETS: usize = 150_000;
/// The longest packet, in bytes: more than two channels of AAC ever take. Packets may lie over each other, and each would be
/// walked through.
const LONGEST_PACKET: usize = 8191;
/// AAC as MPEG-4 names it.
const ISO_AAC: u8 = 0x40;
/// AAC as MPEG-2 names it, low complexity.
const MPEG2_LOW_COMPLEXITY: u8 = 0x67;

/// Where the sound of a file lies.
pub(super) struct Track {
    /// How its packets are decoded.
    pub config: Config,
    /// The packets, in order.
    pub packets: Vec<Range<usize>>,
    /// Whether all that the file tells of are there.
    pub is_whole: bool,
}

/// Finds the sound of a file.
///
/// # Errors
/// [`SoundFault::Unknown`] when it is of another kind than is decoded here, [`SoundFault::Damaged`] when there is none.
pub(super) fn read(file: &[u8]) -> Result<Track, SoundFault> {
    let movie = child(file, 0..file.len(), b"moov").ok_or(SoundFault::Damaged)?;
    let tracks = boxes(file, movie.clone()).filter(|it| it.kind == *b"trak");
    let sound = tracks
        .map(|track| track.body)
        .find(|track| is_sound(file, track.clone()))
        .ok_or(SoundFault::Damaged)?;
    let table = path(file, sound.clone(), &[b"mdia", b"minf", b"stbl"]);
    let table = table.ok_or(SoundFault::Damaged)?;
    let config = config(file, table.clone())?;
    let mut track = Track {
        config,
        packets: Vec::new(),
        is_whole: true,
    };
    track.is_whole &= table::packets(file, table, &mut track.packets);
    track.is_whole &= fragments::packets(file, (movie, sound), &mut track.packets);
    if track.packets.is_empty() {
        return Err(SoundFault::Damaged);
    }
    Ok(track)
}

/// A box: its name, and where what is in it lies.
struct Found {
    kind: [u8; 4],
    body: Range<usize>,
    /// Where it begins itself.
    start: usize,
}

/// Returns the boxes in a part of a file; one that says to be longer than it can be ends with what it lies in.
fn boxes(file: &[u8], within: Range<usize>) -> impl Iterator<Item = Found> {
    let mut at = within.start;
    std::iter::from_fn(move || {
        let start = at;
        let short = number(file, start, 4)?;
        let kind = file.get(start + 4..start + 8)?.try_into().ok()?;
        if start + 8 > within.end {
            return None;
        }
        let (head, length) = match short {
            0 => (8, within.end - start),
            1 => (
                16,
                usize::try_from(number(file, start + 8, 8)?).unwrap_or(usize::MAX),
            ),
            length => (8, usize::try_from(length).unwrap_or(usize::MAX)),
        };
        let end = start.saturating_add(length).min(within.end);
        if length < head || start + head > end {
            return None;
        }
        at = end;
        Some(Found {
            kind,
            body: start + head..end,
            start,
        })
    })
}

fn child(file: &[u8], within: Range<usize>, kind: &[u8; 4]) -> Option<Range<usize>> {
    let found = boxes(file, within).find(|it| it.kind == *kind);
    found.map(|it| it.body)
}

fn path(file: &[u8], within: Range<usize>, kinds: &[&[u8; 4]]) -> Option<Range<usize>> {
    let mut kinds = kinds.iter();
    kinds.try_fold(within, |within, kind| child(file, within, kind))
}

/// Returns a number of some bytes, the highest first.
fn number(file: &[u8], at: usize, bytes: usize) -> Option<u64> {
    let bytes = file.get(at..at.checked_add(bytes)?)?;
    Some(
        bytes
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
    )
}

/// Returns a number of four bytes inside a part of a file, counted from its beginning.
fn number_in(file: &[u8], part: &Range<usize>, at: usize) -> Option<u32> {
    let at = part.start.checked_add(at)?;
    let is_inside = at.checked_add(4)? <= part.end;
    let found = number(file, at, 4).filter(|_| is_inside)?;
    u32::try_from(found).ok()
}

fn is_sound(file: &[u8], track: Range<usize>) -> bool {
    let handler = path(file, track, &[b"mdia", b"hdlr"]);
    handler.is_some_and(|it| file.get(it.start + 8..it.start + 12) == Some(b"soun"))
}

fn config(file: &[u8], table: Range<usize>) -> Result<Config, SoundFault> {
    let kinds = child(file, table, b"stsd").ok_or(SoundFault::Damaged)?;
    let entry = boxes(file, kinds.start + 8..kinds.end).next();
    let entry = entry.ok_or(SoundFault::Damaged)?;
    if entry.kind != *b"mp4a" {
        return Err(SoundFault::Unknown);
    }
    // QuickTime's later versions have more in front.
    let more = match number(file, entry.body.start + 8, 2) {
        Some(1) => 16,
        Some(2) => 36,
        _plain => 0,
    };
    let inside = entry.body.start + 28 + more..entry.body.end;
    let described = child(file, inside.clone(), b"esds")
        .or_else(|| path(file, inside, &[b"wave", b"esds"]))
        .ok_or(SoundFault::Unknown)?;
    let described = file.get(described.start + 4..described.end);
    described
        .and_then(specific)
        .and_then(Config::read)
        .ok_or(SoundFault::Unknown)
}

/// Returns the bytes that say how AAC is decoded, out of an elementary stream descriptor.
fn specific(bytes: &[u8]) -> Option<&[u8]> {
    let stream = descriptor(bytes, 3)?;
    let flags = *stream.get(2)?;
    let mut at = 3;
    if flags & 0x80 != 0 {
        at += 2;
    }
    if flags & 0x40 != 0 {
        at += 1 + usize::from(*stream.get(at)?);
    }
    if flags & 0x20 != 0 {
        at += 2;
    }
    let decoder = descriptor(stream.get(at..)?, 4)?;
    if !matches!(*decoder.first()?, ISO_AAC | MPEG2_LOW_COMPLEXITY) {
        return None;
    }
    descriptor(decoder.get(13..)?, 5)
}

/// Returns what is in a descriptor with this tag.
fn descriptor(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    if *bytes.first()? != tag {
        return None;
    }
    let mut length = 0_usize;
    for at in 1..5 {
        let byte = *bytes.get(at)?;
        length = length << 7 | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return bytes.get(at + 1..(at + 1 + length).min(bytes.len()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TONES: &[u8] = include_bytes!("../../tests/it/sounds/tones.m4a");

    /// Packets may lie over each other: long ones would be walked through as often as a file likes.
    #[test]
    fn a_packet_is_no_longer_than_aac_takes() {
        let mut file = TONES.to_vec();
        let sizes = file.windows(4).position(|it| it == b"stsz").unwrap() + 8;
        for (size, is_taken) in [(LONGEST_PACKET, true), (LONGEST_PACKET + 1, false)] {
            let size = u32::try_from(size).unwrap();
            file[sizes..sizes + 4].copy_from_slice(&size.to_be_bytes());
            assert_eq!(read(&file).is_ok_and(|it| !it.packets.is_empty()), is_taken);
        }
    }
}
