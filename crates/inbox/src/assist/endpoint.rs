//! Whether a feature's assistant may be asked, and where it is.

use crate::{
    assist::{
        kept::{self, Kept},
        place,
    },
    error::InboxError,
    house::House,
    view::assist::AssistState,
};
use recado_domain::assist::{AssistFeature, AssistPlace, credit::Price};
use recado_store::{clinic::assist, error::StoreError};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// An assistant that may be asked, as far as the clinic is concerned: the person has yet to have agreed, and the credit to
/// be reserved.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// What for.
    pub feature: AssistFeature,
    /// The endpoint's address, for example `https://api.example.com/v1`.
    pub url: Url,
    /// Where it is.
    pub place: AssistPlace,
    /// What it is asked with.
    pub key: Option<SecretString>,
    /// The model.
    pub model: String,
    /// What that costs; nothing on the clinic's own computers.
    pub price: Price,
    /// Whether it keeps to a form that it is given.
    pub has_schema: bool,
}

impl Target {
    /// Returns whether another one is asked at the same place, for the same model, with the same key.
    pub fn is_same(&self, other: &Self) -> bool {
        let key = |it: &Self| it.key.as_ref().map(|key| key.expose_secret().to_owned());
        self.url == other.url
            && self.model == other.model
            && self.place == other.place
            && key(self) == key(other)
    }

    /// Returns host and port, as provenance and the counting of calls name it.
    pub fn host(&self) -> String {
        place::host(&self.url)
    }
}

/// Returns the assistant of a feature, or why it is not asked.
///
/// # Errors
/// Storage.
pub(crate) fn ready(
    house: &House,
    feature: AssistFeature,
) -> Result<Result<Target, AssistState>, InboxError> {
    let done = house.clinic.read(|conn| {
        let kept = kept::read(conn)?;
        if !kept.on.contains(&feature) {
            return Ok(Err(AssistState::Off));
        }
        if let Some(missing) = missing(&kept, feature) {
            return Ok(Err(missing));
        }
        let Some(proof) = kept.proof(feature) else {
            return Ok(Err(AssistState::Untried));
        };
        let has_schema = proof.has_schema;
        let target = untried(&kept, feature).map(|target| Target {
            has_schema,
            ..target
        });
        let Some(mut target) = target else {
            return Ok(Err(AssistState::NoAddress));
        };
        target.key = assist::key(conn, &house.token_key, &place::origin(&target.url))?;
        Ok(Ok(target))
    });
    Ok(done.map_err(|error: StoreError| error)?)
}

/// Returns the assistant of a feature for a try: it need not be on, nor tried before.
///
/// # Errors
/// Storage.
pub(crate) fn for_a_try(
    house: &House,
    feature: AssistFeature,
) -> Result<Result<Target, AssistState>, InboxError> {
    let done = house.clinic.read(|conn| {
        let kept = kept::read(conn)?;
        match missing(&kept, feature) {
            Some(AssistState::NoPrice) | None => {}
            Some(missing) => return Ok(Err(missing)),
        }
        let Some(mut target) = untried(&kept, feature) else {
            return Ok(Err(AssistState::NoAddress));
        };
        target.key = assist::key(conn, &house.token_key, &place::origin(&target.url))?;
        Ok(Ok(target))
    });
    Ok(done.map_err(|error: StoreError| error)?)
}

/// Returns what a feature lacks before it can be tried or asked.
pub(crate) fn missing(kept: &Kept, feature: AssistFeature) -> Option<AssistState> {
    let Some(url) = kept.url() else {
        return Some(AssistState::NoAddress);
    };
    let own_host = kept.own_host.as_deref();
    if !place::is_safe(&url, own_host) {
        return Some(AssistState::NotSafe);
    }
    let model = kept.model(feature);
    if model.is_empty() {
        return Some(AssistState::NoModel);
    }
    let is_paid = place::place(&url, own_host) == AssistPlace::Cloud;
    // A service whose price nobody wrote down would never reach the budget.
    if is_paid && !kept.prices.contains_key(model) {
        return Some(AssistState::NoPrice);
    }
    None
}

fn untried(kept: &Kept, feature: AssistFeature) -> Option<Target> {
    let url = kept.url()?;
    let place = place::place(&url, kept.own_host.as_deref());
    let model = kept.model(feature).to_owned();
    let price = match place {
        AssistPlace::Local => Price::default(),
        AssistPlace::Cloud => kept.prices.get(&model).copied().unwrap_or_default(),
    };
    Some(Target {
        feature,
        url,
        place,
        key: None,
        model,
        price,
        has_schema: false,
    })
}
