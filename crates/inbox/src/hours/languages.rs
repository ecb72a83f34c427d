//! Keeps the languages people read where a locked desk finds them. The records are the truth; what is taken over twice is
//! taken over once.

use crate::{desk::Desk, error::InboxError, house::House};
use recado_domain::channel::Side;
use recado_store::{clinic::languages, conversations::records};

/// Takes over what the records of a side say, if its key is held. Failing costs a language, so it only warns.
pub(crate) async fn take_over(desk: &Desk, side: Side) {
    if let Err(error) = desk.with_house(move |house| of_side(house, side)).await {
        tracing::warn!("languages of a side were not taken over: {error}");
    }
}

fn of_side(house: &House, side: Side) -> Result<(), InboxError> {
    let Some(store) = house.held(side) else {
        return Ok(());
    };
    let all = store.read(records::languages)?;
    Ok(house.clinic.write(|tx| languages::take_over(tx, &all))?)
}
