//! The same bodies through a relay and a desk: answered, sealed, opened, filed, applied.

use crate::{clinic, relay_process::RelayProcess, replay};
use recado_inbox::{
    clock::Clock,
    desk::{Desk, proof::Asset},
    keychain::MemoryKeychain,
};
use recado_store::key::derive::KdfCost;
use recado_webhook::{
    counts::{Counts, count},
    event::Object,
    payload::{self, Reading},
    routing::Routes,
    signature,
};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const SECRET: &str = "secret-of-the-fuzzing";
/// The longest one body may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// The body that comes last: it must arrive whole after all the others.
const LAST: &[u8] = br#"{"object":"page","entry":[{"id":"1","messaging":[{"sender":{"id":"2"},"recipient":{"id":"1"},"timestamp":1795176000123,"message":{"mid":"m_last","text":"still there?"}}]}]}"#;

/// A relay and a desk that are fed.
pub(super) struct Deep {
    runtime: Runtime,
    desk: Desk,
    relay: RelayProcess,
    claimed: BTreeSet<(Object, String)>,
    before: Counts,
    kept: u64,
    // Removed after the programs that write to it are gone.
    _folder: TempDir,
}

impl Deep {
    /// Starts both; the desk claims every account that the documented bodies name.
    pub(super) fn start(documented: &[Vec<u8>]) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        let folder = tempfile::tempdir()?;
        let relay = RelayProcess::start(folder.path(), &[])?;
        let mut assets: BTreeSet<Asset> = BTreeSet::new();
        let mut claimed = BTreeSet::new();
        for body in documented.iter().map(Vec::as_slice).chain([LAST]) {
            let reading = payload::read(body);
            let named = reading
                .events
                .iter()
                .filter(|event| !event.asset_id.is_empty());
            claimed.extend(named.map(|event| (event.object, event.asset_id.clone())));
            assets.extend(replay::assets(&reading));
        }
        let desk = runtime.block_on(async {
            // Nothing asks Graph here; the address only has to be one of this machine.
            let mut options = clinic::options(
                &folder.path().join("desk"),
                Arc::new(MemoryKeychain::default()),
                Clock::system(),
                "http://127.0.0.1:9",
            )?;
            options.kdf = KdfCost::quick_for_tests();
            let desk = Desk::open(options).await?;
            let passphrase = "a passphrase nobody needs";
            clinic::set_up(&desk, &relay, "Fuzzing", "Fuzzing", passphrase).await?;
            desk.claim_without_proof(assets.into_iter().collect(), SECRET.to_owned().into())
                .await?;
            anyhow::Ok(desk)
        })?;
        Ok(Self {
            runtime,
            desk,
            relay,
            claimed,
            before: Counts::default(),
            kept: 0,
            _folder: folder,
        })
    }

    /// Posts a body and waits until the desk has taken in what the relay kept of it.
    ///
    /// # Errors
    /// What does not hold.
    pub(super) fn check(&mut self, body: &[u8], reading: &Reading) -> Result<(), String> {
        let signed = signature::sign(body, SECRET.as_bytes());
        let (desk, relay) = (&self.desk, &self.relay);
        let fed = self.runtime.block_on(async {
            let fed = async {
                let status = relay.post_webhook(body, &signed).await?;
                while !desk.is_caught_up().await? {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
                anyhow::Ok(status)
            };
            tokio::time::timeout(PATIENCE, fed).await
        });
        let status = match fed {
            Ok(Ok(status)) => status,
            Ok(Err(error)) => return Err(format!("the path breaks: {error:#}")),
            Err(_) => return Err("the path takes too long".to_owned()),
        };
        if status >= 500 {
            return Err(format!("the relay answers {status}"));
        }
        self.kept += u64::from(status == 200);
        let now = self.desk.tally().counts;
        let mut expected = self.before.clone();
        expected.add_all(&count(reading));
        let is_whole = status == 200 && self.is_all_ours(body);
        let is_right = !is_whole || without_object(&now) == without_object(&expected);
        self.before = now;
        if is_right {
            Ok(())
        } else {
            Err("the desk counts something else".to_owned())
        }
    }

    /// Returns how many bodies the relay has taken.
    pub(super) fn kept(&self) -> u64 {
        self.kept
    }

    /// Checks that a last body arrives and that nothing before it was set aside.
    pub(super) fn finish(&mut self) -> anyhow::Result<()> {
        let reading = payload::read(LAST);
        self.check(LAST, &reading).map_err(anyhow::Error::msg)?;
        let asset = replay::assets(&reading)
            .into_iter()
            .find(|asset| asset.kind == recado_domain::channel::ChannelKind::Messenger);
        let asset = asset.ok_or_else(|| anyhow::anyhow!("the last body names no account"))?;
        let holds = self.desk.holds(asset, "m_last".to_owned());
        let is_held = self.runtime.block_on(holds)?;
        anyhow::ensure!(
            is_held,
            "something that was received could not be applied to the desk's stores"
        );
        self.desk.close();
        Ok(())
    }

    /// Returns whether every account that a body names is the clinic's, so that all of it arrives.
    fn is_all_ours(&self, body: &[u8]) -> bool {
        let Routes::Assets(assets) = payload::routes(body) else {
            return false;
        };
        let object = assets.object();
        assets.list().iter().all(|asset| {
            let asset_id = asset.asset_id.clone();
            asset_id.is_some_and(|asset_id| self.claimed.contains(&(object, asset_id)))
        })
    }
}

fn without_object(counts: &Counts) -> Counts {
    Counts {
        object: None,
        ..counts.clone()
    }
}
