//! News about an account become channel events, and what they change is changed at once.

use super::Filing;
use crate::{
    receive::{
        account::{Effect, News, Whom},
        take::Brought,
    },
    view::connection::ChannelEventKind,
};
use recado_domain::{channel::ChannelKind, time::UnixMs};
use recado_store::{
    clinic::{
        channel_events::{self, ChannelEvent},
        channels::{self, Channel},
        templates::{self, TemplateKey, TemplateNews},
    },
    error::StoreError,
};
use recado_webhook::{account::TemplateName, event::Event};

/// Meta's word for a template that can be sent. Source: REFERENCE §6, read 2026-11-20.
const APPROVED: &str = "APPROVED";

impl Filing<'_> {
    /// Files news. An account whose channels are all switched off is not heard.
    pub(super) fn file_news(
        &self,
        kind: ChannelKind,
        event: &Event,
        news: &News,
        brought: &mut Brought,
    ) -> Result<(), StoreError> {
        let of_account = self.channels_of(kind, event)?;
        if !of_account.is_empty() && of_account.iter().all(|channel| !channel.is_on) {
            brought.switched_off += 1;
            return Ok(());
        }
        let at = event.entry_at.map_or(self.received_at, UnixMs);
        let meant = meant(&of_account, &news.whom, event.number_id.as_deref());
        if meant.is_empty() {
            // An account or a number that nobody connected here: told, and nothing to change.
            self.keep_news(None, event, news, at, brought)?;
        }
        for channel in meant.into_iter().filter(|channel| channel.is_on) {
            channels::note_webhook(self.tx, channel.id, self.received_at)?;
            if self.keep_news(Some(channel), event, news, at, brought)? {
                self.apply_news(channel, news, at, brought)?;
            }
        }
        Ok(())
    }

    fn channels_of(&self, kind: ChannelKind, event: &Event) -> Result<Vec<Channel>, StoreError> {
        let all = channels::all(self.tx)?;
        let of_account = all
            .into_iter()
            .filter(|channel| channel.kind == kind && channel.asset_id == event.asset_id);
        Ok(of_account.collect())
    }

    /// Keeps news once, however often Meta tells them; returns whether they are new.
    fn keep_news(
        &self,
        channel: Option<&Channel>,
        event: &Event,
        news: &News,
        at: UnixMs,
        brought: &mut Brought,
    ) -> Result<bool, StoreError> {
        let row = ChannelEvent {
            channel: channel.map(|channel| channel.id),
            asset: event.asset_id.clone(),
            about: name_of(news.about),
            is_warning: news.is_warning,
            detail: news.detail.clone(),
            at,
        };
        let mut digest = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
        if let Some(channel) = channel {
            digest.update(channel.id.0.as_bytes());
        }
        digest.update(event.asset_id.as_bytes());
        digest.update(&event.entry_at.unwrap_or_default().to_be_bytes());
        digest.update(event.raw.as_bytes());
        let is_new = channel_events::keep(self.tx, &row, digest.finish().as_ref())?;
        brought.has_account_news |= is_new;
        Ok(is_new)
    }

    fn apply_news(
        &self,
        channel: &Channel,
        news: &News,
        at: UnixMs,
        brought: &mut Brought,
    ) -> Result<(), StoreError> {
        match &news.effect {
            Effect::Nothing => {}
            Effect::Standing(standing) => {
                channels::note_standing(self.tx, channel.id, standing)?;
                brought.resumes |= standing.restriction == Some(None);
            }
            Effect::TemplateWords => {
                brought.wants_templates = true;
                brought.has_template_news = true;
            }
            Effect::TemplateStatus(template, status, reason) => {
                let news = TemplateNews::Status(status, reason.as_deref());
                let is_known = self.note_template(channel, template, news, at)?;
                // One that was made elsewhere has to be read before it can be sent.
                brought.wants_templates |= !is_known && status == APPROVED;
                brought.has_template_news = true;
            }
            Effect::TemplateQuality(template, quality) => {
                self.note_template(channel, template, TemplateNews::Quality(quality), at)?;
                brought.has_template_news = true;
            }
            Effect::TemplateCategory(template, category) => {
                self.note_template(channel, template, TemplateNews::Category(category), at)?;
                brought.has_template_news = true;
            }
        }
        Ok(())
    }

    /// Notes news of a template, by Meta's id or else by its name; returns whether anything changed.
    fn note_template(
        &self,
        channel: &Channel,
        template: &TemplateName,
        news: TemplateNews<'_>,
        at: UnixMs,
    ) -> Result<bool, StoreError> {
        if let Some(id) = template.id.as_deref()
            && templates::note(self.tx, channel.id, TemplateKey::Provider(id), news, at)?
        {
            return Ok(true);
        }
        let (Some(name), Some(language)) = (&template.name, &template.language) else {
            return Ok(false);
        };
        let key = TemplateKey::Named { name, language };
        templates::note(self.tx, channel.id, key, news, at)
    }
}

/// Returns the channels that news are about.
fn meant<'a>(channels: &'a [Channel], whom: &Whom, number_id: Option<&str>) -> Vec<&'a Channel> {
    let by_id = |id: &str| {
        let found = channels
            .iter()
            .filter(|channel| channel.number_id.as_deref() == Some(id));
        found.collect::<Vec<_>>()
    };
    let found = match (whom, number_id) {
        (Whom::NumberId(id), _) => by_id(id),
        (Whom::Number(number), _) => channels
            .iter()
            .filter(|channel| digits(&channel.shown) == digits(number))
            .collect(),
        (Whom::Account, Some(id)) => by_id(id),
        (Whom::Account, None) => channels.iter().collect(),
    };
    match (found.is_empty(), channels) {
        // Meta writes a number in several ways; an account of one number leaves no doubt.
        (true, [only]) => vec![only],
        _ => found,
    }
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// Returns the name of what an event is about, as it is kept.
pub(super) fn name_of(about: ChannelEventKind) -> String {
    match serde_json::to_value(about) {
        Ok(serde_json::Value::String(name)) => name,
        Ok(_) | Err(_) => String::new(),
    }
}
