//! Whether a contact takes marketing: what they told Meta last. Source: docs/meta.md, `user_preferences` (read 2026-11-20).

use crate::time::UnixMs;
use serde::{Deserialize, Serialize};

/// What a contact said about marketing, and when by Meta's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarketingWord {
    /// Whether they take it.
    pub wants: bool,
    /// When they said so.
    pub at: UnixMs,
}

impl MarketingWord {
    /// Returns what holds once `other` is known, too: the later word, and of two at once the one that stops it.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let rank = |word: Self| (word.at, !word.wants);
        if rank(other) > rank(self) {
            other
        } else {
            self
        }
    }
}

/// Returns whether a template of this category of Meta's may go to somebody who said this last.
///
/// Who said nothing takes it; everything but marketing goes to everybody.
pub fn may_go(category: &str, said: Option<MarketingWord>) -> bool {
    let wants = said.is_none_or(|word| word.wants);
    wants || !category.eq_ignore_ascii_case(MARKETING)
}

/// Meta's name of the category.
const MARKETING: &str = "MARKETING";

#[cfg(test)]
mod tests {
    use super::*;

    fn word(wants: bool, at: i64) -> MarketingWord {
        let at = UnixMs(at);
        MarketingWord { wants, at }
    }

    #[test]
    fn the_latest_word_holds_whatever_the_order() {
        for (one, other, holds) in [
            (word(false, 1), word(true, 2), word(true, 2)),
            (word(true, 1), word(false, 2), word(false, 2)),
            (word(true, 5), word(false, 5), word(false, 5)),
            (word(false, 5), word(false, 5), word(false, 5)),
        ] {
            assert_eq!(one.and(other), holds);
            assert_eq!(other.and(one), holds);
        }
    }

    #[test]
    fn only_marketing_is_kept_from_who_stopped_it() {
        let stopped = Some(word(false, 1));
        for (category, said, expected) in [
            ("MARKETING", None, true),
            ("MARKETING", Some(word(true, 1)), true),
            ("MARKETING", stopped, false),
            ("marketing", stopped, false),
            ("UTILITY", stopped, true),
            ("AUTHENTICATION", stopped, true),
            ("", stopped, true),
        ] {
            assert_eq!(may_go(category, said), expected, "{category} {said:?}");
        }
    }
}
