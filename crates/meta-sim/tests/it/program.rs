//! The simulator as a program: one line when it listens, an end on SIGTERM.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use recado_meta_sim::simulator::{Options, Simulator, StartError};

#[tokio::test]
async fn only_loopback_is_listened_on() {
    let options = Options {
        listen: "0.0.0.0:0".parse().unwrap(),
        ..Options::default()
    };
    let started = Simulator::start(options).await;
    assert!(matches!(started, Err(StartError::NotLoopback(_))));
}

#[tokio::test]
async fn a_shutdown_ends_open_waits() {
    let desk = crate::desk::Desk::new().await;
    let waiting = format!("{}/sim/state?after=1000", desk.simulator.base_url());
    let answer = tokio::spawn(async move { reqwest::get(waiting).await });
    desk.simulator.shutdown().await;
    // Answered or cut off, but over.
    let _ = answer.await.unwrap();
}

#[test]
fn the_program_says_where_it_listens_and_stops_on_sigterm() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_recado-meta-sim"))
        .args(["--delivery", "off"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let said: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert!(
        said["listening"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.1:")
    );
    let killed = Command::new("kill")
        .args(["-TERM", &program.id().to_string()])
        .status();
    assert!(killed.unwrap().success());
    assert!(program.wait().unwrap().success());
}

#[tokio::test]
async fn debug_output_holds_no_secret_and_no_text() {
    let desk = crate::desk::Desk::new().await;
    desk.marta_writes().await;
    let printed = format!("{:?} {:?} {:?}", desk.simulator, desk.control, desk.options);
    let options = &desk.options;
    for secret in [
        &options.app.secret,
        &options.app.verify_token,
        &options.business.access_token,
    ] {
        assert!(!printed.contains(secret.as_str()));
    }
    assert!(
        !printed.contains("Marta")
            && !printed.contains("Good morning")
            && !printed.contains(crate::desk::MARTA)
    );
}
