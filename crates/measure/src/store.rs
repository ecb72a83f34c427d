//! `bench store`: a million messages in an encrypted store and, beside it, in one without encryption.
//!
//! Both are filled and asked through the same code, in turns of a few at a time, so that whatever else the machine does
//! meets both alike. `ratio` is how fast the encrypted store is beside the plain one: 1 is as fast, 0.5 half as fast.

pub(crate) mod corpus;

use anyhow::ensure;
use corpus::Corpus;
use recado_domain::time::UnixMs;
use recado_store::conversations::apply::apply;
use recado_store::conversations::event::Event;
use recado_store::conversations::list::{ListFilter, ListQuery, list};
use recado_store::conversations::{Clinical, Store, thread, words};
use recado_store::error::StoreError;
use recado_store::key::Key32;
use recado_store::search::query::Query;
use serde::Serialize;
use std::path::Path;
use std::time::Instant;

/// How large a run is.
struct Size {
    messages: usize,
    conversations: usize,
    single: usize,
    questions: usize,
}

const FULL: Size = Size {
    messages: 1_000_000,
    conversations: 4_000,
    single: 4_000,
    questions: 1_000,
};

const QUICK: Size = Size {
    messages: 60_000,
    conversations: 1_000,
    single: 500,
    questions: 200,
};

/// Messages in one transaction while filling.
const BATCH: usize = 5_000;
/// Questions to one store before it is the other's turn.
const TURN: usize = 20;

/// What is printed for a case.
#[derive(Serialize)]
struct Line {
    bench: &'static str,
    case: String,
    rows: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_second: Option<u64>,
    p50_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<f64>,
}

/// The two stores.
struct Pair {
    encrypted: Store<Clinical>,
    plain: Store<Clinical>,
}

/// Times of one case in both stores, milliseconds.
struct Times {
    encrypted: Vec<f64>,
    plain: Vec<f64>,
}

/// Runs the benchmark and prints one JSON line for each case.
pub fn run(quick: bool) -> anyhow::Result<()> {
    let size = if quick { QUICK } else { FULL };
    let (folder, plain_folder) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let key = Key32::generate()?;
    let pair = Pair {
        encrypted: Store::create(folder.path(), &key)?,
        plain: Store::create_plain_for_benchmarks(plain_folder.path())?,
    };
    let mut corpus = Corpus::new(size.conversations);
    fill(&pair, &mut corpus, &size)?;
    write_one_by_one(&pair, &mut corpus, &size)?;
    ask(&pair, &mut corpus, &size)?;
    drop(pair);
    open_cold(&key, folder.path(), plain_folder.path(), &size)
}

fn fill(pair: &Pair, corpus: &mut Corpus, size: &Size) -> anyhow::Result<()> {
    let mut times = Times::new();
    for number in 0..size.messages.div_ceil(BATCH) {
        let count = BATCH.min(size.messages - number * BATCH);
        let events: Vec<Event> = (0..count).map(|_| corpus.message()).collect();
        times.both(pair, number % 2 == 0, |store| write(store, &events))?;
    }
    times.print("insert_bulk", size.messages, Some(BATCH.min(size.messages)))
}

fn write_one_by_one(pair: &Pair, corpus: &mut Corpus, size: &Size) -> anyhow::Result<()> {
    let mut times = Times::new();
    for turn in 0..size.single / TURN {
        let events: Vec<Event> = (0..TURN).map(|_| corpus.message()).collect();
        times.turn(pair, turn, TURN, |store, index| {
            write(store, &events[index..=index])
        })?;
    }
    times.print("insert_single", size.messages, Some(1))
}

fn ask(pair: &Pair, corpus: &mut Corpus, size: &Size) -> anyhow::Result<()> {
    let turns = size.questions / TURN;

    let mut times = Times::new();
    for turn in 0..turns {
        let wanted: Vec<_> = (0..TURN).map(|_| corpus.conversation()).collect();
        times.turn(pair, turn, TURN, |store, index| {
            let page = store.read(|conn| thread::newest(conn, wanted[index], 50))?;
            ensure!(page.messages.len() > 10, "the thread is too short");
            Ok(())
        })?;
    }
    times.print("thread_open", size.messages, None)?;

    let query = ListQuery {
        filter: ListFilter::All,
        channel: None,
        viewer: None,
        now: corpus.now(),
        limit: 100,
    };
    let mut times = Times::new();
    for turn in 0..turns {
        times.turn(pair, turn, TURN, |store, _| {
            let found = store.read(|conn| list(conn, &query))?;
            ensure!(found.rows.len() == 100, "the list is too short");
            Ok(())
        })?;
    }
    times.print("inbox_list", size.messages, None)?;

    for (case, questions) in corpus.questions() {
        let queries: Vec<Query> = questions.iter().map(|text| Query::parse(text)).collect();
        let mut times = Times::new();
        for turn in 0..turns {
            times.turn(pair, turn, TURN, |store, index| {
                let query = &queries[(turn * TURN + index) % queries.len()];
                let found = store.read(|conn| words::find(conn, query, 50))?;
                ensure!(found.total > 0, "{case}: nothing was found");
                Ok(())
            })?;
        }
        times.print(case, size.messages, None)?;
    }
    Ok(())
}

/// Opens each store anew and reads its list, as at start-up.
fn open_cold(key: &Key32, folder: &Path, plain: &Path, size: &Size) -> anyhow::Result<()> {
    let query = ListQuery {
        filter: ListFilter::All,
        channel: None,
        viewer: None,
        now: UnixMs(corpus::START_MS),
        limit: 100,
    };
    let show = |store: Store<Clinical>| {
        let found = store.read(|conn| list(conn, &query))?;
        ensure!(found.rows.len() == 100, "the list is too short");
        Ok(())
    };
    let mut times = Times::new();
    for _ in 0..20 {
        let started = Instant::now();
        show(Store::open(folder, key)?)?;
        times.encrypted.push(ms(started));
        let started = Instant::now();
        show(Store::open_plain_for_benchmarks(plain)?)?;
        times.plain.push(ms(started));
    }
    times.print("open_and_list", size.messages, None)
}

fn write(store: &Store<Clinical>, events: &[Event]) -> anyhow::Result<()> {
    store.write(|tx| {
        for event in events {
            apply(tx, event, UnixMs(corpus::START_MS))?;
        }
        Ok::<_, StoreError>(())
    })?;
    Ok(())
}

impl Times {
    fn new() -> Self {
        Self {
            encrypted: Vec::new(),
            plain: Vec::new(),
        }
    }

    /// Times `act` once in each store.
    fn both(
        &mut self,
        pair: &Pair,
        encrypted_first: bool,
        act: impl Fn(&Store<Clinical>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let turn = usize::from(!encrypted_first);
        self.turn(pair, turn, 1, |store, _| act(store))
    }

    /// Times `act` some times in one store and then in the other; even turns begin with the encrypted one.
    fn turn(
        &mut self,
        pair: &Pair,
        turn: usize,
        times: usize,
        act: impl Fn(&Store<Clinical>, usize) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut stores = [
            (&pair.encrypted, &mut self.encrypted),
            (&pair.plain, &mut self.plain),
        ];
        if turn % 2 == 1 {
            stores.reverse();
        }
        for (store, taken) in stores {
            for index in 0..times {
                let started = Instant::now();
                act(store, index)?;
                taken.push(ms(started));
            }
        }
        Ok(())
    }

    /// Prints both lines; `rows_each` is how many rows one timing wrote.
    fn print(self, case: &str, rows: usize, rows_each: Option<usize>) -> anyhow::Result<()> {
        let plain_case = format!("{case}_plain");
        let plain = line(plain_case.clone(), rows, rows_each, &self.plain);
        let mut encrypted = line(case.to_owned(), rows, rows_each, &self.encrypted);
        let total = |times: &[f64]| times.iter().sum::<f64>();
        // Written rows compare by all the time they took, answers by the usual one.
        let ratio = match rows_each {
            Some(_) => total(&self.plain) / total(&self.encrypted),
            None => plain.p50_ms / encrypted.p50_ms,
        };
        encrypted.ratio_to = Some(plain_case);
        encrypted.ratio = Some(rounded(ratio));
        for line in [encrypted, plain] {
            println!("{}", serde_json::to_string(&line)?);
        }
        Ok(())
    }
}

fn line(case: String, rows: usize, rows_each: Option<usize>, times: &[f64]) -> Line {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |percent: usize| {
        let index = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        rounded(sorted.get(index).copied().unwrap_or_default())
    };
    let seconds = times.iter().sum::<f64>() / 1000.0;
    Line {
        bench: "store",
        case,
        rows,
        per_second: rows_each.map(|each| ((each * times.len()) as f64 / seconds) as u64),
        p50_ms: at(50),
        p95_ms: at(95),
        p99_ms: at(99),
        ratio_to: None,
        ratio: None,
    }
}

fn ms(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1000.0
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
