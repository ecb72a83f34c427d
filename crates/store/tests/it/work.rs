//! Working together: who holds what, what is put away and comes back, unread again, and whose draft it is.

use crate::cast::{Desk, desk, echo, inbound, maria, nikos, seconds};
use recado_domain::alert::AlertLevel;
use recado_domain::conversation::ConversationState;
use recado_domain::id::StaffId;
use recado_domain::message::MessageKind;
use recado_domain::time::UnixMs;
use recado_store::conversations::drafts::{self, Author};
use recado_store::conversations::event::{Contact, Failure, NewMessage};
use recado_store::conversations::list::{List, ListFilter, ListQuery, list};
use recado_store::conversations::{sending, state, work};
use recado_store::error::StoreError;
use uuid::Uuid;

const HOUR: i64 = 3600;
const ANA: StaffId = StaffId(Uuid::from_u128(0xa1));
const BEA: StaffId = StaffId(Uuid::from_u128(0xb2));

fn both() -> Desk {
    let desk = desk();
    desk.write(inbound(&maria(), "m.1", "olá", seconds(0)));
    desk.write(inbound(&nikos(), "n.1", "γεια", seconds(60)));
    desk
}

fn seen_by(desk: &Desk, viewer: StaffId, filter: ListFilter) -> List {
    let query = ListQuery {
        filter,
        channel: None,
        viewer: Some(viewer),
        now: seconds(HOUR),
        limit: 50,
    };
    desk.store.read(|conn| list(conn, &query)).unwrap()
}

fn names(desk: &Desk, filter: ListFilter) -> Vec<String> {
    let rows = seen_by(desk, ANA, filter).rows;
    rows.into_iter().map(|row| row.name).collect()
}

fn snooze(desk: &Desk, contact: &Contact, until: UnixMs) {
    desk.write_as(|tx| work::put_off(tx, contact.conversation, until, ANA, seconds(100)));
}

#[test]
fn who_holds_what_is_on_their_tab_and_counted() {
    let (desk, maria) = (both(), maria());
    desk.write_as(|tx| work::assign(tx, maria.conversation, Some(ANA), BEA, seconds(90)));
    assert_eq!(names(&desk, ListFilter::Mine), ["María Lopes"]);
    assert!(seen_by(&desk, BEA, ListFilter::Mine).rows.is_empty());
    assert_eq!(names(&desk, ListFilter::Unassigned), ["Νίκος Δήμου"]);
    let counts = seen_by(&desk, ANA, ListFilter::All).counts;
    assert_eq!((counts.all, counts.mine, counts.unassigned), (2, 1, 1));
    assert_eq!(seen_by(&desk, BEA, ListFilter::All).counts.mine, 0);
    let held = desk.conversation(&maria).work;
    assert_eq!(held.assigned_by, Some(BEA));
    assert_eq!(held.assigned_at, Some(seconds(90)));
}

#[test]
fn what_somebody_held_who_left_is_nobodys() {
    let (desk, maria, nikos) = (both(), maria(), nikos());
    desk.write_as(|tx| work::assign(tx, maria.conversation, Some(ANA), ANA, seconds(90)));
    desk.write_as(|tx| work::assign(tx, nikos.conversation, Some(BEA), ANA, seconds(90)));
    // Resolved as well: it may be reopened when nobody remembers.
    desk.write_as(|tx| work::resolve(tx, maria.conversation, ANA, seconds(95)));
    let let_go = desk.write_as(|tx| work::keep_assigned_to(tx, &[BEA]));
    assert_eq!(let_go, [maria.conversation]);
    assert_eq!(desk.conversation(&maria).work.assignee, None);
    assert_eq!(desk.conversation(&nikos).work.assignee, Some(BEA));
    let again = desk.write_as(|tx| work::keep_assigned_to(tx, &[BEA]));
    assert!(again.is_empty());
}

#[test]
fn a_snooze_leaves_the_list_and_comes_back_on_top_at_its_time() {
    let (desk, maria) = (both(), maria());
    snooze(&desk, &maria, seconds(HOUR));
    assert_eq!(names(&desk, ListFilter::All), ["Νίκος Δήμου"]);
    assert_eq!(names(&desk, ListFilter::Unread), ["Νίκος Δήμου"]);
    assert_eq!(names(&desk, ListFilter::Snoozed), ["María Lopes"]);
    let just_before = UnixMs(seconds(HOUR).0 - 1);
    let back = desk.write_as(|tx| work::bring_back_due(tx, just_before));
    assert!(back.is_empty());
    let back = desk.write_as(|tx| work::bring_back_due(tx, seconds(HOUR)));
    assert_eq!(back, [maria.conversation]);
    assert_eq!(
        names(&desk, ListFilter::All),
        ["María Lopes", "Νίκος Δήμου"]
    );
    let work = desk.conversation(&maria).work;
    assert_eq!(
        (work.back_at, work.snoozed_until),
        (Some(seconds(HOUR)), None)
    );
    // The next message takes the place that its time gives it.
    desk.write(inbound(&nikos(), "n.2", "ναι", seconds(HOUR + 1)));
    assert_eq!(names(&desk, ListFilter::All)[0], "Νίκος Δήμου");
}

#[test]
fn a_clock_set_back_before_the_snooze_began_ends_it() {
    let (desk, maria) = (both(), maria());
    snooze(&desk, &maria, seconds(HOUR));
    let back = desk.write_as(|tx| work::bring_back_due(tx, seconds(-24 * HOUR)));
    assert_eq!(back, [maria.conversation]);
}

#[test]
fn a_snooze_ends_when_the_contact_writes_and_not_by_echoes_or_history() {
    let (desk, maria) = (both(), maria());
    snooze(&desk, &maria, seconds(HOUR));
    desk.write(echo(&maria, "m.2", "do telefone", seconds(200)));
    desk.write(NewMessage {
        is_unread: false,
        opens_window: false,
        ..inbound(&maria, "m.0", "há meses", seconds(-999))
    });
    // A copy of what is here is no news.
    desk.write(inbound(&maria, "m.1", "olá", seconds(0)));
    assert_eq!(desk.conversation(&maria).state, ConversationState::Snoozed);
    desk.write(inbound(&maria, "m.3", "afinal", seconds(300)));
    let conversation = desk.conversation(&maria);
    assert_eq!(conversation.state, ConversationState::Open);
    assert_eq!(conversation.work.snoozed_until, None);
}

#[test]
fn nothing_flagged_stays_out_of_sight() {
    let (desk, maria, nikos) = (both(), maria(), nikos());
    snooze(&desk, &maria, seconds(HOUR));
    desk.write_as(|tx| work::resolve(tx, nikos.conversation, ANA, seconds(100)));
    for contact in [&maria, &nikos] {
        let level = Some(AlertLevel::Review);
        desk.write_as(|tx| state::set_alert(tx, contact.conversation, level));
        assert_eq!(desk.conversation(contact).state, ConversationState::Open);
    }
    assert_eq!(seen_by(&desk, ANA, ListFilter::Risk).counts.risk, 2);
    // That nothing is flagged (any more) brings nothing back.
    snooze(&desk, &maria, seconds(HOUR));
    desk.write_as(|tx| state::set_alert(tx, maria.conversation, None));
    assert_eq!(desk.conversation(&maria).state, ConversationState::Snoozed);
}

#[test]
fn a_reply_that_did_not_reach_the_contact_brings_a_resolved_conversation_back() {
    let (desk, maria, nikos) = (both(), maria(), nikos());
    let (refused, _) = desk.reply(&maria, "até já", seconds(70));
    let (lost, _) = desk.reply(&nikos, "ναι", seconds(70));
    let waiting = |contact: &Contact| {
        let id = contact.conversation;
        desk.store
            .read(|conn| work::replies_waiting(conn, id))
            .unwrap()
    };
    assert_eq!((waiting(&maria), waiting(&nikos)), (1, 1));
    for contact in [&maria, &nikos] {
        desk.write_as(|tx| work::resolve(tx, contact.conversation, ANA, seconds(80)));
    }
    let failure = Failure {
        code: 131_026,
        reason: "unreachable".into(),
    };
    desk.write_as(|tx| sending::mark_failed(tx, refused, &failure));
    desk.write_as(|tx| sending::mark_sending(tx, lost));
    desk.write_as(|tx| sending::mark_unknown(tx, lost));
    assert_eq!(desk.conversation(&maria).state, ConversationState::Open);
    assert_eq!(desk.conversation(&nikos).state, ConversationState::Open);
    assert_eq!((waiting(&maria), waiting(&nikos)), (0, 1));
    let sent = desk.write_as(|tx| sending::mark_sent(tx, lost, "n.sent"));
    assert!(sent.is_some());
    assert_eq!(waiting(&nikos), 0);
}

#[test]
fn resolving_and_reopening_by_hand() {
    let (desk, maria) = (both(), maria());
    desk.write_as(|tx| work::resolve(tx, maria.conversation, BEA, seconds(80)));
    assert_eq!(names(&desk, ListFilter::Resolved), ["María Lopes"]);
    assert_eq!(names(&desk, ListFilter::EndingSoon), [""; 0]);
    let work = desk.conversation(&maria).work;
    assert_eq!(
        (work.state_by, work.state_at),
        (Some(BEA), Some(seconds(80)))
    );
    desk.write_as(|tx| work::reopen(tx, maria.conversation));
    assert_eq!(names(&desk, ListFilter::Resolved), [""; 0]);
    assert_eq!(desk.conversation(&maria).work.state_by, None);
    let nobody = desk.store.write(|tx| {
        let id = recado_domain::id::ConversationId::generate();
        work::resolve(tx, id, BEA, seconds(80))
    });
    assert_eq!(nobody, Err(StoreError::NotFound));
}

#[test]
fn unread_again_from_a_message_on_whatever_came_in_between() {
    let (desk, maria) = (both(), maria());
    let second = desk.write(inbound(&maria, "m.2", "dois", seconds(10)));
    desk.write(echo(&maria, "m.3", "nós", seconds(20)));
    let last = desk.write(inbound(&maria, "m.4", "três", seconds(30)));
    desk.write(NewMessage {
        kind: MessageKind::System,
        is_unread: false,
        ..inbound(&maria, "m.5", "um número novo", seconds(40))
    });
    let unread = || desk.conversation(&maria).unread;
    let mark = |from| desk.write_as(|tx| work::mark_unread(tx, maria.conversation, from));
    assert_eq!(unread(), 3);
    desk.write_as(|tx| state::mark_read(tx, maria.conversation, last));
    assert_eq!(unread(), 0);

    assert_eq!(mark(None), 1);
    assert_eq!(mark(None), 1);
    assert_eq!(mark(Some(second)), 2);
    // What comes late and older is one more, and reading takes all of it.
    desk.write(inbound(&maria, "m.0", "atrasada", seconds(-10)));
    assert_eq!(unread(), 3);
    desk.write_as(|tx| state::mark_read(tx, maria.conversation, second));
    assert_eq!(unread(), 1);
    desk.write_as(|tx| state::mark_read(tx, maria.conversation, last));
    assert_eq!(unread(), 0);

    desk.write_as(|tx| work::resolve(tx, maria.conversation, ANA, seconds(80)));
    assert_eq!(mark(Some(last)), 1);
    assert_eq!(desk.conversation(&maria).state, ConversationState::Open);
}

#[test]
fn there_is_nothing_to_mark_unread_where_nobody_wrote() {
    let (desk, maria) = (desk(), maria());
    desk.write(echo(&maria, "m.1", "olá", seconds(0)));
    let marked = desk
        .store
        .write(|tx| work::mark_unread(tx, maria.conversation, None));
    assert_eq!(marked, Err(StoreError::NotFound));
}

#[test]
fn a_draft_belongs_to_who_wrote_it() {
    let (desk, maria) = (both(), maria());
    let ana = Author {
        id: ANA,
        name: "Ana",
    };
    let bea = Author {
        id: BEA,
        name: "Bea",
    };
    let save = |author, text: &str, at| {
        desk.write_as(|tx| drafts::save(tx, maria.conversation, author, text, seconds(at)));
    };
    let all = || {
        let drafts = desk
            .store
            .read(|conn| drafts::of_conversation(conn, maria.conversation));
        let drafts = drafts.unwrap().into_iter();
        drafts
            .map(|draft| (draft.author_name, draft.text))
            .collect::<Vec<_>>()
    };
    save(ana, "Bom d", 100);
    save(ana, "Bom dia", 110);
    assert_eq!(all(), [("Ana".into(), "Bom dia".to_owned())]);

    let row = |viewer| {
        let rows = seen_by(&desk, viewer, ListFilter::All).rows;
        let row = rows.into_iter().find(|row| row.name == "María Lopes");
        let row = row.unwrap();
        (row.has_own_draft, row.other_draft)
    };
    assert_eq!(row(ANA), (true, None));
    assert_eq!(row(BEA), (false, Some(("Ana".into(), seconds(110)))));

    save(bea, "Olá Maria", 120);
    desk.write_as(|tx| drafts::clear(tx, maria.conversation, BEA));
    assert_eq!(all().len(), 1, "Ana's stays when Bea has sent hers");
    save(bea, "Olá", 130);
    desk.write_as(|tx| drafts::take(tx, maria.conversation, ANA, bea, seconds(140)));
    assert_eq!(all(), [("Bea".into(), "Olá\nBom dia".to_owned())]);
    let gone = desk
        .store
        .write(|tx| drafts::take(tx, maria.conversation, ANA, bea, seconds(150)));
    assert_eq!(gone, Err(StoreError::NotFound));
    save(bea, "  ", 160);
    assert!(all().is_empty());
}
