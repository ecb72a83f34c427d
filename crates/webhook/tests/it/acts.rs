//! What people and other apps do beside writing: handovers, calls, preferences, new ids, arrivals, comments.

use recado_webhook::act::{CallKind, Handover, HandoverKind, Owner};
use recado_webhook::comment::{Comment, CommentVerb};
use recado_webhook::event::Item;
use recado_webhook::payload::read;
use recado_webhook::referral::{Arrival, ReferralSource};

use crate::fixtures::{body, events};

fn item(name: &str) -> Item {
    *events(&format!("{name}.json")).remove(0).item
}

fn handover(name: &str) -> Handover {
    match item(name) {
        Item::Handover(handover) => handover,
        other => panic!("{name}: {other:?}"),
    }
}

/// Returns the apps that had the conversation and have it now; empty where none is named.
fn apps(handover: &Handover) -> (&str, &str) {
    fn app(owner: &Option<Owner>) -> Option<&str> {
        owner.as_ref()?.app_id.as_deref()
    }
    let previous = app(&handover.previous_owner).unwrap_or_default();
    (previous, app(&handover.new_owner).unwrap_or_default())
}

#[test]
fn messenger_and_instagram_handovers_name_both_apps_and_the_person() {
    for (name, kind, owners, note) in [
        (
            "messenger/handover_pass",
            HandoverKind::Passed,
            ("263902037430900", "880140022334455"),
            Some("from inbox"),
        ),
        (
            "messenger/handover_take",
            HandoverKind::Taken,
            ("880140022334455", ""),
            None,
        ),
        (
            "messenger/handover_request",
            HandoverKind::Requested,
            ("", "123456789"),
            Some("help"),
        ),
        (
            "instagram/handover_pass",
            HandoverKind::Passed,
            ("111", "880140022334455"),
            Some("to human"),
        ),
    ] {
        let handover = handover(name);
        assert_eq!(handover.kind, kind, "{name}");
        assert_eq!(apps(&handover), owners, "{name}");
        assert_eq!(handover.note.as_deref(), note, "{name}");
        assert!(handover.whom.page_scoped_id.is_some() && handover.at.is_some());
    }
    let roles = handover("messenger/app_roles");
    assert_eq!(roles.kind, HandoverKind::Roles);
    assert!(roles.whom.is_nobody());
    assert_eq!(apps(&roles).1, "880140022334455");
    let role = roles.new_owner.and_then(|owner| owner.role);
    assert_eq!(role.as_deref(), Some("primary_receiver"));
}

#[test]
fn a_handover_among_what_is_only_observed_stays_among_it() {
    let body = String::from_utf8(body("messenger/handover_pass.json")).unwrap();
    let body = body.replace("\"messaging\"", "\"standby\"");
    let event = read(body.as_bytes()).events.remove(0);
    let Item::Standby(inner) = *event.item else {
        panic!("{event:?}");
    };
    assert_eq!(inner.kind(), "handover");
}

#[test]
fn whatsapp_handovers_say_who_and_what_was_talked_about() {
    let passed = handover("whatsapp/routing_control_passed");
    assert_eq!(passed.kind, HandoverKind::Passed);
    assert_eq!(passed.whom.wa_id.as_deref(), Some("447700900123"));
    assert!(passed.summary.unwrap().starts_with("Patient asks to move"));
    assert_eq!(passed.note.as_deref(), Some("patient asked for a person"));
    let role = |owner: Option<Owner>| owner.and_then(|owner| owner.role);
    assert_eq!(role(passed.previous_owner).as_deref(), Some("ai_agent"));
    assert_eq!(role(passed.new_owner).as_deref(), Some("escalation"));
    assert_eq!(passed.at, Some(1_795_176_000_000));

    let bare = handover("whatsapp/routing_control_passed_no_sender");
    assert!(bare.whom.is_nobody() && bare.new_owner.is_none());
    let taken = handover("whatsapp/routing_control_taken");
    assert_eq!(taken.kind, HandoverKind::Taken);
    let event = events("whatsapp/routing_control_taken.json").remove(0);
    assert_eq!(event.number_id.as_deref(), Some("388120055500123"));
}

#[test]
fn a_call_says_who_calls_and_whether_it_opens_the_window() {
    let Item::Call(call) = item("whatsapp/field_calls_connect") else {
        panic!("no call");
    };
    assert_eq!(call.kind, CallKind::Incoming);
    assert_eq!(call.sender.wa_id.as_deref(), Some("447700900123"));
    assert_eq!(call.sender.name.as_deref(), Some("Marta Oliveira"));
    assert_eq!(call.at, Some(1_795_176_000_000));

    let body = String::from_utf8(body("whatsapp/field_calls_connect.json")).unwrap();
    for (from, to, kind) in [
        (
            "USER_INITIATED",
            "BUSINESS_INITIATED",
            CallKind::Other("connect".to_owned()),
        ),
        (
            "\"connect\"",
            "\"terminate\"",
            CallKind::Other("terminate".to_owned()),
        ),
    ] {
        let event = read(body.replace(from, to).as_bytes()).events.remove(0);
        let Item::Call(call) = *event.item else {
            panic!("{event:?}");
        };
        assert_eq!(call.kind, kind);
    }
    let accepted = br#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"calls","value":{"statuses":[{"id":"wacid.A","status":"ACCEPTED","timestamp":"1795176000","recipient_id":"447700900123"},{"id":"wacid.A","status":"RINGING"}]}}]}]}"#;
    let kinds: Vec<_> = read(accepted)
        .events
        .into_iter()
        .map(|event| match *event.item {
            Item::Call(call) => call.kind,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        kinds,
        [CallKind::Accepted, CallKind::Other("RINGING".to_owned())]
    );
}

#[test]
fn a_person_stops_marketing_and_wants_it_again() {
    for (name, wants) in [
        ("whatsapp/field_user_preferences_stop", false),
        ("whatsapp/field_user_preferences_resume_bsuid", true),
        ("messenger/optin_stop", false),
        ("messenger/optin_notification", true),
        ("instagram/optin_notification", true),
    ] {
        let Item::Preference(preference) = item(name) else {
            panic!("{name}");
        };
        assert_eq!(preference.wants_marketing, wants, "{name}");
        assert!(!preference.sender.is_nobody() && preference.at.is_some());
    }
}

#[test]
fn a_preference_that_is_not_about_marketing_is_not_taken_for_one() {
    let stop = String::from_utf8(body("whatsapp/field_user_preferences_stop.json")).unwrap();
    for (from, to) in [
        ("\"marketing_messages\"", "\"utility_messages\""),
        ("\"stop\"", "\"perhaps\""),
    ] {
        let event = read(stop.replace(from, to).as_bytes()).events.remove(0);
        assert_eq!(event.item.kind(), "other", "{to}");
    }
}

#[test]
fn a_new_user_id_comes_with_the_old_one() {
    let Item::IdentityChange(update) = item("whatsapp/field_user_id_update") else {
        panic!("no change");
    };
    let old = Some("GB.88412009344177520316");
    assert_eq!(update.sender.user_id.as_deref(), old);
    assert_eq!(update.sender.wa_id.as_deref(), Some("447700900123"));
    assert_eq!(update.sender.name.as_deref(), Some("Marta Oliveira"));
    assert_eq!(update.change.previous_user_id.as_deref(), old);
    assert_eq!(
        update.change.new_user_id.as_deref(),
        Some("GB.99001122334455667788")
    );
}

#[test]
fn an_arrival_says_from_where() {
    for (name, source, reference) in [
        ("messenger/referral_ad", ReferralSource::Ad, None),
        ("messenger/referral_lead_complete", ReferralSource::Ad, None),
        (
            "messenger/referral_shortlink",
            ReferralSource::Link,
            Some("qr-front-desk"),
        ),
        (
            "messenger/optin_user_ref",
            ReferralSource::Plugin,
            Some("form"),
        ),
        (
            "instagram/referral_igme",
            ReferralSource::Link,
            Some("front-desk"),
        ),
    ] {
        let Item::Referral(Arrival {
            sender,
            referral,
            at,
        }) = item(name)
        else {
            panic!("{name}");
        };
        assert_eq!(referral.source, source, "{name}");
        assert_eq!(referral.reference.as_deref(), reference, "{name}");
        assert!(!sender.is_nobody() && at.is_some(), "{name}");
    }
}

#[test]
fn the_phones_address_book_is_followed() {
    let synced: Vec<_> = events("whatsapp/coex_state_sync.json")
        .into_iter()
        .map(|event| match *event.item {
            Item::ContactSync(sync) => (sync.is_removed, sync.sender.wa_id, sync.sender.name),
            other => panic!("{other:?}"),
        })
        .collect();
    let number = |number: &str| Some(number.to_owned());
    assert_eq!(
        synced,
        [
            (false, number("34600000123"), Some("Pilar Gómez".to_owned())),
            (true, number("34600000124"), None),
        ]
    );
}

/// CASES 11.
#[test]
fn old_messages_come_in_chunks_or_are_refused_with_a_code() {
    let events = events("whatsapp/coex_history_chunk.json");
    let Some(Item::HistoryProgress(progress)) = events.last().map(|event| &*event.item) else {
        panic!("{events:?}");
    };
    let said = (progress.phase, progress.chunk, progress.progress);
    assert_eq!(said, (Some(0), Some(2), Some(55)));
    let Item::HistoryRefused(error) = item("whatsapp/coex_history_declined") else {
        panic!("not refused");
    };
    assert_eq!(error.code, Some(2_593_109));
}

fn comment(name: &str) -> Comment {
    match item(name) {
        Item::Comment(comment) => comment,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn comments_say_what_was_done_where() {
    let ad = comment("instagram/comment_on_ad");
    assert_eq!(ad.media_kind.as_deref(), Some("AD"));
    assert_eq!(ad.ad_id.as_deref(), Some("120210099887766554"));
    assert_eq!(ad.at, Some(1_795_176_000_000));
    assert!(comment("instagram/live_comment").is_live);
    assert!(comment("instagram/comment_reply").parent_id.is_some());
    assert_eq!(
        comment("instagram/comment_comment_id_key").provider_id,
        "18012345678901237"
    );
    for (name, verb) in [
        ("messenger/feed_comment_add", CommentVerb::Added),
        ("messenger/feed_comment_edited", CommentVerb::Edited),
        ("messenger/feed_comment_removed", CommentVerb::Removed),
        ("instagram/comment_add", CommentVerb::Added),
    ] {
        let comment = comment(name);
        assert_eq!(comment.verb, verb, "{name}");
        assert!(comment.post_id.is_some() && !comment.is_own && !comment.is_live);
    }
    let photo = comment("messenger/feed_comment_reply_photo");
    assert!(photo.photo_url.is_some() && photo.text.is_none());
}

#[test]
fn mentions_say_where_even_without_words() {
    for (name, comment_id, has_text) in [
        ("instagram/mention_in_caption", None, false),
        (
            "instagram/mention_in_comment",
            Some("18012345678901241"),
            false,
        ),
        (
            "instagram/mention_numeric_ids",
            Some("18012345678901242"),
            false,
        ),
        ("messenger/page_mention", Some("9_8"), true),
    ] {
        let Item::Mention(mention) = item(name) else {
            panic!("{name}");
        };
        assert_eq!(mention.comment_id.as_deref(), comment_id, "{name}");
        assert_eq!(mention.text.is_some(), has_text, "{name}");
        assert!(mention.post_id.is_some() && mention.at.is_some(), "{name}");
    }
}
