//! What people of two computers say of a conversation ends the same on both, whatever reaches them first and however
//! often; what the contact wrote and nobody had seen stays in sight.

use crate::cast::{Desk, desk, inbound, maria, seconds};
use proptest::prelude::*;
use recado_domain::conversation::ConversationState::{self, Open, Resolved, Snoozed};
use recado_domain::id::{DeviceId, StaffId};
use recado_domain::time::UnixMs;
use recado_domain::together::Heard;
use recado_store::conversations::event::Failure;
use recado_store::conversations::together::work::{
    AssignedWord, Somebody, StateWord, WorkElsewhere, hear, hear_unread, said_here, unread_from,
};
use recado_store::conversations::together::{self, About};
use recado_store::conversations::{sending, state, work};
use uuid::Uuid;

const ANA: StaffId = StaffId(Uuid::from_u128(0xa1));
const BEA: StaffId = StaffId(Uuid::from_u128(0xb2));
const HERE: DeviceId = DeviceId(Uuid::from_u128(0xd1));

fn device(number: u128) -> DeviceId {
    DeviceId(Uuid::from_u128(0xd1 + number))
}

fn somebody(id: StaffId, name: &str, is_here: bool) -> Somebody {
    let name = name.into();
    Somebody { id, name, is_here }
}

fn word(on: u128) -> WorkElsewhere {
    WorkElsewhere {
        conversation: maria().conversation,
        on: device(on),
        here: HERE,
        assigned: None,
        state: None,
    }
}

/// As if one message had been heard.
fn put(state: ConversationState, at: UnixMs) -> StateWord {
    StateWord {
        state,
        until: (state == Snoozed).then(|| seconds(9000)),
        by: (state != Open).then(|| somebody(BEA, "Bea", false)),
        at,
        heard: Heard {
            until: Some(seconds(0)),
            lately: 1,
        },
    }
}

fn desk_with_one() -> Desk {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", seconds(0)));
    desk
}

fn tell(desk: &Desk, word: &WorkElsewhere) {
    desk.write_as(|tx| hear(tx, word, seconds(500)));
}

fn stands(desk: &Desk) -> (ConversationState, work::Work) {
    let conversation = desk.conversation(&maria());
    (conversation.state, conversation.work)
}

fn words() -> impl Strategy<Value = Vec<WorkElsewhere>> {
    let one =
        (1..3_u128, 0..4_i64, 0..3_usize, any::<bool>()).prop_map(|(on, at, what, is_here)| {
            let at = seconds(100 + at);
            let state = [Open, Snoozed, Resolved][what];
            // One computer says one thing at one instant.
            let is_here = is_here && on == 1;
            WorkElsewhere {
                assigned: Some(AssignedWord {
                    to: (what > 0).then(|| somebody(BEA, "Bea", is_here)),
                    by: somebody(BEA, "Bea", is_here),
                    at,
                }),
                state: Some(put(state, at)),
                ..word(on)
            }
        });
    prop::collection::vec(one, 1..6).prop_map(|mut all| {
        all.sort_by_key(|it| (it.on, it.state.as_ref().map(|it| it.at)));
        all.dedup_by_key(|it| (it.on, it.state.as_ref().map(|it| it.at)));
        all
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn words_of_several_computers_end_the_same_in_any_order(
        (all, shuffled) in words().prop_flat_map(|all| {
            let again = all.iter().chain(&all).cloned().collect::<Vec<_>>();
            (Just(all), Just(again).prop_shuffle())
        }),
        own_at in prop::option::of(100..104_i64),
    ) {
        let (one, other) = (desk_with_one(), desk_with_one());
        for desk in [&one, &other] {
            if let Some(at) = own_at {
                desk.write_as(|tx| work::assign(tx, maria().conversation, Some(ANA), ANA, seconds(at)));
                desk.write_as(|tx| work::resolve(tx, maria().conversation, ANA, seconds(at)));
            }
        }
        all.iter().for_each(|word| tell(&one, word));
        shuffled.iter().for_each(|word| tell(&other, word));
        prop_assert_eq!(stands(&one), stands(&other));
    }

    /// A message that whoever resolved it had not seen opens it, whichever comes first.
    #[test]
    fn what_nobody_had_seen_stays_in_sight(is_first in any::<bool>(), later in 0..3_i64) {
        let desk = desk_with_one();
        let resolved = WorkElsewhere { state: Some(put(Resolved, seconds(100))), ..word(1) };
        let arrives = || desk.write(inbound(&maria(), "m.2", "ainda dói", seconds(later)));
        if is_first { arrives(); }
        tell(&desk, &resolved);
        if !is_first {
            prop_assert_eq!(stands(&desk).0, Resolved);
            arrives();
        }
        prop_assert_eq!(stands(&desk).0, Open);
        // Said again by somebody who knows it, it is put away.
        let mut knows = put(Resolved, seconds(101));
        knows.heard = Heard { until: Some(seconds(later)), lately: 2 };
        tell(&desk, &WorkElsewhere { state: Some(knows), ..word(1) });
        prop_assert_eq!(stands(&desk).0, Resolved);
    }
}

/// What has yet to leave from here was not known there: it stays in sight.
#[test]
fn a_reply_that_waits_here_is_not_put_away_from_afar() {
    let desk = desk_with_one();
    desk.reply(&maria(), "já vai", seconds(50));
    let resolved = WorkElsewhere {
        state: Some(put(Resolved, seconds(100))),
        ..word(1)
    };
    tell(&desk, &resolved);
    assert_eq!(stands(&desk).0, Open);
}

/// What did not reach the contact is not done, until something later has left.
#[test]
fn a_reply_that_failed_here_is_not_put_away_from_afar() {
    let desk = desk_with_one();
    let resolved = |at| WorkElsewhere {
        state: Some(put(Resolved, at)),
        ..word(1)
    };
    let (outbox, _) = desk.reply(&maria(), "já vai", seconds(50));
    let refused = Failure {
        code: 131_026,
        reason: "other".into(),
    };
    desk.write_as(|tx| sending::mark_failed(tx, outbox, &refused));
    tell(&desk, &resolved(seconds(100)));
    assert_eq!(stands(&desk).0, Open);
    let (outbox, _) = desk.reply(&maria(), "outra vez", seconds(150));
    desk.write_as(|tx| sending::mark_sent(tx, outbox, "m.2"));
    tell(&desk, &resolved(seconds(200)));
    assert_eq!(stands(&desk).0, Resolved);
}

#[test]
fn who_signs_in_elsewhere_only_keeps_what_they_hold_until_somebody_says_otherwise() {
    let desk = desk_with_one();
    let to = |who: Somebody, at| WorkElsewhere {
        assigned: Some(AssignedWord {
            to: Some(who),
            by: somebody(BEA, "Bea", false),
            at,
        }),
        ..word(1)
    };
    tell(&desk, &to(somebody(BEA, "Bea", false), seconds(100)));
    let held = stands(&desk).1;
    assert_eq!(
        (held.assignee, held.assignee_name.as_deref()),
        (Some(BEA), Some("Bea"))
    );
    assert_eq!(held.assigned_name.as_deref(), Some("Bea"));
    assert!(
        desk.write_as(|tx| work::keep_assigned_to(tx, &[]))
            .is_empty()
    );
    // Somebody of here who leaves does not.
    tell(&desk, &to(somebody(ANA, "Ana", true), seconds(101)));
    assert_eq!(stands(&desk).1.assignee_name, None);
    let gone = desk.write_as(|tx| work::keep_assigned_to(tx, &[]));
    assert_eq!(gone.len(), 1);
    // A clock that is behind does not undo what is said here.
    desk.write_as(|tx| work::assign(tx, maria().conversation, Some(ANA), ANA, seconds(1)));
    tell(&desk, &to(somebody(BEA, "Bea", false), seconds(101)));
    let held = stands(&desk).1;
    assert_eq!((held.assignee, held.assigned_name), (Some(ANA), None));
}

#[test]
fn what_is_said_here_is_told_once_as_it_stands_and_what_was_heard_is_not() {
    let desk = desk_with_one();
    let conversation = maria().conversation;
    let queued = || desk.store.read(|conn| together::queued(conn, 9)).unwrap();
    let said = || {
        desk.store
            .read(|conn| said_here(conn, conversation))
            .unwrap()
    };
    assert_eq!(said(), (None, None));
    let resolved = WorkElsewhere {
        state: Some(put(Resolved, seconds(100))),
        ..word(1)
    };
    tell(&desk, &resolved);
    assert!(queued().is_empty());
    assert_eq!(said(), (None, None));
    desk.write_as(|tx| work::assign(tx, conversation, Some(BEA), ANA, seconds(110)));
    desk.write_as(|tx| work::bring_back(tx, conversation, seconds(90)));
    desk.write_as(|tx| work::put_off(tx, conversation, seconds(9000), ANA, seconds(120)));
    let one = queued();
    assert_eq!(one.len(), 1);
    assert_eq!(one[0].about, About::Work(conversation));
    let (assigned, state) = said();
    let (assigned, state) = (assigned.unwrap(), state.unwrap());
    assert_eq!(assigned.to.map(|to| to.id), Some(BEA));
    assert_eq!((state.state, state.at), (Snoozed, seconds(120)));
    let heard = Heard {
        until: Some(seconds(0)),
        lately: 1,
    };
    assert_eq!(state.heard, heard);
}

/// Two computers, and what each queued: marked unread here, read there before anybody knew of the mark.
#[test]
fn a_mark_wins_over_a_reading_that_did_not_know_of_it() {
    let (here, there) = (desk_with_one(), desk_with_one());
    let conversation = maria().conversation;
    let last = |desk: &Desk| desk.conversation(&maria()).last.unwrap().id;
    let (one, other) = (last(&here), last(&there));
    here.write_as(|tx| state::mark_read(tx, conversation, one));
    here.write_as(|tx| work::mark_unread(tx, conversation, None));
    let queued = here.store.read(|conn| together::queued(conn, 9)).unwrap();
    assert_eq!(queued.len(), 1);
    assert_eq!(queued[0].about, About::Unread(conversation));
    let mark = here.store.read(|conn| unread_from(conn, conversation));
    let mark = mark.unwrap().unwrap();
    assert_eq!((mark.provider_id.as_str(), mark.turn), ("m.1", 1));
    there.write_as(|tx| state::mark_read(tx, conversation, other));
    let unread = |desk: &Desk| desk.conversation(&maria()).unread;
    here.write_as(|tx| together::mark_read(tx, maria().channel, "m.1", 0));
    for _ in 0..2 {
        there.write_as(|tx| hear_unread(tx, maria().channel, &mark));
        assert_eq!((unread(&here), unread(&there)), (1, 1));
    }
    // Read by somebody who knew of it, it is read; and the mark that is played again changes nothing.
    there.write_as(|tx| state::mark_read(tx, conversation, other));
    here.write_as(|tx| together::mark_read(tx, maria().channel, "m.1", 1));
    there.write_as(|tx| hear_unread(tx, maria().channel, &mark));
    assert_eq!((unread(&here), unread(&there)), (0, 0));
}
