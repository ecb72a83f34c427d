//! The text files of this checkout, read once per rule; what is built or installed is left out.

use std::{fs, path::Path};

/// Folders that hold nothing written here.
const NOT_OURS: [&str; 7] = [
    ".git",
    "target",
    "node_modules",
    "dist",
    "dist-demo",
    "gen",
    "shots",
];

/// A text file with its path from the root, written with `/`.
pub(crate) struct File {
    /// For example `crates/domain/src/id.rs`.
    pub(crate) path: String,
    /// All of it.
    pub(crate) text: String,
}

impl File {
    /// Makes a file up, for trying a rule.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    /// Whether the name ends with one of these, given without the dot.
    pub(crate) fn has_extension(&self, extensions: &[&str]) -> bool {
        let extension = self.path.rsplit_once('.').map_or("", |(_, last)| last);
        extensions.contains(&extension)
    }

    /// Whether a person wrote it: no generated types, no lock file, no payload of Meta's.
    pub(crate) fn is_written_by_hand(&self) -> bool {
        !(self.path.starts_with("ui/src/ipc/bindings/")
            || self.path.starts_with("tests/fixtures/")
            || self.path.ends_with(".d.ts")
            || self.path.ends_with("Cargo.lock")
            || self.path.ends_with("package-lock.json"))
    }
}

/// All text files.
pub(crate) struct Checkout {
    /// Ordered by path.
    pub(crate) files: Vec<File>,
}

impl Checkout {
    /// Reads the checkout this test was built from.
    pub(crate) fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        collect(root, root, &mut files);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        assert!(
            files.iter().any(|file| file.path == "Cargo.toml"),
            "this is no checkout"
        );
        Self { files }
    }

    /// Returns the files below a folder, for example `ui/src/`.
    pub(crate) fn below(&self, folder: &str) -> impl Iterator<Item = &File> {
        self.files
            .iter()
            .filter(move |file| file.path.starts_with(folder))
    }

    /// Returns one file.
    pub(crate) fn file(&self, path: &str) -> &File {
        self.files
            .iter()
            .find(|file| file.path == path)
            .unwrap_or_else(|| panic!("{path} is not there"))
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).expect("a folder of the checkout") {
        let entry = entry.expect("an entry of the checkout");
        let name = entry.file_name();
        if NOT_OURS.iter().any(|not_ours| name == *not_ours) {
            continue;
        }
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            collect(root, &path, files);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let inside = path.strip_prefix(root).expect("below the root");
            let path = inside.to_string_lossy().replace('\\', "/");
            files.push(File { path, text });
        }
    }
}
