//! `fuzz relay`: requests no client of ours would send, over real sockets into the real program.
//!
//! It may refuse them as it likes, as long as it says why in the contract's words: no panic, no 5xx but 503, nothing of
//! what was sent in a refusal or in the log, no secret anywhere, and another clinic's envelopes stay as they were.

use super::{
    contract::{Arguments, Failures},
    hostile::PLANTED,
    requests::{Made, Requests},
};
use crate::{
    dice::Dice,
    http::{Answer, Connection},
    paired::{Clinic, Webhooks},
    relay_process::{RelayProcess, Watch},
};
use anyhow::{Context as _, ensure};
use recado_protocol::{
    envelope::Cursor,
    error::{ErrorBody, ErrorCode},
    path, sealed,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How many requests are under way at once.
const WORKERS: usize = 16;
/// For how long the answer to a whole request is waited for.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// And to one that may have no end.
const LOOK_FOR: Duration = Duration::from_millis(150);
const WITNESSED: u64 = 20;

/// What the workers share.
struct Run {
    requests: Requests,
    address: String,
    seed: u64,
    next: AtomicU64,
    end: u64,
    watch: Arc<Watch>,
    secrets: Vec<String>,
    failures: Failures,
    answers: Mutex<BTreeMap<u16, u64>>,
    unanswered: AtomicU64,
}

/// Runs it and prints a line for the seed, one for each failure, and the summary.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(fuzz(arguments))
}

async fn fuzz(arguments: &Arguments) -> anyhow::Result<()> {
    let began = Instant::now();
    let seed = arguments.seed();
    let folder = tempfile::tempdir()?;
    let store: OsString = folder.path().join("relay.db").into();
    let environment = [
        ("RECADO_RELAY_REQUESTS_PER_MINUTE", "10000000"),
        ("RECADO_RELAY_LOG", "debug"),
    ];
    // Paired before it is watched: what is secret is known only afterwards.
    let relay = RelayProcess::start_on(store.clone(), &environment, &Arc::default())?;
    let fuzzed = Clinic::set_up(&relay, 1).await?;
    let changed = Clinic::set_up(&relay, 2).await?;
    let witness = Clinic::set_up(&relay, 3).await?;
    relay.stop()?;
    let clinics = [&fuzzed, &changed, &witness];
    let secrets = |clinic: &&Clinic| [clinic.token.clone(), clinic.secret.clone()];
    let secrets: Vec<String> = clinics.iter().flat_map(secrets).collect();
    let mut planted = secrets.clone();
    planted.extend([PLANTED.to_owned(), crate::paired::PLANTED.to_owned()]);
    let watch = Watch::for_words(planted);
    let mut relay = RelayProcess::start_on(store, &environment, &watch)?;
    let before = witnessed(&relay, &witness, Some(WITNESSED)).await?;

    let run = Arc::new(Run {
        requests: Requests {
            fuzzed,
            changed,
            golden: arguments.golden()?,
        },
        address: relay.address().to_owned(),
        seed,
        next: AtomicU64::new(arguments.first),
        end: arguments.first.saturating_add(arguments.iterations),
        watch: Arc::clone(&watch),
        secrets,
        failures: arguments.failures("relay", seed),
        answers: Mutex::default(),
        unanswered: AtomicU64::new(0),
    });
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..WORKERS {
        let run = Arc::clone(&run);
        workers.spawn(async move { run.work().await });
    }
    while let Some(ended) = workers.join_next().await {
        ended?;
    }
    ensure!(relay.is_running(), "the relay ended; seed {seed}");
    let after = witnessed(&relay, &witness, None).await?;
    ensure!(
        before == after,
        "another clinic's things have changed; seed {seed}"
    );
    witnessed(&relay, &witness, Some(1)).await?;
    relay.stop()?;

    let answers = run
        .answers
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    let line = serde_json::json!({
        "fuzz": "relay", "seed": seed, "requests": arguments.iterations, "answers": answers,
        "unanswered": run.unanswered.load(Ordering::SeqCst), "failures": run.failures.count(),
        "panics": watch.panics(), "leaks": watch.leaks(), "seconds": began.elapsed().as_secs_f64(),
    });
    println!("{line}");
    ensure!(
        watch.leaks() == 0,
        "the log holds what was sent; seed {seed}"
    );
    ensure!(watch.panics() == 0, "the relay panicked; seed {seed}");
    ensure!(
        run.failures.count() == 0,
        "{} requests failed",
        run.failures.count()
    );
    Ok(())
}

impl Run {
    async fn work(&self) {
        while !self.failures.are_many() {
            let number = self.next.fetch_add(1, Ordering::SeqCst);
            if number >= self.end {
                return;
            }
            let mut dice = Dice::of(self.seed, number);
            let made = self.requests.make(&mut dice);
            if let Err(problem) = self.send(&made).await {
                self.failures.report(number, &problem, &made.bytes);
            }
        }
    }

    /// Sends a request and judges what comes back.
    async fn send(&self, made: &Made) -> Result<(), String> {
        let panics = self.watch.panics();
        let connected = Connection::open(&self.address).await;
        let mut connection = connected.map_err(|_| "no connection".to_owned())?;
        // It may be refused before it is sent to its end.
        let sent = connection.send(&made.bytes).await;
        let within = if made.is_whole {
            ANSWER_WITHIN
        } else {
            LOOK_FOR
        };
        let answer = tokio::time::timeout(within, connection.answer()).await;
        if self.watch.panics() > panics {
            return Err("a thread panicked meanwhile".into());
        }
        match answer {
            Ok(Ok(answer)) => self.judge(&answer),
            Ok(Err(_)) | Err(_) => {
                self.unanswered.fetch_add(1, Ordering::SeqCst);
                // What hyper itself cannot read as a request may be closed without a word.
                let is_refused = sent.is_err() || !made.is_whole || answer.is_ok();
                is_refused.then_some(()).ok_or_else(|| "no answer".into())
            }
        }
    }

    fn judge(&self, answer: &Answer) -> Result<(), String> {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        *answers.entry(answer.status).or_default() += 1;
        drop(answers);
        let text = String::from_utf8_lossy(&answer.body);
        if answer.status >= 500 && answer.status != 503 {
            return Err(format!("answered {}", answer.status));
        }
        if self.secrets.iter().any(|secret| text.contains(secret)) {
            return Err("a secret is in the answer".into());
        }
        if answer.status < 400 {
            return Ok(());
        }
        if text.contains(PLANTED) || text.contains(crate::paired::PLANTED) {
            return Err(format!(
                "a refusal ({}) repeats what was sent",
                answer.status
            ));
        }
        let said: Option<ErrorBody> = serde_json::from_slice(&answer.body).ok();
        let is_ours = said.is_some_and(|said| said.code != ErrorCode::Unrecognised);
        if is_ours || answer.body.is_empty() {
            Ok(())
        } else {
            Err(format!(
                "a refusal ({}) is not of the contract",
                answer.status
            ))
        }
    }
}

/// Everything the witness has: its settings, and the numbers of what waits. Posts some more before, when told to.
async fn witnessed(
    relay: &RelayProcess,
    witness: &Clinic,
    more: Option<u64>,
) -> anyhow::Result<(Vec<Vec<u8>>, BTreeSet<u64>)> {
    let mut connection = Connection::open(relay.address()).await?;
    for number in 0..more.unwrap_or(0) {
        let request = witness.webhooks(900).request(number);
        let answer = connection.ask(&request).await?;
        ensure!(
            answer.status == 200,
            "the witness was answered {}",
            answer.status
        );
    }
    let mut settings = Vec::new();
    for path in [path::EPOCHS, path::CHANNELS] {
        let answer = witness.ask(&mut connection, "GET", path, &()).await?;
        ensure!(
            answer.status == 200,
            "the witness was answered {}",
            answer.status
        );
        settings.push(answer.body);
    }
    let page = witness.poll(&mut connection, Cursor(0), 0).await?;
    let mut numbers = BTreeSet::new();
    for envelope in page.envelopes {
        let opened = sealed::open(&witness.epochs, &envelope.sealed.0)?;
        let number = Webhooks::number_of(&opened.bytes);
        let is_new = numbers.insert(number.context("the witness has something else")?);
        ensure!(is_new, "the witness has something twice");
    }
    Ok((settings, numbers))
}
