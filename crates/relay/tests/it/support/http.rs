//! The least HTTP/1.1 client that keeps a connection: for tests against the real program.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub struct Connection(TcpStream);

impl Connection {
    pub async fn open(address: &str) -> std::io::Result<Self> {
        TcpStream::connect(address).await.map(Self)
    }

    /// Sends a request and returns status and body; an error when the other side is gone.
    pub async fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> std::io::Result<(u16, Vec<u8>)> {
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nhost: relay\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        self.0.write_all(&[head.as_bytes(), body].concat()).await?;
        self.answer().await
    }

    async fn answer(&mut self) -> std::io::Result<(u16, Vec<u8>)> {
        let gone = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        let mut bytes = Vec::new();
        loop {
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
                let status = head
                    .split(' ')
                    .nth(1)
                    .and_then(|status| status.parse().ok());
                let length = head
                    .lines()
                    .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
                    .unwrap_or(0);
                if bytes.len() >= end + 4 + length {
                    let body = bytes[end + 4..end + 4 + length].to_vec();
                    return Ok((status.ok_or_else(gone)?, body));
                }
            }
            if self.0.read_buf(&mut bytes).await? == 0 {
                return Err(gone());
            }
        }
    }
}
