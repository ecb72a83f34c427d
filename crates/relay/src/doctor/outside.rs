//! The relay asked through its public address, as Meta asks: verification, a wrong signature, a large body.

use recado_protocol::path;
use recado_webhook::signature;
use reqwest::{Client, RequestBuilder, Url};

use super::Finding;
use crate::body::WEBHOOK_BYTES;
use crate::buffer::ClinicSettings;
use crate::config::Config;

const REACHED: &str = "reachable";
const VERIFIED: &str = "verification";
const SIGNED: &str = "signature";
/// What no clinic has set: whoever answers it answers anybody.
const WRONG_TOKEN: &str = "not-a-token-of-any-clinic";

/// Asks.
pub(super) async fn look(
    config: &Config,
    client: &Client,
    clinics: &[ClinicSettings],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if config.public_url.is_none() {
        findings.push(Finding::warn(
            REACHED,
            "without `public_url` only this machine can reach it",
            "set public_url = \"https://…\" and lead its name here",
        ));
    }
    let base = config.base_url(config.listen);
    let ready = answer(client.get(format!("{base}{}", path::READYZ))).await;
    match ready {
        Some((200, body)) if body == "ready" => findings.push(Finding::ok(REACHED, "ready")),
        Some((503, _)) => {
            let advice = "the log says why; see disk and store above";
            findings.push(Finding::fail(
                REACHED,
                "its store cannot be written",
                advice,
            ));
        }
        Some((status, _)) => {
            let detail = format!("something else answers at the public address: {status}");
            let advice = "check where the proxy leads, and that `public_url` is right";
            findings.push(Finding::fail(REACHED, detail, advice));
            return findings;
        }
        None => {
            let advice = "check that the relay runs, that its name leads here, and what the firewall lets in";
            findings.push(Finding::fail(
                REACHED,
                "the public address does not answer",
                advice,
            ));
            return findings;
        }
    }
    let Ok(hook) = format!("{base}{}", path::WEBHOOKS_META).parse::<Url>() else {
        return findings;
    };
    findings.push(verification(client, &hook, clinics).await);
    findings.push(wrong_signature(client, &hook).await);
    findings
}

/// Whether Meta's verification would pass with each clinic's token, and with no other.
async fn verification(client: &Client, hook: &Url, clinics: &[ClinicSettings]) -> Finding {
    let apps = clinics.iter().flat_map(|clinic| &clinic.apps);
    let tokens: std::collections::BTreeSet<&str> =
        apps.map(|app| app.verify_token.as_str()).collect();
    if !matches!(verify(client, hook, WRONG_TOKEN).await, Some((403, _))) {
        let advice =
            "check that the proxy passes the query on, and nothing else answers at /webhooks/meta";
        return Finding::fail(VERIFIED, "a wrong token is not refused", advice);
    }
    if tokens.is_empty() {
        let advice = "connect a channel in Recado, on a clinic's computer";
        return Finding::warn(VERIFIED, "no clinic has set a verify token yet", advice);
    }
    for token in &tokens {
        let answered = verify(client, hook, token).await;
        if !answered.is_some_and(|(status, body)| status == 200 && body == CHALLENGE) {
            let advice =
                "the relay at that address may be another one; check `public_url` and `database`";
            return Finding::fail(VERIFIED, "a clinic's token is refused", advice);
        }
    }
    let count = tokens.len();
    Finding::ok(
        VERIFIED,
        format!("Meta's would pass with {count} verify token(s)"),
    )
}

const CHALLENGE: &str = "1158201444";

async fn verify(client: &Client, hook: &Url, token: &str) -> Option<(u16, String)> {
    let mut url = hook.clone();
    url.query_pairs_mut()
        .append_pair("hub.mode", "subscribe")
        .append_pair("hub.verify_token", token)
        .append_pair("hub.challenge", CHALLENGE);
    answer(client.get(url)).await
}

/// Whether a body that Meta did not sign is refused, a small one and the largest there may be.
async fn wrong_signature(client: &Client, hook: &Url) -> Finding {
    let header = format!("sha256={}", "0".repeat(64));
    let post = |body: Vec<u8>| {
        let request = client.post(hook.clone()).header(signature::HEADER, &header);
        answer(request.body(body))
    };
    match post(b"{}".to_vec()).await {
        Some((401, _)) => {}
        Some((status, _)) => {
            let advice = "nothing may answer in the relay's place at /webhooks/meta";
            let detail = format!("a wrong signature is answered {status} and not 401");
            return Finding::fail(SIGNED, detail, advice);
        }
        None => return Finding::fail(SIGNED, "a post gets no answer", "see the proxy's log"),
    }
    match post(vec![b' '; WEBHOOK_BYTES]).await {
        Some((401, _)) => Finding::ok(SIGNED, "what Meta did not sign is refused"),
        Some((413, _)) => Finding::fail(
            SIGNED,
            "large webhooks do not get through",
            "let the proxy take bodies of 4 MiB (nginx: client_max_body_size 4m)",
        ),
        Some((status, _)) => Finding::warn(
            SIGNED,
            format!("a large webhook is answered {status}"),
            "see the proxy's log",
        ),
        None => Finding::warn(
            SIGNED,
            "a large webhook gets no answer",
            "see the proxy's log",
        ),
    }
}

async fn answer(request: RequestBuilder) -> Option<(u16, String)> {
    let answer = request.send().await.ok()?;
    let status = answer.status().as_u16();
    Some((status, answer.text().await.ok()?))
}
