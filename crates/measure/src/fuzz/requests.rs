//! Requests that no client of ours would send, each from a real one.

use super::{
    contract::Golden,
    hostile::{self, PLANTED},
    mutate,
    tree::Tree,
};
use crate::{dice::Dice, paired::Clinic};
use recado_protocol::path;
use recado_webhook::signature;

const METHODS: [&str; 10] = [
    "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get",
];
const PATHS: [&str; 12] = [
    path::WEBHOOKS_META,
    path::PAIR,
    path::EPOCHS,
    path::DEVICES,
    path::ENVELOPES,
    path::ACKNOWLEDGE,
    path::CHANNELS,
    path::APPS,
    path::STATUS,
    path::HEALTHZ,
    path::READYZ,
    "/metrics",
];
/// Numbers for `after` and `wait`, and for whatever else asks for one.
const NUMBERS: [&str; 10] = [
    "0",
    "1",
    "-1",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "1e3",
    "",
    "%00",
    "0x10",
];

/// A request and what is known of it.
pub(super) struct Made {
    pub(super) bytes: Vec<u8>,
    /// Whether there is an end at which an answer has to come.
    pub(super) is_whole: bool,
}

/// What requests are made of.
pub(super) struct Requests {
    /// Its token asks and acknowledges, its secret signs.
    pub(super) fuzzed: Clinic,
    /// Its token changes settings, so that the other's stay.
    pub(super) changed: Clinic,
    pub(super) golden: Vec<Golden>,
}

impl Requests {
    /// Makes one.
    pub(super) fn make(&self, dice: &mut Dice) -> Made {
        match dice.below(12) {
            0..=2 => self.setting(dice),
            3..=5 => self.webhook(dice),
            6 => self.poll(dice),
            7 => verification(dice),
            8 => self.framing(dice),
            9 => large(dice),
            10 => self.anything(dice),
            _ => self.broken(dice),
        }
    }

    /// A body of the contract, changed, to a path that may even be its own.
    fn setting(&self, dice: &mut Dice) -> Made {
        let body = self.body(dice);
        let (method, path) = dice
            .one(&[
                ("PUT", path::CHANNELS),
                ("PUT", path::APPS),
                ("PUT", path::EPOCHS),
                ("POST", path::PAIR),
                ("POST", path::ENVELOPES),
                ("POST", path::ACKNOWLEDGE),
                ("DELETE", path::DEVICES),
            ])
            .copied()
            .unwrap_or(("GET", path::STATUS));
        let path = match method {
            "DELETE" => format!("{path}/{}", self.odd_id(dice)),
            _ => path.to_owned(),
        };
        let token = format!("Bearer {}", self.changed.token);
        whole(method, &path, &[("authorization", token.as_str())], &body)
    }

    /// What Meta might send, changed, signed well or not.
    fn webhook(&self, dice: &mut Dice) -> Made {
        let number = dice.below(1_000) as u64;
        let body = self.fuzzed.webhooks(600).body(number);
        let mut tree = Tree::parse(&body).unwrap_or(Tree::List(Vec::new()));
        for _ in 0..dice.below(5) {
            let others = [tree.clone()];
            mutate::mutate(&mut tree, &others, dice);
        }
        let mut body = String::new();
        tree.write(&mut body);
        let mut body = body.into_bytes();
        if dice.once_in(6) {
            mutate::break_bytes(&mut body, dice);
        }
        let signed = signature::sign(&body, self.fuzzed.secret.as_bytes());
        let header = match dice.below(8) {
            0 => signed.to_uppercase(),
            1 => signed.chars().skip(dice.below(9)).collect(),
            2 => format!("{signed}{PLANTED}"),
            3 => signature::sign(&body, b"another secret"),
            _ => signed,
        };
        whole(
            "POST",
            path::WEBHOOKS_META,
            &[(signature::HEADER, &header)],
            &body,
        )
    }

    fn poll(&self, dice: &mut Dice) -> Made {
        let after = dice.one(&NUMBERS).copied().unwrap_or_default();
        // A poll that may wait would only cost time.
        let wait = if dice.once_in(2) { "0" } else { "x" };
        let path = match dice.below(5) {
            0 => format!("{}?wait={wait}&after={after}&after=7", path::ENVELOPES),
            1 => format!("{}?after=%ff%fe&{PLANTED}", path::ENVELOPES),
            2 => format!("{}?{}", path::ENVELOPES, "&".repeat(dice.below(500))),
            _ => format!("{}?after={after}&wait={wait}", path::ENVELOPES),
        };
        let token = self.token(dice);
        whole("GET", &path, &[("authorization", &token)], b"")
    }

    /// A token of another shape, or the right one.
    fn token(&self, dice: &mut Dice) -> String {
        let token = &self.fuzzed.token;
        match dice.below(8) {
            0 => format!("bearer {token}"),
            1 => format!("Bearer  {token} "),
            2 => format!("Bearer {PLANTED}"),
            3 => "Bearer ".to_owned(),
            4 => format!("Bearer {}", "A".repeat(dice.below(9_000))),
            5 => format!("Basic {token}"),
            _ => format!("Bearer {token}"),
        }
    }

    fn odd_id(&self, dice: &mut Dice) -> String {
        match dice.below(5) {
            0 => PLANTED.to_owned(),
            1 => format!("%2e%2e%2f{PLANTED}"),
            2 => "018f0000-0000-7000-8000-000000000000".to_owned(),
            3 => "%00%ff".repeat(1 + dice.below(40)),
            _ => format!("{}", self.fuzzed.device),
        }
    }

    /// A golden body, changed in some places.
    fn body(&self, dice: &mut Dice) -> Vec<u8> {
        let trees: Vec<Tree> = self.golden.iter().map(|(_, tree)| tree.clone()).collect();
        let mut tree = dice.one(&trees).cloned().unwrap_or(Tree::List(Vec::new()));
        for _ in 0..dice.below(4) {
            mutate::mutate(&mut tree, &trees, dice);
        }
        let mut written = String::new();
        tree.write(&mut written);
        let mut body = written.into_bytes();
        if dice.once_in(8) {
            mutate::break_bytes(&mut body, dice);
        }
        body
    }

    /// Lengths that lie, chunks that are none.
    fn framing(&self, dice: &mut Dice) -> Made {
        let body = self.fuzzed.webhooks(600).body(1);
        let text = String::from_utf8_lossy(&body).into_owned();
        let (headers, sent) = match dice.below(9) {
            0 => ("content-length: 10\r\ncontent-length: 20".to_owned(), text),
            1 => (format!("content-length: -{}", body.len()), text),
            2 => ("content-length: 99999999999999999999".to_owned(), text),
            3 => ("content-length: 4000000".to_owned(), text),
            4 => (
                "transfer-encoding: chunked".to_owned(),
                format!("zz\r\n{text}\r\n0\r\n\r\n"),
            ),
            5 => (
                "transfer-encoding: chunked".to_owned(),
                format!("ffffffffffffffff\r\n{text}"),
            ),
            6 => (
                "transfer-encoding: chunked".to_owned(),
                format!(
                    "{:x};{PLANTED}=1\r\n{text}\r\n0\r\nx: {PLANTED}\r\n\r\n",
                    body.len()
                ),
            ),
            7 => (
                format!(
                    "transfer-encoding: chunked\r\ncontent-length: {}",
                    body.len()
                ),
                format!("{:x}\r\n{text}\r\n0\r\n\r\n", body.len()),
            ),
            _ => (
                "transfer-encoding: gzip, chunked".to_owned(),
                "0\r\n\r\n".to_owned(),
            ),
        };
        let path = path::WEBHOOKS_META;
        let bytes = format!("POST {path} HTTP/1.1\r\nhost: relay\r\n{headers}\r\n\r\n{sent}");
        Made {
            bytes: bytes.into_bytes(),
            is_whole: false,
        }
    }

    /// Any method on any path with any token.
    fn anything(&self, dice: &mut Dice) -> Made {
        let method = dice.one(&METHODS).copied().unwrap_or("GET");
        let path = dice.one(&PATHS).copied().unwrap_or("/");
        let path = match dice.below(7) {
            0 => format!("{path}/"),
            1 => format!("/{path}"),
            2 => format!("{path}/{PLANTED}"),
            3 => format!("{path}?{PLANTED}={PLANTED}"),
            4 => path.to_uppercase(),
            5 => format!("http://{PLANTED}{path}"),
            _ => path.to_owned(),
        };
        let token = self.token(dice);
        let body = if dice.once_in(2) {
            self.body(dice)
        } else {
            Vec::new()
        };
        let mut made = whole(method, &path, &[("authorization", &token)], &body);
        // Some of these wait for what does not come.
        made.is_whole = !matches!(method, "CONNECT" | "HEAD");
        made
    }

    /// The bytes of a good request, broken anywhere.
    fn broken(&self, dice: &mut Dice) -> Made {
        let mut bytes = match dice.below(3) {
            0 => self.webhook(dice).bytes,
            1 => self.setting(dice).bytes,
            _ => self.poll(dice).bytes,
        };
        for _ in 0..1 + dice.below(3) {
            mutate::break_bytes(&mut bytes, dice);
        }
        Made {
            bytes,
            is_whole: false,
        }
    }
}

/// Meta's question at the set-up, asked by somebody else.
fn verification(dice: &mut Dice) -> Made {
    let path = path::WEBHOOKS_META;
    let path = match dice.below(5) {
        0 => {
            format!("{path}?hub.mode=subscribe&hub.verify_token={PLANTED}&hub.challenge={PLANTED}")
        }
        1 => format!("{path}?hub.mode=subscribe&hub.mode=subscribe&hub.challenge={PLANTED}"),
        2 => format!("{path}?hub.verify_token=%ff{PLANTED}"),
        3 => format!(
            "{path}?hub.verify_token={}",
            "%41".repeat(dice.below(2_000))
        ),
        _ => path.to_owned(),
    };
    whole("GET", &path, &[], b"")
}

/// More than anybody needs: heads, paths, headers, bodies.
fn large(dice: &mut Dice) -> Made {
    let size = 1 << dice.below(18);
    let long = "a".repeat(size);
    let path = path::WEBHOOKS_META;
    match dice.below(5) {
        0 => whole("GET", &format!("/{long}"), &[], b""),
        1 => whole(
            "GET",
            path::STATUS,
            &[("authorization", &format!("Bearer {long}"))],
            b"",
        ),
        2 => {
            let headers: Vec<String> = (0..dice.below(400)).map(|n| format!("x-{n}")).collect();
            let headers: Vec<(&str, &str)> = headers
                .iter()
                .map(|name| (name.as_str(), PLANTED))
                .collect();
            whole("POST", path, &headers, b"{}")
        }
        3 => {
            let mut body = String::new();
            hostile::shape(dice).write(&mut body);
            whole(
                "POST",
                path,
                &[(signature::HEADER, "sha256=00")],
                body.as_bytes(),
            )
        }
        _ => whole("POST", path::PAIR, &[], long.as_bytes()),
    }
}

fn whole(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Made {
    Made {
        bytes: crate::http::request(method, path, headers, body),
        is_whole: true,
    }
}
