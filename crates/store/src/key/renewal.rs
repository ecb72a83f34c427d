//! The stations of giving a database another key.

/// How far a re-encryption has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RekeyStep {
    /// Everything was written back into the file, and it is closed.
    Closed,
    /// The copy is there, still under the old key.
    Copied,
    /// The copy is under the new key.
    Encrypted,
    /// Every page of the copy was read with the new key.
    Checked,
    /// The copy took the file's place.
    Replaced,
}

impl RekeyStep {
    /// Every step, in order.
    pub const ALL: [Self; 5] = [
        Self::Closed,
        Self::Copied,
        Self::Encrypted,
        Self::Checked,
        Self::Replaced,
    ];

    /// Returns its name, for example `key copied`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "key closed",
            Self::Copied => "key copied",
            Self::Encrypted => "key encrypted",
            Self::Checked => "key checked",
            Self::Replaced => "key replaced",
        }
    }
}
