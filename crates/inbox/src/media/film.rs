//! Films: their size and length, from the container's header alone. MP4, 3GP and QuickTime share one form, ISO 14496-12;
//! nothing is decoded.

/// The most of a header that is read: a film of hours has a few megabytes.
const MOST_HEADER: u64 = 16 * 1024 * 1024;
/// The most boxes looked at on one level: a file of a million empty ones is no film.
const MOST_BOXES: usize = 1024;

/// What was found out about a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Film {
    /// Pixels, as it is shown.
    pub width: Option<u32>,
    /// Pixels, as it is shown.
    pub height: Option<u32>,
    /// How long it plays.
    pub duration_ms: Option<u64>,
}

/// Returns whether a type has the form that is read here.
pub(crate) fn is_film(mime: &str) -> bool {
    matches!(mime, "video/mp4" | "video/3gpp" | "video/quicktime")
}

/// Returns what the header of a file of `len` bytes says; `read` returns bytes from a place, fewer where the file ends.
pub(crate) fn look(len: u64, mut read: impl FnMut(u64, usize) -> Option<Vec<u8>>) -> Film {
    let mut at = 0;
    for _ in 0..MOST_BOXES {
        let Some(found) = read(at, 16).and_then(|head| header(&head)) else {
            return Film::default();
        };
        let whole = if found.bytes == 0 {
            len - at
        } else {
            found.bytes
        };
        if whole < found.head {
            return Film::default();
        }
        if found.name == *b"moov" {
            let inner = (whole - found.head).min(MOST_HEADER);
            let body = usize::try_from(inner).ok();
            let body = body.and_then(|inner| read(at + found.head, inner));
            return body.map_or_else(Film::default, |body| of_movie(&body));
        }
        match at.checked_add(whole) {
            Some(next) if next < len => at = next,
            _ => return Film::default(),
        }
    }
    Film::default()
}

/// The beginning of a box.
struct Header {
    name: [u8; 4],
    /// With its head; 0 to the end of the file.
    bytes: u64,
    head: u64,
}

fn header(bytes: &[u8]) -> Option<Header> {
    let name = *bytes.get(4..)?.first_chunk()?;
    match number(bytes, 0)? {
        1 => Some(Header {
            name,
            bytes: u64::from_be_bytes(*bytes.get(8..)?.first_chunk()?),
            head: 16,
        }),
        bytes => Some(Header {
            name,
            bytes: u64::from(bytes),
            head: 8,
        }),
    }
}

/// Returns the boxes inside a box, by name; what is cut off ends the list.
fn boxes(mut inside: &[u8]) -> Vec<([u8; 4], &[u8])> {
    let mut found = Vec::new();
    while let Some(next) = header(inside).filter(|_| found.len() < MOST_BOXES) {
        let whole = match next.bytes {
            0 => inside.len(),
            bytes => usize::try_from(bytes).unwrap_or(usize::MAX),
        };
        let head = usize::try_from(next.head).unwrap_or(usize::MAX);
        let Some(body) = inside.get(head..whole) else {
            break;
        };
        found.push((next.name, body));
        inside = &inside[whole..];
    }
    found
}

fn of_movie(movie: &[u8]) -> Film {
    let mut film = Film::default();
    for (name, body) in boxes(movie) {
        match &name {
            b"mvhd" => film.duration_ms = duration(body),
            b"trak" if film.width.is_none() => {
                let head = boxes(body).into_iter().find(|(name, _)| name == b"tkhd");
                if let Some((width, height)) = head.and_then(|(_, head)| size(head)) {
                    film.width = Some(width);
                    film.height = Some(height);
                }
            }
            _ => {}
        }
    }
    film
}

/// Version 1 of a header has times of eight bytes, version 0 of four.
fn duration(head: &[u8]) -> Option<u64> {
    let (scale, length) = if *head.first()? == 1 {
        let length = u64::from_be_bytes(*head.get(24..)?.first_chunk()?);
        (number(head, 20)?, length)
    } else {
        (number(head, 12)?, u64::from(number(head, 16)?))
    };
    // All bits set: not known.
    if length == u64::MAX || length == u64::from(u32::MAX) {
        return None;
    }
    length.checked_mul(1000)?.checked_div(u64::from(scale))
}

/// Returns how large a track is shown; nothing for sound.
fn size(head: &[u8]) -> Option<(u32, u32)> {
    let matrix = if *head.first()? == 1 { 52 } else { 40 };
    let pixels = |at| number(head, at).map(|fixed| fixed >> 16);
    let (width, height) = (pixels(matrix + 36)?, pixels(matrix + 40)?);
    if width == 0 || height == 0 {
        return None;
    }
    // A phone held upright films lying down and says that it is to be turned.
    let is_turned = number(head, matrix)? == 0 && number(head, matrix + 4)? != 0;
    Some(if is_turned {
        (height, width)
    } else {
        (width, height)
    })
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A film of the simulator's: 320 by 240, made by an encoder.
    const CLIP: &[u8] = include_bytes!("../../../meta-sim/src/media/clip.mp4");

    fn looked(bytes: &[u8]) -> Film {
        look(bytes.len() as u64, |at, len| {
            let at = usize::try_from(at).ok()?;
            let end = at.saturating_add(len).min(bytes.len());
            bytes.get(at..end).map(<[u8]>::to_vec)
        })
    }

    fn part(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let len = u32::try_from(body.len() + 8).unwrap();
        [&len.to_be_bytes(), name.as_slice(), body].concat()
    }

    fn track(version: u8, matrix: [u32; 2], width: u32, height: u32) -> Vec<u8> {
        let mut head = vec![version, 0, 0, 7];
        head.resize(if version == 1 { 52 } else { 40 }, 0);
        let rest = [matrix[0], matrix[1], 0, 0, 0, 0, 0, 0, 0];
        let size = [width << 16, height << 16];
        let all = rest.iter().chain(&size).flat_map(|n| n.to_be_bytes());
        head.extend(all);
        part(b"trak", &part(b"tkhd", &head))
    }

    fn film(tracks: &[Vec<u8>]) -> Vec<u8> {
        let mut head = vec![0; 12];
        head.extend(600_u32.to_be_bytes());
        head.extend(1500_u32.to_be_bytes());
        let movie = [part(b"mvhd", &head), tracks.concat()].concat();
        let parts = [
            part(b"ftyp", b"isom\0\0\0\0"),
            part(b"mdat", &[7; 300]),
            part(b"moov", &movie),
        ];
        parts.concat()
    }

    #[test]
    fn a_real_film_says_how_large_and_how_long_it_is() {
        let found = looked(CLIP);
        assert!(found.width.is_some_and(|width| width > 0));
        assert!(found.height.is_some() && found.duration_ms.is_some_and(|ms| ms > 0));
    }

    #[test]
    fn the_picture_counts_not_the_sound_and_upright_films_are_turned() {
        let sound = track(0, [1 << 16, 0], 0, 0);
        let whole = film(&[sound, track(1, [1 << 16, 0], 640, 360)]);
        let expected = |width, height| Film {
            width: Some(width),
            height: Some(height),
            duration_ms: Some(2500),
        };
        assert_eq!(looked(&whole), expected(640, 360));
        let upright = film(&[track(0, [0, 1 << 16], 1920, 1080)]);
        assert_eq!(looked(&upright), expected(1080, 1920));
    }

    #[test]
    fn what_is_cut_off_or_no_film_says_nothing_and_breaks_nothing() {
        let whole = film(&[track(0, [1 << 16, 0], 640, 360)]);
        for end in 0..whole.len() {
            looked(&whole[..end]);
        }
        for bytes in [
            b"".as_slice(),
            b"no film at all, only words",
            &[0; 64],
            &[0xff; 64],
        ] {
            assert_eq!(looked(bytes), Film::default());
        }
        let mut endless = part(b"free", b"");
        endless[3] = 0;
        assert_eq!(looked(&endless), Film::default());
    }
}
