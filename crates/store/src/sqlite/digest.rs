//! Hashing what a column holds, so that no two different values look alike.

use rusqlite::types::ValueRef;
use sha2::{Digest as _, Sha256};

/// Adds a value with its type and, where it has one, its length.
pub(crate) fn add(hash: &mut Sha256, value: ValueRef<'_>) {
    let (kind, bytes): (u8, &[u8]) = match value {
        ValueRef::Null => (0, &[]),
        ValueRef::Integer(number) => {
            hash.update([1]);
            hash.update(number.to_be_bytes());
            return;
        }
        ValueRef::Real(number) => {
            hash.update([2]);
            hash.update(number.to_be_bytes());
            return;
        }
        ValueRef::Text(text) => (3, text),
        ValueRef::Blob(bytes) => (4, bytes),
    };
    hash.update([kind]);
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}
