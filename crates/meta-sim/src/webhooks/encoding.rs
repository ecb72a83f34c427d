//! JSON in the bytes Meta puts on the wire: compact, ASCII only, slashes escaped.

use serde_json::Value;

/// Returns `value` as Meta writes it: `ä` as `\u00e4`, an emoji as two escapes, `/` as `\/`.
pub fn to_meta_json(value: &Value) -> Vec<u8> {
    let plain = value.to_string();
    let mut escaped = String::with_capacity(plain.len() + plain.len() / 8);
    for character in plain.chars() {
        match character {
            // A slash has no meaning outside strings in JSON.
            '/' => escaped.push_str("\\/"),
            character if character.is_ascii() => escaped.push(character),
            character => {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units) {
                    escaped.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    escaped.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn writes_ascii_only_and_reads_back_the_same() {
        let value = json!({"body": "γεια 😀 / \"ok\"\n\u{0}"});
        let bytes = to_meta_json(&value);
        assert!(bytes.is_ascii());
        assert_eq!(
            String::from_utf8(bytes.clone()).unwrap(),
            r#"{"body":"\u03b3\u03b5\u03b9\u03b1 \ud83d\ude00 \/ \"ok\"\n\u0000"}"#
        );
        assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), value);
    }
}
