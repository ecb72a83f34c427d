//! One step: a program that is started, with its name and the time it took on stderr.

use crate::paths;
use std::{fmt, process::Command, time::Instant};

/// Why a command stopped, as a person should read it.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    /// Says what failed and, where there is something, what to do.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns cargo with these arguments, to be run in the root of the checkout.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    // Cargo describes the package of xtask to its children; the builds started here must not see it.
    command.env_remove("CARGO_MANIFEST_DIR");
    command.args(arguments).current_dir(paths::root());
    command
}

/// Runs a program to its end and prints how long it took.
pub(crate) fn run(name: &str, command: &mut Command) -> Result<(), Failure> {
    timed(name, || {
        let status = command
            .status()
            .map_err(|error| Failure::new(format!("cannot start {}: {error}", shown(command))))?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::new(format!(
                "{} ended with {status}",
                shown(command)
            )))
        }
    })
}

/// Does something under a name and prints how long it took.
pub(crate) fn timed<T>(
    name: &str,
    work: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    eprintln!("▸ {name}");
    let start = Instant::now();
    let done = work();
    let seconds = start.elapsed().as_secs_f64();
    match done {
        Ok(value) => {
            eprintln!("✔ {name} ({seconds:.1} s)");
            Ok(value)
        }
        Err(failure) => Err(Failure::new(format!(
            "✘ {name} failed after {seconds:.1} s: {failure}"
        ))),
    }
}

/// Returns a command as one would type it.
fn shown(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let name = program.rsplit(['/', '\\']).next().unwrap_or(&program);
    let arguments = command.get_args().map(|argument| {
        let text = argument.to_string_lossy();
        // A script given on the command line would drown the sentence.
        if text.contains('\n') {
            "…".into()
        } else {
            text
        }
    });
    let mut words = vec![std::borrow::Cow::from(name)];
    words.extend(arguments);
    format!("`{}`", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_typed_without_its_folder() {
        let mut command = Command::new("/usr/bin/npm");
        command.args(["run", "a\nb"]);
        assert_eq!(shown(&command), "`npm run …`");
    }

    #[test]
    fn a_program_that_fails_is_named_in_the_failure() {
        let failure = run("nothing", &mut cargo(&["no-such-subcommand"])).unwrap_err();
        let text = failure.to_string();
        assert!(text.starts_with("✘ nothing failed"), "{text}");
        assert!(text.contains("no-such-subcommand"), "{text}");
    }
}
