//! How people reach the clinic: any kind of message on all three products, and what stands where it arrives.

use super::{Clinic, Person};
use recado_domain::channel::{ChannelKind, Side};
use recado_inbox::view::{
    connection::PageForm,
    list::{ListFilter, ListQuery, RowView},
    thread::ThreadView,
};
use recado_meta_sim::world::product::Product;
use serde_json::Value;
use std::time::Duration;

/// An invented person on Messenger.
pub const SOFIA: Person = Person {
    wa_id: "7412589630147852",
    name: "Sofia R.",
};
/// An invented person on Instagram.
pub const TOMAS: Person = Person {
    wa_id: "17841400008460056",
    name: "Tomás A.",
};

impl Clinic {
    /// As [`Clinic::open`], with the Page or the Instagram account connected, too.
    pub async fn open_with_page(kind: ChannelKind) -> Self {
        let clinic = Self::open().await;
        clinic.connect_page(kind).await;
        clinic
    }

    /// Connects the Page or the Instagram account.
    pub async fn connect_page(&self, kind: ChannelKind) {
        let form = PageForm {
            kind,
            page_id: self.options.page.id.clone(),
            token: self.options.page.access_token.clone(),
            app_id: self.options.app.id.clone(),
            app_secret: self.options.app.secret.clone(),
            verify_token: self.options.app.verify_token.clone(),
        };
        self.desk.connect_page(form).await.expect("it connects");
    }

    /// A person sends a message of any kind on WhatsApp, a second after whatever came before.
    pub async fn sends(&self, person: Person, message: Value) -> String {
        self.later(Duration::from_secs(1)).await;
        let at = self.clock.now().0;
        self.control()
            .patient_sends(person.wa_id, person.name, message, Some(at))
            .await
            .expect("the message is accepted")
    }

    /// A person does something on Messenger or Instagram, a second after whatever came before.
    pub async fn visits(&self, product: Product, person: Person, event: Value) -> String {
        self.later(Duration::from_secs(1)).await;
        let at = self.clock.now().0;
        self.control()
            .visitor_sends(product, person.wa_id, person.name, event, Some(at))
            .await
            .expect("the event is accepted")
    }

    /// Waits until the one conversation of a place looks as wanted.
    pub async fn only(&self, side: Side, is_so: impl Fn(&ThreadView) -> bool) -> ThreadView {
        self.until(|| async {
            let row = self.row(side).await?;
            let opened = self.desk.open_thread(side, row.conversation).await;
            opened.ok().filter(|thread| is_so(thread))
        })
        .await
    }

    /// Returns the one conversation of a place, if there is one.
    pub async fn row(&self, side: Side) -> Option<RowView> {
        let query = ListQuery {
            side,
            filter: ListFilter::All,
            channel: None,
        };
        let mut rows = self.desk.list_conversations(query, 100).await.ok()?.rows;
        assert!(rows.len() <= 1, "one conversation, not {}", rows.len());
        rows.pop()
    }

    /// Posts one of Meta's documented bodies as if it were about this clinic's account.
    pub async fn posts_fixture(&self, name: &str) {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/meta/");
        let body = std::fs::read_to_string(format!("{root}{name}.json")).unwrap();
        let business = &self.options.business;
        let digits: String = business
            .display_phone_number
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        let body = body
            .replace("419820077001234567890", &business.waba_id)
            .replace("419820077001234", &business.waba_id)
            .replace("388120055500123", &business.phone_number_id)
            .replace("442079460958", &digits);
        self.control().post_body(body.into_bytes()).await;
    }
}
