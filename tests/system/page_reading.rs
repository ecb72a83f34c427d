//! Messenger and Instagram: people see that they were read only when the clinic wants that.

use crate::clinic::{
    Clinic,
    reach::{SOFIA, TOMAS},
};
use recado_domain::channel::{ChannelKind, Side};
use recado_inbox::view::app::{AppView, ReadReceipts};
use recado_meta_sim::world::product::Product;
use serde_json::json;

impl Clinic {
    async fn wants_receipts(&self, read_receipts: ReadReceipts) {
        let AppView::Open { mut settings, .. } = self.desk.app_view().await.unwrap() else {
            panic!("the desk is open")
        };
        settings.read_receipts = read_receipts;
        self.desk.save_settings(settings).await.unwrap();
    }

    /// Waits until so many messages of people are shown to them as read.
    async fn read_by_clinic(&self, count: usize) {
        self.until(|| async {
            (self.control().read_by_the_clinic().await.len() == count).then_some(())
        })
        .await;
    }
}

/// R11, CASES 26: opened and read, nobody is told; once the setting says so, with the conversation opened; or at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_tells_that_it_read_only_when_the_clinic_wants_it() {
    for (kind, product, person) in [
        (ChannelKind::Messenger, Product::Messenger, SOFIA),
        (ChannelKind::Instagram, Product::Instagram, TOMAS),
    ] {
        let clinic = Clinic::open_with_page(kind).await;
        let says = async |text: &str| {
            let event = json!({"message": {"text": text}});
            clinic.visits(product, person, event).await;
        };
        says("Olá").await;
        let thread = clinic.only(Side::Leads, |it| it.messages.len() == 1).await;
        let read = async || {
            let read = clinic.desk.mark_read(Side::Leads, thread.conversation);
            read.await.unwrap();
        };
        read().await;
        clinic.replies(&thread, "Bom dia").await;
        clinic.bodies(1).await;
        assert!(clinic.control().read_by_the_clinic().await.is_empty());

        clinic.wants_receipts(ReadReceipts::OnOpen).await;
        says("E agora?").await;
        clinic.only(Side::Leads, |it| it.messages.len() == 3).await;
        assert!(clinic.control().read_by_the_clinic().await.is_empty());
        read().await;
        clinic.read_by_clinic(2).await;

        clinic.wants_receipts(ReadReceipts::AtOnce).await;
        says("Obrigada").await;
        clinic.read_by_clinic(3).await;
    }
}
