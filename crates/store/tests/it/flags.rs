//! What flags know beyond one message: signs, reminders, shields, phrases; and what people found of a rule.

use crate::cast::{desk, inbound, maria, seconds};
use crate::clinic::{clinic, done};
use recado_domain::alert::calling::Called;
use recado_domain::alert::reminder::ReminderKind;
use recado_domain::alert::step::{AlertOutcome, WrongReason};
use recado_domain::alert::together::Together;
use recado_domain::alert::{AlertCategory, AlertLevel};
use recado_domain::channel::Side;
use recado_domain::id::{AlertId, PhraseId, ShieldId, StaffId};
use recado_domain::phrase::{PhraseFit, PhraseTongue};
use recado_store::clinic::alert_steps::{self, Step, StepAct};
use recado_store::clinic::alerts::{self, Acknowledged, Alert};
use recado_store::clinic::phrases::{self, Phrase};
use recado_store::clinic::seen::ProviderHash;
use recado_store::clinic::shields::{self, Shield};
use recado_store::clinic::signs::{self, Sign, SignKind};
use recado_store::clinic::{alert_parts, erasures, people, reminders};
use recado_store::conversations::event::NewMessage;
use recado_store::conversations::findings::{self, Verdicts};
use recado_store::conversations::messages::{self, MessageId};

const ANA: StaffId = StaffId(uuid::Uuid::from_u128(0xa1));

fn hash(number: u8) -> ProviderHash {
    ProviderHash([number; 16])
}

fn sign(kind: SignKind) -> Sign {
    Sign {
        message: hash(1),
        conversation: maria().conversation,
        at: seconds(60),
        calls: false,
        kind,
    }
}

fn alert(message: ProviderHash, level: AlertLevel) -> Alert {
    Alert {
        id: AlertId::generate(),
        conversation: maria().conversation,
        side: Side::Clinical,
        identity: maria().identity,
        message,
        level,
        category: AlertCategory::Suicide,
        about_other: false,
        raised_at: seconds(0),
        acknowledged: None,
        passed_to: None,
        called: Called::default(),
    }
}

#[test]
fn signs_come_back_once_and_the_live_copy_of_a_history_one_calls() {
    let (_folder, _, clinic) = clinic();
    let weak = SignKind::Weak {
        category: AlertCategory::Suicide,
        words: -7,
        points: 2,
        is_means: true,
    };
    let found = SignKind::Found(AlertCategory::Abuse, AlertLevel::High);
    for kind in [SignKind::Written, weak, found, SignKind::TakenBack] {
        assert!(done(&clinic, |tx| signs::add(tx, &sign(kind), seconds(90))));
        assert!(!done(&clinic, |tx| signs::add(
            tx,
            &sign(kind),
            seconds(99)
        )));
    }
    let live = Sign {
        calls: true,
        ..sign(weak)
    };
    assert!(done(&clinic, |tx| signs::add(tx, &live, seconds(99))));
    let of = |conversation| clinic.read(|c| signs::of_conversation(c, conversation));
    let kept = of(maria().conversation).unwrap();
    assert_eq!(kept.len(), 4);
    assert!(kept.contains(&live) && kept.contains(&sign(found)));
    assert_eq!(done(&clinic, |tx| signs::prune(tx, seconds(90))), 0);
    done(&clinic, |tx| {
        erasures::forget(tx, maria().identity, &[maria().conversation], seconds(0))
    });
    assert!(of(maria().conversation).unwrap().is_empty());
}

#[test]
fn an_open_alert_rises_and_one_that_is_taken_stays() {
    let (_folder, _, clinic) = clinic();
    let raised = alert(hash(1), AlertLevel::Review);
    done(&clinic, |tx| alerts::raise(tx, &raised));
    let called = Called {
        times: 1,
        last: Some(seconds(9)),
    };
    let rise = |level| {
        done(&clinic, |tx| {
            alert_parts::strengthen(tx, raised.id, level, called)
        })
    };
    assert!(rise(AlertLevel::High));
    assert!(!rise(AlertLevel::Today), "never down");
    let why = Together::WeakSigns;
    done(&clinic, |tx| {
        alert_parts::put(tx, raised.id, why, &[hash(2), hash(3)])
    });
    done(&clinic, |tx| {
        alert_parts::put(tx, raised.id, why, &[hash(3), hash(4)])
    });
    let found = clinic.read(|c| alerts::find(c, hash(1), AlertCategory::Suicide));
    let found = found.unwrap().unwrap();
    assert_eq!((found.level, found.called), (AlertLevel::High, called));
    let parts = clinic
        .read(|c| alert_parts::of_alert(c, raised.id))
        .unwrap();
    assert_eq!(parts, [hash(2), hash(3), hash(4)]);
    let kept = clinic.read(|c| alert_parts::why(c, raised.id)).unwrap();
    assert_eq!(kept, Some(Together::WeakSigns));
    let by = Acknowledged {
        by: ANA,
        name: "Ana Reis".into(),
        at: seconds(10),
    };
    done(&clinic, |tx| alerts::acknowledge(tx, raised.id, &by));
    assert!(!rise(AlertLevel::Urgent));
}

#[test]
fn what_is_watched_tells_of_words_contacts_and_calls() {
    let (_folder, _, clinic) = clinic();
    let person = people::Person {
        identity: maria().identity,
        side: Side::Clinical,
        is_patient: true,
    };
    let channel = maria().channel;
    let indexed = done(&clinic, |tx| {
        people::put(tx, &person, seconds(0))?;
        people::conversation(tx, maria().identity, channel, Side::Clinical)
    });
    let raised = Alert {
        conversation: indexed.conversation,
        ..alert(hash(1), AlertLevel::Urgent)
    };
    let calm = Alert {
        conversation: indexed.conversation,
        ..alert(hash(2), AlertLevel::Today)
    };
    done(&clinic, |tx| alerts::raise(tx, &raised));
    done(&clinic, |tx| alerts::raise(tx, &calm));
    let watched = || clinic.read(|c| reminders::watched(c, seconds(0))).unwrap();
    assert_eq!(watched().len(), 1, "only what is high or urgent");
    assert_eq!((watched()[0].written, watched()[0].contact), (None, None));
    done(&clinic, |tx| {
        signs::note_written(tx, indexed.conversation, seconds(7))
    });
    done(&clinic, |tx| {
        signs::note_written(tx, indexed.conversation, seconds(5))
    });
    let step = |act, at| Step {
        staff: ANA,
        name: "Ana Reis".into(),
        at: seconds(at),
        act,
    };
    let tried = step(StepAct::Outcome(AlertOutcome::NoAnswer), 20);
    done(&clinic, |tx| alert_steps::add(tx, raised.id, &tried));
    done(&clinic, |tx| {
        reminders::set_called(tx, raised.id, ReminderKind::Silence, seconds(30))
    });
    let one = watched().remove(0);
    assert_eq!(one.written, Some(seconds(7)));
    assert_eq!(
        (one.tried, one.contact, one.ended),
        (Some(seconds(20)), None, None)
    );
    assert_eq!(
        (one.silence.times, one.silence.last),
        (1, Some(seconds(30)))
    );
    // A contact that stands on another flag of the same conversation is one with this person.
    let spoke = step(StepAct::Outcome(AlertOutcome::Spoke), 40);
    done(&clinic, |tx| alert_steps::add(tx, calm.id, &spoke));
    let one = watched().remove(0);
    assert_eq!((one.contact, one.ended), (Some(seconds(40)), None));
    done(&clinic, |tx| alert_steps::add(tx, raised.id, &spoke));
    assert_eq!(watched()[0].ended, Some(seconds(40)));
    let settle = |name| {
        done(&clinic, |tx| {
            reminders::settle(tx, raised.id, (ANA, name), seconds(50))
        })
    };
    assert!(settle("Ana Reis") && !settle("Rui Sá"));
    assert!(watched()[0].is_followed_up);
    done(&clinic, |tx| {
        alert_steps::add(tx, raised.id, &step(StepAct::Wrong(WrongReason::Past), 60))
    });
    assert!(watched()[0].is_wrong);
}

#[test]
fn a_shield_knows_exactly_its_words_and_its_person() {
    let (_folder, _, clinic) = clinic();
    let key = clinic.index_key();
    let words = key.words_hash(maria().identity, "es.suicide.3.1", "me muero");
    let shield = Shield {
        id: ShieldId::generate(),
        words,
        identity: maria().identity,
        alert: AlertId::generate(),
        rule: "es.suicide.3.1".into(),
        reason: WrongReason::MannerOfSpeaking,
        staff: ANA,
        staff_name: "Ana Reis".into(),
        at: seconds(0),
        until: seconds(100),
    };
    done(&clinic, |tx| shields::put(tx, &shield));
    let again = Shield {
        id: ShieldId::generate(),
        until: seconds(200),
        ..shield.clone()
    };
    done(&clinic, |tx| shields::put(tx, &again));
    let until = |words| clinic.read(|c| shields::until(c, words)).unwrap();
    assert_eq!(until(words), Some(seconds(200)));
    let somebody = recado_domain::id::IdentityId::generate();
    assert_eq!(
        until(key.words_hash(somebody, "es.suicide.3.1", "me muero")),
        None
    );
    assert_eq!(
        until(key.words_hash(maria().identity, "es.suicide.3.2", "me muero")),
        None
    );
    assert_ne!(key.words_number("adios"), key.words_number("adeus"));
    let at_work = |now| clinic.read(|c| shields::at_work(c, now)).unwrap();
    assert_eq!(at_work(seconds(199)), std::slice::from_ref(&again));
    assert!(at_work(seconds(200)).is_empty());
    assert_eq!(
        done(&clinic, |tx| shields::remove(tx, again.id)),
        Some(again.alert)
    );
    assert_eq!(done(&clinic, |tx| shields::remove(tx, again.id)), None);
    let ana = (ANA, "Ana Reis");
    assert!(done(&clinic, |tx| shields::lower(
        tx,
        "es.suicide.2.1",
        ana,
        seconds(1)
    )));
    assert!(!done(&clinic, |tx| shields::lower(
        tx,
        "es.suicide.2.1",
        ana,
        seconds(1)
    )));
    let lowered = clinic.read(shields::lowered).unwrap();
    assert!(lowered.contains("es.suicide.2.1"));
    assert!(done(&clinic, |tx| shields::restore(tx, "es.suicide.2.1")));
    assert!(!done(&clinic, |tx| shields::restore(tx, "es.suicide.2.1")));
}

#[test]
fn phrases_are_kept_changed_and_removed() {
    let (_folder, _, clinic) = clinic();
    let phrase = Phrase {
        id: PhraseId::generate(),
        words: "la llave de Tomás".into(),
        language: PhraseTongue::Spanish,
        fit: PhraseFit::WithGap,
        category: AlertCategory::Abuse,
        level: AlertLevel::High,
        changed_by: ANA,
        changed_name: "Ana Reis".into(),
        changed_at: seconds(0),
    };
    done(&clinic, |tx| phrases::put(tx, &phrase));
    let changed = Phrase {
        level: AlertLevel::Urgent,
        changed_at: seconds(5),
        ..phrase.clone()
    };
    done(&clinic, |tx| phrases::put(tx, &changed));
    assert_eq!(clinic.read(phrases::all).unwrap(), [changed]);
    assert!(done(&clinic, |tx| phrases::remove(tx, phrase.id)));
    assert!(!done(&clinic, |tx| phrases::remove(tx, phrase.id)));
}

#[test]
fn findings_have_their_version_their_messages_and_verdicts() {
    let desk = desk();
    let flagged = NewMessage {
        findings: Some("[]".into()),
        ..inbound(&maria(), "m.1", "no puedo más", seconds(0))
    };
    desk.write(flagged);
    desk.write(inbound(&maria(), "m.2", "hola", seconds(60)));
    let find = |id: &str| {
        let channel = maria().channel;
        desk.store
            .read(|c| messages::find(c, channel, id))
            .unwrap()
            .unwrap()
    };
    for id in ["m.1", "m.2"] {
        desk.write_as(|tx| findings::note_engine(tx, find(id), "0.1.0+abc"));
    }
    let engine = |id: &str| desk.store.read(|c| findings::engine(c, find(id))).unwrap();
    assert_eq!(engine("m.1").as_deref(), Some("0.1.0+abc"));
    assert_eq!(engine("m.2"), None, "nothing was found in it");
    let told = desk
        .store
        .read(|c| findings::told(c, maria().conversation, seconds(-9), seconds(9)))
        .unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!((&*told[0].provider_id, told[0].at), ("m.1", seconds(0)));
    let words = |after, since| {
        let read = desk
            .store
            .read(|c| findings::written(c, after, since, 9))
            .unwrap();
        read.into_iter().map(|(_, words)| words).collect::<Vec<_>>()
    };
    assert_eq!(words(MessageId(0), seconds(-9)), ["no puedo más", "hola"]);
    assert_eq!(words(find("m.1"), seconds(-9)), ["hola"]);
    assert_eq!(words(MessageId(0), seconds(30)), ["hola"]);
    let (one, two) = (AlertId::generate(), AlertId::generate());
    let judge = |alert, is_right| {
        let rules = ["es.suicide.1.1".to_owned()];
        let conversation = maria().conversation;
        desk.write_as(|tx| findings::judge(tx, alert, conversation, &rules, is_right, seconds(9)));
    };
    judge(one, true);
    judge(one, false);
    judge(two, true);
    let verdicts = desk.store.read(findings::verdicts).unwrap();
    let expected = Verdicts { right: 1, wrong: 1 };
    assert_eq!(verdicts.get("es.suicide.1.1"), Some(&expected));
}
