//! Polls that wait: how much memory ten thousand take, and how soon one hears of what arrives.

use super::{
    figure::{Figure, Figures, Spread},
    place::{Kind, Measured, start},
};
use crate::{http::Connection, paired::Clinic, relay_process::RelayProcess};
use anyhow::{Context as _, ensure};
use recado_protocol::{envelope::Cursor, path};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{sync::Semaphore, task::JoinSet};

/// How long a poll waits: the longest that the protocol allows.
const WAIT_SECONDS: u32 = 25;
/// The other clinics whose desktops wait.
const CLINICS: u32 = 20;
const MIB: f64 = 1024.0 * 1024.0;

/// Posts webhooks one at a time while one poll waits; a second relay on the same store may be the one that is polled.
pub(super) async fn wake_ups(
    figures: &mut Figures,
    measured: &Measured,
    case: &str,
    polled: &RelayProcess,
    rounds: usize,
    number: &mut u64,
) -> anyhow::Result<()> {
    let webhooks = measured.webhooks(1536);
    let mut posting = measured.connect().await?;
    let mut polling = Connection::open(polled.address()).await?;
    let mut after = newest(&measured.clinic, &mut polling).await?;
    let bearer = format!("Bearer {}", measured.clinic.token);
    let mut micros = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let path = path::envelopes(after, WAIT_SECONDS);
        polling
            .send(&crate::http::request(
                "GET",
                &path,
                &[("authorization", &bearer)],
                b"",
            ))
            .await?;
        // It has to be waiting: a poll that comes after the webhook is answered at once and measures nothing.
        waits(polled, 1).await?;
        *number += 1;
        let request = webhooks.request(*number);
        let posted = Instant::now();
        let answered = async {
            let answer = posting.ask(&request).await?;
            anyhow::Ok(answer.status)
        };
        let (status, page) = tokio::join!(answered, async {
            let answer = polling.answer().await;
            (posted.elapsed(), answer)
        });
        ensure!(status? == 200, "a webhook was refused");
        let (took, answer) = page;
        let page: recado_protocol::envelope::EnvelopePage = serde_json::from_slice(&answer?.body)?;
        after = page
            .envelopes
            .last()
            .context("a poll woke up to nothing")?
            .cursor;
        micros.push(u32::try_from(took.as_micros())?);
    }
    measured.acknowledge_all().await?;
    figures.add(waking(measured, case, micros, Some("p99 < 10 ms")))
}

/// How long it took from webhooks to the polls that waited for them, in microseconds each.
fn waking(
    measured: &Measured,
    case: &str,
    micros: Vec<u32>,
    target: Option<&'static str>,
) -> Figure {
    let count = micros.len();
    let spread = Spread::of(micros);
    Figure {
        section: "From a webhook's first byte to the answer of the poll that waits for it",
        case: case.to_owned(),
        store: Some(measured.kind.name()),
        count: Some(count as u64),
        p50_ms: spread.at(0.5),
        p99_ms: spread.at(0.99),
        p999_ms: spread.at(0.999),
        target,
        ..Figure::default()
    }
}

/// Opens so many polls of many clinics at once, reads the relay's memory while all wait, and wakes one among them.
pub(super) async fn idle_polls(
    figures: &mut Figures,
    measured: &Measured,
    polls: usize,
    rounds: usize,
    number: &mut u64,
) -> anyhow::Result<()> {
    let before = measured.process.memory_bytes()?;
    let mut clinics = Vec::new();
    for other in 0..CLINICS {
        clinics.push(Arc::new(
            Clinic::set_up(&measured.process, 100 + other).await?,
        ));
    }
    let mut waiting = JoinSet::new();
    // So many handshakes at a time: the kernel's queue is short.
    let opening = Arc::new(Semaphore::new(128));
    for place in 0..polls {
        let clinic = Arc::clone(&clinics[place % clinics.len()]);
        let (opening, address) = (Arc::clone(&opening), measured.address().to_owned());
        waiting.spawn(async move {
            let mut connection = {
                let _turn = opening.acquire().await?;
                Connection::open(&address).await?
            };
            loop {
                clinic
                    .poll(&mut connection, Cursor(0), WAIT_SECONDS)
                    .await?;
            }
        });
    }
    let all_wait = async {
        loop {
            tokio::select! {
                ended = waiting.join_next() => {
                    let ended: anyhow::Result<()> = ended.context("no poll was opened")??;
                    ended?;
                }
                waits = waits(&measured.process, polls) => return waits,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(120), all_wait)
        .await
        .context("the polls did not all come to wait")??;
    let memory = measured.process.memory_bytes()?;
    figures.add(Figure {
        section: "Memory",
        case: "idle long polls".into(),
        store: Some(measured.kind.name()),
        count: Some(polls as u64),
        mib: Some(memory as f64 / MIB),
        target: (polls == 10_000).then_some("< 200 MiB"),
        ..Figure::default()
    })?;
    figures.add(Figure {
        section: "Memory",
        case: "the same relay before".into(),
        store: Some(measured.kind.name()),
        mib: Some(before as f64 / MIB),
        ..Figure::default()
    })?;
    let case = format!("beside {polls} idle polls");
    busy_wake_ups(figures, measured, &case, rounds, number).await?;
    waiting.shutdown().await;
    Ok(())
}

/// As [`wake_ups`], where others wait too and so nobody can see from outside that ours does: it polls first, and each
/// webhook comes only after the answer to the one before.
async fn busy_wake_ups(
    figures: &mut Figures,
    measured: &Measured,
    case: &str,
    rounds: usize,
    number: &mut u64,
) -> anyhow::Result<()> {
    let webhooks = measured.webhooks(1536);
    let mut posting = measured.connect().await?;
    let mut polling = measured.connect().await?;
    let mut after = newest(&measured.clinic, &mut polling).await?;
    let mut micros = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        *number += 1;
        let request = webhooks.request(*number);
        let poll = async {
            let page = measured
                .clinic
                .poll(&mut polling, after, WAIT_SECONDS)
                .await;
            page.map(|page| (Instant::now(), page))
        };
        let post = async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            let posted = Instant::now();
            posting
                .ask(&request)
                .await
                .map(|answer| (posted, answer.status))
        };
        let (poll, post) = tokio::join!(poll, post);
        let ((heard, page), (posted, status)) = (poll?, post?);
        ensure!(status == 200, "a webhook was refused");
        after = page
            .envelopes
            .last()
            .context("a poll woke up to nothing")?
            .cursor;
        micros.push(u32::try_from(heard.duration_since(posted).as_micros())?);
    }
    measured.acknowledge_all().await?;
    figures.add(waking(measured, case, micros, None))
}

/// Starts a second relay on a PostgreSQL that one serves from already.
pub(super) fn second(measured: &Measured) -> anyhow::Result<Option<RelayProcess>> {
    match measured.kind {
        Kind::Sqlite => Ok(None),
        Kind::Postgres => start(measured.store.clone(), measured.kind, None).map(Some),
    }
}

/// Returns when so many polls wait.
async fn waits(relay: &RelayProcess, polls: usize) -> anyhow::Result<()> {
    let mut connection = Connection::open(relay.metrics_address()?).await?;
    let request = crate::http::request("GET", "/metrics", &[], b"");
    loop {
        let answer = connection.ask(&request).await?;
        let text = String::from_utf8(answer.body)?;
        let waiting = text
            .lines()
            .find_map(|line| line.strip_prefix("recado_waiting_polls "));
        let waiting: Option<usize> = waiting.and_then(|waiting| waiting.parse().ok());
        if waiting.context("the relay does not count its polls")? >= polls {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Returns the cursor behind everything that waits.
async fn newest(clinic: &Clinic, connection: &mut Connection) -> anyhow::Result<Cursor> {
    let mut after = Cursor(0);
    while let Some(last) = clinic.poll(connection, after, 0).await?.envelopes.last() {
        after = last.cursor;
    }
    Ok(after)
}
