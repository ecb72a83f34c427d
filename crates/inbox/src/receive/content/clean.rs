//! Words of strangers made safe for a line of the screen: names, labels, file names, addresses on the web.
//!
//! The text of a message stays as it was written; only its length is bounded here.

/// The longest text kept of a message, in characters: far above every channel's own limit. What Meta sent is kept whole.
const TEXT_CHARS: usize = 65_536;
/// The longest name, label or other single line, in characters.
const LINE_CHARS: usize = 300;
/// The longest file name, in characters.
const FILE_NAME_CHARS: usize = 120;
/// The longest address on the web, in bytes.
const URL_BYTES: usize = 2_048;
/// The longest reaction, in characters: a family of emoji with skin tones stays below.
const EMOJI_CHARS: usize = 32;

/// Returns a message's text, of bounded length.
pub(crate) fn text(text: &str) -> String {
    text.chars().take(TEXT_CHARS).collect()
}

/// Returns a single line that cannot rearrange what stands around it; empty when nothing is left of it.
pub(crate) fn line(text: &str) -> String {
    let visible: String = text
        .chars()
        .take(LINE_CHARS * 4)
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !is_invisible(*c))
        .collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    words.join(" ").chars().take(LINE_CHARS).collect()
}

/// Returns a single line, unless nothing is left of it.
pub(crate) fn line_if_any(text: Option<&str>) -> Option<String> {
    text.map(line).filter(|line| !line.is_empty())
}

/// Returns a reaction, of bounded length.
pub(crate) fn emoji(emoji: &str) -> Option<String> {
    let emoji: String = emoji
        .chars()
        .filter(|c| !c.is_control() && !is_direction_mark(*c))
        .take(EMOJI_CHARS)
        .collect();
    Some(emoji).filter(|emoji| !emoji.is_empty())
}

/// Returns a file name as it may be shown: its last part, without controls and direction overrides, its ending kept.
pub(crate) fn file_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: Vec<char> = last
        .chars()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .collect();
    let name: String = if clean.len() > FILE_NAME_CHARS {
        let ending: String = clean[clean.len() - 12..].iter().collect();
        let ending = ending.rfind('.').map_or("", |dot| &ending[dot..]);
        let kept = FILE_NAME_CHARS - 1 - ending.chars().count();
        clean[..kept].iter().collect::<String>() + "…" + ending
    } else {
        clean.into_iter().collect()
    };
    // Dots and spaces at the ends hide files on some systems and types on others.
    let name = name.trim_matches(|c: char| c == '.' || c.is_whitespace());
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

/// Returns an address on the web that may be shown; nothing for other schemes and for what is no address.
pub(crate) fn web_address(url: Option<&str>) -> Option<String> {
    let url = url.filter(|url| url.len() <= URL_BYTES)?;
    let parsed = url::Url::parse(url.trim()).ok()?;
    let is_web = matches!(parsed.scheme(), "http" | "https") && parsed.host_str().is_some();
    is_web.then(|| parsed.into())
}

fn is_invisible(c: char) -> bool {
    is_direction_mark(c) || matches!(c, '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_hide_what_it_is() {
        let name = |name| file_name(name).unwrap_or_default();
        assert_eq!(name("../../etc/\u{202e}gpj.exe"), "gpj.exe");
        assert_eq!(name("informe.pdf"), "informe.pdf");
        assert_eq!(name("C:\\tmp\\a\u{0}b.pdf"), "ab.pdf");
        assert_eq!(file_name("../.."), None);
        let long = name(&format!("{}.pdf", "a".repeat(400)));
        assert!(long.ends_with("….pdf") && long.chars().count() == FILE_NAME_CHARS);
    }

    #[test]
    fn a_line_cannot_rearrange_what_stands_around_it() {
        assert_eq!(line(" Ana\u{202e}\n\u{0}gpj \u{200b} "), "Ana gpj");
        assert_eq!(line(&"é".repeat(9_000)).chars().count(), LINE_CHARS);
        assert_eq!(line_if_any(Some("\u{202e}\u{0}")), None);
        // A family is one emoji: its joiners stay.
        assert_eq!(line("👨‍👩‍👧"), "👨‍👩‍👧");
    }

    #[test]
    fn only_the_web_is_an_address() {
        let shown = |url| web_address(Some(url)).is_some();
        assert!(shown("https://www.instagram.com/p/1/"));
        assert!(!shown("javascript:alert(1)") && !shown("file:///etc/passwd"));
        assert!(!shown(&format!(
            "https://example.com/{}",
            "a".repeat(3_000)
        )));
    }

    #[test]
    fn four_thousand_emoji_are_a_text_and_no_reaction() {
        let many = "🙂".repeat(4_096);
        assert_eq!(text(&many).chars().count(), 4_096);
        assert_eq!(
            emoji(&many).unwrap_or_default().chars().count(),
            EMOJI_CHARS
        );
        assert_eq!(text(&"a".repeat(3_000_000)).len(), TEXT_CHARS);
    }
}
