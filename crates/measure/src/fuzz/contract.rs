//! What `fuzz relay` and `fuzz protocol` share: their arguments, the contract's golden bodies, and how a failure is kept.

use super::tree::Tree;
use anyhow::Context as _;
use clap::Args;
use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// How many failures are looked for before a run stops.
const MOST_FAILURES: u64 = 10;

/// What both take.
#[derive(Args)]
pub(crate) struct Arguments {
    /// How many.
    #[arg(long, default_value_t = 20_000)]
    pub(super) iterations: u64,
    /// Where chance begins; another one every time when left out.
    #[arg(long)]
    seed: Option<u64>,
    /// The number of the first; `--first N --iterations 1` makes one again.
    #[arg(long, default_value_t = 0)]
    pub(super) first: u64,
    /// The folder of the contract's golden bodies.
    #[arg(long, default_value = "crates/protocol/tests/golden/v1")]
    golden: PathBuf,
    /// Where what fails is written.
    #[arg(long, default_value = "target/fuzz")]
    failures: PathBuf,
}

/// A golden body: its file's name without the ending, and its JSON.
pub(super) type Golden = (String, Tree);

impl Arguments {
    /// Returns the seed, printed.
    pub(super) fn seed(&self) -> u64 {
        // A random id is the chance at hand; its clock part would make neighbouring runs alike.
        let random = || uuid::Uuid::now_v7().as_u64_pair().1;
        let seed = self.seed.unwrap_or_else(random);
        println!("{}", serde_json::json!({ "seed": seed }));
        seed
    }

    /// Reads the golden bodies.
    pub(super) fn golden(&self) -> anyhow::Result<Vec<Golden>> {
        let folder = &self.golden;
        let entries = std::fs::read_dir(folder)
            .with_context(|| format!("{} cannot be read", folder.display()))?;
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.sort();
        let mut golden = Vec::new();
        for file in files {
            let name = file
                .file_stem()
                .map(|name| name.to_string_lossy().into_owned());
            let tree = Tree::parse(&std::fs::read(&file)?);
            golden.extend(name.zip(tree));
        }
        anyhow::ensure!(
            golden.len() > 10,
            "{} holds too few bodies",
            folder.display()
        );
        Ok(golden)
    }

    /// Returns where failures go.
    pub(super) fn failures(&self, what: &'static str, seed: u64) -> Failures {
        Failures {
            folder: self.failures.clone(),
            what,
            seed,
            found: AtomicU64::new(0),
        }
    }
}

/// What failed, each in a file of its own.
pub(super) struct Failures {
    folder: PathBuf,
    what: &'static str,
    seed: u64,
    found: AtomicU64,
}

impl Failures {
    /// Writes down what failed and says where it is.
    pub(super) fn report(&self, number: u64, problem: &str, bytes: &[u8]) {
        self.found.fetch_add(1, Ordering::SeqCst);
        let path = self
            .folder
            .join(format!("{}-{}-{number}", self.what, self.seed));
        let kept =
            std::fs::create_dir_all(&self.folder).and_then(|()| std::fs::write(&path, bytes));
        let path: Option<&Path> = kept.is_ok().then_some(&path);
        let line = serde_json::json!({
            "seed": self.seed, "number": number, "problem": problem, "path": path,
        });
        println!("{line}");
    }

    /// Whether it is enough.
    pub(super) fn are_many(&self) -> bool {
        self.count() >= MOST_FAILURES
    }

    pub(super) fn count(&self) -> u64 {
        self.found.load(Ordering::SeqCst)
    }
}
