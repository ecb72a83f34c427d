//! News about accounts, numbers and templates: kept for the connection page, with what they change at once.
//!
//! Meta's words stay as they come; what they do here is decided in this one place. Source: REFERENCE §6, §8 (read
//! 2026-11-20).

mod template;

use crate::{receive::content::clean, view::connection::ChannelEventKind};
use recado_store::clinic::channels::Standing;
use recado_webhook::{
    account::{AccountEvent, AccountUpdate, MetaError, TemplateName},
    act::HandoverKind,
    event::Item,
};

/// The longest detail kept, in characters.
const DETAIL_CHARS: usize = 400;

/// One piece of news.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct News {
    /// What it is about.
    pub about: ChannelEventKind,
    /// Whether somebody should do something.
    pub is_warning: bool,
    /// Meta's words for it.
    pub detail: String,
    /// Which numbers of the account it is about.
    pub whom: Whom,
    /// What it changes.
    pub effect: Effect,
}

/// Which numbers of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whom {
    /// All of them.
    Account,
    /// The one with these digits.
    Number(String),
    /// The one with this id at Meta.
    NumberId(String),
}

/// What news change.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Effect {
    /// Nothing.
    Nothing,
    /// What a channel is worth and may do.
    Standing(Standing),
    /// Where a template stands, and why.
    TemplateStatus(TemplateName, String, Option<String>),
    /// How patients take a template.
    TemplateQuality(TemplateName, String),
    /// What a template is for.
    TemplateCategory(TemplateName, String),
    /// The words of a template: they have to be read again.
    TemplateWords,
}

/// Returns whether nothing at all may leave while Meta says this word of a channel; what is queued waits.
///
/// Other restrictions concern templates or new conversations only, which Meta refuses one by one (REFERENCE §6, §8).
pub(crate) fn stops_sending(restriction: &str) -> bool {
    matches!(
        restriction,
        "ACCOUNT_OFFBOARDED" | "ACCOUNT_DELETED" | "PARTNER_REMOVED" | "DISABLE" | "block"
    )
}

/// Returns what an item tells about the account; nothing when it is about a person or cannot be read.
pub(super) fn news(item: &Item) -> Option<News> {
    match item {
        Item::Account(event) => Some(of_event(event)),
        Item::AccountError(error) => Some(trouble(ChannelEventKind::Error, error)),
        // Stop and explain: nothing asks for it again by itself (CASES 11).
        Item::HistoryRefused(error) => Some(trouble(ChannelEventKind::History, error)),
        Item::HistoryProgress(progress) => {
            let is_done = progress.progress.is_some_and(|percent| percent >= 100);
            is_done.then(|| told(ChannelEventKind::History, false, &[Some("100 %")]))
        }
        Item::Handover(handover) if handover.kind == HandoverKind::Roles => {
            Some(told(ChannelEventKind::Other, false, &[Some("app_roles")]))
        }
        Item::Handover(_)
        | Item::Message(_)
        | Item::Status(_)
        | Item::Echo(_)
        | Item::Reaction(_)
        | Item::Receipt(_)
        | Item::Edit(_)
        | Item::Deleted(_)
        | Item::Comment(_)
        | Item::History(_)
        | Item::Standby(_)
        | Item::Mention(_)
        | Item::Referral(_)
        | Item::Call(_)
        | Item::Preference(_)
        | Item::IdentityChange(_)
        | Item::ContactSync(_)
        | Item::Other { .. }
        | Item::Unreadable { .. } => None,
    }
}

fn trouble(about: ChannelEventKind, error: &MetaError) -> News {
    let code = error.code.map(|code| code.to_string());
    let words = [
        code.as_deref(),
        error.title.as_deref(),
        error.details.as_deref(),
    ];
    told(about, true, &words)
}

fn told(about: ChannelEventKind, is_warning: bool, words: &[Option<&str>]) -> News {
    let words: Vec<String> = words
        .iter()
        .copied()
        .filter_map(clean::line_if_any)
        .collect();
    News {
        about,
        is_warning,
        detail: words.join(" · ").chars().take(DETAIL_CHARS).collect(),
        whom: Whom::Account,
        effect: Effect::Nothing,
    }
}

fn of_event(event: &AccountEvent) -> News {
    match event {
        AccountEvent::TemplateStatus(status) => template::status(status),
        AccountEvent::TemplateQuality {
            template,
            previous,
            new,
        } => template::quality(template, previous.as_deref(), new.as_deref()),
        AccountEvent::TemplateCategory {
            template,
            previous,
            new,
            correct,
            changes_at: _,
        } => {
            let words = [previous.as_deref(), new.as_deref(), correct.as_deref()];
            template::category(template, words)
        }
        AccountEvent::TemplateComponents(changed) => template::words(&changed.template),
        AccountEvent::NumberQuality {
            number,
            event,
            old_limit,
            current_limit,
            business_limit,
        } => {
            let limit = current_limit.as_deref().or(business_limit.as_deref());
            let is_flagged = matches!(event.as_deref(), Some("FLAGGED" | "DOWNGRADE"));
            let words = [event.as_deref(), old_limit.as_deref(), limit];
            News {
                effect: Effect::Standing(Standing {
                    messaging_limit: limit.and_then(|limit| clean::line_if_any(Some(limit))),
                    ..Standing::default()
                }),
                ..of_number(told(ChannelEventKind::Quality, is_flagged, &words), number)
            }
        }
        AccountEvent::NumberName {
            number,
            decision,
            name,
            reason,
        } => {
            let is_declined = decision.as_deref() == Some("DECLINED");
            let words = [decision.as_deref(), name.as_deref(), reason.as_deref()];
            of_number(told(ChannelEventKind::Name, is_declined, &words), number)
        }
        AccountEvent::Review { decision } => {
            let is_rejected = decision.as_deref() == Some("REJECTED");
            told(
                ChannelEventKind::Review,
                is_rejected,
                &[decision.as_deref()],
            )
        }
        AccountEvent::Update(update) => of_update(update),
        AccountEvent::Alert(alert) => {
            let words = [
                alert.severity.as_deref(),
                alert.kind.as_deref(),
                alert.description.as_deref(),
            ];
            let is_warning = alert.severity.as_deref() != Some("INFORMATIONAL");
            told(ChannelEventKind::Alert, is_warning, &words)
        }
        AccountEvent::Capability {
            business_limit,
            numbers_per_business,
            numbers_per_account,
        } => {
            let numbers = numbers_per_account.or(*numbers_per_business);
            let numbers = numbers.map(|numbers| numbers.to_string());
            let words = [business_limit.as_deref(), numbers.as_deref()];
            News {
                effect: Effect::Standing(Standing {
                    messaging_limit: clean::line_if_any(business_limit.as_deref()),
                    ..Standing::default()
                }),
                ..told(ChannelEventKind::Capability, false, &words)
            }
        }
        AccountEvent::Settings {
            kind,
            number_id,
            calling,
        } => {
            let news = told(
                ChannelEventKind::Other,
                false,
                &[kind.as_deref(), calling.as_deref()],
            );
            match number_id {
                Some(id) => News {
                    whom: Whom::NumberId(id.clone()),
                    ..news
                },
                None => news,
            }
        }
        AccountEvent::Security { number, event } => {
            let news = told(ChannelEventKind::Security, true, &[event.as_deref()]);
            of_number(news, number)
        }
        AccountEvent::Username {
            number,
            username,
            status,
        } => {
            let words = [status.as_deref(), username.as_deref()];
            of_number(told(ChannelEventKind::Username, false, &words), number)
        }
        AccountEvent::Flow {
            flow_id,
            event,
            message,
            old_status,
            new_status,
        } => {
            let words = [
                event.as_deref(),
                flow_id.as_deref(),
                old_status.as_deref(),
                new_status.as_deref(),
                message.as_deref(),
            ];
            let is_warning = event.as_deref() != Some("FLOW_STATUS_CHANGE");
            told(ChannelEventKind::Flow, is_warning, &words)
        }
        AccountEvent::Policy { action, reason } => {
            let words = [action.as_deref(), reason.as_deref()];
            let restriction = match action.as_deref() {
                Some("block") => Some(Some("block".to_owned())),
                Some("unblock") => Some(None),
                Some(_) | None => None,
            };
            let is_warning = action.as_deref() != Some("unblock");
            restricted(
                told(ChannelEventKind::Policy, is_warning, &words),
                restriction,
            )
        }
    }
}

fn of_update(update: &AccountUpdate) -> News {
    let first = update.restrictions.first();
    let kind = first.and_then(|restriction| restriction.kind.as_deref());
    let words = [
        Some(update.event.as_str()),
        update.ban_state.as_deref(),
        update.ban_date.as_deref(),
        kind,
        update.violation.as_deref(),
        update.disconnection_reason.as_deref(),
        update.country.as_deref(),
    ];
    let restriction = match (update.event.as_str(), update.ban_state.as_deref()) {
        ("ACCOUNT_RESTRICTION", _) => Some(Some(kind.unwrap_or(&update.event).to_owned())),
        ("DISABLED_UPDATE", Some("DISABLE")) => Some(Some("DISABLE".to_owned())),
        ("DISABLED_UPDATE", Some("REINSTATE")) | ("ACCOUNT_RECONNECTED", _) => Some(None),
        ("ACCOUNT_OFFBOARDED" | "ACCOUNT_DELETED" | "PARTNER_REMOVED", _) => {
            Some(Some(update.event.clone()))
        }
        _ => None,
    };
    let is_warning = matches!(restriction, Some(Some(_)))
        || matches!(
            update.event.as_str(),
            "ACCOUNT_VIOLATION" | "DISABLED_UPDATE" | "PARTNER_APP_UNINSTALLED"
        );
    let news = told(ChannelEventKind::Account, is_warning, &words);
    restricted(of_number(news, &update.number), restriction)
}

fn restricted(news: News, restriction: Option<Option<String>>) -> News {
    let Some(restriction) = restriction else {
        return news;
    };
    News {
        effect: Effect::Standing(Standing {
            restriction: Some(restriction.map(|word| clean::line(&word))),
            ..Standing::default()
        }),
        ..news
    }
}

fn of_number(news: News, number: &Option<String>) -> News {
    match number {
        Some(number) => News {
            whom: Whom::Number(number.clone()),
            ..news
        },
        None => news,
    }
}

#[cfg(test)]
mod tests;
