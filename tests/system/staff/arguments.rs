//! What the commands of the window are called with where it does not matter.

use recado_domain::{
    alert::{AlertCategory, AlertLevel},
    channel::Side,
    phrase::{PhraseFit, PhraseTongue},
};
use recado_inbox::{
    desk::Desk,
    view::{
        app::{AppView, SettingsView},
        flags::PhraseForm,
        list::{ListFilter, ListQuery},
    },
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub fn words() -> Vec<String> {
    vec!["lamp".to_owned()]
}

pub fn from<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

pub fn everything(side: Side) -> ListQuery {
    ListQuery {
        side,
        filter: ListFilter::All,
        channel: None,
    }
}

pub fn draft<T: DeserializeOwned>() -> T {
    from(json!({
        "name": "", "language": "pt_PT", "category": "utility", "header": {"header": "none"}, "body": "",
        "footer": "", "examples": {}, "buttons": [], "cards": []
    }))
}

/// Returns settings that differ in what is the clinic's to choose.
pub async fn other_settings(desk: &Desk) -> SettingsView {
    let mut settings = settings(desk).await;
    settings.auto_lock_minutes += 1;
    settings
}

/// Returns the settings as they stand.
pub async fn settings(desk: &Desk) -> SettingsView {
    match desk.app_view().await.unwrap() {
        AppView::Open { settings, .. }
        | AppView::Locked { settings, .. }
        | AppView::FirstRun { settings, .. }
        | AppView::KeyMissing { settings, .. } => settings,
    }
}

pub fn phrase() -> PhraseForm {
    PhraseForm {
        id: None,
        words: "la llave de Tomás".into(),
        language: PhraseTongue::Spanish,
        fit: PhraseFit::Exact,
        category: AlertCategory::Abuse,
        level: AlertLevel::Today,
    }
}
