//! The way to a PostgreSQL on another machine: encrypted, and to that server and no other.

use recado_relay::config::{Config, Database};
use recado_relay::relay::Relay;
use tokio_postgres::NoTls;

use crate::postgres_server::Server;

fn config(url: &str) -> Config {
    let place = url.parse().expect("an address");
    Config::with(Database::Postgres(Box::new(place)))
}

async fn refusal(url: &str) -> String {
    let refused = Relay::open(config(url)).await.err().expect("refused");
    refused.to_string()
}

#[tokio::test]
async fn a_server_is_spoken_to_by_tls_and_only_as_the_one_its_certificate_names() {
    let (server, port) = Server::with_tls();
    let authority = server.authority();
    // The name and the authority are right.
    let url = format!(
        "postgres://recado@localhost:{port}/postgres?sslmode=require&sslrootcert={authority}"
    );
    let relay = Relay::open(config(&url)).await.expect("opens");
    relay.pair_code("Sol").await.expect("a code is kept");
    let beside = server.url("postgres") + &format!("&port={port}");
    let (client, connection) = tokio_postgres::connect(&beside, NoTls)
        .await
        .expect("connects");
    tokio::spawn(connection);
    let sessions = client
        .query_one(
            "select count(*), count(*) filter (where s.ssl)
             from pg_stat_activity a
             join pg_stat_ssl s on s.pid = a.pid
             where a.application_name = 'recado-relay'",
            &[],
        )
        .await
        .expect("sessions");
    let (all, encrypted): (i64, i64) = (sessions.get(0), sessions.get(1));
    assert!(all > 0 && all == encrypted, "{encrypted} of {all}");
    relay.close().await;

    // An authority that this machine does not know.
    let unknown = format!("postgres://recado@localhost:{port}/postgres?sslmode=require");
    assert!(refusal(&unknown).await.contains("cannot be used"));
    // Another server's name.
    let elsewhere = format!(
        "postgres://recado@127.0.0.1:{port}/postgres?sslmode=require&sslrootcert={authority}"
    );
    assert!(refusal(&elsewhere).await.contains("cannot be used"));
    // A file that is no certificate.
    let missing = format!(
        "postgres://recado@localhost:{port}/postgres?sslmode=require&sslrootcert={authority}.missing"
    );
    assert!(refusal(&missing).await.contains("certificates"));
}
