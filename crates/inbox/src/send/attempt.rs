//! One message on its way: its files are uploaded, `sending` is written, the request leaves, the outcome is written.
//!
//! A kill before `sending` repeats the upload at most, and not even that once Meta's id of the file is written. After it,
//! the row is found as `sending` at the next start and becomes `unknown`: never a second attempt.

use crate::{
    desk::{Desk, blocking},
    error::InboxError,
    house::{Held, House},
    receive::people,
    send::{
        self,
        leaving::Wire,
        outcome::{self, Outcome},
        payload::{Leave, Payload},
        upload,
        wire::{self, Misfit, UploadedFiles},
    },
    view::change::Change,
};
use recado_domain::{
    address::Address,
    channel::{ChannelKind, Side},
    id::{ChannelId, OutboxId},
    service_window::Sending,
    time::UnixMs,
};
use recado_graph::error::{GraphError, advice::Advice};
use recado_store::{
    clinic::{
        channels::Channel,
        seen::{self, Seen},
    },
    conversations::{
        comments,
        event::{Failure, Origin},
        identities, messages,
        outbox::{OutboxAct, OutboxRow},
        sending, state,
    },
    error::StoreError,
};
use secrecy::SecretString;
use std::sync::Arc;

/// A row that is due.
pub(super) struct Attempt {
    pub side: Side,
    pub row: OutboxRow,
    pub channel: Channel,
    pub token: SecretString,
}

/// What became of an attempt.
pub(super) struct Done {
    pub row: OutboxId,
    pub kind: ChannelKind,
    pub channel: ChannelId,
    /// Absent when the row did not leave after all.
    pub outcome: Option<Outcome>,
    /// Whether it stands as before because it cannot be read or written: not to be tried again at once.
    pub is_stuck: bool,
}

/// What was found out about a row that may leave.
struct Ready {
    payload: Payload,
    addresses: Vec<Address>,
    is_by_hand: bool,
}

/// Why a row does not go on.
enum Stop {
    /// Another desk of the data folder has it, or its key is gone: nothing to do.
    Gone,
    /// It may not leave; a person is told why.
    Refused(Advice),
    Storage(InboxError),
}

impl Attempt {
    /// Goes all the way.
    pub(super) async fn run(self, desk: &Desk) -> Done {
        let mut done = Done {
            row: self.row.id,
            kind: self.channel.kind,
            channel: self.channel.id,
            outcome: None,
            is_stuck: false,
        };
        let Ok(house) = desk.house() else { return done };
        let Some(store) = house.held(self.side) else {
            return done;
        };
        let outcome = match self.attempt(desk, &house, &store).await {
            Ok(outcome) => outcome,
            Err(Stop::Gone) => return done,
            Err(Stop::Refused(advice)) => Outcome::Failed { code: 0, advice },
            Err(Stop::Storage(error)) => {
                // One row that cannot be read must not keep the others back.
                tracing::error!(outbox = %self.row.id, "a message cannot leave: {error}");
                done.is_stuck = true;
                return done;
            }
        };
        let now = desk.inner.options.clock.now();
        let written = outcome.clone();
        let row = self.row.clone();
        let kept = blocking(move || write(&house, &store, &row, &written, now)).await;
        if let Err(error) = kept {
            // The row still says `sending`: the next start makes it `unknown`, and Meta's status resolves it.
            tracing::error!("the outcome of a send could not be written: {error}");
            done.is_stuck = true;
        }
        self.tell(desk);
        desk.inner.together.wake();
        done.outcome = Some(outcome);
        done
    }

    async fn attempt(
        &self,
        desk: &Desk,
        house: &Arc<House>,
        store: &Held,
    ) -> Result<Outcome, Stop> {
        let ready = self.ready(desk, house, store).await?;
        let uploads = upload::all(desk, house, store, self, ready.payload.files());
        let files = match uploads.await {
            Ok(files) => files,
            Err(upload::Failed::Storage(error)) => return Err(Stop::Storage(error)),
            Err(upload::Failed::Unreadable) => return Err(Stop::Refused(Advice::MediaRefused)),
            Err(upload::Failed::Graph(error)) => {
                tracing::warn!(outbox = %self.row.id, "upload: {error}");
                let now = desk.inner.options.clock.now();
                let attempt = self.row.attempts + 1;
                return Ok(outcome::not_uploaded(error, attempt, rand::random(), now));
            }
        };
        // An upload takes its time: the window may have closed, and somebody may have withdrawn the message.
        let ready = if files.is_empty() {
            ready
        } else {
            self.ready(desk, house, store).await?
        };
        let wire = self.wire(&ready, &files)?;
        self.mark_sending(store).await?;
        self.tell(desk);
        let graph = &desk.inner.graph;
        let answer = wire
            .leave(graph, &self.token, &self.channel, self.row.id)
            .await;
        if let Err(error) = &answer {
            tracing::warn!(outbox = %self.row.id, "send: {error}");
        }
        let now = desk.inner.options.clock.now();
        // Surely not sent: once more, with files Meta knows.
        if answer.as_ref().is_err_and(GraphError::wants_new_upload)
            && upload::forget(store, &files).await.map_err(Stop::Storage)?
        {
            return Ok(Outcome::Later {
                at: now,
                holds: outcome::Holds::Pair,
            });
        }
        Ok(outcome::outcome(
            answer,
            self.row.attempts + 1,
            rand::random(),
            now,
        ))
    }

    /// Checks whether the row may leave now.
    async fn ready(&self, desk: &Desk, house: &Arc<House>, store: &Held) -> Result<Ready, Stop> {
        let now = desk.inner.options.clock.now();
        let (house, store, row) = (Arc::clone(house), store.clone(), self.row.clone());
        let checked = blocking(move || Ok(ready(&house, &store, &row, now)));
        checked.await.map_err(Stop::Storage)?
    }

    fn wire(&self, ready: &Ready, files: &UploadedFiles) -> Result<Wire, Stop> {
        let id = self.row.id.to_string();
        let misfit = |misfit| match misfit {
            Misfit::NotTaken => Stop::Refused(Advice::TypeNotSupported),
            Misfit::Limit(_) => Stop::Refused(Advice::Bug),
        };
        let Some(product) = wire::page_product(self.channel.kind) else {
            let to = wire::whatsapp_recipient(&ready.addresses);
            let to = to.ok_or(Stop::Refused(Advice::NumberUnreachable))?;
            let message = wire::whatsapp(&ready.payload, to, files, id).map_err(misfit)?;
            return Ok(Wire::WhatsApp(message));
        };
        let person = wire::page_recipient(&ready.addresses, self.channel.id);
        if let Payload::Reaction { target, emoji } = &ready.payload {
            let kind = self.channel.kind;
            return Ok(Wire::PageReaction {
                product,
                person: person.ok_or(Stop::Refused(Advice::PersonUnreachable))?,
                target: target.clone(),
                reaction: wire::page_reaction(kind, emoji.as_deref()).map_err(misfit)?,
            });
        }
        let is_to_a_comment = matches!(ready.payload, Payload::PrivateReply { .. });
        if person.is_none() && !is_to_a_comment {
            return Err(Stop::Refused(Advice::PersonUnreachable));
        }
        let message = wire::page(&ready.payload, person, ready.is_by_hand, files, id);
        Ok(Wire::Page(product, message.map_err(misfit)?))
    }

    /// Durable before the request leaves: a cut-off from here on is "unknown", not a second attempt.
    async fn mark_sending(&self, store: &Held) -> Result<(), Stop> {
        let (store, id) = (store.clone(), self.row.id);
        let is_ours = blocking(move || Ok(store.write(|tx| sending::mark_sending(tx, id))?)).await;
        match is_ours {
            Ok(true) => Ok(()),
            Ok(false) => Err(Stop::Gone),
            Err(error) => Err(Stop::Storage(error)),
        }
    }

    fn tell(&self, desk: &Desk) {
        desk.tell(Change::Conversation {
            side: self.side,
            conversation: self.row.conversation,
        });
    }
}

fn ready(house: &House, store: &Held, row: &OutboxRow, now: UnixMs) -> Result<Ready, Stop> {
    let found = store.read(|conn| {
        let conversation = state::get(conn, row.conversation)?;
        let contact = identities::get(conn, conversation.identity)?;
        let origin = messages::get(conn, row.message)?.origin;
        Ok::<_, StoreError>((conversation, contact, origin))
    });
    let (conversation, contact, origin) = found.map_err(|error| Stop::Storage(error.into()))?;
    let payload: Payload =
        serde_json::from_str(&row.payload).map_err(|_| Stop::Refused(Advice::Bug))?;
    let kind = conversation.channel_kind;
    let is_template = matches!(payload, Payload::Template(_));
    if conversation.handled_elsewhere_at.is_some() && !is_template {
        return Err(Stop::Refused(Advice::TakeOver));
    }
    // Said while it waited: Meta would refuse it, and count the attempt against the number.
    if !payload.may_go_to(conversation.marketing) {
        return Err(Stop::Refused(Advice::OptedOut));
    }
    let sending = Sending::at(kind, conversation.window_opened_at, None, now);
    let is_automatic = row.act == OutboxAct::Message && origin == Origin::Automatic;
    let is_by_hand = match payload.leave(&sending, is_automatic) {
        Leave::Plainly => false,
        Leave::ByHand => true,
        Leave::Not => return Err(Stop::Refused(window_closed(kind))),
    };
    let addresses = contact
        .addresses
        .into_iter()
        .map(|(_, address)| address)
        .collect();
    // A number that has changed hands since is not dialled for its old owner.
    let key = house.clinic.index_key();
    let addresses = house
        .clinic
        .read(|conn| people::owned(conn, key, contact.id, addresses))
        .map_err(|error| Stop::Storage(error.into()))?;
    Ok(Ready {
        payload,
        addresses,
        is_by_hand,
    })
}

fn window_closed(kind: ChannelKind) -> Advice {
    match kind {
        ChannelKind::WhatsApp => Advice::WindowClosed,
        ChannelKind::Messenger | ChannelKind::Instagram => Advice::WindowClosedPage,
    }
}

fn write(
    house: &House,
    store: &Held,
    row: &OutboxRow,
    outcome: &Outcome,
    now: UnixMs,
) -> Result<(), InboxError> {
    let id = row.id;
    match outcome {
        Outcome::Sent { provider_id } => {
            // Statuses of it are now known to belong here, also while the desk is locked.
            let index_key = house.clinic.index_key();
            let hash = index_key.provider_hash(row.channel, provider_id);
            let seen = Seen {
                side: store.side(),
                conversation: Some(row.conversation),
                seen_at: now,
            };
            house.clinic.write(|tx| seen::note(tx, hash, &seen))?;
            store.write(|tx| sending::mark_sent(tx, id, provider_id).map(|_| ()))?;
        }
        Outcome::Later { at, .. } => {
            store.write(|tx| sending::retry_later(tx, id, *at, None))?;
        }
        Outcome::TokenRejected => {
            store.write(|tx| sending::retry_later(tx, id, now, Some(190)))?;
        }
        Outcome::Unknown => store.write(|tx| sending::mark_unknown(tx, id))?,
        Outcome::Failed { code, advice } => {
            let failure = Failure {
                code: *code,
                reason: outcome::name(*advice),
            };
            store.write(|tx| {
                sending::mark_failed(tx, id, &failure)?;
                if *advice == Advice::PrivateReplyUsed {
                    close_comment(tx, row, now)?;
                }
                Ok(())
            })?;
        }
    }
    send::recount_held(house)
}

/// Meta takes no second private reply to a comment: nor do we offer one.
fn close_comment(
    tx: &recado_store::Tx<'_>,
    row: &OutboxRow,
    now: UnixMs,
) -> Result<(), StoreError> {
    let Ok(Payload::PrivateReply { comment_id, .. }) = serde_json::from_str(&row.payload) else {
        return Ok(());
    };
    match comments::open(tx, row.conversation, now)? {
        Some((message, comment)) if comment.comment_id == comment_id => {
            comments::mark_answered(tx, message)
        }
        Some(_) | None => Ok(()),
    }
}
