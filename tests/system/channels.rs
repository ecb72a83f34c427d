//! Channels as a place: Pages and Instagram accounts, each switched on and off on its own (R10).

use crate::clinic::{Clinic, MARIA};
use recado_domain::{
    channel::{ChannelKind, Side},
    id::ChannelId,
};
use recado_inbox::{
    error::InboxError,
    view::connection::{ChannelChange, ChannelColour, ChannelView, Check, CheckResult, PageForm},
};
use recado_meta_sim::world::product::Product;

fn page_form(clinic: &Clinic, kind: ChannelKind) -> PageForm {
    PageForm {
        kind,
        page_id: clinic.options.page.id.clone(),
        token: clinic.options.page.access_token.clone(),
        app_id: clinic.options.app.id.clone(),
        app_secret: clinic.options.app.secret.clone(),
        verify_token: clinic.options.app.verify_token.clone(),
    }
}

async fn channel(clinic: &Clinic, kind: ChannelKind) -> ChannelView {
    let view = clinic.desk.connection_view().await.unwrap();
    let found = view.channels.into_iter().find(|it| it.kind == kind);
    found.expect("the channel is there")
}

fn switched(id: ChannelId, is_on: bool, side: Side) -> ChannelChange {
    ChannelChange {
        channel: id,
        is_on,
        side,
        colour: ChannelColour::Violet,
    }
}

/// U1, C3: a Page and its Instagram account are connected with one token, and proved like a number.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_and_its_instagram_account_are_connected_and_proved() {
    let clinic = Clinic::open().await;
    for (kind, product, person) in [
        (
            ChannelKind::Messenger,
            Product::Messenger,
            "7412589630147852",
        ),
        (
            ChannelKind::Instagram,
            Product::Instagram,
            "17841400008460056",
        ),
    ] {
        let proof = clinic
            .desk
            .connect_page(page_form(&clinic, kind))
            .await
            .unwrap();
        let of = |proof: &recado_inbox::view::connection::ProofView, wanted| {
            let check = proof.checks.iter().find(|view| view.check == wanted);
            check.unwrap().result
        };
        for check in [
            Check::Token,
            Check::Number,
            Check::Relay,
            Check::AccountSubscription,
        ] {
            assert_eq!(of(&proof, check), CheckResult::Passed, "{kind:?} {check:?}");
        }
        assert!(!proof.is_connected, "nothing came in yet");
        clinic
            .control()
            .visitor_writes(product, person, "Sofia R.", "hola", None)
            .await
            .unwrap();
        let id = proof.channel.unwrap();
        clinic
            .until(|| async {
                let proof = clinic.desk.prove_channel(id).await.unwrap();
                (of(&proof, Check::InboundMessage) == CheckResult::Passed).then_some(())
            })
            .await;
    }
    let other = PageForm {
        page_id: "999".into(),
        ..page_form(&clinic, ChannelKind::Messenger)
    };
    assert!(clinic.desk.connect_page(other).await.is_err());
}

/// R10: a switched-off number stores nothing and sends nothing, its history stays, and it comes back whole.
#[tokio::test(flavor = "multi_thread")]
async fn a_switched_off_number_is_silent_and_keeps_its_history() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "antes").await;
    let thread = clinic.only_thread(|_| true).await;
    let number = channel(&clinic, ChannelKind::WhatsApp).await;
    let off = switched(number.id, false, number.side);
    clinic.desk.change_channel(off).await.unwrap();
    assert!(!channel(&clinic, ChannelKind::WhatsApp).await.is_on);
    let refused = clinic
        .desk
        .send_reply(thread.side, thread.conversation, "no sale".into(), None)
        .await;
    assert!(matches!(refused, Err(InboxError::ChannelOff)));
    clinic.writes(MARIA, "mientras").await;

    let on = switched(number.id, true, number.side);
    clinic.desk.change_channel(on).await.unwrap();
    clinic.writes(MARIA, "después").await;
    let thread = clinic
        .only_thread(|thread| thread.messages.iter().any(|it| it.text == "después"))
        .await;
    let texts = crate::clinic::texts(&thread);
    assert!(texts.contains(&"antes"), "history stays");
    assert!(clinic.sent().await.is_empty());
}

/// R10: switching a Page off also takes its subscription back, unless its Instagram account still needs it; what could
/// not be told is told again by itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_switched_off_page_loses_its_subscription() {
    let mut clinic = Clinic::open().await;
    for kind in [ChannelKind::Messenger, ChannelKind::Instagram] {
        clinic
            .desk
            .connect_page(page_form(&clinic, kind))
            .await
            .unwrap();
    }
    let page = channel(&clinic, ChannelKind::Messenger).await;
    let instagram = channel(&clinic, ChannelKind::Instagram).await;
    let subscribed = |clinic: &Clinic, id| {
        let desk = clinic.desk.clone();
        async move {
            let proof = desk.prove_channel(id).await.unwrap();
            let check = proof
                .checks
                .iter()
                .find(|view| view.check == Check::AccountSubscription);
            check.unwrap().result == CheckResult::Passed
        }
    };
    let off = switched(page.id, false, page.side);
    clinic.desk.change_channel(off).await.unwrap();
    assert!(subscribed(&clinic, page.id).await, "Instagram needs it");
    // The relay is away: the switch holds here all the same, and everyone is told when it is back.
    let address = clinic.stop_relay().await;
    let off = switched(instagram.id, false, instagram.side);
    assert!(clinic.desk.change_channel(off).await.is_err());
    assert!(!channel(&clinic, ChannelKind::Instagram).await.is_on);
    clinic.start_relay(address).await;
    clinic
        .until(|| async { (!subscribed(&clinic, page.id).await).then_some(()) })
        .await;
}
