//! Words and trigrams of a line, to tell when two lines are too alike.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The words of a text: lower case, no accents, no apostrophes.
pub fn words(text: &str) -> Vec<String> {
    let folded: String = text
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter) && !matches!(letter, '\'' | '’' | '`'))
        .flat_map(char::to_lowercase)
        .map(|letter| if letter == 'ς' { 'σ' } else { letter })
        .collect();
    folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Every four words in a row, each run once.
pub fn runs_of_four(text: &str) -> Vec<String> {
    let mut runs: Vec<String> = words(text).windows(4).map(|run| run.join(" ")).collect();
    runs.sort();
    runs.dedup();
    runs
}

/// The trigrams of letters, sorted, each once; words are kept apart by one space.
pub fn trigrams(text: &str) -> Vec<[char; 3]> {
    let letters: Vec<char> = format!(" {} ", words(text).join(" ")).chars().collect();
    let mut trigrams: Vec<[char; 3]> = letters
        .windows(3)
        .map(|three| [three[0], three[1], three[2]])
        .collect();
    trigrams.sort_unstable();
    trigrams.dedup();
    trigrams
}

/// Whether more than this share of all trigrams of two texts is common to both, 0 to 1.
pub fn are_alike(one: &[[char; 3]], other: &[[char; 3]], share: f64) -> bool {
    let (short, long) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    if short.len() as f64 <= share * long.len() as f64 {
        return false;
    }
    // With too many strangers in the short one, counting on is in vain.
    let needed = share * (short.len() + long.len()) as f64 / (1.0 + share);
    let mut left = short.len();
    for trigram in short {
        if long.binary_search(trigram).is_err() {
            left -= 1;
            if left as f64 <= needed {
                return false;
            }
        }
    }
    true
}

#[test]
fn words_are_told_apart_as_people_read_them() {
    assert_eq!(
        words("Don’t στέλνεις ¿mañana? 8:30"),
        ["dont", "στελνεισ", "manana", "8", "30"]
    );
    assert_eq!(runs_of_four("a b c d a b c d").len(), 4);
    let alike = |one, other| are_alike(&trigrams(one), &trigrams(other), 0.6);
    assert!(alike("hasta mañana", "Hasta manana!"));
    assert!(!alike("hasta mañana", "hasta la semana que viene"));
    assert!(!alike("hasta mañana", "see you at noon"));
}
