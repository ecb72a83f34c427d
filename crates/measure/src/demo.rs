//! The demo: relay, simulator and desk, filled with an invented clinic's week through the real paths, then the window.

use crate::{clinic, relay_process::RelayProcess};
use anyhow::{Context as _, bail};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use recado_domain::{channel::Side, time::UnixMs};
use recado_inbox::{
    clock::Clock,
    desk::Desk,
    keychain::{KeyEntry, Keychain, MemoryKeychain},
    view::{
        connection::WhatsAppForm,
        list::{ListFilter, ListQuery},
    },
};
use recado_meta_sim::{
    control::Control,
    scenarios::{self, Step, StepKind},
    simulator::{Delivery, Options, Simulator},
};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

const PASSPHRASE: &str = "alameda demo 2026";
/// The longest one step of the week may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Fills a clinic and opens the window over it; ends with the window, and leaves nothing behind.
pub(crate) fn run(window: &Path) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let folder = tempfile::tempdir()?;
        let relay = RelayProcess::start(folder.path(), &[])?;
        let clock = Clock::system();
        let simulated = recado_meta_sim::clock::Clock::real();
        let options = Options {
            now: simulated,
            delivery: Delivery::Delivered,
            webhook_url: Some(format!("{}/webhooks/meta", relay.base_url()).parse()?),
            ..Options::default()
        };
        let meta = Simulator::start(options.clone()).await?;
        let data_dir = folder.path().join("desk");
        let keychain = Arc::new(MemoryKeychain::default());
        eprintln!("Filling the clinic's week…");
        let desk = Desk::open(clinic::options(
            &data_dir,
            Arc::clone(&keychain),
            clock.clone(),
            meta.base_url(),
        )?)
        .await?;
        clinic::set_up(&desk, &relay, "Clínica Alameda", "Ana Reis", PASSPHRASE).await?;
        desk.connect_whatsapp(form(&options))
            .await
            .context("WhatsApp")?;
        desk.sync_templates().await?;
        let now = clock.now();
        play(&desk, &meta.control(), &clock, now).await?;
        desk.close();
        drop(desk);
        hand_over_keys(window, &data_dir, &keychain)?;
        println!("\n  Be the patient:  {}", meta.base_url());
        println!("  Sign in as Ana Reis with the passphrase:  {PASSPHRASE}\n");
        let status = tokio::process::Command::new(window)
            .arg("--data")
            .arg(&data_dir)
            .args(["--graph", meta.base_url(), "--demo"])
            .status()
            .await
            .context("the window could not be started")?;
        meta.shutdown().await;
        if !status.success() {
            bail!("the window ended with {status}");
        }
        Ok(())
    })
}

fn form(options: &Options) -> WhatsAppForm {
    WhatsAppForm {
        waba_id: options.business.waba_id.clone(),
        number_id: options.business.phone_number_id.clone(),
        token: options.business.access_token.clone(),
        app_id: options.app.id.clone(),
        app_secret: options.app.secret.clone(),
        verify_token: options.app.verify_token.clone(),
    }
}

/// Plays the week under a turned clock: patients by signed webhooks, the desk by real sends.
async fn play(desk: &Desk, control: &Control, clock: &Clock, now: UnixMs) -> anyhow::Result<()> {
    for step in scenarios::clinic_week(now.0) {
        clock.turn_to(UnixMs(step.at));
        control.set_clock(step.at).await;
        tokio::time::timeout(PATIENCE, play_step(desk, control, step))
            .await
            .context("a step of the week took too long")??;
    }
    clock.run();
    control.run_clock().await;
    control.flush().await;
    while !desk.is_caught_up().await? {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

async fn play_step(desk: &Desk, control: &Control, step: Step) -> anyhow::Result<()> {
    match step.kind {
        StepKind::Patient(message) => {
            control
                .patient_sends(step.who.wa_id, step.who.name, message, Some(step.at))
                .await?;
            control.flush().await;
            while !desk.is_caught_up().await? {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
        StepKind::Desk(text) => {
            let conversation = conversation_of(desk, step.who.name).await?;
            let before = control.sent().await.len();
            desk.mark_read(Side::Clinical, conversation).await?;
            desk.send_reply(Side::Clinical, conversation, text, None)
                .await?;
            while control.sent().await.len() == before {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            control.patient_reads(step.who.wa_id).await;
            control.flush().await;
        }
    }
    Ok(())
}

async fn conversation_of(
    desk: &Desk,
    name: &str,
) -> anyhow::Result<recado_domain::id::ConversationId> {
    let query = ListQuery {
        side: Side::Clinical,
        filter: ListFilter::All,
        channel: None,
    };
    let list = desk.list_conversations(query, 200).await?;
    let row = list.rows.into_iter().find(|row| row.name == name);
    Ok(row
        .context("a desk step names somebody who never wrote")?
        .conversation)
}

/// Gives the window the keys of the demo's data folder, in keyring entries of their own.
fn hand_over_keys(window: &Path, data_dir: &Path, keychain: &MemoryKeychain) -> anyhow::Result<()> {
    let mut adopt = Command::new(window)
        .arg("--data")
        .arg(data_dir)
        .arg("--adopt-keys")
        .stdin(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} could not be started", PathBuf::from(window).display()))?;
    let mut stdin = adopt.stdin.take().context("the window takes no input")?;
    for entry in [KeyEntry::Machine, KeyEntry::Token] {
        let key = keychain
            .read(entry)?
            .context("the demo's keys are missing")?;
        writeln!(stdin, "{}", BASE64_STANDARD.encode(key.as_slice()))?;
    }
    drop(stdin);
    let status = adopt.wait()?;
    anyhow::ensure!(
        status.success(),
        "the keyring did not take the demo's keys ({status}); is one running and unlocked?"
    );
    Ok(())
}
