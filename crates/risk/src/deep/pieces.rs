//! Cuts a text into the pieces of words that the network knows, the likeliest way (a unigram model, as SentencePiece has it).

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::quick_hash::QuickMap;

/// Stands for a space, also before the first word.
const SPACE: char = '\u{2581}';

/// The ids of what is no piece: begin, end and unknown, first in the file.
pub(super) const BEGIN: u32 = 0;
pub(super) const END: u32 = 2;
pub(super) const UNKNOWN: u32 = 3;

/// What the network knows.
#[derive(Debug)]
pub(super) struct Pieces {
    ids: QuickMap<&'static str, u32>,
    scores: Vec<f32>,
    unknown: f32,
    /// The longest piece's characters.
    longest: usize,
    /// By id, whether a sentence ends with it.
    ends: Vec<bool>,
}

impl Pieces {
    /// Takes pieces in the order of their ids, each with the logarithm of how often it is met.
    pub(super) fn new(pieces: Vec<(&'static str, f32)>, unknown: f32) -> Pieces {
        let longest = pieces
            .iter()
            .map(|(piece, _)| piece.chars().count())
            .max()
            .unwrap_or(0);
        let scores = pieces.iter().map(|(_, score)| *score).collect();
        let ends = pieces
            .iter()
            .map(|(piece, _)| piece.ends_with(['.', '!', '?', ';']))
            .collect();
        // Before `UNKNOWN` stand marks that no text can write.
        let ids = (0..)
            .zip(pieces)
            .skip(UNKNOWN as usize + 1)
            .map(|(id, (piece, _))| (piece, id))
            .collect();
        Pieces {
            ids,
            scores,
            unknown,
            longest,
            ends,
        }
    }

    /// Returns whether a sentence ends with a piece.
    pub(super) fn ends_sentence(&self, id: u32) -> bool {
        self.ends.get(id as usize).copied().unwrap_or(false)
    }

    /// Returns a text's pieces in their order.
    pub(super) fn of(&self, text: &str) -> Vec<u32> {
        let text = spaced(text);
        let mut edges: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let last = edges.len();
        edges.push(text.len());
        // For each edge: what the best way there is worth, its last piece, and where that begins.
        let mut ways = vec![(f32::NEG_INFINITY, UNKNOWN, 0); edges.len()];
        ways[0].0 = 0.0;
        for from in 0..last {
            let worth = ways[from].0;
            for to in from + 1..=last.min(from + self.longest) {
                let known = text
                    .get(edges[from]..edges[to])
                    .and_then(|piece| self.ids.get(piece));
                let (score, id) = match known {
                    Some(id) => (self.scores[*id as usize], *id),
                    None if to == from + 1 => (self.unknown, UNKNOWN),
                    None => continue,
                };
                if worth + score > ways[to].0 {
                    ways[to] = (worth + score, id, from);
                }
            }
        }
        let mut ids = Vec::new();
        let mut at = last;
        while at > 0 {
            let (_, id, from) = ways[at];
            ids.push(id);
            at = from;
        }
        ids.reverse();
        ids
    }
}

/// Returns a text in compatible characters, its spaces single and written as the pieces write them.
///
/// What is written in capitals is read in small letters: little of what the network has read was shouted.
fn spaced(text: &str) -> String {
    let text = if is_shouted(text) {
        Cow::Owned(text.to_lowercase())
    } else {
        Cow::Borrowed(text)
    };
    let mut spaced = String::with_capacity(text.len() + SPACE.len_utf8());
    for word in text.split_whitespace() {
        spaced.push(SPACE);
        spaced.extend(word.nfkc().filter(|sign| is_seen(*sign)));
    }
    spaced
}

fn is_shouted(text: &str) -> bool {
    let capitals = text.chars().filter(|sign| sign.is_uppercase()).count();
    let small = text.chars().filter(|sign| sign.is_lowercase()).count();
    capitals > small
}

/// Control characters, joiners and marks of direction are no writing.
fn is_seen(sign: char) -> bool {
    !sign.is_control()
        && !matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_cut_wins_and_a_sign_that_nobody_knows_is_unknown() {
        let pieces = [
            "<s>", "<pad>", "</s>", "<unk>", "▁a", "b", "ab", "▁ab", "c", "▁",
        ];
        let scores = [0.0, 0.0, 0.0, 0.0, -2.0, -2.0, -3.0, -3.5, -1.0, -4.0];
        let pieces = Pieces::new(pieces.into_iter().zip(scores).collect(), -20.0);
        assert_eq!(pieces.of("ab"), [7]);
        assert_eq!(pieces.of(" abc \n abb "), [7, 8, 7, 5]);
        assert_eq!(pieces.of("a\u{200d}b"), [7]);
        assert_eq!(pieces.of("ж"), [9, UNKNOWN]);
        assert_eq!(pieces.of("ABC ABb"), pieces.of("abc abb"), "shouted");
        assert_ne!(pieces.of("ABC abb"), pieces.of("abc abb"));
        assert!(pieces.of("").is_empty());
    }
}
