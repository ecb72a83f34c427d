//! How many tests passed and failed, read from what `cargo test` prints.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use crate::step::Failure;

/// Tests counted over several runs of `cargo test`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: u64,
    /// Tests that failed.
    pub(crate) failed: u64,
}

impl Tally {
    /// Runs a test command, shows what it prints and adds up its results.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<(), Failure> {
        let start = |error| Failure::new(format!("cannot start the tests: {error}"));
        let mut child = command.stdout(Stdio::piped()).spawn().map_err(start)?;
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).split(b'\n') {
                let line = line.map_err(|error| Failure::new(format!("test output: {error}")))?;
                let line = String::from_utf8_lossy(&line);
                let _ = writeln!(std::io::stderr(), "{line}");
                self.add(&line);
            }
        }
        let status = child.wait().map_err(start)?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::new(format!("the tests ended with {status}")))
        }
    }

    /// Adds a line such as `test result: ok. 12 passed; 0 failed; 0 ignored; …`; any other line changes nothing.
    fn add(&mut self, line: &str) {
        let Some(result) = line.trim_start().strip_prefix("test result: ") else {
            return;
        };
        self.passed += count(result, "passed");
        self.failed += count(result, "failed");
    }
}

fn count(result: &str, word: &str) -> u64 {
    result
        .split([';', '.'])
        .filter_map(|part| part.trim().split_once(' '))
        .find(|(_, what)| *what == word)
        .and_then(|(number, _)| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_add_up_and_other_lines_do_not_count() {
        let mut tally = Tally::default();
        tally.add("running 3 tests");
        tally.add("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; finished in 0.10s");
        tally.add(
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; finished in 3.1s",
        );
        assert_eq!(
            tally,
            Tally {
                passed: 13,
                failed: 2
            }
        );
    }
}
