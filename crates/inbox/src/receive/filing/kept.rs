//! What is written down: acts in the spool of their side, and raw JSON of what belongs to no conversation.

use super::Filing;
use crate::{house::House, media::locked, receive::spool};
use recado_domain::{channel::Side, time::UnixMs};
use recado_store::{
    Tx,
    clinic::{spool as rows, unreadable},
    conversations::event::Event as Filed,
    error::StoreError,
};
use recado_webhook::event::{Event, Item};

impl Filing<'_> {
    pub(in crate::receive) fn spool(
        &self,
        side: Side,
        filed: &spool::Filed,
    ) -> Result<(), StoreError> {
        // A locked desk fetches patients' files, too: Meta does not keep them until somebody signs in.
        if let (Side::Clinical, Some(Filed::Message(message))) = (side, &filed.event) {
            locked::note(self.tx, self.house, message, self.now)?;
        }
        let (is_sealed, bytes) =
            spool::body(&self.house.spool_seal()?, side, filed).map_err(|_| StoreError::Damaged)?;
        rows::push(self.tx, side, is_sealed, &bytes, self.received_at).map(|_| ())
    }

    pub(super) fn keep(&self, event: &Event) -> Result<(), StoreError> {
        let kind = match &*event.item {
            Item::Other { field } => field.as_str(),
            item => item.kind(),
        };
        keep(
            self.tx,
            self.house,
            kind,
            event.raw.as_bytes(),
            self.received_at,
        )
    }
}

/// Keeps raw JSON that belongs to no conversation. It may hold a patient's words, so it is sealed like theirs.
fn keep(
    tx: &Tx<'_>,
    house: &House,
    kind: &str,
    raw: &[u8],
    received_at: UnixMs,
) -> Result<(), StoreError> {
    let sealed = spool::sealed_to(&house.spool_seal()?, raw).map_err(|_| StoreError::Damaged)?;
    unreadable::keep(tx, kind, true, &sealed, received_at).map(|_| ())
}
