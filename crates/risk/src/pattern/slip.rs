//! Slips of the finger: two neighbours swapped, or one letter missing or too many.
//!
//! A wrong letter is not counted as a slip: it is too often another word (`contar` for `cortar`).

/// Shorter words are taken as they are written.
pub(super) const SHORTEST_SWAPPED: usize = 5;

/// Shorter words may not have a letter missing or too many.
const SHORTEST_UNEVEN: usize = 6;

/// Returns whether `written` is `meant` with one slip after the first letter.
pub(super) fn is_slip(written: &[char], meant: &[char]) -> bool {
    if meant.len() < SHORTEST_SWAPPED || written.first() != meant.first() || written == meant {
        return false;
    }
    let same_start = written
        .iter()
        .zip(meant)
        .take_while(|(one, two)| one == two)
        .count();
    let (written, rest) = (written.get(same_start..), meant.get(same_start..));
    let (Some(written), Some(rest)) = (written, rest) else {
        return false;
    };
    match (written, rest) {
        ([a, b, written @ ..], [c, d, rest @ ..]) if written.len() == rest.len() => {
            a == d && b == c && written == rest
        }
        _ if meant.len() < SHORTEST_UNEVEN => false,
        ([_, written @ ..], rest) if written.len() == rest.len() => written == rest,
        (written, [_, rest @ ..]) if written.len() == rest.len() => written == rest,
        (_, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_known_and_other_words_are_not() {
        let slip = |written: &str, meant: &str| {
            let letters = |word: &str| word.chars().collect::<Vec<_>>();
            is_slip(&letters(written), &letters(meant))
        };
        for (written, meant) in [
            ("myslef", "myself"),
            ("suicde", "suicide"),
            ("suiciide", "suicide"),
            ("suicidee", "suicide"),
            ("suicid", "suicide"),
            ("mroir", "morir"),
        ] {
            assert!(slip(written, meant), "{written} {meant}");
        }
        for (written, meant) in [
            ("contar", "cortar"),
            ("ymself", "myself"),
            ("myself", "myself"),
            ("moir", "morir"),
            ("my", "myself"),
            ("", "myself"),
            ("keil", "kiel"),
        ] {
            assert!(!slip(written, meant), "{written} {meant}");
        }
    }
}
