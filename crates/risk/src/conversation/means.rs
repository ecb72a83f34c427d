//! Words of weak signs that name means: pills, a high place, rails, a weapon.

/// Such words without case and accents, as [`crate::clinic::exact_form`] writes them; Greek also in Latin letters.
const MEANS: &[&str] = &[
    "pills",
    "gun",
    "razor",
    "bridge",
    "roof",
    "rooftop",
    "ledge",
    "tracks",
    "cliff",
    "pastillas",
    "puente",
    "azotea",
    "terraza",
    "vias",
    "comprimidos",
    "ponte",
    "viaduto",
    "telhado",
    "trem",
    "terraco",
    "χαπια",
    "γεφυρα",
    "ταρατσα",
    "γραμμες",
    "xapia",
    "hapia",
    "gefyra",
    "gefira",
    "taratsa",
    "grammes",
    "💊",
    "🔪",
    "🔫",
];

/// Returns whether one of the words names means.
pub(super) fn are_named(words: &str) -> bool {
    words.split(' ').any(|word| MEANS.contains(&word))
}
