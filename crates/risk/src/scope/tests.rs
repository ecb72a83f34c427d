//! Laughter; what cues do to findings is tested through the engine.

use super::*;

#[test]
fn laughter_is_known_at_any_length() {
    for laughter in [
        "jajaja", "jaja", "kkk", "kkkkkkk", "haha", "hahahah", "rsrs", "χαχα", "hehe",
    ] {
        assert!(is_laughter(laughter), "{laughter}");
    }
    for word in ["ja", "kk", "a", "aaaa", "hhhh", "", "haber", "χα", "asar"] {
        assert!(!is_laughter(word), "{word}");
    }
}
