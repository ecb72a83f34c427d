//! The one thread that writes: it takes what has gathered, up to 512 jobs, into one durable transaction.
//!
//! A commit costs one flush of the disk however many jobs it holds, so waiting callers share it. A caller hears of
//! success only after the commit.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::envelopes;
use crate::buffer::{
    BufferError, ClinicRow, LARGEST_BATCH, NewEnvelope, QUEUE_JOBS, UnclaimedEntry,
};
use crate::metrics::Times;

/// What is told after each commit: clinic and last cursor.
pub(super) type Committed = Box<dyn Fn(&[(ClinicRow, i64)]) + Send>;
/// Called after the transaction, with whether it was committed.
type Finish = Box<dyn FnOnce(bool) + Send>;
type Work = Box<dyn FnOnce(&Connection) -> Finish + Send>;

enum Job {
    Append {
        envelopes: Vec<NewEnvelope>,
        unclaimed: Vec<UnclaimedEntry>,
        reply: oneshot::Sender<Result<Option<i64>, BufferError>>,
    },
    Run(Work),
    Stop,
}

/// The way to the writing thread.
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
    thread: std::sync::Mutex<Option<JoinHandle<()>>>,
    commits: Arc<Times>,
}

impl super::SqliteBuffer {
    /// Returns how long durable transactions took.
    pub(in crate::buffer) fn commits(&self) -> &Times {
        &self.writer.commits
    }
}

impl Writer {
    /// Starts the thread on a connection that it alone writes with.
    pub(super) fn start(
        connection: Connection,
        first_cursor: i64,
        committed: Committed,
    ) -> std::io::Result<Self> {
        let (jobs, queue) = mpsc::channel(QUEUE_JOBS);
        let commits = Arc::<Times>::default();
        let counted = Arc::clone(&commits);
        let thread = std::thread::Builder::new()
            .name("buffer-writer".into())
            .spawn(move || run(connection, queue, first_cursor, &committed, &counted))?;
        Ok(Self {
            jobs,
            thread: std::sync::Mutex::new(Some(thread)),
            commits,
        })
    }

    /// Appends all of these or none; returns the cursor of the last envelope that is new.
    pub(super) async fn append(
        &self,
        envelopes: Vec<NewEnvelope>,
        unclaimed: Vec<UnclaimedEntry>,
    ) -> Result<Option<i64>, BufferError> {
        let (reply, answer) = oneshot::channel();
        self.send(Job::Append {
            envelopes,
            unclaimed,
            reply,
        })?;
        answer.await.map_err(|_| BufferError::Closed)?
    }

    /// Runs `work` within a transaction of its own fate: its error undoes it alone.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, BufferError> {
        let (reply, answer) = oneshot::channel();
        let work: Work = Box::new(move |connection| {
            let done = in_savepoint(connection, work);
            Box::new(move |is_committed| {
                let outcome = match done {
                    Ok(value) if is_committed => Ok(value),
                    Ok(_) | Err(_) => Err(BufferError::NotWritten),
                };
                // The caller may be gone; what was written stays.
                let _ = reply.send(outcome);
            })
        });
        self.send(Job::Run(work))?;
        answer.await.map_err(|_| BufferError::Closed)?
    }

    /// Writes what is queued, then ends the thread.
    pub(super) async fn stop(&self) {
        let _ = self.jobs.send(Job::Stop).await;
        let thread = self.thread.lock().ok().and_then(|mut thread| thread.take());
        if let Some(thread) = thread {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }

    fn send(&self, job: Job) -> Result<(), BufferError> {
        self.jobs.try_send(job).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => BufferError::QueueFull,
            mpsc::error::TrySendError::Closed(_) => BufferError::Closed,
        })
    }
}

fn in_savepoint<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    connection.execute_batch("savepoint job")?;
    match work(connection) {
        Ok(value) => connection.execute_batch("release job").map(|()| value),
        Err(error) => {
            connection.execute_batch("rollback to job; release job")?;
            Err(error)
        }
    }
}

fn run(
    mut connection: Connection,
    mut queue: mpsc::Receiver<Job>,
    mut last_cursor: i64,
    committed: &Committed,
    commits: &Times,
) {
    let mut batch = Vec::with_capacity(LARGEST_BATCH);
    while queue.blocking_recv_many(&mut batch, LARGEST_BATCH) > 0 {
        if batch.iter().any(|job| matches!(job, Job::Stop)) {
            // What still comes is refused, what is queued is written.
            queue.close();
        }
        let begun = Instant::now();
        last_cursor = write(&mut connection, batch.drain(..), last_cursor, committed);
        commits.took(begun.elapsed());
    }
    // Best effort: without it the next start reads the log again.
    let _ = connection.execute_batch("pragma wal_checkpoint(truncate)");
}

/// Writes a batch and answers everybody in it; returns the last cursor that was given out.
fn write(
    connection: &mut Connection,
    batch: impl Iterator<Item = Job>,
    last_cursor: i64,
    committed: &Committed,
) -> i64 {
    let mut finishes: Vec<Finish> = Vec::new();
    let mut arrivals = Vec::new();
    let mut cursor = last_cursor;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    let mut failure = transaction.as_ref().err().map(log_failure);
    for job in batch {
        match job {
            Job::Stop => {}
            Job::Append {
                envelopes,
                unclaimed,
                reply,
            } => {
                let mut newest = None;
                if let (Ok(transaction), None) = (&transaction, failure) {
                    match envelopes::append(transaction, &envelopes, &unclaimed, &mut cursor) {
                        Ok(appended) => {
                            newest = appended.last().map(|(_, cursor)| *cursor);
                            arrivals.extend(appended);
                        }
                        // A full disk fails the whole batch: SQLite may have undone all of it.
                        Err(error) => failure = Some(log_failure(&error)),
                    }
                }
                finishes.push(Box::new(move |is_committed| {
                    let outcome = if is_committed {
                        Ok(newest)
                    } else {
                        Err(BufferError::NotWritten)
                    };
                    let _ = reply.send(outcome);
                }));
            }
            Job::Run(work) => match (&transaction, failure) {
                (Ok(transaction), None) => {
                    finishes.push(work(transaction));
                    // A full disk may end the whole transaction, not only the savepoint.
                    if transaction.is_autocommit() {
                        failure = Some(Failed);
                    }
                }
                // Dropping the work answers its caller.
                (Ok(_) | Err(_), _) => drop(work),
            },
        }
    }
    let is_committed = match (transaction, failure) {
        (Ok(transaction), None) => envelopes::keep_last_cursor(&transaction, cursor, last_cursor)
            .and_then(|()| transaction.commit())
            .inspect_err(|error| {
                log_failure(error);
            })
            .is_ok(),
        (Ok(_) | Err(_), _) => false,
    };
    for finish in finishes {
        finish(is_committed);
    }
    if !is_committed {
        return last_cursor;
    }
    committed(&arrivals);
    cursor
}

struct Failed;

impl Clone for Failed {
    fn clone(&self) -> Self {
        *self
    }
}

impl Copy for Failed {}

fn log_failure(error: &rusqlite::Error) -> Failed {
    // The code alone: an error's text may quote a statement.
    let code = sqlite_code(error);
    tracing::error!(sqliteCode = code, "the buffer could not be written");
    Failed
}

pub(super) fn sqlite_code(error: &rusqlite::Error) -> i32 {
    error.sqlite_error().map_or(0, |error| error.extended_code)
}
