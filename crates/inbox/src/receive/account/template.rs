//! News about templates.

use super::{Effect, News, told};
use crate::{receive::content::clean, view::connection::ChannelEventKind};
use recado_webhook::account::{TemplateName, TemplateStatus};

/// Returns what a review, a pause or a deletion is.
pub(super) fn status(status: &TemplateStatus) -> News {
    let why = [
        status.reason.as_deref(),
        status.title.as_deref(),
        status.rejection.as_deref(),
        status.recommendation.as_deref(),
        status.description.as_deref(),
    ];
    let reason = why.into_iter().find_map(clean::line_if_any);
    let is_warning = !matches!(
        status.event.as_str(),
        "APPROVED" | "PENDING" | "REINSTATED" | "UNLOCKED"
    );
    let mut words = vec![
        Some(status.event.as_str()),
        status.template.name.as_deref(),
        status.template.language.as_deref(),
    ];
    words.extend(why);
    News {
        effect: Effect::TemplateStatus(status.template.clone(), status.event.clone(), reason),
        ..told(ChannelEventKind::TemplateStatus, is_warning, &words)
    }
}

/// Returns what a change of quality is.
pub(super) fn quality(template: &TemplateName, previous: Option<&str>, new: Option<&str>) -> News {
    let words = [template.name.as_deref(), previous, new];
    News {
        effect: match new {
            Some(new) => Effect::TemplateQuality(template.clone(), new.to_owned()),
            None => Effect::Nothing,
        },
        ..told(
            ChannelEventKind::TemplateQuality,
            new == Some("RED"),
            &words,
        )
    }
}

/// Returns what a change of category is: what it was, what it is, and what Meta will make of it.
pub(super) fn category(
    template: &TemplateName,
    [previous, new, correct]: [Option<&str>; 3],
) -> News {
    let words = [template.name.as_deref(), previous, new, correct];
    // Announced only: it still is what it was.
    let is_done = previous.is_some() || correct.is_none();
    News {
        effect: match new.filter(|_| is_done) {
            Some(new) => Effect::TemplateCategory(template.clone(), new.to_owned()),
            None => Effect::Nothing,
        },
        ..told(ChannelEventKind::TemplateCategory, true, &words)
    }
}

/// Returns what changed words are.
pub(super) fn words(template: &TemplateName) -> News {
    let words = [template.name.as_deref(), template.language.as_deref()];
    News {
        effect: Effect::TemplateWords,
        ..told(ChannelEventKind::TemplateComponents, false, &words)
    }
}
