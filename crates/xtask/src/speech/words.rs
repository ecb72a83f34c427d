//! The words of a model, out of the letters that GPT-2 writes bytes with.

use crate::step::Failure;

/// How many words stand in the file; the signs behind them the engine adds itself.
const WORDS: usize = 50_257;

/// Returns the bytes of each word of a `vocabulary.json`: a list of texts, one a line.
pub(super) fn read(list: &str) -> Result<Vec<Vec<u8>>, Failure> {
    let lines = list.lines().map(|line| line.trim().trim_end_matches(','));
    let texts = lines.filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    let words: Option<Vec<Vec<u8>>> = texts.take(WORDS).map(bytes).collect();
    words
        .filter(|words| words.len() == WORDS)
        .ok_or_else(|| Failure::new("the words of the speech model cannot be read"))
}

/// Returns what a text of JSON spells in GPT-2's letters.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let mut letters = text.chars();
    let mut bytes = Vec::new();
    while let Some(letter) = letters.next() {
        let letter = match letter {
            '\\' => escaped(&mut letters)?,
            plain => plain,
        };
        bytes.push(byte(letter)?);
    }
    Some(bytes)
}

/// Reads what follows a backslash; letters that need more than four digits are none of GPT-2's.
fn escaped(letters: &mut std::str::Chars<'_>) -> Option<char> {
    match letters.next()? {
        'u' => {
            let digits: String = letters.take(4).collect();
            char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
        }
        quoted @ ('"' | '\\') => Some(quoted),
        _ => None,
    }
}

/// Returns the byte that a letter stands for: itself where it can be seen; the others follow one by one from `Ā` on.
fn byte(letter: char) -> Option<u8> {
    const FIRST: u32 = 0x100;
    let is_seen = |byte: &u8| matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
    let number = u32::from(letter);
    match number.checked_sub(FIRST) {
        None => u8::try_from(number).ok().filter(is_seen),
        Some(place) => (0..=u8::MAX)
            .filter(|byte| !is_seen(byte))
            .nth(usize::try_from(place).ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_spell_bytes() {
        assert_eq!(
            bytes("\\u0120ma\\u00c3\\u00b1ana").unwrap(),
            " mañana".as_bytes()
        );
        assert_eq!(bytes("\\\"\\\\").unwrap(), b"\"\\");
        assert_eq!(bytes("\\u010a\\u0143").unwrap(), b"\n\xad");
        assert_eq!(bytes("\\u0144"), None, "there are no more bytes");
        assert_eq!(bytes("two words"), None, "a space is never itself");
    }

    #[test]
    fn a_list_of_another_length_is_refused() {
        assert!(read("[\n  \"!\",\n  \"a\"\n]").is_err());
    }
}
