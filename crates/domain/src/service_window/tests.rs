//! Tables of cases, with the exact boundaries.

use super::*;

const OPENED: UnixMs = UnixMs(1_795_176_000_000);

#[test]
fn the_window_closes_exactly_after_24_hours() {
    let last_moment = UnixMs(OPENED.plus(WINDOW).0 - 1);
    assert!(ServiceWindow::at(Some(OPENED), last_moment).may_send_free_text());
    assert!(!ServiceWindow::at(Some(OPENED), OPENED.plus(WINDOW)).may_send_free_text());
    assert!(!ServiceWindow::at(None, OPENED).may_send_free_text());
}

/// CASES 4: a webhook that arrives 3 h late leaves 21 h of window.
#[test]
fn a_late_webhook_leaves_only_what_is_left() {
    let now = OPENED.plus(Duration::from_secs(3 * 3600));
    let window = ServiceWindow::at(Some(OPENED), now);
    assert_eq!(window.time_left(now), Duration::from_secs(21 * 3600));
}

#[test]
fn a_time_in_the_future_never_gives_more_than_24_hours() {
    let window = ServiceWindow::at(Some(OPENED.plus(WINDOW)), OPENED);
    assert_eq!(window.time_left(OPENED), WINDOW);
}

const HOUR: u64 = 3600;

fn after(hours: u64) -> UnixMs {
    OPENED.plus(Duration::from_secs(hours * HOUR))
}

fn just_before(at: UnixMs) -> UnixMs {
    UnixMs(at.0 - 1)
}

/// CASES 14: what opens the window, by channel; CASES 10 and 12 never reach this rule (echoes and history).
#[test]
fn acts_open_it_only_where_meta_says_so() {
    use ChannelKind::{Instagram, Messenger, WhatsApp};
    use ContactAct::{
        Call, Change, Comment, Message, Postback, Reaction, Referral, StoryMention, StoryReply,
        System,
    };
    let table: [(ContactAct, &[ChannelKind]); 10] = [
        (Message, &[WhatsApp, Messenger, Instagram]),
        (Postback, &[WhatsApp, Messenger, Instagram]),
        (Call, &[WhatsApp]),
        (Reaction, &[Messenger, Instagram]),
        (Referral, &[Messenger]),
        (StoryReply, &[Instagram]),
        (StoryMention, &[Instagram]),
        (Comment, &[]),
        (Change, &[]),
        (System, &[]),
    ];
    for (act, opened) in table {
        for kind in [WhatsApp, Messenger, Instagram] {
            assert_eq!(
                act.opens_window(kind),
                opened.contains(&kind),
                "{act:?} {kind:?}"
            );
        }
    }
}

#[test]
fn what_may_be_sent_changes_exactly_at_the_boundaries() {
    use ChannelKind::{Instagram, Messenger, WhatsApp};
    let until = OPENED.plus(HUMAN_WINDOW);
    let human = Sending::HumanOnly { until };
    let cases = [
        (
            WhatsApp,
            Some(OPENED),
            just_before(after(24)),
            Sending::Free,
        ),
        (WhatsApp, Some(OPENED), after(24), Sending::TemplatesOnly),
        (
            WhatsApp,
            Some(OPENED),
            after(24 * 7),
            Sending::TemplatesOnly,
        ),
        (WhatsApp, None, OPENED, Sending::TemplatesOnly),
        (Messenger, Some(OPENED), OPENED, Sending::Free),
        (
            Messenger,
            Some(OPENED),
            just_before(after(24)),
            Sending::Free,
        ),
        (Messenger, Some(OPENED), after(24), human.clone()),
        (Messenger, Some(OPENED), just_before(until), human.clone()),
        (Messenger, Some(OPENED), until, Sending::Nothing),
        (Messenger, None, OPENED, Sending::Nothing),
        (
            Instagram,
            Some(OPENED),
            just_before(after(24)),
            Sending::Free,
        ),
        (Instagram, Some(OPENED), after(24), human.clone()),
        (Instagram, Some(OPENED), just_before(until), human),
        (Instagram, Some(OPENED), until, Sending::Nothing),
        (Instagram, None, OPENED, Sending::Nothing),
    ];
    for (kind, opened_at, now, expected) in cases {
        assert_eq!(
            Sending::at(kind, opened_at, None, now),
            expected,
            "{kind:?} {now:?}"
        );
    }
}

/// CASES 21: at 30 h a person may write on Instagram, automation may not.
#[test]
fn at_30_hours_a_person_may_write_and_automation_may_not() {
    let sending = Sending::at(ChannelKind::Instagram, Some(OPENED), None, after(30));
    assert!(matches!(sending, Sending::HumanOnly { .. }));
    assert!(!sending.may_automate());
    assert!(!Sending::Nothing.may_automate());
    let at_whatsapp = Sending::at(ChannelKind::WhatsApp, Some(OPENED), None, after(30));
    assert!(at_whatsapp.may_automate() && at_whatsapp == Sending::TemplatesOnly);
}

#[test]
fn a_comment_offers_one_private_reply_for_seven_days_where_nothing_else_is_left() {
    let comment = OpenComment {
        comment_id: "c.1".into(),
        at: OPENED,
    };
    let at = |kind, opened_at, now| Sending::at(kind, opened_at, Some(&comment), now);
    let reply = Sending::PrivateReply {
        comment_id: "c.1".into(),
    };
    let end = OPENED.plus(COMMENT_WINDOW);
    for kind in [ChannelKind::Messenger, ChannelKind::Instagram] {
        assert_eq!(at(kind, None, OPENED), reply);
        assert_eq!(at(kind, None, just_before(end)), reply);
        assert_eq!(at(kind, None, end), Sending::Nothing);
        assert_eq!(at(kind, Some(OPENED), after(1)), Sending::Free);
        assert!(matches!(
            at(kind, Some(OPENED), after(30)),
            Sending::HumanOnly { .. }
        ));
    }
    assert_eq!(
        at(ChannelKind::WhatsApp, None, OPENED),
        Sending::TemplatesOnly
    );
}
