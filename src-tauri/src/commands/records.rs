//! The card of a person, labels, notes, consents, the lead board.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    view::{
        board::BoardView,
        list::ListView,
        record::{LabelRowView, PersonView},
    },
};
use tauri::State;

/// The card of a conversation's person.
#[tauri::command]
pub(crate) async fn person_card(desk: State<'_, Desk>, ask: Ask) -> Answer<PersonView> {
    Ok(desk
        .person_card(ask.get("side")?, ask.get("conversation")?)
        .await?)
}

/// Writes a person's record.
#[tauri::command]
pub(crate) async fn save_record(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .save_record(side, conversation, ask.get("record")?)
        .await?)
}

/// Sets where a lead stands.
#[tauri::command]
pub(crate) async fn set_lead_status(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    let (status, lost) = (ask.get("status")?, ask.get("lost")?);
    Ok(desk
        .set_lead_status(side, conversation, status, lost)
        .await?)
}

/// Gives a person a label, or takes it.
#[tauri::command]
pub(crate) async fn set_label(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    let (label, has) = (ask.get("label")?, ask.get("has")?);
    Ok(desk.set_label(side, conversation, label, has).await?)
}

/// The labels of a side.
#[tauri::command]
pub(crate) async fn labels_view(desk: State<'_, Desk>, ask: Ask) -> Answer<Vec<LabelRowView>> {
    Ok(desk.labels_view(ask.get("side")?).await?)
}

/// Adds or changes a label.
#[tauri::command]
pub(crate) async fn save_label(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.save_label(ask.get("side")?, ask.get("label")?).await?)
}

/// Removes a label from everybody.
#[tauri::command]
pub(crate) async fn remove_label(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .remove_label(ask.get("side")?, ask.get("label")?)
        .await?)
}

/// The part of a place's list whose people have a label.
#[tauri::command]
pub(crate) async fn list_labelled(desk: State<'_, Desk>, ask: Ask) -> Answer<ListView> {
    let (query, limit) = (ask.get("query")?, ask.get("limit")?);
    Ok(desk.list_labelled(query, limit, ask.get("label")?).await?)
}

/// Adds an internal note.
#[tauri::command]
pub(crate) async fn add_note(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk.add_note(side, conversation, ask.get("text")?).await?)
}

/// Changes what a note says.
#[tauri::command]
pub(crate) async fn edit_note(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    let (note, text) = (ask.get("note")?, ask.get("text")?);
    Ok(desk.edit_note(side, conversation, note, text).await?)
}

/// Puts a note above the others, or among them.
#[tauri::command]
pub(crate) async fn pin_note(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    let (note, is_pinned) = (ask.get("note")?, ask.get("isPinned")?);
    Ok(desk.pin_note(side, conversation, note, is_pinned).await?)
}

/// Takes a note out of sight, or shows it again.
#[tauri::command]
pub(crate) async fn remove_note(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    let (note, is_removed) = (ask.get("note")?, ask.get("isRemoved")?);
    Ok(desk
        .remove_note(side, conversation, note, is_removed)
        .await?)
}

/// Writes down what a person agreed to or took back.
#[tauri::command]
pub(crate) async fn record_consent(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    let (side, conversation) = (ask.get("side")?, ask.get("conversation")?);
    Ok(desk
        .record_consent(side, conversation, ask.get("consent")?)
        .await?)
}

/// The lead board.
#[tauri::command]
pub(crate) async fn lead_board(desk: State<'_, Desk>, ask: Ask) -> Answer<BoardView> {
    Ok(desk.lead_board(ask.get("limit")?).await?)
}
