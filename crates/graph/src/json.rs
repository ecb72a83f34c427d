//! Lenient reading of Meta's answers: an odd member is an absent one.

use serde_json::Value;

/// Returns a string, or the digits of a whole number: Meta writes ids as both.
pub(crate) fn id(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) if !id.is_f64() => Some(id.to_string()),
        Value::String(_)
        | Value::Number(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Array(_)
        | Value::Object(_) => None,
    }
}

/// Returns a string.
pub(crate) fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

/// Returns a whole number, written as a number or as text.
pub(crate) fn integer(value: &Value, name: &str) -> Option<i64> {
    let member = value.get(name)?;
    member.as_i64().or_else(|| member.as_str()?.parse().ok())
}

/// Returns the elements of a list; none when it is anything else.
pub(crate) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
