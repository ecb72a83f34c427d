//! What the owner chose of assistants, as it is kept. The key of the endpoint lies elsewhere, sealed.

use crate::assist::place;
use recado_domain::{
    assist::{AssistFeature, credit::Price},
    summary::USUAL_HOUR,
    time::UnixMs,
};
use recado_store::{Conn, Tx, clinic::settings, error::StoreError};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

const NAME: &str = "assist";

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// The endpoint's address; empty for none.
    pub base_url: String,
    /// The host in the clinic's network that the owner says is theirs.
    pub own_host: Option<String>,
    /// The models, by what they are for.
    pub models: BTreeMap<AssistFeature, String>,
    /// What is switched on.
    pub on: BTreeSet<AssistFeature>,
    /// What answered a try, and how.
    pub proved: BTreeMap<AssistFeature, Proved>,
    /// The hour of the day at which summaries are made.
    pub hour: u8,
    /// The budget of a month, in millionths of the currency.
    pub monthly_micro: u64,
    /// The currency, for example `EUR`.
    pub currency: String,
    /// What models cost.
    pub prices: BTreeMap<String, Price>,
}

/// A try that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proved {
    /// The address that was tried.
    pub base_url: String,
    /// The model that answered.
    pub model: String,
    /// When.
    pub at: UnixMs,
    /// Whether the answer had the form that was asked for.
    pub has_schema: bool,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            base_url: String::new(),
            own_host: None,
            models: BTreeMap::new(),
            on: BTreeSet::new(),
            proved: BTreeMap::new(),
            hour: USUAL_HOUR,
            monthly_micro: 10_000_000,
            currency: "EUR".to_owned(),
            prices: BTreeMap::new(),
        }
    }
}

impl Kept {
    /// Returns the endpoint's address.
    pub fn url(&self) -> Option<Url> {
        place::read(&self.base_url)
    }

    /// Returns the model for a feature; empty for none.
    pub fn model(&self, feature: AssistFeature) -> &str {
        self.models.get(&feature).map_or("", String::as_str)
    }

    /// Returns the try of a feature that was answered, if it is of what is chosen now.
    pub fn proof(&self, feature: AssistFeature) -> Option<&Proved> {
        let proved = self.proved.get(&feature)?;
        let is_of_this = proved.base_url == self.base_url && proved.model == self.model(feature);
        is_of_this.then_some(proved)
    }
}

/// Returns what was chosen.
///
/// # Errors
/// Storage.
pub(crate) fn read(conn: &Conn) -> Result<Kept, StoreError> {
    Ok(settings::get(conn, NAME)?.unwrap_or_default())
}

/// Keeps what was chosen.
///
/// # Errors
/// Storage.
pub(crate) fn keep(tx: &Tx<'_>, kept: &Kept) -> Result<(), StoreError> {
    settings::set(tx, NAME, kept)
}
