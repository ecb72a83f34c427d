//! Programs that go on until the test ends, and the ports they listen on.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

/// How long anything may take on a machine with much to do.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A started program; ended when dropped.
pub struct Program(Child);

impl Program {
    /// Starts it and returns when it listens.
    pub fn listening(command: &mut Command, port: u16) -> Self {
        Self::logging(command.stdout(Stdio::null()), port)
    }

    /// The same, with its output where the command leads it.
    pub fn logging(command: &mut Command, port: u16) -> Self {
        let child = command.stdin(Stdio::null()).spawn();
        let mut program = Self(child.expect("it starts"));
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = program.0.try_wait().expect("its state");
            assert!(ended.is_none(), "{command:?} ended: {ended:?}");
            assert!(begun.elapsed() < PATIENCE, "{command:?} does not listen");
            std::thread::yield_now();
        }
        program
    }

    /// Asks it to stop, and returns when it has.
    pub fn stop(mut self) {
        let id = self.0.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        assert!(asked.expect("kill").success());
        assert!(self.0.wait().expect("ended").success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns a port that nobody listens on: below those that the kernel gives to others meanwhile.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let begin = 20_000 + (std::process::id() % 1000) as u16 * 10;
    loop {
        let port = begin + NEXT.fetch_add(1, Ordering::Relaxed) % 2000;
        if TcpListener::bind(("0.0.0.0", port)).is_ok() {
            return port;
        }
    }
}
