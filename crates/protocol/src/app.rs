//! Meta apps: the secrets with which the relay checks that a webhook came from Meta.

use serde::{Deserialize, Serialize};

use crate::secret::SecretText;
use crate::version::Version;

/// `PUT /v1/apps`: the clinic's apps, replacing the list before; where the clinic has several desktops, adding to it, as
/// with [`Channels`](crate::channel::Channels).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PutApps {
    /// The version of this body.
    pub version: Version,
    /// Every app whose webhooks this clinic accepts.
    pub apps: Vec<App>,
}

/// One Meta app.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct App {
    /// Meta's id of the app, digits.
    pub app_id: String,
    /// The app secret, key of `X-Hub-Signature-256`.
    pub secret: SecretText,
    /// What Meta sends as `hub.verify_token` when the callback is saved.
    pub verify_token: SecretText,
}
