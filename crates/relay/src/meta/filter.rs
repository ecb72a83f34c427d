//! Leaving out what belongs to switched-off WhatsApp numbers, keeping every other byte of every entry.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    object: &'a RawValue,
    #[serde(borrow)]
    entry: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    changes: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Change {
    value: Value,
}

#[derive(Deserialize)]
struct Value {
    metadata: Option<NamesNumber>,
    recipient: Option<NamesNumber>,
}

#[derive(Deserialize)]
struct NamesNumber {
    phone_number_id: Option<String>,
}

/// Returns the body without the changes that name one of the numbers, and how many those were; no body when nothing
/// is left.
///
/// What cannot be read as Meta documents it names no number and stays.
pub(super) fn without_numbers(body: &[u8], off: &BTreeSet<String>) -> (Option<Vec<u8>>, u64) {
    let Ok(parsed) = serde_json::from_slice::<Body<'_>>(body) else {
        return (Some(body.to_vec()), 0);
    };
    let mut dropped = 0;
    let mut entries = Vec::with_capacity(parsed.entry.len());
    for entry in parsed.entry {
        let Ok(Entry { changes }) = serde_json::from_str(entry.get()) else {
            entries.push(entry.get().to_owned());
            continue;
        };
        let kept: Vec<&str> = changes
            .iter()
            .map(|change| change.get())
            .filter(|change| !names_one_of(change, off))
            .collect();
        dropped += (changes.len() - kept.len()) as u64;
        if kept.len() == changes.len() {
            entries.push(entry.get().to_owned());
        } else if !kept.is_empty() {
            entries.push(with_changes(entry.get(), &kept));
        }
    }
    if entries.is_empty() {
        return (None, dropped);
    }
    let body = format!(
        "{{\"object\":{},\"entry\":[{}]}}",
        parsed.object.get(),
        entries.join(",")
    );
    (Some(body.into_bytes()), dropped)
}

fn names_one_of(change: &str, off: &BTreeSet<String>) -> bool {
    let Ok(Change { value }) = serde_json::from_str(change) else {
        return false;
    };
    let named = [value.metadata, value.recipient].into_iter().flatten();
    named
        .filter_map(|named| named.phone_number_id)
        .any(|number| off.contains(&number))
}

/// Returns the entry with other changes; its other members as they came.
fn with_changes(entry: &str, changes: &[&str]) -> String {
    #[derive(Deserialize)]
    struct Members<'a>(#[serde(borrow)] std::collections::BTreeMap<String, &'a RawValue>);

    let Ok(Members(members)) = serde_json::from_str(entry) else {
        return entry.to_owned();
    };
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| {
            let name = serde_json::Value::from(name.as_str());
            if name == "changes" {
                format!("{name}:[{}]", changes.join(","))
            } else {
                format!("{name}:{}", value.get())
            }
        })
        .collect();
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use super::without_numbers;

    const BODY: &[u8] = br#"{"object":"whatsapp_business_account","entry":[
        {"id":"1","changes":[
            {"field":"messages","value":{"metadata":{"phone_number_id":"11"},"n":12345678901234567890123}},
            {"field":"messages","value":{"metadata":{"phone_number_id":"12"}}},
            {"field":"account_alerts","value":{}}]},
        {"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"12"}}}]}]}"#;

    fn off(numbers: &[&str]) -> std::collections::BTreeSet<String> {
        numbers.iter().map(|number| (*number).to_owned()).collect()
    }

    #[test]
    fn only_the_changes_of_those_numbers_go() {
        let (body, dropped) = without_numbers(BODY, &off(&["12"]));
        let body = String::from_utf8(body.unwrap()).unwrap();
        assert_eq!(dropped, 2);
        assert!(body.contains("12345678901234567890123") && body.contains("account_alerts"));
        assert!(!body.contains(r#""phone_number_id":"12""#));
        assert!(serde_json::from_str::<serde_json::Value>(&body).is_ok());
    }

    #[test]
    fn nothing_is_left_when_every_change_goes() {
        let body = br#"{"object":"x","entry":[{"id":"1","changes":[{"value":{"metadata":{"phone_number_id":"12"}}}]}]}"#;
        assert_eq!(without_numbers(body, &off(&["12"])), (None, 1));
    }

    #[test]
    fn what_cannot_be_read_stays() {
        for body in [
            &b"[]"[..],
            br#"{"object":"x","entry":[7,{"changes":7},{"changes":[7,{"value":7}]}]}"#,
        ] {
            let (kept, dropped) = without_numbers(body, &off(&["12"]));
            assert_eq!((kept.as_deref(), dropped), (Some(body), 0));
        }
    }
}
