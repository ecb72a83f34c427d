//! A piece of a note that a service has heard is kept in the transaction that ends its call: a kill leaves either both,
//! or a call that counts and a piece that is asked for again.

use super::{Whose, is_wanted};
use crate::{
    assist::credits::{self, Reserved},
    desk::Desk,
    error::InboxError,
    receive::{drain, filing::Filing, spool::Filed},
};
use recado_domain::{assist::credit::Amounts, channel::Side};
use recado_store::{conversations::transcripts::pieces::HeardPiece, error::StoreError};

/// Ends a call that was answered, and keeps what was heard unless nobody wants it any more.
///
/// # Errors
/// Storage; the call counts as it was reserved then.
pub(crate) async fn keep(
    desk: &Desk,
    (side, whose): (Side, Whose),
    (reserved, took): (Reserved, Amounts),
    piece: HeardPiece,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let engine = desk.inner.rules.engine();
    desk.with_house(move |house| {
        // Nobody is erased or moved while it is filed.
        let _filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
        let is_wanted = is_wanted(house, side, piece.media)?;
        house
            .clinic
            .write(|tx| {
                credits::end_in(tx, &reserved, &took, true)?;
                let filing = Filing {
                    tx,
                    house,
                    engine: &engine,
                    received_at: now,
                    now,
                };
                if !is_wanted || filing.is_gone(side, &whose)? {
                    return Ok(());
                }
                let filed = Filed {
                    conversation: Some(whose.contact.conversation),
                    heard_piece: Some(Box::new(piece)),
                    ..Filed::default()
                };
                filing.spool(side, &filed)
            })
            .map_err(|error: StoreError| error.into())
    })
    .await?;
    drain::drain(desk).await
}
