//! What may be wrong with labelled lines. Findings name a file and a line, never a text.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sha2::{Digest, Sha256};

use super::words::{are_alike, runs_of_four, trigrams, words};

/// Goes before the text into the hash that splits.
const SALT: &str = "recado corpus 2026-11\n";

pub const STRATA: [&str; 2] = ["direct", "novel"];

/// Which severities a category has (`docs/labelling.md`).
pub const SEVERITIES: [(&str, &[u8]); 6] = [
    ("none", &[0]),
    ("suicide", &[1, 2, 3, 4]),
    ("self_harm", &[1, 2, 3, 4]),
    ("harm_others", &[2, 3, 4]),
    ("abuse", &[1, 2, 3, 4]),
    ("medical", &[3, 4]),
];

/// Every tag after the stratum.
const TAGS: &str = "\
    hn past third hypothetical idiom study work news negation minor_injury emotion admin quote lyrics book joke game film \
    homonym grief \
    plan prep method means farewell attempt interrupted aborted imminent implicit passive burden ideation watch ambiguous \
    recent urge overdose bleeding threat mass psychosis sexual control stalking confinement strangulation negdecoy \
    location religious \
    minor infant perinatal elder third_risk pain meds cardiac stroke breathing allergy poison seizure withdrawal \
    infection pregnancy diabetes neuro syncope drug_reaction \
    long voice typo nodiac nopunct emoji mixed greeklish slang short buried l2 \
    regional:es regional:mx regional:ar regional:co regional:br regional:pt regional:cy regional:uk regional:us \
    regional:rw regional:in";

/// A line of either half, with where it stands.
pub struct Line<'t> {
    pub place: String,
    pub is_tune: bool,
    pub text: &'t str,
    pub category: &'t str,
    pub severity: u8,
    pub tags: Vec<&'t str>,
}

impl Line<'_> {
    pub fn is_hard_negative(&self) -> bool {
        self.tags.contains(&"hn")
    }

    fn is_long(&self) -> bool {
        self.tags.contains(&"long")
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(format!("{SALT}{}", self.text)).into()
    }
}

/// Reads a half; a line without four fields, or with a severity that is no digit, is a finding.
pub fn read<'t>(
    name: &str,
    half: &str,
    file: &'t str,
    findings: &mut Vec<String>,
) -> Vec<Line<'t>> {
    let mut lines = Vec::new();
    for (index, line) in file.lines().enumerate() {
        let place = format!("{name}/{half}.tsv:{}", index + 1);
        let fields: Vec<&str> = line.split('\t').collect();
        let [text, category, severity, tags] = fields[..] else {
            findings.push(format!("{place} has not four fields"));
            continue;
        };
        let Ok(severity) = severity.parse() else {
            findings.push(format!("{place} has no severity"));
            continue;
        };
        lines.push(Line {
            place,
            is_tune: half == "tune",
            text,
            category,
            severity,
            tags: tags.split(',').collect(),
        });
    }
    lines
}

/// Lines whose labels are none of ours, or contradict each other.
pub fn wrongly_labelled(lines: &[Line<'_>]) -> Vec<String> {
    let known: BTreeSet<&str> = TAGS.split_whitespace().collect();
    let mut findings = Vec::new();
    for line in lines {
        let mut say = |what: &str| findings.push(format!("{} {what}", line.place));
        if line.text.trim() != line.text
            || line.text.chars().filter(|c| c.is_alphabetic()).count() < 3
        {
            say("has no plain text");
        }
        match SEVERITIES
            .iter()
            .find(|(category, _)| *category == line.category)
        {
            Some((_, severities)) if severities.contains(&line.severity) => {}
            Some(_) => say("has a severity its category has not"),
            None => say("has an unknown category"),
        }
        if !STRATA.contains(&line.tags[0]) {
            say("does not begin its tags with a stratum");
        }
        if line.tags[1..].iter().any(|tag| !known.contains(tag)) {
            say("has an unknown tag");
        }
        if line.is_hard_negative() != (line.severity == 0) {
            say("is a hard negative with a severity, or the other way round");
        }
        if line.is_long() != (words(line.text).len() > 40) {
            say("is long and not tagged so, or the other way round");
        }
        if line.tags.iter().collect::<BTreeSet<_>>().len() != line.tags.len() {
            say("has a tag twice");
        }
    }
    findings
}

/// Lines in the half the rule does not put them in, or files not in the order of the hashes.
///
/// Within each stratum × severity × hard negative or not × long or not, lines are sorted by hash; the first half, with the middle
/// one of an odd number, is for tuning.
pub fn wrongly_split(lines: &[Line<'_>]) -> Vec<String> {
    let mut cells: BTreeMap<_, Vec<&Line<'_>>> = BTreeMap::new();
    for line in lines {
        cells
            .entry((
                line.tags[0],
                line.severity,
                line.is_hard_negative(),
                line.is_long(),
            ))
            .or_default()
            .push(line);
    }
    let mut findings = Vec::new();
    for cell in cells.values_mut() {
        cell.sort_by_key(|line| line.hash());
        let tune = cell.len().div_ceil(2);
        for (index, line) in cell.iter().enumerate() {
            if line.is_tune != (index < tune) {
                findings.push(format!("{} is in the wrong half", line.place));
            }
        }
    }
    for pair in lines.windows(2) {
        if pair[0].is_tune == pair[1].is_tune && pair[0].hash() > pair[1].hash() {
            findings.push(format!("{} is out of order", pair[1].place));
        }
    }
    findings
}

/// Pairs of lines that share four words in a row.
pub fn sharing_four_words(lines: &[Line<'_>]) -> Vec<String> {
    let mut first: HashMap<String, &str> = HashMap::new();
    let mut findings = Vec::new();
    for line in lines {
        for run in runs_of_four(line.text) {
            if let Some(other) = first.insert(run, &line.place)
                && other != line.place
            {
                findings.push(format!("{} and {other} share four words", line.place));
            }
        }
    }
    findings
}

/// Lines more than six tenths of whose trigrams of letters are those of a development line.
pub fn too_near(lines: &[Line<'_>], development: &[&str]) -> Vec<String> {
    let development: Vec<_> = development
        .iter()
        .flat_map(|file| file.lines())
        .filter_map(|line| line.split('\t').next())
        .map(trigrams)
        .collect();
    lines
        .iter()
        .filter(|line| {
            let here = trigrams(line.text);
            development.iter().any(|there| are_alike(&here, there, 0.6))
        })
        .map(|line| format!("{} is near a development line", line.place))
        .collect()
}

#[test]
fn the_checks_find_what_is_wrong() {
    let file = "eins zwei drei vier\tnone\t0\tdirect,hn\n\
                zwei drei vier fünf sechs\tnone\t2\tdirect,hn,nonsense\n\
                sieben zwei drei vier fünf\tmedical\t1\tnovel\n\
                ein kurzer Satz\tsorrow\t1\thn\n";
    let mut findings = Vec::new();
    let lines = read("de", "tune", file, &mut findings);
    assert!(findings.is_empty());
    assert_eq!(wrongly_labelled(&lines).len(), 7);
    assert_eq!(
        sharing_four_words(&lines),
        ["de/tune.tsv:3 and de/tune.tsv:2 share four words"]
    );
    assert_eq!(
        too_near(&lines, &["eins zwei drei vier!\tnone\t0\thn"]),
        ["de/tune.tsv:1 is near a development line"]
    );
    assert_eq!(
        read(
            "de",
            "tune",
            "text\tnone\nwords\tnone\thn\thn\n",
            &mut findings
        )
        .len(),
        0
    );
    assert_eq!(findings.len(), 2);
    let moved: Vec<Line<'_>> = lines
        .into_iter()
        .map(|line| Line {
            is_tune: false,
            ..line
        })
        .collect();
    assert!(!wrongly_split(&moved).is_empty());
}
