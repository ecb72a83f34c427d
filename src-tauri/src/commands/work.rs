//! The work on conversations, and quick replies.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    view::{
        quick_replies::{QuickRepliesView, QuickReplyChoice, QuickReplyProblem},
        work::{ColleagueView, SnoozeChoiceView},
    },
};
use tauri::State;

/// Who may look after conversations of a side.
#[tauri::command]
pub(crate) async fn assignable_staff(
    desk: State<'_, Desk>,
    ask: Ask,
) -> Answer<Vec<ColleagueView>> {
    Ok(desk.assignable_staff(ask.get("side")?).await?)
}

/// Gives a conversation to somebody, or to nobody.
#[tauri::command]
pub(crate) async fn assign_conversation(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .assign_conversation(side, conversation, ask.get("to")?)
        .await?)
}

/// Takes over what somebody else was writing.
#[tauri::command]
pub(crate) async fn take_draft(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .take_draft(side, conversation, ask.get("author")?)
        .await?)
}

/// The times to offer for a snooze.
#[tauri::command]
pub(crate) async fn snooze_choices(desk: State<'_, Desk>) -> Answer<Vec<SnoozeChoiceView>> {
    Ok(desk.snooze_choices().await?)
}

/// Puts a conversation away until a time.
#[tauri::command]
pub(crate) async fn snooze_conversation(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .snooze_conversation(side, conversation, ask.get("until")?)
        .await?)
}

/// Puts a conversation away until the contact writes again.
#[tauri::command]
pub(crate) async fn resolve_conversation(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .resolve_conversation(side, conversation, ask.get("replies")?)
        .await?)
}

/// Brings a conversation back that was put away.
#[tauri::command]
pub(crate) async fn reopen_conversation(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .reopen_conversation(ask.get("side")?, ask.get("conversation")?)
        .await?)
}

/// Marks what the contact wrote as unread.
#[tauri::command]
pub(crate) async fn mark_unread(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .mark_unread(side, conversation, ask.get("from")?)
        .await?)
}

/// The quick replies, to be changed.
#[tauri::command]
pub(crate) async fn quick_replies(desk: State<'_, Desk>) -> Answer<QuickRepliesView> {
    Ok(desk.quick_replies().await?)
}

/// Keeps a quick reply.
#[tauri::command]
pub(crate) async fn save_quick_reply(
    desk: State<'_, Desk>,
    ask: Ask,
) -> Answer<Vec<QuickReplyProblem>> {
    Ok(desk.save_quick_reply(ask.get("draft")?).await?)
}

/// Removes a quick reply.
#[tauri::command]
pub(crate) async fn remove_quick_reply(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.remove_quick_reply(ask.get("id")?).await?)
}

/// The quick replies that fit what is typed, filled in for a conversation.
#[tauri::command]
pub(crate) async fn find_quick_replies(
    desk: State<'_, Desk>,
    ask: Ask,
) -> Answer<Vec<QuickReplyChoice>> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .find_quick_replies(side, conversation, ask.get("typed")?)
        .await?)
}
