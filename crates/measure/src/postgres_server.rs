//! A private PostgreSQL from the system's package: in a temporary folder, on a Unix socket, gone with this program.
//!
//! The folder may be a small disk of its own, so that it can be filled; that takes the rights to mount one.

use anyhow::{Context as _, ensure};
use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Mutex, PoisonError},
};

/// Starts the server, says where, does as it is told, and ends it when this program's end of the pipe closes.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
bin=$1
folder=$(mktemp -d) || exit 1
disk=no
if [ -n "$2" ] && mount -t tmpfs -o "size=$2" recado "$folder" 2>/dev/null; then disk=yes; fi
as=
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; as="runuser -u postgres --"; fi
cd "$folder" || exit 1
tidy_up() {
  $as "$bin/pg_ctl" stop --silent --mode immediate --pgdata data
  cd /
  if [ $disk = yes ]; then umount -l "$folder"; fi
  rm -r "$folder"
}
options="-k $folder -c listen_addresses='' -c max_connections=100 $3"
$as "$bin/initdb" --no-sync --pgdata data --auth trust --username recado --encoding UTF8 --locale C >/dev/null &&
  $as "$bin/pg_ctl" start --wait --silent --pgdata data --log log --options "$options" >/dev/null ||
  { cat log >&2; tidy_up; exit 1; }
echo "$disk $folder"
while read -r mode; do
  if $as "$bin/pg_ctl" restart --wait --silent --mode "$mode" --pgdata data --log log --options "$options" >/dev/null 2>&1
  then echo done; else echo failed; fi
done
tidy_up
"#;

/// The running server.
pub(crate) struct PostgresServer {
    folder: PathBuf,
    has_disk: bool,
    talk: Mutex<Talk>,
    script: Child,
}

/// How the script is told what to do, and says that it is done.
struct Talk {
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        // Its input ends here, and with it the server.
        let talk = self.talk.get_mut().unwrap_or_else(PoisonError::into_inner);
        talk.input = None;
        let _ = self.script.wait();
    }
}

impl PostgresServer {
    /// Starts a server; `disk` is the size of a disk of its own (`512m`), `settings` are more options of the server.
    pub(crate) fn start(disk: Option<&str>, settings: &str) -> anyhow::Result<Self> {
        let mut script = Command::new("sh")
            .args(["-c", SCRIPT, "sh"])
            .arg(programs()?)
            .args([disk.unwrap_or_default(), settings])
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = script.stdin.take();
        let mut output = BufReader::new(script.stdout.take().context("no output")?);
        let mut line = String::new();
        output.read_line(&mut line)?;
        let said = line.trim().split_once(' ');
        let (disk, folder) = said.context("PostgreSQL did not start")?;
        Ok(Self {
            folder: folder.into(),
            has_disk: disk == "yes",
            talk: Mutex::new(Talk { input, output }),
            script,
        })
    }

    /// Where it is, and where others may put what shall be on the same disk.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether the folder is a disk of its own.
    pub(crate) fn has_disk(&self) -> bool {
        self.has_disk
    }

    /// Returns the address of a database, as it is written in the settings.
    pub(crate) fn url(&self, database: &str) -> String {
        let folder = self.folder.display();
        format!("postgres:///{database}?host={folder}&user=recado")
    }

    /// Restarts it: `fast` ends all sessions, `immediate` is a crash. Starts it where it has ended by itself.
    ///
    /// # Errors
    /// When it does not start; it may be asked again.
    pub(crate) fn restart(&self, mode: &str) -> anyhow::Result<()> {
        let mut talk = self.talk.lock().unwrap_or_else(PoisonError::into_inner);
        let input = talk.input.as_mut().context("PostgreSQL has been stopped")?;
        writeln!(input, "{mode}")?;
        let mut line = String::new();
        talk.output.read_line(&mut line)?;
        ensure!(line.trim() == "done", "PostgreSQL does not start again");
        Ok(())
    }

    /// Makes a database.
    pub(crate) async fn make(&self, database: &str) -> anyhow::Result<()> {
        let client = self.connect("postgres").await?;
        client
            .batch_execute(&format!("create database {database}"))
            .await?;
        Ok(())
    }

    /// Returns a connection beside the relays'.
    pub(crate) async fn connect(&self, database: &str) -> anyhow::Result<tokio_postgres::Client> {
        let (client, connection) =
            tokio_postgres::connect(&self.url(database), tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }
}

/// Debian keeps them out of the way, by version.
fn programs() -> anyhow::Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql");
    let found = versions.into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = found
        .map(|version| version.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found
        .pop()
        .context("there is no PostgreSQL; install Debian's package `postgresql`")
}
