//! A model that comes from a server of this computer: whole, in pieces, wrong, and from where nobody goes.

use super::*;
use std::{
    io::{BufRead, BufReader},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

/// What the server does with a request.
#[derive(Clone, Copy)]
enum Does {
    /// Answers it.
    Answers,
    /// Answers, and breaks off after so many bytes.
    BreaksOff(usize),
    /// Answers with all of it, whatever was asked for.
    KnowsNoRanges,
    /// Points elsewhere.
    PointsTo(&'static str),
}

struct Server {
    base: Url,
    /// The ranges that were asked for; empty for none.
    asked: Arc<Mutex<Vec<String>>>,
}

/// Serves `file`, each request as told.
fn serve(file: Vec<u8>, does: Vec<Does>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&asked);
    std::thread::spawn(move || {
        for does in does {
            let (stream, _) = listener.accept().unwrap();
            answer(stream, &file, does, &noted);
        }
    });
    Server {
        base: base.parse().unwrap(),
        asked,
    }
}

fn answer(mut stream: TcpStream, file: &[u8], does: Does, noted: &Mutex<Vec<String>>) {
    let mut range = String::new();
    for line in BufReader::new(stream.try_clone().unwrap()).lines() {
        let line = line.unwrap().to_lowercase();
        if let Some(asked) = line.strip_prefix("range: bytes=") {
            range = asked.to_owned();
        }
        if line.is_empty() {
            break;
        }
    }
    noted.lock().unwrap().push(range.clone());
    let from: usize = range.trim_end_matches('-').parse().unwrap_or(0);
    let (head, body) = match does {
        Does::PointsTo(place) => (format!("302 Found\r\nLocation: {place}"), &file[..0]),
        Does::KnowsNoRanges => ("200 OK".to_owned(), file),
        Does::Answers | Does::BreaksOff(_) if from > 0 && from >= file.len() => {
            ("416 Range Not Satisfiable".to_owned(), &file[..0])
        }
        Does::Answers | Does::BreaksOff(_) if from > 0 => {
            let range = format!("bytes {from}-{}/{}", file.len() - 1, file.len());
            let head = format!("206 Partial Content\r\nContent-Range: {range}");
            (head, &file[from..])
        }
        Does::Answers | Does::BreaksOff(_) => ("200 OK".to_owned(), file),
    };
    let head = format!(
        "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let until = match does {
        Does::BreaksOff(bytes) => bytes.min(body.len()),
        Does::Answers | Does::KnowsNoRanges | Does::PointsTo(_) => body.len(),
    };
    // Who has heard enough hangs up.
    let _ = stream.write_all(&body[..until]);
}

/// SHA-1 of `lmgg` and 300,000 zeros.
const SHA1: &str = "ee3e52b0f1ff9834dcbabfaac916d21607772bb9";

fn model() -> Vec<u8> {
    let mut file = b"lmgg".to_vec();
    file.resize(300_004, 0);
    file
}

fn source(server: &Server) -> Source {
    Source {
        base: server.base.clone(),
        published: Published {
            name: "base",
            mib: 1,
            sha1: SHA1,
        },
    }
}

async fn fetched(server: &Server, folder: &Path) -> (Result<PathBuf, Broken>, Vec<Progress>) {
    let http = crate::http::client().unwrap();
    let mut told = Vec::new();
    let came = fetch(&http, &source(server), folder, |progress| {
        told.push(progress)
    })
    .await;
    (came, told)
}

fn last(told: &[Progress]) -> Option<&Progress> {
    told.iter().rfind(|it| **it != Progress::Checking)
}

#[tokio::test]
async fn a_model_comes_whole_and_is_proved() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(model(), vec![Does::Answers]);
    let (came, told) = fetched(&server, folder.path()).await;
    let file = came.unwrap();
    assert_eq!(fs::read(&file).unwrap(), model());
    let all = Progress::Came {
        received: 300_004,
        total: Some(300_004),
    };
    assert_eq!(last(&told), Some(&all));
    // Asked for again, it is here.
    let (again, _) = fetched(&server, folder.path()).await;
    assert_eq!(again, Ok(file));
    assert_eq!(server.asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn what_broke_off_goes_on_from_there() {
    let folder = tempfile::tempdir().unwrap();
    let does = vec![
        Does::BreaksOff(120_000),
        Does::BreaksOff(50_000),
        Does::Answers,
    ];
    let server = serve(model(), does);
    for _ in 0..2 {
        let (came, _) = fetched(&server, folder.path()).await;
        assert_eq!(came, Err(Broken::Off));
    }
    let (came, _) = fetched(&server, folder.path()).await;
    assert_eq!(fs::read(came.unwrap()).unwrap(), model());
    let asked = server.asked.lock().unwrap();
    assert_eq!(asked[0], "");
    // How much of what was sent had come by then is the line's affair; the last try began where the second ended.
    let begun: Vec<u64> = asked[1..]
        .iter()
        .map(|it| it.trim_end_matches('-').parse().unwrap())
        .collect();
    assert_eq!(begun, [120_000, 170_000]);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "no part is left"
    );
}

#[tokio::test]
async fn a_server_without_ranges_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(model(), vec![Does::BreaksOff(120_000), Does::KnowsNoRanges]);
    let (came, _) = fetched(&server, folder.path()).await;
    assert_eq!(came, Err(Broken::Off));
    let (came, _) = fetched(&server, folder.path()).await;
    assert_eq!(fs::read(came.unwrap()).unwrap(), model());
}

#[tokio::test]
async fn what_was_not_published_is_thrown_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut other = model();
    other[200_000] = 1;
    let server = serve(other, vec![Does::Answers, Does::Answers]);
    let (came, _) = fetched(&server, folder.path()).await;
    assert_eq!(came, Err(Broken::Wrong));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    // A larger one is not even fetched.
    let large = serve(vec![0; 4 * 1024 * 1024], vec![Does::Answers]);
    let (came, _) = fetched(&large, folder.path()).await;
    assert_eq!(came, Err(Broken::Wrong));
}

#[tokio::test]
async fn a_whole_part_is_only_proved() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ggml-base.bin.part"), model()).unwrap();
    let server = serve(model(), vec![Does::Answers]);
    let (came, _) = fetched(&server, folder.path()).await;
    assert!(came.is_ok());
}

#[tokio::test]
async fn only_the_publishers_hosts_are_followed() {
    let folder = tempfile::tempdir().unwrap();
    for place in [
        "https://example.org/ggml-base.bin",
        "http://huggingface.co/ggml-base.bin",
        "https://nothuggingface.co/x",
        "https://huggingface.co.example.org/x",
    ] {
        let server = serve(model(), vec![Does::PointsTo(place)]);
        let (came, _) = fetched(&server, folder.path()).await;
        assert_eq!(came, Err(Broken::Off), "{place}");
    }
    let first = Url::parse("https://huggingface.co/a").unwrap();
    let there = Url::parse("https://cas-bridge.xethub.hf.co/b").unwrap();
    assert!(may_follow(&first, &there));
    // Within one server, a redirect is followed.
    let server = serve(model(), vec![Does::PointsTo("/there"), Does::Answers]);
    let (came, _) = fetched(&server, folder.path()).await;
    assert!(came.is_ok());
}
