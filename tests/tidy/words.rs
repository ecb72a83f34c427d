//! Words that must not stand in the tree: unfinished marks, hosts of registries, paths of one machine, imports in the wrong place.

use crate::{
    assert_none,
    checkout::{Checkout, File},
};

/// Marks of unfinished or switched-off work. Split so that this file does not find itself.
const UNFINISHED: [&str; 5] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("#[ign", "ore"),
    concat!("#[should_", "panic"),
    concat!("unimple", "mented!("),
];

/// Where packages come from is the machine's own affair.
const REGISTRIES: [&str; 4] = [
    concat!("crates", ".io"),
    concat!("npm", "js."),
    concat!("registry.", "yarn"),
    concat!("pypi", ".org"),
];

/// Folders that exist on one machine only.
const MACHINES: [&str; 5] = [
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("C:\\Us", "ers"),
    concat!("/wo", "rk/"),
];

const CODE: [&str; 6] = ["rs", "svelte", "ts", "mjs", "css", "sql"];

fn holding(file: &File, words: &[&str]) -> Vec<String> {
    let lines = file.text.lines().enumerate();
    lines
        .flat_map(|(index, line)| {
            words
                .iter()
                .filter(|word| line.contains(**word))
                .map(move |word| format!("{}:{}: {word}", file.path, index + 1))
        })
        .collect()
}

fn unfinished(file: &File) -> Vec<String> {
    if file.has_extension(&CODE) {
        holding(file, &UNFINISHED)
    } else {
        Vec::new()
    }
}

fn foreign(file: &File) -> Vec<String> {
    let mut findings = holding(file, &MACHINES);
    // Cargo writes the name of its index into the lock file, whatever the mirror.
    if !file.path.ends_with("Cargo.lock") {
        findings.extend(holding(file, &REGISTRIES));
    }
    findings
}

fn misplaced_import(file: &File) -> Vec<String> {
    let is_interface = file.path.starts_with("ui/") && file.has_extension(&["svelte", "ts", "mjs"]);
    if is_interface && !file.path.starts_with("ui/src/ipc/") {
        holding(file, &[concat!("@tauri", "-apps")])
    } else {
        Vec::new()
    }
}

fn all(rule: fn(&File) -> Vec<String>) -> Vec<String> {
    Checkout::read().files.iter().flat_map(rule).collect()
}

#[test]
fn nothing_is_marked_unfinished_or_switched_off() {
    assert_none(all(unfinished));
}

#[test]
fn nothing_names_a_registry_or_one_machine() {
    assert_none(all(foreign));
}

#[test]
fn only_the_seam_imports_the_window_framework() {
    assert_none(all(misplaced_import));
}

#[test]
fn each_of_these_words_is_found_where_it_matters() {
    let mark = File::new(
        "crates/risk/src/scope.rs",
        &format!("// {}: later", UNFINISHED[0]),
    );
    let spanish = File::new("docs/meta.md", UNFINISHED[0]);
    assert_eq!(unfinished(&mark).len(), 1);
    assert!(unfinished(&spanish).is_empty());

    let path = File::new("README.md", &format!("see {}maria/recado", MACHINES[0]));
    assert_eq!(foreign(&path).len(), 1);

    let import = format!(
        "import {{ invoke }} from \"{}/api\";",
        concat!("@tauri", "-apps")
    );
    assert_eq!(
        misplaced_import(&File::new("ui/src/App.svelte", &import)).len(),
        1
    );
    assert!(misplaced_import(&File::new("ui/src/ipc/host.ts", &import)).is_empty());
}
