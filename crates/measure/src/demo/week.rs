//! Plays the clinic's week under a turned clock: people by signed webhooks, the desk by real sends.

use anyhow::Context as _;
use recado_domain::{channel::Side, id::ConversationId, time::UnixMs};
use recado_inbox::{
    clock::Clock,
    desk::Desk,
    view::list::{ListFilter, ListQuery},
};
use recado_meta_sim::{
    control::Control,
    scenarios::{
        self, Step, StepKind,
        elsewhere::{self, VisitorStep, VisitorStepKind},
    },
};
use std::time::Duration;

/// The longest one step may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// One step of the week, on any product.
enum Turn {
    WhatsApp(Step),
    Elsewhere(VisitorStep),
}

impl Turn {
    fn at(&self) -> i64 {
        match self {
            Self::WhatsApp(step) => step.at,
            Self::Elsewhere(step) => step.at,
        }
    }
}

/// Plays the week that ends now; everything has reached the desk when this returns.
pub(super) async fn play(desk: &Desk, control: &Control, clock: &Clock) -> anyhow::Result<()> {
    let now = clock.now().0;
    let on_whatsapp = scenarios::clinic_week(now).into_iter().map(Turn::WhatsApp);
    let elsewhere = elsewhere::clinic_week_elsewhere(now);
    let mut turns: Vec<Turn> = on_whatsapp
        .chain(elsewhere.into_iter().map(Turn::Elsewhere))
        .collect();
    turns.sort_by_key(Turn::at);
    for turn in turns {
        clock.turn_to(UnixMs(turn.at()));
        control.set_clock(turn.at()).await;
        tokio::time::timeout(PATIENCE, play_turn(desk, control, turn))
            .await
            .context("a step of the week took too long")??;
    }
    clock.run();
    control.run_clock().await;
    control.flush().await;
    caught_up(desk).await
}

async fn play_turn(desk: &Desk, control: &Control, turn: Turn) -> anyhow::Result<()> {
    match turn {
        Turn::WhatsApp(step) => match step.kind {
            StepKind::Patient(message) => {
                let at = Some(step.at);
                control
                    .patient_sends(step.who.wa_id, step.who.name, message, at)
                    .await?;
                control.flush().await;
                caught_up(desk).await
            }
            StepKind::Desk(text) => {
                answer(desk, control, Side::Clinical, step.who.name, text).await?;
                told_read(control, step.who.wa_id).await;
                Ok(())
            }
        },
        Turn::Elsewhere(step) => match &step.kind {
            VisitorStepKind::Desk(text) => {
                let text = (*text).to_owned();
                answer(desk, control, Side::Leads, step.name, text).await?;
                told_read(control, step.id).await;
                Ok(())
            }
            VisitorStepKind::Sends(_)
            | VisitorStepKind::ReactsToLast(_)
            | VisitorStepKind::Comments(_) => {
                control.plays(&step).await?;
                control.flush().await;
                caught_up(desk).await
            }
        },
    }
}

/// Somebody at the desk answers; Meta has it when this returns.
async fn answer(
    desk: &Desk,
    control: &Control,
    side: Side,
    name: &str,
    text: String,
) -> anyhow::Result<()> {
    let conversation = conversation_of(desk, side, name).await?;
    let before = control.sent().await.len();
    desk.mark_read(side, conversation).await?;
    desk.send_reply(side, conversation, text, None).await?;
    while control.sent().await.len() == before {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(())
}

async fn told_read(control: &Control, id: &str) {
    control.patient_reads(id).await;
    control.flush().await;
}

async fn caught_up(desk: &Desk) -> anyhow::Result<()> {
    while !desk.is_caught_up().await? {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(())
}

/// Returns a person's conversation; a name from a profile comes a little after their first message.
async fn conversation_of(desk: &Desk, side: Side, name: &str) -> anyhow::Result<ConversationId> {
    let query = ListQuery {
        side,
        filter: ListFilter::All,
        channel: None,
    };
    loop {
        let list = desk.list_conversations(query, 200).await?;
        let row = list.rows.into_iter().find(|row| row.name == name);
        match row {
            Some(row) => return Ok(row.conversation),
            None => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}
