//! What stands behind flags: phrases, false alarms, rules, reminders, evidence, health.

use super::{Answer, Ask};
use recado_inbox::{
    desk::Desk,
    view::flags::{
        AlertReasonsView, FlagRulesView, FlagsHealthView, PhrasePreviewView, PhraseRefusal,
        ReminderView,
    },
};
use tauri::State;

/// Whether flags are on.
#[tauri::command]
pub(crate) async fn flags_health(desk: State<'_, Desk>) -> Answer<FlagsHealthView> {
    Ok(desk.flags_health().await?)
}

/// Why a flag stands on a message whose own words do not call for it.
#[tauri::command]
pub(crate) async fn alert_reasons(desk: State<'_, Desk>, ask: Ask) -> Answer<AlertReasonsView> {
    Ok(desk.alert_reasons(ask.get("alert")?).await?)
}

/// The reminders that are due.
#[tauri::command]
pub(crate) async fn reminders(desk: State<'_, Desk>) -> Answer<Vec<ReminderView>> {
    Ok(desk.reminders().await?)
}

/// Ends the reminder to ask again.
#[tauri::command]
pub(crate) async fn settle_reminder(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.settle_reminder(ask.get("alert")?).await?)
}

/// Phrases, false alarms, and how right each rule is.
#[tauri::command]
pub(crate) async fn flag_rules(desk: State<'_, Desk>) -> Answer<FlagRulesView> {
    Ok(desk.flag_rules().await?)
}

/// Keeps a phrase, or says what is wrong with it.
#[tauri::command]
pub(crate) async fn save_phrase(desk: State<'_, Desk>, ask: Ask) -> Answer<PhraseRefusal> {
    Ok(desk.save_phrase(ask.get("phrase")?).await?)
}

/// Removes a phrase.
#[tauri::command]
pub(crate) async fn remove_phrase(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.remove_phrase(ask.get("phrase")?).await?)
}

/// Tries a phrase on the last days.
#[tauri::command]
pub(crate) async fn preview_phrase(desk: State<'_, Desk>, ask: Ask) -> Answer<PhrasePreviewView> {
    Ok(desk.preview_phrase(ask.get("phrase")?).await?)
}

/// Lets words that were a false alarm raise flags again.
#[tauri::command]
pub(crate) async fn remove_shield(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.remove_shield(ask.get("shield")?).await?)
}

/// Lets a rule raise no more than a review here.
#[tauri::command]
pub(crate) async fn lower_rule(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.lower_rule(ask.get("rule")?).await?)
}

/// Lets a rule raise what it did before.
#[tauri::command]
pub(crate) async fn restore_rule(desk: State<'_, Desk>, ask: Ask) -> Answer<()> {
    Ok(desk.restore_rule(ask.get("rule")?).await?)
}
