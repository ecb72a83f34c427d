//! The bytes of one model: asked for from where the last try broke off, followed to where its publisher keeps them, proved.

use recado_transcribe::model::Published;
use reqwest::{
    Response, StatusCode,
    header::{CONTENT_RANGE, LOCATION, RANGE},
};
use std::{
    fs::{self, File, OpenOptions},
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::Duration,
};
use url::{Host, Url};

/// How often a publisher may point on.
const MOST_REDIRECTS: usize = 5;
/// Whoever says nothing for this long has broken off.
const PATIENCE: Duration = Duration::from_secs(60);
/// How much is written at a time.
const PIECE: usize = 1024 * 1024;
/// Where the publisher keeps its files.
const KEPT_AT: [&str; 2] = ["huggingface.co", "hf.co"];

/// Where a model is.
pub(super) struct Source {
    /// The folder.
    pub base: Url,
    /// Which model.
    pub published: Published,
}

/// How far it has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// Bytes came.
    Came {
        /// How many are here.
        received: u64,
        /// How many there are.
        total: Option<u64>,
    },
    /// All are here and are looked through.
    Checking,
}

/// Why a model did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// The line, or whoever keeps it: what came is kept.
    Off,
    /// What came is not what was published.
    Wrong,
    /// The disk.
    Disk,
}

/// Fetches a model into a folder; returns its file, proved to be the one that was published.
pub(super) async fn fetch(
    http: &reqwest::Client,
    source: &Source,
    folder: &Path,
    mut note: impl FnMut(Progress),
) -> Result<PathBuf, Broken> {
    fs::create_dir_all(folder).map_err(|_| Broken::Disk)?;
    let name = source.published.file_name();
    let (whole, part) = (folder.join(&name), folder.join(format!("{name}.part")));
    if whole.is_file() {
        note(Progress::Checking);
        match prove(source.published, &whole).await {
            Ok(()) => return Ok(whole),
            Err(_) => fs::remove_file(&whole).map_err(|_| Broken::Disk)?,
        }
    }
    let here = fs::metadata(&part).map_or(0, |it| it.len());
    let url = source.base.join(&name).map_err(|_| Broken::Off)?;
    let response = asked(http, url, here).await?;
    if response.status() != StatusCode::RANGE_NOT_SATISFIABLE {
        come(response, source, &part, here, &mut note).await?;
    }
    note(Progress::Checking);
    if let Err(broken) = prove(source.published, &part).await {
        // Whatever it is, it is of no use to go on from.
        fs::remove_file(&part).map_err(|_| Broken::Disk)?;
        return Err(broken);
    }
    fs::rename(&part, &whole).map_err(|_| Broken::Disk)?;
    Ok(whole)
}

/// Asks, and goes along where the publisher's own hosts point on; nowhere else.
async fn asked(http: &reqwest::Client, mut url: Url, from: u64) -> Result<Response, Broken> {
    let first = url.clone();
    for _ in 0..=MOST_REDIRECTS {
        let mut request = http.get(url.clone());
        if from > 0 {
            request = request.header(RANGE, format!("bytes={from}-"));
        }
        let sent = tokio::time::timeout(PATIENCE, request.send()).await;
        let response = sent.map_err(|_| Broken::Off)?.map_err(|_| Broken::Off)?;
        let status = response.status();
        if !status.is_redirection() {
            let is_there = status.is_success() || status == StatusCode::RANGE_NOT_SATISFIABLE;
            return if is_there {
                Ok(response)
            } else {
                Err(Broken::Off)
            };
        }
        let location = response.headers().get(LOCATION);
        let location = location
            .and_then(|it| it.to_str().ok())
            .ok_or(Broken::Off)?;
        let next = url.join(location).map_err(|_| Broken::Off)?;
        if !may_follow(&first, &next) {
            return Err(Broken::Off);
        }
        url = next;
    }
    Err(Broken::Off)
}

fn may_follow(first: &Url, next: &Url) -> bool {
    let is_publishers = match next.host() {
        Some(Host::Domain(name)) => KEPT_AT
            .iter()
            .any(|kept| name == *kept || name.ends_with(&format!(".{kept}"))),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) | None => false,
    };
    (is_publishers && next.scheme() == "https") || first.origin() == next.origin()
}

async fn come(
    mut response: Response,
    source: &Source,
    part: &Path,
    here: u64,
    note: &mut impl FnMut(Progress),
) -> Result<(), Broken> {
    let goes_on = response.status() == StatusCode::PARTIAL_CONTENT && begins_at(&response, here);
    let mut received = if goes_on { here } else { 0 };
    let total = response.content_length().map(|more| received + more);
    if total.is_some_and(|it| it > source.published.most_bytes()) {
        return Err(Broken::Wrong);
    }
    let mut file = open(part, received).map_err(|_| Broken::Disk)?;
    let mut piece = Vec::with_capacity(PIECE);
    note(Progress::Came { received, total });
    loop {
        let came = tokio::time::timeout(PATIENCE, response.chunk()).await;
        let (chunk, is_off) = match came {
            Ok(Ok(chunk)) => (chunk, false),
            Ok(Err(_)) | Err(_) => (None, true),
        };
        if let Some(chunk) = &chunk {
            piece.extend_from_slice(chunk);
        }
        if piece.len() >= PIECE || chunk.is_none() {
            received += piece.len() as u64;
            if received > source.published.most_bytes() {
                return Err(Broken::Wrong);
            }
            (file, piece) = written(file, piece, chunk.is_none()).await?;
            note(Progress::Came { received, total });
        }
        if chunk.is_none() {
            let is_short = is_off || total.is_some_and(|total| received < total);
            return if is_short { Err(Broken::Off) } else { Ok(()) };
        }
    }
}

fn begins_at(response: &Response, here: u64) -> bool {
    let range = response.headers().get(CONTENT_RANGE);
    let range = range.and_then(|it| it.to_str().ok()).unwrap_or_default();
    range.starts_with(&format!("bytes {here}-"))
}

fn open(part: &Path, from: u64) -> std::io::Result<File> {
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(part)?;
    file.set_len(from)?;
    file.seek(SeekFrom::Start(from))?;
    Ok(file)
}

/// Writes on a thread that may block, and hands file and buffer back.
async fn written(
    mut file: File,
    mut piece: Vec<u8>,
    is_last: bool,
) -> Result<(File, Vec<u8>), Broken> {
    let written = tokio::task::spawn_blocking(move || {
        file.write_all(&piece)?;
        piece.clear();
        if is_last {
            file.sync_all()?;
        }
        Ok::<_, std::io::Error>((file, piece))
    });
    written
        .await
        .map_err(|_| Broken::Off)?
        .map_err(|_| Broken::Disk)
}

async fn prove(published: Published, file: &Path) -> Result<(), Broken> {
    let file = file.to_owned();
    let proved = tokio::task::spawn_blocking(move || published.prove(&file));
    proved
        .await
        .map_err(|_| Broken::Off)?
        .map_err(|_| Broken::Wrong)
}

#[cfg(test)]
mod tests;
