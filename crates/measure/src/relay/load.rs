//! One round of load: every connection sends its next webhook when the one before was answered.

use crate::{http::Connection, paired::Webhooks};
use anyhow::{Context as _, ensure};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::task::LocalSet;

/// What a round saw.
pub(super) struct Round {
    /// Of each webhook, from its first byte sent to the answer's last, in microseconds.
    pub(super) latencies_us: Vec<u32>,
    took: Duration,
}

impl Round {
    pub(super) fn accepted(&self) -> u64 {
        self.latencies_us.len() as u64
    }

    pub(super) fn per_second(&self) -> f64 {
        self.latencies_us.len() as f64 / self.took.as_secs_f64()
    }
}

/// Loads a relay for a while; `number` makes every webhook of the run another one.
pub(super) async fn run(
    address: &str,
    webhooks: &Webhooks,
    connections: usize,
    length: Duration,
    number: &mut u64,
) -> anyhow::Result<Round> {
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        open.push(Connection::open(address).await?);
    }
    let next = Rc::new(Cell::new(*number));
    let latencies_us = Rc::new(RefCell::new(Vec::with_capacity(200_000)));
    let began = Instant::now();
    let until = began + length;
    let tasks = LocalSet::new();
    let senders: Vec<_> = open
        .into_iter()
        .map(|connection| {
            let (next, latencies_us) = (Rc::clone(&next), Rc::clone(&latencies_us));
            let sending = send_until(connection, webhooks.clone(), until, next, latencies_us);
            tasks.spawn_local(sending)
        })
        .collect();
    tasks.await;
    let took = began.elapsed();
    for sender in senders {
        sender.await??;
    }
    *number = next.get();
    Ok(Round {
        latencies_us: latencies_us.take(),
        took,
    })
}

async fn send_until(
    mut connection: Connection,
    webhooks: Webhooks,
    until: Instant,
    next: Rc<Cell<u64>>,
    latencies_us: Rc<RefCell<Vec<u32>>>,
) -> anyhow::Result<()> {
    while Instant::now() < until {
        next.set(next.get() + 1);
        let request = webhooks.request(next.get());
        let sent = Instant::now();
        let answer = connection
            .ask(&request)
            .await
            .context("the relay closed a connection")?;
        let took = u32::try_from(sent.elapsed().as_micros()).context("an answer took an hour")?;
        ensure!(answer.status == 200, "the relay answered {}", answer.status);
        latencies_us.borrow_mut().push(took);
    }
    Ok(())
}
