//! A desk without a window, in a process of its own: what the kill tests kill. It answers each message it receives.
//!
//! Its keys rest under a device passphrase that everybody may know: nothing real is ever kept in it.

use anyhow::{Context as _, bail};
use recado_domain::{
    channel::Side,
    id::{ConversationId, IdentityId, StaffId},
    message::Direction,
    retention::ErasureReason,
};
use recado_inbox::{
    clock::Clock,
    desk::{Desk, DeskOptions},
    keychain::NoKeychain,
    microphone::NoMicrophone,
    view::{
        app::AppView,
        backup::{BackupPlan, RestoreForm},
        connection::WhatsAppForm,
        list::{ListFilter, ListQuery},
    },
};
use recado_store::key::derive::KdfCost;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

const PASSPHRASE: &str = "everybody may know this";

/// What the desk is told at start.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The data folder.
    #[arg(long)]
    data: PathBuf,
    /// Graph's address: the simulator's.
    #[arg(long)]
    graph: String,
    /// The pairing text; only the first time.
    #[arg(long)]
    pair: Option<String>,
    /// WABA id, number id, token, app id, app secret and verify token, with commas between them; only the first time.
    #[arg(long)]
    connect: Option<String>,
    /// Makes whoever wrote this conversation of the leads a patient, instead of answering.
    #[arg(long)]
    convert: Option<ConversationId>,
    /// Says that this is the same person as whoever wrote `--convert`, instead of converting.
    #[arg(long)]
    join: Option<IdentityId>,
    /// Makes a backup in this folder, instead of answering.
    #[arg(long)]
    back_up: Option<PathBuf>,
    /// Restores the newest backup of this folder into a data folder that has nothing yet.
    #[arg(long, requires = "words")]
    restore: Option<PathBuf>,
    /// The 24 words, with spaces between them.
    #[arg(long)]
    words: Option<String>,
    /// Erases whoever wrote this conversation of the leads, instead of answering.
    #[arg(long)]
    erase: Option<ConversationId>,
    /// Removes this member of staff, instead of answering.
    #[arg(long)]
    remove: Option<StaffId>,
    /// Says so and waits, at this step of a change of people, of their keys or of a backup, until it is killed.
    #[arg(long)]
    stop_at: Option<String>,
}

/// Opens the desk, says `ready`, and works until it is killed.
pub(crate) fn run(arguments: Arguments) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let desk = Desk::open(DeskOptions {
            data_dir: arguments.data,
            keychain: Arc::new(NoKeychain),
            microphone: Arc::new(NoMicrophone),
            clock: Clock::system(),
            graph_base: Some(arguments.graph.parse()?),
            kdf: KdfCost::quick_for_tests(),
            device_name: "Killed".to_owned(),
            has_tray: false,
            is_demo: false,
        })
        .await?;
        if let Some(stop_at) = arguments.stop_at {
            let of_people = stop_at.clone();
            desk.watch_people(Arc::new(move |step| stop(step, &of_people)));
            desk.watch_backup(Arc::new(move |step| stop(step, &stop_at)));
        }
        if let (Some(drive), Some(words)) = (arguments.restore, arguments.words) {
            restore(&desk, drive, &words).await?;
            println!("restored");
            return Ok(());
        }
        match (arguments.pair, arguments.connect) {
            (Some(pair), Some(connect)) => first_time(&desk, pair, &connect).await?,
            _ => again(&desk).await?,
        }
        println!("ready");
        if let Some(drive) = arguments.back_up {
            back_up(&desk, &drive).await?;
            println!("backed up");
            return Ok(());
        }
        if let (Some(conversation), Some(other)) = (arguments.convert, arguments.join) {
            desk.same_person(Side::Leads, conversation, other).await?;
            println!("joined");
            return Ok(());
        }
        if let Some(conversation) = arguments.convert {
            desk.convert_lead(Side::Leads, conversation, None).await?;
            println!("converted");
            return Ok(());
        }
        if let Some(conversation) = arguments.erase {
            desk.erase_person(Side::Leads, conversation, ErasureReason::Asked)
                .await?;
            println!("erased");
            return Ok(());
        }
        if let Some(member) = arguments.remove {
            desk.remove_staff(member).await?;
            println!("left");
            return Ok(());
        }
        let mut changes = desk.changes();
        loop {
            answer(&desk).await?;
            changes.recv().await?;
        }
    })
}

/// Stands still at a step, so that the kill meets exactly it.
fn stop(step: &str, at: &str) {
    if step == at {
        println!("at {step}");
        loop {
            std::thread::park();
        }
    }
}

async fn first_time(desk: &Desk, pair: String, connect: &str) -> anyhow::Result<()> {
    desk.choose_device_passphrase(PASSPHRASE.to_owned()).await?;
    desk.pair_relay(pair).await?;
    let words = desk.recovery_phrase().await?;
    desk.confirm_recovery_phrase(vec![0], vec![words[0].clone()])
        .await?;
    desk.create_owner(
        "Killed".to_owned(),
        "Nobody".to_owned(),
        PASSPHRASE.to_owned(),
    )
    .await?;
    desk.finish_first_run().await?;
    let parts: Vec<&str> = connect.split(',').collect();
    let [waba_id, number_id, token, app_id, app_secret, verify_token] = parts[..] else {
        bail!("--connect takes six parts");
    };
    desk.connect_whatsapp(WhatsAppForm {
        waba_id: waba_id.to_owned(),
        number_id: number_id.to_owned(),
        token: token.to_owned(),
        app_id: app_id.to_owned(),
        app_secret: app_secret.to_owned(),
        verify_token: verify_token.to_owned(),
    })
    .await?;
    Ok(())
}

async fn back_up(desk: &Desk, drive: &Path) -> anyhow::Result<()> {
    desk.plan_backups(BackupPlan {
        folder: drive.to_string_lossy().into_owned(),
        hour: 0,
        kept: 60,
    })
    .await?;
    Ok(desk.make_backup().await?)
}

async fn restore(desk: &Desk, drive: PathBuf, words: &str) -> anyhow::Result<()> {
    let drive = drive.to_string_lossy().into_owned();
    let found = desk.look_for_backups(drive).await?;
    let newest = found.into_iter().next().context("there is no backup")?;
    desk.restore_backup(RestoreForm {
        place: newest.place,
        name: newest.name,
        words: words.split(' ').map(str::to_owned).collect(),
        device_passphrase: Some(PASSPHRASE.to_owned()),
    })
    .await?;
    Ok(())
}

async fn again(desk: &Desk) -> anyhow::Result<()> {
    desk.unlock_device(PASSPHRASE.to_owned()).await?;
    let AppView::Locked { staff, .. } = desk.app_view().await? else {
        bail!("the desk is not locked")
    };
    desk.unlock(
        staff.first().context("nobody can sign in")?.id,
        PASSPHRASE.to_owned(),
    )
    .await?;
    Ok(())
}

/// Answers each conversation whose last word is the contact's.
async fn answer(desk: &Desk) -> anyhow::Result<()> {
    let query = ListQuery {
        side: Side::Clinical,
        filter: ListFilter::All,
        channel: None,
    };
    for row in desk.list_conversations(query, 100).await?.rows {
        if row.direction == Direction::Inbound {
            desk.send_reply(
                Side::Clinical,
                row.conversation,
                format!("re: {}", row.preview),
                None,
            )
            .await?;
        }
    }
    Ok(())
}
