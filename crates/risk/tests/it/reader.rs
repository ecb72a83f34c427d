//! What the second reader may do, and what its file must be.

use recado_risk::{Engine, HEADS, Level, Model, ReaderFault, Reason, Thresholds};

use crate::figures::DEVSET;
use crate::labelled::lines;

const WEIGHTS: &[u8] = include_bytes!("../../data/reader.weights");

#[test]
fn the_reader_only_raises_and_says_with_which_words() {
    let rules = Engine::starter().with_reader(None);
    let both = Engine::starter();
    let mut raised = 0;
    for line in lines(&DEVSET).iter().step_by(3) {
        let (without, with) = (rules.assess(line.text), both.assess(line.text));
        assert!(with.level() >= without.level(), "{}", line.text);
        for finding in &without.findings {
            assert!(with.findings.contains(finding), "{}", line.text);
        }
        for finding in with
            .findings
            .iter()
            .filter(|finding| !without.findings.contains(finding))
        {
            raised += 1;
            assert_eq!(finding.reasons, [Reason::SecondReader]);
            assert!(finding.rule.starts_with("reader.") && !finding.evidence.is_empty());
        }
    }
    assert!(raised > 0);
}

#[test]
fn a_sentence_beside_never_makes_the_reader_see_less() {
    let engine = Engine::starter();
    for line in lines(&DEVSET).iter().step_by(11) {
        let level = engine.assess(line.text).level();
        for longer in [
            format!("{}\n\nThe bus was late.", line.text),
            format!("Καλησπέρα σας.\n\n{}", line.text),
        ] {
            assert!(engine.assess(&longer).level() >= level, "{longer}");
        }
    }
}

#[test]
fn weights_come_back_as_they_were_written_and_nothing_else_is_taken_for_them() {
    let model = Model::from_bytes(WEIGHTS).unwrap();
    assert_eq!(model.to_bytes(), WEIGHTS);
    for broken in [
        &WEIGHTS[..WEIGHTS.len() - 1],
        &WEIGHTS[1..],
        b"RDR3".as_slice(),
        b"".as_slice(),
    ] {
        assert_eq!(
            Model::from_bytes(broken).unwrap_err(),
            ReaderFault::Unreadable
        );
    }
}

#[test]
fn quantising_keeps_a_score_close() {
    let mut rows = vec![[0.0; HEADS]; 256];
    rows[3] = [1.0; HEADS];
    rows[9] = [-0.37; HEADS];
    let model = Model::quantised(8, &rows, [0.25; HEADS]);
    let (score, urgency) = model.score(&[(3, 0.6), (9, 0.8)]);
    assert!((score - (0.25 + 0.6 - 0.37 * 0.8)).abs() < 0.01, "{score}");
    assert!((urgency - score).abs() < 0.001, "{urgency}");
}

#[test]
fn a_text_that_rules_lowered_is_never_urgent_by_the_reader() {
    let model =
        Model::quantised(8, &[[0.0; HEADS]; 256], [0.0; HEADS]).with_thresholds(Thresholds {
            review: 1.0,
            alert: 2.0,
            alert_if_lowered: 3.0,
            urgent: 0.5,
        });
    for (score, urgency, is_lowered, level) in [
        (0.9, 9.0, false, None),
        (1.0, 9.0, false, Some(Level::Review)),
        (2.0, 0.4, false, Some(Level::High)),
        (2.0, 0.5, false, Some(Level::Urgent)),
        (2.0, 9.0, true, Some(Level::Review)),
        (3.0, 9.0, true, Some(Level::High)),
    ] {
        assert_eq!(
            model.thresholds().level(score, urgency, is_lowered),
            level,
            "{score} {urgency}"
        );
    }
}
