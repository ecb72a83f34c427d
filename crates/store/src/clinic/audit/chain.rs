//! Chained rows: hashing, signing, and following a chain row by row.

use crate::Conn;
use crate::clinic::key_pairs::{self, PairName};
use crate::error::StoreError;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use rusqlite::{OptionalExtension, types::ValueRef};
use sha2::{Digest, Sha256};

/// What a signature is on: a row of the audit.
pub(crate) const AUDIT: &[u8] = b"recado audit row 1";
/// What a signature is on: a call to Meta.
pub(crate) const CALLS: &[u8] = b"recado api call 1";
/// What a signature is on: how far the chains had got.
pub(crate) const HEAD: &[u8] = b"recado audit head 1";

/// Where a chain stands: its last row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tip {
    /// Its number; 0 before the first.
    pub id: i64,
    /// Its hash; zeros before the first.
    pub hash: [u8; 32],
}

/// Returns the last row that a query finds.
pub(crate) fn last(conn: &Conn, query: &str) -> Result<Tip, StoreError> {
    let found = conn
        .prepare_cached(query)?
        .query_row([], |row| {
            Ok(Tip {
                id: row.get(0)?,
                hash: hash_as_kept(row.get_ref(1)?),
            })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Returns the hash that a row says it has. One that somebody spoilt must not keep the clinic from working: verifying will
/// tell.
pub(crate) fn hash_as_kept(kept: ValueRef<'_>) -> [u8; 32] {
    let kept = kept.as_bytes().unwrap_or_default();
    kept.try_into().unwrap_or_else(|_| digest(&[kept]))
}

/// The columns of a row of the audit that its hash covers.
pub(crate) struct Words<'a> {
    pub id: i64,
    pub at: i64,
    pub staff: Option<&'a [u8]>,
    pub staff_name: &'a str,
    pub act: &'a str,
    pub kind: &'a str,
    pub subject_kind: Option<&'a str>,
    pub subject: Option<&'a [u8]>,
    pub result: &'a str,
    pub detail: &'a str,
}

impl Words<'_> {
    /// Returns the hash of this row after the one before.
    pub fn hash(&self, previous: &[u8]) -> [u8; 32] {
        let is_there = [
            u8::from(self.staff.is_some()),
            u8::from(self.subject_kind.is_some()),
            u8::from(self.subject.is_some()),
        ];
        digest(&[
            AUDIT,
            previous,
            &self.id.to_be_bytes(),
            &self.at.to_be_bytes(),
            &is_there,
            self.staff.unwrap_or_default(),
            self.staff_name.as_bytes(),
            self.act.as_bytes(),
            self.kind.as_bytes(),
            self.subject_kind.unwrap_or_default().as_bytes(),
            self.subject.unwrap_or_default(),
            self.result.as_bytes(),
            self.detail.as_bytes(),
        ])
    }

    /// Returns the hash that rows had before they were signed.
    pub fn unsigned_hash(&self, previous: &[u8]) -> [u8; 32] {
        digest(&[
            previous,
            &self.id.to_be_bytes(),
            &self.at.to_be_bytes(),
            self.staff.unwrap_or(&[0; 16]),
            self.staff_name.as_bytes(),
            self.act.as_bytes(),
            self.detail.as_bytes(),
        ])
    }
}

/// Returns the hash of parts, each with its length before it.
pub(crate) fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

/// This device's signing key.
pub(crate) struct Signer(Ed25519KeyPair);

impl Signer {
    /// Returns the one that is kept; opening the database made it.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it is not here.
    pub fn of(conn: &Conn) -> Result<Self, StoreError> {
        let private = key_pairs::get(conn, PairName::DeviceSigning)?.and_then(|pair| pair.private);
        Self::from_seed(private.ok_or(StoreError::Damaged)?.expose())
    }

    /// Returns the one of a seed.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, StoreError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed);
        pair.map(Self).map_err(|_| StoreError::Damaged)
    }

    /// Signs a hash as what it is of.
    pub fn sign(&self, of: &[u8], hash: &[u8; 32]) -> Vec<u8> {
        self.0.sign(&statement(of, hash)).as_ref().to_vec()
    }

    /// Returns the public half, 32 bytes.
    pub fn public(&self) -> Vec<u8> {
        self.0.public_key().as_ref().to_vec()
    }
}

/// Returns whether a key signed a hash as what it is of.
pub(crate) fn is_signed(key: &[u8], of: &[u8], hash: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, key)
        .verify(&statement(of, hash), signature)
        .is_ok()
}

fn statement(of: &[u8], hash: &[u8]) -> Vec<u8> {
    [of, &[0], hash].concat()
}
