//! What a desktop signs under a note: every part of it, each in its place.

use recado_protocol::bytes::NoteBody;
use recado_protocol::id::{ClinicId, DeviceId, NoteId};
use recado_protocol::note::{SignedNote, note_statement};

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(last: &str) -> T {
    format!("019a8c1e-5d0a-7c3e-8a70-3f0f6c9b2d{last}")
        .parse()
        .expect("an id")
}

fn statement(epoch: u32, written_at: i64, body: &[u8]) -> Vec<u8> {
    let body = NoteBody(body.to_vec());
    let ids = (id::<NoteId>("31"), id::<DeviceId>("11"));
    note_statement(id::<ClinicId>("01"), epoch, ids, written_at, &body)
}

#[test]
fn the_statement_has_the_shape_that_is_written_down() {
    let said = statement(3, 0x0102_0304_0506_0708, b"hi");
    let mut expected = b"recado/note/v1\0".to_vec();
    let common = [
        0x01, 0x9a, 0x8c, 0x1e, 0x5d, 0x0a, 0x7c, 0x3e, 0x8a, 0x70, 0x3f, 0x0f, 0x6c, 0x9b, 0x2d,
    ];
    expected.extend(common);
    expected.push(0x01);
    expected.extend([0, 0, 0, 3]);
    expected.extend(common);
    expected.push(0x31);
    expected.extend(common);
    expected.push(0x11);
    expected.extend([1, 2, 3, 4, 5, 6, 7, 8]);
    expected.extend([0, 0, 0, 2]);
    expected.extend(b"hi");
    assert_eq!(said, expected);
}

#[test]
fn no_two_notes_have_one_statement() {
    let said = [
        statement(1, 5, b""),
        statement(2, 5, b""),
        statement(1, 6, b""),
        statement(1, 5, b"\0"),
        statement(1, 5, b"\0\0"),
    ];
    let distinct: std::collections::BTreeSet<_> = said.iter().collect();
    assert_eq!(distinct.len(), said.len());
}

#[test]
fn what_a_note_says_is_not_in_debug_output() {
    let golden = include_str!("../golden/v1/signed_note.json");
    let note: SignedNote = serde_json::from_str(golden).expect("a note");
    let printed = format!("{note:?}");
    assert!(printed.contains("NoteBody(15 bytes)"), "{printed}");
    assert!(!printed.contains("read"), "{printed}");
}
