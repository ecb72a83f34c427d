//! Everything that goes wrong around a relay, one thing after the other.

use super::{ledger::Ledger, world::World};
use crate::dice::Dice;
use serde::Serialize;
use std::{
    io::Write as _,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// By how much clocks are wrong. Twenty days are more than any envelope is kept for.
const SHIFTS_MS: [i64; 8] = [
    -20 * DAY_MS,
    -HOUR_MS,
    -61_000,
    0,
    90_000,
    5 * HOUR_MS,
    3 * DAY_MS,
    20 * DAY_MS,
];
const MIB: u64 = 1024 * 1024;

/// What went wrong how often.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Trouble {
    kills: u64,
    restarts: u64,
    postgres_crashes: u64,
    postgres_restarts: u64,
    full_disks: u64,
    full_files: u64,
    clock_jumps: u64,
}

/// Makes trouble for so long, then puts everything right again.
pub(super) async fn run(world: &World, ledger: &Ledger, length: Duration, seed: u64) -> Trouble {
    let mut dice = Dice::of(seed, 0);
    let mut trouble = Trouble::default();
    let until = Instant::now() + length;
    // The first round does each thing once, so that a short run has seen everything.
    let mut first = (0..9).collect::<Vec<_>>();
    while Instant::now() < until {
        let act = match first.len() {
            0 => dice.below(12),
            left => first.remove(dice.below(left)),
        };
        if let Err(error) = act_once(world, &mut dice, &mut trouble, act).await {
            ledger.problem(format!("{error:#}"));
        }
        look_after(world, ledger).await;
        let pause = Duration::from_millis(200 + dice.below(1_500) as u64);
        tokio::time::sleep(pause).await;
    }
    for slot in &world.relays {
        let _ = std::fs::remove_file(&slot.shift);
    }
    if let Err(error) = postgres_runs(world, "fast").await {
        ledger.problem(format!("{error:#}"));
    }
    look_after(world, ledger).await;
    trouble
}

async fn act_once(
    world: &World,
    dice: &mut Dice,
    trouble: &mut Trouble,
    act: usize,
) -> anyhow::Result<()> {
    let slot = &world.relays[dice.below(world.relays.len())];
    let moment = Duration::from_millis(dice.below(1_200) as u64);
    match act {
        0 | 9 | 10 => {
            slot.kill();
            trouble.kills += 1;
            tokio::time::sleep(moment).await;
            slot.start(&world.watch).await?;
        }
        1 => {
            for slot in &world.relays {
                slot.kill();
                trouble.kills += 1;
            }
            for slot in &world.relays {
                slot.start(&world.watch).await?;
            }
        }
        2 => {
            let process = slot.process().take();
            if let Some(process) = process {
                tokio::task::spawn_blocking(move || process.stop()).await??;
            }
            trouble.restarts += 1;
            slot.start(&world.watch).await?;
        }
        3 => {
            trouble.postgres_crashes += 1;
            postgres_runs(world, "immediate").await?;
        }
        4 => {
            trouble.postgres_restarts += 1;
            postgres_runs(world, "fast").await?;
        }
        5 | 6 if world.postgres.has_disk() => {
            trouble.full_disks += 1;
            let ballast = world.postgres.folder().join("ballast");
            fill(&ballast);
            if act == 6 {
                // The worst moment to be killed.
                slot.kill();
                trouble.kills += 1;
            }
            tokio::time::sleep(moment).await;
            std::fs::remove_file(&ballast)?;
            if act == 6 {
                slot.start(&world.watch).await?;
            }
            // A PostgreSQL that could not write its log has ended by itself.
            postgres_runs(world, "fast").await?;
        }
        5..=7 => {
            trouble.full_files += 1;
            let log = world.file.with_file_name("relay.db-wal");
            let bytes = std::fs::metadata(&log).map_or(0, |log| log.len());
            let most = dice.below(usize::try_from(bytes)? + 1);
            limit_files(world, &most.to_string())?;
            tokio::time::sleep(moment).await;
            limit_files(world, "unlimited")?;
        }
        _ => {
            trouble.clock_jumps += 1;
            let shift = dice.one(&SHIFTS_MS).copied().unwrap_or(0);
            std::fs::write(&slot.shift, shift.to_string())?;
            if dice.once_in(2) {
                // A machine that starts with a wrong clock.
                slot.kill();
                trouble.kills += 1;
                slot.start(&world.watch).await?;
            }
        }
    }
    Ok(())
}

/// Restarts PostgreSQL until it runs.
async fn postgres_runs(world: &World, mode: &str) -> anyhow::Result<()> {
    let mut left = 20;
    while let Err(error) = tokio::task::block_in_place(|| world.postgres.restart(mode)) {
        left -= 1;
        anyhow::ensure!(left > 0, "{error:#}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    Ok(())
}

/// Fills the disk to its last block.
fn fill(ballast: &Path) {
    for block in [MIB as usize, 4096] {
        let file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(ballast);
        if let Ok(mut file) = file {
            let zeros = vec![0; block];
            // It ends when nothing more fits.
            while file.write_all(&zeros).is_ok() {}
        }
    }
}

/// Lets no file of the relay on SQLite grow beyond this.
fn limit_files(world: &World, most: &str) -> anyhow::Result<()> {
    let id = world.relays[0]
        .process()
        .as_ref()
        .map(|process| process.id());
    if let Some(id) = id {
        let limit = [
            "--pid",
            &id.to_string(),
            &format!("--fsize={most}:unlimited"),
        ];
        let limited = Command::new("prlimit").args(limit).status()?;
        anyhow::ensure!(limited.success(), "prlimit failed");
    }
    Ok(())
}

/// A relay that ended by itself is a problem, and is started again. The largest is written down.
async fn look_after(world: &World, ledger: &Ledger) {
    for slot in &world.relays {
        let (is_running, memory) = match slot.process().as_mut() {
            Some(process) => (process.is_running(), process.memory_bytes().unwrap_or(0)),
            None => (false, 0),
        };
        ledger.most("mostMemoryMib", memory / MIB);
        if !is_running {
            ledger.problem("a relay ended by itself".into());
            if let Err(error) = slot.start(&world.watch).await {
                ledger.problem(format!("{error:#}"));
            }
        }
    }
}
