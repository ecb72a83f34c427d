//! Templates as a place: every one of every account.

use crate::{
    connect::templates::{change, first_of_accounts, wording},
    desk::Desk,
    error::InboxError,
    view::templates::{
        TemplateAccountView, TemplateQuality, TemplateRowView, TemplateStatus, TemplatesView,
    },
};
use recado_domain::{
    id::ChannelId,
    template::{Template, draft::TemplateDraft},
};
use recado_store::clinic::{
    channels,
    templates::{self, TemplateRow},
    tokens::{self, TokenName},
};

/// Returns every template of every account that has a token.
///
/// # Errors
/// Storage.
pub(crate) async fn templates(desk: &Desk) -> Result<TemplatesView, InboxError> {
    desk.with_house(|house| {
        let mut view = TemplatesView {
            accounts: Vec::new(),
            templates: Vec::new(),
        };
        let mut with_token = Vec::new();
        for channel in house.clinic.read(channels::all)? {
            let token = house
                .clinic
                .read(|conn| tokens::get(conn, &house.token_key, channel.id, TokenName::Access))?;
            if token.is_some() {
                with_token.push(channel);
            }
        }
        for channel in first_of_accounts(with_token) {
            let (records, synced_at) = house.clinic.read(|conn| {
                Ok::<_, InboxError>((
                    templates::rows(conn, channel.id)?,
                    templates::synced_at(conn, channel.id)?,
                ))
            })?;
            view.templates.extend(
                records
                    .into_iter()
                    .filter_map(|record| row(channel.id, record)),
            );
            view.accounts.push(TemplateAccountView {
                channel: channel.id,
                shown: channel.shown,
                synced_at: synced_at.map(|at| at.0),
            });
        }
        Ok(view)
    })
    .await
}

fn row(channel: ChannelId, record: TemplateRow) -> Option<TemplateRowView> {
    let draft: TemplateDraft = serde_json::from_str(&record.definition).ok()?;
    let status = change::status(&record.status);
    // Meta edits only what it has judged (REFERENCE §17, read 2026-11-20), and this app only what it can show whole.
    let is_judged = matches!(
        status,
        TemplateStatus::Approved | TemplateStatus::Rejected | TemplateStatus::Paused
    );
    let unknown_parts = record
        .template
        .as_ref()
        .map(|template| template.unknown_parts.clone())
        .unwrap_or_default();
    Some(TemplateRowView {
        channel,
        id: record.provider_id?,
        name: draft.name.clone(),
        language: draft.language.clone(),
        category: wording::category(&record.category),
        status,
        quality: match record.quality.as_str() {
            "GREEN" => TemplateQuality::High,
            "YELLOW" => TemplateQuality::Medium,
            "RED" => TemplateQuality::Low,
            _ => TemplateQuality::Unknown,
        },
        reason: record.reason,
        is_sendable: record.template.as_ref().is_some_and(Template::is_offered),
        may_edit: is_judged && record.template.is_some() && unknown_parts.is_empty(),
        unknown_parts,
        draft,
    })
}
