//! The packs that ship inside the program.

use crate::finding::Category;
use crate::skeleton::Language;

/// A pack's files.
pub(crate) struct Sources {
    pub(crate) language: Language,
    pub(crate) cues: &'static str,
    pub(crate) idioms: &'static str,
    pub(crate) rules: [(Category, &'static str); 5],
    /// The words of the classes.
    pub(crate) classes: [&'static str; 3],
    /// The words of the fields of meaning.
    pub(crate) fields: &'static str,
}

/// The names of the fields of meaning, the same in every language.
pub(crate) const FIELDS: &str = include_str!("../../data/fields.toml");

/// The rules over classes, the same in every language.
pub(crate) const CONCEPTS: &str = concat!(
    include_str!("../../data/concepts.toml"),
    include_str!("../../data/concepts_suicide.toml"),
    include_str!("../../data/concepts_others.toml"),
    include_str!("../../data/concepts_medical.toml"),
);

impl Sources {
    /// Returns the texts in a fixed order, for the hash in the engine's version.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &'static str> {
        [self.cues, self.idioms]
            .into_iter()
            .chain(self.rules.iter().map(|(_, text)| *text))
            .chain(self.classes)
            .chain([self.fields])
    }
}

macro_rules! sources {
    ($language:ident, $folder:literal) => {
        Sources {
            language: Language::$language,
            cues: include_str!(concat!("../../data/", $folder, "/cues.toml")),
            idioms: include_str!(concat!("../../data/", $folder, "/idioms.toml")),
            rules: [
                (
                    Category::Suicide,
                    include_str!(concat!("../../data/", $folder, "/suicide.toml")),
                ),
                (
                    Category::SelfHarm,
                    include_str!(concat!("../../data/", $folder, "/self_harm.toml")),
                ),
                (
                    Category::HarmOthers,
                    include_str!(concat!("../../data/", $folder, "/harm_others.toml")),
                ),
                (
                    Category::Abuse,
                    include_str!(concat!("../../data/", $folder, "/abuse.toml")),
                ),
                (
                    Category::Medical,
                    include_str!(concat!("../../data/", $folder, "/medical.toml")),
                ),
            ],
            classes: [
                include_str!(concat!("../../data/", $folder, "/concepts_inward.toml")),
                include_str!(concat!("../../data/", $folder, "/concepts_outward.toml")),
                include_str!(concat!("../../data/", $folder, "/concepts_around.toml")),
            ],
            fields: include_str!(concat!("../../data/", $folder, "/fields.toml")),
        }
    };
}

/// The starter packs, in the order of [`Language::ALL`].
pub(crate) const STARTER: [Sources; 4] = [
    sources!(English, "en"),
    sources!(Spanish, "es"),
    sources!(Portuguese, "pt"),
    sources!(Greek, "el"),
];
