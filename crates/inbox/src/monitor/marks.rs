//! From what the risk engine found to what the window marks.

use crate::view::thread::MarkView;
use recado_domain::alert::{AlertCategory, AlertLevel};
use recado_risk::{Category, Finding, Level, Reason};

/// Returns the clinic's word for a level.
pub(crate) fn level(level: Level) -> AlertLevel {
    match level {
        Level::Review => AlertLevel::Review,
        Level::Today => AlertLevel::Today,
        Level::High => AlertLevel::High,
        Level::Urgent => AlertLevel::Urgent,
    }
}

/// Returns the clinic's word for a category.
pub(crate) fn category(category: Category) -> AlertCategory {
    match category {
        Category::Suicide => AlertCategory::Suicide,
        Category::SelfHarm => AlertCategory::SelfHarm,
        Category::HarmOthers => AlertCategory::HarmOthers,
        Category::Abuse => AlertCategory::Abuse,
        Category::Medical => AlertCategory::Medical,
    }
}

/// Returns whether somebody should look at a finding by itself: a farewell or a thank-you alone is a weak sign, which
/// counts only together with others.
pub(crate) fn calls_for_a_look(finding: &Finding) -> bool {
    let is_weak = finding
        .reasons
        .iter()
        .any(|reason| matches!(reason, Reason::WeakSigns { .. }));
    !(is_weak && finding.level == Level::Review)
}

/// Returns the most severe finding of each category, the most severe first.
pub(crate) fn worst_by_category(findings: &[Finding]) -> Vec<&Finding> {
    let mut worst: Vec<&Finding> = Vec::new();
    for finding in findings.iter().filter(|finding| calls_for_a_look(finding)) {
        match worst
            .iter_mut()
            .find(|known| known.category == finding.category)
        {
            Some(known) if finding.level > known.level => *known = finding,
            Some(_) => {}
            None => worst.push(finding),
        }
    }
    worst.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    worst
}

/// Returns the words to mark, as UTF-16 ranges, in order and without overlap.
pub(crate) fn marks(text: &str, findings: &[Finding]) -> Vec<MarkView> {
    let mut spans: Vec<(usize, usize, AlertLevel)> = findings
        .iter()
        .filter(|finding| calls_for_a_look(finding))
        .flat_map(|finding| {
            finding
                .evidence
                .iter()
                .map(|span| (span.start, span.end, level(finding.level)))
        })
        .filter(|(start, end, _)| {
            start < end && text.is_char_boundary(*start) && text.is_char_boundary(*end)
        })
        .collect();
    spans.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
    let mut merged: Vec<(usize, usize, AlertLevel)> = Vec::new();
    for (start, end, severity) in spans {
        match merged.last_mut() {
            Some(last) if start <= last.1 => {
                last.1 = last.1.max(end);
                last.2 = last.2.max(severity);
            }
            Some(_) | None => merged.push((start, end, severity)),
        }
    }
    let units =
        |byte: usize| u32::try_from(text[..byte].encode_utf16().count()).unwrap_or(u32::MAX);
    merged
        .into_iter()
        .map(|(start, end, level)| MarkView {
            start: units(start),
            end: units(end),
            level,
        })
        .collect()
}

/// Returns the words themselves, for the banner.
pub(crate) fn words(text: &str, findings: &[Finding]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for finding in worst_by_category(findings) {
        for span in &finding.evidence {
            if let Some(word) = text.get(span.start..span.end)
                && !words.iter().any(|known| known == word)
            {
                words.push(word.to_owned());
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use recado_risk::Span;

    fn finding(category: Category, level: Level, spans: &[(usize, usize)]) -> Finding {
        Finding {
            category,
            level,
            evidence: spans
                .iter()
                .map(|(start, end)| Span {
                    start: *start,
                    end: *end,
                })
                .collect(),
            rule: "test".into(),
            about_other: false,
            reasons: Vec::new(),
        }
    }

    #[test]
    fn marks_count_as_javascript_does_and_do_not_overlap() {
        // "🙂 não quero": the emoji is two UTF-16 units and four bytes, "ã" two bytes.
        let text = "🙂 não quero";
        let findings = [
            finding(Category::Suicide, Level::High, &[(5, 9), (9, 15)]),
            finding(Category::Medical, Level::Review, &[(10, 15)]),
        ];
        assert_eq!(
            marks(text, &findings),
            [MarkView {
                start: 3,
                end: 12,
                level: AlertLevel::High
            }]
        );
    }

    #[test]
    fn a_thank_you_alone_marks_nothing() {
        let mut weak = finding(Category::Suicide, Level::Review, &[(0, 7)]);
        weak.reasons = vec![Reason::WeakSigns { points: 2 }];
        assert!(marks("gracias por todo", std::slice::from_ref(&weak)).is_empty());
        assert!(worst_by_category(std::slice::from_ref(&weak)).is_empty());
        weak.level = Level::High;
        assert_eq!(worst_by_category(&[weak]).len(), 1);
    }

    #[test]
    fn a_span_beside_the_text_marks_nothing() {
        assert!(
            marks(
                "não",
                &[finding(Category::Abuse, Level::Today, &[(2, 3), (0, 90)])]
            )
            .is_empty()
        );
    }

    #[test]
    fn the_worst_of_each_category_stands_first() {
        let findings = [
            finding(Category::Medical, Level::Review, &[]),
            finding(Category::Suicide, Level::Review, &[]),
            finding(Category::Suicide, Level::Urgent, &[]),
        ];
        let worst = worst_by_category(&findings);
        assert_eq!(worst.len(), 2);
        assert_eq!(
            (worst[0].category, worst[0].level),
            (Category::Suicide, Level::Urgent)
        );
    }
}
