//! The desktop program: window, tray, keyring and notifications around the inbox. It decides nothing itself.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod attachment;
mod automation;
mod commands;
mod config;
mod events;
mod instance;
mod keychain;
mod microphone;
mod notify;
mod tray;
mod window;
mod words;

use config::Arguments;
use recado_inbox::{
    clock::Clock,
    desk::{Desk, DeskOptions},
};
use std::{error::Error, process::ExitCode, sync::Arc};
use tauri::{App, AppHandle, Manager, RunEvent};
use tauri_plugin_notification::NotificationExt;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    if let Some(code) = automation::refuse() {
        return code;
    }
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_env("RECADO_LOG").unwrap_or_else(|_| "info".into()))
        .with_writer(std::io::stderr)
        .init();
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(argument) => {
            eprintln!("{argument} is not understood. {}", config::USAGE);
            return ExitCode::from(2);
        }
    };
    if arguments.adopts_keys {
        return keychain::adopt(&keychain::SystemKeyring::new(arguments.data_name()));
    }
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[cfg(target_os = "linux")]
            instance::begin_anew(&error);
            tracing::error!("the window could not be shown: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> tauri::Result<()> {
    attachment::register(tauri::Builder::default())
        .plugin(instance::plugin(&arguments))
        .plugin(tauri_plugin_notification::init())
        .manage(notify::Target::default())
        .manage(arguments.clone())
        .invoke_handler(commands::handler())
        .on_window_event(window::on_event)
        .setup(move |app| set_up(app, arguments))
        .build(tauri::generate_context!())?
        .run(|app, event| {
            // What was lent to other programs is taken back, and the microphone closes.
            if let RunEvent::Exit = event
                && let Some(desk) = app.try_state::<Desk>()
            {
                desk.close();
            }
        });
    Ok(())
}

fn set_up(app: &mut App, arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let has_tray = tray::is_available();
    if has_tray {
        tray::build(app, words::words(config::system_language()))?;
    }
    let handle = app.handle().clone();
    app.notification().on_action(move |_action| {
        notify::opened_newest(&handle, &handle.state::<notify::Target>());
    })?;
    let options = options(app, arguments, has_tray)?;
    let handle = app.handle().clone();
    // The keyring may ask the person for a password: the main thread must not wait for it.
    tauri::async_runtime::spawn(async move {
        if let Err(error) = start(&handle, options).await {
            tracing::error!("the desk could not be opened: {error}");
            handle.exit(1);
        }
    });
    Ok(())
}

fn options(app: &App, arguments: Arguments, has_tray: bool) -> Result<DeskOptions, Box<dyn Error>> {
    let keychain = keychain::SystemKeyring::new(arguments.data_name());
    let data_dir = match arguments.data {
        Some(folder) => folder,
        None => app.path().data_dir()?.join("Recado"),
    };
    Ok(DeskOptions {
        data_dir,
        keychain: Arc::new(keychain),
        microphone: Arc::new(microphone::SystemMicrophone),
        clock: Clock::system(),
        graph_base: arguments.graph.map(|url| url.parse()).transpose()?,
        kdf: Default::default(),
        device_name: config::device_name(),
        has_tray,
        is_demo: arguments.is_demo,
    })
}

async fn start(app: &AppHandle, options: DeskOptions) -> Result<(), Box<dyn Error + Send + Sync>> {
    let desk = Desk::open(options).await?;
    app.manage(desk.clone());
    tauri::async_runtime::spawn(events::forward(app.clone(), desk.clone()));
    tauri::async_runtime::spawn(events::forget(app.clone(), desk.clone()));
    tauri::async_runtime::spawn(notify::watch(app.clone(), desk));
    window::open(app)?;
    Ok(())
}
