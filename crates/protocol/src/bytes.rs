//! Byte strings of the contract: base64 (standard alphabet, padded) in JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! fixed_bytes {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $length]);

        impl $name {
            /// Returns the bytes.
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), STANDARD.encode(self.0))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&STANDARD.encode(self.0))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let bytes = decode::<D>(deserializer)?;
                let bytes = <[u8; $length]>::try_from(bytes)
                    .map_err(|_| D::Error::custom(concat!("not ", $length, " bytes")))?;
                Ok(Self(bytes))
            }
        }
    };
}

fixed_bytes! {
    /// An X25519 public key to which something is sealed: an epoch's or a device's.
    SealingKey, 32
}
fixed_bytes! {
    /// The clinic's Ed25519 public key, which vouches for its epoch keys.
    IdentityKey, 32
}
fixed_bytes! {
    /// A desktop's Ed25519 public key, with which it signs what it tells the others.
    SigningKey, 32
}
fixed_bytes! {
    /// Random bytes of one side of a joining.
    Nonce, 32
}
fixed_bytes! {
    /// The SHA-256 with which a newcomer binds itself before it shows what it chose.
    Commitment, 32
}
fixed_bytes! {
    /// An Ed25519 signature.
    Signature, 64
}

/// What a note says: bytes that only desktops read.
#[derive(Clone, PartialEq, Eq)]
pub struct NoteBody(pub Vec<u8>);

impl std::fmt::Debug for NoteBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NoteBody({} bytes)", self.0.len())
    }
}

impl Serialize for NoteBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for NoteBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        decode::<D>(deserializer).map(Self)
    }
}

/// Sealed bytes, as [`crate::sealed`] describes them; nobody can tell from them what or whom they are about.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

impl Serialize for Sealed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Sealed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        decode::<D>(deserializer).map(Self)
    }
}

fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
    STANDARD
        .decode(text.as_bytes())
        .map_err(|_| D::Error::custom("not base64"))
}
