//! Hearing what other relays did: notifications wake the polls at once, and a look every second finds what was missed.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use deadpool_postgres::Pool;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_postgres::{AsyncMessage, Client, Connection, NoTls, Notification};

use super::access::ANSWER_WITHIN;
use super::place::PostgresPlace;
use crate::buffer::arrivals::Arrivals;

const LOOK_EVERY: Duration = Duration::from_secs(1);
const CONNECT_AGAIN_AFTER: Duration = Duration::from_millis(500);

/// What is heard, and who is told.
#[derive(Clone)]
pub(super) struct Heard {
    pub(super) arrivals: Arrivals,
    pub(super) settings: watch::Sender<()>,
    /// The highest cursor that was told of.
    cursor: Arc<AtomicI64>,
    revision: Arc<AtomicI64>,
}

impl Heard {
    pub(super) fn new(arrivals: Arrivals, revision: Arc<AtomicI64>) -> Self {
        Self {
            arrivals,
            settings: watch::channel(()).0,
            cursor: Arc::default(),
            revision,
        }
    }

    fn hear(&self, notification: &Notification) {
        let payload = notification.payload();
        match notification.channel() {
            "recado_envelopes" => {
                let numbers = payload.split_once(' ');
                let numbers = numbers.and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
                if let Some((clinic, cursor)) = numbers {
                    self.cursor.fetch_max(cursor, Ordering::SeqCst);
                    self.arrivals.tell(&[(clinic, cursor)]);
                }
            }
            _ => {
                self.settings.send_replace(());
            }
        }
    }

    /// Whatever was said meanwhile was not heard.
    fn catch_up(&self) {
        self.settings.send_replace(());
        self.arrivals.wake_all();
    }
}

/// Listens until it is aborted, on a connection of its own, anew whenever that breaks.
pub(super) fn listen(place: PostgresPlace, heard: Heard) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            let config = place.config();
            match place.tls() {
                Ok(Some(tls)) => {
                    if let Ok((client, connection)) = config.connect(tls).await {
                        hear_all(client, connection, &heard).await;
                    }
                }
                Ok(None) => {
                    if let Ok((client, connection)) = config.connect(NoTls).await {
                        hear_all(client, connection, &heard).await;
                    }
                }
                Err(_) => {}
            }
            sleep(CONNECT_AGAIN_AFTER).await;
        }
    })
}

async fn hear_all<S, T>(client: Client, mut connection: Connection<S, T>, heard: &Heard)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    let asking = async {
        let asked = client.batch_execute("listen recado_envelopes; listen recado_settings");
        if asked.await.is_ok() {
            heard.catch_up();
        }
        // The connection ends with its client.
        std::future::pending::<()>().await;
    };
    let hearing = async {
        while let Some(Ok(message)) =
            std::future::poll_fn(|context| connection.poll_message(context)).await
        {
            if let AsyncMessage::Notification(notification) = message {
                heard.hear(&notification);
            }
        }
    };
    tokio::select! {
        () = asking => {}
        () = hearing => {}
    }
}

/// Looks every second, until it is aborted, whether something was appended or changed that nobody told of.
pub(super) fn look(pool: Pool, heard: Heard) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut tick = interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut seen_before = 0;
        loop {
            tick.tick().await;
            let Some((last_cursor, revision)) = state(&pool).await else {
                continue;
            };
            // What was there a look ago has been told of by now, unless the word was lost.
            if heard.cursor.load(Ordering::SeqCst) < seen_before {
                heard.cursor.fetch_max(seen_before, Ordering::SeqCst);
                heard.arrivals.wake_all();
            }
            seen_before = last_cursor;
            if revision > heard.revision.load(Ordering::SeqCst) {
                heard.settings.send_replace(());
            }
        }
    })
}

async fn state(pool: &Pool) -> Option<(i64, i64)> {
    let client = pool.get().await.ok()?;
    let asking = async {
        let statement = client
            .prepare_cached(
                "select p.last_cursor, r.settings from places p, revisions r where p.id = 1 and r.id = 1",
            )
            .await
            .ok()?;
        let row = client.query_one(&statement, &[]).await.ok()?;
        Some((row.get(0), row.get(1)))
    };
    match timeout(ANSWER_WITHIN, asking).await {
        Ok(state) => state,
        Err(_) => {
            drop(deadpool_postgres::Client::take(client));
            None
        }
    }
}
