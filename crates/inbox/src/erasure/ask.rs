//! The owner erases somebody: what goes is named before, and nothing goes that a hold or a flag keeps.

use super::{Begun, Wanted, Whole, begin, settle};
use crate::{
    backup,
    compose::lending,
    desk::Desk,
    error::InboxError,
    people::identity_of,
    show,
    view::{change::Change, retention::ErasureView},
};
use recado_domain::{
    channel::Side,
    id::ConversationId,
    retention::{ErasureReason, Keeps},
    staff::Role,
};
use recado_store::{
    conversations::{
        moving::{self, Counts, Moving},
        persons, state,
    },
    error::StoreError,
};
use std::collections::BTreeMap;

/// Returns what would go with the person of a conversation, on both sides, and what keeps them.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn preview(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
) -> Result<ErasureView, InboxError> {
    desk.with_house(move |house| {
        house.signed_in_as(Role::decides)?;
        let (identity, whole, keeps) = house.clinic.read(|conn| {
            let identity = identity_of(conn, side, conversation)?;
            let whole = Whole::of(conn, identity)?;
            let keeps = super::begin::keeps(conn, &whole)?;
            Ok::<_, StoreError>((identity, whole, keeps))
        })?;
        let identities: Vec<_> = whole.identities.keys().copied().collect();
        let mut counts = Counts::default();
        let mut kinds = Vec::new();
        for (side, conversations) in &whole.conversations {
            house.read(*side, |conn| {
                let what = Moving {
                    identities: &identities,
                    conversations,
                };
                let here = moving::count(conn, &what)?;
                counts.messages += here.messages;
                counts.files += here.files;
                counts.records += here.records;
                counts.replies += here.replies;
                counts.drafts += here.drafts;
                for conversation in conversations {
                    match state::get(conn, *conversation) {
                        Ok(found) => kinds.push((*side, found.channel_kind)),
                        Err(StoreError::NotFound) => {}
                        Err(error) => return Err(error),
                    }
                }
                Ok(())
            })?;
        }
        let (name, is_patient) = house.read(side, |conn| {
            let person = persons::get(conn, identity)?;
            let shown = person.addresses.first().map(|(_, address)| address.shown());
            Ok((show::name(&person.name, shown), person.is_patient))
        })?;
        Ok(ErasureView {
            name,
            is_patient,
            identities: identities.len() as u64,
            conversations: kinds.into_iter().map(|(_, kind)| kind).collect(),
            messages: counts.messages,
            files: counts.files,
            records: counts.records,
            drafts: counts.drafts,
            replies: counts.replies,
            keeps,
        })
    })
    .await
}

/// Erases the person of a conversation, for good.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::OnHold`], [`InboxError::AlertOpen`],
/// [`InboxError::StillLeaving`], [`InboxError::Busy`], [`InboxError::NotFound`]: then nothing has gone.
pub(crate) async fn erase(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    reason: ErasureReason,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let again = desk.clone();
    let gone = desk
        .with_house(move |house| {
            let who = house.signed_in_as(Role::decides)?;
            // A rule's alone to give.
            if reason == ErasureReason::Retention {
                return Err(InboxError::InvalidInput);
            }
            let identity = house
                .clinic
                .read(|conn| identity_of(conn, side, conversation))?;
            let wanted = Wanted {
                identity,
                reason,
                by: Some(who),
                now,
                quiet_since: None,
            };
            let steps = &again.inner.people;
            let gone = match begin(house, &wanted, steps)? {
                Begun::Erased(gone) => gone,
                Begun::Unknown => return Err(InboxError::NotFound),
                Begun::Locked => return Err(InboxError::Locked),
                Begun::StillLeaving => return Err(InboxError::StillLeaving),
                Begun::NotQuiet | Begun::Kept(Keeps::Moving) => return Err(InboxError::Busy),
                Begun::Kept(Keeps::LegalHold) => return Err(InboxError::OnHold),
                Begun::Kept(Keeps::OpenAlert) => return Err(InboxError::AlertOpen),
            };
            for side in [Side::Leads, Side::Clinical] {
                if let Some(store) = house.held(side)
                    && let Err(error) = settle(house, &store, steps)
                {
                    // They are erased; what of it is left goes at the next start or sign-in.
                    tracing::error!("what an erasure left could not be removed: {error}");
                }
            }
            Ok(gone)
        })
        .await?;
    over(desk, gone);
    Ok(())
}

/// Takes lent files back, and tells that conversations are no more.
pub(crate) fn over(desk: &Desk, gone: BTreeMap<Side, Vec<ConversationId>>) {
    // A copy that lies open in another program may be theirs.
    lending::take_back(desk);
    for (side, conversations) in gone {
        for conversation in conversations {
            if let Ok(mut typing) = desk.inner.typing.lock() {
                typing.remove(&conversation);
            }
            desk.tell(Change::Conversation { side, conversation });
        }
        desk.tell(Change::Records { side });
    }
    desk.tell(Change::App);
    let again = desk.clone();
    desk.keep(&tokio::spawn(async move {
        match backup::renew_after_erasure(&again).await {
            // Before an owner chose where backups go there are none.
            Ok(()) | Err(InboxError::NotFound) => {}
            // It stays owed and is done with the next good backup.
            Err(error) => tracing::warn!("backups from before an erasure are still there: {error}"),
        }
    }));
}
