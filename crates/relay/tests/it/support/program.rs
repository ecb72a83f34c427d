//! The real program, started, read and killed.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::store::Place;

pub struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    pub address: String,
    pub log: Vec<String>,
}

impl Program {
    /// Starts it and returns when it listens.
    pub async fn serve(place: &Place) -> Self {
        let mut child = command()
            .arg("serve")
            .env("RECADO_RELAY_DATABASE", place.setting())
            .env("RECADO_RELAY_LISTEN", "127.0.0.1:0")
            .env("RECADO_RELAY_LOG", "debug")
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .expect("the program");
        let stdout = child.stdout.take().expect("its output");
        let mut lines = BufReader::new(stdout).lines();
        let mut log = Vec::new();
        loop {
            let line = lines.next_line().await.expect("output").expect("a line");
            log.push(line.clone());
            let line: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            if let Some(address) = line["address"].as_str() {
                let address = address.to_owned();
                return Self {
                    child,
                    lines,
                    address,
                    log,
                };
            }
        }
    }

    /// Ends it at once, as `kill -9` does.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("killed");
    }

    /// Asks it to stop, and returns its whole log.
    #[cfg(unix)]
    pub async fn stop(mut self) -> Vec<String> {
        let id = self.child.id().expect("it runs").to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().await;
        assert!(asked.expect("kill").success());
        while let Some(line) = self.lines.next_line().await.expect("output") {
            self.log.push(line);
        }
        assert!(self.child.wait().await.expect("ended").success());
        self.log
    }
}

pub fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_recado-relay"))
}
