//! Checks of single values in a send, with Meta's sentences.

use serde_json::Value;

use crate::graph::error::GraphError;

/// 131008: something that must be there is not.
pub(in crate::graph) fn required(name: &str) -> GraphError {
    GraphError::code(131_008, format!("Parameter '{name}' is required"))
}

/// 131009: something is there and cannot be right.
pub(in crate::graph) fn invalid(details: impl Into<String>) -> GraphError {
    GraphError::code(131_009, details)
}

/// Returns a required string at `path`; it may be empty.
pub(in crate::graph) fn word<'a>(
    object: &'a Value,
    path: &[&str],
    name: &str,
) -> Result<&'a str, GraphError> {
    let found = path.iter().try_fold(object, |object, key| object.get(key));
    match found {
        Some(Value::String(text)) => Ok(text),
        Some(Value::Null) | None => Err(required(name)),
        Some(_) => Err(GraphError::code(
            100,
            format!("Param {name} must be a string."),
        )),
    }
}

/// Returns a required string of 1 to `most` characters.
pub(in crate::graph) fn short<'a>(
    object: &'a Value,
    path: &[&str],
    name: &str,
    most: usize,
) -> Result<&'a str, GraphError> {
    let text = word(object, path, name)?;
    match text.chars().count() {
        0 => Err(invalid(format!(
            "{name} length invalid. Min length: 1, Max length: {most}"
        ))),
        length if length > most => Err(invalid(format!(
            "{name} length invalid. Min length: 1, Max length: {most}"
        ))),
        _ => Ok(text),
    }
}

/// Returns a string of 1 to `most` characters, if it is there.
pub(in crate::graph) fn short_if_there<'a>(
    object: &'a Value,
    path: &[&str],
    name: &str,
    most: usize,
) -> Result<Option<&'a str>, GraphError> {
    let found = path.iter().try_fold(object, |object, key| object.get(key));
    match found {
        None | Some(Value::Null) => Ok(None),
        Some(_) => short(object, path, name, most).map(Some),
    }
}

/// Returns a required list of `least` to `most` things.
pub(in crate::graph) fn list<'a>(
    object: &'a Value,
    key: &str,
    name: &str,
    least: usize,
    most: usize,
) -> Result<&'a [Value], GraphError> {
    match object.get(key) {
        Some(Value::Array(list)) if (least..=most).contains(&list.len()) => Ok(list),
        Some(Value::Array(_)) => Err(invalid(format!(
            "Invalid {name} count. Min allowed {name}: {least}, Max allowed {name}: {most}"
        ))),
        Some(Value::Null) | None => Err(required(name)),
        Some(_) => Err(GraphError::code(
            100,
            format!("Param {name} must be an array."),
        )),
    }
}

/// Says that every text is there once.
pub(in crate::graph) fn distinct(texts: &[&str], name: &str) -> Result<(), GraphError> {
    let mut sorted = texts.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    match sorted.len() == texts.len() {
        true => Ok(()),
        false => Err(invalid(format!("{name} should be unique"))),
    }
}

/// Returns whether a text is an http or https address.
pub(in crate::graph) fn is_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}
