//! The least HTTP/1.1 client that keeps a connection, so that what is measured is the relay and not a client.

use std::io::{Error, ErrorKind};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// The longest answer that is read.
const LONGEST_ANSWER: usize = 64 * 1024 * 1024;

/// A kept connection.
pub(crate) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Connection {
    /// Connects to an address such as `127.0.0.1:41234`.
    pub(crate) async fn open(address: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            received: Vec::with_capacity(1024),
        })
    }

    /// Sends bytes as they are.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Sends a whole request and returns its answer; an error when the other side is gone.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> std::io::Result<Answer> {
        self.send(request).await?;
        self.answer().await
    }

    /// Reads the next answer.
    pub(crate) async fn answer(&mut self) -> std::io::Result<Answer> {
        let head = loop {
            let end = self
                .received
                .windows(4)
                .position(|four| four == b"\r\n\r\n");
            match end {
                Some(end) => break end + 4,
                None => self.read_more().await?,
            }
        };
        let text = String::from_utf8_lossy(&self.received[..head]).to_ascii_lowercase();
        let status = text
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| Error::from(ErrorKind::InvalidData))?;
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length
            .and_then(|length| length.trim().parse().ok())
            .unwrap_or(0);
        while self.received.len() < head + length {
            self.read_more().await?;
        }
        let body = self.received[head..head + length].to_vec();
        self.received.drain(..head + length);
        Ok(Answer { status, body })
    }

    async fn read_more(&mut self) -> std::io::Result<()> {
        let is_too_long = self.received.len() > LONGEST_ANSWER;
        if is_too_long || self.stream.read_buf(&mut self.received).await? == 0 {
            return Err(Error::from(ErrorKind::UnexpectedEof));
        }
        Ok(())
    }
}

/// Returns the bytes of a request.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nhost: relay\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    head.push_str("\r\n");
    [head.as_bytes(), body].concat()
}
