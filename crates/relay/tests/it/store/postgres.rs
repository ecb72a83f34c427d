//! Where each test's relay keeps its buffer: a database of its own in a private PostgreSQL.

use std::ffi::OsString;
use std::sync::atomic::{AtomicU32, Ordering};

use recado_relay::config::Database;
use tokio_postgres::{Client, NoTls};

use crate::postgres_server::Server;

#[derive(Clone)]
pub struct Place {
    url: String,
    server: &'static Server,
    name: String,
}

impl Place {
    pub async fn new() -> Self {
        Self::on(Server::shared()).await
    }

    pub async fn on(server: &'static Server) -> Self {
        static NAMES: AtomicU32 = AtomicU32::new(0);
        let name = format!("relay{}", NAMES.fetch_add(1, Ordering::SeqCst));
        connect(&server.url("postgres"))
            .await
            .batch_execute(&format!("create database {name}"))
            .await
            .expect("a database");
        Self {
            url: server.url(&name),
            server,
            name,
        }
    }

    pub fn database(&self) -> Database {
        Database::Postgres(Box::new(self.url.parse().expect("an address")))
    }

    /// As it is written in the settings.
    pub fn setting(&self) -> OsString {
        self.url.clone().into()
    }

    /// A connection beside the relay's.
    pub async fn raw(&self) -> Client {
        connect(&self.url).await
    }

    /// Returns when the server has noticed that the relays are gone.
    pub async fn no_relay_is_left(&self) {
        let watching = connect(&self.server.url("postgres")).await;
        let sessions = "select 1 from pg_stat_activity where datname = $1";
        while !watching
            .query(sessions, &[&self.name])
            .await
            .expect("sessions")
            .is_empty()
        {}
    }

    /// Ends all connections of the relays, as a restart of the server does.
    pub async fn break_connections(&self) {
        connect(&self.server.url("postgres"))
            .await
            .execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1",
                &[&self.name],
            )
            .await
            .expect("ended");
    }
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("connects");
    tokio::spawn(connection);
    client
}
