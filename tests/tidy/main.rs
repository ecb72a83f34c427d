//! House rules that a machine can check. Each rule is a function from files to findings, tried on a bad example too.

#![expect(clippy::expect_used, reason = "a test stops where it finds a fault")]

mod arrows;
mod checkout;
mod commands;
mod policy;
mod texts;
mod words;

use checkout::{Checkout, File};

/// The length from which a file has more than one duty.
const LONGEST_FILE_LINES: usize = 400;

/// Fails with every finding on a line of its own.
fn assert_none(findings: Vec<String>) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

fn too_long<'a>(files: impl IntoIterator<Item = &'a File>) -> Vec<String> {
    files
        .into_iter()
        .filter(|file| file.is_written_by_hand() && file.has_extension(&["rs", "svelte", "ts"]))
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE_LINES)
        .map(|(file, lines)| format!("{}: {lines} lines, split it", file.path))
        .collect()
}

fn without_opening_words<'a>(files: impl IntoIterator<Item = &'a File>) -> Vec<String> {
    files
        .into_iter()
        .filter(|file| file.has_extension(&["rs"]) && !file.text.starts_with("//!"))
        .map(|file| format!("{}: say what it is with //! first", file.path))
        .collect()
}

fn mod_files<'a>(files: impl IntoIterator<Item = &'a File>) -> Vec<String> {
    files
        .into_iter()
        .filter(|file| file.path.ends_with("/mod.rs"))
        .map(|file| format!("{}: a module is foo.rs with foo/", file.path))
        .collect()
}

#[test]
fn no_file_is_too_long() {
    assert_none(too_long(&Checkout::read().files));
}

#[test]
fn every_rust_file_says_what_it_is() {
    assert_none(without_opening_words(&Checkout::read().files));
}

#[test]
fn no_module_hides_in_a_mod_file() {
    assert_none(mod_files(&Checkout::read().files));
}

#[test]
fn a_long_file_a_silent_file_and_a_mod_file_are_found() {
    let long = File::new("crates/store/src/search.rs", &"//! x\n".repeat(401));
    let silent = File::new("crates/store/src/mod.rs", "fn x() {}\n");
    let generated = File::new("ui/src/ipc/bindings/Side.ts", &"x\n".repeat(401));
    let files = [long, silent, generated];
    assert_eq!(too_long(&files).len(), 1);
    assert_eq!(without_opening_words(&files).len(), 1);
    assert_eq!(mod_files(&files).len(), 1);
}
