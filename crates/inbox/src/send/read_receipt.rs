//! Reading: marked here always, told to Meta only when the clinic's setting says so. Opening, typing and searching tell
//! Meta nothing by themselves (CASES 26).

use crate::{
    connect,
    desk::Desk,
    error::InboxError,
    session::settings,
    view::{app::ReadReceipts, change::Change},
};
use recado_domain::{
    channel::{ChannelKind, Side},
    id::{ChannelId, ConversationId},
};
use recado_store::{
    clinic::channels,
    conversations::{messages, state},
};

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
            let channel = house
                .read(side, |conn| state::get(conn, conversation))?
                .channel;
            Ok(newest.provider_id.map(|provider_id| (channel, provider_id)))
        })
        .await?;
    desk.tell(Change::Conversation { side, conversation });
    desk.tell(Change::App);
    if let Some((channel, provider_id)) = newest
        && settings::current(desk).await?.read_receipts == ReadReceipts::OnOpen
    {
        tell_meta(desk, channel, provider_id);
    }
    Ok(())
}

/// Tells Meta of everything that just came in, if the setting is "at once".
pub(crate) async fn received(desk: &Desk, arrived: Vec<(ChannelId, String)>) {
    let wants = settings::current(desk)
        .await
        .map(|settings| settings.read_receipts);
    if matches!(wants, Ok(ReadReceipts::AtOnce)) {
        for (channel, provider_id) in arrived {
            tell_meta(desk, channel, provider_id);
        }
    }
}

/// Tells Meta beside everything else: a receipt that gets lost is no harm, a reader who waits is.
fn tell_meta(desk: &Desk, channel: ChannelId, provider_id: String) {
    let again = desk.clone();
    tokio::spawn(async move {
        if let Err(error) = tell_meta_now(&again, channel, &provider_id).await {
            tracing::warn!("read receipt: {error}");
        }
    });
}

async fn tell_meta_now(
    desk: &Desk,
    channel: ChannelId,
    provider_id: &str,
) -> Result<(), InboxError> {
    let found = desk
        .with_house(move |house| Ok(house.clinic.read(|conn| channels::get(conn, channel))?))
        .await?;
    let Some(found) = found.filter(|found| found.kind == ChannelKind::WhatsApp && found.is_on)
    else {
        return Ok(());
    };
    let Some(number_id) = found.number_id else {
        return Ok(());
    };
    let token = connect::access_token(desk, channel).await?;
    desk.inner
        .graph
        .mark_read(&token, &number_id, provider_id)
        .await?;
    Ok::<_, InboxError>(())
}
