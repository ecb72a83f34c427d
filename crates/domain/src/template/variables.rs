//! `{{…}}` in a text: which variables there are, and putting values in their place.

use super::fill::FilledVariable;

/// Returns the variable keys in a text, in order, each once.
pub fn variables_of(text: &str) -> impl Iterator<Item = &str> {
    let mut seen: Vec<&str> = Vec::new();
    for part in text.split("{{").skip(1) {
        if let Some((key, _)) = part.split_once("}}") {
            let key = key.trim();
            if !seen.contains(&key) {
                seen.push(key);
            }
        }
    }
    seen.into_iter()
}

/// Returns the text with values in the place of its variables.
pub(super) fn replaced(text: &str, values: &[FilledVariable]) -> String {
    let mut parts = text.split("{{");
    let mut filled = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let Some((key, rest)) = part.split_once("}}") else {
            filled.push_str(part);
            continue;
        };
        let value = values.iter().find(|variable| variable.key == key.trim());
        filled.push_str(value.map_or("", |variable| variable.value.as_str()));
        filled.push_str(rest);
    }
    filled
}

/// Returns the text without its variables.
pub(super) fn without_variables(text: &str) -> String {
    replaced(text, &[])
}
