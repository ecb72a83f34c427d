//! Quick replies: whose they are, how they are filled, and that nothing unfilled leaves.

use crate::clinic::{Clinic, MARIA};
use recado_domain::{channel::Side, staff::Role};
use recado_inbox::{
    error::InboxError,
    view::quick_replies::{QuickReplyChoice, QuickReplyDraft, QuickReplyProblem},
};

fn draft(shortcut: &str, text: &str) -> QuickReplyDraft {
    QuickReplyDraft {
        id: None,
        is_mine: false,
        shortcut: shortcut.into(),
        text: text.into(),
        language: Some("pt".into()),
        side: None,
    }
}

async fn keep(clinic: &Clinic, draft: QuickReplyDraft) {
    let problems = clinic.desk.save_quick_reply(draft).await.unwrap();
    assert_eq!(problems, []);
}

async fn found(clinic: &Clinic, typed: &str) -> Vec<QuickReplyChoice> {
    let thread = clinic.only_thread(|_| true).await;
    let desk = &clinic.desk;
    desk.find_quick_replies(Side::Clinical, thread.conversation, typed.into())
        .await
        .unwrap()
}

/// U3, CASES 22: filled for whom one writes to; what cannot be filled is shown, and cannot leave.
#[tokio::test(flavor = "multi_thread")]
async fn a_quick_reply_is_filled_and_nothing_unfilled_leaves() {
    let (clinic, thread) = Clinic::with_a_message().await;
    keep(
        &clinic,
        draft(
            "/Horário",
            "Olá {{first_name}}, hoje, {{today}}, a {{clinic}} está aberta. {{my_name}}",
        ),
    )
    .await;
    let choice = found(&clinic, "hora").await.remove(0);
    assert_eq!(choice.shortcut, "horário");
    assert_eq!(
        choice.text,
        "Olá Maria, hoje, 20 de novembro, a Clínica Alameda está aberta. Ana Reis"
    );
    assert!(choice.unfilled.is_empty());
    clinic.replies(&thread, &choice.text).await;

    clinic
        .control()
        .patient_writes(MARIA.wa_id, "", "Olá?", None)
        .await
        .unwrap();
    let refused = clinic
        .desk
        .send_reply(
            Side::Clinical,
            thread.conversation,
            "Olá {{first_name}}".into(),
            None,
        )
        .await;
    assert!(matches!(refused, Err(InboxError::Template(_))));
}

/// U3: what is wrong is told at once, all of it, and nothing of it is kept.
#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_quick_reply_is_not_kept() {
    let clinic = Clinic::open().await;
    let save = |draft| clinic.desk.save_quick_reply(draft);
    assert_eq!(
        save(draft("two words", "{{prise}}")).await.unwrap(),
        [
            QuickReplyProblem::Shortcut,
            QuickReplyProblem::UnknownVariable
        ]
    );
    assert_eq!(
        save(draft("olá", "  ")).await.unwrap(),
        [QuickReplyProblem::TextEmpty]
    );
    assert_eq!(
        save(draft("olá", &"x".repeat(1001))).await.unwrap(),
        [QuickReplyProblem::TextTooLong]
    );
    keep(&clinic, draft("olá", "Olá!")).await;
    assert_eq!(
        save(draft("OLÁ", "Outra")).await.unwrap(),
        [QuickReplyProblem::ShortcutTaken]
    );
    assert_eq!(clinic.desk.quick_replies().await.unwrap().replies.len(), 1);
}

/// U3, P5: everybody's are the owner's to change, one's own are nobody else's to see.
#[tokio::test(flavor = "multi_thread")]
async fn shared_ones_are_the_owners_and_own_ones_are_ones_own() {
    let (clinic, _) = Clinic::with_a_message().await;
    keep(&clinic, draft("olá", "Olá da clínica.")).await;
    let mine = QuickReplyDraft {
        is_mine: true,
        ..draft("abraço", "Um abraço, Ana.")
    };
    keep(&clinic, mine).await;
    let view = clinic.desk.quick_replies().await.unwrap();
    assert_eq!((view.replies.len(), view.may_share), (2, true));
    let shared = view.replies.iter().find(|it| !it.is_mine).unwrap().id;
    let anas = view.replies.iter().find(|it| it.is_mine).unwrap().id;

    let bea = clinic.hire("Bea Lima", Role::Clinician).await;
    clinic.hands_over_to(bea).await;
    let view = clinic.desk.quick_replies().await.unwrap();
    assert_eq!((view.replies.len(), view.may_share), (1, false));
    assert!(!view.replies[0].may_change);
    assert_eq!(found(&clinic, "").await.len(), 1);
    let changed = QuickReplyDraft {
        id: Some(shared),
        is_mine: true,
        ..draft("olá", "Meu")
    };
    for refused in [
        clinic.desk.save_quick_reply(draft("nova", "Nova")).await,
        clinic.desk.save_quick_reply(changed).await,
    ] {
        assert!(matches!(refused, Err(InboxError::NotAllowed)));
    }
    let gone = clinic.desk.remove_quick_reply(anas).await;
    assert!(matches!(gone, Err(InboxError::NotFound)));
    let refused = clinic.desk.remove_quick_reply(shared).await;
    assert!(matches!(refused, Err(InboxError::NotAllowed)));
    let own = QuickReplyDraft {
        is_mine: true,
        ..draft("olá", "Olá, sou a Bea.")
    };
    keep(&clinic, own).await;
    assert_eq!(found(&clinic, "OLA").await[0].text, "Olá, sou a Bea.");

    let acts = clinic.acts("quick_reply.");
    assert_eq!(acts.len(), 3);
    assert!(acts.iter().all(|(_, detail)| !detail.contains("Olá")));
    clinic.desk.lock().await.unwrap();
    let locked = clinic.desk.quick_replies().await;
    assert!(matches!(locked, Err(InboxError::Locked)));
}
