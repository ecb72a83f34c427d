//! Mentions on Instagram: told without words, which are asked for and read like any others.

use crate::clinic::{Clinic, last, reach::TOMAS};
use recado_domain::{
    alert::AlertLevel,
    channel::{ChannelKind, Side},
    part::Part,
};
use recado_inbox::view::thread::ThreadView;
use recado_meta_sim::world::product::Product;
use serde_json::json;
use std::time::Duration;

fn author(thread: &ThreadView) -> Option<&str> {
    let parts = last(thread).parts.iter();
    let mut authors = parts.filter_map(|part| match part {
        Part::Comment(place) => place.author.as_deref(),
        _ => None,
    });
    authors.next()
}

impl Clinic {
    async fn mentions_it(&self, text: &str) -> String {
        self.later(Duration::from_secs(1)).await;
        self.control()
            .visitor_mentions(TOMAS.wa_id, TOMAS.name, text)
            .await
            .unwrap()
    }
}

/// A mention says who wrote what; its words are read for flags, and found.
#[tokio::test(flavor = "multi_thread")]
async fn a_mention_is_shown_with_words_and_author() {
    let clinic = Clinic::open_with_page(ChannelKind::Instagram).await;
    clinic.mentions_it("No quiero vivir más, @clinica").await;
    let thread = clinic
        .only(Side::Leads, |it| !last(it).text.is_empty())
        .await;
    assert_eq!(last(&thread).text, "No quiero vivir más, @clinica");
    assert_eq!(author(&thread), Some(TOMAS.name));
    assert!(!last(&thread).is_edited);
    assert!(last(&thread).level >= Some(AlertLevel::High));
    let found = clinic.desk.search("vivir".into()).await.unwrap();
    assert_eq!(found.messages.len(), 1);
}

/// What Meta does not give stands without words; what came after it is asked for all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_mention_that_is_gone_stands_without_words() {
    let clinic = Clinic::open_with_page(ChannelKind::Instagram).await;
    let gone = json!({"media_id": "17900000000000001", "comment_id": "18900000000000001"});
    clinic
        .control()
        .tell_change(Product::Instagram, "mentions", gone, None)
        .await
        .unwrap();
    clinic.only(Side::Leads, |it| it.messages.len() == 1).await;
    clinic.mentions_it("Gracias @clinica").await;
    let thread = clinic
        .only(Side::Leads, |it| {
            it.messages
                .iter()
                .any(|message| message.text == "Gracias @clinica")
        })
        .await;
    assert_eq!(thread.messages.len(), 2);
    assert!(
        thread
            .messages
            .iter()
            .any(|message| message.text.is_empty())
    );
}

/// A kill between a mention and its words: they are asked for after the start.
#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_a_mention_are_asked_for_after_a_kill() {
    let mut clinic = Clinic::open_with_page(ChannelKind::Instagram).await;
    clinic
        .fault(recado_meta_sim::fault::Fault::ExpiredToken)
        .await;
    clinic.mentions_it("Gracias @clinica").await;
    clinic.only(Side::Leads, |it| it.messages.len() == 1).await;
    clinic.restart_desk().await;
    clinic.control().clear_faults().await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic
        .only(Side::Leads, |it| last(it).text == "Gracias @clinica")
        .await;
}
