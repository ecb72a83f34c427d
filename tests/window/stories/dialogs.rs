//! The system's dialogs at the real window: each opens, and what is put away changes nothing.

use crate::{clinic::Clinic, dialogs::Dialog, first_run, window::Window};

const WORDS: &str = "¿Me puede llamar el martes?";

/// Presses a button once it is there. Where it stands sections are still being read and everything moves: a click of the
/// mouse could land on what has come in its place.
async fn press(window: &Window, what: &str) {
    window.see(&format!("{what}:not(:disabled)")).await;
    let script = format!("document.querySelector('[data-testid={what}]').click()");
    window.run(&script).await;
}

/// P9, R14: an export, a folder for backups, the register: put away, nothing is written and the page goes on.
#[tokio::test]
async fn what_is_put_away_changes_nothing() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    clinic.patient_writes("34600777888", "Rosa M.", WORDS).await;
    window.click_with("row", "Rosa M.").await;
    window.see_with("message", WORDS).await;
    for _ in 0..2 {
        press(&window, "export-person").await;
        Dialog::titled("Select Folder").await.put_away().await;
        window.see("export-person:not(:disabled)").await;
    }
    window
        .until("!document.querySelector('[data-testid=exported], [data-testid=error]')")
        .await;

    window.go("settings").await;
    press(&window, "choose-folder").await;
    Dialog::titled("Select Folder").await.put_away().await;
    window
        .see("choose-folder[data-kind=primary]:not(:disabled)")
        .await;

    press(&window, "open-processing").await;
    press(&window, "save-register").await;
    Dialog::titled("Save File").await.put_away().await;
    window.see("save-register:not(:disabled)").await;
    window
        .until("!document.querySelector('[data-testid=register-saved], [data-testid=error]')")
        .await;
    window.close().await;
}

/// Monitoring on paper: the system's dialog opens, it is written down each time, and the page goes on.
#[tokio::test]
async fn monitoring_opens_the_print_dialog() {
    let clinic = Clinic::start().await;
    let window = first_run::connect(&clinic).await;
    window.go("monitoring").await;
    for _ in 0..2 {
        press(&window, "print-all").await;
        Dialog::titled("Print").await.put_away().await;
        window.see("print-all:not(:disabled)").await;
    }
    let acts = "return window.__TAURI_INTERNALS__.invoke('audit_view', { query: {} })
        .then((view) => view.entries.filter((it) => it.act === 'monitoring.printed').length)";
    assert_eq!(window.run(acts).await, 2, "each time is written down");
    window.close().await;
}
