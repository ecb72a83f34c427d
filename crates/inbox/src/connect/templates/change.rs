//! Making, changing and deleting templates: checked here, reviewed by Meta, whose own words come back.

use crate::{
    connect::{
        self,
        templates::{sync_channel, wording},
    },
    desk::Desk,
    error::InboxError,
    session,
    view::{
        change::Change,
        media::{MediaView, StagedProblem, StagedView},
        templates::{TemplateAnswer, TemplateStatus},
    },
};
use recado_domain::{
    channel::ChannelKind,
    id::{ChannelId, MediaId},
    media::{MediaKind, MediaState},
    template::{
        check,
        draft::{TemplateDraft, TemplateProblem},
    },
};
use recado_graph::{
    error::GraphError,
    limits::{self, Product, files::FileKind},
    templates::change as meta,
};
use recado_store::clinic::{audit, channels::Channel, templates};

/// Returns what is wrong with a draft; `editing` is the id of the template it replaces.
///
/// # Errors
/// Storage.
pub(crate) async fn check(
    desk: &Desk,
    channel: ChannelId,
    draft: TemplateDraft,
    editing: Option<String>,
) -> Result<Vec<TemplateProblem>, InboxError> {
    let (name, language) = (draft.name.clone(), draft.language.clone());
    let same = desk
        .with_house(move |house| {
            let found = house
                .clinic
                .read(|conn| templates::row(conn, channel, &name, &language))?;
            Ok(found)
        })
        .await?;
    let is_taken = same.is_some_and(|same| same.provider_id != editing);
    Ok(check::check(&draft, is_taken, editing.is_none()))
}

/// Makes a template and says what Meta said.
///
/// # Errors
/// [`InboxError::InvalidInput`] for a draft with faults, a refused token, an unreachable Graph, storage.
pub(crate) async fn create(
    desk: &Desk,
    channel: ChannelId,
    draft: TemplateDraft,
) -> Result<TemplateAnswer, InboxError> {
    let (found, token) = account(desk, channel).await?;
    if !check(desk, channel, draft.clone(), None).await?.is_empty() {
        return Err(InboxError::InvalidInput);
    }
    let (parameter_format, content) = wording::to_meta(&draft, |id| handle(desk, id))?;
    let wanted = meta::TemplateDraft {
        name: draft.name.clone(),
        language: draft.language.clone(),
        category: wording::category_name(draft.category).to_owned(),
        parameter_format,
        content,
    };
    let graph = &desk.inner.graph;
    let answer = graph
        .create_template(&token, &found.asset_id, &wanted)
        .await;
    let answer = match answer {
        Ok(created) => TemplateAnswer {
            is_taken: true,
            status: Some(status(&created.status)),
            category: Some(wording::category(&created.category)),
            ..refusal(None)
        },
        Err(error) => refused(error)?,
    };
    settle(desk, &found, "template.created", &draft.name, &answer).await?;
    Ok(answer)
}

/// Changes a template and says what Meta said.
///
/// # Errors
/// As [`create`].
pub(crate) async fn edit(
    desk: &Desk,
    channel: ChannelId,
    id: String,
    draft: TemplateDraft,
) -> Result<TemplateAnswer, InboxError> {
    let (found, token) = account(desk, channel).await?;
    let problems = check(desk, channel, draft.clone(), Some(id.clone())).await?;
    if !problems.is_empty() || !connect::is_id(&id) {
        return Err(InboxError::InvalidInput);
    }
    let (_, content) = wording::to_meta(&draft, |id| handle(desk, id))?;
    let known = desk
        .with_house({
            let (name, language) = (draft.name.clone(), draft.language.clone());
            move |house| {
                Ok(house
                    .clinic
                    .read(|conn| templates::row(conn, channel, &name, &language))?)
            }
        })
        .await?;
    let category = wording::category_name(draft.category);
    // The category of an approved template is fixed: naming it would be refused.
    let category = known
        .filter(|known| known.category != category)
        .map(|_| category);
    let graph = &desk.inner.graph;
    let answer = match graph
        .edit_template(&token, &id, category, Some(&content))
        .await
    {
        Ok(()) => TemplateAnswer {
            is_taken: true,
            ..refusal(None)
        },
        Err(error) => refused(error)?,
    };
    settle(desk, &found, "template.edited", &draft.name, &answer).await?;
    Ok(answer)
}

/// Deletes one language of a template, or all of them.
///
/// # Errors
/// [`InboxError::NotFound`], what Meta refuses, an unreachable Graph, storage.
pub(crate) async fn delete(
    desk: &Desk,
    channel: ChannelId,
    name: String,
    language: Option<String>,
) -> Result<(), InboxError> {
    let (found, token) = account(desk, channel).await?;
    let id = match language {
        None => None,
        Some(language) => {
            let wanted = name.clone();
            let record = desk
                .with_house(move |house| {
                    Ok(house
                        .clinic
                        .read(|conn| templates::row(conn, channel, &wanted, &language))?)
                })
                .await?;
            let id = record.and_then(|record| record.provider_id);
            Some(id.ok_or(InboxError::NotFound)?)
        }
    };
    let graph = &desk.inner.graph;
    graph
        .delete_template(&token, &found.asset_id, &name, id.as_deref())
        .await?;
    let answer = TemplateAnswer {
        is_taken: true,
        ..refusal(None)
    };
    settle(desk, &found, "template.deleted", &name, &answer).await
}

/// Uploads an example file for a header or a card and keeps Meta's handle of it until the app ends.
///
/// # Errors
/// A refused token, an unreachable Graph, storage; what Meta would not take comes back as a problem.
pub(crate) async fn stage_example(
    desk: &Desk,
    channel: ChannelId,
    name: String,
    bytes: Vec<u8>,
) -> Result<StagedView, InboxError> {
    let found = infer::get(&bytes);
    let mime = found.map(|kind| kind.mime_type());
    let kind = mime.and_then(|mime| match mime {
        "image/jpeg" | "image/png" => Some((MediaKind::Image, FileKind::Image)),
        "video/mp4" => Some((MediaKind::Video, FileKind::Video)),
        "application/pdf" => Some((MediaKind::Document, FileKind::Document)),
        _ => None,
    });
    let size = bytes.len() as u64;
    let limit_bytes = kind
        .and_then(|(_, kind)| limits::files::largest_bytes(Product::WhatsApp, kind))
        .unwrap_or_default();
    let problem = match (mime, kind) {
        _ if bytes.is_empty() => Some(StagedProblem::Unreadable),
        (Some(_), Some(_)) if size <= limit_bytes => None,
        (Some(_), Some(_)) => Some(StagedProblem::Size),
        _ => Some(StagedProblem::Type),
    };
    let id = MediaId::generate();
    if let (None, Some(mime)) = (problem, mime) {
        let (_, token) = account(desk, channel).await?;
        let (app_id, _) = connect::app_of(desk, channel).await?;
        // The file's own name may say something about a person; Meta needs none.
        let handle = desk
            .inner
            .graph
            .upload_header_handle(&token, &app_id, mime, "example", bytes)
            .await?;
        if let Ok(mut examples) = desk.inner.template_examples.lock() {
            examples.insert(id, handle);
        }
    }
    Ok(StagedView {
        media: MediaView {
            id,
            kind: kind.map_or(MediaKind::Document, |(kind, _)| kind),
            state: MediaState::Here,
            mime: mime.map(str::to_owned),
            name: Some(name),
            bytes: Some(size),
            received_bytes: None,
            width: None,
            height: None,
            duration_ms: None,
            waveform: Vec::new(),
            has_thumbnail: false,
            is_shown: false,
            is_disguised: false,
            may_open: false,
            may_fetch_again: false,
        },
        problem,
        limit_bytes,
    })
}

/// Returns where a template stands, from Meta's word.
pub(crate) fn status(word: &str) -> TemplateStatus {
    match word {
        "APPROVED" => TemplateStatus::Approved,
        "PENDING" => TemplateStatus::Pending,
        "REJECTED" => TemplateStatus::Rejected,
        "PAUSED" => TemplateStatus::Paused,
        "DISABLED" => TemplateStatus::Disabled,
        "IN_APPEAL" => TemplateStatus::InAppeal,
        "DELETED" | "PENDING_DELETION" => TemplateStatus::Deleted,
        _ => TemplateStatus::Unavailable,
    }
}

async fn account(
    desk: &Desk,
    channel: ChannelId,
) -> Result<(Channel, secrecy::SecretString), InboxError> {
    let found = connect::channel(desk, channel).await?;
    if found.kind != ChannelKind::WhatsApp {
        return Err(InboxError::NotFound);
    }
    let token = connect::access_token(desk, channel).await?;
    Ok((found, token))
}

fn handle(desk: &Desk, id: MediaId) -> Option<String> {
    let examples = desk.inner.template_examples.lock().ok()?;
    examples.get(&id).cloned()
}

/// Returns what Meta said about a draft; what is not about the draft stays an error.
fn refused(error: GraphError) -> Result<TemplateAnswer, InboxError> {
    match error {
        GraphError::Refused {
            code,
            details,
            user_text,
            ..
        } => {
            let (title, message) = match user_text {
                Some(text) => (text.title, text.message),
                None => (None, None),
            };
            Ok(TemplateAnswer {
                title,
                message: message.or(details),
                ..refusal(code)
            })
        }
        other => Err(other.into()),
    }
}

fn refusal(code: Option<i64>) -> TemplateAnswer {
    TemplateAnswer {
        is_taken: false,
        status: None,
        category: None,
        code,
        title: None,
        message: None,
    }
}

/// Writes down who did it, and reads the account's templates anew.
async fn settle(
    desk: &Desk,
    channel: &Channel,
    act: &'static str,
    name: &str,
    answer: &TemplateAnswer,
) -> Result<(), InboxError> {
    if !answer.is_taken {
        return Ok(());
    }
    let now = desk.inner.options.clock.now();
    let detail = serde_json::json!({ "channel": channel.id, "template": name }).to_string();
    desk.with_house(move |house| {
        let who = house.signed_in().ok();
        let by = who.as_ref().map(|who| (who.staff, who.name.as_str()));
        Ok(house
            .clinic
            .write(|tx| audit::append(tx, &session::files::act(now, by, act, &detail)))?)
    })
    .await?;
    // It is done at Meta: a sync that fails now is made up for by the next one.
    if let Err(error) = sync_channel(desk, channel).await {
        tracing::warn!("templates were not read after a change: {error}");
    }
    desk.tell(Change::Templates);
    Ok(())
}
