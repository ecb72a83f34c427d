//! Templates as Meta has them, reduced to what the desk can fill and send.

use crate::{desk::Desk, error::InboxError, view::change::Change};
use recado_domain::{
    channel::ChannelKind,
    template::{Template, TemplateButton, TemplateText},
};
use recado_graph::templates::{Component, TemplateRecord};
use recado_store::clinic::{
    channels, templates,
    tokens::{self, TokenName},
};
use std::collections::BTreeMap;

/// Returns the template, or nothing when it has no body to show.
pub(crate) fn from_meta(record: &TemplateRecord) -> Option<Template> {
    let mut template = Template {
        name: record.name.clone(),
        language: record.language.clone(),
        category: record.category.clone(),
        is_approved: record.status == "APPROVED",
        header: None,
        body: text_of(record.components.iter().find(|part| part.kind == "BODY")?)?,
        footer: None,
        buttons: Vec::new(),
        needs_more: false,
    };
    for part in &record.components {
        match part.kind.as_str() {
            "BODY" => {}
            "HEADER" if part.format.as_deref().is_none_or(|format| format == "TEXT") => {
                template.header = text_of(part)
            }
            "FOOTER" => template.footer.clone_from(&part.text),
            "BUTTONS" => {
                template.buttons = part
                    .buttons
                    .iter()
                    .map(|button| TemplateButton {
                        label: button.text.clone().unwrap_or_default(),
                        url: button.url.clone(),
                    })
                    .collect();
                let are_plain = part.buttons.iter().all(|button| {
                    matches!(button.kind.as_str(), "QUICK_REPLY" | "URL" | "PHONE_NUMBER")
                });
                template.needs_more |= !are_plain;
            }
            _ => template.needs_more = true,
        }
    }
    Some(template)
}

fn text_of(part: &Component) -> Option<TemplateText> {
    part.text.clone().map(|text| TemplateText {
        text,
        examples: BTreeMap::new(),
    })
}

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
                if let Some(token) = token.filter(|_| channel.kind == ChannelKind::WhatsApp) {
                    numbers.push((channel, token));
                }
            }
            Ok(numbers)
        })
        .await?;
    let now = desk.inner.options.clock.now();
    for (channel, token) in numbers {
        let read = desk
            .inner
            .graph
            .templates(&token, &channel.asset_id)
            .await?;
        let templates: Vec<_> = read.templates.iter().filter_map(from_meta).collect();
        desk.with_house(move |house| {
            Ok(house
                .clinic
                .write(|tx| templates::replace(tx, channel.id, &templates, now))?)
        })
        .await?;
    }
    desk.tell(Change::Templates);
    Ok(())
}
