//! The tasks that append: each takes what has gathered, up to 512 jobs, into one statement that is one transaction.
//!
//! One statement, so that the row that orders all appends is held by the server alone: a relay that dies in the middle
//! leaves no lock behind. Two tasks, so that one batch travels while the other is written.

use std::sync::Arc;
use std::time::Instant;

use deadpool_postgres::Pool;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::access::{self, ANSWER_WITHIN};
use super::envelopes;
use crate::buffer::arrivals::Arrivals;
use crate::buffer::{BufferError, LARGEST_BATCH, NewEnvelope, QUEUE_JOBS, UnclaimedEntry};
use crate::metrics::Times;

/// How many batches are under way at once.
pub(super) const WRITERS: usize = 2;
/// A batch ends here, far below what the server takes in one statement.
const BATCH_BYTES: usize = 16 * 1024 * 1024;

enum Job {
    Append(Append),
    Stop,
}

pub(super) struct Append {
    pub(super) envelopes: Vec<NewEnvelope>,
    pub(super) unclaimed: Vec<UnclaimedEntry>,
    reply: oneshot::Sender<Result<Option<i64>, BufferError>>,
}

/// The way to the appending tasks.
pub(super) struct Batcher {
    jobs: mpsc::Sender<Job>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
    commits: Arc<Times>,
}

impl super::PostgresBuffer {
    /// Returns how long durable transactions took.
    pub(in crate::buffer) fn commits(&self) -> &Times {
        &self.batcher.commits
    }
}

impl Batcher {
    /// Starts the tasks.
    pub(super) fn start(pool: &Pool, arrivals: &Arrivals) -> Self {
        let (jobs, queue) = mpsc::channel(QUEUE_JOBS);
        let queue = Arc::new(Mutex::new(queue));
        let commits = Arc::<Times>::default();
        let tasks = (0..WRITERS)
            .map(|_| {
                let writer = Writer {
                    pool: pool.clone(),
                    arrivals: arrivals.clone(),
                    commits: Arc::clone(&commits),
                };
                tokio::spawn(writer.run(Arc::clone(&queue)))
            })
            .collect();
        Self {
            jobs,
            tasks: Mutex::new(tasks),
            commits,
        }
    }

    /// Appends all of these or none; returns the cursor of the last envelope that is new.
    pub(super) async fn append(
        &self,
        envelopes: Vec<NewEnvelope>,
        unclaimed: Vec<UnclaimedEntry>,
    ) -> Result<Option<i64>, BufferError> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Append(Append {
            envelopes,
            unclaimed,
            reply,
        });
        self.jobs.try_send(job).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => BufferError::QueueFull,
            mpsc::error::TrySendError::Closed(_) => BufferError::Closed,
        })?;
        answer.await.map_err(|_| BufferError::Closed)?
    }

    /// Writes what is queued, then ends the tasks.
    pub(super) async fn stop(&self) {
        let _ = self.jobs.send(Job::Stop).await;
        for task in self.tasks.lock().await.drain(..) {
            // A task that panicked has nothing left to write.
            let _ = task.await;
        }
    }
}

/// One of the tasks.
struct Writer {
    pool: Pool,
    arrivals: Arrivals,
    commits: Arc<Times>,
}

impl Writer {
    async fn run(self, queue: Arc<Mutex<mpsc::Receiver<Job>>>) {
        let mut gathered = Vec::with_capacity(LARGEST_BATCH);
        loop {
            {
                let mut queue = queue.lock().await;
                if queue.recv_many(&mut gathered, LARGEST_BATCH).await == 0 {
                    return;
                }
                if gathered.iter().any(|job| matches!(job, Job::Stop)) {
                    // What still comes is refused, what is queued is written.
                    queue.close();
                }
            }
            let mut batch = Vec::with_capacity(gathered.len());
            let mut bytes = 0;
            for job in gathered.drain(..) {
                let Job::Append(append) = job else { continue };
                let own: usize = append.envelopes.iter().map(|e| e.sealed.len()).sum();
                if bytes + own > BATCH_BYTES && !batch.is_empty() {
                    self.write(std::mem::take(&mut batch)).await;
                    bytes = 0;
                }
                bytes += own;
                batch.push(append);
            }
            if !batch.is_empty() {
                self.write(batch).await;
            }
        }
    }

    /// Writes a batch and answers everybody in it.
    async fn write(&self, batch: Vec<Append>) {
        let begun = Instant::now();
        let appended = match access::lend(&self.pool, BufferError::NotWritten).await {
            Ok(mut client) => {
                let outcome = timeout(ANSWER_WITHIN, envelopes::append(&mut client, &batch)).await;
                access::written(client, outcome)
            }
            Err(error) => Err(error),
        };
        self.commits.took(begun.elapsed());
        match appended {
            Ok(appended) => {
                for (append, newest) in batch.into_iter().zip(appended.newest) {
                    // The caller may be gone; what was written stays.
                    let _ = append.reply.send(Ok(newest));
                }
                self.arrivals.tell(&appended.arrived);
            }
            Err(_) => {
                for append in batch {
                    let _ = append.reply.send(Err(BufferError::NotWritten));
                }
            }
        }
    }
}
