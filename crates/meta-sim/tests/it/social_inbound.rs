//! What people do on Messenger and Instagram, as webhooks of Meta's shape.

use recado_meta_sim::control::ControlError;
use recado_meta_sim::control::remarks::Remark;
use recado_meta_sim::message::social;
use recado_meta_sim::world::product::Product::{self, Instagram, Messenger};
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, HOUR, INES, NOON, TOMAS, fixture, fixture_answer, same_shape};
use crate::relay::Relay;

async fn told(product: Product, event: Value) -> Value {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let (id, name) = match product {
        Instagram => (INES, "Inês Silva"),
        Product::WhatsApp | Messenger => (TOMAS, "Tomás Ribeiro"),
    };
    let sent = desk.control.visitor_sends(product, id, name, event, None);
    sent.await.unwrap();
    desk.control.flush().await;
    relay.last()
}

#[tokio::test]
async fn every_event_of_messenger_has_metas_shape() {
    let mid = "m_eHDZsED8mz";
    for (event, name) in [
        (social::text("hello"), "message_text"),
        (
            social::quick_reply("Tuesday", "DAY:TUE"),
            "message_quick_reply",
        ),
        (
            social::replying_to(mid, social::text("this one")),
            "message_reply_to",
        ),
        (social::attachments(&["image"], ""), "message_image"),
        (
            social::attachments(&["image", "image", "image"], "before / after"),
            "message_three_images_and_text",
        ),
        (social::attachments(&["audio"], ""), "message_audio"),
        (social::attachments(&["video"], ""), "message_video"),
        (social::attachments(&["file"], ""), "message_file"),
        (
            social::attachments(&["sticker"], ""),
            "message_sticker_2026",
        ),
        (
            social::link("https://clinic.example/prices", "Prices"),
            "message_fallback_link",
        ),
        (social::edit(mid, "better", 1), "message_edit"),
        (social::reaction(mid, "love", "❤"), "reaction_add"),
        (social::no_reaction(mid), "reaction_remove"),
        (social::postback("Book now", "BOOK"), "postback_button"),
        (
            social::referral("qr-front-desk", "SHORTLINK"),
            "referral_shortlink",
        ),
    ] {
        let ours = told(Messenger, event).await;
        same_shape(&ours, &fixture(&format!("messenger/{name}.json")));
    }
}

#[tokio::test]
async fn every_event_of_instagram_has_metas_shape() {
    let mid = "aWdfZAG1faXRlbToxOk";
    for (event, name) in [
        (social::text("Olá!"), "message_text"),
        (
            social::replying_to_story("18044556677889900", social::text("wow 😍")),
            "message_reply_to_story",
        ),
        (
            social::attachments(&["story_mention"], ""),
            "message_story_mention",
        ),
        (
            social::attachments(&["image"; 4], ""),
            "message_four_images",
        ),
        (social::attachments(&["audio"], ""), "message_voice"),
        (social::attachments(&["file"], ""), "message_file_pdf"),
        (social::attachments(&["share"], ""), "message_share_legacy"),
        (social::attachments(&["reel"], ""), "message_reel_no_title"),
        (social::attachments(&["ephemeral"], ""), "message_ephemeral"),
        (
            social::attachments(&["like_heart"], ""),
            "message_like_heart",
        ),
        (social::unsend(mid), "message_deleted"),
        (social::unsupported(), "message_unsupported"),
        (social::edit(mid, "Olá! Ainda há vagas?", 1), "message_edit"),
        (social::reaction(mid, "other", "🦷"), "reaction_other"),
        (
            social::postback("Prices?", "PRICES"),
            "postback_ice_breaker",
        ),
        (social::referral("bio", "IGME-SOURCE-LINK"), "referral_igme"),
    ] {
        let ours = told(Instagram, event).await;
        same_shape(&ours, &fixture(&format!("instagram/{name}.json")));
    }
}

#[tokio::test]
async fn the_cdn_wants_no_token_and_remembers_who_brought_one() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let id = desk
        .control
        .hold_media("image/png", b"not a picture".to_vec(), None)
        .await;
    let event = social::held("image", &id, "look");
    let sent = desk
        .control
        .visitor_sends(Messenger, TOMAS, "T", event, None);
    sent.await.unwrap();
    desk.control.flush().await;
    let url = relay.items("messaging")[0]["message"]["attachments"][0]["payload"]["url"].clone();
    let url = url.as_str().unwrap();
    assert_eq!(
        desk.plain(Method::GET, url, None).await.bytes,
        b"not a picture"
    );
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    client.get(url).bearer_auth("secret").send().await.unwrap();
    let carried: Vec<bool> = desk
        .control
        .fetches()
        .await
        .iter()
        .map(|fetch| fetch.carried_token)
        .collect();
    assert_eq!(carried, [false, true]);
    desk.control.set_clock(NOON + 24 * HOUR).await;
    assert_eq!(desk.plain(Method::GET, url, None).await.status, 404);
}

#[tokio::test]
async fn an_id_is_one_persons_on_one_product() {
    let control = Desk::new().await.control;
    for id in ["", "12", "447700900123", "my aunt is here!"] {
        let wrote = control.visitor_writes(Messenger, id, "T", "hi", None).await;
        assert_eq!(wrote, Err(ControlError::NotAVisitor), "{id}");
    }
    control
        .visitor_writes(Messenger, TOMAS, "T", "hi", None)
        .await
        .unwrap();
    let wrote = control
        .visitor_writes(Instagram, TOMAS, "T", "hi", None)
        .await;
    assert_eq!(wrote, Err(ControlError::NotAVisitor));
}

#[tokio::test]
async fn another_apps_thread_comes_as_standby() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let control = &desk.control;
    control
        .visitor_writes(Messenger, TOMAS, "T", "hi", None)
        .await
        .unwrap();
    control.hand_over(TOMAS, Some("111"), "bot").await.unwrap();
    control
        .visitor_writes(Messenger, TOMAS, "T", "a person?", None)
        .await
        .unwrap();
    let tap = social::postback("Book now", "BOOK");
    control
        .visitor_sends(Messenger, TOMAS, "T", tap, None)
        .await
        .unwrap();
    control.hand_over(TOMAS, None, "from inbox").await.unwrap();
    control.flush().await;
    let items = relay.items("messaging");
    let take = fixture("messenger/handover_take.json")["entry"][0]["messaging"][0].clone();
    let keys = |value: &Value| {
        value["take_thread_control"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(&items[1]), keys(&take));
    same_shape(
        &items[2],
        &fixture("messenger/handover_pass.json")["entry"][0]["messaging"][0],
    );
    let standby = relay.items("standby");
    same_shape(
        &standby[0],
        &fixture("messenger/standby_message.json")["entry"][0]["standby"][0],
    );
    assert_eq!(standby[1]["postback"].get("payload"), None);
}

#[tokio::test]
async fn a_comment_is_told_and_answered_once_in_private() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let remark = |text: &str| Remark {
        text: text.to_owned(),
        ..Remark::default()
    };
    let on_page = desk
        .control
        .visitor_comments(Messenger, TOMAS, "Tomás Ribeiro", remark("price?"))
        .await
        .unwrap();
    desk.control.flush().await;
    same_shape(&relay.last(), &fixture("messenger/feed_comment_add.json"));
    let on_instagram = desk
        .control
        .visitor_comments(Instagram, INES, "ines.silva", remark("Quanto custa?"))
        .await
        .unwrap();
    desk.control.flush().await;
    same_shape(&relay.last(), &fixture("instagram/comment_add.json"));

    let private = |comment: &str| json!({"recipient": {"comment_id": comment}, "message": {"text": "In private."}});
    for comment in [&on_page, &on_instagram] {
        let answer = desk.page_sends(private(comment)).await;
        same_shape(&answer.json(), &fixture_answer("private_reply_ok").1);
        assert_eq!(desk.page_sends(private(comment)).await.code(), 10_900);
    }
    // They have not answered, so nothing more may be sent.
    let more = json!({"recipient": {"id": INES}, "message": {"text": "more"}});
    assert_eq!(desk.page_sends(more).await.code(), 10);
    desk.page_sends(private("18000000000000000"))
        .await
        .is_error("err_ig_100_2534025_comment");

    let late = desk
        .control
        .visitor_comments(Instagram, INES, "ines.silva", remark("late"))
        .await
        .unwrap();
    desk.control.set_clock(NOON + 7 * 24 * HOUR).await;
    assert_eq!(desk.page_sends(private(&late)).await.code(), 100);
    let public = format!("{on_instagram}/replies?message=thanks");
    assert_eq!(desk.page(Method::POST, &public, None).await.status, 200);
    let hide = format!("{on_instagram}?hide=true");
    assert_eq!(desk.page(Method::POST, &hide, None).await.status, 200);
}

#[tokio::test]
async fn comments_change_and_mentions_hold_no_words() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let remark = Remark {
        text: "price?".to_owned(),
        ..Remark::default()
    };
    let comment = desk.control.visitor_comments(Messenger, TOMAS, "T", remark);
    let comment = comment.await.unwrap();
    for (words, name) in [
        (Some("price please?"), "feed_comment_edited"),
        (None, "feed_comment_removed"),
    ] {
        desk.control
            .visitor_changes_comment(&comment, words)
            .await
            .unwrap();
        desk.control.flush().await;
        same_shape(&relay.last(), &fixture(&format!("messenger/{name}.json")));
    }
    let id = desk
        .control
        .visitor_mentions(INES, "tomas.r", "ask @clinic")
        .await
        .unwrap();
    desk.control.flush().await;
    same_shape(&relay.last(), &fixture("instagram/mention_in_comment.json"));
    let path = format!(
        "{}?fields=mentioned_comment.comment_id({id})%7Btimestamp,text,username%7D",
        desk.options.instagram.id
    );
    let words = desk.page(Method::GET, &path, None).await.json();
    same_shape(&words, &fixture_answer("ig_mentioned_comment").1);
    let own = format!("{}/mentions", desk.options.instagram.id);
    let answer = format!("{own}?media_id=17&comment_id={id}&message=thanks");
    assert_eq!(desk.page(Method::POST, &answer, None).await.status, 200);
    for wrong in ["message=thanks", "media_id=17&comment_id=1&message=x"] {
        let path = format!("{own}?{wrong}");
        assert_eq!(desk.page(Method::POST, &path, None).await.code(), 100);
    }
}
