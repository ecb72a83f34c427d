//! Reading: marked here always, told to Meta only when the clinic's setting says so. Opening, typing and searching tell
//! Meta nothing by themselves (CASES 26).

use crate::{
    connect,
    desk::Desk,
    error::InboxError,
    send::{act, wire},
    session::settings,
    view::{app::ReadReceipts, change::Change},
};
use recado_domain::{
    channel::{ChannelKind, Side},
    id::{ChannelId, ConversationId},
};
use recado_store::conversations::{messages, state};

/// The newest message of a conversation, to be told as read.
pub(crate) struct Unread {
    /// Its channel.
    pub channel: ChannelId,
    /// Meta's id of it.
    pub provider_id: String,
    /// Who wrote it, as a Page knows them.
    pub person: Option<String>,
}

/// Marks a conversation as read here, and at Meta if the setting is "when opened".
///
/// # Errors
/// [`InboxError::Locked`], storage; what Meta answers changes nothing here.
pub(crate) async fn mark_read(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
) -> Result<(), InboxError> {
    let newest = desk
        .with_house(move |house| {
            let newest = house.read(side, |conn| messages::newest_unread(conn, conversation))?;
            let Some(newest) = newest else {
                return Ok(None);
            };
            house.write(side, |tx| {
                state::mark_read(tx, conversation, newest.id).map(|_| ())
            })?;
            let (channel, _, person) = match act::party(house, side, conversation) {
                Err(InboxError::ChannelOff) => return Ok(None),
                party => party?,
            };
            Ok(newest.provider_id.map(|provider_id| Unread {
                channel: channel.id,
                provider_id,
                person,
            }))
        })
        .await?;
    desk.tell(Change::Conversation { side, conversation });
    desk.tell(Change::App);
    desk.inner.together.wake();
    if let Some(newest) = newest
        && settings::current(desk).await?.read_receipts == ReadReceipts::OnOpen
    {
        tell_meta(desk, newest);
    }
    Ok(())
}

/// Tells Meta of everything that just came in, if the setting is "at once".
pub(crate) async fn received(desk: &Desk, arrived: Vec<Unread>) {
    let wants = settings::current(desk)
        .await
        .map(|settings| settings.read_receipts);
    if matches!(wants, Ok(ReadReceipts::AtOnce)) {
        for newest in arrived {
            tell_meta(desk, newest);
        }
    }
}

/// Tells Meta beside everything else: a receipt that gets lost is no harm, a reader who waits is.
fn tell_meta(desk: &Desk, newest: Unread) {
    let again = desk.clone();
    tokio::spawn(async move {
        if let Err(error) = tell_meta_now(&again, newest).await {
            tracing::warn!("read receipt: {error}");
        }
    });
}

/// WhatsApp is told of a message, and marks those before it, too; Messenger and Instagram of a person.
/// Source: REFERENCE §13 and §14 (read 2026-11-20).
async fn tell_meta_now(desk: &Desk, newest: Unread) -> Result<(), InboxError> {
    let channel = connect::channel(desk, newest.channel).await?;
    if !channel.is_on {
        return Ok(());
    }
    let token = connect::access_token(desk, channel.id).await?;
    let graph = &desk.inner.graph;
    let from = wire::sender_id(&channel);
    match (channel.kind, newest.person) {
        (ChannelKind::WhatsApp, _) => graph.mark_read(&token, from, &newest.provider_id).await?,
        (ChannelKind::Messenger | ChannelKind::Instagram, Some(person)) => {
            graph.mark_seen(&token, from, &person).await?;
        }
        (ChannelKind::Messenger | ChannelKind::Instagram, None) => {}
    }
    Ok(())
}
