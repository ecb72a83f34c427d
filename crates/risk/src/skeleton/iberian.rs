//! Spanish and Portuguese: one letter per sound, as phones and hurry spell it (`kiero`, `bida`, `ves` for `vez`).

use super::{Forms, leet};

/// How `ll` sounds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum DoubleL {
    SoundsLikeI,
    SoundsLikeL,
}

pub(super) fn skeletons(folded: &str, double_l: DoubleL) -> Vec<String> {
    forms(folded, double_l).squashed(folded)
}

pub(super) fn forms(folded: &str, double_l: DoubleL) -> Forms {
    let letters: Vec<char> = folded.chars().collect();
    let at = |place: usize| letters.get(place).copied();
    let is_soft = |letter: Option<char>| matches!(letter, Some('e' | 'i' | 'y'));
    let mut forms = Forms::new(folded.len() + 1);
    let mut place = 0;
    while let Some(letter) = at(place) {
        let next = at(place + 1);
        let mut taken = 1;
        match letter {
            'c' if next == Some('h') => {
                taken = 2;
                forms.push(&["x"]);
            }
            'c' if is_soft(next) => forms.push(&["s"]),
            'c' | 'k' => forms.push(&["k"]),
            'q' => {
                taken = if next == Some('u') && is_soft(at(place + 2)) {
                    2
                } else {
                    1
                };
                forms.push(&["k"]);
            }
            'g' if is_soft(next) => forms.push(&["j"]),
            'g' if next == Some('u') && is_soft(at(place + 2)) => {
                taken = 2;
                forms.push(&["g"]);
            }
            'l' if next == Some('l') && double_l == DoubleL::SoundsLikeI => {
                taken = 2;
                forms.push(&["i"]);
            }
            'h' => {}
            'v' => forms.push(&["b"]),
            'w' => forms.push(&["u"]),
            'y' => forms.push(&["i"]),
            'z' => forms.push(&["s"]),
            other => match leet(other) {
                Some(spellings) => forms.push(spellings),
                None => forms.push_character(other),
            },
        }
        place += taken;
    }
    forms
}
