//! Nobody becomes a patient by a rule: the list of who begins a conversion is short, and held here (P7).

use std::path::{Path, PathBuf};

/// Returns the sources of the desktop that name something, without comments.
fn who_names(what: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.join("crates/inbox/src"), root.join("src-tauri/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            if code.clone().any(|line| line.contains(what)) {
                let name = path.strip_prefix(root.join("crates/inbox/src"));
                let name = name.or(path.strip_prefix(&root)).unwrap();
                found.push(name.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn only_a_persons_command_begins_a_conversion() {
    // A move begins with its row, and one file writes it.
    assert_eq!(who_names("moves::begin("), ["people/begin.rs"]);
    // That file is reached from the commands alone; what is gone on with was confirmed before.
    assert_eq!(who_names("begin::convert("), ["desk/people_commands.rs"]);
    assert_eq!(
        who_names("begin::move_to_leads("),
        ["desk/people_commands.rs"]
    );
    assert_eq!(who_names("begin::run("), ["people/resume.rs"]);
    // And the commands from the window alone.
    let window = "src-tauri/src/commands/people.rs";
    assert_eq!(who_names(".convert_lead("), [window]);
    assert_eq!(who_names(".move_to_leads("), [window]);
    // A patient is made nowhere else: the index says so by a switch, and by what is received of one who is.
    assert_eq!(who_names("moves::switch("), ["people/cross.rs"]);
}

#[test]
fn whoever_begins_a_conversion_is_signed_in_and_has_the_clinical_key() {
    let begin = include_str!("../../src/people/begin.rs");
    let begins = begin.matches("moves::begin(tx").count();
    let checks = begin.matches("let who = allowed(house)?;").count();
    assert_eq!((begins, checks), (2, 2));
    assert!(begin.contains("signed_in_as(Role::reads_clinical)"));
}
