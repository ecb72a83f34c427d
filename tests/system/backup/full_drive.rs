//! A drive that is full in the middle of a backup: a real one, of a size of its own.

use super::{every_file, held, newest, threads};
use crate::clinic::{Clinic, MARIA, NIKOS};
use recado_domain::channel::Side;
use recado_inbox::view::{backup::BackupFault, change::ErrorCode};
use recado_store::backup::place;
use serde_json::json;
use std::{fs, io::Write as _, path::Path, process::Command, time::Duration};

/// What the drive holds, in bytes.
const SIZE: u64 = 48 * 1024 * 1024;
/// Says to the story that it runs where it may mount something.
const MAY_MOUNT: &str = "RECADO_TEST_MAY_MOUNT";
const NAME: &str = "backup::full_drive::a_full_drive_is_said_and_nothing_half_counts";

/// Begins this test over in a namespace of its own: what it mounts is seen by nobody else and goes with it.
fn begin_over_where_one_may_mount() {
    let program = std::env::current_exe().unwrap();
    let may = |more: &[&str]| {
        let tried = Command::new("unshare")
            .args(more)
            .args(["--mount", "true"])
            .output();
        tried.is_ok_and(|it| it.status.success())
    };
    let more: &[&str] = if may(&[]) {
        &[]
    } else if may(&["--map-root-user"]) {
        // Not root, but of a kernel that lets people have their own.
        &["--map-root-user"]
    } else {
        eprintln!("A full drive was not tried: nothing may be mounted here.");
        return;
    };
    let ended = Command::new("unshare")
        .args(more)
        .arg("--mount")
        .arg(program)
        .args(["--exact", NAME, "--nocapture"])
        .env(MAY_MOUNT, "yes")
        .output()
        .expect("unshare (Debian: util-linux)");
    let said = String::from_utf8_lossy(&ended.stdout);
    let complained = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{said}\n{complained}");
    assert!(said.contains("1 passed"), "it did not run:\n{said}");
}

/// Mounts a drive of that size.
fn mount(place: &Path) {
    fs::create_dir_all(place).unwrap();
    let size = format!("size={SIZE}");
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
        .arg(place)
        .status();
    assert!(mounted.unwrap().success(), "a drive to fill");
}

/// Fills a drive until so many bytes are left.
fn fill(drive: &Path, room: u64) {
    let mut ballast = fs::File::create(drive.join("ballast")).unwrap();
    let piece = vec![7; 64 * 1024];
    let full = loop {
        if let Err(error) = ballast.write_all(&piece) {
            break error;
        }
    };
    assert_eq!(full.kind(), std::io::ErrorKind::StorageFull);
    let length = ballast.metadata().unwrap().len();
    ballast.set_len(length - room).unwrap();
}

fn empty(drive: &Path) {
    fs::remove_file(drive.join("ballast")).unwrap();
}

/// R14, P9: wherever it ends, it is said, the backup before is whole, nothing half counts as one, and with room again the
/// next one is made.
#[test]
fn a_full_drive_is_said_and_nothing_half_counts() {
    if std::env::var_os(MAY_MOUNT).is_none() {
        return begin_over_where_one_may_mount();
    }
    let work = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    work.block_on(a_drive_fills());
}

async fn a_drive_fills() {
    let (clinic, words) = Clinic::open_with_words().await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.rows(1).await;
    let drive = clinic.drive();
    mount(&drive);
    clinic.plans(7).await;
    clinic
        .backups(|view| view.backups.len() == 1 && view.progress.is_none())
        .await;
    let found = place::look(&drive).unwrap().remove(0);
    let before = every_file(&found.place.join(&found.name));
    let all: u64 = before.iter().map(|(_, bytes)| bytes.len() as u64).sum();
    // Files of messages are brought first, so there is something to bring.
    clinic
        .sends(
            MARIA,
            json!({"type": "image", "image": {"caption": "a receita"}}),
        )
        .await;
    clinic
        .only(Side::Clinical, |thread| {
            let mut files = thread.messages.iter().flat_map(|it| &it.media);
            files.any(|it| it.state == recado_domain::media::MediaState::Here)
        })
        .await;

    // From nothing to nearly enough: it ends at another step each time.
    for part in 0..6 {
        clinic.later(Duration::from_secs(60)).await;
        fill(&drive, all * part / 6);
        let refused = clinic.desk.make_backup().await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::Storage, "{part} of 6");
        let view = clinic.desk.backup_view().await.unwrap();
        assert_eq!(view.fault, Some(BackupFault::Full), "{part} of 6");
        assert_eq!(view.backups.len(), 1);
        assert_eq!(view.last_good_at, found.made_at.map(|at| at.0));
        let mut left: Vec<String> = fs::read_dir(&found.place)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.retain(|name| name != "media");
        assert_eq!(left, [found.name.as_str()], "nothing of the try is left");
        assert!(
            every_file(&found.place.join(&found.name)) == before,
            "the one before"
        );
        empty(&drive);
    }
    assert_eq!(held(&newest(&drive, &words)).len(), 3);
    let failed = clinic.acts("backup.failed");
    assert_eq!(failed.len(), 6, "an owner who asks is told each time");
    // Nothing else waits for a backup.
    clinic.writes(NIKOS, "Καλημέρα").await;
    clinic.rows(2).await;

    clinic.later(Duration::from_secs(60)).await;
    clinic.desk.make_backup().await.unwrap();
    let view = clinic.desk.backup_view().await.unwrap();
    assert_eq!((view.backups.len(), view.fault), (2, None));
    let held = threads(&clinic.desk).await;
    clinic.desk.close();
    let new = clinic.new_computer("new").await;
    new.restores(&words).await.unwrap();
    let mut restored = clinic;
    restored.moves_to(new);
    restored.unlock().await;
    assert_eq!(threads(&restored.desk).await, held);
}
