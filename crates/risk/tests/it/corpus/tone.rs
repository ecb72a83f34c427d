//! Lines for the tone of a text: a class and a rating of 1 (very bad) to 5 (very good) that agree.

use std::collections::BTreeSet;

const TONE: [(&str, &str); 4] = [
    ("en", include_str!("../../corpus/tone/en.tsv")),
    ("es", include_str!("../../corpus/tone/es.tsv")),
    ("pt", include_str!("../../corpus/tone/pt.tsv")),
    ("el", include_str!("../../corpus/tone/el.tsv")),
];

#[test]
fn every_language_has_lines_of_every_tone() {
    for (code, file) in TONE {
        let mut texts = BTreeSet::new();
        let mut counts = [0; 5];
        for (index, line) in file.lines().enumerate() {
            let place = format!("tone/{code}.tsv:{}", index + 1);
            let fields: Vec<&str> = line.split('\t').collect();
            let [text, class, rating] = fields[..] else {
                panic!("{place} has not three fields")
            };
            let rating: usize = rating.parse().unwrap();
            let expected = ["negative", "negative", "neutral", "positive", "positive"];
            assert_eq!(Some(&class), expected.get(rating - 1), "{place}");
            assert!(texts.insert(text.to_lowercase()), "{place} is there twice");
            counts[rating - 1] += 1;
        }
        assert_eq!(texts.len(), 150, "{code}");
        assert!(
            counts.iter().all(|count| *count >= 25),
            "{code}: {counts:?}"
        );
    }
}
