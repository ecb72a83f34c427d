//! Every text a person reads exists in every language: the same keys, file by file.

use crate::{
    assert_none,
    checkout::{Checkout, File},
};
use std::collections::BTreeSet;

const LANGUAGES: [&str; 4] = ["en", "es", "pt", "el"];

/// Returns the paths of the keys below `export const`, for example `list.all`.
///
/// Knows just enough of TypeScript: strings, comments and what stands in parentheses or brackets carry no keys.
fn keys(typescript: &str) -> BTreeSet<String> {
    let start = typescript.find("export const ").unwrap_or(typescript.len());
    let mut rest = &typescript[start..];
    let mut keys = BTreeSet::new();
    let mut path: Vec<String> = Vec::new();
    let mut pending = String::new();
    let mut enclosed = 0_u32;
    let mut may_begin_key = false;
    while let Some(letter) = rest.chars().next() {
        let token = token_length(rest, letter);
        if rest.starts_with("satisfies ") {
            rest = &rest[type_length(rest)..];
            continue;
        }
        let (text, after) = rest.split_at(token);
        rest = after;
        match letter {
            '(' | '[' => enclosed += 1,
            ')' | ']' => enclosed = enclosed.saturating_sub(1),
            _ if enclosed > 0 => {}
            '{' => {
                path.push(std::mem::take(&mut pending));
                may_begin_key = true;
            }
            '}' => {
                path.pop();
                may_begin_key = false;
            }
            ',' => may_begin_key = true,
            letter
                if letter.is_whitespace() || text.starts_with("/*") || text.starts_with("//") => {}
            _ => {
                let is_key =
                    may_begin_key && !path.is_empty() && rest.trim_start().starts_with(':');
                if is_key {
                    pending = text.trim_matches(['"', '\'']).to_owned();
                    let whole = path.iter().skip(1).chain([&pending]).cloned();
                    keys.insert(whole.collect::<Vec<_>>().join("."));
                }
                may_begin_key = false;
            }
        }
    }
    keys
}

/// Returns how many bytes belong together at the beginning: a string, a comment, a word or one letter.
fn token_length(text: &str, first: char) -> usize {
    let quoted = |quote: char| {
        let mut escaped = false;
        let end = text.char_indices().skip(1).find(|(_, letter)| {
            let closes = *letter == quote && !escaped;
            escaped = *letter == '\\' && !escaped;
            closes
        });
        end.map_or(text.len(), |(at, _)| at + 1)
    };
    match first {
        '"' | '\'' | '`' => quoted(first),
        '/' if text.starts_with("//") => text.find('\n').unwrap_or(text.len()),
        '/' if text.starts_with("/*") => text.find("*/").map_or(text.len(), |at| at + 2),
        letter if letter.is_alphanumeric() || letter == '_' => text
            .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .unwrap_or(text.len()),
        letter => letter.len_utf8(),
    }
}

/// Returns how long `satisfies Record<A, { b: string }>` is: to the bracket that closes the first, or to the line's end.
fn type_length(text: &str) -> usize {
    let mut depth = 0_u32;
    for (at, letter) in text.char_indices() {
        match letter {
            '<' => depth += 1,
            '>' if depth == 1 => return at + 1,
            '>' => depth = depth.saturating_sub(1),
            '\n' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

/// Returns a language's keys: of every `en.ts` below `text/`, each with its folder's name.
fn keys_of(language: &str, files: &[&File]) -> BTreeSet<String> {
    let file_name = format!("{language}.ts");
    files
        .iter()
        .filter_map(|file| {
            let (folder, name) = file.path.rsplit_once('/')?;
            (name == file_name).then_some((folder.strip_prefix("ui/src/text")?, *file))
        })
        .flat_map(|(folder, file)| {
            keys(&file.text)
                .into_iter()
                .map(move |key| format!("{folder}:{key}"))
        })
        .collect()
}

fn missing(files: &[&File]) -> Vec<String> {
    let of_all = LANGUAGES.map(|language| (language, keys_of(language, files)));
    let every: BTreeSet<&String> = of_all.iter().flat_map(|(_, keys)| keys).collect();
    every
        .iter()
        .flat_map(|key| {
            of_all
                .iter()
                .filter(|(_, keys)| !keys.contains(*key))
                .map(move |(language, _)| format!("{key}: no text in {language}"))
        })
        .collect()
}

#[test]
fn every_text_is_there_in_every_language() {
    let checkout = Checkout::read();
    let files: Vec<&File> = checkout.below("ui/src/text/").collect();
    assert!(
        keys_of("en", &files).len() > 100,
        "the texts were not found"
    );
    assert_none(missing(&files));
}

#[test]
fn keys_are_read_through_strings_functions_and_comments() {
    let typescript = "const n = { not: 1 };\nexport const en: Texts = {\n  // a: comment\n  list: {\n    \
        all: \"x: {y}\",\n    \"two-words\": `a ${b} c: d`,\n    count: (n: number) => plural(\"en\", n, { one: \"x\" }),\n    \
        choice: (is: boolean) => (is ? \"a\" : \"b\"),\n  },\n  end: 'it\\'s, so: on',\n  \
        kinds: { voice: \"v\" } satisfies Record<Kind, { title: string; text: string }>,\n};";
    let keys: Vec<_> = keys(typescript).into_iter().collect();
    assert_eq!(
        keys,
        [
            "end",
            "kinds",
            "kinds.voice",
            "list",
            "list.all",
            "list.choice",
            "list.count",
            "list.two-words"
        ]
    );
}

#[test]
fn a_text_missing_in_one_language_is_found() {
    let full = "export const x = { a: \"1\", b: \"2\" };";
    let files = [
        File::new("ui/src/text/en.ts", full),
        File::new("ui/src/text/es.ts", full),
        File::new("ui/src/text/pt.ts", full),
        File::new("ui/src/text/el.ts", "export const x = { a: \"1\" };"),
    ];
    let files: Vec<&File> = files.iter().collect();
    assert_eq!(missing(&files), [":b: no text in el"]);
}
