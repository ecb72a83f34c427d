//! A message as it leaves, and handing it to Meta.

use crate::send::wire;
use recado_domain::id::OutboxId;
use recado_graph::{
    client::GraphClient,
    error::GraphError,
    messages::Outgoing,
    messenger::{PageOutgoing, PageProduct},
};
use recado_store::clinic::channels::Channel;
use secrecy::SecretString;

/// A message as it leaves.
pub(super) enum Wire {
    /// On WhatsApp.
    WhatsApp(Outgoing),
    /// On Messenger or Instagram.
    Page(PageProduct, PageOutgoing),
    /// A reaction on one of these, or taking it back.
    PageReaction {
        product: PageProduct,
        person: String,
        target: String,
        reaction: Option<&'static str>,
    },
}

impl Wire {
    /// Hands it to Meta; returns Meta's id of it.
    ///
    /// # Errors
    /// As [`GraphError`] says.
    pub(super) async fn leave(
        &self,
        graph: &GraphClient,
        token: &SecretString,
        channel: &Channel,
        id: OutboxId,
    ) -> Result<String, GraphError> {
        let from = wire::sender_id(channel);
        match self {
            Self::WhatsApp(message) => {
                let accepted = graph.send_message(token, from, message).await?;
                Ok(accepted.provider_id)
            }
            Self::Page(product, message) => {
                let accepted = graph
                    .send_page_message(token, from, *product, message)
                    .await?;
                Ok(accepted.message_id)
            }
            Self::PageReaction {
                product,
                person,
                target,
                reaction,
            } => {
                graph.react(token, from, person, target, *reaction).await?;
                // Meta gives none; of our own it is as good for the one that says it is done.
                Ok(format!("{product:?}-reaction-{id}"))
            }
        }
    }
}
