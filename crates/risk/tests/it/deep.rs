//! The second reader's deep half, by what it says of texts.

use super::figures::{ROUTINE, UNTUNED};
use super::labelled::{Figures, lines};
use super::legible::FRENCH;
use recado_risk::{Category, Engine, Level, Reason};
use std::time::{Duration, Instant};

#[test]
fn unusual_words_that_no_line_holds_are_heard() {
    let engine = Engine::starter();
    for text in [
        "I've labelled the boxes so nobody has to argue over my records once I'm out of the picture",
        "He took my keys again and says next time I won't be walking out of the kitchen",
        "Dejé la jaula abierta para que el canario no dependa de mí a partir del domingo",
        "Desde anoche la niña está blandita, no quiere teta y no llora, solo me mira",
        "Já tratei de tudo no banco e escrevi a cada filho. Amanhã ninguém precisa de me ligar.",
        "Ele fecha a porta do meu quarto por dentro quando a mãe sai para o turno",
        "Μοίρασα τα βιβλία μου στους φίλους, εκεί που πάω δεν θα τα χρειαστώ",
        "Ο παππούς μιλάει ξαφνικά σαν μεθυσμένος και το χέρι του κρέμεται",
    ] {
        let found = engine.assess_deeply(text);
        assert!(found.level() >= Some(Level::Today), "{text}: {found:?}");
    }
}

#[test]
fn an_ordinary_text_is_left_alone() {
    let engine = Engine::starter();
    for text in [
        "",
        "🙂",
        "Good morning, could I move my appointment to Thursday afternoon?",
        "Hola, ¿me pueden mandar la factura de la limpieza de ayer? Gracias",
        "Bom dia! Já encontrei os óculos, estavam no carro. Até sexta",
        "Καλημέρα, θα αργήσω δέκα λεπτά, έχει κίνηση στη λεωφόρο",
    ] {
        let found = engine.assess_deeply(text);
        assert!(found.level().is_none(), "{text}: {found:?}");
    }
}

#[test]
fn figures_on_lines_that_nothing_learnt_hold_deeply() {
    let engine = Engine::starter();
    let all = Figures::by(|text| engine.assess_deeply(text), lines(&UNTUNED).iter());
    all.print("untuned lines, deeply");
    assert!(all.recall >= 0.85);
    assert!(all.surfaced >= 0.92);
    assert!(all.hard_negative_alerts <= 0.05);
}

/// Nobody taught the network French, and the quick half does not count there.
#[test]
fn french_is_heard_by_the_network_alone() {
    let engine = Engine::starter();
    let all = Figures::by(
        |text| engine.assess_deeply(text),
        lines(&[("fr", FRENCH)]).iter(),
    );
    all.print("French, deeply");
    assert!(all.recall >= 0.75);
    assert!(all.surfaced >= 0.88);
    assert!(all.hard_negative_alerts <= 0.05);
    let found = engine.assess_deeply("Mon mari me frappe devant les enfants");
    let finding = found.findings.first().expect("a finding");
    assert_eq!(finding.category, Category::Abuse);
    assert_eq!(finding.evidence.len(), 1, "the network names no words");
}

/// What the quick half makes of letters that it has never seen is chance.
#[test]
fn another_alphabet_raises_nothing() {
    let engine = Engine::starter();
    for text in [
        "أريد تغيير موعدي من الثلاثاء إلى الخميس",
        "Хочу перенести приём на четверг",
    ] {
        assert_eq!(engine.assess_deeply(text).level(), None, "{text}");
        assert_eq!(engine.assess(text).level(), None, "{text}");
    }
}

/// Nor does it hide what stands beside it in ours.
#[test]
fn words_in_another_alphabet_hide_nothing() {
    let engine = Engine::starter();
    for text in [
        "Ele fecha a porta do meu quarto por dentro quando a mãe sai para o turno",
        "Μοίρασα τα βιβλία μου στους φίλους, εκεί που πάω δεν θα τα χρειαστώ",
        "I've labelled the boxes so nobody has to argue over my records once I'm out of the picture",
    ] {
        let beside = format!("صباح الخير {text}");
        let alone = engine.assess_deeply(text).level();
        assert!(alone >= Some(Level::Today));
        assert!(engine.assess_deeply(&beside).level() >= alone, "{beside}");
        assert!(!engine.can_read(&beside));
    }
}

#[test]
fn capitals_cost_little_deeply() {
    let engine = Engine::starter();
    let shouted = |text: &str| engine.assess_deeply(&text.to_uppercase());
    let all = Figures::by(shouted, lines(&UNTUNED).iter());
    all.print("untuned lines, deeply and in capitals");
    assert!(all.recall >= 0.83);
    assert!(all.hard_negative_alerts <= 0.07);
}

#[test]
fn an_ordinary_day_is_quiet_deeply() {
    let engine = Engine::starter();
    // Each fourth: all of them take a minute.
    let lines: Vec<_> = lines(&ROUTINE).into_iter().step_by(4).collect();
    let levels = lines
        .iter()
        .map(|line| engine.assess_deeply(line.text).level());
    let levels: Vec<Level> = levels.flatten().collect();
    let alerts = levels
        .iter()
        .filter(|level| **level >= Level::Today)
        .count();
    println!(
        "{} lines, {alerts} alerts, {} in all",
        lines.len(),
        levels.len()
    );
    assert!(alerts <= 2);
    assert!(levels.len() * 1000 <= lines.len() * 45);
}

#[test]
fn what_rules_raise_is_left_alone() {
    let rules = Engine::starter().with_reader(None);
    let engine = Engine::starter();
    for line in lines(&UNTUNED).iter().step_by(3) {
        let by_rules = rules.assess(line.text);
        let deeply = engine.assess_deeply(line.text);
        assert!(deeply.level() >= by_rules.level(), "{}", line.text);
        let kept = deeply
            .findings
            .iter()
            .filter(|finding| !finding.reasons.contains(&Reason::SecondReader));
        assert_eq!(
            kept.cloned().collect::<Vec<_>>(),
            by_rules.findings,
            "{}",
            line.text
        );
    }
}

#[test]
fn a_bare_denial_goes_to_review() {
    let engine = Engine::starter();
    for text in [
        "I don't want to die",
        "I'm not going to kill myself, don't worry",
        "No quiero morir",
        "nunca pensei em me matar",
        "Δεν θέλω να πεθάνω",
        "δεν σκέφτομαι να αυτοκτονήσω",
    ] {
        let found = engine.assess_deeply(text);
        assert_eq!(found.level(), Some(Level::Review), "{text}: {found:?}");
    }
}

#[test]
fn the_last_sentence_of_a_long_message_is_heard() {
    let engine = Engine::starter();
    let rules = Engine::starter().with_reader(None);
    let around =
        "Χθες φάγαμε στη θεία μου και μιλήσαμε για τον κήπο και τους καινούργιους γείτονες. "
            .repeat(60);
    let last = "Μοίρασα τα βιβλία μου στους φίλους, εκεί που πάω δεν θα τα χρειαστώ.";
    let text = format!("{around}{last}");
    assert!(rules.assess(&text).level() < Some(Level::Today));
    assert!(engine.assess_deeply(&text).level() >= Some(Level::Today));
    assert!(engine.assess_deeply(&around).level() < Some(Level::Today));
}

/// An ordinary sentence before, and one behind.
fn among_ordinary_words(language: &str, text: &str) -> String {
    let (before, behind) = match language {
        "el" => (
            "Καλησπέρα σας, το παιδί συνήθισε τα σιδεράκια και τρώει κανονικά.",
            "Θα ήθελα και να αλλάξω το ραντεβού της Τρίτης για την Πέμπτη το απόγευμα.",
        ),
        "en" => (
            "Good evening, the boy has got used to his braces and eats as he did.",
            "I would also like to move the Tuesday appointment to Thursday afternoon.",
        ),
        "es" => (
            "Buenas tardes, el niño ya se acostumbró a los brackets y come bien.",
            "También quisiera cambiar la cita del martes al jueves por la tarde.",
        ),
        _ => (
            "Boa tarde, o menino já se habituou ao aparelho e come bem.",
            "Também queria mudar a consulta de terça para quinta à tarde.",
        ),
    };
    format!("{before}\n{text}\n{behind}")
}

#[test]
fn ordinary_sentences_around_it_hide_nothing() {
    let engine = Engine::starter();
    for line in lines(&UNTUNED) {
        if line.severity >= 3 {
            let alone = engine.assess_deeply(line.text).level();
            let among = among_ordinary_words(line.language, line.text);
            assert!(engine.assess_deeply(&among).level() >= alone, "{among}");
        }
    }
}

#[test]
fn a_hostile_text_ends() {
    let engine = Engine::starter();
    let start = Instant::now();
    for text in [
        "what if nobody stays ".repeat(3_000),
        "ж\u{301}".repeat(10_000),
    ] {
        assert!(engine.deep_scores(&text, |_| true).is_some());
    }
    let took = start.elapsed();
    assert!(took < Duration::from_secs(60), "{took:?}");
}
