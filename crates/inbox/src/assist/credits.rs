//! Credit for one call: reserved with its act before it leaves, ended with what it took.

use crate::{
    assist::{endpoint::Target, kept},
    audit,
    error::InboxError,
    house::{House, SignedIn},
};
use recado_domain::{
    assist::credit::{self, Amounts, Price},
    audit::ActName,
    id::{AssistUsageId, ConversationId},
    time::UnixMs,
};
use recado_store::{
    Tx,
    clinic::{
        assist::{self, NewUsage, UsageStatus},
        audit as acts,
    },
    error::StoreError,
};
use std::time::Duration;

/// From when on a call that nobody ended was cut off: longer than any call may take. It counts as spent all the same.
pub(crate) const EXPIRES: Duration = Duration::from_secs(15 * 60);

/// A call that may leave.
#[derive(Debug)]
pub(crate) struct Reserved {
    id: AssistUsageId,
    price: Price,
}

/// What a call is about, for the audit; a try of the owner's is about nobody.
pub(crate) struct About<'a> {
    /// Whose words go out.
    pub conversation: ConversationId,
    /// Who asked; absent when it goes by itself.
    pub who: Option<&'a SignedIn>,
}

/// Reserves credit for a call that takes at most `most`, and writes down in the same transaction that words go out.
/// Returns nothing when the month's budget does not reach.
///
/// # Errors
/// Storage.
pub(crate) fn reserve(
    house: &House,
    target: &Target,
    most: &Amounts,
    about: Option<&About<'_>>,
    now: UnixMs,
) -> Result<Option<Reserved>, InboxError> {
    let since = credit::month_began(now, &house.clock.zone());
    let id = AssistUsageId::generate();
    let is_kept = house.clinic.write(|tx| {
        let kept = kept::read(tx)?;
        let new = NewUsage {
            id,
            feature: target.feature,
            place: target.place,
            endpoint: target.host(),
            model: target.model.clone(),
            at: now,
            expires_at: now.plus(EXPIRES),
            cost_micro: credit::cost(&target.price, most),
            currency: kept.currency,
        };
        let is_kept = assist::reserve(tx, &new, kept.monthly_micro, since)?;
        if let (true, Some(about)) = (is_kept, about) {
            let detail = serde_json::json!({
                "feature": target.feature,
                "place": target.place,
                "usage": id,
            });
            let name = ActName::AssistAsked;
            let act = audit::by(about.who, now, name, &detail.to_string());
            acts::append(tx, &act.about(about.conversation))?;
        }
        Ok::<_, StoreError>(is_kept)
    })?;
    let price = target.price;
    Ok(is_kept.then_some(Reserved { id, price }))
}

/// Ends a call with what it took, also one that failed: an endpoint may want money for that as well.
///
/// # Errors
/// Storage.
pub(crate) fn end(
    house: &House,
    reserved: &Reserved,
    took: &Amounts,
    is_done: bool,
) -> Result<(), InboxError> {
    let done = house.clinic.write(|tx| end_in(tx, reserved, took, is_done));
    Ok(done.map_err(|error: StoreError| error)?)
}

/// Ends a call in the transaction that keeps what came of it.
///
/// # Errors
/// Storage.
pub(crate) fn end_in(
    tx: &Tx<'_>,
    reserved: &Reserved,
    took: &Amounts,
    is_done: bool,
) -> Result<(), StoreError> {
    let status = match is_done {
        true => UsageStatus::Done,
        false => UsageStatus::Failed,
    };
    let cost = credit::cost(&reserved.price, took);
    assist::end(tx, reserved.id, status, took, cost)
}
