//! Assistants, and the summaries of patients' days.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    view::{
        assist::{AssistTryView, AssistView},
        summary::{DaySummaryView, DraftPreviewView},
    },
};
use tauri::State;

/// How assistants are set up.
#[tauri::command]
pub(crate) async fn assist_view(desk: State<'_, Desk>) -> Answer<AssistView> {
    Ok(desk.assist_view().await?)
}

/// Changes how assistants are set up.
#[tauri::command]
pub(crate) async fn save_assist(desk: State<'_, Desk>, ask: Ask) -> Answer<AssistView> {
    Ok(desk.save_assist(ask.get("form")?).await?)
}

/// Tries the endpoint of a feature with invented content.
#[tauri::command]
pub(crate) async fn try_assist(desk: State<'_, Desk>, ask: Ask) -> Answer<AssistTryView> {
    Ok(desk.try_assist(ask.get("feature")?).await?)
}

/// The day of a conversation's person.
#[tauri::command]
pub(crate) async fn day_summary(desk: State<'_, Desk>, ask: Ask) -> Answer<DaySummaryView> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .day_summary(side, conversation, ask.get("day")?)
        .await?)
}

/// Makes the summary of such a day now.
#[tauri::command]
pub(crate) async fn make_day_summary(desk: State<'_, Desk>, ask: Ask) -> Answer<DaySummaryView> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .make_day_summary(side, conversation, ask.get("day")?)
        .await?)
}

/// Makes the summary of such a day and asks the assistant for a draft of it.
#[tauri::command]
pub(crate) async fn draft_day_summary(desk: State<'_, Desk>, ask: Ask) -> Answer<DaySummaryView> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .draft_day_summary(side, conversation, ask.get("day")?)
        .await?)
}

/// Exactly what would be sent to the assistant about such a day.
#[tauri::command]
pub(crate) async fn preview_day_draft(
    desk: State<'_, Desk>,
    ask: Ask,
) -> Answer<Option<DraftPreviewView>> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .preview_day_draft(side, conversation, ask.get("day")?)
        .await?)
}
