//! A page of envelopes becomes durable: opened, read, filed into the spool with alerts, people and cursor, a few envelopes
//! in one transaction. What happens after it (acknowledging, draining, telling) may be repeated or lost; this may not.

use crate::{
    connect::{self, self_test},
    desk::{Desk, Notice},
    error::InboxError,
    monitor::told,
    receive::{drain, filing::Filing, profile::Nameless},
    relay::RelayClient,
    send::read_receipt::{self, Unread},
    together::{flags::Heard, verify},
    view::change::Change,
};
use recado_domain::{channel::Side, id::ConversationId, time::UnixMs};
use recado_protocol::{
    envelope::Envelope,
    keys::EpochKeys,
    sealed::{self, OpenError, PlaintextKind},
};
use recado_store::{
    clinic::{alerts::Alert, relay_link, unreadable},
    error::StoreError,
};
use recado_webhook::counts::Counts;
use std::{collections::BTreeMap, ops::Range, sync::Arc};

/// So many envelopes make one transaction. Reading one takes some ten milliseconds, and whoever acknowledges a flag
/// meanwhile waits for all of them.
const TOGETHER: usize = 4;

/// What a page brought, to be told once it is durable.
#[derive(Default)]
pub(super) struct Brought {
    pub(super) alerts: Vec<Alert>,
    pub(super) news: Option<(Side, ConversationId)>,
    /// The newest message of each conversation, for the read receipt.
    pub(super) arrived: BTreeMap<ConversationId, Unread>,
    pub(super) has_account_news: bool,
    pub(super) counts: Counts,
    /// Items of channels that are switched off here.
    pub(super) switched_off: u64,
    /// People whose names have to be asked for.
    pub(super) nameless: Vec<Nameless>,
    /// Whether templates changed, and whether they have to be read again.
    pub(super) has_template_news: bool,
    pub(super) wants_templates: bool,
    /// Whether a mention came whose words have to be asked for.
    pub(super) has_wordless: bool,
    /// Whether something may leave: a channel sends again, or an acknowledgement was queued.
    pub(super) resumes: bool,
    /// Self-tests that came back.
    pub(super) self_tests: Vec<String>,
    /// Flags that stand otherwise since another computer told of them.
    pub(super) heard: Vec<Heard>,
    /// Whether another computer told of a phrase of the clinic: messages are read otherwise from there on.
    pub(super) has_new_phrases: bool,
}

/// What a page brought that is done once, behind its last part: somebody who comes back to a hundred messages hears it
/// once, and Meta is asked once.
#[derive(Default)]
struct Rest {
    news: Option<(Side, ConversationId)>,
    /// Whether somebody was called, which says more than news.
    has_called: bool,
    arrived: BTreeMap<ConversationId, Unread>,
    wants_templates: bool,
}

impl Rest {
    /// Takes over from a part of the page what can wait for the others.
    fn add(&mut self, brought: &mut Brought) {
        self.has_called |= brought.calls();
        self.news = brought.news.take().or(self.news);
        self.arrived.append(&mut brought.arrived);
        self.wants_templates |= std::mem::take(&mut brought.wants_templates);
    }

    async fn tell(self, desk: &Desk) {
        tell_news(desk, self.news.filter(|_| !self.has_called));
        if self.wants_templates {
            read_templates(desk);
        }
        read_receipt::received(desk, self.arrived.into_values().collect()).await;
    }
}

impl Brought {
    fn calls(&self) -> bool {
        self.alerts.iter().any(|alert| alert.level.notifies())
    }
}

/// Makes a page durable, then tells of it.
///
/// # Errors
/// Storage; nothing of the page is then acknowledged, and what is not durable yet will come again.
pub(crate) async fn take(
    desk: &Desk,
    client: &RelayClient,
    page: Vec<Envelope>,
) -> Result<(), InboxError> {
    fetch_missing_epochs(desk, client, &page).await?;
    let taken = take_all(desk, client, page).await;
    if desk
        .inner
        .stall
        .note(taken.is_ok(), desk.inner.options.clock.now())
    {
        desk.tell(Change::App);
    }
    taken
}

async fn take_all(
    desk: &Desk,
    client: &RelayClient,
    page: Vec<Envelope>,
) -> Result<(), InboxError> {
    let page: Arc<[Envelope]> = page.into();
    verify::meet(desk, client, &page).await?;
    let mut rest = Rest::default();
    let taken = take_parts(desk, &page, &mut rest).await;
    // Also where not all of the page could be kept: what is durable is told.
    rest.tell(desk).await;
    taken
}

async fn take_parts(
    desk: &Desk,
    page: &Arc<[Envelope]>,
    rest: &mut Rest,
) -> Result<(), InboxError> {
    for first in (0..page.len()).step_by(TOGETHER) {
        let part = first..page.len().min(first + TOGETHER);
        match make_durable(desk, Arc::clone(page), part.clone(), rest).await {
            Ok(()) => continue,
            Err(InboxError::Store(StoreError::Disk)) => return Err(StoreError::Disk.into()),
            Err(error) => tracing::error!("envelopes cannot be filed together: {error}"),
        }
        take_one_by_one(desk, page, part, rest).await?;
    }
    Ok(())
}

/// One envelope that cannot be filed must not keep back what stands behind it.
async fn take_one_by_one(
    desk: &Desk,
    page: &Arc<[Envelope]>,
    part: Range<usize>,
    rest: &mut Rest,
) -> Result<(), InboxError> {
    for place in part {
        match make_durable(desk, Arc::clone(page), place..place + 1, rest).await {
            Ok(()) => {}
            Err(InboxError::Store(StoreError::Disk)) => return Err(StoreError::Disk.into()),
            Err(error) => {
                tracing::error!("an envelope cannot be filed, its bytes are kept: {error}");
                keep_whole(desk, Arc::clone(page), place).await?;
            }
        }
    }
    Ok(())
}

/// Files a part of a page in one transaction, with the cursor.
async fn make_durable(
    desk: &Desk,
    page: Arc<[Envelope]>,
    part: Range<usize>,
    rest: &mut Rest,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let taken = part.len() as u64;
    let inner = Arc::clone(&desk.inner);
    let mut brought = desk
        .with_house(move |house| {
            let epochs = house.epochs.read().map_err(|_| InboxError::CutOff)?.clone();
            let part = page.get(part).unwrap_or_default();
            let mut engine = inner.rules.engine();
            let mut brought = Brought::default();
            let mut has_new_phrases = false;
            house.clinic.write(|tx| {
                for envelope in part {
                    let received_at = UnixMs(envelope.received_at);
                    let filing = Filing {
                        tx,
                        house,
                        engine: &engine,
                        received_at,
                        now,
                    };
                    file_envelope(&filing, &epochs, envelope, &mut brought)?;
                    // What comes behind a phrase is read with it.
                    if std::mem::take(&mut brought.has_new_phrases) {
                        has_new_phrases = true;
                        engine = inner.rules.reading(tx)?.unwrap_or(engine);
                    }
                }
                match part.last() {
                    Some(last) => relay_link::advance(tx, last.cursor.0),
                    None => Ok(()),
                }
            })?;
            if has_new_phrases {
                // What is durable stays so; the rules that are at work go on.
                if let Err(error) = inner.rules.exchange(house) {
                    tracing::error!("the clinic's own phrases are not read with: {error}");
                }
                brought.has_new_phrases = true;
            }
            Ok(brought)
        })
        .await?;
    // Files of patients come also while nobody is signed in; nothing is drained then that would say so.
    desk.inner.media.wake();
    self_test::came_back(desk, &brought.self_tests);
    note_tally(desk, &brought, taken);
    desk.inner
        .profiles
        .ask(std::mem::take(&mut brought.nameless));
    rest.add(&mut brought);
    let has_called = brought.calls();
    tell(desk, brought);
    // Whoever is called looks for the message now, not behind the page. All of it is durable: what cannot be shown yet is
    // no reason to file it anew.
    if has_called && let Err(error) = drain::drain(desk).await {
        tracing::error!("what was taken in is not shown yet: {error}");
    }
    Ok(())
}

/// Keeps an envelope as it came, sealed, and moves the cursor past it.
async fn keep_whole(desk: &Desk, page: Arc<[Envelope]>, place: usize) -> Result<(), InboxError> {
    desk.with_house(move |house| {
        let Some(envelope) = page.get(place) else {
            return Ok(());
        };
        let received_at = UnixMs(envelope.received_at);
        house.clinic.write(|tx| {
            unreadable::keep(
                tx,
                "envelope_unfiled",
                false,
                &envelope.sealed.0,
                received_at,
            )?;
            relay_link::advance(tx, envelope.cursor.0)
        })?;
        Ok(())
    })
    .await?;
    desk.tell(Change::Connection);
    Ok(())
}

fn note_tally(desk: &Desk, brought: &Brought, envelopes: u64) {
    let counts = &brought.counts;
    let Ok(mut tally) = desk.inner.tally.lock() else {
        return;
    };
    tally.envelopes += envelopes;
    tally.counts.add_all(counts);
    tally.switched_off += brought.switched_off;
    tracing::info!(
        messages = counts.messages,
        statuses = counts.statuses,
        envelopes,
        "webhooks taken in"
    );
}

pub(super) fn tell(desk: &Desk, brought: Brought) {
    for alert in &brought.alerts {
        desk.tell(Change::Alert {
            alert: alert.id,
            conversation: alert.conversation,
        });
        if alert.level.notifies() && alert.acknowledged.is_none() {
            desk.notify(Notice::Alert {
                alert: alert.id,
                side: alert.side,
                conversation: alert.conversation,
            });
        }
    }
    for heard in &brought.heard {
        told(desk, &heard.alert);
        if heard.rings {
            desk.notify(Notice::Alert {
                alert: heard.alert.id,
                side: heard.alert.side,
                conversation: heard.alert.conversation,
            });
        }
    }
    tell_news(desk, brought.news.filter(|_| !brought.calls()));
    if brought.has_account_news {
        desk.tell(Change::Connection);
    }
    if brought.has_template_news {
        desk.tell(Change::Templates);
    }
    if brought.has_wordless {
        desk.inner.mentions.wake.notify_one();
    }
    if brought.resumes {
        desk.inner.outbox_wake.notify_one();
    }
    // A locked desk has no thread to refresh, but it counts what waits.
    if !brought.alerts.is_empty() || brought.has_new_phrases {
        desk.tell(Change::App);
    }
}

fn tell_news(desk: &Desk, news: Option<(Side, ConversationId)>) {
    if let Some((side, conversation)) = news {
        desk.notify(Notice::Messages { side, conversation });
    }
}

/// Reads the templates again, beside everything else: what they say changed at Meta.
fn read_templates(desk: &Desk) {
    let again = desk.clone();
    desk.keep(&tokio::spawn(async move {
        if let Err(error) = connect::templates::sync(&again).await {
            tracing::warn!("templates were not read: {error}");
        }
    }));
}

/// Fetches the keys of epochs we have not met; without them nothing of a page could be opened.
async fn fetch_missing_epochs(
    desk: &Desk,
    client: &RelayClient,
    page: &[Envelope],
) -> Result<(), InboxError> {
    let house = desk.house()?;
    let is_missing = {
        let epochs = house.epochs.read().map_err(|_| InboxError::CutOff)?;
        page.iter()
            .filter_map(|envelope| sealed::epoch_of(&envelope.sealed.0).ok())
            .any(|epoch| epochs.get(epoch).is_none())
    };
    if is_missing {
        connect::epochs::fetch(desk, client).await?;
    }
    Ok(())
}

fn file_envelope(
    filing: &Filing<'_>,
    epochs: &EpochKeys,
    envelope: &Envelope,
    brought: &mut Brought,
) -> Result<(), StoreError> {
    match sealed::open(epochs, &envelope.sealed.0) {
        Ok(opened) => match opened.kind {
            // What names no asset is read the same way: each of its items becomes one a person can see.
            PlaintextKind::Webhook | PlaintextKind::UnreadableWebhook => {
                if let Some(nonce) = self_test::nonce_of(&opened.bytes) {
                    brought.self_tests.push(nonce);
                    return Ok(());
                }
                filing.file_all(&opened.bytes, brought)
            }
            PlaintextKind::Note => filing.file_note(&opened, brought),
        },
        Err(error) => {
            brought.has_account_news = true;
            let kind = match error {
                OpenError::NewerFormat { .. } | OpenError::UnknownKind { .. } => "envelope_newer",
                OpenError::UnknownEpoch { .. } => "envelope_without_key",
                OpenError::Damaged => "envelope_damaged",
            };
            tracing::error!(kind, "an envelope cannot be opened; its bytes are kept");
            unreadable::keep(
                filing.tx,
                kind,
                false,
                &envelope.sealed.0,
                filing.received_at,
            )
            .map(|_| ())
        }
    }
}
