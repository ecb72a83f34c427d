//! Which languages a Whisper model knows, and under which names services speak of them.
//!
//! The table is whisper.cpp's (read 2026-08-22), without the two that have no code of two letters. Kinyarwanda is not
//! in it: it is said not to be supported, and nothing is guessed.

/// Code and English name, in the table's order.
const TABLE: &str = "\
en:english zh:chinese de:german es:spanish ru:russian ko:korean fr:french ja:japanese pt:portuguese tr:turkish \
pl:polish ca:catalan nl:dutch ar:arabic sv:swedish it:italian id:indonesian hi:hindi fi:finnish vi:vietnamese \
he:hebrew uk:ukrainian el:greek ms:malay cs:czech ro:romanian da:danish hu:hungarian ta:tamil no:norwegian \
th:thai ur:urdu hr:croatian bg:bulgarian lt:lithuanian la:latin mi:maori ml:malayalam cy:welsh sk:slovak \
te:telugu fa:persian lv:latvian bn:bengali sr:serbian az:azerbaijani sl:slovenian kn:kannada et:estonian \
mk:macedonian br:breton eu:basque is:icelandic hy:armenian ne:nepali mn:mongolian bs:bosnian kk:kazakh \
sq:albanian sw:swahili gl:galician mr:marathi pa:punjabi si:sinhala km:khmer sn:shona yo:yoruba so:somali \
af:afrikaans oc:occitan ka:georgian be:belarusian tg:tajik sd:sindhi gu:gujarati am:amharic yi:yiddish lo:lao \
uz:uzbek fo:faroese ps:pashto tk:turkmen nn:nynorsk mt:maltese sa:sanskrit lb:luxembourgish my:myanmar \
bo:tibetan tl:tagalog mg:malagasy as:assamese tt:tatar ln:lingala ha:hausa ba:bashkir su:sundanese";

fn table() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE
        .split_whitespace()
        .filter_map(|entry| entry.split_once(':'))
}

/// Returns whether a language, by its ISO 639 code of two letters, is one that a Whisper model knows.
pub fn is_known(code: &str) -> bool {
    table().any(|(known, _)| known == code)
}

/// Returns the code of a language that a service names by code or by its English name, such as `pt` or `Portuguese`.
pub fn code_of(named: &str) -> Option<&'static str> {
    let named = named.trim().to_lowercase();
    let found = table().find(|(code, name)| *code == named || *name == named);
    found.map(|(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clinics_languages_are_known_and_kinyarwanda_is_not() {
        for code in ["el", "es", "pt", "en", "fr", "sw"] {
            assert!(is_known(code), "{code}");
        }
        assert!(!is_known("rw") && !is_known("auto") && !is_known(""));
        assert_eq!(table().count(), 96);
    }

    #[test]
    fn a_language_is_known_by_either_name() {
        assert_eq!(code_of("Portuguese"), Some("pt"));
        assert_eq!(code_of(" el "), Some("el"));
        assert_eq!(code_of("kinyarwanda"), None);
    }
}
