//! Encrypted files: any range comes back, and nothing that was changed, cut off or swapped is taken for the file.

use proptest::prelude::*;
use recado_domain::channel::Side;
use recado_domain::id::MediaId;
use recado_store::key::Key32;
use recado_store::media_file::reader::{Reader, read_whole};
use recado_store::media_file::writer::{Writer, write_whole};
use recado_store::media_file::{self, CHUNK_BYTES, MediaFileError};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

struct Shelf {
    _data: TempDir,
    folder: PathBuf,
    key: Key32,
}

fn shelf() -> Shelf {
    let data = tempfile::tempdir().unwrap();
    let folder = media_file::make_folder(data.path(), Side::Clinical).unwrap();
    assert!(folder.ends_with("media/clinical"));
    Shelf {
        folder,
        key: Key32::generate().unwrap(),
        _data: data,
    }
}

impl Shelf {
    fn put(&self, bytes: &[u8]) -> MediaId {
        let id = MediaId::generate();
        let written = write_whole(&self.folder, id, &self.key, bytes).unwrap();
        assert_eq!(written, bytes.len() as u64);
        id
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    fn is_damaged(&self, id: MediaId) -> bool {
        matches!(
            read_whole(&self.folder, id, &self.key),
            Err(MediaFileError::Damaged)
        )
    }
}

/// Bytes that repeat nowhere near a chunk's length.
fn pattern(len: usize) -> Vec<u8> {
    (0..len)
        .map(|at| (at % 251) as u8 ^ (at / 251) as u8)
        .collect()
}

#[test]
fn files_of_every_length_come_back_whole() {
    let shelf = shelf();
    for len in [
        0,
        1,
        CHUNK_BYTES - 1,
        CHUNK_BYTES,
        CHUNK_BYTES + 1,
        2 * CHUNK_BYTES,
        5 * 1024 * 1024 + 17,
    ] {
        let bytes = pattern(len);
        let id = shelf.put(&bytes);
        let mut reader = Reader::open(&shelf.folder, id, &shelf.key).unwrap();
        assert_eq!(reader.plain_bytes(), len as u64);
        assert!(reader.read_whole().unwrap() == bytes, "{len}");
        assert!(reader.read_range(len as u64, 10).unwrap().is_empty());
        assert!(reader.read_range(u64::MAX, usize::MAX).unwrap().is_empty());
    }
}

#[test]
fn nothing_of_the_file_can_be_read_on_disk_or_in_its_name() {
    let shelf = shelf();
    let words = b"Receita de Maria Exemplo".repeat(50);
    let id = shelf.put(&words);
    let sealed = fs::read(media_file::path(&shelf.folder, id)).unwrap();
    assert!(!sealed.windows(5).any(|window| window == b"Maria"));
    assert_eq!(shelf.names(), [id.to_string()]);
}

#[test]
fn bytes_may_come_in_pieces_of_any_size() {
    let shelf = shelf();
    let bytes = pattern(3 * CHUNK_BYTES + 5);
    let id = MediaId::generate();
    let mut writer = Writer::create(&shelf.folder, id, &shelf.key).unwrap();
    for piece in bytes.chunks(40_001) {
        writer.write(piece).unwrap();
    }
    assert_eq!(writer.plain_bytes(), bytes.len() as u64);
    writer.finish().unwrap();
    assert!(read_whole(&shelf.folder, id, &shelf.key).unwrap() == bytes);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_range_is_what_the_file_holds_there(
        len in 0..3 * CHUNK_BYTES + 2,
        offset in 0..4 * CHUNK_BYTES as u64,
        wanted in 0..3 * CHUNK_BYTES,
    ) {
        let shelf = shelf();
        let bytes = pattern(len);
        let id = shelf.put(&bytes);
        let mut reader = Reader::open(&shelf.folder, id, &shelf.key).unwrap();
        let first = (offset as usize).min(len);
        let last = first.saturating_add(wanted).min(len);
        prop_assert!(reader.read_range(offset, wanted).unwrap() == bytes[first..last]);
    }
}

#[test]
fn a_flipped_byte_anywhere_is_noticed() {
    let shelf = shelf();
    let id = shelf.put(&pattern(2 * CHUNK_BYTES + 100));
    let path = media_file::path(&shelf.folder, id);
    let whole = fs::read(&path).unwrap();
    let places = (0..40)
        .chain((40..whole.len()).step_by(9_973))
        .chain([whole.len() - 1]);
    for place in places {
        let mut flipped = whole.clone();
        flipped[place] ^= 1;
        fs::write(&path, flipped).unwrap();
        let read = read_whole(&shelf.folder, id, &shelf.key);
        let is_noticed = match place {
            4 => matches!(read, Err(MediaFileError::NewerThanApp)),
            _ => matches!(read, Err(MediaFileError::Damaged)),
        };
        assert!(is_noticed, "byte {place}");
    }
    fs::write(&path, whole).unwrap();
    read_whole(&shelf.folder, id, &shelf.key).unwrap();
}

#[test]
fn a_file_that_was_cut_off_or_grew_does_not_open() {
    let shelf = shelf();
    let id = shelf.put(&pattern(2 * CHUNK_BYTES + 100));
    let path = media_file::path(&shelf.folder, id);
    let whole = fs::read(&path).unwrap();
    let sealed_chunk = CHUNK_BYTES + 16;
    // Also exactly between chunks, where every chunk that is left is whole.
    for len in [
        0,
        5,
        12,
        13,
        12 + sealed_chunk,
        12 + 2 * sealed_chunk,
        whole.len() - 1,
    ] {
        fs::write(&path, &whole[..len]).unwrap();
        assert!(shelf.is_damaged(id), "{len} bytes");
    }
    fs::write(&path, [whole.as_slice(), &[0; 40]].concat()).unwrap();
    assert!(shelf.is_damaged(id));
    // Chunks in another order.
    let (first, second) = (
        12..12 + sealed_chunk,
        12 + sealed_chunk..12 + 2 * sealed_chunk,
    );
    let mut turned = whole.clone();
    turned[first.clone()].copy_from_slice(&whole[second.clone()]);
    turned[second].copy_from_slice(&whole[first]);
    fs::write(&path, turned).unwrap();
    assert!(shelf.is_damaged(id));
}

#[test]
fn a_file_opens_only_as_itself_and_with_its_key() {
    let shelf = shelf();
    let (one, other) = (shelf.put(b"one"), shelf.put(b"other"));
    fs::rename(
        media_file::path(&shelf.folder, other),
        media_file::path(&shelf.folder, one),
    )
    .unwrap();
    assert!(shelf.is_damaged(one));
    let missing = read_whole(&shelf.folder, other, &shelf.key);
    assert!(matches!(missing, Err(MediaFileError::Missing)));

    let third = shelf.put(b"third");
    let wrong = read_whole(&shelf.folder, third, &Key32::generate().unwrap());
    assert!(matches!(wrong, Err(MediaFileError::Damaged)));
    assert_eq!(
        read_whole(&shelf.folder, third, &shelf.key).unwrap(),
        b"third"
    );
}

#[test]
fn a_file_given_up_leaves_nothing_and_one_finished_twice_is_the_second() {
    let shelf = shelf();
    let id = MediaId::generate();
    let mut writer = Writer::create(&shelf.folder, id, &shelf.key).unwrap();
    writer.write(&pattern(CHUNK_BYTES * 2)).unwrap();
    assert_eq!(shelf.names(), [format!("{id}.part")]);
    drop(writer);
    assert_eq!(shelf.names(), Vec::<String>::new());

    write_whole(&shelf.folder, id, &shelf.key, b"first").unwrap();
    write_whole(&shelf.folder, id, &shelf.key, b"second").unwrap();
    assert_eq!(
        read_whole(&shelf.folder, id, &shelf.key).unwrap(),
        b"second"
    );
}

#[test]
fn what_a_kill_left_behind_is_swept_and_nothing_else() {
    let shelf = shelf();
    let (kept, orphan) = (shelf.put(b"kept"), shelf.put(b"orphan"));
    // A kill before the rename: the part stays, the name is not there.
    let killed = MediaId::generate();
    let writer = Writer::create(&shelf.folder, killed, &shelf.key).unwrap();
    std::mem::forget(writer);
    fs::write(shelf.folder.join("README"), "not ours").unwrap();
    assert!(matches!(
        read_whole(&shelf.folder, killed, &shelf.key),
        Err(MediaFileError::Missing)
    ));

    let known = BTreeSet::from([kept, killed]);
    // What is being written is no leftover, whether anybody knows of it yet or not.
    let writing = BTreeSet::from([orphan, killed]);
    let sweep = |writing| media_file::sweep(&shelf.folder, &known, writing).unwrap();
    assert_eq!(sweep(&writing), 0);
    let nothing = BTreeSet::new();
    assert_eq!(sweep(&nothing), 2);
    assert_eq!(sweep(&nothing), 0);
    let mut names = shelf.names();
    names.sort();
    let mut expected = vec![kept.to_string(), "README".to_owned()];
    expected.sort();
    assert_eq!(names, expected);
    media_file::remove(&shelf.folder, orphan).unwrap();
    media_file::remove(&shelf.folder, kept).unwrap();
    assert_eq!(shelf.names(), ["README"]);
    let nowhere = shelf.folder.join("nowhere");
    assert_eq!(media_file::sweep(&nowhere, &known, &known).unwrap(), 0);
}

/// `/dev/full` is a disk without room.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_as_such_and_leaves_nothing() {
    let shelf = shelf();
    let id = MediaId::generate();
    let part = shelf.folder.join(format!("{id}.part"));
    std::os::unix::fs::symlink("/dev/full", &part).unwrap();
    let refused = write_whole(&shelf.folder, id, &shelf.key, b"bytes");
    assert!(matches!(refused, Err(MediaFileError::DiskFull)));
    assert_eq!(shelf.names(), Vec::<String>::new());
}
