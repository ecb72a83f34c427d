//! Who is told: the app's callback per object, the accounts' subscriptions of the app.

use std::collections::BTreeMap;

use url::Url;

use super::product::{Product, follows_override};

/// The app's callback, as `POST /{app-id}/subscriptions` sets it for one object.
#[derive(Clone, Debug)]
pub(crate) struct AppSubscription {
    pub(crate) callback: Url,
    pub(crate) fields: Vec<String>,
}

/// The WhatsApp account's subscription of the app.
#[derive(Clone, Debug, Default)]
pub(crate) struct AccountSubscription {
    pub(crate) active: bool,
    pub(crate) override_callback: Option<Url>,
}

/// Everything subscribed so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Subscriptions {
    pub(crate) apps: BTreeMap<Product, AppSubscription>,
    pub(crate) account: AccountSubscription,
    /// The Page's fields; `None`: not subscribed.
    pub(crate) page: Option<Vec<String>>,
    /// The Instagram account's own fields (Instagram Login); `None`: not subscribed by itself.
    pub(crate) instagram: Option<Vec<String>>,
}

impl Subscriptions {
    /// Configures app and accounts as a clinic does in the dashboard: every object, every field.
    pub(crate) fn all(&mut self, callback: &Url) {
        let fields = |product: Product| product.fields().iter().map(|field| (*field).to_owned());
        for product in [Product::WhatsApp, Product::Messenger, Product::Instagram] {
            let app = AppSubscription {
                callback: callback.clone(),
                fields: fields(product).collect(),
            };
            self.apps.insert(product, app);
        }
        self.account = AccountSubscription {
            active: true,
            override_callback: None,
        };
        self.page = Some(fields(Product::Messenger).collect());
    }

    /// Returns where webhooks of this field go, if anywhere.
    pub(crate) fn callback(&self, product: Product, field: &str) -> Option<&Url> {
        let app = self.apps.get(&product)?;
        let has = |fields: &[String]| fields.iter().any(|known| known == field);
        if !has(&app.fields) {
            return None;
        }
        match product {
            Product::WhatsApp if !self.account.active => None,
            Product::WhatsApp => {
                let moved = self.account.override_callback.as_ref();
                Some(
                    moved
                        .filter(|_| follows_override(field))
                        .unwrap_or(&app.callback),
                )
            }
            Product::Messenger => self
                .page
                .as_deref()
                .is_some_and(has)
                .then_some(&app.callback),
            // A linked account is told once its Page is subscribed to anything.
            Product::Instagram => {
                let is_told = self.page.is_some() || self.instagram.as_deref().is_some_and(has);
                is_told.then_some(&app.callback)
            }
        }
    }
}
