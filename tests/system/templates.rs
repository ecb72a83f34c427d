//! Templates as a place: written, reviewed, paused and deleted at Meta, and what the desk shows and offers of it.

use crate::clinic::{Clinic, MARIA};
use recado_domain::{
    channel::Side,
    id::ChannelId,
    template::draft::{ButtonDraft, HeaderDraft, TemplateCategory, TemplateDraft, TemplateFault},
};
use recado_inbox::{
    error::InboxError,
    view::templates::{TemplateRowView, TemplateStatus, TemplatesView},
};
use recado_meta_sim::control::review::Review;
use std::collections::BTreeMap;

fn draft(name: &str) -> TemplateDraft {
    TemplateDraft {
        name: name.into(),
        language: "es".into(),
        category: TemplateCategory::Utility,
        header: HeaderDraft::Text {
            text: "Clínica Alameda".into(),
        },
        body: "Hola {{1}}, su cita es el {{2}} por la mañana.".into(),
        footer: "Responda a este mensaje".into(),
        examples: BTreeMap::from([("1".into(), "Rosa".into()), ("2".into(), "jueves".into())]),
        buttons: vec![ButtonDraft::QuickReply {
            label: "Confirmo".into(),
        }],
        cards: Vec::new(),
    }
}

async fn places(clinic: &Clinic) -> (ChannelId, TemplatesView) {
    clinic.desk.sync_templates().await.unwrap();
    let view = clinic.desk.templates_view().await.unwrap();
    (view.accounts[0].channel, view)
}

async fn row(clinic: &Clinic, name: &str) -> Option<TemplateRowView> {
    let view = clinic.desk.templates_view().await.unwrap();
    view.templates.into_iter().find(|row| row.name == name)
}

/// T2: a template is written here, reviewed by Meta, and offered once approved.
#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_written_reviewed_and_offered() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "hola").await;
    let thread = clinic.only_thread(|_| true).await;
    let (channel, _) = places(&clinic).await;
    let wanted = draft("cita_jueves");
    let problems = clinic
        .desk
        .check_template(channel, wanted.clone(), None)
        .await
        .unwrap();
    assert_eq!(problems, []);
    let answer = clinic
        .desk
        .create_template(channel, wanted.clone())
        .await
        .unwrap();
    assert!(answer.is_taken);
    let made = row(&clinic, "cita_jueves").await.unwrap();
    assert_eq!(made.status, TemplateStatus::Pending);
    assert_eq!(made.draft, wanted, "it comes back as it was written");
    assert!(!made.is_sendable);

    let control = clinic.control();
    let approve = control.review_template(&made.id, Review::Approve);
    approve.await.unwrap();
    // The webhook says so; nobody has to synchronise.
    clinic
        .until(|| async {
            let row = row(&clinic, "cita_jueves").await?;
            (row.status == TemplateStatus::Approved && row.is_sendable).then_some(())
        })
        .await;
    let offered = clinic
        .desk
        .list_templates(Side::Clinical, thread.conversation)
        .await
        .unwrap();
    assert!(offered.iter().any(|it| it.name == "cita_jueves"));
}

/// T2: a pause and a rejection are reflected at once, with Meta's reason.
#[tokio::test(flavor = "multi_thread")]
async fn what_meta_decides_about_a_template_shows_at_once() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "hola").await;
    let thread = clinic.only_thread(|_| true).await;
    let (channel, _) = places(&clinic).await;
    clinic
        .desk
        .create_template(channel, draft("a_prueba"))
        .await
        .unwrap();
    let id = row(&clinic, "a_prueba").await.unwrap().id;
    let control = clinic.control();
    let rejected = Review::Reject {
        reason: "PROMOTIONAL".into(),
        recommendation: None,
    };
    control.review_template(&id, rejected).await.unwrap();
    clinic
        .until(|| async {
            let row = row(&clinic, "a_prueba").await?;
            let is_so = row.status == TemplateStatus::Rejected && row.reason.is_some();
            is_so.then_some(())
        })
        .await;
    control.review_template(&id, Review::Approve).await.unwrap();
    let pause = Review::Pause {
        title: "FIRST_PAUSE".into(),
    };
    control.review_template(&id, pause).await.unwrap();
    clinic
        .until(|| async {
            let row = row(&clinic, "a_prueba").await?;
            (row.status == TemplateStatus::Paused && !row.is_sendable).then_some(())
        })
        .await;
    let offered = clinic
        .desk
        .list_templates(Side::Clinical, thread.conversation)
        .await
        .unwrap();
    assert!(offered.iter().all(|it| it.name != "a_prueba"));
}

/// Bad input: what Meta would refuse is said here first, what it refuses itself comes back in its own words.
#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_said_where_they_belong() {
    let clinic = Clinic::open().await;
    let (channel, _) = places(&clinic).await;
    let bad = TemplateDraft {
        body: "{{1}} es su cita".into(),
        ..draft("mala")
    };
    let problems = clinic
        .desk
        .check_template(channel, bad.clone(), None)
        .await
        .unwrap();
    assert_eq!(problems[0].problem, TemplateFault::VariableAtEdge);
    let refused = clinic.desk.create_template(channel, bad).await;
    assert!(matches!(refused, Err(InboxError::InvalidInput)));

    clinic
        .desk
        .create_template(channel, draft("doble"))
        .await
        .unwrap();
    let twice = clinic
        .desk
        .check_template(channel, draft("doble"), None)
        .await
        .unwrap();
    assert_eq!(twice[0].problem, TemplateFault::NameTaken);
}

/// T2: a template is edited and deleted; one language, or all of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_edited_and_deleted() {
    let clinic = Clinic::open().await;
    let (channel, _) = places(&clinic).await;
    clinic
        .desk
        .create_template(channel, draft("vieja"))
        .await
        .unwrap();
    let made = row(&clinic, "vieja").await.unwrap();
    let control = clinic.control();
    control
        .review_template(&made.id, Review::Approve)
        .await
        .unwrap();
    places(&clinic).await;
    let changed = TemplateDraft {
        body: "Hola {{1}}, le esperamos el {{2}} por la tarde.".into(),
        ..made.draft
    };
    let answer = clinic
        .desk
        .edit_template(channel, made.id.clone(), changed.clone())
        .await
        .unwrap();
    assert!(answer.is_taken, "{answer:?}");
    assert_eq!(
        row(&clinic, "vieja").await.unwrap().draft.body,
        changed.body
    );
    clinic
        .desk
        .delete_template(channel, "vieja".into(), Some("es".into()))
        .await
        .unwrap();
    let left = row(&clinic, "vieja").await;
    assert!(left.is_none_or(|row| row.status == TemplateStatus::Deleted));
}
