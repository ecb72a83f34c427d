//! A private PostgreSQL from the system's package: in a temporary folder, on a Unix socket, gone with these tests.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;

/// Starts the server, says where, and ends it when the tests end, however they do: then their end of the pipe closes.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
folder=$(mktemp -d) || exit 1
cd "$folder" || exit 1
if [ -n "$3" ]; then
  { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=clinic-authority \
      -keyout authority.key -out authority.pem &&
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
      -keyout server.key -out server.csr &&
    echo subjectAltName=DNS:localhost >names &&
    openssl x509 -req -in server.csr -CA authority.pem -CAkey authority.key -days 2 -extfile names -out server.pem &&
    chmod 600 server.key; } >log 2>&1 || { cat log >&2; rm -r "$folder"; exit 1; }
fi
"$1/initdb" --no-sync --pgdata data --auth trust --username recado --encoding UTF8 --locale C >log 2>&1 &&
  "$1/pg_ctl" start --wait --silent --pgdata data --log log \
    --options "-k $folder -c max_connections=300 $(echo "$2" | sed "s#FOLDER#$folder#g")" >>log 2>&1 || { cat log >&2; rm -r "$folder"; exit 1; }
echo "$folder"
cat >/dev/null
"$1/pg_ctl" stop --silent --mode immediate --pgdata data
rm -r "$folder"
"#;

pub struct Server {
    folder: String,
    _pipe: ChildStdin,
    _script: Child,
}

impl Server {
    /// The one of this test program.
    pub fn shared() -> &'static Self {
        static SERVER: OnceLock<Server> = OnceLock::new();
        SERVER.get_or_init(|| Self::start(""))
    }

    /// One more, with settings of its own.
    pub fn start(settings: &str) -> Self {
        Self::start_as(&format!("-c listen_addresses='' {settings}"), "")
    }

    /// One that is also reached by TLS, on a port, as `localhost`, with a certificate of an authority of its own.
    pub fn with_tls() -> (Self, u16) {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let settings = format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c ssl=on -c ssl_cert_file=FOLDER/server.pem \
             -c ssl_key_file=FOLDER/server.key"
        );
        (Self::start_as(&settings, "tls"), port)
    }

    /// The certificate of that authority.
    pub fn authority(&self) -> String {
        format!("{}/authority.pem", self.folder)
    }

    fn start_as(settings: &str, kind: &str) -> Self {
        let programs = programs();
        // PostgreSQL refuses to run as root.
        let mut script = match is_root() {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--", "sh"]);
                command
            }
            false => Command::new("sh"),
        };
        let mut script = script
            .args(["-c", SCRIPT, "sh"])
            .arg(programs)
            .arg(settings)
            .arg(kind)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let pipe = script.stdin.take().expect("its input");
        let mut folder = String::new();
        BufReader::new(script.stdout.take().expect("its output"))
            .read_line(&mut folder)
            .expect("a line");
        let folder = folder.trim().to_owned();
        assert!(!folder.is_empty(), "PostgreSQL did not start");
        Self {
            folder,
            _pipe: pipe,
            _script: script,
        }
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user=recado", self.folder)
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id");
    id.stdout.trim_ascii() == b"0"
}

/// Debian keeps them out of the way, by version.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql");
    let found = versions
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"));
    let mut found: Vec<PathBuf> = found.filter(|bin| bin.join("initdb").exists()).collect();
    found.sort();
    found
        .pop()
        .expect("Debian's package `postgresql` (`cargo xtask test` installs it)")
}
