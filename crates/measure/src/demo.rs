//! The demo: relay, simulator and desk, filled with an invented clinic's week through the real paths, then the window.

mod week;

use crate::{clinic, relay_process::RelayProcess};
use anyhow::{Context as _, bail};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use recado_domain::channel::ChannelKind;
use recado_inbox::{
    clock::Clock,
    desk::Desk,
    keychain::{KeyEntry, Keychain, MemoryKeychain},
    view::connection::{PageForm, WhatsAppForm},
};
use recado_meta_sim::simulator::{Delivery, Options, Simulator};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

const PASSPHRASE: &str = "alameda demo 2026";

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
        for kind in [ChannelKind::Messenger, ChannelKind::Instagram] {
            let form = page_form(&options, kind);
            desk.connect_page(form).await.context("the Page")?;
        }
        desk.sync_templates().await?;
        week::play(&desk, &meta.control(), &clock).await?;
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

fn page_form(options: &Options, kind: ChannelKind) -> PageForm {
    PageForm {
        kind,
        page_id: options.page.id.clone(),
        token: options.page.access_token.clone(),
        app_id: options.app.id.clone(),
        app_secret: options.app.secret.clone(),
        verify_token: options.app.verify_token.clone(),
    }
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
