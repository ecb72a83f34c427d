//! The window's commands: declared in Rust, let through by the permissions, called from TypeScript. One list, four places.

use crate::{assert_none, checkout::Checkout};
use std::collections::BTreeSet;

type Names<'a> = BTreeSet<&'a str>;

/// Names after `#[tauri::command]`, up to the arguments.
fn declared(rust: &str) -> Names<'_> {
    rust.split("#[tauri::command")
        .skip(1)
        .filter_map(|after| after.split_once("fn "))
        .filter_map(|(_, name)| name.split(['(', '<']).next())
        .collect()
}

/// The last names of the paths inside `generate_handler![…]`.
fn handled(rust: &str) -> Names<'_> {
    rust.split_once("generate_handler![")
        .and_then(|(_, list)| list.split_once(']'))
        .map(|(list, _)| list)
        .into_iter()
        .flat_map(|list| list.split(','))
        .filter_map(|path| path.trim().rsplit("::").next())
        .filter(|name| !name.is_empty())
        .collect()
}

/// The strings inside `commands.allow = […]`.
fn permitted(permissions: &str) -> Names<'_> {
    permissions
        .split("commands.allow")
        .skip(1)
        .filter_map(|after| after.split_once('[')?.1.split_once(']'))
        .flat_map(|(list, _)| list.split('"').skip(1).step_by(2))
        .collect()
}

/// The first string of every `ask<…>("…"`.
fn called(typescript: &str) -> Names<'_> {
    typescript
        .split("ask<")
        .skip(1)
        .filter_map(|after| after.split_once(">(\""))
        .filter_map(|(_, name)| name.split('"').next())
        .collect()
}

fn differences(all: &[(&str, Names<'_>)]) -> Vec<String> {
    let every: Names<'_> = all.iter().flat_map(|(_, names)| names).copied().collect();
    every
        .iter()
        .flat_map(|name| {
            all.iter()
                .filter(|(_, names)| !names.contains(name))
                .map(move |(place, _)| format!("{name}: missing in {place}"))
        })
        .collect()
}

#[test]
fn every_command_is_known_on_both_sides() {
    let checkout = Checkout::read();
    let of = |folder: &str, extension: &str| -> String {
        checkout
            .below(folder)
            .filter(|file| file.has_extension(&[extension]))
            .map(|file| file.text.as_str())
            .collect()
    };
    let rust = of("src-tauri/src/", "rs");
    let permissions = of("src-tauri/permissions/", "toml");
    let typescript = of("ui/src/ipc/commands", "ts");
    let all = [
        ("src-tauri/src/commands", declared(&rust)),
        ("generate_handler!", handled(&rust)),
        ("src-tauri/permissions", permitted(&permissions)),
        ("ui/src/ipc/commands", called(&typescript)),
    ];
    assert!(all.iter().all(|(_, names)| names.len() > 20), "{all:?}");
    assert_none(differences(&all));
}

#[test]
fn a_command_missing_anywhere_is_found() {
    let rust = "#[tauri::command]\npub(crate) async fn lock(desk: State<'_, Desk>) {}\n\
        generate_handler![app::lock, app::search]";
    let all = [
        ("declared", declared(rust)),
        ("handled", handled(rust)),
        (
            "permitted",
            permitted("commands.allow = [\"lock\",\n \"search\"]"),
        ),
        (
            "called",
            called("export const lock = () => ask<null>(\"lock\");"),
        ),
    ];
    assert_eq!(
        differences(&all),
        ["search: missing in declared", "search: missing in called"]
    );
}
