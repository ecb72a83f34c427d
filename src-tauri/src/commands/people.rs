//! Who is who: one person, not the same, made a patient, moved to the leads.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    view::people::{
        DividedView, DivisionPreviewView, IdentityCardView, MovePreviewView, MovedView,
        OwnAddressView, PeopleFoundView,
    },
};
use serde_json::Value;
use tauri::State;

/// Who the person of a conversation is.
#[tauri::command]
pub(crate) async fn identity_card(desk: State<'_, Desk>, ask: Ask) -> Answer<IdentityCardView> {
    Ok(desk
        .identity_card(ask.get("side")?, ask.get("conversation")?)
        .await?)
}

/// People of a side by name.
#[tauri::command]
pub(crate) async fn search_people(desk: State<'_, Desk>, ask: Ask) -> Answer<PeopleFoundView> {
    Ok(desk
        .search_people(ask.get("side")?, ask.get("query")?)
        .await?)
}

/// What moving somebody would move.
#[tauri::command]
pub(crate) async fn preview_move(desk: State<'_, Desk>, ask: Ask) -> Answer<MovePreviewView> {
    Ok(desk
        .preview_move(ask.get("side")?, ask.get("conversation")?, ask.get("to")?)
        .await?)
}

/// Makes a lead a patient.
#[tauri::command]
pub(crate) async fn convert_lead(desk: State<'_, Desk>, ask: Ask) -> Answer<MovedView> {
    Ok(desk
        .convert_lead(
            ask.get("side")?,
            ask.get("conversation")?,
            ask.get("joins")?,
        )
        .await?)
}

/// Moves somebody to the leads who is no patient.
#[tauri::command]
pub(crate) async fn move_to_leads(desk: State<'_, Desk>, ask: Ask) -> Answer<MovedView> {
    Ok(desk.move_to_leads(ask.get("conversation")?).await?)
}

/// Says that two are the same person; answers with what takes it back.
#[tauri::command]
pub(crate) async fn same_person(desk: State<'_, Desk>, ask: Ask) -> Answer<Value> {
    let act = desk
        .same_person(
            ask.get("side")?,
            ask.get("conversation")?,
            ask.get("other")?,
        )
        .await?;
    Ok(Value::from(act.to_string()))
}

/// Says that an identity is somebody of its own; answers with what takes it back.
#[tauri::command]
pub(crate) async fn split_person(desk: State<'_, Desk>, ask: Ask) -> Answer<Value> {
    let act = desk
        .split_person(ask.get("side")?, ask.get("identity")?)
        .await?;
    Ok(Value::from(act.to_string()))
}

/// Says that two are not the same person; answers with what takes it back.
#[tauri::command]
pub(crate) async fn keep_apart(desk: State<'_, Desk>, ask: Ask) -> Answer<Value> {
    let act = desk
        .keep_apart(
            ask.get("side")?,
            ask.get("conversation")?,
            ask.get("other")?,
        )
        .await?;
    Ok(Value::from(act.to_string()))
}

/// The addresses of a conversation's contact.
#[tauri::command]
pub(crate) async fn own_addresses(desk: State<'_, Desk>, ask: Ask) -> Answer<Vec<OwnAddressView>> {
    Ok(desk
        .own_addresses(ask.get("side")?, ask.get("conversation")?)
        .await?)
}

/// What taking an address out would move.
#[tauri::command]
pub(crate) async fn preview_division(
    desk: State<'_, Desk>,
    ask: Ask,
) -> Answer<DivisionPreviewView> {
    Ok(desk
        .preview_division(
            ask.get("side")?,
            ask.get("conversation")?,
            ask.get("address")?,
        )
        .await?)
}

/// Takes an address out of a conversation's contact.
#[tauri::command]
pub(crate) async fn take_address_out(desk: State<'_, Desk>, ask: Ask) -> Answer<DividedView> {
    Ok(desk
        .take_address_out(
            ask.get("side")?,
            ask.get("conversation")?,
            ask.get("address")?,
        )
        .await?)
}

/// Takes back what was said.
#[tauri::command]
pub(crate) async fn undo_person_act(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk
        .undo_person_act(ask.get("side")?, ask.get("act")?)
        .await?)
}
