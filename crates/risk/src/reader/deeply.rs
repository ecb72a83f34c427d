//! Both halves of the second reader on the same windows: the quick half says which are worth asking the network about.

use crate::deep::{DeepScores, Network};
use crate::finding::{Assessment, Level};
use crate::legible::Legibility;
use crate::normalise::Token;
use crate::pack::Pack;

use super::{
    CATEGORIES, Impression, Model, Reading, add, evidence, gravest, impressions, likeliest, lowers,
};

/// So many windows of a text are read, those first that the quick half finds the most alarming.
const MOST_READ: usize = 24;

/// Of those that the network reads alone so many: nothing says which of them are the most alarming.
const MOST_READ_ALONE: usize = 96;

/// What both halves make of a window.
struct Look {
    window: Impression,
    scores: DeepScores,
    /// What it is about to the network.
    categories: [f32; CATEGORIES.len()],
}

/// A text before both halves of the reader.
pub(crate) struct Deeply<'t> {
    pub(crate) model: &'t Model,
    pub(crate) packs: &'t [Pack],
    pub(crate) network: &'t Network,
    pub(crate) text: &'t str,
    pub(crate) tokens: &'t [Token],
    pub(crate) reading: &'t Reading,
}

impl<'t> Deeply<'t> {
    /// Adds what both halves found together when it is more than the rules found.
    pub(crate) fn raise(&self, assessment: &mut Assessment) {
        if assessment.level() == Some(Level::Urgent) {
            return;
        }
        let settings = &self.network.settings;
        let looks = self.looks(assessment, |quick| settings.asks(quick));
        let worth = looks.filter_map(|look| {
            let level = settings.level(&look.scores)?;
            Some((level, settings.score(&look.scores), look))
        });
        let Some((level, found)) = gravest(worth) else {
            return;
        };
        let Impression { first, end, .. } = found.window;
        let here = found.window.span(self.tokens);
        let mut categories = found.categories;
        let mut words = Vec::new();
        if !found.scores.is_alone {
            // The network names no words; those that weighed most in the quick half are shown.
            let look = self.model.look(self.reading, first, end);
            words = evidence(look.shares, self.tokens);
            for (both, quick) in categories.iter_mut().zip(look.categories) {
                *both += quick;
            }
        }
        if words.is_empty() {
            words.push(here);
        }
        add(assessment, level, likeliest(categories), here, words);
    }

    /// Returns what both halves make of each window whose score of the quick half `asks` for the network.
    pub(crate) fn scores(
        &self,
        assessment: &Assessment,
        asks: impl Fn(f32) -> bool,
    ) -> Vec<DeepScores> {
        let looks = self.looks(assessment, asks);
        looks.map(|look| look.scores).collect()
    }

    fn looks(
        &self,
        assessment: &Assessment,
        asks: impl Fn(f32) -> bool,
    ) -> impl Iterator<Item = Look> {
        let mut alone = Vec::new();
        let mut windows = Vec::new();
        for window in impressions(self.model, self.reading) {
            match window.legibility(self.packs, self.tokens) {
                Legibility::ByNetwork => alone.push(window),
                Legibility::InOtherLetters => {}
                Legibility::ByPacks if asks(window.score) => windows.push(window),
                Legibility::ByPacks => {}
            }
        }
        windows.sort_by(|one, two| two.score.total_cmp(&one.score));
        windows.truncate(MOST_READ);
        alone.truncate(MOST_READ_ALONE);
        let windows = windows.into_iter().map(|window| (window, false));
        let alone = alone.into_iter().map(|window| (window, true));
        let look = |(window, is_alone): (Impression, bool)| {
            let words = words(self.text, self.tokens, window.first, window.end);
            let [deep, deep_urgency, categories @ ..] = self.network.said(words)?;
            let scores = DeepScores {
                quick: window.score,
                quick_urgency: window.urgency,
                deep,
                deep_urgency,
                is_lowered: lowers(assessment, &window.span(self.tokens)),
                is_alone,
            };
            Some(Look {
                window,
                scores,
                categories,
            })
        };
        windows.chain(alone).filter_map(look)
    }
}

/// Returns the words of some tokens with the marks around them, as lines are learnt.
fn words<'t>(text: &'t str, tokens: &[Token], first: usize, end: usize) -> &'t str {
    let words = text.get(begin(text, tokens, first)..begin(text, tokens, end));
    words.unwrap_or(text).trim()
}

/// Returns where the words from a token on begin: marks that touch it belong to it, such as `¿`.
fn begin(text: &str, tokens: &[Token], place: usize) -> usize {
    let Some(next) = tokens.get(place) else {
        return text.len();
    };
    let last = place.checked_sub(1).and_then(|last| tokens.get(last));
    let Some(last) = last else { return 0 };
    let between = text.get(last.span.end..next.span.start);
    let touching = between.and_then(|marks| marks.rsplit_once(char::is_whitespace));
    next.span.start - touching.map_or(0, |(_, touching)| touching.len())
}

#[cfg(test)]
mod tests {
    use super::words;
    use crate::normalise::tokens;

    #[test]
    fn words_keep_the_marks_that_touch_them() {
        let text = " «Sí», dijo. ¿Puedo ir?\n¡Gracias!!😊 (Ana)…";
        let tokens = tokens(text);
        let read = |first, end| words(text, &tokens, first, end);
        assert_eq!(read(0, 2), "«Sí», dijo.");
        assert_eq!(read(2, 4), "¿Puedo ir?");
        assert_eq!(read(4, 6), "¡Gracias!!😊");
        assert_eq!(read(6, 7), "(Ana)…");
        assert_eq!(read(0, 7), text.trim());
    }
}
