//! Files of speech models: which are published, and whether a file is one of them, whole.

pub(crate) mod form;

use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use std::{
    fs::File,
    io::{ErrorKind, Read},
    path::Path,
};

/// A published model. Source: whisper.cpp, `models/README.md` (read 2026-08-22).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Its name there, for example `base`.
    pub name: &'static str,
    /// Its size in MiB, rounded up.
    pub mib: u64,
    /// SHA-1 of the file.
    pub sha1: &'static str,
}

/// The models that are offered, the smallest first. Those of one language are left out, and those that no desk runs.
pub const OFFERED: [Published; 6] = [
    Published {
        name: "tiny",
        mib: 75,
        sha1: "bd577a113a864445d4c299885e0cb97d4ba92b5f",
    },
    Published {
        name: "base",
        mib: 142,
        sha1: "465707469ff3a37a2b9b8d8f89f2f99de7299dac",
    },
    Published {
        name: "small",
        mib: 466,
        sha1: "55356645c2b361a969dfd0ef2c5a50d530afd8d5",
    },
    Published {
        name: "large-v3-turbo-q5_0",
        mib: 547,
        sha1: "e050f7970618a659205450ad97eb95a18d69c9ee",
    },
    Published {
        name: "medium",
        mib: 1_463,
        sha1: "fd9727b6e1217c2f614f9b698455c4ffd82463b4",
    },
    Published {
        name: "large-v3-turbo",
        mib: 1_550,
        sha1: "4af2b29d7ec73d781377bfd1758ca957a807e941",
    },
];

/// How every file of a model begins.
pub(crate) const MAGIC: [u8; 4] = *b"lmgg";
/// How much is read at a time.
const PIECE: usize = 1024 * 1024;

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The published model that it is; absent for a model of other making.
    pub published: Option<&'static str>,
    /// Its size.
    pub bytes: u64,
}

/// Why a file is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ModelFault {
    /// It is not there, or cannot be read.
    #[error("the file cannot be read")]
    Unreadable,
    /// It is no speech model.
    #[error("the file is no speech model")]
    NoModel,
    /// It is not the model that was asked for, or not all of it.
    #[error("the file is not the one that was published")]
    NotTheOne,
}

impl Published {
    /// Returns the model of this name.
    pub fn named(name: &str) -> Option<Self> {
        OFFERED.into_iter().find(|it| it.name == name)
    }

    /// Returns the name of its file.
    pub fn file_name(self) -> String {
        format!("ggml-{}.bin", self.name)
    }

    /// Returns the most bytes that its file has.
    pub fn most_bytes(self) -> u64 {
        (self.mib + 2) * 1024 * 1024
    }

    /// Proves that a file is this model, whole.
    ///
    /// # Errors
    /// [`ModelFault`].
    pub fn prove(self, file: &Path) -> Result<(), ModelFault> {
        if digest(file)?.0 == self.sha1 {
            Ok(())
        } else {
            Err(ModelFault::NotTheOne)
        }
    }
}

/// Says what a file is: reads all of it. Only what is whole and of a form that the engine takes is a model: the engine
/// ends the whole program over what is not.
///
/// # Errors
/// [`ModelFault::Unreadable`], [`ModelFault::NoModel`].
pub fn check(file: &Path) -> Result<Checked, ModelFault> {
    form::prove(file)?;
    let (sha1, bytes) = digest(file)?;
    let published = OFFERED.into_iter().find(|it| it.sha1 == sha1);
    Ok(Checked {
        published: published.map(|it| it.name),
        bytes,
    })
}

/// Returns SHA-1 and size of a file that begins as a model does.
fn digest(file: &Path) -> Result<(String, u64), ModelFault> {
    let mut file = File::open(file).map_err(|_| ModelFault::Unreadable)?;
    let mut magic = [0; 4];
    match file.read_exact(&mut magic) {
        Ok(()) if magic == MAGIC => {}
        Ok(()) => return Err(ModelFault::NoModel),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Err(ModelFault::NoModel),
        Err(_) => return Err(ModelFault::Unreadable),
    }
    let mut digest = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    digest.update(&magic);
    let mut bytes = magic.len() as u64;
    let mut piece = vec![0; PIECE];
    loop {
        let count = file.read(&mut piece).map_err(|_| ModelFault::Unreadable)?;
        if count == 0 {
            break;
        }
        digest.update(&piece[..count]);
        bytes += count as u64;
    }
    let digest = digest.finish();
    let hex = digest.as_ref().iter().map(|it| format!("{it:02x}"));
    Ok((hex.collect(), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_begins_as_a_model_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file.bin");
        assert_eq!(check(&file), Err(ModelFault::Unreadable));
        for (bytes, expected) in [
            (b"lm".as_slice(), ModelFault::NoModel),
            (b"GGUF more", ModelFault::NoModel),
            (b"lmgg and what somebody trained", ModelFault::NoModel),
        ] {
            std::fs::write(&file, bytes).unwrap();
            assert_eq!(check(&file), Err(expected));
        }
        let base = Published::named("base").unwrap();
        std::fs::write(&file, b"lmgg and what somebody trained").unwrap();
        assert_eq!(base.prove(&file), Err(ModelFault::NotTheOne));
    }

    #[test]
    fn every_offered_model_has_a_digest_of_its_own() {
        let digests: std::collections::BTreeSet<_> = OFFERED.iter().map(|it| it.sha1).collect();
        assert_eq!(digests.len(), OFFERED.len());
        assert!(digests.iter().all(|it| it.len() == 40));
        assert!(OFFERED.is_sorted_by_key(|it| it.mib));
    }
}
