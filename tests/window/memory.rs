//! The memory of the processes in which the window's page lives, looked through for words.

use memchr::memmem::Finder;
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io,
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

/// How long a process may take to end or to begin.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often is looked.
const LOOK: Duration = Duration::from_millis(50);
/// A page of memory, in bytes.
const PAGE: u64 = 4096;
/// How much is read at once.
const CHUNK: u64 = 1 << 20;
/// The part of a page of the map that says whether it is in memory or swapped out.
const IS_THERE: u64 = 0b11 << 62;

/// A process that shows the page.
const PAGE_PROCESS: &str = "WebKitWebProcess";
/// The process that loads for it.
const NETWORK_PROCESS: &str = "WebKitNetworkProcess";

/// The processes of one window.
pub(crate) struct Processes {
    driver: u32,
}

impl Processes {
    /// The window that this driver started.
    pub(crate) fn of(driver: u32) -> Self {
        Self { driver }
    }

    /// Returns the process the page is in; waits until there is exactly one.
    pub(crate) async fn page(&self) -> u32 {
        self.until("one process for the page", || {
            match self.named(PAGE_PROCESS).as_slice() {
                [page] => Some(*page),
                _ => None,
            }
        })
        .await
    }

    /// Waits until a process has ended, and returns the one the page is in now.
    pub(crate) async fn page_after(&self, before: u32) -> u32 {
        self.until("another process for the page", || {
            let now = self.named(PAGE_PROCESS);
            match now.as_slice() {
                [page] if *page != before => Some(*page),
                _ => None,
            }
        })
        .await
    }

    /// Waits until the page holds this word: it has been told something.
    pub(crate) async fn holds(&self, word: &str) {
        self.until(word, || (!self.search(&[word]).0.is_empty()).then_some(()))
            .await;
    }

    /// Returns which of these words are in the memory of the page's process or of the one that loads for it, as UTF-8 or
    /// UTF-16, and how many bytes were looked through.
    pub(crate) fn search(&self, words: &[&str]) -> (BTreeSet<String>, u64) {
        let mut processes = self.named(PAGE_PROCESS);
        processes.extend(self.named(NETWORK_PROCESS));
        assert!(processes.len() > 1, "both processes are there");
        let needles: Vec<(&str, Vec<u8>)> = words
            .iter()
            .flat_map(|word| {
                let wide = word.encode_utf16().flat_map(u16::to_le_bytes);
                [(*word, word.as_bytes().to_vec()), (*word, wide.collect())]
            })
            .collect();
        let mut finders = Vec::new();
        for (word, needle) in &needles {
            finders.push((*word, Finder::new(needle)));
        }
        let (mut found, mut bytes) = (BTreeSet::new(), 0);
        for process in processes {
            bytes += look_through(process, &finders, &mut found)
                .unwrap_or_else(|error| panic!("the memory of {process}: {error}"));
        }
        (found, bytes)
    }

    fn named(&self, name: &str) -> Vec<u32> {
        let all = processes();
        let mut family = vec![self.driver];
        let mut at = 0;
        while let Some(parent) = family.get(at).copied() {
            family.extend(all.iter().filter(|it| it.parent == parent).map(|it| it.id));
            at += 1;
        }
        let program = |id: u32| fs::read_link(format!("/proc/{id}/exe")).unwrap_or_default();
        family
            .into_iter()
            .filter(|id| program(*id).file_name().is_some_and(|it| it == name))
            .collect()
    }

    async fn until<T>(&self, what: &str, look: impl Fn() -> Option<T>) -> T {
        let seek = async {
            let mut looks = tokio::time::interval(LOOK);
            loop {
                looks.tick().await;
                if let Some(found) = look() {
                    return found;
                }
            }
        };
        let found = tokio::time::timeout(PATIENCE, seek).await;
        found.unwrap_or_else(|_| panic!("there was never {what}"))
    }
}

struct Process {
    id: u32,
    parent: u32,
}

/// Every process there is now that has not ended.
fn processes() -> Vec<Process> {
    let entries = fs::read_dir("/proc").expect("/proc");
    entries
        .filter_map(|entry| {
            let id: u32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            // The name is in brackets and may hold anything.
            let mut after_name = stat.rsplit_once(')')?.1.split_whitespace();
            let has_ended = matches!(after_name.next()?, "Z" | "X");
            let parent = after_name.next()?.parse().ok()?;
            (!has_ended).then_some(Process { id, parent })
        })
        .collect()
}

/// What a process may have written to: its own memory and what it shares, but no program and no font.
struct Region {
    from: u64,
    to: u64,
}

fn regions(process: u32) -> io::Result<Vec<Region>> {
    let mut regions = Vec::new();
    for line in fs::read_to_string(format!("/proc/{process}/maps"))?.lines() {
        let mut parts = line.split_whitespace();
        let (Some(range), Some(rights)) = (parts.next(), parts.next()) else {
            continue;
        };
        let file = parts.nth(3).map(PathBuf::from).unwrap_or_default();
        let is_program = file.is_absolute() && !rights.contains('w') && is_on_disk(&file);
        if is_program || !rights.starts_with('r') || file == Path::new("[vvar]") {
            continue;
        }
        let (from, to) = range.split_once('-').expect("a range");
        let number = |text| u64::from_str_radix(text, 16).expect("an address");
        regions.push(Region {
            from: number(from),
            to: number(to),
        });
    }
    Ok(regions)
}

fn is_on_disk(file: &Path) -> bool {
    !file.starts_with("/memfd:") && !file.starts_with("/dev") && file.exists()
}

fn look_through(
    process: u32,
    finders: &[(&str, Finder<'_>)],
    found: &mut BTreeSet<String>,
) -> io::Result<u64> {
    let memory = File::open(format!("/proc/{process}/mem"))?;
    let pages = File::open(format!("/proc/{process}/pagemap"))?;
    let mut bytes = 0;
    for region in regions(process)? {
        for (from, to) in filled(&pages, &region)? {
            let mut chunk = vec![0; usize::try_from(to - from).expect("a chunk")];
            // What is gone by now is no longer there to be read.
            let read = memory.read_at(&mut chunk, from).unwrap_or(0);
            bytes += read as u64;
            for (word, finder) in finders {
                if finder.find(&chunk[..read]).is_some() {
                    found.insert((*word).to_owned());
                }
            }
        }
    }
    Ok(bytes)
}

/// Returns the runs of pages that hold something: much is reserved and never touched. A run longer than a chunk comes in
/// pieces that overlap by a page, so that no word is cut.
fn filled(pages: &File, region: &Region) -> io::Result<Vec<(u64, u64)>> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    let mut at = region.from;
    while at < region.to {
        let count = ((region.to - at) / PAGE).min(CHUNK / 8);
        let mut entries = vec![0; usize::try_from(count * 8).expect("a chunk")];
        let read = pages.read_at(&mut entries, at / PAGE * 8)?;
        if read == 0 {
            break;
        }
        for entry in entries[..read].chunks_exact(8) {
            let entry = u64::from_le_bytes(entry.try_into().expect("eight bytes"));
            if entry & IS_THERE != 0 {
                match runs.last_mut() {
                    Some((from, to)) if *to == at && *to - *from < CHUNK => *to += PAGE,
                    Some((_, to)) if *to == at => {
                        let overlap = at - PAGE;
                        runs.push((overlap, at + PAGE));
                    }
                    _ => runs.push((at, at + PAGE)),
                }
            }
            at += PAGE;
        }
    }
    Ok(runs)
}
