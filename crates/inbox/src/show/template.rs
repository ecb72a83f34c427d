//! Templates that can be sent in a conversation.

use crate::{
    connect::templates::offered,
    desk::Desk,
    error::InboxError,
    view::template::{TemplateCardView, TemplateView, VariableView},
};
use recado_domain::{
    channel::Side,
    id::ConversationId,
    marketing::{self, MarketingWord},
    template::{Template, TemplateButton},
};
use recado_store::{clinic::templates, conversations::state};

/// Returns the approved templates of the conversation's number, by name and language.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotFound`], storage.
pub(crate) async fn list(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
) -> Result<Vec<TemplateView>, InboxError> {
    desk.with_house(move |house| {
        let conversation = house.read(side, |conn| state::get(conn, conversation))?;
        let all = house
            .clinic
            .read(|conn| templates::rows(conn, conversation.channel))?;
        Ok(all
            .iter()
            .filter_map(offered)
            .map(|template| view(&template, conversation.marketing))
            .collect())
    })
    .await
}

fn view(template: &Template, said: Option<MarketingWord>) -> TemplateView {
    let may_go = marketing::may_go(&template.category, said);
    TemplateView {
        name: template.name.clone(),
        language: template.language.clone(),
        category: template.category.to_lowercase(),
        header: template.header.as_ref().map(|header| header.text.clone()),
        body: template.body.text.clone(),
        footer: template.footer.clone(),
        buttons: labels(&template.buttons),
        variables: template
            .variables()
            .into_iter()
            .map(|(key, example)| VariableView { key, example })
            .collect(),
        header_media: template.header_media,
        wants_place: template.wants_place,
        cards: template
            .cards
            .iter()
            .map(|card| TemplateCardView {
                media: card.media,
                body: card.body.text.clone(),
                buttons: labels(&card.buttons),
            })
            .collect(),
        stopped_since: said.filter(|_| !may_go).map(|word| word.at.0),
    }
}

fn labels(buttons: &[TemplateButton]) -> Vec<String> {
    buttons.iter().map(|button| button.label.clone()).collect()
}
