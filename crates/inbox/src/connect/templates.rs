//! Templates as Meta has them: read whole, kept as they are sent and as they are written.

pub(crate) mod change;
pub(crate) mod wording;

use crate::{connect, desk::Desk, error::InboxError, view::change::Change};
use recado_domain::{channel::ChannelKind, template::Template};
use recado_graph::templates::definition::TemplateDefinition;
use recado_store::clinic::{
    channels::{self, Channel},
    templates::{self, TemplateRow},
    tokens::{self, TokenName},
};
use std::collections::BTreeSet;

/// Reads the templates of every number that has a token.
///
/// # Errors
/// A refused token, an unreachable Graph, storage; what was read before it stays.
pub(crate) async fn sync(desk: &Desk) -> Result<(), InboxError> {
    let numbers = desk
        .with_house(|house| {
            let mut numbers = Vec::new();
            for channel in house.clinic.read(channels::all)? {
                let token = house.clinic.read(|conn| {
                    tokens::get(conn, &house.token_key, channel.id, TokenName::Access)
                })?;
                if token.is_some() && channel.kind == ChannelKind::WhatsApp {
                    numbers.push(channel);
                }
            }
            Ok(numbers)
        })
        .await?;
    for channel in &numbers {
        sync_channel(desk, channel).await?;
    }
    desk.tell(Change::Templates);
    Ok(())
}

/// Reads the templates of one number.
///
/// # Errors
/// As [`sync`].
pub(crate) async fn sync_channel(desk: &Desk, channel: &Channel) -> Result<(), InboxError> {
    let token = connect::access_token(desk, channel.id).await?;
    let graph = &desk.inner.graph;
    let read = graph.templates(&token, &channel.asset_id).await?;
    if read.unreadable > 0 {
        tracing::warn!(
            unreadable = read.unreadable,
            "templates Meta sent could not be read"
        );
    }
    let now = desk.inner.options.clock.now();
    let records = read
        .templates
        .iter()
        .map(row)
        .collect::<Result<Vec<_>, _>>()?;
    let id = channel.id;
    desk.with_house(move |house| {
        Ok(house
            .clinic
            .write(|tx| templates::replace(tx, id, &records, now))?)
    })
    .await
}

/// Returns the numbers whose templates are shown: one for each account, the first connected.
pub(crate) fn first_of_accounts(all: Vec<Channel>) -> Vec<Channel> {
    let mut seen = BTreeSet::new();
    all.into_iter()
        .filter(|channel| channel.kind == ChannelKind::WhatsApp)
        .filter(|channel| seen.insert(channel.asset_id.clone()))
        .collect()
}

/// Returns the template if it can be sent now, by Meta's latest word on it.
pub(crate) fn offered(row: &TemplateRow) -> Option<Template> {
    let is_approved = row.status == APPROVED;
    let template = row.template.clone()?;
    let template = Template {
        is_approved,
        ..template
    };
    template.is_offered().then_some(template)
}

/// Meta's word for a template that can be sent.
const APPROVED: &str = "APPROVED";

fn row(definition: &TemplateDefinition) -> Result<TemplateRow, InboxError> {
    let draft = wording::to_draft(definition);
    Ok(TemplateRow {
        provider_id: Some(definition.id.clone()),
        name: definition.name.clone(),
        language: definition.language.clone(),
        status: definition.status.clone(),
        category: definition.category.clone(),
        quality: definition.quality.clone().unwrap_or_default(),
        reason: definition.rejected_reason.clone(),
        definition: serde_json::to_string(&draft).map_err(|_| InboxError::InvalidInput)?,
        template: wording::to_send(definition),
    })
}
