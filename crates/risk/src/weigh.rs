//! Turns hits into findings: idioms shield, surroundings lower, times and preparations raise, weak signs add up.
//!
//! Levels are rounded up: nothing here lowers an unscoped hit, and only an idiom makes one disappear.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Category, Finding, Level, Reason, Span};
use crate::normalise::Token;
use crate::pack::{Owner, Pack, Rule, Weight};
use crate::scan::Hit;
use crate::scope::Scope;

/// A rule's hit with what its surroundings make of it.
pub(crate) struct Judged<'p> {
    /// Its pack's place in the engine.
    pub(crate) pack: usize,
    pub(crate) rule: &'p Rule,
    /// The level reached, or the points of a weak sign.
    pub(crate) weight: Weight,
    /// Whether the surroundings lowered it.
    pub(crate) is_lowered: bool,
    pub(crate) tokens: Vec<usize>,
    reasons: Vec<Reason>,
}

/// From so many points weak signs raise an alert.
const ALERT_POINTS: u32 = 4;

/// Judges every rule's hit that no idiom shields.
pub(crate) fn judge<'p>(packs: &'p [Pack], tokens: &[Token], hits: &[Hit]) -> Vec<Judged<'p>> {
    let scope = Scope::new(tokens, hits);
    let in_idiom = in_idiom(tokens.len(), hits);
    let mut judged: Vec<Judged> = Vec::new();
    for hit in hits {
        let rule = match hit.owner {
            Owner::Rule(place) => packs.get(hit.pack).and_then(|pack| pack.rules.get(place)),
            Owner::Idiom | Owner::Cue(_) | Owner::Class(_) => None,
        };
        let Some(rule) = rule else { continue };
        if is_shielded(hit, rule, &in_idiom) {
            continue;
        }
        let mut reasons = scope.lowering(hit, rule);
        let is_lowered = !reasons.is_empty();
        let misspelt = hit.misspelt.and_then(|place| span(tokens, place));
        reasons.extend(misspelt.map(|word| Reason::Misspelt { word }));
        let weight = match rule.weight {
            Weight::Level(_) if is_lowered => Weight::Level(Level::Review),
            Weight::Level(Level::High) if rule.category == Category::Suicide => {
                match scope.time_named(hit) {
                    Some(cue) => {
                        reasons.push(Reason::TimeNamed { cue });
                        Weight::Level(Level::Urgent)
                    }
                    None => rule.weight,
                }
            }
            Weight::Level(_) | Weight::Points(_) => rule.weight,
        };
        judged.push(Judged {
            pack: hit.pack,
            rule,
            weight,
            is_lowered,
            tokens: hit.tokens.clone(),
            reasons,
        });
    }
    lower_parts(&mut judged);
    without_turned_inward(judged)
}

/// Drops a threat that is part of words about oneself: `me voy a matar` holds `voy a matar`, and threatens nobody else.
/// An urgent one stays, whatever it is part of.
fn without_turned_inward(judged: Vec<Judged>) -> Vec<Judged> {
    let about_oneself: Vec<Vec<usize>> = judged
        .iter()
        .filter(|hit| hit.rule.category == Category::Suicide)
        .filter(|hit| matches!(hit.weight, Weight::Level(_)))
        .map(|hit| hit.tokens.clone())
        .collect();
    let is_turned_inward = |hit: &Judged| {
        hit.rule.category == Category::HarmOthers
            && hit.rule.weight != Weight::Level(Level::Urgent)
            && about_oneself
                .iter()
                .any(|whole| hit.tokens.iter().all(|place| whole.contains(place)))
    };
    judged
        .into_iter()
        .filter(|hit| !is_turned_inward(hit))
        .collect()
}

/// What a lowered hit leaves for the hits that are parts of it.
struct Lowered {
    tokens: Vec<usize>,
    reasons: Vec<Reason>,
}

/// Lowers a hit that is only a part of a lowered one: in `never thought of suicide`, `suicide` says no more.
fn lower_parts(judged: &mut [Judged]) {
    let mut wholes: BTreeMap<(Category, usize), Vec<Lowered>> = BTreeMap::new();
    for hit in judged
        .iter()
        .filter(|hit| hit.is_lowered && hit.tokens.len() > 1)
    {
        if let Some(last) = hit.tokens.last() {
            let whole = Lowered {
                tokens: hit.tokens.clone(),
                reasons: hit.reasons.clone(),
            };
            wholes
                .entry((hit.rule.category, *last))
                .or_default()
                .push(whole);
        }
    }
    for hit in judged
        .iter_mut()
        .filter(|hit| !hit.is_lowered && !hit.rule.negation_inside)
    {
        let Some(last) = hit.tokens.last() else {
            continue;
        };
        let ending_there = wholes
            .get(&(hit.rule.category, *last))
            .into_iter()
            .flatten();
        let is_part = |whole: &[usize]| {
            whole.len() > hit.tokens.len() && hit.tokens.iter().all(|place| whole.contains(place))
        };
        if let Some(whole) = ending_there
            .into_iter()
            .find(|whole| is_part(&whole.tokens))
        {
            hit.is_lowered = true;
            hit.reasons.clone_from(&whole.reasons);
            hit.weight = match hit.weight {
                Weight::Level(_) => Weight::Level(Level::Review),
                Weight::Points(points) => Weight::Points(points),
            };
        }
    }
}

/// Returns, for each token, whether it stands in an idiom, gaps included.
fn in_idiom(tokens: usize, hits: &[Hit]) -> Vec<bool> {
    let mut in_idiom = vec![false; tokens];
    for idiom in hits.iter().filter(|hit| hit.owner == Owner::Idiom) {
        if let Some(places) = in_idiom.get_mut(idiom.first()..=idiom.last()) {
            places.fill(true);
        }
    }
    in_idiom
}

/// An idiom shields a hit that ends inside it, and never an urgent one.
fn is_shielded(hit: &Hit, rule: &Rule, in_idiom: &[bool]) -> bool {
    rule.weight != Weight::Level(Level::Urgent) && in_idiom.get(hit.last()) == Some(&true)
}

/// Returns what to show: a finding per rule and level, most urgent first.
pub(crate) fn findings(tokens: &[Token], judged: Vec<Judged>) -> Vec<Finding> {
    let weak = WeakSigns::gather(&judged);
    let mut groups: BTreeMap<(&str, Level), Group> = BTreeMap::new();
    let mut has_suicide_alert = false;
    for hit in judged {
        let mut reasons = hit.reasons;
        let level = match hit.weight {
            Weight::Level(level) => level,
            Weight::Points(_) => continue,
        };
        let is_first_hand = hit.rule.category == Category::Suicide && level >= Level::High;
        has_suicide_alert |= is_first_hand;
        let level = match weak.first(&hit.tokens).filter(|_| is_first_hand) {
            Some(place) => {
                reasons.extend(span(tokens, place).map(|cue| Reason::Preparation { cue }));
                Level::Urgent
            }
            None => level,
        };
        let group = groups
            .entry((hit.rule.id.as_str(), level))
            .or_insert_with(|| Group::new(hit.rule));
        group.tokens.extend(hit.tokens);
        group.reasons.extend(reasons);
    }
    let mut findings: Vec<Finding> = groups
        .into_iter()
        .map(|((_, level), group)| Finding {
            category: group.rule.category,
            level,
            evidence: spans(tokens, &group.tokens),
            rule: group.rule.id.clone(),
            about_other: group.rule.about_other,
            reasons: group.reasons.into_iter().collect(),
        })
        .collect();
    if !has_suicide_alert {
        findings.extend(weak.finding(tokens));
    }
    findings.sort_by(|one, two| {
        let key = |finding: &Finding| {
            (
                std::cmp::Reverse(finding.level),
                finding.category,
                finding.about_other,
            )
        };
        key(one)
            .cmp(&key(two))
            .then_with(|| one.rule.cmp(&two.rule))
    });
    without_repeats(findings)
}

/// One rule's hits of one level.
struct Group<'p> {
    rule: &'p Rule,
    tokens: BTreeSet<usize>,
    reasons: BTreeSet<Reason>,
}

impl<'p> Group<'p> {
    fn new(rule: &'p Rule) -> Self {
        Group {
            rule,
            tokens: BTreeSet::new(),
            reasons: BTreeSet::new(),
        }
    }
}

/// Drops a finding whose words a finding of the same category before it already shows; of a concept's, one word is
/// enough, for it gathers words that phrases name more closely.
fn without_repeats(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings {
        let shows = |earlier: &Finding, words: &Span| {
            let before = earlier
                .evidence
                .partition_point(|shown| shown.end < words.end);
            earlier
                .evidence
                .get(before)
                .is_some_and(|shown| shown.covers(*words))
        };
        let touches = |earlier: &Finding| {
            let mut shown = earlier.evidence.iter();
            shown.any(|shown| {
                let overlaps = |words: &Span| words.start < shown.end && shown.start < words.end;
                finding.evidence.iter().any(overlaps)
            })
        };
        let is_repeat = |earlier: &Finding| {
            let has_all = || finding.evidence.iter().all(|words| shows(earlier, words));
            earlier.category == finding.category
                && (has_all() || is_concept(&finding.rule) && touches(earlier))
        };
        if !kept.iter().any(is_repeat) {
            kept.push(finding);
        }
    }
    kept
}

/// Rules over classes are numbered `c1`, `c2` and so on.
fn is_concept(rule: &str) -> bool {
    let number = rule.rsplit('.').next();
    number.is_some_and(|number| number.starts_with('c'))
}

/// Unlowered weak signs of suicide, no word counted twice.
struct WeakSigns {
    points: u32,
    places: BTreeSet<usize>,
}

impl WeakSigns {
    fn gather(judged: &[Judged]) -> WeakSigns {
        let mut weak = WeakSigns {
            points: 0,
            places: BTreeSet::new(),
        };
        for hit in judged.iter().filter(|hit| !hit.is_lowered) {
            match hit.weight {
                Weight::Points(points)
                    if hit.tokens.iter().all(|place| !weak.places.contains(place)) =>
                {
                    weak.points += points;
                    weak.places.extend(hit.tokens.iter().copied());
                }
                Weight::Points(_) | Weight::Level(_) => {}
            }
        }
        weak
    }

    /// Returns the first weak sign's place, unless a hit's own words are all there is.
    fn first(&self, hit: &[usize]) -> Option<usize> {
        self.places
            .iter()
            .find(|place| !hit.contains(place))
            .copied()
    }

    fn finding(&self, tokens: &[Token]) -> Option<Finding> {
        (self.points > 0).then(|| Finding {
            category: Category::Suicide,
            level: if self.points >= ALERT_POINTS {
                Level::High
            } else {
                Level::Review
            },
            evidence: spans(tokens, &self.places),
            rule: "weak_signs.suicide".to_owned(),
            about_other: false,
            reasons: vec![Reason::WeakSigns {
                points: self.points,
            }],
        })
    }
}

fn span(tokens: &[Token], place: usize) -> Option<Span> {
    tokens.get(place).map(|token| token.span)
}

/// Returns the tokens' bytes, neighbours in a sentence joined.
fn spans(tokens: &[Token], places: &BTreeSet<usize>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut last: Option<usize> = None;
    for place in places.iter().copied() {
        let Some(token) = tokens.get(place) else {
            continue;
        };
        let follows = last.and_then(|last| tokens.get(last).filter(|_| last + 1 == place));
        let joins = follows.is_some_and(|before| before.sentence == token.sentence);
        match spans.last_mut() {
            Some(open) if joins => open.end = token.span.end,
            Some(_) | None => spans.push(token.span),
        }
        last = Some(place);
    }
    spans
}
