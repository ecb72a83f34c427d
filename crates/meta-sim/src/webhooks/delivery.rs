//! The way of a webhook to the callback: one POST at a time, faults on the way, retries until it answers 200.
//!
//! Meta retries "immediately, then with decreasing frequency" for days; here the pauses are short. A request that
//! has to be retried no longer holds up those behind it, so order is lost then, as at Meta.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout_at};

use super::envelope::{Lane, Update};
use super::{encoding, signature};
use crate::simulator::Meta;
use crate::world::product::Product;

/// How long batching and shuffling wait for more.
const COLLECT_FOR: Duration = Duration::from_millis(150);
const FIRST_RETRY: Duration = Duration::from_millis(50);
const LONGEST_RETRY: Duration = Duration::from_millis(500);

/// Takes what Meta has to tell the callback.
#[derive(Debug)]
pub(crate) struct Post {
    jobs: mpsc::UnboundedSender<Job>,
    outstanding: Arc<watch::Sender<usize>>,
    pub(crate) counts: Counts,
}

/// What became of webhook requests so far.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) accepted: AtomicU64,
    pub(crate) refused: AtomicU64,
    pub(crate) lost: AtomicU64,
}

/// The other end of [`Post`].
pub(crate) struct Queue {
    jobs: mpsc::UnboundedReceiver<Job>,
}

/// Something not yet told; `flush` waits until every ticket is gone.
#[derive(Debug)]
pub(crate) struct Ticket(Arc<watch::Sender<usize>>);

impl Drop for Ticket {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

#[derive(Debug)]
struct Job {
    told: Told,
    ticket: Ticket,
}

#[derive(Debug)]
enum Told {
    Update(Update),
    Raw(Vec<u8>),
}

/// One POST.
struct Request {
    /// Product and field that decide where it goes.
    product: Product,
    field: String,
    body: Vec<u8>,
    /// Dropped once the callback answered 200.
    _tickets: Vec<Ticket>,
}

impl Post {
    pub(crate) fn new() -> (Self, Queue) {
        let (jobs, queue) = mpsc::unbounded_channel();
        let outstanding = Arc::new(watch::Sender::new(0));
        let counts = Counts::default();
        (
            Self {
                jobs,
                outstanding,
                counts,
            },
            Queue { jobs: queue },
        )
    }

    /// Announces something that will be told later.
    pub(crate) fn ticket(&self) -> Ticket {
        self.outstanding.send_modify(|count| *count += 1);
        Ticket(Arc::clone(&self.outstanding))
    }

    /// Tells one change of the WhatsApp account.
    pub(crate) fn tell(&self, field: &str, value: Value, ticket: Ticket) {
        self.tell_update(Update::change(Product::WhatsApp, field, value), ticket);
    }

    /// Tells one thing of any product.
    pub(crate) fn tell_update(&self, update: Update, ticket: Ticket) {
        self.push(Told::Update(update), ticket);
    }

    pub(crate) fn tell_raw(&self, body: Vec<u8>, ticket: Ticket) {
        self.push(Told::Raw(body), ticket);
    }

    fn push(&self, told: Told, ticket: Ticket) {
        // The queue ends with the simulator; what it did not tell by then is given up.
        let _ = self.jobs.send(Job { told, ticket });
    }

    pub(crate) fn outstanding(&self) -> usize {
        *self.outstanding.borrow()
    }

    pub(crate) async fn all_told(&self) {
        // The sender lives in `self`, so waiting cannot fail.
        let _ = self
            .outstanding
            .subscribe()
            .wait_for(|count| *count == 0)
            .await;
    }
}

impl Queue {
    pub(crate) async fn run(mut self, meta: Arc<Meta>) {
        let mut retries = JoinSet::new();
        while let Some(first) = self.jobs.recv().await {
            while retries.try_join_next().is_some() {}
            let (batch, shuffle, delay_ms) = {
                let faults = &meta.world().faults;
                (faults.batch.max(1), faults.shuffle, faults.delay_ms)
            };
            let mut jobs = self.collect(first, batch.max(shuffle)).await;
            if shuffle > 1 {
                jobs.reverse();
            }
            for request in requests(&meta, jobs, batch) {
                if delay_ms > 0 {
                    sleep(Duration::from_millis(delay_ms)).await;
                }
                let (dropped, doubled) = {
                    let faults = &mut meta.world().faults;
                    (faults.next_drop(), faults.next_duplicate())
                };
                if dropped || !attempt(&meta, &request).await {
                    retries.spawn(retry(Arc::clone(&meta), request));
                } else if doubled {
                    attempt(&meta, &request).await;
                }
            }
            meta.touch();
        }
    }

    async fn collect(&mut self, first: Job, most: usize) -> Vec<Job> {
        let mut jobs = vec![first];
        let until = tokio::time::Instant::now() + COLLECT_FOR;
        while jobs.len() < most {
            match timeout_at(until, self.jobs.recv()).await {
                Ok(Some(job)) => jobs.push(job),
                Ok(None) | Err(_) => break,
            }
        }
        jobs
    }
}

fn requests(meta: &Meta, jobs: Vec<Job>, batch: usize) -> Vec<Request> {
    let mut requests = Vec::new();
    let mut open: Option<(Lane, Vec<Update>, Vec<Ticket>)> = None;
    let seal = |(lane, updates, tickets): (Lane, Vec<Update>, Vec<Ticket>)| {
        let field = updates
            .first()
            .map_or(String::new(), |first| first.field.clone());
        Request {
            product: lane.product,
            field,
            body: encoding::to_meta_json(&lane.envelope(meta, updates)),
            _tickets: tickets,
        }
    };
    for job in jobs {
        match job.told {
            Told::Update(update) => {
                let lane = update.lane();
                if open
                    .as_ref()
                    .is_some_and(|(other, updates, _)| *other != lane || updates.len() >= batch)
                {
                    requests.extend(open.take().map(seal));
                }
                let (_, updates, tickets) =
                    open.get_or_insert_with(|| (lane, Vec::new(), Vec::new()));
                updates.push(update);
                tickets.push(job.ticket);
            }
            Told::Raw(body) => {
                requests.extend(open.take().map(seal));
                requests.push(raw(body, job.ticket));
            }
        }
    }
    requests.extend(open.map(seal));
    requests
}

/// A body of one's own goes where its `object` says, as if it were messages; anything unreadable as WhatsApp's.
fn raw(body: Vec<u8>, ticket: Ticket) -> Request {
    let read: Option<Value> = serde_json::from_slice(&body).ok();
    let object = read.as_ref().and_then(|body| body.get("object")?.as_str());
    Request {
        product: object
            .and_then(Product::of_object)
            .unwrap_or(Product::WhatsApp),
        field: "messages".to_owned(),
        body,
        _tickets: vec![ticket],
    }
}

/// Posts once; true when Meta would not come back with it.
async fn attempt(meta: &Meta, request: &Request) -> bool {
    let url = {
        let subscriptions = &meta.world().subscriptions;
        subscriptions
            .callback(request.product, &request.field)
            .cloned()
    };
    let Some(url) = url else {
        // Without a subscription Meta has nobody to tell.
        meta.post.counts.lost.fetch_add(1, Ordering::Relaxed);
        return true;
    };
    let answer = meta
        .client
        .post(url)
        .header("Content-Type", "application/json")
        .header(
            "X-Hub-Signature-256",
            signature::sign(&meta.app.secret, &request.body),
        )
        .body(request.body.clone())
        .send()
        .await;
    let accepted = answer.is_ok_and(|answer| answer.status().as_u16() == 200);
    let counts = &meta.post.counts;
    let count = if accepted {
        &counts.accepted
    } else {
        &counts.refused
    };
    count.fetch_add(1, Ordering::Relaxed);
    accepted
}

async fn retry(meta: Arc<Meta>, request: Request) {
    let mut pause = FIRST_RETRY;
    loop {
        sleep(pause).await;
        if attempt(&meta, &request).await {
            break;
        }
        pause = (pause * 2).min(LONGEST_RETRY);
    }
    meta.touch();
}
