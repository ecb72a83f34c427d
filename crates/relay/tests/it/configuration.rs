//! Wrong settings are refused before anything starts, with their place and what to write.

use std::process::Output;

use recado_relay::config::Config;
use tempfile::TempDir;

use crate::support::program::command;

const RIGHT: &str = "listen = \"127.0.0.1:0\"\ndatabase = \"relay.db\"\n";

fn load(text: &str) -> Result<Config, String> {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("relay.toml");
    std::fs::write(&file, text).expect("written");
    Config::load(Some(&file)).map_err(|error| {
        let shown = format!("{}/", folder.path().display());
        error.to_string().replace(&shown, "")
    })
}

#[test]
fn a_file_sets_what_it_names_and_the_rest_is_as_usual() {
    let config = load(&format!(
        "{RIGHT}public_url = \"https://relay.example/\"\nretention_days = 30\n"
    ))
    .expect("right");
    assert_eq!(config.retention_days, 30);
    assert_eq!(config.buffer_max_mib, 2048);
    assert_eq!(config.base_url(config.listen), "https://relay.example");
}

#[test]
fn what_is_wrong_is_named_with_its_line_and_a_right_one() {
    let cases = [
        (
            "listen = 8080",
            "relay.toml:3: `listen` has to be an address and a port",
            "listen = \"127.0.0.1:8080\"",
        ),
        (
            "retention_days = 0",
            "relay.toml:3: `retention_days` has to be a number from 1 to 365",
            "retention_days = 14",
        ),
        (
            "retention_days = \"long\"",
            "relay.toml:3: `retention_days` has to be a number",
            "retention_days = 14",
        ),
        (
            "\n# a word\npublic_url = \"http://relay.example\"",
            "relay.toml:5: `public_url` has to be https://",
            "public_url = \"https://relay.example\"",
        ),
        (
            "metrics = \"203.0.113.7:9464\"",
            "relay.toml:3: `metrics` has to be an address and a port of this machine",
            "metrics = \"127.0.0.1:9464\"",
        ),
        (
            "buffer_max_mib = 7\ndatabase2 = 1",
            "relay.toml:4: there is no setting `database2`",
            "database = ",
        ),
        (
            "public-url = \"x\"",
            "relay.toml:3: there is no setting `public-url`",
            "public_url = ",
        ),
        (
            "behind_proxy = 1",
            "relay.toml:3: `behind_proxy` has to be true or false",
            "behind_proxy = true",
        ),
        (
            "log = \"loud\"",
            "relay.toml:3: `log` has to be",
            "log = \"info\"",
        ),
        (
            "measure = \"fast\"",
            "relay.toml:3: `measure` has to be",
            "measure = ",
        ),
        (
            "tls = \"yes\"",
            "relay.toml:3: `tls` has to be \"acme\"",
            "tls = \"acme\"",
        ),
        (
            "tls = \"acme\"",
            "relay.toml:3: `tls` needs `public_url` with a name",
            "public_url = \"https://relay.example\"",
        ),
        (
            "acme_contact = \"someone@clinic.example\"",
            "relay.toml:3: `acme_contact` does nothing without tls",
            "acme_contact = ",
        ),
        (
            "public_url = \"https://relay.example\"\nbehind_proxy = true\ntls = \"acme\"",
            "relay.toml:5: `tls` and `behind_proxy` exclude each other",
            "",
        ),
        (
            "public_url = \"https://relay.example\"\ntls = \"acme\"\nacme_directory = \"http://ca\"",
            "relay.toml:5: `acme_directory` has to be https://",
            "",
        ),
        (
            "public_url = \"https://relay.example\"\ntls = \"acme\"\ntls_folder = \"tls\"",
            "relay.toml:5: `tls_folder` has to be a path",
            "",
        ),
        ("log = ", "relay.toml:3: ", "write for example"),
        (
            "public_url = \"https://relay.example\"\nmeasure = \"unsealed\"",
            "relay.toml:4: `measure` a benchmark's setting",
            "",
        ),
        (
            "public_url = \"https://relay.example\"\nclock_shift = \"/tmp/shift\"",
            "relay.toml:4: `clock_shift` a setting of tests",
            "",
        ),
    ];
    for (line, problem, example) in cases {
        let text = if line.starts_with("listen") {
            format!("database = \"relay.db\"\n\n{line}\n")
        } else {
            format!("{RIGHT}{line}\n")
        };
        let error = load(&text).expect_err(line);
        assert!(error.starts_with(problem), "{line}: {error}");
        assert!(error.contains(example), "{line}: {error}");
    }
    for (database, problem) in [
        (
            "postgres://u@db.example/relay",
            "`database` names another machine",
        ),
        (
            "postgres://u@localhost/relay\"\npublic_url = \"https://relay.example\"\ntls = \"acme\" #",
            "`tls` is for one relay",
        ),
        (
            "postgres://",
            "`database` has to be the path of a file, or postgres://",
        ),
        (
            "postgres://u@localhost/relay\"\nbuffer_max_mib = 5 #",
            "`buffer_max_mib` is for a SQLite file",
        ),
    ] {
        let error = load(&format!("database = \"{database}\"\n")).expect_err(database);
        assert!(error.contains(problem), "{database}: {error}");
    }
    let error = load("listen = \"127.0.0.1:0\"\n").expect_err("no database");
    assert!(
        error.starts_with("relay.toml: `database` is missing"),
        "{error}"
    );
    let error =
        load("listen = \"0.0.0.0:0\"\ndatabase = \"relay.db\"\n").expect_err("no public address");
    assert!(
        error.starts_with("relay.toml: `public_url` is missing"),
        "{error}"
    );
}

async fn serve(variables: &[(&str, &str)]) -> Output {
    let mut command = command();
    command.arg("serve").envs(variables.iter().copied());
    command.output().await.expect("it ran")
}

#[tokio::test]
async fn a_wrong_variable_is_named_and_the_program_does_not_start() {
    let folder = TempDir::new().expect("a folder");
    let database = folder.path().join("relay.db");
    let database = database.to_str().expect("text");
    for (name, value, problem) in [
        (
            "RECADO_RELAY_LISTEN",
            "everywhere",
            "RECADO_RELAY_LISTEN: `listen` has to be an address and a port",
        ),
        (
            "RECADO_RELAY_RETENTION",
            "3",
            "RECADO_RELAY_RETENTION: there is no setting `retention`",
        ),
    ] {
        let output = serve(&[("RECADO_RELAY_DATABASE", database), (name, value)]).await;
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(problem), "{said}");
    }
    assert!(!folder.path().join("relay.db").exists());
    let missing = folder.path().join("no/such/folder/relay.db");
    let output = serve(&[
        ("RECADO_RELAY_DATABASE", missing.to_str().expect("text")),
        ("RECADO_RELAY_LISTEN", "127.0.0.1:0"),
    ])
    .await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success() && said.contains("check that its folder exists"),
        "{said}"
    );
}
