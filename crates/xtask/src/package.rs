//! `package relay`: the Debian package of the relay, assembled by Debian's own tools.

use crate::{
    paths,
    step::{self, Failure},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What is packed where, with its mode; `@` stands for the folder of the relay's packaging.
const FILES: &[(&str, &str, &str)] = &[
    (
        "@debian/recado-relay.service",
        "usr/lib/systemd/system/recado-relay.service",
        "644",
    ),
    (
        "@debian/recado-relay.sysusers",
        "usr/lib/sysusers.d/recado-relay.conf",
        "644",
    ),
    ("@debian/relay.toml", "etc/recado-relay/relay.toml", "640"),
    (
        "@debian/copyright",
        "usr/share/doc/recado-relay/copyright",
        "644",
    ),
    (
        "@debian/port-443.conf",
        "usr/share/doc/recado-relay/examples/port-443.conf",
        "644",
    ),
    (
        "@proxy/nginx.conf",
        "usr/share/doc/recado-relay/examples/nginx.conf",
        "644",
    ),
    (
        "@proxy/Caddyfile",
        "usr/share/doc/recado-relay/examples/Caddyfile",
        "644",
    ),
    (
        "docs/relay.md",
        "usr/share/doc/recado-relay/relay.md",
        "644",
    ),
    (
        "@debian/overrides",
        "usr/share/lintian/overrides/recado-relay",
        "644",
    ),
    ("@debian/postinst", "DEBIAN/postinst", "755"),
    ("@debian/prerm", "DEBIAN/prerm", "755"),
    ("@debian/postrm", "DEBIAN/postrm", "755"),
];

/// Whose `.deb`, and where it goes.
struct Wanted {
    /// The program; built for release when none is given.
    program: PathBuf,
    /// Which packaging of this version.
    revision: u32,
    /// The folder that the package is written into.
    to: PathBuf,
}

/// Builds the package; prints its path.
pub(crate) fn relay(options: &[&str]) -> Result<(), Failure> {
    let wanted = wanted(options)?;
    let package = step::timed("Debian package of the relay", || assemble(&wanted))?;
    println!("{}", package.display());
    Ok(())
}

fn wanted(options: &[&str]) -> Result<Wanted, Failure> {
    let (mut program, mut revision) = (None, 1);
    let mut to = paths::target().join("package");
    let mut rest = options;
    while let [name, value, more @ ..] = rest {
        match *name {
            "--program" => program = Some(PathBuf::from(value)),
            "--to" => to = PathBuf::from(value),
            "--revision" => {
                let number = value.parse();
                revision = number.map_err(|_| Failure::new("--revision takes a number"))?;
            }
            other => return Err(Failure::new(format!("package knows no {other}"))),
        }
        rest = more;
    }
    if let [left, ..] = rest {
        return Err(Failure::new(format!("{left} needs a value")));
    }
    let program = match program {
        Some(program) => program,
        None => {
            let build = [
                "build",
                "--release",
                "--locked",
                "--package",
                "recado-relay",
            ];
            step::run("Relay for release", &mut step::cargo(&build))?;
            paths::program("release", "recado-relay")
        }
    };
    Ok(Wanted {
        program,
        revision,
        to,
    })
}

fn assemble(wanted: &Wanted) -> Result<PathBuf, Failure> {
    let version = format!("{}-{}", env!("CARGO_PKG_VERSION"), wanted.revision);
    let architecture = answer(Command::new("dpkg").arg("--print-architecture"))?;
    let name = format!("recado-relay_{version}_{architecture}");
    let root = wanted.to.join(&name);
    // What an earlier build left would be packed as well.
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(&root).map_err(|error| written(&root, &error))?;

    let program = root.join("usr/bin/recado-relay");
    install(&wanted.program, &program, "755")?;
    quiet(Command::new("strip").arg(&program))?;
    let packaging = paths::root().join("crates/relay/shipping");
    for (from, to, mode) in FILES {
        let from = match from.strip_prefix('@') {
            Some(file) => packaging.join(file),
            None => paths::root().join(from),
        };
        install(&from, &root.join(to), mode)?;
    }
    let documents = root.join("usr/share/doc/recado-relay");
    zipped(
        &paths::root().join("CHANGELOG.md"),
        &documents.join("changelog.gz"),
    )?;
    let entry = root.join("DEBIAN/changelog");
    write(&entry, &changelog(&version)?)?;
    zipped(&entry, &documents.join("changelog.Debian.gz"))?;
    fs::remove_file(&entry).map_err(|error| written(&entry, &error))?;
    let manual = packaging.join("debian/recado-relay.8");
    zipped(&manual, &root.join("usr/share/man/man8/recado-relay.8.gz"))?;

    write(
        &root.join("DEBIAN/conffiles"),
        "/etc/recado-relay/relay.toml\n",
    )?;
    let template = packaging.join("debian/control.in");
    let template = fs::read_to_string(&template).map_err(|error| written(&template, &error))?;
    let control = template
        .replace("@VERSION@", &version)
        .replace("@ARCHITECTURE@", &architecture)
        .replace("@KIB@", &kib(&root)?)
        .replace("@LIBRARIES@", &libraries(&program, &root)?);
    write(&root.join("DEBIAN/control"), &control)?;
    let sums = "cd \"$1\" && find . -type f ! -path './DEBIAN/*' ! -path './etc/*' -printf '%P\\0' | sort -z \
                | xargs -0 md5sum > DEBIAN/md5sums";
    quiet(Command::new("sh").args(["-euc", sums, "sums"]).arg(&root))?;

    let package = wanted.to.join(format!("{name}.deb"));
    let mut build = Command::new("dpkg-deb");
    build.args(["--root-owner-group", "-Zxz", "-z2", "--build"]);
    quiet(build.arg(&root).arg(&package))?;
    fs::remove_dir_all(&root).map_err(|error| written(&root, &error))?;
    Ok(package)
}

/// Returns the one entry of Debian's changelog; what changed is in ours.
fn changelog(version: &str) -> Result<String, Failure> {
    let mut last = Command::new("git");
    last.args(["log", "-1", "--format=%cD"])
        .current_dir(paths::root());
    // A checkout without its history is packed with today's date.
    let date = answer(&mut last).or_else(|_| answer(Command::new("date").arg("-R")))?;
    Ok(format!(
        "recado-relay ({version}) unstable; urgency=medium\n\n  * See changelog.gz.\n\n -- The Recado developers \
         <developers@recado.invalid>  {date}\n"
    ))
}

/// Returns the libraries that the program needs, as Debian names them: `libc6 (>= 2.34), libgcc-s1 (>= 4.2)`.
fn libraries(program: &Path, root: &Path) -> Result<String, Failure> {
    let folder = root.join("DEBIAN/debian");
    fs::create_dir_all(&folder).map_err(|error| written(&folder, &error))?;
    write(
        &folder.join("control"),
        "Source: recado\n\nPackage: recado-relay\nArchitecture: any\n",
    )?;
    let mut asked = Command::new("dpkg-shlibdeps");
    asked
        .arg("-O")
        .arg(program)
        .current_dir(root.join("DEBIAN"));
    let answered = answer(&mut asked)?;
    fs::remove_dir_all(&folder).map_err(|error| written(&folder, &error))?;
    let depends = answered
        .lines()
        .find_map(|line| line.strip_prefix("shlibs:Depends="));
    depends
        .map(str::to_owned)
        .ok_or_else(|| Failure::new("dpkg-shlibdeps named no libraries"))
}

fn kib(root: &Path) -> Result<String, Failure> {
    let answered = answer(
        Command::new("du")
            .args(["-sk", "--exclude=DEBIAN"])
            .arg(root),
    )?;
    let kib = answered.split_whitespace().next();
    Ok(kib.unwrap_or("0").to_owned())
}

fn install(from: &Path, to: &Path, mode: &str) -> Result<(), Failure> {
    let mut install = Command::new("install");
    quiet(install.args(["-D", "-m", mode]).arg(from).arg(to))
}

/// Compresses without the name and time of the file, so that the same input gives the same package.
fn zipped(from: &Path, to: &Path) -> Result<(), Failure> {
    let zip = "mkdir -p \"$(dirname \"$2\")\" && gzip -9n < \"$1\" > \"$2\" && chmod 644 \"$2\"";
    quiet(
        Command::new("sh")
            .args(["-euc", zip, "zip"])
            .arg(from)
            .arg(to),
    )
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| written(path, &error))
}

fn written(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{}: {error}", path.display()))
}

fn quiet(command: &mut Command) -> Result<(), Failure> {
    answer(command).map(|_| ())
}

/// Returns what a program prints, without the last line's end.
fn answer(command: &mut Command) -> Result<String, Failure> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|error| Failure::new(format!("cannot start {name}: {error}")))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout)
            .trim_end()
            .to_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!("{name}: {}", said.trim_end())))
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn options_of_the_package_are_read_and_others_refused() {
        let read = wanted(&["--program", "/p", "--revision", "3", "--to", "/t"]).unwrap();
        assert_eq!((read.program.to_str(), read.revision), (Some("/p"), 3));
        for wrong in [&["--revision", "x"][..], &["--colour", "red"], &["--to"]] {
            assert!(wanted(wrong).is_err(), "{wrong:?}");
        }
    }
}
