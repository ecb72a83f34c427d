//! Honest coverage: envelopes wait and nobody polls, so somebody is told; against a real HTTP and a real SMTP server.

use recado_relay::alarm::{AlarmSettings, MailSettings};
use recado_relay::config::Config;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::support::{Desk, InMemory, MINUTE, SECRET, text};

/// What came, whole, and where it comes.
pub struct Sink {
    pub address: String,
    came: mpsc::UnboundedReceiver<String>,
}

impl Sink {
    /// All that has come by now: whoever sends waits for the answer, and the answer follows this.
    pub fn take(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.came.try_recv().ok()).collect()
    }
}

/// Answers every post with a status.
pub async fn webhooks(status: &'static str) -> Sink {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let address = listener.local_addr().expect("an address").to_string();
    let (sender, came) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = Vec::new();
            while !bytes.ends_with(b"}") && stream.read_buf(&mut bytes).await.is_ok_and(|n| n > 0) {
            }
            let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
            let answer =
                format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    Sink { address, came }
}

/// Takes mail.
async fn mails() -> Sink {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let address = listener.local_addr().expect("an address").to_string();
    let (sender, came) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = take_mail(stream, &sender).await;
        }
    });
    Sink { address, came }
}

async fn take_mail(
    stream: TcpStream,
    sender: &mpsc::UnboundedSender<String>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 sink\r\n").await?;
    let mut mail = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        mail.push_str(&line);
        let answer: &[u8] = match line.get(..4).unwrap_or_default() {
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                while !mail.ends_with("\r\n.\r\n") {
                    stream.read_line(&mut mail).await?;
                }
                let _ = sender.send(std::mem::take(&mut mail));
                b"250 kept\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 fine\r\n",
        };
        stream.write_all(answer).await?;
    }
}

pub fn told_by(webhook: &Sink, config: &mut Config) {
    let webhook = format!("http://{}/hook", webhook.address);
    config.alarm = Some(AlarmSettings {
        after_minutes: 15,
        webhook: Some(webhook.parse().expect("an address")),
        mail: None,
    });
}

async fn look(relay: &InMemory) {
    relay.relay.look_for_silence().await.expect("looked");
}

#[tokio::test]
async fn polled_and_never_acknowledged_is_told_too_and_a_computer_that_is_off_is_not() {
    let mut hook = webhooks("204 No Content").await;
    let relay = InMemory::start_with(|config| told_by(&hook, config)).await;
    let desk = relay.first_desk("Sol").await;
    let mut off = Desk::new();
    off.pair(&relay, &relay.code("Sol").await).await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    relay.turn(15 * MINUTE);
    let fetched = desk.fetch(&relay).await;
    look(&relay).await;
    let told = hook.take();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].contains("\"event\":\"nobody acknowledges\""),
        "{told:?}"
    );
    look(&relay).await;
    assert!(hook.take().is_empty(), "once");

    desk.acknowledge(&relay, fetched[0].0).await;
    relay.turn(MINUTE);
    look(&relay).await;
    assert!(hook.take()[0].contains("all clear"));
    // The other computer has fetched nothing, and its share waits for it.
    relay.turn(24 * 60 * MINUTE);
    desk.fetch(&relay).await;
    look(&relay).await;
    assert!(hook.take().is_empty());
}

/// CASES 17.
#[tokio::test]
async fn nobody_polls_is_told_once_by_webhook_and_mail_and_so_is_the_all_clear_across_restarts() {
    let (mut hook, mut mail) = (webhooks("204 No Content").await, mails().await);
    let relay = InMemory::start_with(|config| {
        told_by(&hook, config);
        let alarm = config.alarm.as_mut().expect("an alarm");
        alarm.mail = Some(MailSettings {
            server: format!("smtp://{}", mail.address),
            from: "relay@sol.example".parse().expect("an address"),
            to: "someone@sol.example".parse().expect("an address"),
        });
    })
    .await;
    let desk = relay.first_desk("Consulta Planted").await;
    assert_eq!(
        relay.post_webhook(&text("wamid.1"), SECRET).await.status,
        200
    );
    desk.fetch(&relay).await;
    relay.turn(15 * MINUTE - 1);
    look(&relay).await;
    assert!(hook.take().is_empty() && mail.take().is_empty(), "too soon");

    relay.turn(1);
    look(&relay).await;
    let (hooked, mailed) = (hook.take(), mail.take());
    assert_eq!((hooked.len(), mailed.len()), (1, 1));
    assert!(
        hooked[0].contains("\"event\":\"nobody polls\"") && hooked[0].contains("\"minutes\":15"),
        "{hooked:?}"
    );
    assert!(
        mailed[0].contains("RCPT TO:<someone@sol.example>") && mailed[0].contains("15 minutes"),
        "{mailed:?}"
    );
    let clinic = desk.clinic.to_string();
    for planted in [
        "Planted",
        "Maria",
        "1555",
        "Hola",
        "wamid",
        "Front desk",
        &clinic,
    ] {
        assert!(
            !hooked[0].contains(planted) && !mailed[0].contains(planted),
            "{planted}"
        );
    }

    let relay = relay.restart().await;
    relay.turn(5 * MINUTE);
    look(&relay).await;
    assert!(
        hook.take().is_empty() && mail.take().is_empty(),
        "told again"
    );

    let fetched = desk.fetch(&relay).await;
    desk.acknowledge(&relay, fetched[0].0).await;
    look(&relay).await;
    let (hooked, mailed) = (hook.take(), mail.take());
    assert!(
        hooked.len() == 1 && hooked[0].contains("all clear"),
        "{hooked:?}"
    );
    assert!(
        mailed.len() == 1 && mailed[0].contains("all clear"),
        "{mailed:?}"
    );
    look(&relay).await;
    assert!(hook.take().is_empty());

    relay.post_webhook(&text("wamid.2"), SECRET).await;
    relay.turn(20 * MINUTE);
    look(&relay).await;
    assert_eq!(hook.take().len(), 1, "a new silence");
}

#[tokio::test]
async fn nothing_waits_or_somebody_polls_is_no_silence() {
    let mut hook = webhooks("204 No Content").await;
    let relay = InMemory::start_with(|config| told_by(&hook, config)).await;
    let desk = relay.first_desk("Sol").await;
    let mut off = Desk::new();
    off.pair(&relay, &relay.code("Sol").await).await;
    relay.turn(60 * MINUTE);
    look(&relay).await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    relay.turn(14 * MINUTE);
    // It waits on for the other.
    let fetched = desk.fetch(&relay).await;
    desk.acknowledge(&relay, fetched[0].0).await;
    relay.turn(14 * MINUTE);
    look(&relay).await;
    assert_eq!(hook.take(), Vec::<String>::new());
}

#[tokio::test]
async fn what_could_not_be_told_is_told_later() {
    let mut deaf = webhooks("500 No").await;
    let relay = InMemory::start_with(|config| told_by(&deaf, config)).await;
    relay.first_desk("Sol").await;
    relay.post_webhook(&text("wamid.1"), SECRET).await;
    for _ in 0..3 {
        relay.turn(15 * MINUTE);
        look(&relay).await;
        assert_eq!(deaf.take().len(), 1);
    }
}
