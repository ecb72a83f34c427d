//! The container's root, assembled by the steps of its file and entered as its account.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::clean::{said, shipping};
use crate::desk::{Desk, SECRET, Way, text};
use crate::program::{Program, free_port};

/// What the container's file says of how the program is started.
struct File {
    user: String,
    environment: BTreeMap<String, String>,
    entry: Vec<String>,
    command: Vec<String>,
    health: Vec<String>,
}

impl File {
    fn read() -> Self {
        let text = std::fs::read_to_string(shipping().join("container/Containerfile"));
        let text = text.expect("the file");
        let (_, last) = text.rsplit_once("\nFROM ").expect("stages");
        assert!(last.starts_with("scratch\n"), "built on something");
        let of = |word: &str| {
            let lines = last.lines().filter_map(|line| line.strip_prefix(word));
            lines.map(str::trim).collect::<Vec<_>>()
        };
        let list = |text: &str| serde_json::from_str(text).expect("a list");
        let (_, health) = of("HEALTHCHECK")[0].split_once("CMD ").expect("a command");
        let variables = of("ENV ");
        let variables = variables.iter().filter_map(|line| line.split_once('='));
        Self {
            user: of("USER ")[0].to_owned(),
            environment: variables
                .map(|(n, v)| (n.to_owned(), v.to_owned()))
                .collect(),
            entry: list(of("ENTRYPOINT ")[0]),
            command: list(of("CMD ")[0]),
            health: list(health),
        }
    }

    fn enter(&self, root: &Path, words: &[String]) -> Command {
        let mut command = Command::new("/usr/sbin/chroot");
        command.arg(format!("--userspec={}", self.user)).arg(root);
        command.env_clear().envs(&self.environment).args(words);
        command
    }
}

/// All that lies in the root but what the relay keeps, with sizes and times.
fn listed(root: &Path) -> String {
    let mut find = Command::new("find");
    find.arg(root)
        .args(["-path", "*/var/lib/recado-relay", "-prune", "-o"]);
    said(find.args(["-printf", "%P %s %T@ %m %U\n"]))
}

#[tokio::test]
async fn the_containers_root_serves_as_nobody_and_changes_nothing_but_its_state() {
    let folder = TempDir::new().expect("a folder");
    let root = folder.path().join("image");
    let mut assemble = Command::new("sh");
    assemble.arg(shipping().join("container/root.sh"));
    assemble.arg(env!("CARGO_BIN_EXE_recado-relay")).arg(&root);
    said(&mut assemble);
    let mut file = File::read();
    assert!(
        !file.user.starts_with("0") && !file.user.starts_with("root"),
        "{}",
        file.user
    );
    for shell in ["bin/sh", "usr/bin/sh", "usr/bin/apt", "usr/bin/dpkg"] {
        assert!(!root.join(shell).exists(), "{shell}");
    }
    // As the file's own `COPY --chown` does.
    let mut own = Command::new("chown");
    said(own.arg(&file.user).arg(root.join("var/lib/recado-relay")));
    let before = listed(&root);

    let (port, metrics) = (free_port(), free_port());
    let variables = &mut file.environment;
    for (name, value) in [("LISTEN", port), ("METRICS", metrics)] {
        let set = variables.insert(format!("RECADO_RELAY_{name}"), format!("127.0.0.1:{value}"));
        assert!(set.is_some(), "the file does not set {name}");
    }
    let words = [&file.entry[..], &file.command[..]].concat();
    let relay = Program::listening(&mut file.enter(&root, &words), port);
    assert_eq!(said(&mut file.enter(&root, &file.health)), "ready\n");
    let pair = ["pair", "--clinic", "Sol"].map(str::to_owned);
    let pair = [&file.entry[..], &pair[..]].concat();
    let printed = said(&mut file.enter(&root, &pair));
    let way = Way::plain(port);
    let desk = Desk::pair(&way, &printed).await;
    let body = text("wamid.1", 1);
    assert_eq!(way.webhook(&body, SECRET).await, 200);
    assert_eq!(desk.bodies(&way, 0).await, [body]);
    relay.stop();
    let unhealthy = file.enter(&root, &file.health).output().expect("it ran");
    assert!(!unhealthy.status.success());
    assert_eq!(listed(&root), before);
}
